"""When people shop: seasons, feasts, weekdays and hours of the shop's zone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

#: Monday first. Sunday evening is when Germany shops.
WEEKDAYS = (1.15, 0.95, 0.9, 0.95, 0.8, 0.9, 1.35)
#: Companies buy on working days.
TRADE_WEEKDAYS = (1.3, 1.4, 1.4, 1.3, 1.1, 0.12, 0.05)

#: By root category, factors of the twelve months; 1 where nothing is said.
_MONTHS: dict[str, Sequence[float]] = {
    "cycling": (0.4, 0.6, 1.5, 1.9, 1.8, 1.5, 1.2, 1.0, 0.9, 0.6, 0.5, 0.7),
    "wellness": (1.8, 1.4, 1.1, 0.9, 0.8, 0.8, 0.8, 0.8, 1.0, 1.1, 1.2, 1.0),
    "decoration": (0.8, 0.8, 1.0, 1.1, 1.0, 0.8, 0.8, 0.8, 1.0, 1.2, 1.5, 1.7),
    "travel": (0.8, 0.8, 0.9, 1.1, 1.5, 1.7, 1.7, 1.3, 0.9, 0.7, 0.7, 0.9),
    "electronics": (1.0, 0.8, 0.8, 0.8, 0.8, 1.0, 0.9, 0.9, 0.9, 1.0, 1.8, 1.7),
    "women": (1.0, 1.0, 1.1, 1.2, 1.2, 1.1, 0.9, 0.9, 1.1, 1.1, 1.1, 1.2),
}
_SEASON_OF_MONTH = ("winter", "winter", *("spring",) * 3, *("summer",) * 3, *("autumn",) * 3, "winter")
#: (month, last day): presents are bought in the four weeks before.
_FEASTS = ((2, 14), (5, 10), (12, 24))


def season_of(month: int) -> str:
    """winter, spring, summer or autumn of the northern half."""
    return _SEASON_OF_MONTH[month - 1]


@cache
def season_factor(root: str, season: str, month: int) -> float:
    """How much more (or less) a good of a root category, made for a season, is looked at in a month."""
    months = _MONTHS.get(root)
    factor = months[month - 1] if months else 1.0
    if season in ("", "all year"):
        return factor
    return factor * (3.0 if season == season_of(month) else 0.2)


@cache
def feast_factor(day: date) -> float:
    """How much more gift buyers visit: up to five times as often in the last week before a feast."""
    best = 1.0
    for month, last in _FEASTS:
        ahead = (date(day.year, month, last) - day).days
        if 0 <= ahead < 28:
            best = max(best, 5.0 - ahead / 7)
    return best


def draw_hour(rng: Random, favourite: int, *, trade: bool) -> float:
    """An hour with its fraction: mostly near the favourite one, otherwise when everybody shops."""
    if trade:
        return min(max(rng.gauss(favourite, 1.6), 6.5), 18.5)
    centre, width = (
        (favourite, 0.9) if rng.random() < 0.7 else rng.choice(((8.0, 1.0), (12.7, 0.8), (20.3, 1.6)))
    )
    return min(max(rng.gauss(centre, width), 0.2), 23.3)


def at_hour(day: date, hour: float, zone: ZoneInfo) -> datetime:
    """The moment of a day of the zone, in whole seconds; hours that a clock change skips move on by themselves."""
    midnight = datetime.combine(day, time(), tzinfo=zone)
    wall = midnight.replace(tzinfo=None) + timedelta(seconds=int(hour * 3600))
    return wall.replace(tzinfo=zone).astimezone(ZoneInfo("UTC"))
