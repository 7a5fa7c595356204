"""`personalize_tick`: do once everything that is due. For cron; Celery beat calls the same functions."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from django_personalize import schedules


class Command(BaseCommand):
    help = "Does once everything that is due: pending orders, mergers, computed traits, the catalogue."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="run every job, whether it is due or not")

    def handle(self, *args: Any, **options: Any) -> None:
        failed = []
        for ran in schedules.run_due(all_jobs=options["all"]):
            if ran.error:
                failed.append(ran.name)
                self.stderr.write(self.style.ERROR(f"{ran.name}: {ran.error}"))
            elif options["verbosity"] > 0:
                self.stdout.write(f"{ran.name}: {ran.result}")
        if failed:
            raise CommandError(
                f"{len(failed)} of the jobs failed: {', '.join(failed)}; the log has the details."
            )
