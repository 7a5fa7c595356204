"""Databases for servers under test, made for the test and dropped after it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

#: How the suite reaches PostgreSQL, MariaDB and Redis; `.ci/run` starts them.
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432")
MARIADB = os.environ.get("TEST_MARIADB_URL", "mysql://root@127.0.0.1:3306")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of the asked kind ("sqlite", "postgres" or "mariadb"); its URL."""
    if request.param == "sqlite":
        yield str(tmp_path / "shop.sqlite3")
        return
    if request.param == "mariadb":
        yield from _on_mariadb()
        return
    import psycopg

    name = f"pz_test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(
        POSTGRES.replace("postgres://", "postgresql://") + "/postgres", autocommit=True
    ) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    try:
        yield f"{POSTGRES}/{name}"
    finally:
        with psycopg.connect(
            POSTGRES.replace("postgres://", "postgresql://") + "/postgres", autocommit=True
        ) as admin:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _on_mariadb() -> Iterator[str]:
    import MySQLdb

    parts = urlsplit(MARIADB)
    name = f"pz_test_{uuid.uuid4().hex[:12]}"
    admin = MySQLdb.connect(
        host=parts.hostname, port=parts.port or 3306, user=parts.username, password=parts.password or ""
    )
    try:
        admin.cursor().execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        try:
            yield f"{MARIADB}/{name}"
        finally:
            admin.cursor().execute(f"DROP DATABASE {name}")
    finally:
        admin.close()


@pytest.fixture
def cache_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty cache of the asked kind ("locmem" or "redis"); its URL."""
    if request.param == "locmem":
        yield "locmem"
        return
    import redis

    client = redis.Redis.from_url(REDIS)
    client.flushdb()
    yield REDIS
    client.flushdb()
