"""The rim: Django finds every table of the app through this module."""

from django_personalize.api.models import ApiToken, CountedEvent, IdempotentRequest
from django_personalize.consent.models import ConsentEvidence, ConsentRecord
from django_personalize.events.models import (
    DaySum,
    DayTotal,
    Event,
    EventCounter,
    PastCounter,
    PastState,
    PrunedEvent,
    PruneRun,
)
from django_personalize.profiles.models import (
    Affinity,
    AuditEntry,
    Identity,
    LegalHold,
    MergeRecord,
    Profile,
    Snapshot,
    Trait,
)
from django_personalize.segments.models import (
    ListMember,
    Segment,
    SegmentMembership,
    SegmentSize,
    SegmentVersion,
)
from django_personalize.shop.models import CatalogCategory, CatalogItem, CatalogItemCategory, Revision
from django_personalize.tracking.models import CartState, Heartbeat, PendingOrder, Session
from django_personalize.webhooks.models import WebhookDelivery, WebhookEndpoint

__all__ = [
    "Affinity",
    "ApiToken",
    "AuditEntry",
    "CartState",
    "CatalogCategory",
    "CatalogItem",
    "CatalogItemCategory",
    "ConsentEvidence",
    "ConsentRecord",
    "CountedEvent",
    "DaySum",
    "DayTotal",
    "Event",
    "EventCounter",
    "Heartbeat",
    "IdempotentRequest",
    "Identity",
    "LegalHold",
    "ListMember",
    "MergeRecord",
    "PastCounter",
    "PastState",
    "PendingOrder",
    "Profile",
    "PruneRun",
    "PrunedEvent",
    "Revision",
    "Segment",
    "SegmentMembership",
    "SegmentSize",
    "SegmentVersion",
    "Session",
    "Snapshot",
    "Trait",
    "WebhookDelivery",
    "WebhookEndpoint",
]
