"""Events of other systems: judged one by one, written once, counted without a person where nobody consented."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_personalize.core import hashing
from django_personalize.events import daysums
from django_personalize.events.draft import derived_id
from django_personalize.models import CountedEvent, DaySum, Event, EventCounter, Identity, Profile, Snapshot
from django_personalize.profiles import identify, merge
from django_personalize.testing import FrozenClock
from django_personalize.tracking import orders as shop_orders
from tests import factories
from tests.api.conftest import Api, in_catalogue, somebody
from tests.factories import SmallShop

pytestmark = pytest.mark.django_db


def viewed(product: Any = "12", **more: Any) -> dict[str, Any]:
    """Somebody looked at a product."""
    return {
        "event": "product_viewed",
        "event_id": str(uuid.uuid4()),
        "person": {"user_key": "ada"},
        "properties": {"product": {"product_id": str(product)}},
        **more,
    }


def ordered(order_id: str = "812", **more: Any) -> dict[str, Any]:
    """Somebody ordered two of product 12."""
    order = {
        "order_id": order_id,
        "total": "39.80",
        "currency": "EUR",
        "products": [{"product_id": "12", "quantity": 2, "price": "19.90", "currency": "EUR"}],
    }
    return {**viewed(), "event": "order_completed", "properties": {"order": order}, **more}


def sums(name: str) -> dict[str, int]:
    """Object to count of an event's day sums."""
    return dict(DaySum.objects.filter(name=name).values_list("object", "count"))


@pytest.mark.row("A35", part="api")
def test_an_event_of_another_server_is_the_persons_and_personal_at_once(
    api: Api, ada: Profile, shop: SmallShop
) -> None:
    product = shop.connector_products[0]
    response = api.post("/events", {"events": [viewed(product.pk)]})
    assert response.status_code == 200
    assert response.json() == {"written": 1, "known": 0, "counted": 0, "refused": [], "dropped": []}
    event = Event.objects.get()
    assert (event.owner, event.source, event.basis) == (ada, "api", "personalization")
    assert event.category == str(shop.connectors.pk)
    assert Snapshot.objects.get(pk=ada.pk).data["viewed"][0][0] == str(product.pk)


def test_the_same_batch_twice_writes_and_counts_everything_once(
    api: Api, ada: Profile, clock: FrozenClock
) -> None:
    in_catalogue(3, clock=clock)
    batch = {
        "events": [viewed(1), viewed(2), viewed(3, person={"user_key": "nobody"}), ordered()],
    }
    first, second = api.post("/events", batch).json(), api.post("/events", batch).json()
    assert (first["written"], first["known"], first["counted"]) == (3, 0, 1)
    assert (second["written"], second["known"], second["counted"]) == (0, 4, 0)
    assert Event.objects.count() == 3
    assert sums("product_viewed") == {"": 1, "product:3": 1}
    assert Snapshot.objects.get(pk=ada.pk).data["counts"]["product_viewed"] == 2


def test_the_same_event_twice_in_one_batch_counts_once(api: Api, ada: Profile, clock: FrozenClock) -> None:
    in_catalogue(12, clock=clock)
    one, nobodys = viewed(), viewed(person={"email": "nobody@example.com"})
    assert api.post("/events", {"events": [one, one, nobodys, nobodys]}).json()["written"] == 1
    assert Event.objects.count() == 1
    assert sums("product_viewed") == {"": 1, "product:12": 1}


@pytest.mark.row("A35", part="api")
def test_of_a_batch_that_is_half_wrong_the_right_half_is_taken(
    api: Api, ada: Profile, clock: FrozenClock
) -> None:
    wrong: list[Any] = [
        viewed(event="product_vieved"),
        viewed(event_id="12"),
        viewed(properties={"product": {}}),
        viewed(person={}),
        viewed(person={"user_key": "ada", "email": "ada@example.com"}),
        viewed(occurred_at=(clock.now() + timedelta(hours=1)).isoformat()),
        viewed(occurred_at="1970-01-01T00:00:00Z"),
        viewed(occurred_at="2026-06-15T10:00:00"),
        viewed(when="now"),
        viewed(event="segment_entered", properties={"segment_id": "vip"}),
        viewed(event="consent_changed", properties={"purpose": "ads_sharing"}),
        ["no", "event"],
        None,
        viewed(properties={"product": {"product_id": "1"}, "value": "1e400", "currency": "EUR"}),
        viewed(properties={"product": {"product_id": "1"}, "value": "5.00"}),
    ]
    right = [viewed(number) for number in range(len(wrong))]
    mixed = [event for pair in zip(wrong, right, strict=True) for event in pair]
    response = api.post("/events", {"events": mixed})
    assert response.status_code == 207
    body = response.json()
    assert body["written"] == len(right)
    assert [entry["index"] for entry in body["refused"]] == [2 * number for number in range(len(wrong))]
    fields = [entry["errors"][0]["field"] for entry in body["refused"]]
    assert fields == [
        "events.0.event",
        "events.2.event_id",
        "events.4.properties",
        "events.6.person",
        "events.8.person",
        "events.10.occurred_at",
        "events.12.occurred_at",
        "events.14.occurred_at",
        "events.16.when",
        "events.18.event",
        "events.20.event",
        "events.22",
        "events.24",
        "events.26.properties",
        "events.28.properties",
    ]
    assert Event.objects.count() == len(right)


def test_a_batch_without_one_right_event_is_refused_by_field(api: Api) -> None:
    response = api.post("/events", {"events": [viewed(event="nonsense"), viewed(event_id=5)]})
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == ["events.0.event", "events.1.event_id"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "events"),
        ({"events": []}, "events"),
        ({"events": {}}, "events"),
        ([], ""),
        ({"events": [1], "a": 1}, "a"),
    ],
)
def test_a_body_that_is_no_batch_is_refused_by_field(api: Api, body: Any, field: str) -> None:
    response = api.post("/events", body)
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == field


def test_properties_that_are_unknown_or_personal_are_dropped_and_named(api: Api, ada: Profile) -> None:
    event = viewed(
        event="products_searched",
        properties={"query": "red dress", "colour": "red", "filters": ["a@b.example"]},
    )
    body = api.post("/events", {"events": [event]}).json()
    assert body["dropped"] == [{"index": 0, "fields": ["properties.colour", "properties.filters"]}]
    assert Event.objects.get().properties["query"] == "red dress"


@pytest.mark.parametrize("by", ["profile", "user_key", "email", "phone", "external_id", "identity"])
def test_a_person_is_named_by_any_of_their_identities(
    api: Api, ada: Profile, clock: FrozenClock, by: str
) -> None:
    given = {
        "profile": str(ada.uuid),
        "user_key": "ada",
        "email": "ADA@example.com",
        "phone": "+49 151 12345678",
        "external_id": "crm-7",
        "identity": f"email:{hashing.digest('email', 'ada@example.com')}",
    }
    for kind, value in (("email", "ada@example.com"), ("phone", "+4915112345678"), ("external", "crm-7")):
        identify.attach(ada, kind, value, verified=True, at=clock.now())
    assert api.post("/events", {"events": [viewed(person={by: given[by]})]}).json()["written"] == 1
    assert Event.objects.get().owner == ada


def test_two_spellings_in_one_batch_are_one_person(api: Api, ada: Profile, clock: FrozenClock) -> None:
    identify.attach(ada, "email", "ada@example.com", verified=True, at=clock.now())
    people = [
        {"email": "ada@example.com"},
        {"email": "ADA@example.com"},
        {"user_key": "ada"},
        {"user_key": " ada"},
    ]
    answer = api.post("/events", {"events": [viewed(person=person) for person in people]}).json()
    assert (answer["written"], answer["counted"]) == (4, 0)
    nobody = api.post("/events", {"events": [viewed(person={"phone": "none"})]})
    assert nobody.json()["errors"][0]["field"] == "events.0.person.phone"


@pytest.mark.row("A35", part="api")
@pytest.mark.trust("T-001")
def test_without_consent_only_day_sums_without_a_person_are_kept(api: Api, clock: FrozenClock) -> None:
    in_catalogue(7, clock=clock)
    silent = identify.customer_profile("silent", at=somebody("other").created_at)
    somebody("refuses", personalization="denied", analytics="denied")
    people = [{"profile": str(silent.uuid)}, {"user_key": "refuses"}, {"email": "unknown@example.com"}]
    before = Identity.objects.count(), Profile.objects.count()
    body = api.post("/events", {"events": [viewed(7, person=person) for person in people]}).json()
    assert (body["written"], body["counted"]) == (0, 3)
    assert Event.objects.count() == 0
    assert sums("product_viewed") == {"": 3, "product:7": 3}
    assert (Identity.objects.count(), Profile.objects.count()) == before
    assert CountedEvent.objects.count() == 3


def test_statistics_alone_are_a_basis_that_shows_no_taste(api: Api, shop: SmallShop) -> None:
    person = somebody("counts", analytics="granted", personalization="denied")
    api.post("/events", {"events": [viewed(shop.connector_products[0].pk, person={"user_key": "counts"})]})
    assert Event.objects.get().basis == "analytics"
    assert Snapshot.objects.get(pk=person.pk).data.get("affinities", {}) == {}


@pytest.mark.trust("T-407")
def test_events_of_the_server_alone_need_their_own_scope(api_with: Callable[..., Api], ada: Profile) -> None:
    response = api_with("events:write").post("/events", {"events": [ordered(), viewed()]})
    assert response.json()["refused"][0]["errors"][0]["code"] == "server_only"
    assert list(Event.objects.values_list("name", flat=True)) == ["product_viewed"]
    assert (
        api_with("events:write", "events:server").post("/events", {"events": [ordered()]}).status_code == 200
    )
    assert Event.objects.filter(name="order_completed").count() == 1


def test_an_order_is_one_event_whether_the_shop_or_the_api_reports_it(
    api: Api, shop: SmallShop, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    somebody(str(shop.customer.pk))
    with django_capture_on_commit_callbacks(execute=True):
        placed = factories.order(shop.customer, lines=[(shop.products[0], 2)])
    shop_orders.write_pending(at=placed.placed_at + timedelta(minutes=5))
    assert Event.objects.filter(name="order_completed").count() == 1
    body = api.post(
        "/events", {"events": [ordered(str(placed.pk), person={"user_key": str(shop.customer.pk)})]}
    ).json()
    assert (body["written"], body["known"]) == (0, 1)
    assert Event.objects.filter(name="order_completed").count() == 1


def test_an_order_is_kept_on_the_contract_where_nothing_is_allowed(api: Api) -> None:
    body = api.post(
        "/events",
        {
            "events": [
                ordered("1", person={"user_key": "new"}),
                ordered("2", person={"email": "guest@example.com"}),
            ]
        },
    ).json()
    assert (body["written"], body["counted"]) == (2, 0)
    assert list(Event.objects.order_by("pk").values_list("basis", flat=True)) == ["contract", "contract"]
    buyer = Event.objects.get(event_id=derived_id("order_completed", "1")).owner
    assert buyer is not None
    assert buyer.user_key == "new"
    assert Event.objects.get(event_id=derived_id("order_completed", "2")).owner is None
    assert sums("order_completed") == {"": 1}
    assert not Identity.objects.filter(kind="email").exists()


def test_events_of_a_person_who_was_taken_into_another_are_the_others(
    api: Api, ada: Profile, clock: FrozenClock
) -> None:
    guest = identify.create(at=clock.now())
    merge.merge(ada, guest, reason="login", at=clock.now())
    assert (
        api.post("/events", {"events": [viewed(person={"profile": str(guest.uuid)})]}).json()["written"] == 1
    )
    assert Event.objects.get().owner == ada


def test_an_import_of_last_year_keeps_its_moments(api: Api, ada: Profile) -> None:
    api.post("/events", {"events": [viewed(occurred_at="2025-06-15T10:00:00+02:00")]})
    assert Event.objects.get().occurred_at.isoformat() == "2025-06-15T08:00:00+00:00"


def test_names_and_properties_of_other_tools_are_understood(api: Api, ada: Profile) -> None:
    event = viewed(event="Product Viewed", properties={"product_id": "12", "name": "Bracket", "price": 3.2})
    api.post("/events", {"events": [event]})
    found = Event.objects.get()
    assert (found.name, found.product) == ("product_viewed", "12")


@pytest.mark.parametrize("consented", [True, False])
def test_a_batch_of_a_hundred_costs_a_bounded_number_of_statements(
    api: Api, shop: SmallShop, consented: bool
) -> None:
    def cost(size: int) -> int:
        products = [str(shop.products[number % 3].pk) for number in range(size)]
        people = [f"p{number % 5}" for number in range(size)]
        batch = [viewed(key, person={"user_key": who}) for key, who in zip(products, people, strict=True)]
        with CaptureQueriesContext(connection) as queries:
            assert api.post("/events", {"events": batch}).status_code == 200
        return len(queries)

    if consented:
        for number in range(5):
            somebody(f"p{number}")
    cost(5)
    few, many = cost(5), cost(100)
    assert many <= few + 3  # rows go to the database a few hundred values at a time
    assert many <= 25


def test_nothing_is_recorded_while_everything_is_switched_off(api: Api, ada: Profile, settings: Any) -> None:
    settings.PERSONALIZE = {**settings.PERSONALIZE, "ENABLED": False}
    assert api.post("/events", {"events": [viewed()]}).status_code == 503
    assert Event.objects.count() == DaySum.objects.count() == 0


def test_amounts_that_fill_a_column_stop_there_and_refuse_nobodys_event(api: Api, ada: Profile) -> None:
    for _ in range(3):
        added = viewed(event="product_added")
        added["properties"] |= {"value": 9e9, "currency": "EUR"}
        assert api.post("/events", {"events": [added]}).json()["written"] == 1
    counter = EventCounter.objects.get(name="product_added", object="")
    assert (counter.count, counter.value) == (3, Decimal(9_999_999_999))


def test_a_full_day_sum_refuses_no_order(api: Api, clock: FrozenClock) -> None:
    daysums.add("order_completed", [], at=clock.now(), value=1)
    DaySum.objects.update(value=Decimal("99999999999999.9999"))
    nobodys = ordered(person={"email": "nobody@example.com"})
    nobodys["properties"] |= {"value": 5, "currency": "EUR"}
    assert api.post("/events", {"events": [nobodys]}).status_code == 200
    total = DaySum.objects.get(name="order_completed", object="")
    assert (total.count, total.value) == (2, Decimal(99_999_999_999_999))
    assert Event.objects.get().name == "order_completed"
