"""The cache that all processes share, used so that it can never show an old snapshot.

A writer puts a marker in place of the entry before it commits and again after. A reader that meets the marker reads
the database and leaves the cache alone; a reader that meets nothing adds what it read, which fails when a marker came
meanwhile, and does not even try when it was slow. A cache that fails is left in peace for a while: the database
answers instead.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.core.cache import BaseCache, caches
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.locmem import LocMemCache
from django.db import transaction

from django_personalize.conf import settings

logger = logging.getLogger("django_personalize")
T = TypeVar("T")

_MARKER = "writing"
_MARKER_SECONDS = 5
#: Seconds from asking the cache to adding to it; far below the marker's life.
_PATIENCE = 1.0
#: Bounds how long an entry could mislead if a writer could not reach the cache that readers still reach.
_KEPT_SECONDS = 300
_REST_SECONDS = 30.0
_rest_until = 0.0


def shared() -> BaseCache | None:
    """The cache in use; None when no two processes could agree on one, or when it failed a moment ago."""
    if time.monotonic() < _rest_until:
        return None
    alias = settings.SHARED_CACHE
    if alias == "":
        return None
    if alias is not None:
        return caches[alias]
    cache = caches["default"]
    return None if isinstance(cache, LocMemCache | DummyCache) else cache


def remembered(key: str, query: Callable[[], T], *, keep: Callable[[T], bool]) -> T:
    """The entry of `key`, otherwise what `query` says, kept for others when `keep` agrees."""
    cache = shared()
    if cache is None:
        return query()
    asked = time.monotonic()
    entry: Any = _guarded(lambda: cache.get(key), _MARKER)
    if entry is not None and entry != _MARKER:
        return entry  # type: ignore[no-any-return]
    found = query()
    if entry is None and keep(found) and time.monotonic() - asked < _PATIENCE:
        _guarded(lambda: cache.add(key, found, _KEPT_SECONDS), False)
    return found


def forget(keys: Iterable[str]) -> None:
    """Call inside the transaction that changes what these keys stand for."""
    cache = shared()
    marks = dict.fromkeys(keys, _MARKER)
    if cache is None or not marks:
        return
    _guarded(lambda: cache.set_many(marks, _MARKER_SECONDS), [])
    transaction.on_commit(lambda: _again(marks), robust=True)


def person(profile_id: int) -> str:
    """Key of a person's snapshot."""
    return f"pz:p:{profile_id}"


def identity(identity_key: str) -> str:
    """Key of whom an identity points at."""
    return f"pz:i:{identity_key}"


def _again(marks: dict[str, str]) -> None:
    cache = shared()
    if cache is not None:
        _guarded(lambda: cache.set_many(marks, _MARKER_SECONDS), [])


def _guarded(ask: Callable[[], T], otherwise: T) -> T:
    """Whatever a cache client raises, the page goes on without the cache."""
    global _rest_until
    try:
        return ask()
    except Exception:
        _rest_until = time.monotonic() + _REST_SECONDS
        logger.warning(
            "The shared cache failed; reading from the database for %d s.", _REST_SECONDS, exc_info=True
        )
        return otherwise
