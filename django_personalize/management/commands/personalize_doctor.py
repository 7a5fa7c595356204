"""`personalize_doctor`: what is missing, and the line that mends it."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import Any

from django.core.checks import ERROR as CHECK_ERROR
from django.core.checks import run_checks
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from django_personalize import __version__
from django_personalize.core import clock
from django_personalize.insights import probes as probes  # registers what is looked at
from django_personalize.insights.health import ERROR, NOTE, OK, WARNING, Finding, examine
from django_personalize.shop.problems import shown_by_caller

_WIDTH = 100


class Command(BaseCommand):
    help = "Says what is missing for django_personalize to work, each with the line that mends it."
    #: Errors in the settings are what this command reports; they must not keep it from starting.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        with shown_by_caller():
            found = list(_examine())
        errors = sum(finding.level == ERROR for _, finding in found)
        warnings = sum(finding.level == WARNING for _, finding in found)
        if options["json"]:
            self.stdout.write(
                json.dumps(
                    {
                        "version": __version__,
                        "errors": errors,
                        "warnings": warnings,
                        "findings": [
                            {
                                "section": section,
                                "level": finding.level,
                                "text": finding.text,
                                "fix": finding.fix,
                            }
                            for section, finding in found
                        ],
                    },
                    indent=2,
                )
            )
        else:
            self._print(found, errors=errors, warnings=warnings)
        if errors:
            raise CommandError(f"{errors} {_plural('error', errors)} found.")

    def _print(self, found: list[tuple[str, Finding]], *, errors: int, warnings: int) -> None:
        self.stdout.write(f"django-personalize {__version__}")
        last = ""
        for section, finding in found:
            if section != last:
                self.stdout.write("\n" + self.style.MIGRATE_HEADING(section))
                last = section
            self._line(finding)
        self.stdout.write("")
        if not errors and not warnings:
            self.stdout.write(self.style.SUCCESS("All is well."))
        else:
            self.stdout.write(
                f"{errors} {_plural('error', errors)}, {warnings} {_plural('warning', warnings)}."
            )

    def _line(self, finding: Finding) -> None:
        style = {
            OK: self.style.SUCCESS,
            NOTE: self.style.HTTP_INFO,
            WARNING: self.style.WARNING,
            ERROR: self.style.ERROR,
        }[finding.level]
        lines = textwrap.wrap(finding.text, _WIDTH) or [""]
        self.stdout.write(f"  {style(f'{finding.level:<8}')} {lines[0]}")
        for line in lines[1:]:
            self.stdout.write(f"{'':11}{line}")
        if finding.fix:
            # Not wrapped: a line that is to be copied stays one line.
            self.stdout.write(f"{'':11}→ {finding.fix}")


def _examine() -> Iterator[tuple[str, Finding]]:
    """Settings first, then the tables; without tables there is nothing more to look at."""
    yield from (("Settings", finding) for finding in _settings())
    migrations = _migrations()
    yield "Migrations", migrations
    if migrations.level != ERROR:
        yield from examine(at=clock.now())


def _settings() -> Iterator[Finding]:
    messages = run_checks(tags=["personalize"], include_deployment_checks=True)
    for message in messages:
        level = ERROR if message.level >= CHECK_ERROR else WARNING
        yield Finding(level, f"{message.id}: {message.msg}", message.hint or "")
    if not messages:
        yield Finding(OK, "Every key is known and leads somewhere.")


def _migrations() -> Finding:
    try:
        executor = MigrationExecutor(connection)
        targets = [key for key in executor.loader.graph.leaf_nodes() if key[0] == "django_personalize"]
        missing = [
            str(step)
            for step, _backwards in executor.migration_plan(targets)
            if step.app_label == targets[0][0]
        ]
    except DatabaseError as error:
        return Finding(ERROR, f"The database does not answer: {error}", 'Look at DATABASES["default"].')
    if missing:
        return Finding(ERROR, f"Not applied: {', '.join(missing)}.", "python manage.py migrate")
    return Finding(OK, "All migrations are applied.")


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"
