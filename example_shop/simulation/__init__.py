"""Shoppers who do not exist: a seeded simulation that knows the truth it was drawn from.

`simulate(...)` is pure and repeatable; `writing.write` puts its customers, carts, orders and events into the shop.
"""

from __future__ import annotations

from example_shop.simulation.behaviour import Action, Bought
from example_shop.simulation.population import CONSENTING, KINDS, Person
from example_shop.simulation.shoppers import Simulation, again, simulate
from example_shop.simulation.tastes import Taste

__all__ = ["CONSENTING", "KINDS", "Action", "Bought", "Person", "Simulation", "Taste", "again", "simulate"]
