"""Two sides in turns, so that whatever else the machine does strikes both alike; medians, so that a hiccup does not."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def in_turns(ours: Callable[[], T], twins: Callable[[], T], *, rounds: int) -> list[tuple[T, T]]:
    """(ours, twin's) of each round; who goes first changes from round to round."""
    pairs = []
    for number in range(rounds):
        if number % 2 == 0:
            mine = ours()
            theirs = twins()
        else:
            theirs = twins()
            mine = ours()
        pairs.append((mine, theirs))
    return pairs


def median(values: list[float]) -> float:
    """The middle one; NaN for no value at all."""
    return statistics.median(values) if values else float("nan")


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie, nearest rank."""
    if not values:
        return float("nan")
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]
