"""What an event is about: the objects it counts for and the interests it shows.

One reading for counters, affinities and rebuilds, so that the three cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django_personalize.conf import settings
from django_personalize.core import statements
from django_personalize.events.models import Event
from django_personalize.shop.models import CatalogItem

#: How much an act says about an interest; a view is the unit.
WEIGHTS = {
    "product_viewed": 1.0,
    "product_clicked": 0.5,
    "product_list_viewed": 0.5,
    "product_added": 4.0,
    "wishlist_product_added": 4.0,
    "order_completed": 8.0,
}
#: Longest search phrase that is counted under its own name.
_QUERY_LENGTH = 90


@dataclass(frozen=True, slots=True)
class About:
    """What rules and affinities may know of a product: its categories, own first, brand and attributes."""

    category: str
    categories: tuple[str, ...]
    brand: str
    attributes: Mapping[str, str]


Catalogue = Mapping[str, About]


@dataclass(frozen=True, slots=True)
class Line:
    """One product of an event, with the amount that goes with it."""

    product: str
    quantity: int
    amount: Decimal
    is_gift: bool


def lines(event: Event) -> Iterator[Line]:
    """The products of an event: its one product, or the lines of its order."""
    order = event.properties.get("order")
    if isinstance(order, Mapping):
        for line in order.get("products", ()):
            if line.get("product_id"):
                yield _line(line, bool(order.get("is_gift")) or bool(line.get("is_gift")))
    elif event.product:
        yield _line(event.properties.get("product") or {"product_id": event.product}, False)


def product_keys(events: Iterable[Event]) -> set[str]:
    """All products that the events mention."""
    return {line.product for event in events for line in lines(event)}


def catalogue(keys: Iterable[str], *, known: Catalogue | None = None) -> Catalogue:
    """What is known of these products, in one query; unknown ones are absent. `known` has been read already."""
    found = dict(known or {})
    rows = _ITEMS.rows([key for key in set(keys) if key not in found])
    found.update((row[0], about(*row[1:])) for row in rows)
    return found


def about(category: str, categories: Iterable[str], brand: str, attributes: Mapping[str, str]) -> About:
    """From the columns `ABOUT` of a `CatalogItem`."""
    return About(category, tuple(categories), brand, attributes)


#: What `about` takes.
ABOUT = ("category", "category_keys", "brand", "attributes")

_ITEMS = statements.Select(
    CatalogItem,
    lambda keys: CatalogItem.objects.filter(pk__in=keys).values_list("key", *ABOUT),
    of=str,
)


def counted(event: Event, known: Catalogue) -> dict[str, Decimal]:
    """Objects an event counts for, with the money that goes with each; "" stands for the event as such."""
    objects = {"": event.value or Decimal(0)}
    if event.value is not None and event.currency and "order" in event.properties:
        # What was spent is a sum within one currency; the event as such may have been paid in several.
        objects[f"currency:{event.currency}"] = event.value
    for line in lines(event):
        for name in _objects(line.product, known.get(line.product)):
            objects[name] = objects.get(name, Decimal(0)) + line.amount
    if event.category and not event.product:
        objects.setdefault(f"category:{event.category}", Decimal(0))
    query = event.properties.get("query")
    if isinstance(query, str) and query.strip():
        objects[f"query:{' '.join(query.lower().split())[:_QUERY_LENGTH]}"] = Decimal(0)
        if event.properties.get("results") == 0:
            objects["no_result"] = Decimal(0)
    return objects


def interests(event: Event, known: Catalogue) -> dict[tuple[str, str], float]:
    """(kind, value) to weight: what an event says about a person's taste.

    Gifts say something about somebody else, and an order kept for the contract alone says nothing.
    """
    weight = WEIGHTS.get(event.name)
    if weight is None or event.basis != Event.Basis.PERSONALIZATION:
        return {}
    shown: dict[tuple[str, str], float] = {}
    for line in lines(event):
        about = known.get(line.product)
        if about is None or line.is_gift:
            continue
        for category in about.categories:
            shown["category", category] = weight
        if about.brand:
            shown["brand", about.brand] = weight
        for name in settings.AFFINITY_ATTRIBUTES:
            if value := about.attributes.get(name):
                shown[f"attribute:{name}"[:40], str(value)[:120]] = weight
    if event.category and not event.product:
        shown["category", event.category] = weight
    return shown


def _objects(product: str, about: About | None) -> Iterator[str]:
    yield f"product:{product}"
    if about is not None:
        for category in about.categories:
            yield f"category:{category}"
        if about.brand:
            yield f"brand:{about.brand}"[:100]


def _line(product: Mapping[str, Any], is_gift: bool) -> Line:
    quantity = product.get("quantity", 1)
    quantity = quantity if isinstance(quantity, int) and quantity > 0 else 1
    try:
        price = Decimal(str(product.get("price") or 0))
    except InvalidOperation:
        price = Decimal(0)
    return Line(str(product["product_id"]), quantity, price * quantity, is_gift)
