"""A clock that stands still until a test moves it; everything that asks `core.clock.now()` sees it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django_personalize.core import clock

#: Where a frozen clock stands unless told otherwise: a Monday noon in summer time, 10:00 UTC.
NOON = datetime(2026, 6, 15, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))


class FrozenClock:
    """The moment that `core.clock.now()` answers; aware datetimes only."""

    def __init__(self, at: datetime = NOON) -> None:
        self._at = _aware(at)

    def now(self) -> datetime:
        """The current moment, in UTC."""
        return self._at.astimezone(ZoneInfo("UTC"))

    def advance(self, by: timedelta) -> datetime:
        """Move on by `by` (never backwards: use `set` for that); returns the new moment."""
        if by < timedelta(0):
            raise ValueError(f"A clock advances; got {by}. Use set() to go back.")
        self._at = self.now() + by
        return self.now()

    def set(self, at: datetime) -> datetime:
        """Stand at `at`; returns it in UTC."""
        self._at = _aware(at)
        return self.now()


@contextmanager
def frozen_clock(at: datetime = NOON) -> Iterator[FrozenClock]:
    """Freeze the time of the whole process while the block runs."""
    frozen = FrozenClock(at)
    with clock.source(frozen.now):
        yield frozen


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"{at!r} has no time zone; give an aware datetime.")
    return at
