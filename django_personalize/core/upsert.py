"""Writing many rows in one statement where some of them may exist: replace them, add to them, or leave them.

The one place that knows how each database says so. SQLite and PostgreSQL name the unique columns (`ON CONFLICT`),
MariaDB takes whichever is violated (`ON DUPLICATE KEY`, `INSERT IGNORE`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connections, models, router
from django.db.models import Q
from django.db.models.constants import OnConflict

from django_personalize.core import statements

M = TypeVar("M", bound=models.Model)

_MOST_ROWS = 1000


def upsert(model: type[M], rows: Sequence[M], *, key: Sequence[str], update: Sequence[str]) -> None:
    """Write `rows`; where the unique `key` exists already, set the `update` fields to the new row's values."""
    if not rows:
        return
    features = connections[router.db_for_write(model)].features
    model._default_manager.bulk_create(
        rows,
        update_conflicts=True,
        update_fields=list(update),
        unique_fields=list(key) if features.supports_update_conflicts_with_target else None,
        batch_size=_MOST_ROWS,
    )


def insert_new(model: type[M], rows: Sequence[M], *, key: tuple[str, ...]) -> list[M]:
    """Insert `rows` (all columns but the primary key, which the database gives); those whose unique `key` was new.

    `key` names attributes ("owner_id"); the rows must differ in it.
    """
    if not rows:
        return []
    using = router.db_for_write(model)
    names = _all_but_the_key(model)
    shape = statements.columns(model, names, using)
    connection = connections[using]
    unknown = {tuple(getattr(row, name) for name in key): row for row in rows}
    can_tell = connection.features.can_return_rows_from_bulk_insert
    if not can_tell:
        for known in _existing(model, list(unknown), key, using):
            unknown.pop(known, None)
    values = shape.of(unknown.values(), connection)
    new = []
    for line in _insert(model, names, values, _skipping(model, using), key if can_tell else (), using):
        new.append(unknown[_as_given(model, key, line)])
    return new if can_tell else list(unknown.values())


def accumulate(
    model: type[models.Model],
    names: tuple[str, ...],
    rows: Sequence[Sequence[Any]],
    *,
    key: tuple[str, ...],
    add: tuple[str, ...],
    latest: tuple[str, ...] = (),
    returning: str = "",
) -> dict[tuple[Any, ...], Any]:
    """Write rows of values in the order of `names`; where the unique `key` exists already, the database adds the
    `add` columns up and keeps the larger of the `latest` ones. No row needs to be read or locked for it. Amounts stop
    at `largest`: a sum that is full is no error for everybody who comes after.

    `names` and the others are attributes ("profile_id"); the rows must differ in `key`. With `returning`: key to what
    that column, a number, holds now.
    """
    if not rows:
        return {}
    using = router.db_for_write(model)
    shape = statements.columns(model, names, using)
    connection = connections[using]
    values = shape.adapted(_bounded(model, names, rows, add), connection)
    can_tell = bool(returning) and connection.features.can_return_rows_from_bulk_insert
    told = (*key, returning) if can_tell else ()
    lines = _insert(model, names, values, _adding(model, names, key, add, latest, using), told, using)
    if can_tell:
        return {tuple(line[:-1]): line[-1] for line in lines}
    if not returning:
        return {}
    places = [names.index(name) for name in key]
    keys = [tuple(row[place] for place in places) for row in rows]
    found = model._default_manager.using(using).filter(_one_of(keys, key)).values_list(*key, returning)
    return {tuple(line[:-1]): line[-1] for line in found}


@lru_cache(maxsize=64)
def largest(model: type[models.Model], name: str) -> Decimal | None:
    """The largest whole amount that a column holds, exact as a float too (SQLite); None for other columns."""
    column = next(field for field in model._meta.concrete_fields if field.attname == name)
    if not isinstance(column, models.DecimalField):
        return None
    return Decimal(10) ** (column.max_digits - column.decimal_places) - 1


def bounded(model: type[models.Model], name: str, amount: Decimal) -> Decimal:
    """The amount, or the largest one that the column holds."""
    most = largest(model, name)
    return amount if most is None else max(-most, min(amount, most))


def _bounded(
    model: type[models.Model], names: tuple[str, ...], rows: Sequence[Sequence[Any]], add: tuple[str, ...]
) -> Sequence[Sequence[Any]]:
    most: Mapping[int, Decimal | None] = {names.index(name): largest(model, name) for name in add}
    bounds = [(place, bound) for place, bound in most.items() if bound is not None]
    found = []
    for row in rows:
        if any(not -bound <= row[place] <= bound for place, bound in bounds):
            row = [*row]
            for place, bound in bounds:
                row[place] = max(-bound, min(row[place], bound))
        found.append(row)
    return found


#: What stands before the table and after the rows.
_Around = tuple[str, str]


def _insert(
    model: type[models.Model],
    names: tuple[str, ...],
    rows: Sequence[Sequence[Any]],
    around: _Around,
    returning: tuple[str, ...],
    using: str,
) -> Iterable[tuple[Any, ...]]:
    """Send the rows, as many at once as the database takes; what it tells of them."""
    shape = statements.columns(model, names, using)
    connection = connections[using]
    fields = [field for field in model._meta.concrete_fields if field.attname in names]
    at_once = min(connection.ops.bulk_batch_size(fields, rows) or _MOST_ROWS, _MOST_ROWS)
    before, behind = around
    one = f"({', '.join(['%s'] * len(names))})"
    if returning:
        behind += f" RETURNING {', '.join(statements.columns(model, returning, using).names)}"
    told: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for start in range(0, len(rows), at_once):
            part = rows[start : start + at_once]
            cursor.execute(
                f"{before} {shape.table} ({', '.join(shape.names)}) VALUES {', '.join([one] * len(part))} {behind}",
                [value for row in part for value in row],
            )
            if returning:
                told += cursor.fetchall()
    return told


@lru_cache(maxsize=64)
def _skipping(model: type[models.Model], using: str) -> _Around:
    """Rows whose key exists already are left as they are."""
    ops = connections[using].ops
    before = str(ops.insert_statement(on_conflict=OnConflict.IGNORE))
    return before, str(ops.on_conflict_suffix_sql([], OnConflict.IGNORE, [], []))


@lru_cache(maxsize=64)
def _adding(
    model: type[models.Model],
    names: tuple[str, ...],
    key: tuple[str, ...],
    add: tuple[str, ...],
    latest: tuple[str, ...],
    using: str,
) -> _Around:
    """Rows whose key exists already are added to it."""
    shape = statements.columns(model, names, using)
    quoted = dict(zip(names, shape.names, strict=True))
    vendor = connections[using].vendor
    larger, smaller = ("MAX", "MIN") if vendor == "sqlite" else ("GREATEST", "LEAST")
    changes = []
    for name in (*add, *latest):
        column = quoted[name]
        old = f"{shape.table}.{column}"
        new = f"VALUES({column})" if vendor == "mysql" else f"excluded.{column}"
        change = f"{old} + {new}" if name in add else f"{larger}({old}, {new})"
        if name in add and (most := largest(model, name)) is not None:
            change = f"{larger}({smaller}({change}, {most}), -{most})"
        changes.append(f"{column} = {change}")
    if vendor == "mysql":
        return "INSERT INTO", f"ON DUPLICATE KEY UPDATE {', '.join(changes)}"
    unique = ", ".join(quoted[name] for name in key)
    return "INSERT INTO", f"ON CONFLICT ({unique}) DO UPDATE SET {', '.join(changes)}"


@lru_cache(maxsize=64)
def _all_but_the_key(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields if not field.primary_key)


def _existing(
    model: type[models.Model], keys: Sequence[tuple[Any, ...]], key: tuple[str, ...], using: str
) -> set[tuple[Any, ...]]:
    """Which of the keys are in the table; for databases that cannot tell what an insert has skipped."""
    rows = model._default_manager.using(using).filter(_one_of(keys, key))
    return set(rows.values_list(*key))


def _one_of(keys: Sequence[tuple[Any, ...]], key: tuple[str, ...]) -> Q:
    """Rows that hold a value of some key in each column: those keys, and perhaps others that are passed over."""
    return Q(**{f"{name}__in": {found[place] for found in keys} for place, name in enumerate(key)})


def _as_given(model: type[models.Model], key: tuple[str, ...], line: Sequence[Any]) -> tuple[Any, ...]:
    """A key as the rows hold it, from what the database tells of it."""
    return tuple(read(value) for read, value in zip(_readers(model, key), line, strict=True))


@lru_cache(maxsize=64)
def _readers(model: type[models.Model], names: tuple[str, ...]) -> list[Callable[[Any], Any]]:
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    return [by_name[name].to_python for name in names]
