"""The rim: Django finds every table of the app through this module."""

from django_personalize.consent.models import ConsentRecord
from django_personalize.events.models import DaySum, Event, EventCounter
from django_personalize.profiles.models import Affinity, Identity, MergeRecord, Profile, Snapshot, Trait
from django_personalize.shop.models import CatalogCategory, CatalogItem, CatalogItemCategory, Revision
from django_personalize.tracking.models import CartState, Heartbeat, PendingOrder, Session

__all__ = [
    "Affinity",
    "CartState",
    "CatalogCategory",
    "CatalogItem",
    "CatalogItemCategory",
    "ConsentRecord",
    "DaySum",
    "Event",
    "EventCounter",
    "Heartbeat",
    "Identity",
    "MergeRecord",
    "PendingOrder",
    "Profile",
    "Revision",
    "Session",
    "Snapshot",
    "Trait",
]
