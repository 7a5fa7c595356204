"""Finding a visitor's person: two look-ups by primary key, none when all processes share a cache."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Subquery

from django_personalize.core import page_cache, statements
from django_personalize.profiles import identify
from django_personalize.profiles.models import Identity, Snapshot
from django_personalize.profiles.snapshots import SnapshotData
from django_personalize.shop import shelves
from django_personalize.shop.models import Revision

#: (profile id or None, user key, retired)
_Pointer = tuple[int | None, str, bool]


@dataclass(frozen=True)
class Whereabouts:
    """Whom an identity points at. `retired`: a browser id from before a login or logout, nobody's any more."""

    profile_id: int | None
    user_key: str
    snapshot: SnapshotData
    retired: bool = False
    #: Revision of the shop's categories, read together with the person.
    categories: str = ""


#: Stands for "not to be kept in the cache".
_UNKEPT: _Pointer = (None, "", False)

NOBODY = Whereabouts(None, "", SnapshotData(0, {}))


def find(kind: str, value: str) -> Whereabouts:
    """The person behind a browser id or a user key; without a shared cache in one query."""
    keys = identify.keys_of(kind, value)
    if page_cache.shared() is None:
        return _find_in_one(keys)
    asked: list[Whereabouts] = []

    def ask() -> _Pointer:
        found, key = _read(keys)
        asked.append(found)
        # An identity under an older hash key is not kept: whoever changes it could not name the entry.
        return (found.profile_id, found.user_key, found.retired) if key == keys[0] else _UNKEPT

    profile_id, user_key, retired = page_cache.remembered(
        page_cache.identity(keys[0]), ask, keep=lambda pointer: pointer != _UNKEPT
    )
    if asked:  # the pointer was not in the cache, and all the rest came with it
        page_cache.remembered(shelves.CACHE_KEY, lambda: asked[0].categories, keep=bool)
        return asked[0]
    if profile_id is None:
        return Whereabouts(None, "", NOBODY.snapshot, retired)
    (version, data), revision = page_cache.state(
        profile_id, lambda: _snapshot(profile_id), beside=shelves.CACHE_KEY
    )
    return _arrived(profile_id, user_key, version, dict(data), revision or shelves.revision())


def find_written(kind: str, value: str) -> Whereabouts:
    """The same from the database itself, for who knows that the cache is behind."""
    return _find_in_one(identify.keys_of(kind, value))


def _find_in_one(keys: list[str]) -> Whereabouts:
    return _read(keys)[0]


def _read(keys: list[str]) -> tuple[Whereabouts, str]:
    """The person behind one of these identities, and the identity's own key ("" for nobody)."""
    rows = _PERSON.rows(keys)
    if not rows:
        return NOBODY, ""
    key, profile_id, user_key, retired_at, version, data, categories = rows[0]
    if retired_at is not None:
        return Whereabouts(None, "", NOBODY.snapshot, retired=True), key
    revision = str(categories) if categories else ""
    return _arrived(profile_id, user_key, version or 0, data or {}, revision), key


#: Every page asks it.
_PERSON = statements.Select(
    Identity,
    lambda keys: (
        Identity.objects.filter(pk__in=keys)
        .annotate(categories=Subquery(Revision.objects.filter(name=shelves.CATEGORIES).values("token")[:1]))
        .values_list(
            "key",
            "profile_id",
            "profile__user_key",
            "retired_at",
            "profile__snapshot__version",
            "profile__snapshot__data",
            "categories",
        )[:1]
    ),
    of=str,
)


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
