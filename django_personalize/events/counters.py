"""Counters per person, event, object and day: what windows in days are read from, in memory and in SQL."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django_personalize.core import clock
from django_personalize.core.upsert import accumulate
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
    """Add to the standing counters, in one statement for any number of them."""
    accumulate(
        EventCounter,
        ("profile_id", "name", "object", "day", "count", "value"),
        [(*key, times, money) for key, (times, money) in gains.items()],
        key=("profile_id", "name", "object", "day"),
        add=("count", "value"),
    )
