"""Other tools' words: names and properties of GA4 and Segment become the vocabulary's.

Resolve first, then ask the schema: an event that only the server may report stays refused under every name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django_personalize.events.vocabulary import ORDER, VOCABULARY

#: Segment writes "Product Viewed"; in snake_case most of its names are ours. These differ.
_SEGMENT = {
    "page": "page_viewed",
    "identify": "profile_identified",
    "group": "company_joined",
    "lead": "form_submitted",
    "product_added_to_wishlist": "wishlist_product_added",
    "product_removed_from_wishlist": "wishlist_product_removed",
    "experiment_viewed": "experience_exposed",
    "email_delivered": "message_delivered",
    "email_opened": "message_opened",
    "email_link_clicked": "message_clicked",
    "email_bounced": "message_bounced",
    "email_marked_as_spam": "message_complained",
    "unsubscribed": "message_unsubscribed",
}
_GA4 = {
    "page_view": "page_viewed",
    "session_start": "session_started",
    "sign_up": "signed_up",
    "login": "signed_in",
    "search": "products_searched",
    "view_search_results": "products_searched",
    "view_item_list": "product_list_viewed",
    "select_item": "product_clicked",
    "view_item": "product_viewed",
    "add_to_cart": "product_added",
    "remove_from_cart": "product_removed",
    "view_cart": "cart_viewed",
    "begin_checkout": "checkout_started",
    "add_shipping_info": "checkout_step_completed",
    "add_payment_info": "payment_info_entered",
    "purchase": "order_completed",
    "refund": "order_refunded",
    "add_to_wishlist": "wishlist_product_added",
    "share": "product_shared",
    "view_promotion": "promotion_viewed",
    "select_promotion": "promotion_clicked",
    "generate_lead": "form_submitted",
}
#: Every alias to the vocabulary's name.
ALIASES: Mapping[str, str] = {**_SEGMENT, **_GA4}

_PROPERTIES = {
    "search_term": "query",
    "item_list_id": "list_id",
    "item_list_name": "list_id",
    "promotion_name": "name",
    "creative_name": "creative",
    "creative_slot": "position",
    "shipping_tier": "shipping_method",
    "payment_type": "payment_method",
    "share_via": "channel",
    "transaction_id": "order_id",
    "items": "products",
}
_PRODUCT_PROPERTIES = {
    "item_id": "product_id",
    "item_name": "name",
    "item_brand": "brand",
    "item_variant": "variant_id",
    "variant": "variant_id",
    "index": "position",
}
_CATEGORIES = ("item_category", "item_category2", "item_category3", "item_category4", "item_category5")
#: Properties that belong to the product when an event of one product carries them flat, as Segment does.
_FLAT_PRODUCT = (
    "product_id",
    "variant_id",
    "sku",
    "name",
    "brand",
    "category",
    "price",
    "list_price",
    "quantity",
    "coupon",
    "url",
    "image_url",
    "in_stock",
)
_FLAT_ORDER = tuple(ORDER)
#: Events about one product, and events about an order.
_ABOUT_PRODUCT = frozenset(
    event.name for event in VOCABULARY if "product" in event.properties and "strategy" not in event.properties
)
_ABOUT_ORDER = frozenset(event.name for event in VOCABULARY if "order" in event.properties)
_SPACES = re.compile(r"[\s\-]+")


def resolve(name: str, properties: Mapping[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
    """The vocabulary's name and properties for those of GA4, Segment or the vocabulary itself.

    Names that nobody knows come back in snake_case; the schema decides about them. Nothing is checked here.
    """
    key = _SPACES.sub("_", name.strip()).lower()
    canonical = ALIASES.get(key, key)
    found = _renamed(properties or {}, _PROPERTIES)
    if isinstance(products := found.get("products"), Sequence) and not isinstance(products, str):
        found["products"] = [_product(entry) for entry in products]
    if canonical in _ABOUT_PRODUCT:
        _fold_product(found)
    elif canonical in _ABOUT_ORDER:
        _fold_order(found)
    elif canonical == "order_refunded":
        if "products" in found:
            found.setdefault("lines", found.pop("products"))
        for amount in ("value", "total"):
            if amount in found:
                found.setdefault("amount", found.pop(amount))
    elif canonical in ("product_list_filtered", "products_searched"):
        for listed in ("filters", "sorts"):
            if listed in found:
                found[listed] = _pairs(found[listed])
    elif canonical == "checkout_step_completed" and key == "add_shipping_info":
        found.setdefault("step", "shipping")
    return canonical, found


def _fold_product(found: dict[str, Any]) -> None:
    """Flat properties, or the first of a list, become `product`."""
    products = found.pop("products", None)
    if "product" not in found and products:
        found["product"] = products[0]
    if isinstance(found.get("product"), Mapping):
        product = _product(found["product"])
    else:
        flat = _renamed(found, _PRODUCT_PROPERTIES)
        product = {name: flat[name] for name in _FLAT_PRODUCT if name in flat}
        if not product:
            return
        for name in (*product, *_PRODUCT_PROPERTIES):
            found.pop(name, None)
    if "currency" in found:
        product.setdefault("currency", found["currency"])
    if "value" not in found:
        found.pop("currency", None)
    found["product"] = product


def _fold_order(found: dict[str, Any]) -> None:
    """Flat properties become `order`; GA4's `value` is its total."""
    if isinstance(found.get("order"), Mapping):
        return
    order = {name: found.pop(name) for name in _FLAT_ORDER if name in found}
    if "value" in found:
        order.setdefault("total", found.pop("value"))
    if order:
        found["order"] = order


def _product(entry: Any) -> Any:
    if not isinstance(entry, Mapping):
        return entry
    product = _renamed(entry, _PRODUCT_PROPERTIES)
    path = [str(product.pop(name)) for name in _CATEGORIES if product.get(name)]
    if path:
        product.setdefault("category", " / ".join(path))
    return product


def _renamed(properties: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A copy in the vocabulary's words; where both words are given, ours wins."""
    found: dict[str, Any] = {}
    for name, value in properties.items():
        ours = names.get(name, name)
        if ours == name or ours not in properties:
            found.setdefault(ours, value)
    return found


def _pairs(value: Any) -> Any:
    """Segment's [{"type": "colour", "value": "red"}] and plain mappings as ["colour:red"]."""
    if isinstance(value, Mapping):
        return [f"{name}:{entry}" for name, entry in value.items()]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [
            f"{entry.get('type', '')}:{entry.get('value', '')}" if isinstance(entry, Mapping) else entry
            for entry in value
        ]
    return value
