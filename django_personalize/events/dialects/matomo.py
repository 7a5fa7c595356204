"""Matomo: the parameters of its tracking API, and the calls of its JavaScript tracker.

It knows views, searches, carts and orders; all else is one of its events, with a category, an action, a name and a
value. Its amounts have no currency: they are in the one of the site, which is `PERSONALIZE["CURRENCY"]` here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django_personalize.conf import settings
from django_personalize.events.dialects.resolving import resolve, to_key
from django_personalize.events.dialects.told import (
    Told,
    UnreadableEvent,
    kinds_of,
    listed,
    mapping,
    moment,
    plain_properties,
    worded,
)

#: The category of Matomo's events under which ours are filed.
CATEGORY = "personalize"
_ITEM = ("product_id", "name", "category", "price", "quantity")
#: Arguments of the tracker's methods, in their order.
_ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "setEcommerceView": ("product_sku", "product_name", "category_name", "price"),
    "trackEcommerceCartUpdate": ("grand_total",),
    "trackEcommerceOrder": ("order_id", "grand_total", "sub_total", "tax", "shipping", "discount"),
    "trackSiteSearch": ("keyword", "category", "results_count"),
    "trackPageView": ("title",),
}


class Matomo:
    """One tracking request per event, as a form."""

    key = "matomo"
    title = "Matomo"
    content_type = "application/x-www-form-urlencoded"

    def compose(self, told: Told) -> dict[str, Any]:
        """The parameters, without `idsite` and `token_auth`, which belong to the address."""
        found: dict[str, Any] = {"rec": 1, "apiv": 1, "send_image": 0}
        if told.person:
            found["_id"] = told.person.replace("-", "")[:16]
        if told.user:
            found["uid"] = told.user
        if told.occurred_at:
            found["cdt"] = int(told.occurred_at.timestamp())
        page = {"url": "url", "title": "action_name", "referrer": "urlref"}
        found |= {page[part]: value for part, value in told.page.items() if part in page}
        found |= {name: value for name, value in _parameters(told).items() if value is not None}
        if told.name == "page_viewed" and not ({"url", "action_name"} & found.keys()):
            found["action_name"] = told.name  # Matomo takes no view without a title or an address
        return {name: value for name, value in found.items() if value not in (None, "")}

    def read(self, body: Any) -> list[Told]:
        """One request (a mapping or a query string), those under "requests", or a list of the tracker's calls."""
        if isinstance(body, list | tuple):
            return from_calls(body)
        if isinstance(body, Mapping) and "requests" in body:
            requests = listed(body["requests"], "requests")
            return [self._one(request, f"requests[{at}]") for at, request in enumerate(requests)]
        return [self._one(body, "The request")]

    def encode(self, body: Mapping[str, Any]) -> bytes:
        return urlencode(body).encode()

    def _one(self, request: Any, where: str) -> Told:
        if isinstance(request, str):
            request = dict(parse_qsl(urlsplit(request).query or request.lstrip("?"), max_num_fields=200))
        said = mapping(request, where, allowed="an object or a query string")
        name, properties = _heard(said, where)
        canonical, properties = resolve(name, properties)
        seconds = said.get("cdt")
        page = {"url": said.get("url"), "title": said.get("action_name"), "referrer": said.get("urlref")}
        return Told(
            name=canonical,
            properties=properties,
            occurred_at=None if seconds is None else moment(seconds, f"{where}: cdt"),
            person=str(said.get("_id") or said.get("cid") or ""),
            user=str(said.get("uid") or ""),
            page={part: str(value) for part, value in page.items() if value},
        )


def from_calls(calls: Sequence[Any]) -> list[Told]:
    """The events of a page's `_paq` commands: items gather until a cart or an order takes them."""
    found: list[Told] = []
    items: list[Any] = []
    for at, call in enumerate(calls):
        where = f"[{at}]"
        call = listed(call, where, allowed="a list of a method's name and its arguments")
        method = worded(call[0] if call else None, f"{where}[0]", allowed="the name of a method")
        if method == "addEcommerceItem":
            items.append(call[1:])
        elif method in _ARGUMENTS:
            # The tracker takes `false` for an argument that is left out.
            given = zip(_ARGUMENTS[method], call[1:], strict=False)
            said = {name: value for name, value in given if value is not False and value is not None}
            if method.startswith("trackEcommerce"):
                said["ec_items"] = items
            if method == "trackEcommerceOrder":
                items = []
            canonical, properties = resolve(method, said)
            found.append(Told(canonical, properties))
    return found


def _heard(said: Mapping[str, Any], where: str) -> tuple[str, dict[str, Any]]:
    """The tracker's method that a request stands for, and its parameters; in the order in which Matomo decides."""
    if str(said.get("idgoal", "")) == "0":
        method = "trackEcommerceOrder" if said.get("ec_id") else "trackEcommerceCartUpdate"
        found = _picked(said, "ec_id", "revenue", "ec_st", "ec_tx", "ec_sh", "ec_dt", "ec_items")
        if isinstance(found.get("ec_items"), str):
            try:
                found["ec_items"] = json.loads(found["ec_items"])
            except ValueError:
                raise UnreadableEvent(f"{where}: ec_items is no JSON, must be a list of items.") from None
        if "ec_items" in found:
            listed(found["ec_items"], f"{where}: ec_items", allowed="a list of items")
        return method, found
    if "search" in said:
        return "trackSiteSearch", _picked(said, "search", "search_cat", "search_count")
    if said.get("e_c") and said.get("e_a"):
        return _heard_event(said)
    if any(name in said for name in ("_pks", "_pkn", "_pkc")):
        return "setEcommerceView", _picked(said, "_pks", "_pkn", "_pkc", "_pkp")
    if not (said.get("url") or said.get("action_name")):
        raise UnreadableEvent(
            f"{where} has none of url, action_name, search, idgoal and e_c: it tells no event."
        )
    return "trackPageView", {}


def _picked(said: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: said[name] for name in names if name in said}


def _heard_event(said: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """An event of Matomo's: its action is the name; its name is a product's key where it is one of ours."""
    name = to_key(str(said["e_a"]))
    kinds = kinds_of(name)
    found: dict[str, Any] = {}
    if said.get("e_n"):
        found["product_id" if said["e_c"] == CATEGORY else "name"] = said["e_n"]
    if said.get("e_v") is not None:
        amount = next((kind for kind in ("value", "amount") if kind in kinds), "value")
        found |= {amount: said["e_v"], "currency": settings.CURRENCY}
    return name, found


def _parameters(told: Told) -> dict[str, Any]:
    said = plain_properties(told)
    product = said.get("product") if isinstance(said.get("product"), Mapping) else {}
    order = said.get("order") or {}
    match told.name:
        case "page_viewed":
            return {}
        case "product_viewed":
            return _view(product or {})
        case "product_list_viewed" if said.get("category"):
            return {"_pkc": said.get("category")}
        case "products_searched":
            filters = said.get("filters") or []
            return {
                "search": said.get("query"),
                "search_cat": filters[0] if filters else None,
                "search_count": said.get("results"),
            }
        case "cart_updated":
            return {"idgoal": 0, "revenue": said.get("value", 0), "ec_items": _items(said.get("products"))}
        case "order_completed" | "offline_order_imported" if order.get("order_id"):
            return {
                "idgoal": 0,
                "ec_id": order.get("order_id"),
                "revenue": order.get("total", 0),
                "ec_st": order.get("subtotal"),
                "ec_tx": order.get("tax"),
                "ec_sh": order.get("shipping"),
                "ec_dt": order.get("discount"),
                "ec_items": _items(order.get("products")),
            }
    return {
        "e_c": CATEGORY,
        "e_a": told.name,
        "e_n": (product or {}).get("product_id"),
        "e_v": said.get("value", said.get("amount")),
    }


def _view(product: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "_pks": product.get("product_id"),
        "_pkn": product.get("name"),
        "_pkc": product.get("category"),
        "_pkp": product.get("price"),
    }


def _items(products: Any) -> str | None:
    """`[[sku, name, category, price, quantity], …]` as JSON; the key of a product stands for its article number."""
    if not isinstance(products, list):
        return None
    rows = [
        [
            product.get("product_id", ""),
            product.get("name", ""),
            product.get("category", ""),
            product.get("price", 0),
            product.get("quantity", 1),
        ]
        for product in products
        if isinstance(product, Mapping)
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
