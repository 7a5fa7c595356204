"""Pages of long tables by key instead of by number: page 1000 costs what page 1 costs, nothing is counted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any, Generic, TypeVar, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from django_personalize.core.errors import PersonalizeError

M = TypeVar("M", bound=models.Model)


class BadCursor(PersonalizeError, ValueError):
    """The cursor in the address was not made by this list."""


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Rows in the list's order, and the cursors of its neighbours; None where there is no neighbour."""

    rows: list[M]
    #: Give it as `after=`: the rows that follow.
    following: str | None
    #: Give it as `before=`: the rows that precede.
    preceding: str | None


def page(
    queryset: models.QuerySet[M],
    *,
    order: Sequence[str],
    size: int,
    after: str | None = None,
    before: str | None = None,
) -> Page[M]:
    """`size` rows of `queryset` behind `after` or in front of `before`, in one query.

    `order` names columns that are never NULL, "-" for descending, also of related rows that are loaded with each row
    ("-snapshot__updated_at"); the last one is unique. Raises `BadCursor`.
    """
    backwards = before is not None and after is None
    cursor = before if backwards else after
    ordered = queryset.order_by(*(_turned(order) if backwards else order))
    if cursor is not None:
        ordered = ordered.filter(_beyond(queryset.model, order, cursor, backwards=backwards))
    found = list(ordered[: size + 1])
    more, rows = len(found) > size, found[:size]
    if backwards:
        rows.reverse()
    if not rows:
        return Page([], None, None)
    return Page(
        rows,
        following=_cursor(rows[-1], order) if backwards or more else None,
        preceding=_cursor(rows[0], order) if (more if backwards else cursor is not None) else None,
    )


def _turned(order: Sequence[str]) -> list[str]:
    return [name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in order]


def _cursor(row: models.Model, order: Sequence[str]) -> str:
    values = []
    for name in order:
        *way, _column = name.removeprefix("-").split("__")
        values.append(_field(type(row), name).value_to_string(reduce(getattr, way, row)))
    return json.dumps(values, separators=(",", ":"))


def _beyond(model: type[models.Model], order: Sequence[str], cursor: str, *, backwards: bool) -> Q:
    """The rows behind the cursor: (a < x) or (a = x and b < y) …, and a <= x so that an index can seek."""
    values = _values(model, order, cursor)
    beyond = Q()
    same = Q()
    for name, value in zip(order, values, strict=True):
        column = name.removeprefix("-")
        lookup = "lt" if name.startswith("-") is not backwards else "gt"
        beyond |= same & Q((f"{column}__{lookup}", value))
        same &= Q((column, value))
    first = order[0].removeprefix("-")
    seek = "lte" if order[0].startswith("-") is not backwards else "gte"
    return Q((f"{first}__{seek}", values[0])) & beyond


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    *way, column = name.removeprefix("-").split("__")
    for relation in way:
        model = cast("type[models.Model]", model._meta.get_field(relation).related_model)
    return cast("models.Field[Any, Any]", model._meta.get_field(column))


def _values(model: type[models.Model], order: Sequence[str], cursor: str) -> list[Any]:
    try:
        texts = json.loads(cursor)
    except (ValueError, RecursionError):
        raise BadCursor(f"{cursor[:80]!r} is no position in this list; follow its links instead.") from None
    if not isinstance(texts, list) or len(texts) != len(order):
        raise BadCursor(f"{cursor[:80]!r} is no position in this list; follow its links instead.")
    values = []
    for name, text in zip(order, texts, strict=True):
        field = _field(model, name)
        try:
            value = field.to_python(text) if isinstance(text, str) and _is_storable(text) else None
        except ValidationError:
            value = None
        if value is None or not _is_bindable(value):
            raise BadCursor(f"{text!r} is no value of {field.name}; follow the list's own links instead.")
        values.append(value)
    return values


def _is_storable(text: str) -> bool:
    """Neither PostgreSQL takes a NUL, nor any database half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _is_bindable(value: Any) -> bool:
    """Whether every database takes it; no row of ours holds anything else.

    SQLite binds integers of 64 bits. A moment in the first or last year of the calendar may leave it in another zone.
    """
    if isinstance(value, int):
        return abs(value) < 2**63
    if isinstance(value, datetime):
        return 1 < value.year < 9999 and (value.tzinfo is not None or not settings.USE_TZ)
    return True
