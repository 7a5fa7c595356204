"""What there is to want: the catalogue as the simulated shoppers see it. Pure data, no database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property


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
    #: Something one gives away.
    present: bool

    def __hash__(self) -> int:
        return hash(self.sku)


@dataclass(frozen=True)
class Goods:
    """All goods, in the order of their SKUs."""

    all: tuple[Good, ...]

    @cached_property
    def shelves(self) -> dict[str, tuple[Good, ...]]:
        """Category to its goods, categories in alphabetical order."""
        found: dict[str, list[Good]] = defaultdict(list)
        for good in self.all:
            found[good.category].append(good)
        return {category: tuple(found[category]) for category in sorted(found)}

    def of(self, category: str) -> tuple[Good, ...]:
        """The goods of one category, () for one that has none."""
        return self.shelves.get(category, ())


def levels(prices: Iterable[tuple[str, Decimal | None]]) -> dict[str, float]:
    """SKU to place by price, 0.0 to 1.0; in the middle for one without a price or alone."""
    prices = list(prices)
    ranked = sorted((price, sku) for sku, price in prices if price is not None)
    found = {sku: 0.5 for sku, _ in prices}
    if len(ranked) > 1:
        found |= {sku: position / (len(ranked) - 1) for position, (_, sku) in enumerate(ranked)}
    return found


@cache
def of_the_catalogue() -> Goods:
    """The goods of the shop's own catalogue, as it is written down."""
    from example_shop.catalogue import SHELVES, TREE

    root_of = {child.slug: branch.slug for branch in TREE for child in branch.children}
    found: list[Good] = []
    for shelf in SHELVES:
        items = shelf.items()
        level = levels((shelf.sku(item), item.price) for item in items)
        found += [
            Good(
                sku=shelf.sku(item),
                name=item.name,
                category=shelf.category,
                root=root_of.get(shelf.category, shelf.category),
                brand=item.brand,
                price=item.price,
                level=level[shelf.sku(item)],
                colours=item.colours,
                sizes=shelf.sizes,
                style=item.attributes.get("style", ""),
                season=item.attributes.get("season", ""),
                present=item.attributes.get("gift") == "yes",
            )
            for item in items
        ]
    return Goods(tuple(sorted(found, key=lambda good: good.sku)))
