"""How much somebody is drawn to something, with the recent counting more.

Forward decay (Cormode, Shkapenyuk, Srivastava, Xu 2009, "Forward decay: a practical time decay model for streaming
systems"), exponential: an act of weight w at time t adds w * 2 ** ((t - landmark) / half-life) to the stored weight,
which therefore never has to be aged. Sums do not depend on the order of arrival, two people's weights merge by
adding, and the order of weights is the order of scores at every moment, in memory and in SQL.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django_personalize.conf import settings
from django_personalize.core.upsert import accumulate
from django_personalize.profiles.models import Affinity

#: Weights count from here; far enough back that no imported order lies before it by centuries.
LANDMARK = datetime(2020, 1, 1, tzinfo=UTC)

#: (profile id, kind, value) to (weight to add, events to add, last moment).
Gains = Mapping[tuple[int, str, str], tuple[float, int, datetime]]


@dataclass(frozen=True, slots=True)
class Score:
    """An affinity brought to a moment: `score` is the decayed sum of event weights (a view now counts 1)."""

    kind: str
    value: str
    score: float
    events: int
    last_at: datetime


def grown(weight: float, at: datetime) -> float:
    """What an act of `weight` at `at` adds to a stored weight."""
    return weight * math.exp2((at - LANDMARK) / settings.AFFINITY_HALF_LIFE)


def decayed(stored: float, at: datetime) -> float:
    """A stored weight as a score at `at`."""
    return stored * math.exp2(-((at - LANDMARK) / settings.AFFINITY_HALF_LIFE))


def scores(profile_id: int, *, at: datetime, kind: str = "", limit: int | None = None) -> list[Score]:
    """The affinities of a person at `at`, strongest first."""
    rows = Affinity.objects.filter(profile_id=profile_id).order_by("-weight", "kind", "value")
    if kind:
        rows = rows.filter(kind=kind)
    return [
        Score(row.kind, row.value, decayed(row.weight, at), row.events, row.last_at) for row in rows[:limit]
    ]


def add(gains: Gains) -> dict[tuple[int, str, str], float]:
    """Add to many affinities at once, in one statement; key to new stored weight."""
    stored = accumulate(
        Affinity,
        ("profile_id", "kind", "value", "weight", "events", "last_at"),
        [(*key, weight, events, last_at) for key, (weight, events, last_at) in gains.items()],
        key=("profile_id", "kind", "value"),
        add=("weight", "events"),
        latest=("last_at",),
        returning="weight",
    )
    return {(profile_id, kind, value): weight for (profile_id, kind, value), weight in stored.items()}


def strongest(weights: Mapping[str, float], *, keep: int) -> dict[str, float]:
    """The `keep` largest of a value-to-weight mapping, largest first; equal ones by name."""
    ranked: Sequence[tuple[str, float]] = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
    return dict(ranked[:keep])
