"""The log of who read personal data: append-only, and without the data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django_personalize.profiles.models import AuditEntry


def note(
    actor: str, action: str, subject: UUID | None, *, at: datetime, extent: Mapping[str, int] | None = None
) -> None:
    """Write one entry. `extent` counts what was read; it never names a value."""
    AuditEntry.objects.create(
        at=at, actor=actor[:80], action=action, subject=subject, extent=dict(extent or {})
    )
