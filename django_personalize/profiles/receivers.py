"""How the tables of this package take part in a person's life. Imported by `apps.ready`."""

from __future__ import annotations

from typing import Any

from django.forms.models import model_to_dict

from django_personalize.core import page_cache
from django_personalize.core.upsert import upsert
from django_personalize.profiles import affinities, lifecycle
from django_personalize.profiles.models import Affinity, Identity, MergeRecord, Snapshot, Trait

_TRAIT_FIELDS = ["text", "number", "day", "flag", "observed_at", "expires_at"]


def _merge_identities(record: MergeRecord, limit: int) -> int:
    keys = list(Identity.objects.filter(profile=record.loser_id).values_list("pk", flat=True)[:limit])
    record.moved.setdefault("identities", []).extend(keys)
    page_cache.forget(page_cache.identity(key) for key in keys)
    return Identity.objects.filter(pk__in=keys).update(profile=record.winner_id)


def _undo_identities(record: MergeRecord) -> None:
    keys = record.moved.get("identities", ())
    page_cache.forget(page_cache.identity(key) for key in keys)
    Identity.objects.filter(pk__in=keys).update(profile=record.loser_id)


def _merge_traits(record: MergeRecord, limit: int) -> int:
    """The later sight of each (name, source) stays; both sides are kept aside for the undo."""
    mine = {(row.name, row.source): row for row in Trait.objects.filter(profile=record.winner_id)}
    theirs = list(Trait.objects.filter(profile=record.loser_id))
    if not theirs:
        return 0
    record.moved["traits"] = {
        "winner": [_plain(row) for row in mine.values()],
        "loser": [_plain(row) for row in theirs],
    }
    newer = [
        row
        for row in theirs
        if (row.name, row.source) not in mine or row.observed_at > mine[row.name, row.source].observed_at
    ]
    _write(newer, record.winner_id)
    Trait.objects.filter(profile=record.loser_id).delete()
    return 0


def _undo_traits(record: MergeRecord) -> None:
    """Traits that the merger brought go; what was seen after it stays with the winner."""
    kept = record.moved.get("traits")
    if kept is None:
        return
    Trait.objects.filter(profile=record.winner_id, observed_at__lte=record.merged_at).delete()
    later = set(Trait.objects.filter(profile=record.winner_id).values_list("name", "source"))
    before = [_row(plain) for plain in kept["winner"]]
    _write([row for row in before if (row.name, row.source) not in later], record.winner_id)
    _write([_row(plain) for plain in kept["loser"]], record.loser_id)


def _plain(row: Trait) -> dict[str, Any]:
    values = model_to_dict(row, exclude=["id", "profile"])
    return {name: None if value is None else str(value) for name, value in values.items()} | {
        "flag": row.flag
    }


def _row(plain: dict[str, Any]) -> Trait:
    fields = {field.name: field for field in Trait._meta.concrete_fields}
    return Trait(**{name: fields[name].to_python(value) for name, value in plain.items()})


def _write(rows: list[Trait], profile_id: int) -> None:
    for row in rows:
        row.pk = None
        row.profile_id = profile_id
    upsert(Trait, rows, key=["profile", "name", "source"], update=_TRAIT_FIELDS)


def _merge_affinities(record: MergeRecord, limit: int) -> int:
    """The rows merge by adding: forward-decayed weights of two people are the weights of both."""
    rows = list(Affinity.objects.filter(profile=record.loser_id))
    affinities.add(
        {(record.winner_id, row.kind, row.value): (row.weight, row.events, row.last_at) for row in rows}
    )
    Affinity.objects.filter(profile=record.loser_id).delete()
    return 0


def connect() -> None:
    """Register the handlers of this package's tables."""
    lifecycle.register(
        lifecycle.Handler(Identity, "profile", _merge_identities, _undo_identities, internal=("key",))
    )
    lifecycle.register(lifecycle.Handler(Trait, "profile", _merge_traits, _undo_traits))
    lifecycle.register(
        lifecycle.Handler(Affinity, "profile", _merge_affinities, lifecycle.nothing_to_give_back)
    )
    lifecycle.register(
        lifecycle.Handler(
            Snapshot,
            "profile",
            lifecycle.nothing_to_move,
            lifecycle.nothing_to_give_back,
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
