"""The tables of the first release with many events in them, the migrations since, and a writer who must not wait."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.management import call_command
from django.db import connection

from benchmarks.inside import shoppers
from django_personalize.core import clock
from django_personalize.events.models import Event
from django_personalize.profiles.models import Profile

FIRST = "0001_initial"
_SEED = 1000


def fill(events: int) -> dict[str, int]:
    """At least so many events in the tables of the first release: some rows, doubled by the database itself."""
    call_command("migrate", verbosity=0)
    people = shoppers.people_with_consent(20, at=clock.now())
    Event.objects.bulk_create(_event(people[number % len(people)].pk) for number in range(_SEED))
    call_command("migrate", "django_personalize", FIRST, verbosity=0)
    columns = [field.column for field in Event._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    there, turn = _SEED, 0
    while there < events:
        turn += 1
        # The scope tells the copies apart: an event is unique by scope and id.
        scope = f"CONCAT('{turn}', scope)" if connection.vendor == "mysql" else f"'{turn}' || scope"
        copied = ", ".join(scope if name == "scope" else quote(name) for name in columns)
        table = quote(Event._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(map(quote, columns))}) SELECT {copied} FROM {table}"  # noqa: S608
            )
        there *= 2
    return {"events": Event.objects.count()}


def upgrade() -> dict[str, Any]:
    """All migrations since the first release; seconds."""
    begun = time.perf_counter()
    call_command("migrate", verbosity=0)
    return {"seconds": time.perf_counter() - begun, "events": Event.objects.count()}


def write_until(path: str, at_least: int) -> list[float]:
    """One event after another, each committed, until a file appears; sorted seconds each."""
    person = Profile.objects.order_by("pk").values_list("pk", flat=True)[0]
    waited: list[float] = []
    while len(waited) < at_least or not Path(path).exists():
        begun = time.perf_counter()
        Event.objects.bulk_create([_event(person)])
        waited.append(time.perf_counter() - begun)
    return sorted(waited)


def _event(person: int) -> Event:
    at = clock.now()
    return Event(
        scope="server",
        event_id=uuid4(),
        name="product_viewed",
        owner_id=person,
        origin_id=person,
        product="12",
        properties={"product": {"product_id": "12", "name": "Angle bracket", "price": "3.20"}},
        context={"page": {"url": "http://shop.test/p/angle-bracket/", "type": "product"}},
        source=Event.Source.SERVER,
        basis=Event.Basis.PERSONALIZATION,
        occurred_at=at,
        received_at=at,
    )
