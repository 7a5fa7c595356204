"""Fixed-window counters in Django's cache: so many in so long per key, shared by all processes that share
the cache.

`add` and `incr` are atomic on Redis and Memcached, so no request is lost between processes. Every key
expires with its window: memory is bounded by what arrives within one. A failing cache never stops a
request: it is allowed, one line is logged, and the cache is left alone for a few seconds.
"""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import DEFAULT_CACHE_ALIAS, caches

from django_personalize.conf import settings
from django_personalize.core import hashing

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


def hit(scope: str, subject: str, *, limit: int, window: timedelta, at: datetime) -> Verdict:
    """Count one more of `subject` (an address, a visitor) in `scope`; refused beyond `limit` per `window`."""
    length = window.total_seconds()
    number, passed = divmod(at.timestamp(), length)
    retry_after = max(1, math.ceil(length - passed))
    if _Rest.until is not None and timedelta(0) < _Rest.until - at <= _REST:
        return Verdict(True, 0, retry_after)
    # A digest, because a cache is no place for addresses.
    key = f"personalize:rate:{scope}:{int(number)}:{hashing.digest('rate', subject)[:32]}"
    try:
        count = _count(key, seconds=math.ceil(length) + _GRACE_SECONDS)
    except Exception as failure:  # cache clients share no base class; what they raise must not stop a request
        _Rest.until = at + _REST
        logger.warning("Rate limit %r is not counted: the cache failed (%s).", scope, type(failure).__name__)
        return Verdict(True, 0, retry_after)
    _Rest.until = None
    return Verdict(count <= limit, count, retry_after)


def _count(key: str, *, seconds: int) -> int:
    cache = caches[settings.SHARED_CACHE or DEFAULT_CACHE_ALIAS]
    if cache.add(key, 1, timeout=seconds):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # it expired, or was evicted, between the two
        cache.add(key, 1, timeout=seconds)
        return 1
