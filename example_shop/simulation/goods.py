"""What there is to want: the catalogue as the simulated shoppers see it. Pure data, no database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Good:
    """A product. `level` is its place in its category by price: 0.0 the cheapest, 1.0 the dearest."""

    sku: str
    name: str
    category: str
    root: str
    brand: str
    price: Decimal | None
    level: float
    colours: tuple[str, ...]
    sizes: tuple[str, ...]
    style: str
    season: str


@dataclass(frozen=True)
class Goods:
    """All goods, in the order of their SKUs."""

    all: tuple[Good, ...]

    def of(self, category: str) -> tuple[Good, ...]:
        """The goods of one category, () for one that has none."""
        return _by_category(self).get(category, ())

    @property
    def categories(self) -> tuple[str, ...]:
        """Categories that have goods, in alphabetical order."""
        return tuple(sorted(_by_category(self)))


@lru_cache(maxsize=4)
def _by_category(goods: Goods) -> dict[str, tuple[Good, ...]]:
    shelves: dict[str, list[Good]] = defaultdict(list)
    for good in goods.all:
        shelves[good.category].append(good)
    return {category: tuple(found) for category, found in shelves.items()}


def levels(prices: Iterable[tuple[str, Decimal | None]]) -> dict[str, float]:
    """SKU to place by price, 0.0 to 1.0; in the middle for one without a price or alone."""
    prices = list(prices)
    ranked = sorted((price, sku) for sku, price in prices if price is not None)
    found = {sku: 0.5 for sku, _ in prices}
    if len(ranked) > 1:
        found |= {sku: position / (len(ranked) - 1) for position, (_, sku) in enumerate(ranked)}
    return found
