"""The rim: Django finds every admin page of the app through this module."""

from django_personalize.api import admin as api
from django_personalize.consent import admin as consent
from django_personalize.events import admin as events
from django_personalize.insights import admin as insights
from django_personalize.profiles import admin as profiles
from django_personalize.segments import admin as segments
from django_personalize.shop import admin as shop
from django_personalize.tracking import admin as tracking
from django_personalize.webhooks import admin as webhooks

__all__ = ["api", "consent", "events", "insights", "profiles", "segments", "shop", "tracking", "webhooks"]
