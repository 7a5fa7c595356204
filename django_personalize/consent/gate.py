"""The one gate. Absent, expired, withdrawn, malformed or unreadable consent is a no; every answer has its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django_personalize.conf import settings
from django_personalize.consent.purposes import check
from django_personalize.profiles import snapshots


@dataclass(frozen=True, slots=True)
class Verdict:
    """May we? And why (not)."""

    allowed: bool
    reason: str

    def __bool__(self) -> bool:
        return self.allowed


def allowed(profile_id: int, purpose: str, *, at: datetime) -> Verdict:
    """Ask for a person by profile, reading the current state."""
    return judge(snapshots.load(profile_id).consents, purpose, at=at)


def judge(consents: Mapping[str, Any], purpose: str, *, at: datetime) -> Verdict:
    """Ask of a consent state as a snapshot holds it: purpose to [status, at, expires or None]."""
    check(purpose)
    if not settings.ENABLED:
        return Verdict(False, "switched off")
    state = consents.get(purpose)
    if state is None:
        return Verdict(False, "never asked")
    try:
        status, since, expires = state
        over = expires is not None and snapshots.seconds(at) >= int(expires)
        since = int(since)
    except (TypeError, ValueError):
        return Verdict(False, "unreadable")
    if status != "granted":
        return Verdict(False, "withdrawn" if status == "withdrawn" else "denied")
    if over:
        return Verdict(False, "expired")
    return Verdict(True, f"granted {snapshots.moment(since):%Y-%m-%d}")
