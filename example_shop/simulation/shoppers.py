"""A population and what it does: the same for the same seed, size, days, end and catalogue."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from example_shop.simulation.behaviour import Action, actions_of
from example_shop.simulation.goods import Goods, of_the_catalogue
from example_shop.simulation.population import Person, draw_person

ZONE = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True)
class Simulation:
    """`people` is the truth they were drawn from, by index; actions are drawn again each time they are asked for."""

    seed: int
    days: int
    until: datetime
    people: tuple[Person, ...]
    goods: Goods = field(repr=False)

    @property
    def start(self) -> datetime:
        return self.until - timedelta(days=self.days)

    def actions_of(self, person: Person) -> list[Action]:
        """What one person does, in order."""
        return actions_of(
            person, seed=self.seed, goods=self.goods, start=self.start, until=self.until, zone=ZONE
        )

    def actions(self) -> Iterator[Action]:
        """What everybody does, in order of time."""
        return heapq.merge(
            *(self.actions_of(person) for person in self.people),
            key=lambda action: (action.at, action.person),
        )

    @cached_property
    def order_numbers(self) -> dict[tuple[int, int], str]:
        """(person, cart) to the order's number, such as "2026-0000012": counted up in each year, as the shop does."""
        orders = sorted(
            (action.at, person.index, action.cart)
            for person in self.people
            for action in self.actions_of(person)
            if action.kind == "order_completed"
        )
        counted: dict[int, int] = {}
        found: dict[tuple[int, int], str] = {}
        for at, person, cart in orders:
            year = at.astimezone(ZONE).year
            counted[year] = counted.get(year, 0) + 1
            found[person, cart] = f"{year}-{counted[year]:07d}"
        return found

    @property
    def parameters(self) -> dict[str, Any]:
        """All that is needed to draw this simulation again; see `again`."""
        return {
            "seed": self.seed,
            "shoppers": len(self.people),
            "days": self.days,
            "until": self.until.isoformat(),
        }


def simulate(
    *, seed: int, shoppers: int, days: int, until: datetime, goods: Goods | None = None
) -> Simulation:
    """So many shoppers over so many days before `until` (aware), without a database.

    `goods` default to the shop's own catalogue.
    """
    goods = goods or of_the_catalogue()
    until = until.replace(microsecond=0)
    start = until - timedelta(days=days)
    people = tuple(
        draw_person(index, seed=seed, goods=goods, start=start, until=until) for index in range(shoppers)
    )
    return Simulation(seed=seed, days=days, until=until, people=people, goods=goods)


def again(parameters: dict[str, Any], *, goods: Goods | None = None) -> Simulation:
    """The simulation that `Simulation.parameters` were taken from."""
    return simulate(
        seed=parameters["seed"],
        shoppers=parameters["shoppers"],
        days=parameters["days"],
        until=datetime.fromisoformat(parameters["until"]),
        goods=goods,
    )
