"""Legal holds: a person whose data must not be removed by age, because a court, an authority or a claim needs it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.db.models import Q

from django_personalize.core import clock
from django_personalize.profiles import lifecycle
from django_personalize.profiles.models import LegalHold, Profile


def place(profile: Profile, *, reason: str, by: str, at: datetime, until: date | None = None) -> LegalHold:
    """Keep everything of this person until `until` (None: until somebody releases the hold)."""
    return LegalHold.objects.create(profile=profile, reason=reason, placed_by=by, placed_at=at, until=until)


def release(hold: LegalHold, *, by: str, at: datetime) -> None:
    """Let age count again; a hold that was released before keeps its first release."""
    LegalHold.objects.filter(pk=hold.pk, released_at=None).update(released_at=at, released_by=by)


def standing(at: datetime) -> Q:
    """The holds in force."""
    return Q(released_at=None) & (Q(until=None) | Q(until__gte=clock.day_of(at)))


def held(at: datetime) -> set[int]:
    """Profiles under a hold: those named, whoever took them in, and everybody these have taken in."""
    found = set(LegalHold.objects.filter(standing(at)).values_list("profile_id", flat=True))
    ring = found
    while ring:
        above = Profile.objects.filter(pk__in=ring).values_list("merged_into_id", flat=True)
        below = Profile.objects.filter(merged_into__in=ring).values_list("pk", flat=True)
        ring = {pk for pk in (*above, *below) if pk is not None} - found
        found |= ring
    return found


def spares(person: str) -> Callable[[datetime, datetime], Q]:
    """For `retention.aged`: rows whose key `person` names somebody held stay."""

    def free(limit: datetime, at: datetime) -> Q:
        found = held(at)
        return ~Q(**{f"{person}__in": found}) if found else Q()

    return free


def connect() -> None:
    """Register the handler: holds stay with the profile they were placed on, mergers change nothing."""
    lifecycle.register(
        lifecycle.Handler(
            LegalHold,
            "profile",
            lifecycle.nothing_to_move,
            lifecycle.nothing_to_give_back,
            internal=("placed_by", "released_by"),
        )
    )
