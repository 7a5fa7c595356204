"""What people like. A taste is drawn from an archetype and gives every good of the shop a weight."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from example_shop.simulation.goods import Good, Goods


@dataclass(frozen=True, slots=True)
class Archetype:
    """A direction of taste: categories by weight, what it is called, how many women in a hundred have it."""

    key: str
    title: str
    categories: Mapping[str, float]
    women: float
    share: float


ARCHETYPES: tuple[Archetype, ...] = (
    Archetype(
        "evening", "Evening dresses and bags",
        {"evening-dresses": 5, "evening-bags": 3, "heels-sandals": 2, "watches-jewellery": 1}, 0.95, 10,
    ),
    Archetype(
        "summer", "Summer dresses and sandals",
        {"summer-dresses": 5, "handbags": 2, "heels-sandals": 2, "scarves-hats": 1}, 0.95, 9,
    ),
    Archetype(
        "office", "Clothes for work",
        {"dresses": 3, "blouses-knitwear": 3, "skirts-trousers": 3, "coats-jackets": 2, "handbags": 1}, 0.9, 9,
    ),
    Archetype(
        "living", "Sofas, tables and lamps",
        {"sofas-armchairs": 5, "tables-storage": 3, "lighting": 3, "cushions-rugs": 2}, 0.55, 10,
    ),
    Archetype(
        "decoration", "Decoration and wall art",
        {"vases-candles": 3, "wall-art": 3, "plants-pots": 3, "mirrors-clocks": 2, "cushions-rugs": 2}, 0.7, 12,
    ),
    Archetype(
        "kitchen", "Cooking, tea and coffee", {"cookware": 5, "tea-coffee": 4, "teas-honey": 1}, 0.5, 9,
    ),
    Archetype(
        "cycling", "Bicycles and cycling gear",
        {"bicycles": 5, "cycling-gear": 5, "trainers": 1, "food-supplements": 1}, 0.3, 10,
    ),
    Archetype(
        "electronics", "Televisions and good sound",
        {"televisions": 5, "audio": 4, "computers-cameras": 3}, 0.2, 10,
    ),
    Archetype(
        "wellness", "Food supplements and teas", {"food-supplements": 6, "teas-honey": 4, "trainers": 1}, 0.6, 9,
    ),
    Archetype("workshop", "Tools and wood connectors", {"tools": 5, "wood-connectors": 3}, 0.15, 5),
    Archetype(
        "travel", "Luggage, tents and boots",
        {"luggage": 3, "camping": 4, "boots": 3, "backpacks": 2}, 0.45, 7,
    ),
)  # fmt: skip

#: What companies buy.
TRADE = Archetype("trade", "Wood connectors for a business", {"wood-connectors": 9, "tools": 2}, 0.2, 0)

_LEVELS = (("low", 0.15), ("mid", 0.5), ("high", 0.88))
_COLOUR_FAMILIES = (
    ("black", "anthracite", "graphite", "slate", "steel", "silver"),
    ("bordeaux", "ruby", "cherry", "raspberry", "poppy", "plum"),
    ("night", "ink", "marine", "ocean", "cornflower", "sky", "petrol", "indigo"),
    ("emerald", "forest", "fern", "sage", "moss", "olive", "pine", "mint"),
    ("ivory", "cream", "sand", "white", "taupe", "stone", "camel"),
    ("amber", "apricot", "coral", "mustard", "honey", "lemon", "yellow", "terracotta", "rust"),
    ("oak", "beech", "walnut", "cognac", "espresso", "brass", "copper"),
    ("rose", "blush", "lilac", "lavender", "violet"),
)


@dataclass(frozen=True, slots=True)
class Taste:
    """What somebody likes. `categories` are weights that add up to 1; `level` is the price they look for, 0 to 1."""

    archetype: str
    title: str
    categories: tuple[tuple[str, float], ...]
    brands: tuple[str, ...]
    colours: tuple[str, ...]
    styles: tuple[str, ...]
    price_level: str
    level: float

    @property
    def favourite(self) -> str:
        """The category with the highest weight."""
        return max(self.categories, key=lambda pair: pair[1])[0]

    def weight(self, good: Good) -> float:
        """How much this person is drawn to a good, 0 for a category they never look at."""
        found = dict(self.categories).get(good.category, 0.0)
        if good.brand in self.brands:
            found *= 3.0
        if any(colour in self.colours for colour in good.colours):
            found *= 2.5
        if good.style in self.styles:
            found *= 1.6
        return found * math.exp(-(((good.level - self.level) / 0.35) ** 2))


def draw_taste(
    rng: Random, goods: Goods, *, woman: bool, archetype: Archetype | None = None, other_than: str = ""
) -> Taste:
    """A taste of one main direction, a lighter second one, and preferences that the goods there can meet."""
    choices = [found for found in ARCHETYPES if found.key != other_than]
    weights = [found.share * (found.women if woman else 1 - found.women) for found in choices]
    main = archetype or rng.choices(choices, weights)[0]
    second = rng.choices(choices, weights)[0]
    categories = _categories(goods, main, 0.8) | {}
    for category, weight in _categories(goods, second, 0.2).items():
        categories[category] = categories.get(category, 0.0) + weight
    shelf = [good for category in _categories(goods, main, 1.0) for good in goods.of(category)]
    brands = sorted({good.brand for good in shelf if good.brand})
    styles = sorted({good.style for good in shelf if good.style})
    level_name, level = rng.choices(_LEVELS, (30, 45, 25))[0]
    total = sum(categories.values()) or 1.0
    return Taste(
        archetype=main.key,
        title=main.title,
        categories=tuple((category, weight / total) for category, weight in sorted(categories.items())),
        brands=tuple(rng.sample(brands, min(len(brands), rng.choice((1, 1, 2))))),
        colours=rng.choice(_COLOUR_FAMILIES),
        styles=tuple(rng.sample(styles, min(len(styles), 1))),
        price_level=level_name,
        level=min(max(level + rng.gauss(0, 0.06), 0.0), 1.0),
    )


def _categories(goods: Goods, archetype: Archetype, share: float) -> dict[str, float]:
    """The archetype's categories that the shop has, weights adding up to `share`; all for a strange shop."""
    there = {key: weight for key, weight in archetype.categories.items() if goods.of(key)}
    there = there or dict.fromkeys(goods.shelves, 1.0)
    total = sum(there.values())
    return {key: share * weight / total for key, weight in there.items()}
