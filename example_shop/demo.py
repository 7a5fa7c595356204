"""Gets the demo shop ready, step by step; each step knows whether it was done before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count

from example_shop import catalogue
from example_shop.history import Report, load_history
from example_shop.models import Customer, Load, OrderLine
from example_shop.simulation import simulate, writing
from example_shop.simulation.telling import telling
from example_shop.steps import Steps

#: Defaults of the simulation.
SEED, SHOPPERS, DAYS = 7, 2_000, 180
#: Of the administrator that is made where nobody is one; only under DEBUG.
ADMIN = "admin"


@contextmanager
def without_query_log() -> Iterator[None]:
    """DEBUG keeps the text of every statement; a load would spend half its time and memory on that."""
    before = settings.DEBUG
    settings.DEBUG = False
    try:
        yield
    finally:
        settings.DEBUG = before


def is_simulated() -> Load | None:
    """The finished simulation that the shop holds."""
    return Load.objects.filter(name=writing.NAME, finished_at__isnull=False).first()


def simulate_shop(
    *, seed: int | None, shoppers: int | None, days: int | None, at: datetime, steps: Steps, verbosity: int
) -> Load:
    """The shop's own catalogue with its simulated shoppers; what an earlier run has begun is taken up again.

    None stands for the parameters of the earlier run, or the default. Raises `writing.OtherSimulation` when the shop
    holds shoppers drawn with others.
    """
    with without_query_log():
        step = steps("catalogue")
        step.advance(catalogue.load(at=at).total)
        step.done()
        if settings.PERSONALIZED:
            call_command("personalize_sync", verbosity=verbosity)
        begun = Load.objects.filter(name=writing.NAME).first()
        told = begun.parameters if begun else {}
        simulation = simulate(
            seed=seed if seed is not None else told.get("seed", SEED),
            shoppers=shoppers if shoppers is not None else told.get("shoppers", SHOPPERS),
            days=days if days is not None else told.get("days", DAYS),
            until=datetime.fromisoformat(told["until"]) if told else at,
        )
        writing.write(simulation, progress=steps("shoppers", len(simulation.people)))
        if settings.PERSONALIZED:
            call_command("personalize_backfill", verbosity=verbosity)
        with transaction.atomic():
            for person, note in telling(simulation):
                Customer.objects.filter(username=person.email).update(demo_note=note)
            return _finish(Load.objects.get(name=writing.NAME), at=at)


def load_dataset(
    directory: Path, *, at: datetime, steps: Steps, log: Path, verbosity: int
) -> tuple[Report, bool]:
    """A real shop's history; (its report, whether anything was to be done).

    Files that were loaded to the end and have not changed since are not read again. Raises `Refused` or `Unreadable`.
    """
    name = f"history {hashlib.sha256(str(directory.resolve()).encode()).hexdigest()[:16]}"
    parameters = {"directory": directory.name, "files": _fingerprint(directory)}
    load = Load.objects.filter(name=name).first()
    if load is not None and load.finished_at and load.parameters == parameters:
        return Report.from_json(load.report), False
    with without_query_log():
        report = load_history(directory, at=at, steps=steps, log=log)
        load, _ = Load.objects.update_or_create(
            name=name, defaults={"parameters": parameters, "report": report.as_json(), "finished_at": None}
        )
        if settings.PERSONALIZED:
            call_command("personalize_sync", verbosity=verbosity)
            call_command("personalize_backfill", verbosity=verbosity)
        _note_loyal_customers(report.loyal)
        _finish(load, at=at)
    return report, True


def make_admin() -> bool:
    """An administrator for whoever tries the demo, where nobody is one yet; whether one was made. Only under DEBUG."""
    if not settings.DEBUG or Customer.objects.filter(is_superuser=True).exists():
        return False
    Customer.objects.create(
        username=ADMIN, password=make_password(ADMIN), first_name="Ada", is_staff=True, is_superuser=True
    )
    return True


def _finish(load: Load, *, at: datetime) -> Load:
    load.finished_at = at
    load.save(update_fields=["finished_at"])
    return load


def _fingerprint(directory: Path) -> dict[str, list[int]]:
    """Name to size and time of change of every file a history may have."""
    if not directory.is_dir():
        return {}
    files = sorted(path for path in directory.iterdir() if path.name.endswith((".csv", ".csv.gz")))
    return {path.name: [path.stat().st_size, path.stat().st_mtime_ns] for path in files}


def _note_loyal_customers(keys: list[int]) -> None:
    """The customers with most orders who consented become the demo's."""
    for customer in Customer.objects.filter(pk__in=keys).annotate(bought=Count("orders")):
        often = (
            OrderLine.objects.filter(order__customer=customer)
            .values("title")
            .annotate(times=Count("pk"))
            .order_by("-times", "title")
            .first()
        )
        number: int = customer.bought
        orders = "1 order" if number == 1 else f"{number} orders"
        customer.demo_note = f"{orders}, often: {often['title'] if often else '-'}"[:120]
        customer.save(update_fields=["demo_note"])
