"""The category a person is drawn to, with picture and headline: what a hero tile becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django_personalize.core import clock
from django_personalize.profiles import affinities
from django_personalize.profiles.whereabouts import Whereabouts
from django_personalize.shop import shelves
from django_personalize.shop.shelves import Shelf
from django_personalize.tracking.visitor import Visitor

#: Score from which an interest shows: four looks lately (less what an hour takes off them), or one thing in the cart.
SHOWN_FROM = 3.45
#: A narrower category is preferred while it holds this share of the wider one's score.
NARROWER = 0.6


@dataclass(frozen=True, slots=True)
class Tile:
    """A category as a hero shows it."""

    key: str
    title: str
    url: str
    image_url: str
    headline: str


def category_tile(visitor: Visitor) -> Tile | None:
    """The strongest category of the visitor, None while no interest is strong enough."""
    return tile_of(visitor.found, at=clock.now()) if visitor.personal else None


def tile_of(person: Whereabouts, *, at: datetime) -> Tile | None:
    """The same for a person whose consent has been asked; one query after the categories changed."""
    weights = person.snapshot.affinities.get("category", {})
    scores = {key: affinities.decayed(weight, at) for key, weight in weights.items()}
    strong = {key: score for key, score in scores.items() if score >= SHOWN_FROM}
    if not strong:
        return None
    known = shelves.at_revision(person.categories)
    chosen = _narrowest({key: score for key, score in strong.items() if key in known.by_key}, known.by_key)
    if chosen is None:
        return None
    return Tile(
        chosen.key, chosen.title, chosen.url, known.picture(chosen.key), chosen.headline or chosen.title
    )


def _narrowest(strong: Mapping[str, float], known: Mapping[str, Shelf]) -> Shelf | None:
    """From the strongest root downwards, as long as one branch clearly leads."""
    level = [key for key in strong if known[key].parent_key not in strong]
    chosen: Shelf | None = None
    while level:
        best = max(level, key=lambda key: (strong[key], key))
        if chosen is not None and strong[best] < NARROWER * strong[chosen.key]:
            break
        chosen = known[best]
        level = [key for key in strong if known[key].parent_key == best and key != best]
    return chosen
