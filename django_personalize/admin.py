"""The rim: Django finds every admin page of the app through this module."""

from django_personalize.consent import admin as consent
from django_personalize.events import admin as events
from django_personalize.insights import admin as insights
from django_personalize.profiles import admin as profiles
from django_personalize.shop import admin as shop
from django_personalize.tracking import admin as tracking

__all__ = ["consent", "events", "insights", "profiles", "shop", "tracking"]
