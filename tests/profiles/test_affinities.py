"""Known answers of forward decay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_personalize.profiles import affinities

NOW = datetime(2026, 6, 15, 10, tzinfo=UTC)
HALF_LIFE = timedelta(days=30)


@pytest.mark.row("A14")
@pytest.mark.parametrize(("days", "score"), [(0, 1.0), (30, 0.5), (60, 0.25), (15, 0.5**0.5)])
def test_a_view_loses_half_its_weight_in_thirty_days(days: int, score: float) -> None:
    stored = affinities.grown(1.0, NOW - timedelta(days=days))
    assert affinities.decayed(stored, NOW) == pytest.approx(score)


def test_the_order_of_arrival_does_not_matter() -> None:
    moments = [NOW - timedelta(days=day) for day in (0, 3, 40)]
    sums = {
        round(affinities.decayed(sum(affinities.grown(1.0, at) for at in order), NOW), 9)
        for order in permutations(moments)
    }
    assert len(sums) == 1


@given(
    st.lists(st.tuples(st.floats(0.5, 10), st.integers(0, 900)), min_size=1, max_size=8),
    st.lists(st.tuples(st.floats(0.5, 10), st.integers(0, 900)), min_size=1, max_size=8),
    st.integers(0, 400),
)
def test_the_order_of_two_weights_is_the_order_of_scores_at_every_later_moment(
    left: list[tuple[float, int]], right: list[tuple[float, int]], later: int
) -> None:
    a, b = (
        sum(affinities.grown(weight, NOW - timedelta(days=days)) for weight, days in acts)
        for acts in (left, right)
    )
    at = NOW + timedelta(days=later)
    assert (a < b) == (affinities.decayed(a, at) < affinities.decayed(b, at))


def test_a_weight_of_forty_years_from_now_is_still_a_number() -> None:
    assert affinities.grown(8.0, NOW + timedelta(days=365 * 40)) < float("inf")


def test_the_strongest_are_kept_and_equal_ones_by_name() -> None:
    assert affinities.strongest({"b": 1.0, "a": 1.0, "c": 3.0}, keep=2) == {"c": 3.0, "a": 1.0}
