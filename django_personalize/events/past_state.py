"""What events that are removed by their age leave behind of a person: folded as a snapshot folds them, by origin.

Beside what a snapshot holds: `interests` and `order_interests`, {kind: {value: [score, events, seconds]}}, each score
as it stood at those seconds; `orders`, the seconds of all orders; `contact`, the last act that shows a living person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django_personalize.events import fold, objects
from django_personalize.events.models import Event, PastState
from django_personalize.profiles import affinities, snapshots
from django_personalize.profiles.models import Snapshot
from django_personalize.profiles.snapshots import seconds

#: What the shop or a machine does about a person; it does not show that somebody is there.
PASSIVE = frozenset(
    {
        "message_queued",
        "message_sent",
        "message_delivered",
        "message_opened",
        "message_bounced",
        "message_complained",
        "message_skipped",
        "journey_entered",
        "journey_exited",
        "segment_entered",
        "segment_exited",
        "experience_exposed",
        "order_cancelled",
        "order_refunded",
    }
)


def add(data: dict[str, Any], event: Event, known: objects.Catalogue) -> None:
    """Take one event that is about to go into a past state's data; oldest first."""
    fold.fold(data, event)
    at = seconds(event.occurred_at)
    if event.name not in PASSIVE:
        data["contact"] = max(data.get("contact", at), at)
    ordered = event.name == "order_completed"
    if ordered:
        data.setdefault("orders", []).append(at)
    shown = objects.interests(event, known)
    if not shown:
        return
    interests = data.setdefault("order_interests" if ordered else "interests", {})
    for (kind, value), weight in shown.items():
        score, events, since = interests.setdefault(kind, {}).get(value, (0.0, 0, at))
        later = max(since, at)
        grown = _grown(score, since) + affinities.grown(weight, event.occurred_at)
        interests[kind][value] = [affinities.decayed(grown, snapshots.moment(later)), events + 1, later]


def restore(people: Mapping[int, Snapshot], *, personal: Iterable[int]) -> None:
    """Let a rebuild begin where the events do: into these locked, emptied snapshots and their affinities.

    `personal`: those who allow personalisation now. What was concluded from the orders of the others is forgotten.
    """
    allowed = set(personal)
    gains: dict[tuple[int, str, str], tuple[float, int, datetime]] = {}
    for past in PastState.objects.filter(owner_id__in=people).order_by("pk"):
        owner = past.owner_id
        if owner not in allowed and past.data.pop("order_interests", None) is not None:
            past.save(update_fields=["data"])
        fold.combine(people[owner].data, past.data)
        for part in ("interests", "order_interests"):
            for kind, values in past.data.get(part, {}).items():
                for value, (score, events, since) in values.items():
                    stored, count, latest = gains.get((owner, kind, value), (0.0, 0, snapshots.moment(since)))
                    gains[owner, kind, value] = (
                        stored + _grown(score, since),
                        count + events,
                        max(latest, snapshots.moment(since)),
                    )
    weights: dict[int, dict[tuple[str, str], float]] = {}
    for (owner, kind, value), weight in affinities.add(gains).items():
        weights.setdefault(owner, {})[kind, value] = weight
    for owner, stored_weights in weights.items():
        fold.weigh(people[owner].data, stored_weights)


def speaks_of_orders(owner: int) -> bool:
    """Whether anything is kept that was concluded from this person's removed orders."""
    return PastState.objects.filter(owner_id=owner, data__has_key="order_interests").exists()


def order_moments(owners: Iterable[int]) -> dict[int, list[datetime]]:
    """When these people ordered, as far as the events of it are gone."""
    found: dict[int, list[datetime]] = {}
    for owner, moments in PastState.objects.filter(owner_id__in=set(owners)).values_list(
        "owner_id", "data__orders"
    ):
        found.setdefault(owner, []).extend(snapshots.moment(at) for at in moments or ())
    return found


def last_contacts(owners: Iterable[int]) -> dict[int, datetime]:
    """When these people were last there, as far as the events of it are gone."""
    found: dict[int, datetime] = {}
    rows = PastState.objects.filter(owner_id__in=set(owners)).values_list("owner_id", "data__contact")
    for owner, contact in rows:
        if contact is not None:
            moment = snapshots.moment(contact)
            found[owner] = max(found.get(owner, moment), moment)
    return found


def _grown(score: float, since: int) -> float:
    return affinities.grown(score, snapshots.moment(since))
