"""Reads the shop's few environment variables: addresses of the database and of the cache, and switches."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

_SERVER_ENGINES = {
    "postgres": "django.db.backends.postgresql",
    "postgresql": "django.db.backends.postgresql",
    "mysql": "django.db.backends.mysql",
}


def switch(name: str, *, default: bool) -> bool:
    """True for 1, true, yes and on; anything else that is set is False."""
    return os.environ.get(name, "1" if default else "0").strip().lower() in {"1", "true", "yes", "on"}


def database(address: str, *, default: Path) -> dict[str, Any]:
    """One entry of DATABASES from ``postgres://user:password@host:port/name``, ``mysql://...`` or a path."""
    parts = urlsplit(address)
    if parts.scheme in _SERVER_ENGINES:
        entry: dict[str, Any] = {
            "ENGINE": _SERVER_ENGINES[parts.scheme],
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
        }
        if parts.scheme == "mysql":
            entry["OPTIONS"] = {"charset": "utf8mb4"}
        return entry
    path = Path(address.removeprefix("sqlite:///") or default)
    path.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            # Writers queue from the start of a transaction instead of failing when they first write.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def cache(address: str) -> dict[str, Any]:
    """One entry of CACHES: ``locmem`` or ``redis://host:port/number``.

    A Redis that hangs is given up soon: without a limit the client waits for seconds, and so does the page.
    """
    if address.startswith(("redis://", "rediss://")):
        return {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": address,
            "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
        }
    return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
