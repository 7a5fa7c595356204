"""Fixed-window counters in Django's cache: so many in so long per key, shared by all processes that share
the cache.

`add` and `incr` are atomic on Redis and Memcached, so no request is lost between processes; Django's Redis cache
counts any number of keys in one round trip. Every key expires with its window: memory is bounded by what arrives
within one. A failing cache never stops a request: it is allowed, one line is logged, and the cache is left alone for
a few seconds.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha1
from typing import Any

from django.core.cache import DEFAULT_CACHE_ALIAS, BaseCache, caches

from django_personalize.conf import settings
from django_personalize.core import hashing, redis_cache

logger = logging.getLogger(__name__)

#: How long a cache that failed is not asked again: a dead server must not cost its time-out on every request.
_REST = timedelta(seconds=5)
#: Fractions of a second and clocks that differ between hosts.
_GRACE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """May this one pass? `count` within the window, `retry_after` in whole seconds until the next window."""

    allowed: bool
    count: int
    retry_after: int

    def __bool__(self) -> bool:
        return self.allowed


class _Rest:
    """Until when this process leaves the failing cache alone."""

    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """`subject` (an address, a visitor) may come so often in `scope` per window."""

    scope: str
    subject: str
    limit: int


def hit(scope: str, subject: str, *, limit: int, window: timedelta, at: datetime) -> Verdict:
    """Count one more of `subject` (an address, a visitor) in `scope`; refused beyond `limit` per `window`."""
    return hits([Limit(scope, subject, limit)], window=window, at=at)[0]


def hits(limits: Sequence[Limit], *, window: timedelta, at: datetime) -> list[Verdict]:
    """Count one more of each subject at once; a verdict for each."""
    length = window.total_seconds()
    number, passed = divmod(at.timestamp(), length)
    retry_after = max(1, math.ceil(length - passed))
    uncounted = [Verdict(True, 0, retry_after)] * len(limits)
    if _Rest.until is not None and timedelta(0) < _Rest.until - at <= _REST:
        return uncounted
    # A digest, because a cache is no place for addresses.
    keys = [
        f"personalize:rate:{one.scope}:{int(number)}:{hashing.digest('rate', one.subject)[:32]}"
        for one in limits
    ]
    try:
        counts = _counts(keys, seconds=math.ceil(length) + _GRACE_SECONDS)
    except Exception as failure:  # cache clients share no base class; what they raise must not stop a request
        _Rest.until = at + _REST
        scopes = ", ".join(repr(one.scope) for one in limits)
        logger.warning("Rate limit %s is not counted: the cache failed (%s).", scopes, type(failure).__name__)
        return uncounted
    _Rest.until = None
    return [
        Verdict(count <= one.limit, count, retry_after) for count, one in zip(counts, limits, strict=True)
    ]


def _counts(keys: Sequence[str], *, seconds: int) -> list[int]:
    cache = caches[settings.SHARED_CACHE or DEFAULT_CACHE_ALIAS]
    client = redis_cache.client_of(cache)
    if client is not None:
        return _in_redis(client, [cache.make_and_validate_key(key) for key in keys], seconds=seconds)
    return [_count(cache, key, seconds=seconds) for key in keys]


#: A key that begins to count gets its end in the same step, so that none can stay for ever.
_SCRIPT = """
local counts = {}
for place, key in ipairs(KEYS) do
    counts[place] = redis.call("INCR", key)
    if counts[place] == 1 then redis.call("EXPIRE", key, ARGV[1]) end
end
return counts
"""


def _in_redis(client: Any, names: Sequence[str], *, seconds: int) -> list[int]:
    """All of them by one script: Django's own `add` and `incr` make up to three round trips for each."""
    try:
        return list(client.evalsha(_SHA, len(names), *names, seconds))
    except Exception as failure:
        if type(failure).__name__ != "NoScriptError":
            raise
    return list(
        client.eval(_SCRIPT, len(names), *names, seconds)
    )  # the first time, and after a restart of it


_SHA = sha1(_SCRIPT.encode(), usedforsecurity=False).hexdigest()


def _count(cache: BaseCache, key: str, *, seconds: int) -> int:
    if cache.add(key, 1, timeout=seconds):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # it expired, or was evicted, between the two
        cache.add(key, 1, timeout=seconds)
        return 1
