"""How the tables of this package take part in a person's life. Imported by `apps.ready`."""

from __future__ import annotations

from django_personalize.core import page_cache
from django_personalize.profiles import affinities, lifecycle, parting, snapshots
from django_personalize.profiles.models import Affinity, Identity, MergeRecord, Snapshot, Trait


def _merge_identities(record: MergeRecord, limit: int) -> int:
    keys = list(Identity.objects.filter(profile=record.loser_id).values_list("pk", flat=True)[:limit])
    record.moved.setdefault("identities", []).extend(keys)
    page_cache.forget(page_cache.identity(key) for key in keys)
    return Identity.objects.filter(pk__in=keys).update(profile=record.winner_id)


def _undo_identities(record: MergeRecord) -> int:
    keys = record.moved.get("identities", ())
    page_cache.forget(page_cache.identity(key) for key in keys)
    return Identity.objects.filter(pk__in=keys).update(profile=record.loser_id)


def _merge_affinities(record: MergeRecord, limit: int) -> int:
    """The rows merge by adding: forward-decayed weights of two people are the weights of both."""
    rows = list(Affinity.objects.filter(profile=record.loser_id))
    affinities.add(
        {(record.winner_id, row.kind, row.value): (row.weight, row.events, row.last_at) for row in rows}
    )
    Affinity.objects.filter(profile=record.loser_id).delete()
    return 0


def _merge_snapshots(record: MergeRecord, limit: int) -> int:
    """Remember what of both snapshots no rebuild from events brings back."""
    if "snapshots" not in record.moved:
        rows = Snapshot.objects.in_bulk([record.winner_id, record.loser_id])
        winner, loser = rows[record.winner_id].data, rows[record.loser_id].data
        record.moved["snapshots"] = {
            "winner": {"session": winner.get("session")},
            "loser": {name: loser[name] for name in ("sessions", "session", "name") if name in loser},
        }
    return 0


def _undo_snapshots(record: MergeRecord) -> None:
    """The loser's visits count for the loser again, and a visit that still goes on is nobody's who goes on with it."""
    kept = record.moved.get("snapshots")
    if kept is None:
        return
    rows = Snapshot.objects.in_bulk([record.winner_id, record.loser_id])
    winner, loser = rows[record.winner_id], rows[record.loser_id]
    visits = kept["loser"].get("sessions", 0)
    winner.data["sessions"] = max(0, winner.data.get("sessions", 0) - visits)
    theirs = kept["loser"].get("session")
    if theirs and winner.data.get("session", {}).get("id") == theirs["id"]:
        winner.data["session"] = kept["winner"]["session"] or {}
    loser.data.update(kept["loser"])
    snapshots.save([winner, loser], at=record.undone_at or record.merged_at)


def connect() -> None:
    """Register the handlers of this package's tables."""
    lifecycle.register(
        lifecycle.Handler(Identity, "profile", _merge_identities, _undo_identities, internal=("key",))
    )
    lifecycle.register(lifecycle.Handler(Trait, "profile", parting.merge_traits, parting.undo_traits))
    lifecycle.register(
        lifecycle.Handler(Affinity, "profile", _merge_affinities, lifecycle.nothing_to_give_back)
    )
    lifecycle.register(
        lifecycle.Handler(
            Snapshot,
            "profile",
            _merge_snapshots,
            _undo_snapshots,
            internal=("version",),
        )
    )
    lifecycle.register(
        lifecycle.Handler(
            MergeRecord,
            "winner",
            lifecycle.nothing_to_move,
            lifecycle.nothing_to_give_back,
            internal=("moved",),
            also=("loser",),
        )
    )
