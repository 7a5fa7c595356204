"""How long notes about people are kept that are no part of their profile."""

from __future__ import annotations

from django_personalize.core import retention
from django_personalize.profiles.models import AuditEntry, LegalHold


def connect() -> None:
    """Register the classes of this package's logs; people themselves go by their visits (`tracking.retention`)."""
    retention.register(
        retention.aged(
            "legal_holds",
            LegalHold,
            "released_at",
            "36 months",
            age="the release of the hold",
            survives="nothing; a hold that was never released stays as long as the person",
        )
    )
    retention.register(
        retention.aged("audit", AuditEntry, "at", "12 months", age="the reading of somebody's data")
    )
