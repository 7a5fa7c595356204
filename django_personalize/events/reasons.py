"""Why an affinity is what it is: the events behind it, with what each contributes now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django_personalize.events import objects
from django_personalize.events.models import Event
from django_personalize.profiles import affinities


@dataclass(frozen=True, slots=True)
class Reason:
    """One event's part of a score: `score` in units of a view now, `share` of the whole in 0..1."""

    event: Event
    score: float
    share: float


def explain(profile_id: int, kind: str, value: str, *, at: datetime, limit: int = 10) -> list[Reason]:
    """The strongest contributions to one affinity, largest first."""
    return explain_all(profile_id, at=at, limit=limit).get((kind, value), [])


def explain_all(
    profile_id: int, *, at: datetime, limit: int = 10, newest: int = 2000
) -> dict[tuple[str, str], list[Reason]]:
    """The reasons of all affinities of a person, two queries, from the `newest` events that show a taste."""
    events = list(
        Event.objects.filter(owner_id=profile_id, name__in=objects.WEIGHTS).order_by("-occurred_at")[:newest]
    )
    known = objects.catalogue(objects.product_keys(events))
    parts: dict[tuple[str, str], list[tuple[Event, float]]] = {}
    for event in events:
        for interest, weight in objects.interests(event, known).items():
            now = affinities.decayed(affinities.grown(weight, event.occurred_at), at)
            parts.setdefault(interest, []).append((event, now))
    explained = {}
    for interest, contributions in parts.items():
        whole = sum(score for _, score in contributions) or 1.0
        ranked = sorted(contributions, key=lambda part: (-part[1], -part[0].pk))[:limit]
        explained[interest] = [Reason(event, score, score / whole) for event, score in ranked]
    return explained
