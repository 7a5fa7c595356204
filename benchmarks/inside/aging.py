"""Events that are too old, their removal, and a writer who must not wait for it."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import connection, models

from benchmarks.inside import shoppers
from django_personalize.core import clock
from django_personalize.core.retention import CLASSES
from django_personalize.events import counters, objects, removal
from django_personalize.events.draft import EventDraft
from django_personalize.events.ingest import ingest
from django_personalize.events.models import DayTotal, Event, EventCounter, PastCounter
from django_personalize.events.retention import prune
from django_personalize.profiles.models import Snapshot
from django_personalize.shop.models import CatalogItem

_CHUNK = 5000
#: Old events of one person, on so many days.
_EACH, _DAYS = 40, 8
#: Events that are counted one by one; more are copies.
_COUNTED = 20_000


def fill(events: int) -> dict[str, int]:
    """So many expired views with their counters, of people who have consented.

    The first are counted as the app counts; the rest are copies of them for other people, made by the database.
    """
    at, limit = clock.now(), _limit(clock.now())
    copies = max(1, events // _COUNTED)
    people = [row.pk for row in shoppers.people_with_consent(events // _EACH, at=at)]
    first = people[: len(people) // copies]
    chance = random.Random(5)
    keys = list(CatalogItem.objects.order_by("pk").values_list("pk", flat=True))
    known = objects.catalogue(keys)
    days = [timedelta(days=1 + number * 9) for number in range(_DAYS)]
    rows = (
        _view(owner, chance.choice(keys), limit - chance.choice(days) - timedelta(seconds=act), at)
        for owner in first
        for act in range(_EACH)
    )
    while chunk := list(itertools.islice(rows, _CHUNK)):
        Event.objects.bulk_create(chunk)
        EventCounter.objects.bulk_create(
            [
                EventCounter(profile_id=owner, name=name, object=counted, day=day, count=times, value=money)
                for (owner, name, counted, day), (times, money) in counters.increments(chunk, known).items()
            ],
            batch_size=_CHUNK,
        )
    for copy in range(1, copies):
        step = people[copy * len(first)] - people[0]
        _copy(
            Event,
            people[0],
            first[-1],
            {"scope": f"'copy {copy}'", **_moved("owner_id", "origin_id", by=step)},
        )
        _copy(EventCounter, people[0], first[-1], _moved("profile_id", by=step))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"events": Event.objects.count(), "counters": EventCounter.objects.count()}


def _moved(*columns: str, by: int) -> dict[str, str]:
    return {column: f"{column} + {by}" for column in columns}


def _copy(model: type[models.Model], first: int, last: int, changed: dict[str, str]) -> None:
    """Insert the rows of the people from `first` to `last` once more, with other expressions for some columns."""
    names = [str(field.column) for field in model._meta.concrete_fields if not field.primary_key]
    person = "owner_id" if "owner_id" in names else "profile_id"
    quoted = [connection.ops.quote_name(name) for name in names]
    values = [changed.get(name, own) for name, own in zip(names, quoted, strict=True)]
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(quoted)}) SELECT {', '.join(values)} FROM {table} "  # noqa: S608
            f"WHERE {person} BETWEEN %s AND %s",
            [first, last],
        )


def remove() -> dict[str, Any]:
    """`personalize_prune --only events`: events removed, seconds, and how long each transaction took."""
    held: list[float] = []
    removal._remove = _timed(removal._remove, held)
    removal._remove_nobodys = _timed(removal._remove_nobodys, held)
    before = EventCounter.objects.filter(object="").count()
    begun = time.perf_counter()
    removed = 0
    for step in prune(at=clock.now(), only=["events"]):
        removed = step.removed
    return {
        "removed": removed,
        "seconds": time.perf_counter() - begun,
        "held": sorted(held),
        "left": Event.objects.filter(occurred_at__lt=_limit(clock.now())).count(),
        "days_before": before,
        "months": sum(PastCounter.objects.filter(object="").values_list("count", flat=True)),
        "totals": sum(DayTotal.objects.filter(object="").values_list("count", flat=True)),
    }


def write_until(path: str, at_least: int) -> list[float]:
    """Views of people whose old events are being removed, one after another, until a file appears; seconds each."""
    people = list(Snapshot.objects.order_by("pk").values_list("pk", flat=True))
    keys = list(CatalogItem.objects.order_by("pk").values_list("pk", flat=True)[:50])
    chance = random.Random(11)
    waited: list[float] = []
    while len(waited) < at_least or not Path(path).exists():
        now = clock.now()
        draft = EventDraft(
            "product_viewed", chance.choice(people), now, {"product": {"product_id": chance.choice(keys)}}
        )
        begun = time.perf_counter()
        ingest([draft], at=now)
        waited.append(time.perf_counter() - begun)
        # A shop's visitor, not a flood: the other side must have the processor too.
        time.sleep(0.005)
    return sorted(waited)


def _view(owner: int, key: str, at: datetime, now: datetime) -> Event:
    return Event(
        scope="benchmark",
        event_id=uuid4(),
        name="product_viewed",
        owner_id=owner,
        origin_id=owner,
        product=key,
        properties={"product": {"product_id": key}},
        source=Event.Source.IMPORT,
        basis=Event.Basis.PERSONALIZATION,
        occurred_at=at,
        received_at=now,
    )


def _limit(at: datetime) -> datetime:
    kept = CLASSES["events"].kept
    assert kept is not None
    return kept.before(at)


def _timed(work: Callable[..., int], held: list[float]) -> Callable[..., int]:
    def timed(*arguments: Any) -> int:
        begun = time.perf_counter()
        answer = work(*arguments)
        held.append(time.perf_counter() - begun)
        return answer

    return timed
