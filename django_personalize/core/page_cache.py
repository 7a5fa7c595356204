"""The cache that all processes share, used so that it can never show an old state. Two ways in.

*Marked* entries change rarely (whom an identity points at, the revision of the categories). A writer puts a marker in
place of the entry before it commits and again after. A reader that meets the marker reads the database and leaves the
cache alone; a reader that meets nothing adds what it read, which fails when a marker came meanwhile, and does not
even try when it was slow.

*Versioned* entries change with every view (a person's snapshot). A writer raises the entry's floor to its new version
before it commits, under the row's lock, so that floors rise in the order of commits; after the commit it puts the new
state beside it. A state counts only while its version reaches the floor: whoever comes late with an old one makes a
miss, never a stale page.

A page looks several entries up, one after the other. `at_a_glance` asks for them in one round trip beforehand.

A cache that fails is left in peace for a while: the database answers instead. What writers could not tell it
meanwhile is owed to it, and told before it is believed again: other processes may never have noticed the failure.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.cache import BaseCache, caches
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.locmem import LocMemCache
from django.db import transaction

from django_personalize.conf import settings
from django_personalize.core import redis_cache

logger = logging.getLogger("django_personalize")
T = TypeVar("T")

_MARKER = "writing"
_MARKER_SECONDS = 5
#: Seconds from asking the cache to adding to it; far below the marker's life.
_PATIENCE = 1.0
#: Bounds how long an entry could mislead if a writer could not reach the cache that readers still reach.
_KEPT_SECONDS = 300
#: A floor outlives every state that it judges.
_FLOOR_SECONDS = 2 * _KEPT_SECONDS
#: States of more people than this are not put into the cache by whoever wrote them (imports): readers will.
_PUT_AT_MOST = 20
_REST_SECONDS = 30.0
_rest_until = 0.0
#: Writers ask a failing cache sooner than readers, because what they have to say cannot wait; the longer a failure
#: took, the later: a cache that hangs must not hang the shop.
_WRITERS_REST_SECONDS = 1.0
_WRITERS_PATIENCE = 10
_writers_rest_until = 0.0
#: A floor that no version reaches.
_UNREACHED = 2**62
#: Keys whose entries are no longer true, with what makes readers ask the database instead.
_owed: dict[str, Any] = {}
#: More are not kept in mind: the age of entries bounds what they could do.
_MOST_OWED = 10_000

State = tuple[int, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class _Glance:
    """What the cache held of some keys, and when it was asked (monotonic seconds)."""

    asked: float
    keys: frozenset[str]
    found: Mapping[str, Any]


_glance: ContextVar[_Glance | None] = ContextVar("personalize_glance", default=None)


def shared() -> BaseCache | None:
    """The cache in use; None when no two processes could agree on one, or when it failed a moment ago."""
    if time.monotonic() < _rest_until:
        return None
    cache = _configured()
    return cache if cache is None or _paid(cache) else None


def _configured() -> BaseCache | None:
    alias = settings.SHARED_CACHE
    if alias == "":
        return None
    if alias is not None:
        return caches[alias]
    cache = caches["default"]
    return None if isinstance(cache, LocMemCache | DummyCache) else cache


# -- marked entries


def remembered(key: str, query: Callable[[], T], *, keep: Callable[[T], bool]) -> T:
    """The entry of `key`, otherwise what `query` says, kept for others when `keep` agrees."""
    cache = shared()
    if cache is None:
        return query()
    seen = _look(cache, [key])
    entry: Any = _MARKER if seen is None else seen.found.get(key)
    if entry is not None and entry != _MARKER:
        return entry  # type: ignore[no-any-return]
    found = query()
    if entry is None and seen is not None and keep(found) and time.monotonic() - seen.asked < _PATIENCE:
        _guarded(lambda: cache.add(key, found, _KEPT_SECONDS), False)
    return found


def forget(keys: Iterable[str]) -> None:
    """Call inside the transaction that changes what these marked keys stand for."""
    marks = dict.fromkeys(keys, _MARKER)
    if marks and _configured() is not None:
        _announce(marks, _MARKER_SECONDS, otherwise=_MARKER)
        transaction.on_commit(lambda: _announce(marks, _MARKER_SECONDS, otherwise=_MARKER), robust=True)


def identity(identity_key: str) -> str:
    """Key of whom an identity points at; a marked entry."""
    return f"pz:i:{identity_key}"


# -- versioned entries


def state(person: int, query: Callable[[], State], *, beside: str) -> tuple[State, Any]:
    """A person's newest state, and the entry of the marked key `beside` (None: ask for it), in one round trip."""
    cache = shared()
    if cache is None:
        return query(), None
    keys = [*of_person(person), beside]
    seen = _look(cache, keys)
    entry, floor, other = (None if seen is None else seen.found.get(key) for key in keys)
    if entry is None or floor is None or entry[0] < floor:
        entry = query()
        if entry[0] > 0:
            version, kept = entry[0], entry
            _guarded(lambda: cache.add(keys[1], version, _FLOOR_SECONDS), False)
            _put({keys[0]: kept}, _KEPT_SECONDS)
    return entry, None if other == _MARKER else other


def written(states: Sequence[tuple[int, State]]) -> None:
    """Call inside the transaction, under the locks of these people's rows, once their new states are written."""
    if not states or _configured() is None:
        return
    floors = {_floor_key(person): version for person, (version, _) in states}
    _announce(floors, _FLOOR_SECONDS, otherwise=_UNREACHED)
    if len(states) <= _PUT_AT_MOST:
        news = {_state_key(person): entry for person, entry in states}
        transaction.on_commit(lambda: _put(news, _KEPT_SECONDS), robust=True)


def of_person(person: int) -> list[str]:
    """The keys of a person's state and of its floor."""
    return [_state_key(person), _floor_key(person)]


# -- several at once


@contextmanager
def at_a_glance(keys: Sequence[str]) -> Iterator[None]:
    """Ask for these entries in one round trip; look-ups inside the block find them answered, all others ask."""
    cache = shared()
    token = _glance.set(None if cache is None else _look(cache, keys))
    try:
        yield
    finally:
        _glance.reset(token)


def _look(cache: BaseCache, keys: Sequence[str]) -> _Glance | None:
    """What the cache holds of these keys, from the glance taken of them all or asked now; None: it failed."""
    glance = _glance.get()
    if glance is not None and glance.keys.issuperset(keys):
        return glance
    asked = time.monotonic()
    found: Mapping[str, Any] | None = _guarded(lambda: redis_cache.get_several(cache, keys), None)
    return None if found is None else _Glance(asked, frozenset(keys), found)


def _state_key(person: int) -> str:
    return f"pz:p:{person}"


def _floor_key(person: int) -> str:
    return f"pz:f:{person}"


def _announce(entries: Mapping[str, Any], seconds: int, *, otherwise: Any) -> None:
    """Tell the cache what readers must no longer believe; `otherwise` is owed for each key that it cannot hear."""
    cache = _configured()
    now = time.monotonic()
    resting = now < _rest_until and now < _writers_rest_until
    if cache is None or (not resting and _paid(cache) and _tell(cache, entries, seconds)):
        return
    for key in entries:
        if len(_owed) < _MOST_OWED:
            _owed[key] = otherwise


def _paid(cache: BaseCache) -> bool:
    """Whether the cache has been told all that it is owed; asked before anything in it is believed."""
    owed = dict(_owed)
    if owed and not _tell(cache, owed, _MARKER_SECONDS):
        return False
    for key in owed:
        _owed.pop(key, None)
    return True


def _tell(cache: BaseCache, entries: Mapping[str, Any], seconds: int) -> bool:
    return _guarded(lambda: _set(cache, entries, seconds), False)


def _put(entries: Mapping[str, Any], seconds: int) -> None:
    cache = shared()
    if cache is not None:
        _guarded(lambda: _set(cache, entries, seconds), False)


def _set(cache: BaseCache, entries: Mapping[str, Any], seconds: int) -> bool:
    """One entry goes as a single command, for which clients need less than for a batch of one."""
    if len(entries) == 1:
        ((key, entry),) = entries.items()
        redis_cache.set_one(cache, key, entry, seconds)
    else:
        cache.set_many(dict(entries), seconds)
    return True


def _guarded(ask: Callable[[], T], otherwise: T) -> T:
    """Whatever a cache client raises, the page goes on without the cache."""
    global _rest_until, _writers_rest_until
    began = time.monotonic()
    try:
        return ask()
    except Exception:
        now = time.monotonic()
        _rest_until = now + _REST_SECONDS
        soon = max(_WRITERS_REST_SECONDS, _WRITERS_PATIENCE * (now - began))
        _writers_rest_until = now + min(soon, _REST_SECONDS)
        logger.warning(
            "The shared cache failed; reading from the database for %d s.", _REST_SECONDS, exc_info=True
        )
        return otherwise
