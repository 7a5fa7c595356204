"""Finding a visitor's person: two look-ups by primary key, none when all processes share a cache."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Subquery

from django_personalize.core import page_cache
from django_personalize.profiles import identify
from django_personalize.profiles.models import Identity, Snapshot
from django_personalize.profiles.snapshots import SnapshotData
from django_personalize.shop import shelves
from django_personalize.shop.models import Revision

#: (profile id or None, user key, retired, the identity's own key)
_Pointer = tuple[int | None, str, bool, str]


@dataclass(frozen=True)
class Whereabouts:
    """Whom an identity points at. `retired`: a browser id from before a login or logout, nobody's any more."""

    profile_id: int | None
    user_key: str
    snapshot: SnapshotData
    retired: bool = False
    #: Revision of the shop's categories, read together with the person.
    categories: str = ""


NOBODY = Whereabouts(None, "", SnapshotData(0, {}))


def find(kind: str, value: str) -> Whereabouts:
    """The person behind a browser id or a user key; without a shared cache in one query."""
    keys = identify.keys_of(kind, value)
    if page_cache.shared() is None:
        return _find_in_one(keys)
    # An identity under an older hash key is not kept: whoever changes it could not name the entry.
    profile_id, user_key, retired, _ = page_cache.remembered(
        page_cache.identity(keys[0]), lambda: _pointer(keys), keep=lambda pointer: pointer[3] == keys[0]
    )
    if profile_id is None:
        return Whereabouts(None, "", NOBODY.snapshot, retired)
    (version, data), revision = page_cache.state(
        profile_id, lambda: _snapshot(profile_id), beside=shelves.CACHE_KEY
    )
    return _arrived(profile_id, user_key, version, dict(data), revision or shelves.revision())


def _find_in_one(keys: list[str]) -> Whereabouts:
    row = (
        Identity.objects.filter(pk__in=keys)
        .annotate(categories=Subquery(Revision.objects.filter(name=shelves.CATEGORIES).values("token")[:1]))
        .values_list(
            "profile_id",
            "profile__user_key",
            "retired_at",
            "profile__snapshot__version",
            "profile__snapshot__data",
            "categories",
        )
        .first()
    )
    if row is None:
        return NOBODY
    profile_id, user_key, retired_at, version, data, categories = row
    if retired_at is not None:
        return Whereabouts(None, "", NOBODY.snapshot, retired=True)
    return _arrived(profile_id, user_key, version or 0, data or {}, str(categories or ""))


def _pointer(keys: list[str]) -> _Pointer:
    row = (
        Identity.objects.filter(pk__in=keys)
        .values_list("profile_id", "profile__user_key", "retired_at", "key")
        .first()
    )
    if row is None:
        return None, "", False, ""
    profile_id, user_key, retired_at, key = row
    return (profile_id, user_key, False, key) if retired_at is None else (None, "", True, key)


def _snapshot(profile_id: int) -> tuple[int, dict[str, object]]:
    row = Snapshot.objects.filter(pk=profile_id).values_list("version", "data").first()
    return row or (0, {})


def _arrived(
    profile_id: int, user_key: str, version: int, data: dict[str, object], categories: str
) -> Whereabouts:
    """Follow the signpost that a merger leaves."""
    winner = data.get("moved_to")
    if isinstance(winner, int):
        row = Snapshot.objects.select_related("profile").get(pk=winner)
        return _arrived(winner, row.profile.user_key, row.version, row.data, categories)
    return Whereabouts(profile_id, user_key, SnapshotData(version, data), categories=categories)
