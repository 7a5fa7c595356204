"""One run of a benchmark: its size, its databases, and the shop that it is made with."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from benchmarks.databases import REDIS, Databases, redis_answers
from benchmarks.probe import Probe

PERSONAL = "benchmarks.sites.personal"
PLAIN = "benchmarks.sites.plain"
BARE = "benchmarks.sites.bare"


@dataclass
class Run:
    """What a benchmark is given."""

    databases: Databases
    small: bool

    def say(self, text: str) -> None:
        """A line about the progress, beside the figures."""
        print(f"  ... {text}", file=sys.stderr, flush=True)

    @cached_property
    def redis(self) -> str:
        """Address of an emptied Redis, "" where none answers."""
        return REDIS if redis_answers() else ""

    def shop(self, name: str, *, visitors: int, events: int = 24) -> Shop:
        """A shop with its catalogue and consenting visitors with a history."""
        self.say(f"preparing a shop with {visitors} visitors on {self.databases.kind}")
        address = self.databases.new(name)
        with Probe(PERSONAL, {"EXAMPLE_SHOP_DATABASE_URL": address}) as probe:
            probe.call("shoppers.prepare")
            people = probe.call("shoppers.arrive", count=visitors, events=events)
            people = probe.call("shoppers.remember_shelves", visitors=people)
            products = probe.call("shoppers.product_addresses")
        return Shop(address, people, products)


@dataclass(frozen=True)
class Shop:
    """A prepared database: visitors with their cookies, products with their addresses."""

    database: str
    visitors: list[dict[str, Any]]
    products: list[dict[str, Any]]

    def at(self, database: str) -> Shop:
        """The same shop in a copy of its database."""
        return Shop(database, self.visitors, self.products)

    def personal(self, cache: str = "locmem") -> dict[str, str]:
        """Environment of the shop with the app."""
        return {"EXAMPLE_SHOP_DATABASE_URL": self.database, "EXAMPLE_SHOP_CACHE_URL": cache}

    def plain(self) -> dict[str, str]:
        """Environment of the shop without it."""
        return {"EXAMPLE_SHOP_DATABASE_URL": self.database, "EXAMPLE_SHOP_PERSONALIZE": "0"}
