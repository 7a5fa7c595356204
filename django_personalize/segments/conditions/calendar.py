"""When it is: the same for everybody, on the wall clock of the shop."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from django.db.models import Q
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from django_personalize.core import clock
from django_personalize.core.wording import listed
from django_personalize.segments.conditions.base import EVERYBODY, NOBODY, Condition, Family, given, register
from django_personalize.segments.facts import Facts
from django_personalize.segments.parameters import Choice, Choices, Day, Whole, Wrong


class _Calendar(Condition):
    """True or false of a moment."""

    __slots__ = ()
    family: ClassVar[Family] = Family.CALENDAR

    @abstractmethod
    def holds(self, at: datetime) -> bool:
        """Whether it is true at `at`."""

    def matches(self, facts: Facts) -> bool:
        return self.holds(facts.at)

    def as_q(self, at: datetime) -> Q:
        return EVERYBODY if self.holds(at) else NOBODY

    def found(self, facts: Facts) -> str:
        return date_format(clock.local(facts.at), "DATETIME_FORMAT")


_DAYS = dict(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), WEEKDAYS.values(), strict=True))


@register
@dataclass(frozen=True, slots=True)
class Weekday(_Calendar):
    """Today is one of these days of the week."""

    key: ClassVar[str] = "weekday"
    label = gettext_lazy("Day of the week")

    days: tuple[str, ...] = given(Choices(gettext_lazy("Days"), choices=_DAYS))

    def holds(self, at: datetime) -> bool:
        return list(_DAYS)[clock.local(at).weekday()] in self.days

    def sentence(self) -> str:
        return _("today is %s") % listed([str(_DAYS[day]) for day in self.days], or_=True)


@register
@dataclass(frozen=True, slots=True)
class Hours(_Calendar):
    """The hour lies between two, the first included, the last not; from 22 to 6 goes over midnight."""

    key: ClassVar[str] = "hours"
    by_the_hour: ClassVar[bool] = True
    label = gettext_lazy("Time of day")

    start: int = given(Whole(gettext_lazy("From hour"), most=23))
    end: int = given(Whole(gettext_lazy("To hour"), least=1, most=24))

    def check(self) -> None:
        if self.start == self.end:
            raise Wrong(
                f"end: {self.end} must differ from the start; leave the condition out for a whole day."
            )

    def holds(self, at: datetime) -> bool:
        hour = clock.local(at).hour
        if self.start < self.end:
            return self.start <= hour < self.end
        return hour >= self.start or hour < self.end

    def sentence(self) -> str:
        return _("it is between %(start)d:00 and %(end)d:00") % {"start": self.start, "end": self.end}


@register
@dataclass(frozen=True, slots=True)
class Between(_Calendar):
    """Today lies between two days, both included; either may be open."""

    key: ClassVar[str] = "between"
    label = gettext_lazy("Between two days")

    first: date | None = given(Day(gettext_lazy("First day")), optional=True)
    last: date | None = given(Day(gettext_lazy("Last day")), optional=True)

    def check(self) -> None:
        if self.first is None and self.last is None:
            raise Wrong("first: give a first day, a last day, or both.")
        if self.first is not None and self.last is not None and self.last < self.first:
            raise Wrong(f"last: {self.last} must not lie before the first day, {self.first}.")

    def holds(self, at: datetime) -> bool:
        today = clock.day_of(at)
        return (self.first is None or today >= self.first) and (self.last is None or today <= self.last)

    def sentence(self) -> str:
        if self.last is None:
            return _("today is %s or later") % date_format(self.first or "", "DATE_FORMAT")
        if self.first is None:
            return _("today is %s or earlier") % date_format(self.last, "DATE_FORMAT")
        return _("today lies from %(first)s to %(last)s") % {
            "first": date_format(self.first, "DATE_FORMAT"),
            "last": date_format(self.last, "DATE_FORMAT"),
        }


_SEASONS = {
    "spring": gettext_lazy("spring"),
    "summer": gettext_lazy("summer"),
    "autumn": gettext_lazy("autumn"),
    "winter": gettext_lazy("winter"),
}
_HALVES = {"north": gettext_lazy("north"), "south": gettext_lazy("south")}


@register
@dataclass(frozen=True, slots=True)
class Season(_Calendar):
    """The season of the weather services: spring is March to May in the north, September to November in the south."""

    key: ClassVar[str] = "season"
    label = gettext_lazy("Season")

    seasons: tuple[str, ...] = given(Choices(gettext_lazy("Seasons"), choices=_SEASONS))
    hemisphere: str = given(Choice(gettext_lazy("Hemisphere"), choices=_HALVES), default="north")

    def holds(self, at: datetime) -> bool:
        quarter = (clock.local(at).month // 3 - 1) % 4
        if self.hemisphere == "south":
            quarter = (quarter + 2) % 4
        return list(_SEASONS)[quarter] in self.seasons

    def sentence(self) -> str:
        return _("it is %(season)s (hemisphere: %(half)s)") % {
            "season": listed([str(_SEASONS[name]) for name in self.seasons], or_=True),
            "half": _HALVES[self.hemisphere],
        }
