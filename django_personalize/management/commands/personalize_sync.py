"""Brings the catalogue read model up to date with the shop."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from django_personalize.core import clock
from django_personalize.management.progress import Progress
from django_personalize.shop.ports import AdapterError
from django_personalize.shop.problems import Problem, shown_by_caller
from django_personalize.shop.sync import reconcile
from django_personalize.tracking import accounts

_MOST_PROBLEMS = 20


class Command(BaseCommand):
    help = (
        "Compare the whole catalogue with the shop: new, changed and removed products and categories. "
        "Run it after an import and from time to time; single changes arrive by themselves. What the accounts of "
        "known customers say is read anew, for those who allow it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--all-problems",
            action="store_true",
            help="List every product that could not be read, not only some.",
        )

    def handle(self, *, verbosity: int, all_problems: bool, **options: Any) -> None:
        progress = Progress(self.stdout, _("Products"), verbosity=verbosity)
        try:
            with shown_by_caller():
                result = reconcile(at=clock.now(), progress=progress.advance)
        except AdapterError as error:
            raise CommandError(str(error)) from error
        progress.done()
        customers = accounts.copy_all(at=clock.now())
        if verbosity > 0:
            self.stdout.write(
                _(
                    "%(created)d new, %(updated)d changed, %(removed)d removed, %(unchanged)d as before; "
                    "categories: %(categories)d, customers: %(customers)d."
                )
                % {
                    "created": result.created,
                    "updated": result.updated,
                    "removed": result.removed,
                    "unchanged": result.unchanged,
                    "categories": result.categories,
                    "customers": customers,
                }
            )
        self._list(result.problems, most=None if all_problems else _MOST_PROBLEMS)

    def _list(self, problems: tuple[Problem, ...], *, most: int | None) -> None:
        shown = problems[:most]
        for problem in shown:
            self.stderr.write(str(problem))
        more = len(problems) - len(shown)
        if more:
            text = ngettext(
                "%(more)d more problem; --all-problems lists it.",
                "%(more)d more problems; --all-problems lists them.",
                more,
            )
            self.stderr.write(text % {"more": more})
