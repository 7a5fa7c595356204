"""Google Analytics 4: events as its Measurement Protocol takes them, and as `gtag` and the data layer hold them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django_personalize.events.dialects.names import TO_GA4
from django_personalize.events.dialects.resolving import CATEGORIES, PATH, resolve
from django_personalize.events.dialects.told import (
    Told,
    UnreadableEvent,
    encode_json,
    listed,
    mapping,
    plain_properties,
    worded,
)

#: The protocol's limit of an event's name; only the host's own events could be longer.
_NAME_LENGTH = 40
_ITEM = {
    "product_id": "item_id",
    "variant_id": "item_variant",
    "name": "item_name",
    "brand": "item_brand",
    "position": "index",
}
_ORDER = {"order_id": "transaction_id", "total": "value", "products": "items"}
#: Property of ours to parameter of theirs, by event.
_PARAMETERS: Mapping[str, Mapping[str, str]] = {
    "products_searched": {"query": "search_term"},
    "product_list_viewed": {"list_id": "item_list_id"},
    "product_clicked": {"list_id": "item_list_id"},
    "checkout_step_completed": {"shipping_method": "shipping_tier", "payment_method": "payment_type"},
    "payment_info_entered": {"payment_method": "payment_type"},
    "order_refunded": {"order_id": "transaction_id", "amount": "value"},
    "product_shared": {"channel": "method"},
    "promotion_viewed": {"name": "promotion_name", "creative": "creative_name", "position": "creative_slot"},
    "promotion_clicked": {"name": "promotion_name", "creative": "creative_name", "position": "creative_slot"},
}
_PAGE = {"url": "page_location", "title": "page_title", "referrer": "page_referrer"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class GA4:
    """One body per event. What GA4 has no name for goes out as a custom event under ours."""

    key = "ga4"
    title = "Google Analytics 4"
    content_type = "application/json"

    def compose(self, told: Told) -> dict[str, Any]:
        """`{"client_id", "user_id", "timestamp_micros", "events": [{"name", "params"}]}`."""
        params = {_PAGE[part]: value for part, value in told.page.items() if part in _PAGE}
        params |= _parameters(told)
        if told.event_id:
            params["event_id"] = told.event_id
        if told.session:
            params["session_id"] = told.session
        body: dict[str, Any] = {"client_id": told.person or "nobody"}
        if told.user:
            body["user_id"] = told.user
        if told.occurred_at:
            body["timestamp_micros"] = (told.occurred_at - _EPOCH) // timedelta(microseconds=1)
        return {**body, "events": [{"name": _name(told), "params": params}]}

    def read(self, body: Any) -> list[Told]:
        """The events of a Measurement Protocol body, or one event as `gtag` or the data layer hold it."""
        body = mapping(body, "The body")
        if "events" not in body:
            name = worded(body.get("name", body.get("event")), "The body: name", allowed="an event's name")
            params = mapping(body.get("params", body.get("ecommerce", {})), "The body: params")
            return [self._one(name, params, {}, "The body")]
        found = []
        for at, entry in enumerate(listed(body["events"], "events", allowed="a list of {name, params}")):
            where = f"events[{at}]"
            entry = mapping(entry, where, allowed="an object {name, params}")
            name = worded(entry.get("name"), f"{where}: name", allowed="an event's name")
            params = mapping(entry.get("params", {}), f"{where}: params")
            found.append(self._one(name, params, {**body, **entry}, where))
        return found

    def encode(self, body: Mapping[str, Any]) -> bytes:
        return encode_json(body)

    def _one(self, name: str, params: Mapping[str, Any], around: Mapping[str, Any], where: str) -> Told:
        said = {key: value for key, value in params.items() if key not in _ENVELOPE}
        if "items" in said:
            listed(said["items"], f"{where}: params.items", allowed="a list of items")
        canonical, properties = resolve(name, said)
        micros = around.get("timestamp_micros")
        client = str(around.get("client_id") or "")
        return Told(
            name=canonical,
            properties=properties,
            occurred_at=None if micros is None else _at(micros, f"{where}: timestamp_micros"),
            event_id=str(params.get("event_id") or ""),
            person="" if client == "nobody" else client,
            user=str(around.get("user_id") or ""),
            session=str(params.get("session_id") or ""),
            page={part: str(params[theirs]) for part, theirs in _PAGE.items() if params.get(theirs)},
        )


_ENVELOPE = {"event_id", "session_id", "engagement_time_msec", *_PAGE.values()}


def _at(micros: Any, where: str) -> datetime:
    """Whole microseconds, without the detour over floating seconds."""
    try:
        return _EPOCH + timedelta(microseconds=int(micros))
    except (TypeError, ValueError, OverflowError):
        raise UnreadableEvent(f"{where} is {micros!r:.40}, must be microseconds since 1970.") from None


def _name(told: Told) -> str:
    if told.name == "checkout_step_completed" and told.properties.get("step") != "shipping":
        return told.name
    return TO_GA4.get(told.name, told.name)[:_NAME_LENGTH]


def _parameters(told: Told) -> dict[str, Any]:
    """Flat parameters: products as `items`, an order beside the event's own, lists as text, truth as text."""
    theirs = _PARAMETERS.get(told.name, {})
    found: dict[str, Any] = {}
    nested = plain_properties(told)
    order = nested.pop("order", {})
    if isinstance(order, Mapping):
        for name, value in dict(order).items():
            found[_ORDER.get(name, name)] = value
    if "value" in found and "value" in nested and found["value"] != nested["value"]:
        found["total"] = found["value"]
    product = nested.pop("product", None)
    for name, value in nested.items():
        if name in ("products", "lines") and isinstance(value, list):
            found["items"] = value
        else:
            found[theirs.get(name, name)] = value
    if product is not None and ("items" not in found or told.name == "recommendation_clicked"):
        found["items"] = [product]
    items = found.pop("items", None)
    scalars = {name: _scalar(value) for name, value in found.items()}
    return scalars if items is None else {**scalars, "items": [_item(entry) for entry in items]}


def _scalar(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ",".join(str(entry) for entry in value)
    return value


def _item(product: Any) -> Any:
    if not isinstance(product, Mapping):
        return product
    item = {_ITEM.get(name, name): _scalar(value) for name, value in product.items() if name != "category"}
    if category := str(product.get("category") or ""):
        parts = category.split(PATH, len(CATEGORIES) - 1)
        if not all(parts):
            parts = [category]
        item |= dict(zip(CATEGORIES, parts, strict=False))
    return item
