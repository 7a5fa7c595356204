"""Segments as a file: JSON that reads back to the same rules, for review, for another shop, for version control."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from django_personalize.core import strictjson
from django_personalize.core.errors import PersonalizeError
from django_personalize.segments import authoring
from django_personalize.segments.models import Segment
from django_personalize.segments.tree import BadRule

FORMAT = "django-personalize segments 1"
_LONGEST = 120


class BadFile(PersonalizeError, ValueError):
    """A file that is no export of segments, or one with a segment that cannot be kept; nothing of it was taken."""


def export() -> str:
    """All segments that have a rule, by slug, as JSON. People on lists stay here: they are personal data."""
    segments = Segment.objects.filter(kind=Segment.Kind.RULE).order_by("slug")
    rows = [
        {"slug": one.slug, "name": one.name, "description": one.description, "rule": one.rule}
        for one in segments
    ]
    return json.dumps({"format": FORMAT, "segments": rows}, indent=2, ensure_ascii=False) + "\n"


def load(text: bytes, *, actor: str, at: datetime) -> list[Segment]:
    """Make or change the segments of a file, all or none. Raises `BadFile` with the segment and the place in it."""
    try:
        data = strictjson.parse(text, max_depth=40)
    except ValueError as error:
        raise BadFile(f"This is no JSON: {error}") from error
    if (
        not isinstance(data, dict)
        or data.get("format") != FORMAT
        or not isinstance(data.get("segments"), list)
    ):
        raise BadFile(f'A file of segments begins with {{"format": "{FORMAT}", "segments": […]}}.')
    waiting = [_entry(entry, number) for number, entry in enumerate(data["segments"])]
    with transaction.atomic():
        return [*_in_order(waiting, actor=actor, at=at)]


def _entry(entry: object, number: int) -> dict[str, object]:
    if not isinstance(entry, dict) or not isinstance(entry.get("slug"), str):
        raise BadFile(f"segments[{number}] must be an object with slug, name and rule.")
    slug, name = entry["slug"], entry.get("name", entry["slug"])
    if (
        not slug
        or len(slug) > 64
        or not slug.replace("-", "").replace("_", "").isalnum()
        or not slug.isascii()
    ):
        raise BadFile(
            f"segments[{number}]: the slug {slug!r:.80} must be letters, digits, - and _, at most 64."
        )
    if not isinstance(name, str) or not 1 <= len(name) <= _LONGEST:
        raise BadFile(f"{slug}: the name {name!r:.80} must be a text of 1 to {_LONGEST} characters.")
    return {
        "slug": slug,
        "name": name,
        "rule": entry.get("rule"),
        "description": entry.get("description", ""),
    }


def _in_order(waiting: list[dict[str, object]], *, actor: str, at: datetime) -> Iterable[Segment]:
    """Segments inside others first, whatever their order in the file."""
    while waiting:
        left: list[dict[str, object]] = []
        faults: dict[str, str] = {}
        for entry in waiting:
            slug = str(entry["slug"])
            try:
                with transaction.atomic():
                    made = authoring.save_rule(
                        slug, entry["rule"], name=str(entry["name"]), actor=actor, at=at
                    )
                    Segment.objects.filter(pk=made.pk).update(description=str(entry["description"] or ""))
            except BadRule as problem:
                faults[slug] = str(problem)
                left.append(entry)
            else:
                yield made
        if len(left) == len(waiting):
            slug, fault = next(iter(faults.items()))
            raise BadFile(f"{slug}: {fault}")
        waiting = left
