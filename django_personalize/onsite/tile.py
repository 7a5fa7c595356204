"""The category a person is drawn to, with picture and headline: what a hero tile becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django_personalize.core import clock
from django_personalize.profiles import affinities
from django_personalize.shop.models import CatalogCategory, CatalogItem
from django_personalize.tracking.visitor import Visitor

#: Score from which an interest shows: four views lately, or one thing put in the cart.
SHOWN_FROM = 3.5
#: A narrower category is preferred while it holds this share of the wider one's score.
NARROWER = 0.6
#: What ten minutes take off a fresh view stays below this; keeps four views enough.
_GRACE = 0.05


@dataclass(frozen=True, slots=True)
class Tile:
    """A category as a hero shows it."""

    key: str
    title: str
    url: str
    image_url: str
    headline: str


def category_tile(visitor: Visitor) -> Tile | None:
    """The strongest category of the visitor, None while no interest is strong enough. One query."""
    if not visitor.personal:
        return None
    now = clock.now()
    weights = visitor.snapshot.affinities.get("category", {})
    scores = {key: affinities.decayed(weight, now) for key, weight in weights.items()}
    strong = {key: score for key, score in scores.items() if score >= SHOWN_FROM - _GRACE}
    if not strong:
        return None
    categories = CatalogCategory.objects.filter(pk__in=strong, removed_at=None).in_bulk()
    chosen = _narrowest({key: score for key, score in strong.items() if key in categories}, categories)
    if chosen is None:
        return None
    return Tile(
        chosen.key,
        chosen.title,
        chosen.url,
        chosen.image_url or _picture(chosen.key),
        chosen.headline or chosen.title,
    )


def _narrowest(
    strong: Mapping[str, float], categories: Mapping[str, CatalogCategory]
) -> CatalogCategory | None:
    """From the strongest root downwards, as long as one branch clearly leads."""
    level = [key for key in strong if categories[key].parent_key not in strong]
    chosen = None
    while level:
        best = max(level, key=lambda key: (strong[key], key))
        if chosen is not None and strong[best] < NARROWER * strong[chosen.key]:
            break
        chosen = categories[best]
        level = [key for key in strong if categories[key].parent_key == best and key != best]
    return chosen


def _picture(category_key: str) -> str:
    """The picture of the category's best-rated product, for categories without one."""
    pictures = CatalogItem.objects.filter(
        in_categories__category_key=category_key, listed=True, available=True
    ).exclude(image_url="")
    return str(pictures.order_by("-rating", "pk").values_list("image_url", flat=True).first() or "")
