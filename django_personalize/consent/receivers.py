"""What happens to consent when people merge and part."""

from __future__ import annotations

from django_personalize.consent import mergers
from django_personalize.consent.models import ConsentRecord
from django_personalize.profiles import lifecycle


def connect() -> None:
    """Register the ledger's handler."""
    lifecycle.register(
        lifecycle.Handler(ConsentRecord, "profile", mergers.merge, mergers.undo, also=("origin",))
    )
