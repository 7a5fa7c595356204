"""Lengths of time in the calendar of the shop: what "in the last 30 days" and "10 months ago" mean to the day."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of spans; `most` keeps every span below a hundred years."""

    label: str | Promise
    most: int
    sentence: Callable[[int], str]
    back: Callable[[date, int], date]


def _days(n: int) -> Callable[[date, int], date]:
    return lambda day, count: day - timedelta(days=n * count)


def _months(n: int) -> Callable[[date, int], date]:
    def back(day: date, count: int) -> date:
        """The same day of an earlier month, or that month's last: a month before 31 March is 28 February."""
        index = day.year * 12 + day.month - 1 - n * count
        year, month = divmod(index, 12)
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

    return back


UNITS = {
    "days": Unit(_("days"), 36_500, lambda n: str(ngettext_lazy("%d day", "%d days") % n), _days(1)),
    "weeks": Unit(_("weeks"), 5_200, lambda n: str(ngettext_lazy("%d week", "%d weeks") % n), _days(7)),
    "months": Unit(_("months"), 1_200, lambda n: str(ngettext_lazy("%d month", "%d months") % n), _months(1)),
    "years": Unit(_("years"), 100, lambda n: str(ngettext_lazy("%d year", "%d years") % n), _months(12)),
}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """`n` units; ends with a moment and begins with a whole day of the shop's zone."""

    n: int
    unit: str

    def __str__(self) -> str:
        return UNITS[self.unit].sentence(self.n)

    def first_day(self, today: date) -> date:
        """The first day of the window that ends today: "in the last 1 day" is today."""
        return _day_before(self.n, self.unit, today) + timedelta(days=1)

    def day_before(self, today: date) -> date:
        """The day that lies this long before today; "more than" is before it, "ago" up to it."""
        return _day_before(self.n, self.unit, today)


@lru_cache(maxsize=1024)
def _day_before(n: int, unit: str, today: date) -> date:
    return UNITS[unit].back(today, n)
