"""The table of what each dialect carries, measured: every event goes out full and is read back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from django_personalize.events import schema
from django_personalize.events.dialects import DIALECTS, Dialect, Told
from django_personalize.events.vocabulary import ORDER, PRODUCT, EventType

_INTRODUCTION = """\
# Dialects

The words of GA4, Segment and Matomo: the collector, `shortcuts.track`, `shortcuts.load_events` and the API understand
them, and [webhooks](../how-to/send-events-elsewhere.md) speak them. Names are resolved first, and then it is asked who
may say so: `purchase` from a browser is refused like `order_completed`.

Amounts are decimal text with us and numbers elsewhere. A product's `cost` is told to nobody but systems that receive
our own format. The tables come from the code: every event was sent out with all its properties and read back.

| format | a body is | content type |
|---|---|---|
"""
_BODIES = {
    "native": "our envelope, one event",
    "ga4": "a body of the Measurement Protocol with one event",
    "segment": "one `track`, `page` or `group` call",
    "matomo": "the parameters of one request to the tracking API",
}
_READ = """
## What is read

GA4
: names and parameters as `gtag` and the Measurement Protocol have them, also wrapped in `ecommerce` as in a data layer.
  `items` become products, `item_category` to `item_category5` one path, `transaction_id` and `value` the order's number
  and total.

Segment
: names in any case ("Product Viewed"), flat properties; where there is no `product_id`, `sku` stands for it. The values
  of an `identify` call are not taken over, its traits' names are.

Matomo
: the parameters of the tracking API, and the methods `setEcommerceView`, `trackEcommerceCartUpdate`,
  `trackEcommerceOrder`, `trackSiteSearch` and `trackPageView` with their arguments under the names of Matomo's
  documentation, in snake_case. Its article number is our product key, its amounts are in `PERSONALIZE["CURRENCY"]`.

Whole bodies are read by `DIALECTS`, so a history in another tool's words is loaded in a few lines:

```python
from django_personalize import shortcuts
from django_personalize.events.dialects import DIALECTS
from django_personalize.shortcuts import PastEvent


def load(batch):
    told = [one for one in DIALECTS["segment"].read(batch) if one.user and one.occurred_at]
    return shortcuts.load_events(
        PastEvent(one.name, f"user:{one.user}", one.occurred_at, one.event_id, one.properties) for one in told
    )
```

A body that is not shaped as its dialect says raises `UnreadableEvent`, which names the place: "events[0]: params.items
is 'x', must be a list of items." The other way round, `DIALECTS["ga4"].compose(Told(…))` is the body for one event.
"""
_OCCURRED = datetime(2026, 6, 15, 10, 0, 0, 120000, tzinfo=UTC)
_SINGLE: Mapping[str, Any] = {
    "text": "Words",
    "key": "k-1",
    "number": 4.5,
    "integer": 3,
    "currency": "EUR",
    "boolean": True,
    "url": "https://shop.example.com/p/1",
    "texts": ["one", "two"],
    "moment": _OCCURRED.isoformat(),
}


def full(event: EventType) -> Told:
    """That event with every property it may have, each value with its name in it where it may be text."""
    return Told(
        name=event.name,
        properties={name: _sample(kind, name) for name, kind in event.properties.items()},
        occurred_at=_OCCURRED,
        event_id="0b64b5c4-5a4f-4d5c-9c0e-3f1f6a3a5b11",
        person="6f1c3d2e-5b0a-4e8e-9a57-2f6a1f0c8d11",
        user="41",
        session="8e0d5d0e-7f0a-4f9e-9b7a-0d8f7c1b2a33",
        page={
            "url": "https://shop.example.com/p/1",
            "title": "Angle bracket",
            "referrer": "https://example.org/",
        },
    )


def _sample(kind: str, name: str) -> Any:
    if kind == "product":
        return {entry: _sample(of, entry) for entry, of in PRODUCT.items()}
    if kind == "products":
        return [_sample("product", "product"), {**_sample("product", "product"), "product_id": "second"}]
    if kind == "order":
        return {entry: _sample(of, entry) for entry, of in ORDER.items()}
    if kind == "money":  # another amount under each name, so that one taken for another shows
        return f"{sum(name.encode()) / 10:.2f}"
    return name if kind in ("text", "key") else _SINGLE[kind]


def cleaned(name: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Properties in our one form, amounts without trailing zeros; those of an event that nobody knows as they are."""
    event = schema.find(name)
    found = schema.validate(event, properties).properties if event else dict(properties)
    return {key: _comparable(value) for key, value in found.items()}


def _comparable(value: Any, key: str = "") -> Any:
    if isinstance(value, Mapping):
        return {name: _comparable(entry, name) for name, entry in value.items()}
    if isinstance(value, list):
        return [_comparable(entry) for entry in value]
    if isinstance(value, str) and value.replace(".", "", 1).isdigit() and "." in value:
        return value.rstrip("0").rstrip(".")
    return value


def back(dialect: Dialect, told: Told) -> Told:
    """What the dialect's reader makes of what its writer wrote."""
    return dialect.read(dialect.compose(told))[0]


def lost(dialect: Dialect, told: Told) -> list[str]:
    """Paths of properties that do not come back as they went, sorted."""
    heard = back(dialect, told)
    heard_as = schema.resolve(heard.name, heard.properties)
    went, came = dict(leaves(cleaned(told.name, told.properties))), dict(leaves(cleaned(*heard_as)))
    return sorted(path for path, value in went.items() if came.get(path) != value)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """(path, value) of everything that is no mapping and no list of products."""
    if isinstance(value, Mapping):
        for name, entry in value.items():
            yield from leaves(entry, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        for at, entry in enumerate(value):
            yield from leaves(entry, f"{path}.{at}")
    else:
        yield path, value


def page() -> str:
    """The reference page."""
    parts = [_INTRODUCTION]
    for key in DIALECTS:
        parts.append(f"| {DIALECTS[key].title} | {_BODIES[key]} | `{DIALECTS[key].content_type}` |\n")
    parts.append(_READ)
    for key in ("ga4", "segment", "matomo"):
        parts.append(_table(DIALECTS[key]))
    return "".join(parts)


def _table(dialect: Dialect) -> str:
    rows = [
        f"\n## {dialect.title}\n",
        "| event | goes out as | comes back as | lost on the way |",
        "|---|---|---|---|",
    ]
    for event in schema.EVENTS.values():
        told = full(event)
        heard = back(dialect, told)
        went = sorted(dict(leaves(cleaned(told.name, told.properties))))
        same = "the same" if heard.name == event.name else f"`{heard.name}`"
        rows.append(
            f"| `{event.name}` | {_sent_as(dialect, told)} | {same} | {_summed(lost(dialect, told), went)} |"
        )
    return "\n".join(rows) + "\n"


def _sent_as(dialect: Dialect, told: Told) -> str:
    body = dialect.compose(told)
    if dialect.key == "ga4":
        return f"`{body['events'][0]['name']}`"
    if dialect.key == "segment":
        return f"`{body['event']}`" if body["type"] == "track" else f"a `{body['type']}` call"
    if "e_a" in body:
        return "an event"
    if "ec_id" in body:
        return "an order"
    if "idgoal" in body:
        return "a cart"
    return "a search" if "search" in body else "a view"


def _summed(paths: list[str], all_paths: list[str]) -> str:
    """What is lost, the same once; where little is carried, what is not lost."""
    gone = _short(path for path in paths if not path.endswith(".cost"))
    kept = [
        path for path in _short(path for path in all_paths if not path.endswith(".cost")) if path not in gone
    ]
    if len(gone) <= len(kept) or len(gone) <= 3:
        return ", ".join(f"`{path}`" for path in gone) or "–"
    return "all but " + ", ".join(f"`{path}`" for path in kept) if kept else "all"


def _short(paths: Iterable[str]) -> list[str]:
    """Paths without the positions of lists, the same once."""
    return list(dict.fromkeys(without_positions(path) for path in paths))


def without_positions(path: str) -> str:
    """ "order.products.1.price" as "order.products.price"."""
    return ".".join(part for part in path.split(".") if not part.isdigit())
