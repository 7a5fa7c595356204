"""Traits of two people who become one and part again: what a merger overwrites is kept aside, row by row.

A trait that the merger brought goes back only while it still stands as it came; what was seen later stays. Mergers
into one profile can be undone in any order, so whatever a later one kept aside of this one's traits is mended too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.forms.models import model_to_dict

from django_personalize.core.upsert import upsert
from django_personalize.profiles.models import MergeRecord, Trait

_VALUES = ["text", "number", "day", "flag", "observed_at", "expires_at"]

#: (name, source) to the row as JSON keeps it.
_Plain = dict[tuple[str, str], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Change:
    """One trait of the winner when the two part: what stands now, and what will; None for nothing."""

    name: str
    source: str
    now: Trait
    then: Trait | None


def merge_traits(record: MergeRecord, limit: int) -> int:
    """The later sight of each (name, source) stays; both sides are kept aside for the undo."""
    mine = {(row.name, row.source): row for row in Trait.objects.filter(profile=record.winner_id)}
    theirs = list(Trait.objects.filter(profile=record.loser_id))
    if not theirs:
        return 0
    # A second round finds only what somebody wrote to the loser meanwhile; the first round knows what was before.
    kept = record.moved.setdefault("traits", {"winner": [_plain(row) for row in mine.values()], "loser": []})
    known = {(plain["name"], plain["source"]) for plain in kept["loser"]}
    kept["loser"] += [_plain(row) for row in theirs if (row.name, row.source) not in known]
    newer = [
        row
        for row in theirs
        if (row.name, row.source) not in mine or row.observed_at > mine[row.name, row.source].observed_at
    ]
    _write(newer, record.winner_id)
    Trait.objects.filter(profile=record.loser_id).delete()
    return len(theirs)


def changes(record: MergeRecord) -> list[Change]:
    """What undoing does to the winner's traits: those that still stand as the merger brought them; one query."""
    mine, theirs = _kept(record)
    rows = Trait.objects.filter(profile=record.winner_id, name__in={name for name, _source in theirs})
    found = []
    for row in rows.order_by("name", "source"):
        key = (row.name, row.source)
        if key in theirs and _plain(row) == theirs[key] != mine.get(key):
            found.append(Change(*key, row, _row(mine[key]) if key in mine else None))
    return found


def returning(record: MergeRecord) -> list[Trait]:
    """The loser's own traits as they were, not saved."""
    return [_row(plain) for plain in _kept(record)[1].values()]


def undo_traits(record: MergeRecord) -> int:
    """Both sides as they were, but for what was seen since; how many traits went back."""
    undone = changes(record)
    Trait.objects.filter(pk__in=[change.now.pk for change in undone if change.then is None]).delete()
    _write([change.then for change in undone if change.then is not None], record.winner_id)
    _mend_later(record)
    back = returning(record)
    _write(back, record.loser_id)
    return len(back)


def _mend_later(record: MergeRecord) -> None:
    """Later mergers into the winner kept aside what this one had brought: from now on, what stood before it."""
    mine, theirs = _kept(record)
    later = MergeRecord.objects.filter(winner=record.winner_id, pk__gt=record.pk, undone_at=None)
    for other in later if theirs else ():
        aside, _ = _kept(other)
        mended = {key: mine.get(key) if plain == theirs.get(key) else plain for key, plain in aside.items()}
        if mended != aside:
            other.moved["traits"]["winner"] = [plain for plain in mended.values() if plain is not None]
            other.save(update_fields=["moved"])


def _kept(record: MergeRecord) -> tuple[_Plain, _Plain]:
    """The winner's and the loser's traits from before the merger."""
    kept: Mapping[str, list[dict[str, Any]]] = record.moved.get("traits", {})
    mine, theirs = (
        {(plain["name"], plain["source"]): plain for plain in kept.get(side, ())}
        for side in ("winner", "loser")
    )
    return mine, theirs


def _plain(row: Trait) -> dict[str, Any]:
    values = model_to_dict(row, exclude=["id", "profile"])
    return {name: None if value is None else str(value) for name, value in values.items()} | {
        "flag": row.flag
    }


def _row(plain: dict[str, Any]) -> Trait:
    fields = {field.name: field for field in Trait._meta.concrete_fields}
    return Trait(**{name: fields[name].to_python(value) for name, value in plain.items()})


def _write(rows: list[Trait], profile_id: int) -> None:
    for row in rows:
        row.pk = None
        row.profile_id = profile_id
    upsert(Trait, rows, key=["profile", "name", "source"], update=_VALUES)
