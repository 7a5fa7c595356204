"""What happens to events and what is derived from them when people merge, part, or allow personalisation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django_personalize.consent import gate, ledger
from django_personalize.consent.signals import consent_changed
from django_personalize.core.upsert import bounded, upsert
from django_personalize.events import fold, past_state, rebuild
from django_personalize.events.models import Event, EventCounter, PastCounter, PastState
from django_personalize.profiles import lifecycle, snapshots
from django_personalize.profiles.models import Affinity, MergeRecord, Snapshot
from django_personalize.profiles.signals import profiles_merged, profiles_parted


def _merge_counters(record: MergeRecord, limit: int) -> int:
    """The loser's days are added to the winner's."""
    theirs = list(EventCounter.objects.filter(profile=record.loser_id).order_by("pk")[:limit])
    if not theirs:
        return 0
    mine = {
        (row.name, row.object, row.day): row
        for row in EventCounter.objects.filter(profile=record.winner_id, day__in={row.day for row in theirs})
    }
    added = []
    for row in theirs:
        standing = mine.get((row.name, row.object, row.day))
        added.append(
            EventCounter(
                profile_id=record.winner_id,
                name=row.name,
                object=row.object,
                day=row.day,
                count=row.count + (standing.count if standing else 0),
                value=bounded(EventCounter, "value", row.value + (standing.value if standing else 0)),
            )
        )
    upsert(EventCounter, added, key=["profile", "name", "object", "day"], update=["count", "value"])
    EventCounter.objects.filter(pk__in=[row.pk for row in theirs]).delete()
    return len(theirs)


def combine_snapshots(sender: Any, *, winner_id: int, loser_id: int, at: datetime, **kwargs: Any) -> None:
    """One snapshot from two; the loser's stays as a signpost for writers that still hold its id."""
    rows = Snapshot.objects.in_bulk([winner_id, loser_id])
    winner, loser = rows[winner_id], rows[loser_id]
    fold.combine(winner.data, loser.data)
    winner.data["consents"] = {
        purpose: ledger.state_of(row) for purpose, row in ledger.current(winner_id).items()
    }
    weights = Affinity.objects.filter(profile=winner_id).order_by("-weight")
    winner.data["affinities"] = {}
    fold.weigh(winner.data, {(row.kind, row.value): row.weight for row in weights[:500]})
    loser.data = {"moved_to": winner_id}
    snapshots.save([winner, loser], at=at)
    hear_orders_speak(sender, profile_id=winner_id, purposes={"personalization"}, at=at)


def part_snapshots(sender: Any, *, winner_id: int, loser_id: int, at: datetime, **kwargs: Any) -> None:
    """Both people from their own events and their own declarations."""
    for row in Snapshot.objects.filter(pk__in=[winner_id, loser_id]):
        row.data.pop("moved_to", None)
        row.data["consents"] = {
            purpose: ledger.state_of(record) for purpose, record in ledger.current(row.pk).items()
        }
        snapshots.save([row], at=at)
        # What one of the two allowed lets the other's orders speak no longer.
        _let_orders_speak(row.pk, at=at)
    rebuild.rebuild([winner_id, loser_id], at=at)


def hear_orders_speak(
    sender: Any, *, profile_id: int, purposes: set[str], at: datetime, **kwargs: Any
) -> None:
    """Orders kept for the contract count as interests from the moment the person allows it, and no longer after.

    Whoever withdraws keeps the orders and loses what was concluded from them.
    """
    if "personalization" in purposes and _let_orders_speak(profile_id, at=at):
        rebuild.rebuild([profile_id], at=at)


def _let_orders_speak(profile_id: int, *, at: datetime) -> bool:
    """Put the basis of a person's orders right; whether anything changed that a rebuild has to follow."""
    now = bool(gate.allowed(profile_id, "personalization", at=at))
    before, after = (
        (Event.Basis.CONTRACT, Event.Basis.PERSONALIZATION)
        if now
        else (Event.Basis.PERSONALIZATION, Event.Basis.CONTRACT)
    )
    changed = Event.objects.filter(owner_id=profile_id, name="order_completed", basis=before).update(
        basis=after
    )
    return bool(changed) or (not now and past_state.speaks_of_orders(profile_id))


def connect() -> None:
    """Register the handlers and the receivers of this package."""
    lifecycle.register(
        lifecycle.Handler(
            Event,
            "owner",
            lifecycle.repoint(Event, "owner"),
            lifecycle.return_by_origin(Event, "owner"),
            internal=("scope", "schema_version"),
            also=("origin",),
        )
    )
    lifecycle.register(
        lifecycle.Handler(EventCounter, "profile", _merge_counters, lifecycle.nothing_to_give_back)
    )
    for model in (PastCounter, PastState):
        lifecycle.register(
            lifecycle.Handler(
                model,
                "owner",
                lifecycle.repoint(model, "owner"),
                lifecycle.return_by_origin(model, "owner"),
                also=("origin",),
            )
        )
    profiles_merged.connect(combine_snapshots, dispatch_uid="personalize.events.combine")
    profiles_parted.connect(part_snapshots, dispatch_uid="personalize.events.part")
    consent_changed.connect(hear_orders_speak, dispatch_uid="personalize.events.orders")
