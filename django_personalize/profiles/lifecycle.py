"""What happens to a table's rows when people merge, part, leave or ask: every table of persons registers here.

A test walks all models with a key to Profile and fails on one without a handler.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.forms.models import model_to_dict

from django_personalize.core import freshness
from django_personalize.core.registry import Registry
from django_personalize.profiles.models import MergeRecord

#: merge(record, limit) moves up to `limit` rows of the loser to the winner; the number moved.
Merge = Callable[[MergeRecord, int], int]
#: undo(record) gives the loser back what was its own; how many rows, None where a rebuild restores them.
Undo = Callable[[MergeRecord], int | None]


@dataclass(frozen=True)
class Handler:
    """How one table takes part in a person's life. `person` names the key to Profile."""

    model: type[models.Model]
    person: str
    merge: Merge
    undo: Undo
    #: Fields that say nothing about the person and stay out of an export.
    internal: tuple[str, ...] = ()
    #: Other keys to Profile on the same table.
    also: tuple[str, ...] = ()

    def export(self, profile_id: int) -> Iterator[dict[str, Any]]:
        """The person's rows as plain dicts, oldest first."""
        rows = self._rows(profile_id).order_by("pk")
        for row in rows.iterator():
            yield {
                name: value
                for name, value in model_to_dict(row).items()
                if name not in (*self.internal, self.person, *self.also)
            }

    def erase(self, profile_id: int) -> int:
        """Delete the person's rows; how many there were."""
        rows = self._rows(profile_id)
        count: int = rows._raw_delete(rows.db)
        return count

    def _rows(self, profile_id: int) -> models.QuerySet[models.Model]:
        """Past the manager: the ledger's own refuses to delete, and erasing is the one that may."""
        rows: models.QuerySet[models.Model] = freshness.plain(self.model)
        return rows.filter(**{self.person: profile_id})


HANDLERS: Registry[Handler] = Registry("lifecycle handler")


def register(handler: Handler) -> Handler:
    """Make a table part of merge, undo, export and erase."""
    return HANDLERS.register(handler.model._meta.label, handler)


def nothing_to_move(record: MergeRecord, limit: int) -> int:
    """For tables whose rows stay where they are."""
    return 0


def nothing_to_give_back(record: MergeRecord) -> None:
    """For tables that a rebuild restores."""


def moves_rows(handler: Handler) -> bool:
    """Whether its rows themselves go over and come back; what is derived from others is made anew instead."""
    return handler.undo is not nothing_to_give_back


def repoint(model: type[models.Model], person: str) -> Merge:
    """A merge that lets the loser's rows point at the winner, in chunks of `limit`."""

    def merge(record: MergeRecord, limit: int) -> int:
        keys = list(
            freshness.plain(model)
            .filter(**{person: record.loser_id})
            .order_by("pk")
            .values_list("pk", flat=True)[:limit]
        )
        return freshness.plain(model).filter(pk__in=keys).update(**{person: record.winner_id})

    return merge


def return_by_origin(model: type[models.Model], person: str, origin: str = "origin") -> Undo:
    """An undo that gives back rows whose `origin` is the loser, or somebody the loser had taken in before."""

    def undo(record: MergeRecord) -> int:
        return (
            freshness.plain(model)
            .filter(**{person: record.winner_id, f"{origin}__in": record.moved["origins"]})
            .update(**{person: record.loser_id})
        )

    return undo


def repoint_remembered(model: type[models.Model], person: str) -> Merge:
    """The same as `repoint` for small tables without an origin: the record remembers which rows moved."""
    move = repoint(model, person)

    def merge(record: MergeRecord, limit: int) -> int:
        keys = freshness.plain(model).filter(**{person: record.loser_id}).order_by("pk")[:limit]
        remembered = record.moved.setdefault("remembered", {}).setdefault(model._meta.label, [])
        remembered.extend(str(key) for key in keys.values_list("pk", flat=True))
        return move(record, limit)

    return merge


def return_remembered(model: type[models.Model], person: str) -> Undo:
    """An undo that gives back the rows that `repoint_remembered` moved, as far as the winner still has them."""

    def undo(record: MergeRecord) -> int:
        return remembered(record, model, person).update(**{person: record.loser_id})

    return undo


def remembered(record: MergeRecord, model: type[models.Model], person: str) -> models.QuerySet[models.Model]:
    """The rows that `return_remembered` would give back."""
    keys = record.moved.get("remembered", {}).get(model._meta.label, ())
    rows: models.QuerySet[models.Model] = freshness.plain(model)
    return rows.filter(**{"pk__in": keys, person: record.winner_id})
