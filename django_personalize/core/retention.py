"""How long data is kept: every table that holds data about people, and every log, belongs to one class of data.

A package registers its classes beside its tables; `PERSONALIZE["RETENTION"]` may give each another length. The tick and
`personalize_prune` remove what is older, in batches of one short transaction each (see `events.retention`).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from django.db import models, router
from django.db.models import Q
from django.utils import timezone

from django_personalize.conf import settings
from django_personalize.core import clock, freshness
from django_personalize.core.errors import PersonalizeError
from django_personalize.core.registry import Registry

M = TypeVar("M", bound=models.Model)

#: Rows that one transaction removes, where a row is all that goes.
BATCH = 500
_LENGTH = re.compile(r"(\d{1,4}) (day|month|year)s?")
_EXAMPLES = '"13 months", "400 days", "3 years", a timedelta or a number of days'


class BadPeriod(PersonalizeError, ValueError):
    """A length of time that nobody can read."""


@dataclass(frozen=True, slots=True)
class Period:
    """Calendar months and days: 13 months before 31 March are 28 or 29 February."""

    months: int = 0
    days: int = 0

    def before(self, at: datetime) -> datetime:
        """The moment from which on data is kept: the beginning of a day in the shop's zone."""
        day = clock.day_of(at)
        year, month = divmod(day.year * 12 + day.month - 1 - self.months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        kept_from = date(year, month + 1, min(day.day, last)) - timedelta(days=self.days)
        return begin(kept_from)

    def __str__(self) -> str:
        if self.months:
            return f"{self.months} month{'s' if self.months != 1 else ''}"
        return f"{self.days} day{'s' if self.days != 1 else ''}"


def begin(day: date) -> datetime:
    """The first moment of a day in the shop's zone."""
    return timezone.make_aware(datetime.combine(day, time()), timezone.get_default_timezone())


def period(given: object) -> Period:
    """A length of time as settings give it; raises `BadPeriod` for anything else, and below one day."""
    found = None
    if isinstance(given, timedelta):
        found = Period(days=given.days)
    elif isinstance(given, int) and not isinstance(given, bool):
        found = Period(days=given)
    elif isinstance(given, str) and (match := _LENGTH.fullmatch(given.strip().lower())):
        number = int(match[1])
        found = {
            "day": Period(days=number),
            "month": Period(months=number),
            "year": Period(months=12 * number),
        }[match[2]]
    if found is None or found.months + found.days < 1 or found.months > 1200 or found.days > 36525:
        raise BadPeriod(f"{given!r} is no length of time; give {_EXAMPLES}, from one day to a hundred years.")
    return found


@dataclass(frozen=True, slots=True)
class Step:
    """One committed batch: rows removed, and where to go on (text, "" when the class begins anew)."""

    removed: int
    after: str = ""


#: batches(limit, at, after) removes what is older than `limit`, one committed batch per step.
Batches = Callable[[datetime, datetime, str], Iterator[Step]]
#: count(limit, at) says how much that would be now.
Count = Callable[[datetime, datetime], int]


@dataclass(frozen=True, slots=True)
class DataClass:
    """One class of data: its tables, how long it lives, from when that is counted, and what is left of it."""

    name: str
    tables: tuple[type[models.Model], ...]
    #: As in the setting: "13 months".
    default: str
    #: What the age is counted from, and what survives, for people.
    age: str
    survives: str
    batches: Batches
    count: Count

    @property
    def kept(self) -> Period | None:
        """The length that holds here; None: without an end. Raises `BadPeriod`."""
        given: Mapping[str, Any] = settings.RETENTION
        value = given.get(self.name, self.default)
        return None if value is None else period(value)


CLASSES: Registry[DataClass] = Registry("class of data")


def register(found: DataClass) -> DataClass:
    """Make a class of data part of `personalize_prune`; classes are pruned in the order of their registration."""
    return CLASSES.register(found.name, found)


def aged(
    name: str,
    model: type[models.Model],
    column: str,
    default: str,
    *,
    age: str,
    survives: str = "nothing",
    where: Callable[[datetime, datetime], Q] | None = None,
    indexed_by: str = "",
) -> DataClass:
    """A class of rows that go by the age of one column; register the result.

    `where(limit, at)` narrows what may go (legal holds, states). `indexed_by` names another column, never later than
    `column`, whose index finds the rows.
    """

    def expired(limit: datetime, at: datetime) -> models.QuerySet[models.Model]:
        edge = clock.day_of(limit) if type(model._meta.get_field(column)) is models.DateField else limit
        rows = freshness.plain(model).filter(**{f"{column}__lt": edge})
        if indexed_by:
            rows = rows.filter(**{f"{indexed_by}__lt": edge})
        return rows.filter(where(limit, at)) if where else rows

    def batches(limit: datetime, at: datetime, after: str) -> Iterator[Step]:
        while keys := list(
            expired(limit, at).order_by(indexed_by or column).values_list("pk", flat=True)[:BATCH]
        ):
            yield Step(delete(expired(limit, at).filter(pk__in=keys)))

    return DataClass(
        name,
        (model,),
        default,
        age,
        survives,
        batches,
        lambda limit, at: expired(limit, at).count(),
    )


def rows(model: type[M]) -> models.QuerySet[M]:
    """All rows where they are written, past managers: those of append-only tables refuse to delete."""
    return models.QuerySet(model, using=router.db_for_write(model))


def delete(found: models.QuerySet[Any]) -> int:
    """Delete rows by one statement, past the collector; how many. Nothing may point at them."""
    count: int = found._raw_delete(found.db)
    return count
