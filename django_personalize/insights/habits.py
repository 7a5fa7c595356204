"""When a person comes and what they look for, from what the snapshot counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from django_personalize.profiles import snapshots

#: Some Monday: weekdays are stored with Monday first.
_MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Bar:
    """One column of a small chart; `height` in percent of the tallest."""

    label: str
    count: int
    height: int
    x: int

    @property
    def top(self) -> int:
        """Where the column begins, from above, in percent."""
        return 100 - self.height


@dataclass(frozen=True, slots=True)
class Habits:
    """Columns by hour (24) and weekday (7), () while nothing was counted; `sentence` "" until it means something.

    `searches`: (words, results or None, moment), newest first.
    """

    hours: tuple[Bar, ...]
    weekdays: tuple[Bar, ...]
    sentence: str
    searches: tuple[tuple[str, int | None, datetime], ...]


def read(data: Mapping[str, Any]) -> Habits:
    """The habits that a snapshot's data holds."""
    hours, weekdays = _hours(data), _weekdays(data)
    return Habits(hours, weekdays, _habit(hours, weekdays), _searches(data))


def _searches(data: Mapping[str, Any]) -> tuple[tuple[str, int | None, datetime], ...]:
    return tuple(
        (str(words), results if isinstance(results, int) else None, snapshots.moment(at))
        for words, results, at in data.get("searches", ())
    )


def _hours(data: Mapping[str, Any]) -> tuple[Bar, ...]:
    return _bars(data.get("hours", ()), [f"{hour}:00" for hour in range(24)])


def _weekdays(data: Mapping[str, Any]) -> tuple[Bar, ...]:
    names = [formats.date_format(_MONDAY + timedelta(days=day), "D") for day in range(7)]
    return _bars(data.get("weekdays", ()), names)


def _bars(counts: Sequence[int], labels: Sequence[str]) -> tuple[Bar, ...]:
    tallest = max(counts, default=0)
    if not tallest:
        return ()
    return tuple(
        Bar(label, count, round(100 * count / tallest), 10 * place)
        for place, (label, count) in enumerate(zip(labels, counts, strict=True))
    )


def _habit(hours: Sequence[Bar], weekdays: Sequence[Bar]) -> str:
    """The habit in one sentence; "" until there is enough to speak of one."""
    if not hours or not weekdays or sum(bar.count for bar in hours) < 5:
        return ""
    hour = max(hours, key=lambda bar: bar.count)
    day = max(range(7), key=lambda place: weekdays[place].count)
    name = formats.date_format(_MONDAY + timedelta(days=day), "l")
    return _("Comes most often on %(day)s and around %(hour)s.") % {"day": name, "hour": hour.label}
