"""`python manage.py demo`: a living shop on localhost, from nothing, with one command."""

from __future__ import annotations

import os
import sys
import time
from argparse import ArgumentTypeError
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from example_shop import demo
from example_shop.history import Refused, Unreadable
from example_shop.models import Customer, Load, Order
from example_shop.simulation.writing import OtherSimulation
from example_shop.steps import Advance


class Command(BaseCommand):
    help = (
        "Makes the tables, fills the shop with simulated shoppers (or with a real history) and serves it. "
        "A second start is quick; one that was stopped goes on where it was."
    )
    # The tables may not be there yet.
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--shoppers", type=_positive, help=f"how many are simulated (default {demo.SHOPPERS})"
        )
        parser.add_argument(
            "--days", type=_positive, help=f"days they have been shopping (default {demo.DAYS})"
        )
        parser.add_argument(
            "--seed", type=int, help=f"another seed makes other shoppers (default {demo.SEED})"
        )
        parser.add_argument(
            "--dataset",
            type=Path,
            metavar="DIR",
            help="load this history instead; see docs/how-to/load-a-history.md",
        )
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=_positive, help="serve with gunicorn and so many workers")
        parser.add_argument("--no-serve", action="store_true", help="only fill the shop")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        verbosity = options["verbosity"]
        call_command("migrate", verbosity=0, interactive=False)
        if options["dataset"] is not None:
            self._load(options["dataset"], verbosity=verbosity)
        else:
            self._simulate(options)
        if demo.make_admin():
            self.stdout.write(
                f"Administrator: {demo.ADMIN}, password {demo.ADMIN} (made because DEBUG is on)."
            )
        self.stdout.write(
            f"Ready after {time.monotonic() - began:.0f} s: {Customer.objects.count():,} accounts,"
            f" {Order.objects.count():,} orders."
        )
        if not options["no_serve"]:
            self._serve(options["port"], options["workers"])

    def _simulate(self, options: dict[str, Any]) -> None:
        wanted = {name: options[name] for name in ("seed", "shoppers", "days") if options[name] is not None}
        done = demo.is_simulated()
        if done is not None and all(done.parameters[name] == value for name, value in wanted.items()):
            self.stdout.write(f"{done.parameters['shoppers']:,} shoppers are here already.")
            return
        try:
            demo.simulate_shop(
                seed=options["seed"],
                shoppers=options["shoppers"],
                days=options["days"],
                at=timezone.now(),
                steps=self._steps(options["verbosity"]),
                verbosity=options["verbosity"],
            )
        except OtherSimulation as error:
            raise CommandError(str(error)) from error

    def _load(self, directory: Path, *, verbosity: int) -> None:
        database = str(settings.DATABASES["default"]["NAME"])
        log = settings.BASE_DIR / "var" / f"rejected-{Path(database).stem}.csv"
        if Load.objects.filter(name="simulation").exists():
            self.stdout.write(
                "This shop holds simulated shoppers as well; set EXAMPLE_SHOP_DATABASE_URL to load into another one."
            )
        try:
            report, worked = demo.load_dataset(
                directory, at=timezone.now(), steps=self._steps(verbosity), log=log, verbosity=verbosity
            )
        except (Refused, Unreadable) as error:
            raise CommandError(f"Nothing was loaded.\n{error}") from error
        if not worked:
            self.stdout.write(
                "This history is here already, its files have not changed; the report of its load:"
            )
        for line in report.lines():
            self.stdout.write(line)
        if not report.agrees:
            raise CommandError("The shop does not hold what the files say; see the report above.")

    def _steps(self, verbosity: int) -> Any:
        from django_personalize.management.progress import Progress

        def begin(label: str, total: int | None = None) -> Advance:
            return Progress(self.stdout, label, total=total, verbosity=verbosity)

        return begin

    def _serve(self, port: int, workers: int | None) -> None:
        self.stdout.write(
            f"The shop: http://127.0.0.1:{port}/ - become a customer: http://127.0.0.1:{port}/demo/"
        )
        if workers is None:
            call_command("runserver", f"127.0.0.1:{port}", use_reloader=False)
            return
        if find_spec("gunicorn") is None:
            raise CommandError('--workers needs gunicorn: pip install "django-personalize[demo]"')
        self.stdout.flush()
        serve = [
            "-m",
            "gunicorn",
            "example_shop.wsgi",
            "--workers",
            str(workers),
            "--bind",
            f"127.0.0.1:{port}",
        ]
        os.execv(sys.executable, [sys.executable, *serve])  # noqa: S606  our own interpreter


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} will not do; give a whole number, at least 1")
    return int(text)
