"""Other tools' words at the doors through which events come in."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from django_personalize import shortcuts
from django_personalize.events.dialects import UnreadableEvent
from django_personalize.models import Event
from django_personalize.shortcuts import PastConsent, PastEvent
from django_personalize.testing import FrozenClock

pytestmark = pytest.mark.django_db

ITEM = {
    "item_id": "12",
    "item_name": "Joist hanger",
    "item_category": "Hardware",
    "price": 6.8,
    "quantity": 2,
}


def _collect(client: Client, event: str, properties: dict[str, Any]) -> HttpResponse:
    body = json.dumps({"event": event, "properties": properties})
    return client.post("/personalize/in/", body, content_type="application/json")


@pytest.mark.row("A20", part="collector")
@pytest.mark.parametrize(
    ("event", "properties", "name", "kept"),
    [
        (
            "select_item",
            {"item_list_id": "related", "items": [ITEM]},
            "product_clicked",
            {
                "list_id": "related",
                "product": {
                    "product_id": "12",
                    "name": "Joist hanger",
                    "category": "Hardware",
                    "price": "6.8",
                    "quantity": 2,
                },
            },
        ),
        (
            "begin_checkout",
            {"ecommerce": {"currency": "EUR", "value": 13.6, "items": [{"item_id": "12"}]}},
            "checkout_started",
            {
                "value": "13.6",
                "currency": "EUR",
                "order": {"total": "13.6", "currency": "EUR", "products": [{"product_id": "12"}]},
            },
        ),
        (
            "Product Added to Wishlist",
            {"wishlist_id": "w1", "product_id": "12", "price": 6.8, "currency": "EUR"},
            "wishlist_product_added",
            {"wishlist_id": "w1", "product": {"product_id": "12", "price": "6.8", "currency": "EUR"}},
        ),
        (
            "trackSiteSearch",
            {"keyword": "hanger", "category": "Hardware", "results_count": 5},
            "products_searched",
            {"query": "hanger", "filters": ["Hardware"], "results": 5},
        ),
    ],
)
def test_a_browser_may_speak_another_tools_language(
    event: str, properties: dict[str, Any], name: str, kept: dict[str, Any], visitor_client: Client
) -> None:
    assert _collect(visitor_client, event, properties).status_code == 204
    written = Event.objects.get(name=name)
    assert written.properties == kept


@pytest.mark.trust("T-407")
@pytest.mark.parametrize(
    ("event", "properties"),
    [
        ("purchase", {"transaction_id": "T1", "value": 1, "currency": "EUR", "items": [ITEM]}),
        ("Order Completed", {"order_id": "T1", "total": 1, "currency": "EUR"}),
        ("trackEcommerceOrder", {"order_id": "T1", "grand_total": 1}),
        ("refund", {"transaction_id": "T1"}),
    ],
)
def test_a_browser_may_claim_an_order_in_no_language(
    event: str, properties: dict[str, Any], visitor_client: Client
) -> None:
    response = _collect(visitor_client, event, properties)
    assert (response.status_code, response.json()["error"]) == (400, "server_only")
    assert not Event.objects.exclude(name__in=("consent_changed", "session_started")).exists()


def test_a_bad_amount_is_named_as_ours(visitor_client: Client) -> None:
    response = _collect(visitor_client, "begin_checkout", {"value": "lots", "items": [ITEM]})
    assert response.status_code == 400
    assert "is no amount" in response.json()["detail"]


@pytest.mark.row("A20", part="import")
def test_a_history_in_other_tools_words_is_loaded_in_ours(clock: FrozenClock) -> None:
    at = clock.now() - timedelta(days=40)
    shortcuts.load_consents(
        [PastConsent("user:41", ("personalization",), at, wording="Yes", source="old shop", method="import")]
    )
    past = [
        PastEvent(
            "purchase",
            "user:41",
            at,
            "T1",
            {"transaction_id": "T1", "value": 13.6, "currency": "EUR", "items": [ITEM]},
        ),
        PastEvent(
            "Product Viewed", "user:41", at, "v1", {"product_id": "12", "price": 6.8, "currency": "EUR"}
        ),
        PastEvent(
            "trackEcommerceOrder",
            "user:41",
            at,
            "M1",
            {"ec_id": "M1", "revenue": "9.99", "ec_items": [["12", "", "", 9.99, 1]]},
        ),
        PastEvent("product_viewed", "user:41", at, "v2", {"product": {"product_id": "13"}}),
    ]
    done = shortcuts.load_events(past)
    assert (done.written, done.refused) == (4, 0)
    totals = {
        row.properties["order"]["order_id"]: (str(row.value), row.currency)
        for row in Event.objects.filter(name="order_completed")
    }
    assert totals == {"T1": ("13.6000", "EUR"), "M1": ("9.9900", "EUR")}
    assert set(Event.objects.filter(name="product_viewed").values_list("product", flat=True)) == {"12", "13"}
    assert shortcuts.load_events(past).duplicates == 4


def test_a_row_of_a_history_that_cannot_count_is_named(clock: FrozenClock) -> None:
    bad = PastEvent("purchase", "user:41", clock.now(), "T9", {"transaction_id": "T9", "value": 5})
    with pytest.raises(
        UnreadableEvent, match=r"Event 'purchase' with the key 'T9': .*needs currency beside it"
    ):
        shortcuts.load_events([bad])
