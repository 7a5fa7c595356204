"""What a person allowed, purpose by purpose, with the words, the place and the moment of each declaration."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from django_personalize.conf import settings
from django_personalize.consent import gate
from django_personalize.consent.models import ConsentRecord
from django_personalize.consent.purposes import PURPOSES
from django_personalize.profiles import snapshots
from django_personalize.profiles.snapshots import SnapshotData

#: Declarations shown on the page; the ledger's own list has all.
_SHOWN = 30


@dataclass(frozen=True, slots=True)
class State:
    """Where one purpose stands at the moment."""

    purpose: str
    description: str
    allowed: bool
    reason: str
    since: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Consents:
    """The present and the past, newest first; `more` when the ledger holds older declarations."""

    states: tuple[State, ...]
    history: tuple[ConsentRecord, ...]
    more: bool


def read(profile_id: int, snapshot: SnapshotData, *, at: datetime) -> Consents:
    """The state as the gate judges it now, and the ledger's newest declarations, in one query."""
    records = list(ConsentRecord.objects.filter(profile=profile_id).order_by("-pk")[: _SHOWN + 1])
    purposes = _purposes([*snapshot.consents, *(record.purpose for record in records)])
    return Consents(
        states=tuple(_state(purpose, snapshot, at=at) for purpose in purposes),
        history=tuple(records[:_SHOWN]),
        more=len(records) > _SHOWN,
    )


def _purposes(seen: Iterable[str]) -> list[str]:
    """Those that the shop asks for, then others that were ever declared."""
    return [key for key in dict.fromkeys([*settings.PURPOSES, *seen]) if key in PURPOSES]


def _state(purpose: str, snapshot: SnapshotData, *, at: datetime) -> State:
    verdict = gate.judge(snapshot.consents, purpose, at=at)
    since, expires = _moments(snapshot.consents.get(purpose))
    words = {
        "switched off": _("personalisation is switched off"),
        "never asked": _("never asked"),
        "unreadable": _("unreadable, counts as no"),
        "withdrawn": _("withdrawn"),
        "denied": _("refused"),
        "expired": _("expired"),
    }
    return State(
        purpose=purpose,
        description=str(PURPOSES[purpose]),
        allowed=verdict.allowed,
        reason=_("allowed") if verdict.allowed else words.get(verdict.reason, verdict.reason),
        since=since,
        expires_at=expires if verdict.allowed else None,
    )


def _moments(state: object) -> tuple[datetime | None, datetime | None]:
    """Since when and until when, of a state as the snapshot holds it: [status, at, expires or None]."""
    if not isinstance(state, list | tuple) or len(state) != 3:
        return None, None
    since, expires = (
        snapshots.moment(value) if isinstance(value, int) else None for value in (state[1], state[2])
    )
    return since, expires
