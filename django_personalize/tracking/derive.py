"""Computed traits: what follows from a person's events and is asked for as a plain value.

Set-wise, for everybody whose snapshot changed since a moment; called by the tick and after loading history.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import Any

from django.db.models import QuerySet

from django_personalize.events import past_state
from django_personalize.events.models import Event
from django_personalize.profiles import traits
from django_personalize.profiles.models import Snapshot, Trait
from django_personalize.profiles.snapshots import SnapshotData
from django_personalize.profiles.traits import Observation

_CHUNK = 500
#: A habit shows from this many acts on.
HABIT_FROM = 5
#: Computed traits that nothing refreshed for this long count as unknown.
FRESH_FOR = timedelta(days=400)


def derive(*, since: datetime | None, at: datetime) -> int:
    """Refresh the computed traits of people who changed since; how many people. None: everybody."""
    rows = (
        Snapshot.objects.exclude(data__has_key="moved_to")
        if since is None
        else Snapshot.objects.filter(updated_at__gte=since)
    )
    people = 0
    for chunk in _chunks(rows.order_by("pk")):
        orders = _order_days([row.pk for row in chunk])
        seen: list[Observation] = []
        for row in chunk:
            if "moved_to" in row.data:
                continue
            people += 1
            computed = compute(SnapshotData(row.version, row.data), orders.get(row.pk, []))
            seen += [
                Observation(row.pk, name, value, Trait.Source.COMPUTED, at, at + FRESH_FOR)
                for name, value in computed.items()
            ]
        traits.write_many(seen)
    return people


def compute(snapshot: SnapshotData, order_moments: Sequence[datetime]) -> dict[str, traits.Value | None]:
    """The computed traits of one person; None for what cannot be said (yet).

    `order_count`; `average_order` in the currency of most orders' sum; `purchase_interval_days`, the median of days
    between orders; `usual_hour` (0..23, shop's zone) and `usual_weekday` (1 Monday .. 7) where a habit shows.
    """
    spend = snapshot.spend
    largest = max(spend.values(), default=None)
    orders = snapshot.orders
    return {
        "order_count": orders,
        "average_order": (largest / orders).quantize(Decimal("0.01")) if largest and orders > 0 else None,
        "purchase_interval_days": _interval(order_moments),
        "usual_hour": _peak(snapshot.data.get("hours", [])),
        "usual_weekday": _plus_one(_peak(snapshot.data.get("weekdays", []))),
    }


def _interval(moments: Sequence[datetime]) -> int | None:
    ordered = sorted(moments)
    gaps = [(later - earlier).days for earlier, later in pairwise(ordered)]
    return round(median(gaps)) if gaps else None


def _peak(histogram: Sequence[int]) -> int | None:
    """The busiest slot, where there is enough to call it a habit."""
    if sum(histogram) < HABIT_FROM:
        return None
    return max(range(len(histogram)), key=lambda slot: (histogram[slot], -slot))


def _plus_one(slot: int | None) -> int | None:
    return None if slot is None else slot + 1


def _order_days(profile_ids: Sequence[int]) -> dict[int, list[datetime]]:
    found = past_state.order_moments(profile_ids)
    rows = Event.objects.filter(owner_id__in=profile_ids, name="order_completed")
    for owner, moment in rows.values_list("owner_id", "occurred_at"):
        found.setdefault(owner or 0, []).append(moment)
    return found


def _chunks(rows: QuerySet[Snapshot]) -> Iterator[list[Snapshot]]:
    last: Any = 0
    while chunk := list(rows.filter(pk__gt=last)[:_CHUNK]):
        yield chunk
        last = chunk[-1].pk
