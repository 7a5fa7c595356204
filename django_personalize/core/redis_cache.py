"""Django's own Redis cache, asked without a new client for each question: making one takes longer than asking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.core.cache import BaseCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient

_clients: WeakKeyDictionary[BaseCache, Any] = WeakKeyDictionary()


def client_of(cache: BaseCache) -> Any | None:
    """The client (of the `redis` package) that this cache writes with, made once; None for every other cache.

    Django keeps a cache object per thread, and so is the client. Caches that spread their keys in a way of their own
    are left to themselves.
    """
    found = _clients.get(cache)
    if found is None and isinstance(cache, RedisCache) and type(cache._cache) is RedisCacheClient:
        found = _clients[cache] = cache._cache.get_client(None, write=True)
    return found


def set_one(cache: BaseCache, key: str, entry: Any, seconds: int) -> None:
    """`cache.set(key, entry, seconds)`."""
    client = client_of(cache)
    if client is None:
        cache.set(key, entry, seconds)
    else:
        packed = cache._cache._serializer.dumps(entry)  # type: ignore[attr-defined]
        client.set(cache.make_and_validate_key(key), packed, ex=seconds)


def get_several(cache: BaseCache, keys: Sequence[str]) -> dict[str, Any]:
    """`cache.get_many(keys)`."""
    client = client_of(cache)
    if client is None:
        return {keys[0]: cache.get(keys[0])} if len(keys) == 1 else cache.get_many(keys)
    read = cache._cache._serializer.loads  # type: ignore[attr-defined]
    found = client.mget([cache.make_and_validate_key(key) for key in keys])
    return {key: read(packed) for key, packed in zip(keys, found, strict=True) if packed is not None}
