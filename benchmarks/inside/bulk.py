"""Events in bulk, through the app and past it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.db import connection, models, transaction

from benchmarks.inside import shoppers
from django_personalize.core import clock
from django_personalize.events.draft import EventDraft, derived_id
from django_personalize.events.ingest import ingest
from django_personalize.events.models import Event, EventCounter
from django_personalize.profiles.models import Affinity, Snapshot
from django_personalize.shop.models import CatalogItem

_CHUNK = 1000
#: What people do, as an import brings it.
_NAMES = ("product_viewed", "product_viewed", "product_viewed", "product_clicked", "product_added")


def arrive(people: int) -> None:
    """So many people with consent and nothing else."""
    shoppers.people_with_consent(people, at=clock.now())


def round_of(number: int, people: int, events: int) -> dict[str, Any]:
    """Seconds in which events of the people of this round (nobody of another one) were written on either side."""
    owners = list(
        Snapshot.objects.order_by("pk").values_list("pk", flat=True)[number * people : (number + 1) * people]
    )
    drafts = _drafts(owners, events, seed=number)
    sent: list[int] = []
    with connection.execute_wrapper(_counting(sent)):
        written, ours = _timed(lambda: _through_the_app(drafts))
    rows = _rows_of(owners)
    Snapshot.objects.using("twin").filter(pk__in=owners).delete()
    _, twin_events = _timed(lambda: _past_it(rows[:1]))
    _, twin_rest = _timed(lambda: _past_it(rows[1:]))
    return {
        "ours": ours,
        "twin": twin_events + twin_rest,
        "twin_events": twin_events,
        "written": written,
        "rows": sum(len(of_one) for of_one in rows),
        "statements": len(sent) / (events / _CHUNK),
    }


def _through_the_app(drafts: Sequence[EventDraft]) -> int:
    at = clock.now()
    return sum(
        ingest(drafts[start : start + _CHUNK], at=at).written for start in range(0, len(drafts), _CHUNK)
    )


def _past_it(tables: Sequence[list[models.Model]]) -> None:
    """Each table in chunks, each chunk in a transaction of its own."""
    for rows in tables:
        for start in range(0, len(rows), _CHUNK):
            with transaction.atomic(using="twin"):
                type(rows[0])._default_manager.using("twin").bulk_create(rows[start : start + _CHUNK])


def _drafts(owners: Sequence[int], events: int, *, seed: int) -> list[EventDraft]:
    """A year of days, oldest first, as a history is loaded."""
    chance = random.Random(seed)
    keys = list(CatalogItem.objects.order_by("pk").values_list("pk", "price"))
    at = clock.now()
    drafts = []
    for number in range(events):
        (key, price), name = chance.choice(keys), chance.choice(_NAMES)
        product = {"product_id": key, "quantity": 1, "price": str(price or 0), "currency": "EUR"}
        drafts.append(
            EventDraft(
                name,
                chance.choice(owners),
                at - timedelta(days=365) * (1 - number / events),
                {"product": product},
                event_id=derived_id(name, f"{seed}:{number}"),
                scope="import",
                source="import",
            )
        )
    return drafts


def _rows_of(owners: Sequence[int]) -> list[list[models.Model]]:
    """All rows that stand there for these people; the events first. Keys are given anew by the twin's tables."""
    found: list[list[models.Model]] = [
        list(Event.objects.filter(owner_id__in=owners).order_by("pk")),
        list(EventCounter.objects.filter(profile_id__in=owners).order_by("pk")),
        list(Affinity.objects.filter(profile_id__in=owners).order_by("pk")),
    ]
    for rows in found:
        for row in rows:
            row.pk = None
            row._state.adding = True
    return [*found, list(Snapshot.objects.filter(pk__in=owners).order_by("pk"))]


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.perf_counter()
    answer = work()
    return answer, time.perf_counter() - begun


def _counting(sent: list[int]) -> Callable[..., Any]:
    def counted(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(1)
        return execute(sql, params, many, context)

    return counted
