"""GA4's and Segment's words for the same things."""

from __future__ import annotations

from typing import Any

import pytest

from django_personalize.events.dialects import ALIASES, resolve
from django_personalize.events.schema import EVENTS, validate


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("page_view", "page_viewed"),
        ("Page", "page_viewed"),
        ("view_item", "product_viewed"),
        ("Product Viewed", "product_viewed"),
        ("product viewed", "product_viewed"),
        ("view_item_list", "product_list_viewed"),
        ("Product List Filtered", "product_list_filtered"),
        ("select_item", "product_clicked"),
        ("search", "products_searched"),
        ("Products Searched", "products_searched"),
        ("add_to_cart", "product_added"),
        ("Product Added", "product_added"),
        ("Product Added to Wishlist", "wishlist_product_added"),
        ("Product Removed from Wishlist", "wishlist_product_removed"),
        ("begin_checkout", "checkout_started"),
        ("Checkout Step Completed", "checkout_step_completed"),
        ("Payment Info Entered", "payment_info_entered"),
        ("purchase", "order_completed"),
        ("Order Completed", "order_completed"),
        ("refund", "order_refunded"),
        ("Coupon Applied", "coupon_applied"),
        ("select_promotion", "promotion_clicked"),
        ("Promotion Viewed", "promotion_viewed"),
        ("login", "signed_in"),
        ("Signed Up", "signed_up"),
        ("Identify", "profile_identified"),
        ("Group", "company_joined"),
        ("Email Link Clicked", "message_clicked"),
        ("Email Marked as Spam", "message_complained"),
        ("Experiment Viewed", "experience_exposed"),
        ("generate_lead", "form_submitted"),
        ("product_viewed", "product_viewed"),
        ("quiz_finished", "quiz_finished"),
    ],
)
@pytest.mark.row("A20", part="names")
def test_a_name_of_another_tool_becomes_ours(theirs: str, ours: str) -> None:
    assert resolve(theirs)[0] == ours


def test_every_alias_leads_to_an_event_of_the_vocabulary() -> None:
    assert set(ALIASES.values()) <= set(EVENTS)
    assert not set(ALIASES) & set(EVENTS), "no alias may shadow a name of ours"


@pytest.mark.trust("T-407")
@pytest.mark.parametrize("name", ["purchase", "PURCHASE", " Order  Completed ", "order-completed", "refund"])
def test_an_alias_is_no_way_around_what_only_the_server_may_say(name: str) -> None:
    assert EVENTS[resolve(name)[0]].server_only


@pytest.mark.row("A20", part="names")
def test_ga4_items_become_the_product() -> None:
    name, properties = resolve(
        "select_item",
        {
            "item_list_id": "related",
            "items": [
                {
                    "item_id": "SKU_1",
                    "item_name": "Evening dress",
                    "item_brand": "Larch",
                    "item_category": "Clothing",
                    "item_category2": "Dresses",
                    "item_variant": "blue",
                    "index": 3,
                    "price": 149,
                }
            ],
        },
    )
    assert (name, properties) == (
        "product_clicked",
        {
            "list_id": "related",
            "product": {
                "product_id": "SKU_1",
                "name": "Evening dress",
                "brand": "Larch",
                "category": "Clothing / Dresses",
                "variant_id": "blue",
                "position": 3,
                "price": 149,
            },
        },
    )


@pytest.mark.row("A20", part="names")
def test_segments_flat_properties_become_the_product() -> None:
    name, properties = resolve(
        "Product Added", {"cart_id": "9", "product_id": "12", "price": 19.9, "currency": "EUR", "quantity": 2}
    )
    assert name == "product_added"
    assert properties == {
        "cart_id": "9",
        "product": {"product_id": "12", "price": 19.9, "quantity": 2, "currency": "EUR"},
    }


def test_a_value_keeps_its_currency_beside_it() -> None:
    _, properties = resolve("add_to_wishlist", {"value": 5, "currency": "EUR", "items": [{"item_id": 1}]})
    assert properties == {"value": 5, "currency": "EUR", "product": {"product_id": 1, "currency": "EUR"}}
    assert not validate(EVENTS["wishlist_product_added"], properties).problems


def test_a_purchase_becomes_an_order() -> None:
    purchase = {
        "transaction_id": "T1",
        "value": 120.5,
        "tax": 19,
        "shipping": 4.9,
        "currency": "EUR",
        "items": [{"item_id": "1", "quantity": 2}],
    }
    assert resolve("purchase", purchase)[1] == {
        "order": {
            "order_id": "T1",
            "tax": 19,
            "shipping": 4.9,
            "currency": "EUR",
            "products": [{"product_id": "1", "quantity": 2}],
            "total": 120.5,
        }
    }


def test_a_refund_names_its_lines_and_amount() -> None:
    refund = {"transaction_id": "T1", "value": 10, "currency": "EUR", "items": [{"item_id": "1"}]}
    assert resolve("refund", refund)[1] == {
        "order_id": "T1",
        "amount": 10,
        "currency": "EUR",
        "lines": [{"product_id": "1"}],
    }


def test_filters_are_texts() -> None:
    _, properties = resolve(
        "Product List Filtered",
        {"filters": [{"type": "colour", "value": "red"}, "sale"], "sorts": {"price": "asc"}},
    )
    assert properties == {"filters": ["colour:red", "sale"], "sorts": ["price:asc"]}


def test_ga4_search_and_promotions() -> None:
    assert resolve("search", {"search_term": "dress"}) == ("products_searched", {"query": "dress"})
    assert resolve("view_promotion", {"promotion_name": "Summer", "creative_slot": "hero"})[1] == {
        "name": "Summer",
        "position": "hero",
    }
    assert resolve("add_shipping_info", {"shipping_tier": "Express"})[1] == {
        "shipping_method": "Express",
        "step": "shipping",
    }


def test_our_own_words_win_over_theirs() -> None:
    assert resolve("search", {"search_term": "theirs", "query": "ours"})[1] == {"query": "ours"}
    assert resolve("search", {"query": "ours", "search_term": "theirs"})[1] == {"query": "ours"}


@pytest.mark.parametrize("items", [None, "x", 5, [], [None], [[1]], ["a"], [{"item_id": {}}], {"a": 1}])
def test_broken_items_raise_nothing(items: Any) -> None:
    for name in ("view_item", "purchase", "refund", "view_item_list", "search"):
        canonical, properties = resolve(
            name, {"items": items, "product": items, "order": items, "filters": items}
        )
        validate(EVENTS[canonical], properties, browser=True)


def test_nothing_given_is_changed() -> None:
    given: dict[str, Any] = {"items": [{"item_id": "1"}], "currency": "EUR"}
    resolve("view_item", given)
    assert given == {"items": [{"item_id": "1"}], "currency": "EUR"}
