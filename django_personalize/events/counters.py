"""Counters per person, event, object and day: what windows in days are read from, in memory and in SQL."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django_personalize.core import clock
from django_personalize.core.upsert import upsert
from django_personalize.events.models import Event, EventCounter
from django_personalize.events.objects import Catalogue, counted

#: (profile id, event name, object, day) to (times, money).
Increments = dict[tuple[int, str, str, date], tuple[int, Decimal]]


def increments(events: Iterable[Event], known: Catalogue) -> Increments:
    """What the events of persons add, added up."""
    total: Increments = {}
    for event in events:
        if event.owner_id is None:
            continue
        day = clock.day_of(event.occurred_at)
        for name, money in counted(event, known).items():
            key = (event.owner_id, event.name, name, day)
            times, value = total.get(key, (0, Decimal(0)))
            total[key] = (times + 1, value + money)
    return total


def add(gains: Increments) -> None:
    """Add to the standing counters, two statements for any number of them. Call under the people's lock."""
    if not gains:
        return
    profiles, names, objects, days = (set(part) for part in zip(*gains, strict=True))
    standing = {
        (row.profile_id, row.name, row.object, row.day): row
        for row in EventCounter.objects.filter(
            profile_id__in=profiles, name__in=names, day__in=days, object__in=objects
        )
    }
    rows = []
    for key, (times, money) in gains.items():
        before = standing.get(key)
        rows.append(
            EventCounter(
                profile_id=key[0],
                name=key[1],
                object=key[2],
                day=key[3],
                count=times + (before.count if before else 0),
                value=money + (before.value if before else Decimal(0)),
            )
        )
    upsert(EventCounter, rows, key=["profile", "name", "object", "day"], update=["count", "value"])
