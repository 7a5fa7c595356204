"""Rules about what really happened: events go in through the one door, people come out of both readings."""

from __future__ import annotations

from typing import Any

import pytest

from django_personalize.events.draft import EventDraft, derived_id
from django_personalize.events.ingest import ingest
from django_personalize.profiles.models import Profile
from django_personalize.segments import facts
from django_personalize.segments.members import matching
from django_personalize.segments.tree import parse
from django_personalize.testing import FrozenClock, make_profile
from tests.factories import SmallShop

pytestmark = pytest.mark.django_db


def _order(
    person: Profile, number: str, total: str, currency: str, clock: FrozenClock, **more: Any
) -> EventDraft:
    order = {"order_id": number, "total": total, "currency": currency, **more}
    return EventDraft(
        "order_completed",
        person.pk,
        clock.now(),
        {"order": order},
        event_id=derived_id("order_completed", number),
    )


def _is_true(rule: dict[str, Any], person: Profile, clock: FrozenClock) -> bool:
    parsed = parse(rule)
    answer = parsed.matches(facts.of_person(person.pk, at=clock.now()))
    assert matching(parsed, at=clock.now()).filter(pk=person.pk).exists() == answer
    return answer


@pytest.mark.row("B8")
def test_spend_is_a_sum_within_one_currency_less_what_was_cancelled(clock: FrozenClock) -> None:
    person = make_profile()
    ingest(
        [
            _order(person, "1", "40.10", "EUR", clock),
            _order(person, "2", "59.90", "EUR", clock),
            _order(person, "3", "500.00", "USD", clock),
        ],
        at=clock.now(),
    )
    assert _is_true({"spend": {"amount": "100", "currency": "EUR"}}, person, clock)
    assert not _is_true({"spend": {"amount": "100.01", "currency": "EUR"}}, person, clock)
    assert _is_true({"orders": {"compare": "equals", "number": 3}}, person, clock)
    cancelled = {"order_id": "2", "total": "59.90", "currency": "EUR"}
    ingest(
        [EventDraft("order_cancelled", person.pk, clock.now(), {"order_id": "2", "order": cancelled})],
        at=clock.now(),
    )
    assert _is_true({"spend": {"amount": "40.10", "currency": "EUR", "compare": "equals"}}, person, clock)
    assert _is_true({"orders": {"compare": "equals", "number": 2}}, person, clock)


@pytest.mark.row("B13", "B27")
def test_views_of_products_count_for_their_categories_and_those_above(
    shop: SmallShop, clock: FrozenClock
) -> None:
    person = make_profile()
    views = [
        EventDraft("product_viewed", person.pk, clock.now(), {"product": {"product_id": str(product.pk)}})
        for product in shop.connector_products[:3]
    ]
    ingest(views, at=clock.now())
    for category in (shop.connectors, shop.hardware):
        about = {"events": ["product_viewed"], "about": "category", "value": str(category.pk)}
        assert _is_true({"did": {**about, "times": 3, "within": {"n": 1, "unit": "days"}}}, person, clock)
        assert not _is_true({"did": {**about, "times": 4}}, person, clock)
    dresses = {"events": ["product_viewed"], "about": "category", "value": str(shop.dresses.pk)}
    assert not _is_true({"did": dresses}, person, clock)
    assert _is_true(
        {"likes": {"kind": "category", "value": str(shop.connectors.pk), "top": 1}}, person, clock
    )
