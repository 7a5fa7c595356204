"""Reads one value of one row. Whatever a host's field or method gives or raises, pages go on without it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import DatabaseError, models

from django_personalize.conf import settings
from django_personalize.shop.adapters import values
from django_personalize.shop.adapters.mapping import Table
from django_personalize.shop.adapters.paths import Path
from django_personalize.shop.problems import report

T = TypeVar("T")


class Unreadable(Exception):
    """A value without which the row is nothing to us; it was reported."""


class Row:
    """One row of a table, or one line of it. Odd values are reported under `key` and become the default."""

    def __init__(self, table: Table, row: models.Model, *, key: str) -> None:
        self.table = table
        self.row = row
        self.key = key

    def value(self, name: str, convert: Callable[[object], T], default: T) -> T:
        """The converted value under that key of the mapping; `default` where none is mapped or it is odd."""
        try:
            return self.required(name, convert, default)
        except Unreadable:
            return default

    def required(self, name: str, convert: Callable[[object], T], default: T) -> T:
        """The same, raising `Unreadable` where the value is odd."""
        path = self.table.paths.get(name)
        return default if path is None else self._converted(name, path, convert)

    def labelled(self, name: str) -> dict[str, str]:
        """The values of a mapping's "labels" key: one path that gives a mapping, or a path for each label."""
        named = self.table.named.get(name)
        if named is None:
            return self.value(name, values.labels, {})
        found: dict[str, object] = {}
        for label, path in named.items():
            try:
                found[label] = self._converted(name, path, lambda value: value)
            except Unreadable:
                continue
        return values.labels(found)

    def currency(self, *, default: str = "") -> str:
        """ISO 4217 code of the row's amounts: its own, the mapping's, `default`, the setting's."""
        return self.value("currency", values.text, "") or self.table.currency or default or settings.CURRENCY

    def leave_out(self, why: str) -> None:
        """Report that this row is not shown at all."""
        report(f"{self._name} is left out: {why}.", key=self.key)

    @property
    def _name(self) -> str:
        return f"{self.row._meta.label} {self.row.pk}"

    def _converted(self, name: str, path: Path, convert: Callable[[object], T]) -> T:
        try:
            return convert(path.read(self.row))
        except DatabaseError:
            # The transaction may be broken now: going on would hide that and fail elsewhere.
            raise
        except Exception as error:  # a host's property or method may raise anything
            where = f"PERSONALIZE['{self.table.section}']['{name}'] = {path.text!r}"
            why = f"{type(error).__name__}: {error}"
            report(f"{self._name}: {where} cannot be read ({why})", key=self.key)
            raise Unreadable from error


def reference(table: Table | None, value: object) -> str | None:
    """Key of a row of that table (the primary key of another model's row), or a key as it is given."""
    if isinstance(value, models.Model):
        return table.key_of(value) if table and isinstance(value, table.model) else str(value.pk)
    return None if value is None else str(value)
