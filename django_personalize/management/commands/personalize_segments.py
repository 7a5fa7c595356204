"""Lists segments with their size, installs the ready ones, writes and reads them as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from django_personalize.core import clock
from django_personalize.core.errors import PersonalizeError
from django_personalize.segments import authoring, catalogue, files, members
from django_personalize.segments.models import Segment
from django_personalize.segments.ready import READY


class Command(BaseCommand):
    help = (
        "Without options: every segment with its number of people and its rule in words. "
        "--install makes the ready segments, --export and --import write and read them as JSON."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--install",
            nargs="*",
            metavar="SLUG",
            help=f"Make these ready segments, all without a name; existing ones stay as they are: {', '.join(READY)}.",
        )
        parser.add_argument("--export", metavar="FILE", help='Write all rules to FILE, "-" for the terminal.')
        parser.add_argument(
            "--import", metavar="FILE", dest="load", help="Take the rules of FILE, all or none."
        )

    def handle(
        self, *, install: list[str] | None, export: str | None, load: str | None, **options: Any
    ) -> None:
        if install is not None:
            self._install(install)
        if load is not None:
            self._load(Path(load))
        if export is not None:
            self._export(export)
        if install is None and export is None and load is None:
            self._list()

    def _install(self, slugs: list[str]) -> None:
        unknown = [slug for slug in slugs if slug not in READY]
        if unknown:
            raise CommandError(f"Unknown ready segment {unknown[0]!r}, must be one of: {', '.join(READY)}.")
        standing = set(Segment.objects.values_list("slug", flat=True))
        for slug in slugs or READY:
            if slug in standing:
                self.stdout.write(_("%(slug)s: is there already, left as it is") % {"slug": slug})
                continue
            ready = READY[slug]
            authoring.save_rule(slug, ready.rule, name=str(ready.name), actor="install", at=clock.now())
            self.stdout.write(_("%(slug)s: installed") % {"slug": slug})

    def _load(self, path: Path) -> None:
        try:
            made = files.load(path.read_bytes(), actor="file", at=clock.now())
        except (OSError, PersonalizeError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("%(n)d segments taken from %(file)s") % {"n": len(made), "file": path})

    def _export(self, target: str) -> None:
        text = files.export()
        if target == "-":
            self.stdout.write(text, ending="")
            return
        try:
            Path(target).write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(str(error)) from error

    def _list(self) -> None:
        found = catalogue.published()
        if not found:
            self.stdout.write(_("There is no segment yet; --install makes the ready ones."))
        for slug, segment in found.items():
            self.stdout.write(f"{slug}: {self._size(slug)}")
            if segment.rule is not None:
                self.stdout.write(f"    {segment.rule.sentence()}")

    def _size(self, slug: str) -> str:
        try:
            return str(members.members(slug).count())
        except PersonalizeError as fault:
            return str(fault)
