"""How long the API remembers what it was asked."""

from __future__ import annotations

from django_personalize.api.models import CountedEvent, IdempotentRequest
from django_personalize.core import retention


def connect() -> None:
    """Register the classes of this package: an answer counts for 24 hours and goes a little later."""
    retention.register(
        retention.aged(
            "idempotency",
            IdempotentRequest,
            "created_at",
            "1 day",
            age="the request",
            survives="what the request did",
        )
    )
    retention.register(
        retention.aged(
            "counted_events",
            CountedEvent,
            "counted_at",
            "7 days",
            age="the counting",
            survives="the sums of days",
        )
    )
