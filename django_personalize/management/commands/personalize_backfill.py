"""`personalize_backfill`: the shop's past orders become events, once each."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date

from django_personalize.core import clock
from django_personalize.management.progress import Progress
from django_personalize.tracking import derive
from django_personalize.tracking.history import Backfilled, backfill


class Command(BaseCommand):
    help = "Imports all past orders of the shop; run it again whenever you like, nothing is counted twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", metavar="YYYY-MM-DD", help="only orders placed on this day or later")

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        progress = Progress(self.stdout, "orders", verbosity=options["verbosity"])
        done, before = Backfilled(), 0
        for done in backfill(since=_since(options["since"]), at=at):
            progress.advance(done.read - before)
            before = done.read
        progress.done()
        people = derive.derive(since=None, at=at)
        if options["verbosity"] == 0:
            return
        self.stdout.write(
            f"{done.read} orders read: {done.written} events written, {done.known} known before, "
            f"{done.cancelled} cancelled, {done.without_person} without a person. {people} people refreshed."
        )
        for currency, total in sorted(done.totals.items()):
            self.stdout.write(f"Sum of all orders: {total} {currency}")


def _since(value: str | None) -> datetime | None:
    if not value:
        return None
    try:
        day = parse_date(value)
    except ValueError:
        day = None
    if day is None:
        raise CommandError(f"--since {value!r} is no day; give it as 2026-01-31.")
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001  made aware here
