"""Segment's calls (track, page, group, identify; its specification of e-commerce events, version 2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django_personalize.events.dialects.names import EMAIL_TO_SEGMENT, TO_SEGMENT
from django_personalize.events.dialects.native import instant
from django_personalize.events.dialects.resolving import resolve, to_key
from django_personalize.events.dialects.told import (
    Told,
    UnreadableEvent,
    encode_json,
    listed,
    mapping,
    plain_properties,
    worded,
)

_CALLS = ("track", "page", "screen", "identify", "group")


class Segment:
    """One call per event, flat: a product's properties and an order's stand beside the event's own."""

    key = "segment"
    title = "Segment"
    content_type = "application/json"

    def compose(self, told: Told) -> dict[str, Any]:
        """A `page` call for views, a `group` call for companies, a `track` call for everything else."""
        properties = _flat(told)
        call: dict[str, Any] = {
            "messageId": told.event_id,
            "timestamp": told.occurred_at.isoformat() if told.occurred_at else None,
            "anonymousId": told.person,
            "userId": told.user,
            "context": {"page": dict(told.page)} if told.page else None,
        }
        if told.name == "page_viewed":
            call |= {"type": "page", "properties": {**told.page, **properties}}
        elif told.name == "company_joined":
            traits = {name: value for name, value in properties.items() if name != "company_id"}
            call |= {"type": "group", "groupId": properties.get("company_id", ""), "traits": traits}
        else:
            call |= {"type": "track", "event": _name(told), "properties": properties}
        return {name: value for name, value in call.items() if value not in (None, "")}

    def read(self, body: Any) -> list[Told]:
        """One call, or those under "batch"."""
        body = mapping(body, "The body")
        if "batch" in body:
            return [self._one(call, f"batch[{at}]") for at, call in enumerate(listed(body["batch"], "batch"))]
        return [self._one(body, "The body")]

    def encode(self, body: Mapping[str, Any]) -> bytes:
        return encode_json(body)

    def _one(self, call: Any, where: str) -> Told:
        call = mapping(call, where)
        kind = call.get("type", "track")
        if kind not in _CALLS:
            raise UnreadableEvent(f"{where}: type is {kind!r:.40}, must be one of: {', '.join(_CALLS)}.")
        said = mapping(call.get("properties") or {}, f"{where}: properties")
        context = mapping(call.get("context") or {}, f"{where}: context")
        page = mapping(context.get("page") or {}, f"{where}: context.page")
        name = kind
        if kind == "track":
            name = worded(call.get("event"), f"{where}: event", allowed="an event's name")
        elif kind == "screen":
            name = "page"
        elif kind == "group":
            traits = mapping(call.get("traits") or {}, f"{where}: traits")
            said = {"company_id": call.get("groupId"), "role": traits.get("role")}
        elif (
            kind == "identify"
        ):  # only the names of traits: their values are for `identify`, with its own rules
            said = {"traits": sorted(mapping(call.get("traits") or {}, f"{where}: traits"))}
        canonical, properties = resolve(name, said)
        shown = said if kind in ("page", "screen") and not page else page
        return Told(
            name=canonical,
            properties=properties,
            occurred_at=instant(
                call.get("originalTimestamp") or call.get("timestamp"), f"{where}: timestamp"
            ),
            event_id=str(call.get("messageId") or ""),
            person=str(call.get("anonymousId") or ""),
            user=str(call.get("userId") or ""),
            page={part: str(shown[part]) for part in ("url", "title", "referrer") if shown.get(part)},
        )


def _name(told: Told) -> str:
    if told.name in EMAIL_TO_SEGMENT and told.properties.get("channel") == "email":
        return EMAIL_TO_SEGMENT[told.name]
    if told.name in TO_SEGMENT:
        return TO_SEGMENT[told.name]
    titled = " ".join(word.capitalize() for word in told.name.split("_"))
    return titled if to_key(titled) == told.name else told.name


def _flat(told: Told) -> dict[str, Any]:
    """Product and order flat beside the event's own; where both use one word, the event's own wins."""
    nested = plain_properties(told)
    product, order = _renamed(nested.pop("product", {})), nested.pop("order", {})
    if isinstance(nested.get("lines"), list):
        nested.setdefault("products", nested.pop("lines"))
    if isinstance(nested.get("products"), list):
        nested["products"] = [_renamed(entry) for entry in nested["products"]]
    if told.name == "page_viewed":
        # "name" and "url" of a page call are the page's: the product keeps a place of its own.
        return {**nested, "product": product} if product else nested
    found = {**_mapping(product), **_mapping(order), **nested}
    if isinstance(found.get("products"), list):
        found["products"] = [_renamed(entry) for entry in found["products"]]
    return found


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _renamed(product: Any) -> Any:
    """A product in Segment's words."""
    if not isinstance(product, Mapping):
        return product
    return {"variant" if name == "variant_id" else name: value for name, value in product.items()}
