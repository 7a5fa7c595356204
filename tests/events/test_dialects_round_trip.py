"""What goes out in another tool's words comes back as it went, but for what the reference lists as lost."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_personalize.events import schema
from django_personalize.events.dialects import DIALECTS, Told, UnreadableEvent
from django_personalize.events.dialects.matomo import from_calls
from django_personalize.events.schema import EVENTS, resolve, validate
from django_personalize.events.vocabulary import ORDER, PRODUCT
from docs import dialects

_WORDS = st.text(
    st.characters(categories=("L", "N"), include_characters=" -_/.&"), min_size=1, max_size=20
).filter(str.strip)
_KINDS: dict[str, st.SearchStrategy[Any]] = {
    "text": _WORDS,
    "key": st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,30}", fullmatch=True),
    "number": st.integers(0, 1000) | st.floats(0, 1000, allow_nan=False),
    "integer": st.integers(0, 10_000),
    "money": st.decimals(0, 99_999, places=2, allow_nan=False).map(str),
    "currency": st.just("EUR"),
    "boolean": st.booleans(),
    "url": st.just("https://shop.example.com/a/b"),
    "texts": st.lists(_WORDS, min_size=1, max_size=3),
    "moment": st.just("2026-06-15T10:00:00+00:00"),
}
_KINDS["product"] = st.fixed_dictionaries(
    {"product_id": _KINDS["key"]},
    optional={name: _KINDS[kind] for name, kind in PRODUCT.items() if name != "product_id"},
)
_KINDS["products"] = st.lists(_KINDS["product"], min_size=1, max_size=3)
_KINDS["order"] = st.fixed_dictionaries(
    {"order_id": _KINDS["key"], "total": _KINDS["money"], "currency": _KINDS["currency"]},
    optional={
        name: _KINDS[kind] for name, kind in ORDER.items() if name not in ("order_id", "total", "currency")
    },
)


@st.composite
def events(draw: st.DrawFn) -> Told:
    """Any event of the vocabulary, as it would have been written."""
    event = EVENTS[draw(st.sampled_from(sorted(EVENTS)))]
    required = {name: _KINDS[event.properties[name]] for name in event.required}
    if "value" in event.properties:
        required |= {"value": _KINDS["money"], "currency": _KINDS["currency"]}
    optional = {name: _KINDS[kind] for name, kind in event.properties.items() if name not in required}
    given = draw(st.fixed_dictionaries(required, optional=optional))
    if "order" in given and "order_id" in given:  # one order has one number
        given["order_id"] = given["order"]["order_id"]
    if "variant_id" in given and "variant_id" in given.get("product", {}):
        given["variant_id"] = given["product"]["variant_id"]
    return Told(
        event.name,
        validate(event, given).properties,
        occurred_at=draw(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1))).replace(tzinfo=UTC),
        event_id="0b64b5c4-5a4f-4d5c-9c0e-3f1f6a3a5b11",
        person=str(draw(st.uuids())),
        user=draw(st.sampled_from(["", "41"])),
    )


@pytest.mark.row("A20", part="round trip")
@pytest.mark.parametrize("key", ["native", "ga4", "segment", "matomo"])
@given(told=events())
def test_what_comes_back_is_what_went_but_for_the_losses_of_the_reference(key: str, told: Told) -> None:
    dialect = DIALECTS[key]
    listed = {
        dialects.without_positions(path) for path in dialects.lost(dialect, dialects.full(EVENTS[told.name]))
    }
    found = {dialects.without_positions(path) for path in dialects.lost(dialect, told)}
    if key == "matomo":  # its one currency is ours for amounts; without an amount there is none to speak of
        found = {path for path in found if not path.endswith("currency")}
    assert found <= listed
    heard = dialects.back(dialect, told)
    # Matomo takes an order without a number, and a shelf without a name, as one of its events.
    assert heard.name in (told.name, dialects.back(dialect, dialects.full(EVENTS[told.name])).name)
    assert heard.user == told.user
    assert heard.occurred_at is not None
    assert told.occurred_at is not None
    if key == "matomo":  # whole seconds, and sixteen hexadecimal digits of a person
        assert int(heard.occurred_at.timestamp()) == int(told.occurred_at.timestamp())
        assert told.person.replace("-", "").startswith(heard.person)
    else:
        assert heard.occurred_at == told.occurred_at
        assert (heard.person, heard.event_id) == (told.person, told.event_id)


@given(told=events())
def test_our_own_words_resolve_to_themselves(told: Told) -> None:
    name, once = resolve(told.name, told.properties)
    assert name == told.name
    assert resolve(name, once) == (name, once)


@pytest.mark.parametrize("key", ["ga4", "segment", "matomo"])
def test_what_goods_cost_the_shop_is_told_to_no_other_tool(key: str) -> None:
    for event in EVENTS.values():
        told = Told(event.name, _with_cost(dict(dialects.full(event).properties)))
        assert b"7.77" not in DIALECTS[key].encode(DIALECTS[key].compose(told))


def _with_cost(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: "7.77" if name == "cost" else _with_cost(entry) for name, entry in value.items()}
    return [_with_cost(entry) for entry in value] if isinstance(value, list) else value


# -- bodies as the tools' own documentation shows them


@pytest.mark.row("A20", part="bodies")
def test_a_purchase_of_the_measurement_protocol_is_an_order() -> None:
    [told] = DIALECTS["ga4"].read(
        {
            "client_id": "1220643501.1708014725",
            "timestamp_micros": "1708014725123456",
            "events": [
                {
                    "name": "purchase",
                    "params": {
                        "currency": "USD",
                        "transaction_id": "T_12345",
                        "value": 12.21,
                        "coupon": "SUMMER_FUN",
                        "shipping": 3.33,
                        "tax": 1.11,
                        "session_id": "123",
                        "engagement_time_msec": "100",
                        "items": [
                            {
                                "item_id": "SKU_12345",
                                "item_name": "Stan and Friends Tee",
                                "affiliation": "Google Merchandise Store",
                                "coupon": "SUMMER_FUN",
                                "discount": 2.22,
                                "index": 0,
                                "item_brand": "Google",
                                "item_category": "Apparel",
                                "item_category2": "Adult",
                                "item_category3": "Shirts",
                                "item_category4": "Crew",
                                "item_category5": "Short sleeve",
                                "item_list_id": "related_products",
                                "item_list_name": "Related Products",
                                "item_variant": "green",
                                "location_id": "L_12345",
                                "price": 9.99,
                                "quantity": 1,
                            }
                        ],
                    },
                }
            ],
        }
    )
    assert told.name == "order_completed"
    assert told.occurred_at == datetime(2024, 2, 15, 16, 32, 5, 123456, tzinfo=UTC)
    assert (told.person, told.session) == ("1220643501.1708014725", "123")
    cleaned = validate(EVENTS["order_completed"], told.properties)
    assert not cleaned.problems
    assert cleaned.properties == {
        "order": {
            "order_id": "T_12345",
            "currency": "USD",
            "total": "12.21",
            "coupon": "SUMMER_FUN",
            "shipping": "3.33",
            "tax": "1.11",
            "products": [
                {
                    "product_id": "SKU_12345",
                    "name": "Stan and Friends Tee",
                    "coupon": "SUMMER_FUN",
                    "discount": "2.22",
                    "position": 0,
                    "brand": "Google",
                    "category": "Apparel / Adult / Shirts / Crew / Short sleeve",
                    "variant_id": "green",
                    "price": "9.99",
                    "quantity": 1,
                }
            ],
        }
    }


@pytest.mark.row("A20", part="bodies")
def test_an_order_is_a_purchase_for_the_measurement_protocol() -> None:
    told = Told(
        "order_completed",
        {
            "order": {
                "order_id": "812",
                "total": "42.30",
                "tax": "6.75",
                "shipping": "4.90",
                "currency": "EUR",
                "products": [
                    {
                        "product_id": "12",
                        "name": "Joist hanger",
                        "category": "Hardware / Connectors",
                        "price": "18.70",
                        "quantity": 2,
                        "cost": "9.10",
                    }
                ],
            }
        },
        occurred_at=datetime(2026, 6, 15, 10, 0, tzinfo=UTC),
        event_id="0b64b5c4-5a4f-4d5c-9c0e-3f1f6a3a5b11",
        person="6f1c3d2e-5b0a-4e8e-9a57-2f6a1f0c8d11",
    )
    assert DIALECTS["ga4"].compose(told) == {
        "client_id": "6f1c3d2e-5b0a-4e8e-9a57-2f6a1f0c8d11",
        "timestamp_micros": 1781517600000000,
        "events": [
            {
                "name": "purchase",
                "params": {
                    "transaction_id": "812",
                    "value": 42.3,
                    "tax": 6.75,
                    "shipping": 4.9,
                    "currency": "EUR",
                    "items": [
                        {
                            "item_id": "12",
                            "item_name": "Joist hanger",
                            "price": 18.7,
                            "quantity": 2,
                            "item_category": "Hardware",
                            "item_category2": "Connectors",
                        }
                    ],
                    "event_id": "0b64b5c4-5a4f-4d5c-9c0e-3f1f6a3a5b11",
                },
            }
        ],
    }


@pytest.mark.row("A20", part="bodies")
def test_a_view_pushed_to_the_data_layer_is_understood() -> None:
    layer = {
        "ecommerce": {"currency": "USD", "value": 7.77, "items": [{"item_id": "SKU_12345", "price": 9.99}]}
    }
    assert resolve("view_item", layer) == (
        "product_viewed",
        {
            "currency": "USD",
            "value": 7.77,
            "product": {"product_id": "SKU_12345", "price": 9.99, "currency": "USD"},
        },
    )


@pytest.mark.row("A20", part="bodies")
def test_a_share_of_ga4_names_its_channel_and_product() -> None:
    shared = resolve("share", {"method": "Twitter", "content_type": "image", "item_id": "C_12345"})
    assert shared[0] == "product_shared"
    assert validate(EVENTS["product_shared"], shared[1]).properties == {
        "channel": "Twitter",
        "product": {"product_id": "C_12345"},
    }


@pytest.mark.row("A20", part="bodies")
def test_an_order_completed_of_segments_specification_is_an_order() -> None:
    [told] = DIALECTS["segment"].read(
        {
            "type": "track",
            "messageId": "ajs-1",
            "anonymousId": "anon",
            "userId": "019mr8mf4r",
            "timestamp": "2026-06-15T10:00:00.000Z",
            "event": "Order Completed",
            "properties": {
                "checkout_id": "fksdjfsdjfisjf9sdfjsd9f",
                "order_id": "50314b8e9bcf000000000000",
                "affiliation": "Google Store",
                "total": 27.50,
                "subtotal": 22.50,
                "revenue": 25.00,
                "shipping": 3,
                "tax": 2,
                "discount": 2.5,
                "coupon": "hasbros",
                "currency": "USD",
                "products": [
                    {
                        "product_id": "507f1f77bcf86cd799439011",
                        "sku": "45790-32",
                        "name": "Monopoly: 3rd Edition",
                        "price": 19,
                        "quantity": 1,
                        "category": "Games",
                        "url": "https://www.example.com/product/path",
                        "image_url": "https://www.example.com/product/path.jpg",
                    },
                    {
                        "sku": "46493-32",
                        "name": "Uno Card Game",
                        "price": 3,
                        "quantity": 2,
                        "category": "Games",
                    },
                ],
            },
        }
    )
    assert (told.name, told.event_id, told.person, told.user) == (
        "order_completed",
        "ajs-1",
        "anon",
        "019mr8mf4r",
    )
    cleaned = validate(EVENTS["order_completed"], told.properties)
    assert (cleaned.problems, cleaned.dropped) == ([], [])
    order = cleaned.properties["order"]
    assert (order["total"], order["revenue"], order["discount"]) == ("27.5", "25.0", "2.5")
    assert [line["product_id"] for line in order["products"]] == ["507f1f77bcf86cd799439011", "46493-32"]


@pytest.mark.row("A20", part="bodies")
def test_a_product_clicked_of_segments_specification_is_a_click() -> None:
    name, properties = resolve(
        "Product Clicked",
        {
            "product_id": "507f1f77bcf86cd799439011",
            "sku": "G-32",
            "category": "Games",
            "name": "Monopoly: 3rd Edition",
            "brand": "Hasbro",
            "variant": "200 pieces",
            "price": 18.99,
            "quantity": 1,
            "coupon": "MAYDEALS",
            "position": 3,
            "url": "https://www.example.com/product/path",
        },
    )
    cleaned = validate(EVENTS[name], properties)
    assert (cleaned.problems, cleaned.dropped) == ([], [])
    assert cleaned.properties["position"] == 3
    assert cleaned.properties["product"]["variant_id"] == "200 pieces"


def test_a_page_call_is_no_product_because_the_page_has_a_name_and_an_address() -> None:
    [told] = DIALECTS["segment"].read(
        {
            "type": "page",
            "name": "Home",
            "properties": {
                "title": "Welcome",
                "url": "https://www.segment.example.com/",
                "category": "start",
            },
        }
    )
    assert (told.name, told.page["title"]) == ("page_viewed", "Welcome")
    assert validate(EVENTS["page_viewed"], told.properties).properties == {"category": "start"}


@pytest.mark.row("A20", part="bodies")
def test_an_order_of_matomos_tracking_api_is_an_order() -> None:
    request = (
        "?idsite=1&rec=1&idgoal=0&ec_id=ORDER-123&revenue=29.99&ec_st=24.99&ec_tx=4.50&ec_sh=5.00&ec_dt=0.50"
        "&ec_items=%5B%5B%22SKU001%22%2C%22Product%20Name%22%2C%22Category%22%2C29.99%2C1%5D%5D"
        "&cdt=1781517600&_id=0123456789abcdef&url=https%3A%2F%2Fshop.example.com%2Fthanks"
    )
    for body in (request, {"requests": [request]}):
        [told] = DIALECTS["matomo"].read(body)
        assert told.name == "order_completed"
        assert told.occurred_at == datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
        cleaned = validate(EVENTS["order_completed"], told.properties)
        assert not cleaned.problems
        assert cleaned.properties == {
            "order": {
                "order_id": "ORDER-123",
                "total": "29.99",
                "subtotal": "24.99",
                "tax": "4.50",
                "shipping": "5.00",
                "discount": "0.50",
                "currency": "EUR",
                "products": [
                    {
                        "product_id": "SKU001",
                        "name": "Product Name",
                        "category": "Category",
                        "price": "29.99",
                        "quantity": 1,
                    }
                ],
            }
        }


@pytest.mark.row("A20", part="bodies")
def test_the_calls_of_matomos_tracker_are_events() -> None:
    told = from_calls(
        [
            ["setEcommerceView", "0123456", "Ecommerce Analytics Book", ["Books", "Best sellers"], 9.99],
            ["trackPageView"],
            ["setEcommerceView", False, False, "Books"],
            ["trackSiteSearch", "Banana", "Organic Food", 5],
            ["addEcommerceItem", "0123456", "Ecommerce Analytics Book", "Books", 9.99, 2],
            ["trackEcommerceCartUpdate", 19.98],
            ["trackEcommerceOrder", "000123", 25.98, 19.98, 0, 6, False],
        ]
    )
    assert [entry.name for entry in told] == [
        "product_viewed",
        "page_viewed",
        "product_list_viewed",
        "products_searched",
        "cart_updated",
        "order_completed",
    ]
    view, _, shelf, search, cart, order = (validate(EVENTS[entry.name], entry.properties) for entry in told)
    assert view.properties["product"]["product_id"] == "0123456"
    assert shelf.properties == {"category": "Books"}
    assert search.properties == {"query": "Banana", "filters": ["Organic Food"], "results": 5}
    assert cart.properties["value"] == "19.98"
    assert order.properties["order"]["total"] == "25.98"
    assert "discount" not in order.properties["order"]
    assert [line["quantity"] for line in order.properties["order"]["products"]] == [2]
    assert not any(one.problems for one in (view, shelf, search, cart, order))


@pytest.mark.row("A20", part="bodies")
def test_an_order_is_an_ecommerce_order_for_matomo() -> None:
    told = Told(
        "order_completed",
        {
            "order": {
                "order_id": "812",
                "total": "42.30",
                "products": [{"product_id": "12", "price": "18.70"}],
            }
        },
        occurred_at=datetime(2026, 6, 15, 10, 0, tzinfo=UTC),
        person="6f1c3d2e-5b0a-4e8e-9a57-2f6a1f0c8d11",
    )
    assert DIALECTS["matomo"].encode(DIALECTS["matomo"].compose(told)) == (
        b"rec=1&apiv=1&send_image=0&_id=6f1c3d2e5b0a4e8e&cdt=1781517600&idgoal=0&ec_id=812&revenue=42.3"
        b"&ec_items=%5B%5B%2212%22%2C%22%22%2C%22%22%2C18.7%2C1%5D%5D"
    )


@pytest.mark.trust("T-407")
@pytest.mark.parametrize("name", ["trackEcommerceOrder", "Order Completed", "purchase", "Unsubscribed"])
def test_no_dialect_is_a_way_around_what_only_the_server_may_say(name: str) -> None:
    assert EVENTS[resolve(name)[0]].server_only


@pytest.mark.parametrize(
    ("key", "body", "fault"),
    [
        ("ga4", [], "The body is a list, must be an object."),
        ("ga4", {"events": {}}, "events is an object, must be a list of {name, params}."),
        ("ga4", {"events": [{"params": {}}]}, "events[0]: name is missing, must be an event's name."),
        (
            "ga4",
            {"events": [{"name": "view_item", "params": {"items": "x"}}]},
            "events[0]: params.items is 'x', must be a list of items.",
        ),
        (
            "ga4",
            {"timestamp_micros": "soon", "events": [{"name": "view_item"}]},
            "events[0]: timestamp_micros is 'soon', must be microseconds since 1970.",
        ),
        (
            "segment",
            {"type": "alias"},
            "The body: type is 'alias', must be one of: track, page, screen, identify, group.",
        ),
        ("segment", {"batch": [{"event": 5}]}, "batch[0]: event is 5, must be an event's name."),
        (
            "segment",
            {"event": "Product Viewed", "timestamp": "2026-06-15"},
            "The body: timestamp is '2026-06-15', must be ISO 8601 with a zone.",
        ),
        ("matomo", 5, "The request is 5, must be an object or a query string."),
        (
            "matomo",
            "idsite=1",
            "The request has none of url, action_name, search, idgoal and e_c: it tells no event.",
        ),
        (
            "matomo",
            {"idgoal": 0, "ec_items": "x"},
            "The request: ec_items is no JSON, must be a list of items.",
        ),
        (
            "matomo",
            [["addEcommerceItem"], "x"],
            "[1] is 'x', must be a list of a method's name and its arguments.",
        ),
        ("native", {"events": [{"event": ""}]}, "events[0]: event is '', must be an event's name."),
    ],
)
def test_a_body_of_the_wrong_shape_is_told_where_and_why(key: str, body: Any, fault: str) -> None:
    with pytest.raises(UnreadableEvent) as raised:
        DIALECTS[key].read(body)
    assert str(raised.value) == fault


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["events", "name", "params", "items", "event", "properties", "products", "requests", "type"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("key", ["native", "ga4", "segment", "matomo"])
@given(body=_JSON)
def test_whatever_is_read_is_an_event_or_a_named_fault(key: str, body: Any) -> None:
    try:
        found = DIALECTS[key].read(body)
    except UnreadableEvent:
        return
    for told in found:
        known = schema.find(told.name)
        if known is not None:
            validate(known, told.properties)
