"""The clock that stands still."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from django_personalize.core import clock as core_clock
from django_personalize.testing import NOON, FrozenClock, frozen_clock


def test_the_frozen_clock_stands_at_noon_in_berlin(clock: FrozenClock) -> None:
    assert core_clock.now() == datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
    assert core_clock.now().tzinfo is not None
    assert core_clock.now() == core_clock.now() == NOON


def test_advancing_the_clock_moves_the_whole_house(clock: FrozenClock) -> None:
    clock.advance(timedelta(hours=14))
    assert core_clock.now() == datetime(2026, 6, 16, 0, 0, tzinfo=UTC)
    assert core_clock.day_of(core_clock.now()).isoformat() == "2026-06-16"


def test_the_clock_can_be_set_to_any_moment(clock: FrozenClock) -> None:
    clock.set(datetime(2025, 12, 31, 23, 30, tzinfo=UTC))
    assert core_clock.day_of(core_clock.now()).isoformat() == "2026-01-01", "Berlin is an hour ahead of UTC"


def test_a_clock_never_advances_backwards(clock: FrozenClock) -> None:
    with pytest.raises(ValueError, match="advances"):
        clock.advance(timedelta(seconds=-1))


def test_a_moment_without_a_zone_is_refused(clock: FrozenClock) -> None:
    with pytest.raises(ValueError, match="time zone"):
        clock.set(datetime(2026, 1, 1))


def test_after_the_block_the_real_clock_runs_again() -> None:
    with frozen_clock():
        assert core_clock.now() == NOON
    assert core_clock.now() != NOON
