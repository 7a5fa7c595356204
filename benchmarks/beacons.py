"""What the script of a page sends to the collector, as bytes on the wire."""

from __future__ import annotations

import itertools
import json
import random
import time
import uuid
from collections.abc import Sequence
from typing import Any

from benchmarks.load import Browser

_AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
#: What people do in twenty steps: views of pages that a cache delivered, and acts that only the script sees.
_SHARES = {
    "view": 8,
    "click": 5,
    "promotion": 2,
    "filter": 1,
    "search": 1,
    "wish": 1,
    "home": 1,
    "overlay": 1,
}
_ACTS = random.Random(20).sample([act for act, share in _SHARES.items() for _ in range(share)], k=20)


class Scripts:
    """The scripts in the pages of many visitors; the same numbers of the same acts whoever asks."""

    def __init__(self, products: Sequence[dict[str, Any]]) -> None:
        self._products = itertools.cycle(products)
        self._acts = itertools.cycle(_ACTS)

    def browsers(self, visitors: Sequence[dict[str, Any]], *, events: int) -> list[Browser]:
        """One browser per visitor; each request carries so many events."""
        return [self._browser(visitor["cookies"], number, events) for number, visitor in enumerate(visitors)]

    def _browser(self, cookies: str, number: int, events: int) -> Browser:
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        fixed = (
            "POST /personalize/in/ HTTP/1.1\r\nHost: shop.test\r\nOrigin: http://shop.test\r\n"
            f"User-Agent: {_AGENT}\r\nAccept-Language: en\r\nSec-Fetch-Site: same-origin\r\n"
            f"X-Forwarded-For: {address}\r\nContent-Type: text/plain;charset=UTF-8\r\nCookie: {cookies}\r\n"
        )

        def ask(seen: bytes) -> bytes:
            body = json.dumps({"events": [self._event() for _ in range(events)], "gpc": False}).encode()
            return f"{fixed}Content-Length: {len(body)}\r\n\r\n".encode() + body

        return Browser(ask)

    def _event(self) -> dict[str, Any]:
        act, product = next(self._acts), next(self._products)
        name, properties, path = _said(act, product)
        return {
            "event": name,
            "event_id": uuid.uuid4().hex,
            "ts": int(time.time() * 1000),
            "page": {"url": f"http://shop.test{path}", "title": product["title"], "referrer": ""},
            **({"properties": properties} if properties else {}),
        }


def page_request(path: str, cookies: str, number: int) -> Browser:
    """A browser that asks for a page again and again."""
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    head = (
        f"GET {path} HTTP/1.1\r\nHost: shop.test\r\nUser-Agent: {_AGENT}\r\nAccept-Language: en\r\n"
        f"X-Forwarded-For: {address}\r\nCookie: {cookies}"
    ).encode()
    return Browser(lambda seen: head + (b"; pz_seen=" + seen if seen else b"") + b"\r\n\r\n")


def _said(act: str, product: dict[str, Any]) -> tuple[str, dict[str, Any], str]:
    """(event, properties, path of the page) of an act."""
    match act:
        case "view":
            return "page_viewed", {}, product["url"]
        case "home":
            return "page_viewed", {}, "/"
        case "click":
            return "product_clicked", {"product": {"product_id": product["key"]}, "position": 3}, "/"
        case "filter":
            return "product_list_filtered", {"list_id": "l1", "filters": ["brand:alma"]}, "/all/"
        case "promotion":
            return "promotion_viewed", {"promotion_id": "spring", "name": "Spring", "position": "top"}, "/"
        case "search":
            return "products_searched", {"query": product["title"][:40].lower()}, "/search/"
        case "wish":
            return "wishlist_product_added", {"product": {"product_id": product["key"]}}, product["url"]
        case _:
            return "overlay_shown", {"overlay_id": "welcome", "trigger": "exit"}, "/"
