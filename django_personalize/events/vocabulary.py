"""The one list of events: what each may say, and who may say it. Data only; `events.schema` reads and
checks it.

Names and properties follow Segment's e-commerce semantics, in snake_case past tense.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: Kinds of properties: text (1,000 characters), key (64), number, integer, money (decimal string), currency
#: (ISO 4217), boolean, url, texts (a list), moment (ISO 8601), product, products (at most 200), order.
Kinds = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EventType:
    """One kind of event. `properties`: name to kind; only these survive. `required` must be there."""

    name: str
    properties: Kinds = field(default_factory=dict)
    required: tuple[str, ...] = ()
    #: Counts only from the server: a browser that claims it is refused.
    server_only: bool = False
    #: False: the server sees it itself (a view, a cart's difference), so a browser's copy would count it
    #: twice.
    browser: bool = True
    #: Not in the vocabulary and not the host's: kept marked, because UNKNOWN_EVENTS is "flag".
    unknown: bool = False


PRODUCT: Kinds = {
    "product_id": "key",
    "variant_id": "key",
    "sku": "key",
    "name": "text",
    "brand": "text",
    "category": "text",
    "price": "money",
    "list_price": "money",
    "currency": "currency",
    "quantity": "integer",
    "coupon": "text",
    "discount": "money",
    "position": "integer",
    "url": "url",
    "image_url": "url",
    "in_stock": "boolean",
    "is_gift": "boolean",
    "cost": "money",
}
#: What a browser may never say of a product.
SERVER_ONLY_PRODUCT = frozenset({"cost"})

ORDER: Kinds = {
    "order_id": "key",
    "number": "key",
    "checkout_id": "key",
    "cart_id": "key",
    "affiliation": "text",
    "subtotal": "money",
    "discount": "money",
    "shipping": "money",
    "tax": "money",
    "total": "money",
    "revenue": "money",
    "currency": "currency",
    "coupon": "text",
    "is_gift": "boolean",
    "lines": "integer",
    "products": "products",
}

_MONEY: Kinds = {"value": "money", "currency": "currency"}
_CART: Kinds = {"cart_id": "key", "products": "products", **_MONEY}
_PRODUCT: Kinds = {"product": "product", **_MONEY}
_METHOD: Kinds = {"method": "key"}
_COUPON: Kinds = {
    "coupon_id": "key",
    "code_hash": "key",
    "order_id": "key",
    "cart_id": "key",
    "discount": "money",
    "currency": "currency",
    "reason": "text",
}
_LINES: Kinds = {"order_id": "key", "lines": "products"}
_STEP: Kinds = {"checkout_id": "key", "step": "key", "shipping_method": "text", "payment_method": "text"}
_OVERLAY: Kinds = {"overlay_id": "key", "trigger": "key"}
_PROMOTION: Kinds = {"promotion_id": "key", "creative": "text", "name": "text", "position": "text"}
_RECOMMENDATION: Kinds = {
    "strategy": "key",
    "placement": "key",
    "products": "products",
    "product": "product",
    "decision_id": "key",
    "position": "integer",
}
_MESSAGE: Kinds = {
    "channel": "key",
    "message_id": "key",
    "campaign_id": "key",
    "step_id": "key",
    "reason": "text",
    "machine_open": "boolean",
    "url": "url",
}
_JOURNEY: Kinds = {"journey_id": "key", "key": "key", "exit_reason": "text"}
_SEGMENT: Kinds = {"segment_id": "key", "version": "integer"}
_CATALOGUE: Kinds = {"product": "product", "old": "text", "new": "text"}


def _both(*names: str, properties: Kinds, required: tuple[str, ...] = ()) -> tuple[EventType, ...]:
    """Events that a browser and the server may report."""
    return tuple(EventType(name, properties, required) for name in names)


def _seen(name: str, properties: Kinds, *required: str) -> EventType:
    """An event that the server sees by itself."""
    return EventType(name, properties, required, browser=False)


def _server(*names: str, properties: Kinds, required: tuple[str, ...] = ()) -> tuple[EventType, ...]:
    """Events that a browser must not claim."""
    return tuple(EventType(name, properties, required, server_only=True, browser=False) for name in names)


VOCABULARY: tuple[EventType, ...] = (
    # -- visits
    EventType("page_viewed", {"category": "key", "product": "product", "type": "key"}),
    *_server(
        "session_started",
        "session_ended",
        properties={"source": "key", "channel": "key", "duration": "integer"},
    ),
    *_server("signed_up", "signed_in", "signed_out", properties=_METHOD),
    *_server("profile_identified", properties={"traits": "texts", "identities": "texts"}),
    # -- looking
    EventType("products_searched", {"query": "text", "results": "integer", "filters": "texts"}, ("query",)),
    _seen("product_list_viewed", {"list_id": "key", "category": "key", "products": "products"}),
    EventType(
        "product_list_filtered",
        {"list_id": "key", "category": "key", "filters": "texts", "sorts": "texts", "products": "products"},
    ),
    EventType(
        "product_clicked",
        {"product": "product", "list_id": "key", "position": "integer", **_MONEY},
        ("product",),
    ),
    _seen("product_viewed", _PRODUCT, "product"),
    # -- the cart
    _seen("product_added", {"cart_id": "key", **_PRODUCT}, "product"),
    _seen("product_removed", {"cart_id": "key", **_PRODUCT}, "product"),
    EventType("cart_viewed", _CART),
    _seen("cart_updated", _CART),
    *_server("cart_abandoned", properties={"cart_id": "key", "idle_minutes": "integer"}),
    # -- the checkout and what follows
    EventType("checkout_started", {"order": "order", **_MONEY}),
    *_both("checkout_step_viewed", "checkout_step_completed", properties=_STEP),
    EventType("payment_info_entered", {"checkout_id": "key", "order_id": "key", "payment_method": "text"}),
    *_server("order_completed", properties={"order": "order"}, required=("order",)),
    *_server("order_updated", properties={"order": "order", "changed": "texts"}, required=("order",)),
    *_server("order_fulfilled", "order_delivered", properties={**_LINES, "carrier": "text"}),
    *_server("order_cancelled", properties={"order_id": "key", "reason": "text", "order": "order"}),
    *_server("order_refunded", properties={**_LINES, "amount": "money", "currency": "currency"}),
    *_server("product_returned", properties={"order_id": "key", "product": "product", "reason": "text"}),
    *_server("coupon_entered", "coupon_applied", "coupon_denied", "coupon_removed", properties=_COUPON),
    *_server("offline_order_imported", properties={"order": "order", "store_id": "key", "card": "key"}),
    # -- interest
    *_both(
        "wishlist_product_added",
        "wishlist_product_removed",
        properties={"wishlist_id": "key", **_PRODUCT},
        required=("product",),
    ),
    EventType("product_shared", {"channel": "key", "product": "product"}, ("product",)),
    *_server("product_reviewed", properties={"product": "product", "rating": "number", "review_id": "key"}),
    *_server(
        "stock_alert_subscribed",
        "price_alert_subscribed",
        properties={"product": "product", "variant_id": "key"},
    ),
    *_server("product_restocked", "product_price_dropped", "product_low_stock", properties=_CATALOGUE),
    # -- what the shop shows
    *_both("promotion_viewed", "promotion_clicked", properties=_PROMOTION),
    *_server(
        "quiz_answered",
        "preference_updated",
        properties={"question_id": "key", "answer": "text", "traits": "texts"},
    ),
    EventType("form_submitted", {"form_id": "key", **_MONEY}),
    *_both("overlay_shown", "overlay_closed", "overlay_accepted", properties=_OVERLAY),
    *_both("recommendation_shown", "recommendation_clicked", properties=_RECOMMENDATION),
    *_server(
        "experience_exposed",
        properties={
            "experiment_id": "key",
            "variation_id": "key",
            "decision_id": "key",
            "propensity": "number",
        },
    ),
    EventType("decision_rejected_by_user", {"decision_id": "key", "scope": "key"}),
    # -- what the shop writes, and to whom
    *_server(
        "message_queued",
        "message_sent",
        "message_delivered",
        "message_opened",
        "message_clicked",
        "message_bounced",
        "message_complained",
        "message_unsubscribed",
        "message_skipped",
        properties=_MESSAGE,
    ),
    *_server("journey_entered", "journey_exited", properties=_JOURNEY),
    *_server("segment_entered", "segment_exited", properties=_SEGMENT),
    *_server(
        "consent_changed",
        properties={"purpose": "key", "status": "key", "text_version": "key", "proof": "key"},
    ),
    *_server("company_joined", properties={"company_id": "key", "role": "text"}),
)
