"""Removing what has grown too old, class by class: in short transactions, resumable after a crash, within a budget."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django_personalize.core import retention
from django_personalize.core.retention import CLASSES, DataClass
from django_personalize.events import removal
from django_personalize.events.models import (
    DaySum,
    DayTotal,
    Event,
    EventCounter,
    PastCounter,
    PrunedEvent,
    PruneRun,
)

#: A class that is done rests for so long.
EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pruned:
    """How far one class has come: rows removed by this run; `done` when nothing older is left.

    `kept_from` None: the class is kept without an end.
    """

    data_class: DataClass
    kept_from: datetime | None
    removed: int
    done: bool


def prune(
    *, at: datetime, only: Collection[str] = (), seconds: float | None = None, anew: bool = True
) -> Iterator[Pruned]:
    """Remove what is too old; yields after every batch, and once more when a class is done.

    `seconds`: stop after the batch in which they are used up; the next call goes on there. `anew`: also classes that
    were finished within the last day. Raises `NotRegistered` for an unknown class, `BadPeriod` for a bad setting.
    """
    began = time.monotonic()
    for found in [CLASSES[name] for name in only] or CLASSES.values():
        kept = found.kept
        if kept is None:
            yield Pruned(found, None, 0, done=True)
            continue
        limit = kept.before(at)
        run, _ = PruneRun.objects.get_or_create(
            data_class=found.name, defaults={"kept_from": limit, "started_at": at}
        )
        if not anew and run.finished_at is not None and run.finished_at > at - EVERY:
            continue
        for done in _batches(found, run, limit, at=at):
            yield done
            if seconds is not None and time.monotonic() - began >= seconds:
                return


def due(*, at: datetime) -> dict[DataClass, int]:
    """Class to how many rows would go now; nothing is changed."""
    return {
        found: found.count(kept.before(at), at)
        for found in CLASSES.values()
        if (kept := found.kept) is not None
    }


def _batches(found: DataClass, run: PruneRun, limit: datetime, *, at: datetime) -> Iterator[Pruned]:
    """Go on where an interrupted run stopped, or begin one. The limit moves on with the days."""
    if run.finished_at is not None:
        run.started_at, run.after, run.removed = at, "", 0
    run.kept_from, run.finished_at = limit, None
    run.save()
    for step in found.batches(limit, at, run.after):
        run.removed += step.removed
        run.after = step.after
        run.save(update_fields=["removed", "after"])
        yield Pruned(found, limit, run.removed, done=False)
    run.after, run.finished_at = "", at
    run.save()
    yield Pruned(found, limit, run.removed, done=True)


def connect() -> None:
    """Register the classes of this package."""
    retention.register(
        DataClass(
            "events",
            (Event, EventCounter, PastCounter),
            "13 months",
            age="the moment it happened",
            survives="each person's counters, by month, event, category and brand, of orders by day and product; the "
            "totals of each day; what the snapshot knows; the number and amount of orders",
            batches=removal.batches,
            count=removal.count,
        )
    )
    for name, model, survives in (
        ("day_sums", DaySum, "nothing; there is no person in them"),
        ("day_totals", DayTotal, "nothing; there is no person in them"),
        (
            "removed_events",
            PrunedEvent,
            "nothing; an order as old would be taken for a new one when told again",
        ),
    ):
        retention.register(retention.aged(name, model, "day", "120 months", age="the day", survives=survives))
