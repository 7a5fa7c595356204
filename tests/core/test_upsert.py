"""Many rows in one statement: new ones are told from known ones, and the database adds up, whichever it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from django_personalize.core.upsert import accumulate, insert_new
from django_personalize.models import Affinity, Event, EventCounter, Profile

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 15, 10, 0, 0, 123456, tzinfo=UTC)
DAY = date(2026, 6, 15)


@pytest.fixture(params=["the database tells", "the database is asked"], autouse=True)
def _telling(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """An SQLite of before 3.35 cannot say which rows an insert has skipped."""
    if request.param == "the database is asked":
        monkeypatch.setattr(type(connection.features), "can_return_rows_from_bulk_insert", False)


@pytest.fixture
def profile() -> Profile:
    return Profile.objects.create(created_at=AT)


def event(scope: str, event_id: UUID, person: Profile, **more: Any) -> Event:
    fields: dict[str, Any] = {
        "scope": scope,
        "event_id": event_id,
        "name": "product_viewed",
        "owner": person,
        "origin": person,
        "session": uuid4(),
        "value": Decimal("12.3400"),
        "currency": "EUR",
        "properties": {"product": {"product_id": "12", "name": "Straße 100 %"}, "one": 1, "yes": True},
        "context": {"yes": 1},
        "source": "browser",
        "basis": "personalization",
        "occurred_at": AT,
        "received_at": AT,
    }
    return Event(**{**fields, **more})


def test_only_rows_whose_key_is_new_come_back(profile: Profile) -> None:
    ids = [uuid4() for _ in range(3)]
    first = insert_new(Event, [event("a", ids[0], profile)], key=("scope", "event_id"))
    rows = [event("a", ids[0], profile), event("a", ids[1], profile), event("b", ids[0], profile)]
    second = insert_new(Event, rows, key=("scope", "event_id"))
    assert [row.event_id for row in first] == [ids[0]]
    assert sorted(second, key=rows.index) == rows[1:]
    assert Event.objects.count() == 3


def test_a_row_is_read_as_it_was_written(profile: Profile) -> None:
    wanted = event("a", uuid4(), profile)
    empty = event("a", uuid4(), profile, owner=None, session=None, value=None, currency="", properties={})
    insert_new(Event, [wanted, empty], key=("scope", "event_id"))
    names = [field.attname for field in Event._meta.concrete_fields if field.attname != "id"]
    for row in (wanted, empty):
        found = Event.objects.get(event_id=row.event_id)
        assert [(name, getattr(found, name)) for name in names] == [
            (name, getattr(row, name)) for name in names
        ]
        assert found.properties.get("yes") is row.properties.get("yes")


def test_more_rows_than_one_statement_takes_are_all_written(profile: Profile) -> None:
    rows = [event("a", uuid4(), profile, properties={"number": number}) for number in range(130)]
    assert len(insert_new(Event, rows, key=("scope", "event_id"))) == 130
    assert insert_new(Event, rows, key=("scope", "event_id")) == []
    numbers = Event.objects.values_list("properties", flat=True)
    assert sorted(properties["number"] for properties in numbers) == list(range(130))


def test_no_rows_are_no_statement(profile: Profile, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert insert_new(Event, [], key=("scope", "event_id")) == []
        assert accumulate(EventCounter, ("count",), [], key=("profile_id",), add=("count",)) == {}


def test_the_database_adds_to_what_stands(profile: Profile) -> None:
    key = (profile.pk, "order_completed", "product:12", DAY)
    for times, money in ((1, Decimal("0.1")), (2, Decimal("19.9000")), (3, Decimal("0.2"))):
        accumulate(
            EventCounter,
            ("profile_id", "name", "object", "day", "count", "value"),
            [(*key, times, money), (profile.pk, "order_completed", "", DAY, times, money)],
            key=("profile_id", "name", "object", "day"),
            add=("count", "value"),
        )
    found = EventCounter.objects.values_list("object", "count", "value").order_by("object")
    assert list(found) == [("", 6, Decimal("20.2")), ("product:12", 6, Decimal("20.2"))]


@pytest.mark.parametrize("sign", [1, -1])
def test_a_sum_that_is_full_stays_full(profile: Profile, sign: int) -> None:
    for money in (Decimal("9000000000.5") * sign, Decimal("9000000000.5") * sign, Decimal(10) ** 12 * sign):
        accumulate(
            EventCounter,
            ("profile_id", "name", "object", "day", "count", "value"),
            [(profile.pk, "product_added", name, DAY, 1, money) for name in ("", "product:12")],
            key=("profile_id", "name", "object", "day"),
            add=("count", "value"),
        )
    accumulate(
        EventCounter,
        ("profile_id", "name", "object", "day", "count", "value"),
        [(profile.pk, "product_added", "product:13", DAY, 1, Decimal(10) ** 20 * sign)],
        key=("profile_id", "name", "object", "day"),
        add=("count", "value"),
    )
    full = Decimal(9_999_999_999) * sign
    found = EventCounter.objects.values_list("object", "count", "value").order_by("object")
    assert list(found) == [("", 3, full), ("product:12", 3, full), ("product:13", 1, full)]


def test_the_later_moment_stays_and_the_new_sum_is_told(profile: Profile) -> None:
    def gain(weight: float, last_at: datetime) -> dict[tuple[Any, ...], Any]:
        return accumulate(
            Affinity,
            ("profile_id", "kind", "value", "weight", "events", "last_at"),
            [(profile.pk, "brand", "Größe", weight, 1, last_at), (profile.pk, "brand", "Acme", 1.0, 1, AT)],
            key=("profile_id", "kind", "value"),
            add=("weight", "events"),
            latest=("last_at",),
            returning="weight",
        )

    assert gain(1.5, AT)[profile.pk, "brand", "Größe"] == 1.5
    assert gain(2.25, AT - timedelta(days=1)) == {
        (profile.pk, "brand", "Größe"): 3.75,
        (profile.pk, "brand", "Acme"): 2.0,
    }
    row = Affinity.objects.get(value="Größe")
    assert (row.weight, row.events, row.last_at) == (3.75, 2, AT)
    gain(1.0, AT + timedelta(microseconds=1))
    assert Affinity.objects.get(value="Größe").last_at == AT + timedelta(microseconds=1)
