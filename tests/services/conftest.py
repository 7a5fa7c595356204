"""Databases for servers under test, made for the test and dropped after it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

#: How the suite reaches PostgreSQL and Redis; `.ci/run` starts both.
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of the asked kind ("sqlite" or "postgres"); its URL."""
    if request.param == "sqlite":
        yield str(tmp_path / "shop.sqlite3")
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
