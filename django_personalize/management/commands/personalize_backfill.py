"""`personalize_backfill`: the shop's past orders become events, once each."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date

from django_personalize.core import clock
from django_personalize.management.progress import Progress
from django_personalize.tracking import accounts, derive
from django_personalize.tracking.history import Backfilled, backfill


class Command(BaseCommand):
    help = "Imports all past orders of the shop; run it again whenever you like, nothing is counted twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", metavar="YYYY-MM-DD", help="only orders placed on this day or later")

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        progress = Progress(self.stdout, "orders", verbosity=options["verbosity"])
        done, before = Backfilled(), 0
        since = _since(options["since"])
        for done in backfill(since=since, at=at):
            progress.advance(done.read - before)
            before = done.read
        progress.done()
        customers = accounts.copy_all(at=at)
        people = derive.derive(since=None, at=at)
        if options["verbosity"] == 0:
            return
        self.stdout.write(
            f"{done.read} orders read: {done.written} events written, {done.known} known before, "
            f"{done.cancelled} cancelled, {done.without_person} without a person. {people} people refreshed, "
            f"{customers} of them from their accounts."
        )
        differences = done.differences(since=since)
        for currency, total in sorted(done.totals.items()):
            verdict = "our events hold the same" if currency not in differences else ""
            self.stdout.write(f"Sum of all orders: {total} {currency}" + (f", {verdict}" if verdict else ""))
        for currency, difference in differences.items():
            self.stdout.write(
                f"Our events hold {abs(difference)} {currency} {'more' if difference > 0 else 'less'} than the "
                "shop's orders: orders that the shop has deleted since, or that changed after they were written."
            )


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
