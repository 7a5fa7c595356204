"""Puts a simulation into the shop: customers, carts, orders and wish lists, and to the app consents and events.

Fifty people are one portion and one transaction, which also moves the mark in `Load`: a run that was killed goes on
with the first portion that is missing, and nothing is written twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max, Min

from example_shop import recording
from example_shop.models import Load, Order
from example_shop.simulation.happenings import consent, events
from example_shop.simulation.population import Person
from example_shop.simulation.rows import Rows, Shelf
from example_shop.simulation.shoppers import Simulation, again
from example_shop.steps import Advance, Silent

NAME = "simulation"
_PORTION = 50


class OtherSimulation(Exception):
    """The shop holds another simulation already."""


@dataclass(slots=True)
class Written:
    """What this run added, by name; `people` counts everybody of the simulation who is in the shop now."""

    people: int = 0
    added: Counter[str] = field(default_factory=Counter)


def standing() -> Simulation | None:
    """The simulation that the shop holds, wholly or in part: its truth, drawn again. None in a shop without one."""
    load = Load.objects.filter(name=NAME).first()
    return again(load.parameters) if load is not None else None


def write(simulation: Simulation, *, progress: Advance | None = None) -> Written:
    """Write what is missing of the simulation; the catalogue must be loaded and synced.

    Raises `OtherSimulation` when the shop holds shoppers drawn with other parameters.
    """
    load, _ = Load.objects.get_or_create(
        name=NAME, defaults={"parameters": {**simulation.parameters, "numbers_after": _numbers_taken()}}
    )
    wanted, there = simulation.parameters, load.parameters
    if any(there.get(name) != value for name, value in wanted.items()):
        raise OtherSimulation(
            f"This shop holds {there.get('shoppers')} shoppers of seed {there.get('seed')} over {there.get('days')}"
            " days already; use an empty database for others."
        )
    progress = progress or Silent("", None)
    numbers = _numbers(simulation, taken=there["numbers_after"])
    shelf = Shelf.of_the_shop()
    written = Written(people=load.done)
    progress.advance(load.done)
    while written.people < len(simulation.people):
        portion = simulation.people[written.people : written.people + _PORTION]
        added = _write_portion(simulation, portion, numbers, shelf)
        if added is None:
            # Another process wrote this portion meanwhile.
            written.people = Load.objects.get(name=NAME).done
            continue
        written.people += len(portion)
        written.added += added
        progress.advance(len(portion))
    progress.done()
    return written


def _write_portion(
    simulation: Simulation,
    portion: Sequence[Person],
    numbers: dict[tuple[int, int], str],
    shelf: Shelf,
) -> Counter[str] | None:
    """Everything of these people, at once; None when it is there already."""
    with transaction.atomic():
        load = Load.objects.select_for_update().get(name=NAME)
        if load.done != portion[0].index:
            return None
        lives = {person.index: simulation.actions_of(person) for person in portion}
        rows = Rows(simulation, shelf, numbers)
        for person in portion:
            rows.take(person, lives[person.index])
        rows.write()
        added = rows.added
        agreed = [person for person in portion if person.consents and lives[person.index]]
        added["consents"] = recording.record_consents(
            consent(person, lives[person.index], rows) for person in agreed
        )
        added["events"] = recording.record_events(
            event for person in agreed for event in events(person, lives[person.index], rows, shelf)
        )
        load.done += len(portion)
        load.save(update_fields=["done"])
    return added


def _numbers(simulation: Simulation, *, taken: dict[str, int]) -> dict[tuple[int, int], str]:
    """Order numbers, counted on after those that the shop had given before."""
    found = {}
    for key, number in simulation.order_numbers.items():
        year, _, count = number.partition("-")
        found[key] = f"{year}-{int(count) + taken.get(year, 0):07d}"
    return found


def _numbers_taken() -> dict[str, int]:
    """Year to the highest order number given in it."""
    taken: dict[str, int] = {}
    span = Order.objects.aggregate(first=Min("placed_at"), last=Max("placed_at"))
    if span["first"] is None:
        return taken
    # A year more: the shop's clock is ahead of UTC on the last evening.
    for year in range(span["first"].year, span["last"].year + 2):
        highest = Order.objects.filter(number__regex=rf"^{year}-[0-9]{{7}}$").aggregate(highest=Max("number"))
        if highest["highest"]:
            taken[str(year)] = int(highest["highest"].partition("-")[2])
    return taken
