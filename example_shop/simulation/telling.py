"""Picks a few shoppers whose taste can be seen at a glance, for whoever tries the demo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from example_shop.simulation.behaviour import Action
from example_shop.simulation.population import Person
from example_shop.simulation.shoppers import Simulation

#: What the demo wants to show, in this order: (kind, archetype of the taste or "" for any).
_WANTED = (
    ("regular", "evening"),
    ("regular", "living"),
    ("regular", "cycling"),
    ("regular", "electronics"),
    ("business", ""),
    ("gift_buyer", ""),
    ("lapsing", ""),
    ("abandoner", ""),
)
_RECENT = timedelta(days=21)


def telling(simulation: Simulation) -> list[tuple[Person, str]]:
    """At most eight people who consented and have an account, with one line about each; fewer in a small simulation."""
    chosen: list[tuple[Person, str]] = []
    taken: set[int] = set()
    candidates = [
        (person, simulation.actions_of(person))
        for person in simulation.people
        if person.has_account and person.consents
    ]
    for kind, archetype in _WANTED:
        ranked = [
            (_clearness(simulation, person, life), person)
            for person, life in candidates
            if person.index not in taken and person.kind == kind and archetype in ("", person.taste.archetype)
        ]
        score, person = max(ranked, key=lambda pair: (pair[0], -pair[1].index), default=(0.0, None))
        if person is not None and score > 0:
            taken.add(person.index)
            chosen.append((person, note(person)))
    return chosen


def note(person: Person) -> str:
    """What a human should know about this shopper before becoming them."""
    own = f"{person.taste.title}, {person.taste.price_level} price"
    match person.kind:
        case "gift_buyer" if person.gift_taste is not None:
            return f"Buys presents ({_lower(person.gift_taste.title)}); for themselves: {_lower(person.taste.title)}"[
                :120
            ]
        case "lapsing":
            return f"{own}; has not been here for weeks"
        case "abandoner":
            return f"{own}; fills carts and leaves them"
        case _:
            return own


def _clearness(simulation: Simulation, person: Person, life: Sequence[Action]) -> float:
    """How well this life shows what it is to show: enough looks, orders where they belong, and lately."""
    if not life:
        return 0.0
    looks = [action.good for action in life if action.kind == "product_viewed" and action.good]
    orders = sum(action.kind == "order_completed" for action in life)
    gifts = sum(action.is_gift for action in life if action.kind == "order_completed")
    favourite = sum(good.category == person.taste.favourite for good in looks)
    recent = simulation.until - life[-1].at < _RECENT
    match person.kind:
        case "gift_buyer":
            return gifts * (1 + min(orders - gifts, 2)) * (1.5 if recent else 1.0)
        case "abandoner":
            return (1.0 + favourite) if life[-1].lines and recent and not orders else 0.0
        case "lapsing":
            return float(favourite + 5 * orders)
        case _:
            return (favourite + 3 * min(orders, 8)) if recent and orders >= 2 else favourite / 100


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]
