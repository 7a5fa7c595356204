"""The one way in: once each, counted alike, at a price that does not grow with the number of drafts."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_personalize.consent import ledger
from django_personalize.events.draft import EventDraft, derived_id
from django_personalize.events.ingest import ingest
from django_personalize.events.rebuild import rebuild
from django_personalize.models import Affinity, Event, EventCounter, Profile, Snapshot
from django_personalize.profiles import identify, snapshots
from django_personalize.testing import FrozenClock
from tests.factories import SmallShop

EVIDENCE = ledger.Evidence("words", "1", "en", "/", "banner")


def person(at: datetime, *purposes: str) -> Profile:
    profile = identify.create(at=at)
    chosen = dict.fromkeys(purposes or ("personalization",), "granted")
    ledger.record(profile.pk, chosen, at=at, evidence=EVIDENCE)
    return profile


def viewed(profile: Profile, product: object, at: datetime, **fields: object) -> EventDraft:
    return EventDraft("product_viewed", profile.pk, at, {"product": {"product_id": str(product)}}, **fields)  # type: ignore[arg-type]


@pytest.mark.trust("T-410")
def test_the_same_event_ten_times_is_one_event_and_counts_once(shop: SmallShop, clock: FrozenClock) -> None:
    at = clock.now()
    profile = person(at)
    draft = viewed(profile, shop.products[0].pk, at, event_id=uuid4())
    results = [ingest([draft, draft], at=at) for _ in range(5)]
    assert [result.written for result in results] == [1, 0, 0, 0, 0]
    assert Event.objects.count() == 1
    assert EventCounter.objects.get(object="").count == 1


def test_two_browsers_may_use_one_event_id(shop: SmallShop, clock: FrozenClock) -> None:
    at = clock.now()
    event_id = uuid4()
    for scope in ("visitor:a", "visitor:b"):
        ingest([viewed(person(at), 1, at, event_id=event_id, scope=scope)], at=at)
    assert Event.objects.count() == 2


@pytest.mark.trust("T-004")
def test_an_event_whose_purpose_was_withdrawn_meanwhile_is_not_written(
    shop: SmallShop, clock: FrozenClock
) -> None:
    at = clock.now()
    profile = person(at)
    draft = viewed(profile, shop.products[0].pk, at)
    ledger.record(profile.pk, {"personalization": "withdrawn"}, at=at, evidence=EVIDENCE)
    assert ingest([draft], at=at).refused == 1
    assert Event.objects.count() == EventCounter.objects.count() == Affinity.objects.count() == 0


def test_what_is_allowed_for_statistics_is_counted_and_not_remembered(
    shop: SmallShop, clock: FrozenClock
) -> None:
    at = clock.now()
    profile = person(at, "analytics")
    ingest([viewed(profile, shop.products[0].pk, at, basis="analytics")], at=at)
    assert EventCounter.objects.get(object="").count == 1
    assert not Affinity.objects.exists()
    assert snapshots.load(profile.pk).viewed == []


def test_a_view_counts_for_its_product_its_categories_and_its_brand(
    shop: SmallShop, clock: FrozenClock
) -> None:
    at = clock.now()
    product = shop.connector_products[0]
    ingest([viewed(person(at), product.pk, at)], at=at)
    assert set(EventCounter.objects.values_list("object", flat=True)) == {
        "",
        f"product:{product.pk}",
        f"category:{shop.connectors.pk}",
        f"category:{shop.hardware.pk}",
        "brand:Irongate",
    }


@pytest.mark.row("A14")
def test_affinities_are_explained_by_the_events_behind_them(shop: SmallShop, clock: FrozenClock) -> None:
    from django_personalize.events import reasons
    from django_personalize.profiles import affinities

    at = clock.now()
    profile = person(at)
    product = shop.connector_products[0]
    ingest(
        [
            viewed(profile, product.pk, at - timedelta(days=30)),
            EventDraft("product_added", profile.pk, at, {"product": {"product_id": str(product.pk)}}),
        ],
        at=at,
    )
    score = affinities.scores(profile.pk, at=at, kind="brand")[0]
    found = reasons.explain(profile.pk, "brand", "Irongate", at=at)
    assert [(reason.event.name, reason.score) for reason in found] == [
        ("product_added", pytest.approx(4.0)),
        ("product_viewed", pytest.approx(0.5)),
    ]
    assert sum(reason.score for reason in found) == pytest.approx(score.score)
    assert sum(reason.share for reason in found) == pytest.approx(1.0)


def test_days_are_those_of_the_shops_zone(shop: SmallShop, clock: FrozenClock) -> None:
    from datetime import UTC

    late = datetime(2026, 6, 14, 22, 30, tzinfo=UTC)  # half past midnight of the 15th in Berlin
    ingest([viewed(person(late), 1, late)], at=clock.now())
    assert EventCounter.objects.get(object="").day.isoformat() == "2026-06-15"


def drafts_of(profiles: list[Profile], shop: SmallShop, count: int, at: datetime) -> list[EventDraft]:
    chance = random.Random(7)
    names = ("product_viewed", "product_added", "product_removed")
    return [
        EventDraft(
            chance.choice(names),
            chance.choice(profiles).pk,
            at - timedelta(minutes=chance.randrange(100_000)),
            {"product": {"product_id": str(chance.choice(shop.products).pk), "price": "3.20", "quantity": 2}},
        )
        for _ in range(count)
    ]


def test_the_number_of_statements_does_not_grow_with_the_number_of_drafts(
    shop: SmallShop, clock: FrozenClock
) -> None:
    at = clock.now()
    profiles = [person(at) for _ in range(3)]
    counts = []
    for size in (2, 30):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ingest(drafts_of(profiles, shop, size, at), at=at)
        counts.append(len(queries))
    few, many = counts
    assert many <= few + 1


def test_a_view_is_written_in_at_most_nine_statements(shop: SmallShop, clock: FrozenClock) -> None:
    at = clock.now()
    profile = person(at)
    ingest([viewed(profile, shop.products[0].pk, at)], at=at)
    with CaptureQueriesContext(connection) as queries:
        ingest([viewed(profile, shop.products[1].pk, at)], at=at)
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) <= 9


def test_rebuilding_from_the_events_finds_nothing_to_correct(shop: SmallShop, clock: FrozenClock) -> None:
    at = clock.now()
    profiles = [person(at) for _ in range(3)]
    drafts = drafts_of(profiles, shop, 120, at)
    for start in range(0, len(drafts), 7):
        ingest(drafts[start : start + 7], at=at)

    def derived() -> tuple[object, object, object]:
        counters = sorted(
            EventCounter.objects.values_list("profile_id", "name", "object", "day", "count", "value")
        )
        weights = {
            (row.profile_id, row.kind, row.value): (pytest.approx(row.weight), row.events)
            for row in Affinity.objects.all()
        }
        remembered = {
            row.pk: (row.data["viewed"], row.data["counts"], row.data["hours"])
            for row in Snapshot.objects.all()
        }
        return counters, weights, remembered

    before = derived()
    rebuild([profile.pk for profile in profiles], at=at)
    assert derived() == before


def test_an_orders_lines_count_with_their_amounts(shop: SmallShop, clock: FrozenClock) -> None:
    at = clock.now()
    bracket, hanger, *_ = shop.connector_products
    order = {
        "order_id": "9",
        "total": "30.00",
        "currency": "EUR",
        "products": [
            {"product_id": str(bracket.pk), "quantity": 3, "price": "3.20"},
            {"product_id": str(hanger.pk), "quantity": 1, "price": "6.80"},
        ],
    }
    profile = person(at)
    ingest(
        [EventDraft("order_completed", profile.pk, at, {"order": order}, event_id=derived_id("o", "9"))],
        at=at,
    )
    values = dict(EventCounter.objects.values_list("object", "value"))
    assert values[""] == Decimal("30.00")
    assert values[f"product:{bracket.pk}"] == Decimal("9.60")
    assert values[f"category:{shop.connectors.pk}"] == Decimal("16.40")
    assert [seen.key for seen in snapshots.load(profile.pk).bought] == [str(hanger.pk), str(bracket.pk)]


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1e400", "12e30", "abc", None])
def test_an_amount_that_is_none_never_stops_an_event(
    shop: SmallShop, clock: FrozenClock, amount: str | None
) -> None:
    at = clock.now()
    draft = EventDraft("cart_viewed", person(at).pk, at, {"value": amount, "currency": "EUR"})
    assert ingest([draft], at=at).written == 1
    assert Event.objects.get().value is None
