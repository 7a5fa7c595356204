"""Day sums without a person: totals stay true where nobody consented."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count

from django_personalize.conf import settings
from django_personalize.core import clock
from django_personalize.core.upsert import accumulate
from django_personalize.events.models import DaySum

#: Rows per total and day; each process writes its own, so that no row is hot.
_SHARDS = 16
#: What the search words of a day count as, once there have been as many as `SEARCH_WORDS_PER_DAY` allows.
OTHER_WORDS = "other_words"
_WORD = "query:"


#: (day, name, object) to (times, money).
Totals = dict[tuple[date, str, str], tuple[int, Decimal]]


def add(name: str, objects: Iterable[str], *, at: datetime, value: Decimal | int = 0, times: int = 1) -> None:
    """Count one event for itself ("") and for each object, on the day of the shop's zone."""
    totals: Totals = {}
    total(totals, name, objects, at=at, value=value, times=times)
    add_all(totals)


def total(
    totals: Totals,
    name: str,
    objects: Iterable[str],
    *,
    at: datetime,
    value: Decimal | int = 0,
    times: int = 1,
) -> None:
    """Note one event for itself ("") and for each object among `totals`, which `add_all` writes."""
    day = clock.day_of(at)
    for name_of_object in dict.fromkeys(["", *(entry[:100] for entry in objects)]):
        before, money = totals.get((day, name[:64], name_of_object), (0, Decimal(0)))
        totals[day, name[:64], name_of_object] = (before + times, money + value)


def add_all(totals: Totals) -> None:
    """Count many events in one statement; rows in one order, so that two processes do not wait for each other."""
    totals = _with_few_words(totals)
    shard = os.getpid() % _SHARDS
    accumulate(
        DaySum,
        ("day", "name", "object", "shard", "count", "value"),
        [(*key, shard, times, money) for key, (times, money) in sorted(totals.items())],
        key=("day", "name", "object", "shard"),
        add=("count", "value"),
    )


def _with_few_words(totals: Totals) -> Totals:
    """The same with search words that would be too many for their day under `OTHER_WORDS`.

    Whoever types has no account and agreed to nothing, so a script can send a new word with each request. Processes
    that count at the same moment may together let a few more words in.
    """
    words: dict[tuple[date, str], set[str]] = {}
    for day, name, counted in totals:
        if counted.startswith(_WORD):
            words.setdefault((day, name), set()).add(counted)
    kept = {(day, name, word) for (day, name), given in words.items() for word in _kept(day, name, given)}
    found: Totals = {}
    for (day, name, counted), (times, money) in totals.items():
        is_word = counted.startswith(_WORD)
        key = (day, name, counted if not is_word or (day, name, counted) in kept else OTHER_WORDS)
        before, sum_before = found.get(key, (0, Decimal(0)))
        found[key] = (before + times, sum_before + money)
    return found


def _kept(day: date, name: str, words: set[str]) -> set[str]:
    """The words that have a row of their own today, and as many new ones as there is room for."""
    rows = DaySum.objects.filter(day=day, name=name)
    known = set(rows.filter(object__in=words).values_list("object", flat=True))
    new = sorted(words - known)
    if new:
        counted = rows.filter(object__startswith=_WORD).aggregate(words=Count("object", distinct=True))
        new = new[: max(0, settings.SEARCH_WORDS_PER_DAY - counted["words"])]
    return known | set(new)
