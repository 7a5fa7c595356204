"""`personalize_prune`: remove what is older than its class of data allows; or, at the end of it all, everything."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from django_personalize.core import clock, traces
from django_personalize.core.errors import PersonalizeError
from django_personalize.core.retention import CLASSES
from django_personalize.events import retention
from django_personalize.management.progress import Progress


class Command(BaseCommand):
    help = "Removes what is older than its class of data allows. The tick does the same; nothing is locked for long."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--only",
            action="append",
            default=[],
            metavar="CLASS",
            help="only this class of data; may be given several times",
        )
        parser.add_argument("--dry-run", action="store_true", help="count what would go, and change nothing")
        parser.add_argument(
            "--seconds",
            type=float,
            metavar="N",
            help="stop after so many seconds; the next run goes on from there",
        )
        parser.add_argument(
            "--everything",
            action="store_true",
            help="remove all data and all traces outside the app's own tables, before the app is uninstalled",
        )
        parser.add_argument("--yes", action="store_true", help="with --everything: do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        unknown = [name for name in options["only"] if name not in CLASSES]
        if unknown:
            raise CommandError(f"--only {unknown[0]!r} is no class of data; known are: {', '.join(CLASSES)}.")
        try:
            if options["everything"]:
                self._everything(asked=options["yes"])
            elif options["dry_run"]:
                self._count(options["only"])
            else:
                self._prune(options["only"], options["seconds"], options["verbosity"])
        except PersonalizeError as error:
            raise CommandError(str(error)) from error

    def _count(self, only: list[str]) -> None:
        at = clock.now()
        for found in [CLASSES[name] for name in only] or CLASSES.values():
            kept = found.kept
            if kept is None:
                self.stdout.write(f"{found.name}: kept without an end")
                continue
            limit = kept.before(at)
            self.stdout.write(f"{found.name}: {found.count(limit, at)} older than {kept} ({_day(limit)})")

    def _prune(self, only: list[str], seconds: float | None, verbosity: int) -> None:
        progress: dict[str, Progress] = {}
        counted: dict[str, int] = {}
        done = True
        for step in retention.prune(at=clock.now(), only=only, seconds=seconds):
            name, done = step.data_class.name, step.done
            if name not in progress:
                progress[name] = Progress(self.stdout, name, verbosity=verbosity if step.removed else 0)
            progress[name].advance(step.removed - counted.get(name, 0))
            counted[name] = step.removed
            if verbosity > 1:
                self.stdout.write(f"{name}: {step.removed} so far")
                self.stdout.flush()
            if done and verbosity:
                kept = "kept without an end"
                if step.kept_from is not None:
                    kept = (
                        f"{step.removed} removed, older than {step.data_class.kept} ({_day(step.kept_from)})"
                    )
                self.stdout.write(f"{name}: {kept}")
        if not done and verbosity:
            self.stdout.write("The time is used up; the next run goes on from here.")

    def _everything(self, *, asked: bool) -> None:
        if not asked:
            answer = input("Remove everything that django_personalize has stored? Type 'everything': ")
            if answer.strip() != "everything":
                raise CommandError("Nothing was removed.")
        try:
            removed = traces.remove()
        except DatabaseError as error:
            raise CommandError(
                f"{error}\nDoes a table of the shop's own point at one of ours? Remove that key first."
            ) from error
        for what, count in removed.items():
            self.stdout.write(f"{what}: {count} removed")
        self.stdout.write("Now: python manage.py migrate django_personalize zero")


def _day(moment: Any) -> str:
    return f"before {clock.day_of(moment):%Y-%m-%d}"
