"""Removing events by their age: rolled up first, in the same transaction, person by person and never a day in part.

They are found by the index on (name, occurred_at); the table has none by time alone, and needs none for it. Whoever was
merged or imports the past while this runs waits for the person's row at most as long as one batch takes.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Min, QuerySet

from django_personalize.core import clock
from django_personalize.core.retention import Step, begin, delete
from django_personalize.events import rollup
from django_personalize.events.models import Event
from django_personalize.profiles import holds, merge
from django_personalize.profiles.models import MergeRecord, Snapshot

#: Events that one transaction rolls up and removes: begins here and follows the machine.
_FIRST, _LEAST, _MOST = 50, 10, 1000
#: Seconds that a batch may take before the next one is smaller, and below which it may grow.
_SLOW, _QUICK = 0.08, 0.03


def batches(limit: datetime, at: datetime, after: str) -> Iterator[Step]:
    """Remove every event before `limit` but those of held people, a month at a time, oldest first."""
    size = _FIRST
    while (oldest := _oldest(limit, at)) is not None:
        # A month at a time: a person with years of events is no long transaction, and totals share their days.
        following = (clock.day_of(oldest).replace(day=1) + timedelta(days=32)).replace(day=1)
        cut = min(limit, begin(following))
        while True:
            begun = time.monotonic()
            step = _batch(cut, at, size)
            if step is None:
                break
            yield step
            took = time.monotonic() - begun
            if took > _SLOW:
                size = max(_LEAST, size // 2)
            elif took < _QUICK:
                size = min(_MOST, size * 2)


def count(limit: datetime, at: datetime) -> int:
    """How many events would go now."""
    held = holds.held(at)
    return sum(_expired(name, limit, held).count() for name in names())


def names() -> Iterator[str]:
    """Every name in the table, each found by one step along the index."""
    last = ""
    while True:
        found = Event.objects.filter(name__gt=last).aggregate(Min("name"))["name__min"]
        if found is None:
            return
        yield found
        last = found


def _expired(name: str, cut: datetime, held: Collection[int]) -> QuerySet[Event]:
    rows = Event.objects.filter(name=name, occurred_at__lt=cut).order_by("occurred_at")
    return rows.exclude(owner_id__in=held) if held else rows


def _oldest(limit: datetime, at: datetime) -> datetime | None:
    held = holds.held(at)
    moments = (_expired(name, limit, held).values_list("occurred_at", flat=True).first() for name in names())
    return min((moment for moment in moments if moment is not None), default=None)


def _batch(cut: datetime, at: datetime, size: int) -> Step | None:
    """Remove up to about `size` events before `cut`; None when there are none left."""
    seeds = _seeds(cut, size, holds.held(at))
    if not seeds:
        return None
    nobodys = [key for key, owner in seeds if owner is None]
    if nobodys:
        return Step(_remove_nobodys(nobodys, cut))
    owners = list(dict.fromkeys(owner for _, owner in seeds if owner is not None))
    if _finish_mergers(owners, at):
        return Step(0)
    chosen, until = _so_many(owners, cut, size)
    return Step(_remove(chosen, until, at))


def _seeds(cut: datetime, size: int, held: Collection[int]) -> list[tuple[int, int | None]]:
    found: list[tuple[int, int | None]] = []
    for name in names():
        found += _expired(name, cut, held).values_list("pk", "owner_id")[: size - len(found)]
        if len(found) >= size:
            break
    return found


def _remove_nobodys(keys: Sequence[int], cut: datetime) -> int:
    """Events without a person: orders of guests, which are in the day sums already."""
    with transaction.atomic():
        events = list(Event.objects.select_for_update().filter(pk__in=keys, owner=None, occurred_at__lt=cut))
        rollup.keep_ids(events)
        return delete(Event.objects.filter(pk__in=[event.pk for event in events]))


def _finish_mergers(owners: Sequence[int], at: datetime) -> int:
    """Let mergers that are still moving rows of these people come to their end first."""
    moving = MergeRecord.objects.filter(pending=True, undone_at=None)
    records = [*moving.filter(winner_id__in=owners), *moving.filter(loser_id__in=owners)]
    for record in records:
        while merge.finish(record, at=at):
            pass
    return len(records)


def _so_many(owners: Sequence[int], cut: datetime, size: int) -> tuple[list[int], datetime]:
    """As many of these people as have `size` events before `cut`; for a single one with far more, fewer days."""
    rows = Event.objects.filter(owner_id__in=owners, occurred_at__lt=cut)
    counts = dict(rows.values_list("owner_id").annotate(Count("pk")).order_by())
    chosen: list[int] = []
    total = 0
    for owner in owners:
        if chosen and total + counts.get(owner, 0) > size:
            break
        chosen.append(owner)
        total += counts.get(owner, 0)
    if len(chosen) == 1 and total > 2 * size:
        first = rows.filter(owner_id=chosen[0]).aggregate(Min("occurred_at"))["occurred_at__min"]
        return chosen, min(cut, begin(clock.day_of(first) + timedelta(days=1)))
    return chosen, cut


def _remove(owners: Sequence[int], cut: datetime, at: datetime) -> int:
    """Roll up and remove all that these people did before a day, under their locks."""
    with transaction.atomic():
        roots = _lock(owners)
        # A hold may have been placed while we waited.
        free = sorted(set(owners) - holds.held(at))
        events = list(
            Event.objects.filter(owner_id__in=free, occurred_at__lt=cut)
            .defer("context")
            .order_by("occurred_at", "pk")
        )
        rollup.keep(events, free, clock.day_of(cut), roots)
        return delete(Event.objects.filter(pk__in=[event.pk for event in events]))


def _lock(owners: Sequence[int]) -> dict[int, int]:
    """Lock these people as every writer does; owner to whom their rows count now."""
    rows = (
        Snapshot.objects.select_for_update()
        .filter(pk__in=owners)
        .order_by("pk")
        .values_list("pk", "data__moved_to")
    )
    return {pk: moved_to or pk for pk, moved_to in rows}
