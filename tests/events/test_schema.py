"""The schema registry: the whole vocabulary, and what becomes of properties."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_personalize.events import schema
from django_personalize.events.schema import EVENTS, KIND_NAMES, EventType, Unusable, find, validate
from django_personalize.events.vocabulary import ORDER, PRODUCT

#: The list as the specification gives it.
NAMES = [
    "page_viewed", "session_started", "session_ended", "signed_up", "signed_in", "signed_out",
    "profile_identified", "products_searched", "product_list_viewed", "product_list_filtered",
    "product_clicked", "product_viewed", "product_added", "product_removed", "cart_viewed", "cart_updated",
    "cart_abandoned", "checkout_started", "checkout_step_viewed", "checkout_step_completed",
    "payment_info_entered", "order_completed", "order_updated", "order_fulfilled", "order_delivered",
    "order_cancelled", "order_refunded", "product_returned", "coupon_entered", "coupon_applied",
    "coupon_denied", "coupon_removed", "wishlist_product_added", "wishlist_product_removed", "product_shared",
    "product_reviewed", "stock_alert_subscribed", "price_alert_subscribed", "product_restocked",
    "product_price_dropped", "product_low_stock", "promotion_viewed", "promotion_clicked", "quiz_answered",
    "preference_updated", "form_submitted", "overlay_shown", "overlay_closed", "overlay_accepted",
    "recommendation_shown", "recommendation_clicked", "experience_exposed", "decision_rejected_by_user",
    "message_queued", "message_sent", "message_delivered", "message_opened", "message_clicked",
    "message_bounced", "message_complained", "message_unsubscribed", "message_skipped", "journey_entered",
    "journey_exited", "segment_entered", "segment_exited", "consent_changed", "offline_order_imported",
    "company_joined",
]  # fmt: skip
#: What nobody may claim from a browser: orders, refunds, coupons, consent, messages, identity, and what follows them.
SERVER_ONLY = {
    name
    for name in NAMES
    if name.startswith(
        ("order_", "coupon_", "message_", "journey_", "segment_", "consent_", "signed_", "session_")
    )
} | {
    "profile_identified",
    "cart_abandoned",
    "product_returned",
    "offline_order_imported",
    "experience_exposed",
    "company_joined",
}


@pytest.fixture(autouse=True)
def _no_plan(settings: Any) -> None:
    settings.PERSONALIZE = {}


def _clean(name: str, properties: dict[str, Any], **options: Any) -> schema.Cleaned:
    return validate(EVENTS[name], properties, **options)


def test_the_registry_holds_the_whole_vocabulary_and_nothing_else() -> None:
    assert sorted(EVENTS) == sorted(NAMES)


@pytest.mark.trust("T-407")
def test_what_counts_money_and_consent_is_only_the_servers() -> None:
    claimable = {event.name for event in EVENTS.values() if not event.server_only}
    assert not claimable & SERVER_ONLY


def test_every_property_is_of_a_known_kind() -> None:
    for kinds in (PRODUCT, ORDER, *(event.properties for event in EVENTS.values())):
        assert set(kinds.values()) <= set(KIND_NAMES)
    for event in EVENTS.values():
        assert set(event.required) <= set(event.properties), event.name


@pytest.mark.trust("T-016")
def test_only_allowed_properties_survive() -> None:
    cleaned = _clean(
        "products_searched", {"query": " red  dress ", "results": "3", "email": "jane@example.com"}
    )
    assert cleaned.properties == {"query": "red  dress", "results": 3}
    assert cleaned.dropped == ["email"]
    assert not cleaned.problems


def test_what_says_nothing_vanishes_without_a_trace() -> None:
    cleaned = _clean("products_searched", {"query": "a", "results": None, "filters": ""})
    assert (cleaned.properties, cleaned.dropped) == ({"query": "a"}, [])


def test_a_missing_required_property_is_a_problem() -> None:
    assert _clean("products_searched", {"results": 1}).problems == ["query is missing"]


def test_a_product_comes_out_in_one_form() -> None:
    cleaned = _clean(
        "product_clicked",
        {
            "product": {
                "product_id": 12,
                "price": 19.9,
                "list_price": Decimal("25.00"),
                "currency": "eur",
                "quantity": "2",
                "in_stock": "true",
                "url": "/p/12/",
                "colour": "red",
            }
        },
    )
    assert cleaned.properties["product"] == {
        "product_id": "12",
        "price": "19.9",
        "list_price": "25.00",
        "currency": "EUR",
        "quantity": 2,
        "in_stock": True,
        "url": "/p/12/",
    }
    assert cleaned.dropped == ["product.colour"]


@pytest.mark.parametrize("product", ["12", 12, {}, {"name": "Dress"}, {"product_id": ""}, ["12"]])
def test_a_product_without_its_key_is_none(product: Any) -> None:
    cleaned = _clean("product_clicked", {"product": product})
    assert cleaned.problems == ["product is missing"]


@pytest.mark.trust("T-406")
def test_a_browser_never_tells_the_cost() -> None:
    properties = {"product": {"product_id": "1", "cost": "3.00"}, "list_id": "new"}
    assert _clean("product_clicked", properties).properties["product"]["cost"] == "3.00"
    from_browser = _clean("product_clicked", properties, browser=True)
    assert from_browser.properties == {"product": {"product_id": "1"}, "list_id": "new"}
    assert from_browser.dropped == ["product.cost"]


def test_a_browser_may_not_send_more_than_200_products() -> None:
    products = [{"product_id": str(number)} for number in range(201)]
    assert _clean("cart_viewed", {"products": products}, browser=True).problems == [
        "products holds more than 200 products"
    ]
    from_server = _clean("cart_viewed", {"products": products})
    assert len(from_server.properties["products"]) == 200
    assert from_server.dropped == ["products[200:]"]
    assert not from_server.problems


def test_an_order_keeps_its_lines_and_needs_a_currency() -> None:
    order = {
        "order_id": 7,
        "total": "120.50",
        "currency": "EUR",
        "products": [{"product_id": 1}, {"name": "?"}],
    }
    cleaned = _clean("order_completed", {"order": order})
    assert cleaned.properties["order"] == {
        "order_id": "7",
        "total": "120.50",
        "currency": "EUR",
        "products": [{"product_id": "1"}],
    }
    assert cleaned.dropped == ["order.products.1"]
    without = _clean("order_completed", {"order": {"order_id": 7, "total": "120.50"}})
    assert without.problems == ["order.total needs currency beside it"]


def test_value_and_currency_belong_together() -> None:
    assert _clean("cart_viewed", {"value": "10"}).problems == ["value needs currency beside it"]
    alone = _clean("cart_viewed", {"currency": "EUR", "cart_id": "9"})
    assert (alone.properties, alone.dropped, alone.problems) == ({"cart_id": "9"}, ["currency"], [])
    both = _clean("cart_viewed", {"value": "10", "currency": "EUR"})
    assert both.properties == {"value": "10", "currency": "EUR"}


@pytest.mark.trust("T-402")
@pytest.mark.parametrize(
    "amount",
    ["NaN", "Infinity", "-inf", "sNaN", float("nan"), float("inf"), "ten", "1e400", 10**11, True, [1]],
)
def test_an_amount_that_is_none_is_refused_and_never_left_out(amount: Any) -> None:
    cleaned = _clean("cart_viewed", {"value": amount, "currency": "EUR"})
    assert "value" not in cleaned.properties
    assert len(cleaned.problems) == 1
    assert cleaned.problems[0].startswith("value is no")


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("19.90", "19.90"),
        (19.9, "19.9"),
        (20, "20"),
        ("1E+3", "1000"),
        ("-4.50", "-4.50"),
        ("0.00005", "0.0000"),
        ("1.23456", "1.2346"),
        (" 7 ", "7"),
        (Decimal("3.10"), "3.10"),
    ],
)
def test_an_amount_is_a_decimal_text(amount: Any, text: str) -> None:
    assert schema.money(amount) == text


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (schema.integer, "1.5"),
        (schema.integer, float("nan")),
        (schema.integer, 2**60),
        (schema.integer, True),
        (schema.number, "many"),
        (schema.number, [1]),
        (schema.boolean, "perhaps"),
        (schema.boolean, 2),
        (schema.currency, "EURO"),
        (schema.currency, "ЕUR"),
        (schema.key, "x" * 65),
        (schema.key, "  "),
        (schema.text, {"a": 1}),
        (schema.text, True),
        (schema.url, "javascript:alert(1)"),
        (schema.url, "//evil.com"),
        (schema.url, "/\\evil.com"),
        (schema.url, "data:text/html,x"),
        (schema.url, "http://[::1"),
        (schema.url, "shop"),
        (schema.moment, "yesterday"),
        (schema.moment, "2026-06-15T10:00:00"),
        (schema.moment, "2026-13-45T10:00:00Z"),
        (schema.texts, [{"a": 1}]),
        (schema.texts, []),
    ],
)
def test_a_value_of_the_wrong_kind_is_unusable(read: Any, value: Any) -> None:
    with pytest.raises(Unusable):
        read(value)


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        (schema.integer, 2.0, 2),
        (schema.integer, "7", 7),
        (schema.number, "0.25", 0.25),
        (schema.boolean, 1, True),
        (schema.boolean, "No", False),
        (schema.text, "a\x07b\u2028c\n", "abc"),
        (schema.text, "x" * 2000, "x" * 1000),
        (schema.url, "https://example.com/a", "https://example.com/a"),
        (schema.texts, "one", ["one"]),
        (schema.texts, ["a", 1, None, " "], ["a", "1"]),
        (schema.moment, "2026-06-15T12:00:00+02:00", "2026-06-15T10:00:00+00:00"),
        (schema.moment, datetime(2026, 6, 15, 10, tzinfo=UTC), "2026-06-15T10:00:00+00:00"),
    ],
)
def test_a_value_comes_into_its_one_form(read: Any, value: Any, expected: Any) -> None:
    assert read(value) == expected


@pytest.mark.trust("T-408")
def test_an_unknown_event_is_found_nowhere() -> None:
    assert find("quiz_finished") is None


def test_the_hosts_own_events_follow_its_tracking_plan(settings: Any) -> None:
    settings.PERSONALIZE = {
        "EVENTS": {
            "quiz_finished": {"properties": {"score": "number", "prize": "money"}, "required": ["score"]}
        }
    }
    event_type = find("quiz_finished")
    assert event_type is not None
    cleaned = validate(event_type, {"score": "7.5", "name": "Jane"})
    assert (cleaned.properties, cleaned.dropped, cleaned.problems) == ({"score": 7.5}, ["name"], [])
    assert validate(event_type, {}).problems == ["score is missing"]


def test_the_hosts_own_event_may_be_only_the_servers(settings: Any) -> None:
    settings.PERSONALIZE = {"EVENTS": {"warranty_registered": {"server_only": True}}}
    event_type = find("warranty_registered")
    assert event_type is not None
    assert (event_type.server_only, event_type.browser) == (True, False)


def test_unknown_events_are_kept_marked_when_the_setting_says_so(settings: Any) -> None:
    settings.PERSONALIZE = {"UNKNOWN_EVENTS": "flag"}
    event_type = find("quiz_finished")
    assert event_type == EventType("quiz_finished", unknown=True)
    cleaned = validate(
        event_type,
        {"score": 7, "won": True, "note": "x" * 2000, "big": 1e300, "Bad Key": 1, "deep": {"a": 1}},
    )
    assert cleaned.properties == {"score": 7, "won": True, "note": "x" * 1000}
    assert sorted(cleaned.dropped) == ["Bad Key", "big", "deep"]
    assert find("<script>") is None


def test_slips_in_the_tracking_plan_are_told_and_never_an_error(settings: Any) -> None:
    settings.PERSONALIZE = {
        "EVENTS": {
            "Quiz": {"properties": {"score": "float"}, "required": ["name"]},
            "order_completed": {},
            "purchase": {},
        }
    }
    problems = schema.plan_problems()
    assert [problem.split(",")[0] for problem in problems] == [
        "Event name 'Quiz' must match ^[a-z][a-z0-9_.]{0",
        "Property 'score' of event 'Quiz' is 'float'",
        "Event 'Quiz' requires 'name'",
        "Event 'order_completed' belongs to the vocabulary; choose another name.",
        "Event 'purchase' is another tool's name of 'order_completed'; choose another name.",
    ]
    event_type = find("Quiz")
    assert event_type is not None
    assert validate(event_type, {"score": 1}).dropped == ["score"]


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*PRODUCT, *ORDER, "x"]), inner)
    ),
    max_leaves=12,
)


@given(
    st.sampled_from(sorted(NAMES)),
    st.dictionaries(st.sampled_from([*ORDER, *PRODUCT, "product", "order"]), _ANYTHING),
)
def test_whatever_comes_only_allowed_properties_leave(name: str, properties: dict[str, Any]) -> None:
    cleaned = validate(EVENTS[name], properties, browser=True)
    assert set(cleaned.properties) <= set(EVENTS[name].properties)
    product = cleaned.properties.get("product")
    if product is not None:
        assert set(product) <= set(PRODUCT) - {"cost"}
        assert product["product_id"]
