"""From other tools' names and properties to the vocabulary's. Nothing is checked here: that is the schema's part."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django_personalize.conf import settings
from django_personalize.events.dialects.names import ALIASES, MATOMO
from django_personalize.events.vocabulary import ORDER, VOCABULARY

#: Between the parts of a category's path.
PATH = " / "
CATEGORIES = ("item_category", "item_category2", "item_category3", "item_category4", "item_category5")

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
#: Parameters of Matomo's tracking API, and arguments of its tracker as its documentation names them.
_MATOMO_PROPERTIES = {
    "search": "query",
    "keyword": "query",
    "search_cat": "filters",
    "search_count": "results",
    "results_count": "results",
    "resultscount": "results",
    "_pks": "product_id",
    "product_sku": "product_id",
    "productsku": "product_id",
    "_pkn": "name",
    "product_name": "name",
    "productname": "name",
    "_pkc": "category",
    "category_name": "category",
    "categoryname": "category",
    "_pkp": "price",
    "ec_id": "order_id",
    "orderid": "order_id",
    "revenue": "total",
    "grand_total": "total",
    "grandtotal": "total",
    "ec_st": "subtotal",
    "sub_total": "subtotal",
    "subtotal": "subtotal",
    "ec_tx": "tax",
    "ec_sh": "shipping",
    "ec_dt": "discount",
    "ec_items": "products",
}
#: The places of one item in Matomo's lists.
_MATOMO_ITEM = ("product_id", "name", "category", "price", "quantity")
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
    "discount",
    "quantity",
    "coupon",
    "url",
    "image_url",
    "in_stock",
    "is_gift",
)
_FLAT_ORDER = tuple(ORDER)
_TYPES = {event.name: event.properties for event in VOCABULARY}
#: Events about one product, and events about an order.
_ABOUT_PRODUCT = frozenset(
    event.name for event in VOCABULARY if "product" in event.properties and "strategy" not in event.properties
)
_FILTERED = frozenset({"product_list_filtered", "products_searched"})
#: Events that name a product beside a list of products.
_SEVERAL = frozenset({"recommendation_shown", "recommendation_clicked"})
_ABOUT_ORDER = frozenset(event.name for event in VOCABULARY if "order" in event.properties)
_SPACES = re.compile(r"[\s\-]+")


def to_key(name: str) -> str:
    """A name as it is looked up: trimmed, in lower case, with underscores between its words."""
    return _SPACES.sub("_", name.strip()).lower()


def resolve(name: str, properties: Mapping[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
    """The vocabulary's name and properties for those of GA4, Segment, Matomo or the vocabulary itself.

    Names that nobody knows come back in snake_case; the schema decides about them. Nothing is checked here.
    """
    key, canonical, kinds = _plan(name)
    given = properties or {}
    if isinstance(layer := given.get("ecommerce"), Mapping):  # as the data layer wraps them
        given = {**{entry: value for entry, value in given.items() if entry != "ecommerce"}, **layer}
    if key in MATOMO:
        canonical, found = _from_matomo(canonical, given)
        kinds = _TYPES[canonical]
    else:
        found = _renamed(given, _PROPERTIES)
    if isinstance(products := found.get("products"), Sequence) and not isinstance(products, str):
        found["products"] = [_product(entry) for entry in products]
    if kinds.get("lines") == "products" and "products" in found:
        found.setdefault("lines", found.pop("products"))
    if key.startswith("email_") and canonical.startswith("message_"):
        found.setdefault("channel", "email")
    if canonical == "product_shared" and "method" in found:
        found.setdefault("channel", found.pop("method"))
    if canonical in _ABOUT_PRODUCT:
        _fold_product(found, kinds)
    elif canonical in _ABOUT_ORDER:
        _fold_order(found, kinds)
    elif canonical == "order_refunded":
        for amount in ("value", "total"):
            if amount in found:
                found.setdefault("amount", found.pop(amount))
    elif canonical in _SEVERAL:
        _fold_product(found, kinds)
    elif canonical == "checkout_step_completed" and key == "add_shipping_info":
        found.setdefault("step", "shipping")
    if canonical in _FILTERED:
        for listed in ("filters", "sorts"):
            if listed in found:
                found[listed] = _pairs(found[listed])
    return canonical, found


@lru_cache(maxsize=512)
def _plan(name: str) -> tuple[str, str, Mapping[str, str]]:
    """The key of a name, what it is called here, and the kinds of that event's properties."""
    key = to_key(name)
    canonical = ALIASES.get(key, key)
    return key, canonical, _TYPES.get(canonical, {})


def _from_matomo(canonical: str, given: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Matomo's words in ours; its amounts are in the one currency of the site."""
    lower = {name.lower(): value for name, value in given.items()}
    found = _renamed(lower, _MATOMO_PROPERTIES)
    if canonical == "products_searched" and "category" in found:
        found.setdefault("filters", found.pop("category"))
    if canonical == "product_viewed" and not found.get("product_id"):
        canonical = "product_list_viewed"
    if canonical == "cart_updated" and "total" in found:
        found["value"] = found.pop("total")
    if isinstance(rows := found.get("products"), Sequence) and not isinstance(rows, str):
        found["products"] = [
            dict(zip(_MATOMO_ITEM, row, strict=False)) if isinstance(row, list | tuple) else row
            for row in rows
        ]
    if {"total", "value", "price"} & found.keys():
        found.setdefault("currency", settings.CURRENCY)
    return canonical, found


def _fold_product(found: dict[str, Any], kinds: Mapping[str, str]) -> None:
    """Flat properties, or the first of a list, become `product`."""
    if "products" not in kinds:
        products = found.pop("products", None)
        if (
            "product" not in found
            and isinstance(products, Sequence)
            and products
            and not isinstance(products, str)
        ):
            found["product"] = products[0]
    if isinstance(found.get("product"), Mapping):
        product = _product(found["product"])
    else:
        flat = _renamed(found, _PRODUCT_PROPERTIES)
        flat.setdefault("product_id", flat.get("sku"))
        if "product" in found or flat["product_id"] in (None, ""):
            return
        product = {name: flat[name] for name in _FLAT_PRODUCT if name in flat}
        for name in (*product, *_PRODUCT_PROPERTIES):
            if name not in kinds:
                found.pop(name, None)
        if "position" in flat and "position" not in kinds:
            product["position"] = flat["position"]
            found.pop("position", None)
    if "currency" in found:
        product.setdefault("currency", found["currency"])
    if "value" not in found:
        found.pop("currency", None)
    found["product"] = product


def _fold_order(found: dict[str, Any], kinds: Mapping[str, str]) -> None:
    """Flat properties become `order`; GA4's `value` is its total."""
    if isinstance(found.get("order"), Mapping):
        return
    order = {name: found[name] for name in _FLAT_ORDER if name in found}
    for name in order:
        if name not in kinds:
            del found[name]
    if "value" in found:
        order.setdefault("total", found["value"] if "value" in kinds else found.pop("value"))
    if order:
        found["order"] = order


def _product(entry: Any) -> Any:
    if not isinstance(entry, Mapping):
        return entry
    product = _renamed(entry, _PRODUCT_PROPERTIES)
    path = [str(product.pop(name)) for name in CATEGORIES if product.get(name)]
    if path:
        product.setdefault("category", PATH.join(path))
    if product.get("product_id") in (None, "") and product.get("sku"):
        product["product_id"] = product["sku"]
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
