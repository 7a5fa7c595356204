"""Databases and caches for one run: made for it, copied for the twin, dropped after it."""

from __future__ import annotations

import sqlite3
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

REDIS = "redis://127.0.0.1:6379/9"


class NoDatabase(RuntimeError):
    """The asked server cannot be used; the text says what to do."""


@dataclass
class Databases:
    """Where databases of this run are made: files in a folder, or names on a PostgreSQL server."""

    folder: Path
    #: "postgres://user@host:port" or "" for SQLite.
    server: str = ""
    _made: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return "PostgreSQL" if self.server else "SQLite"

    def new(self, name: str) -> str:
        """Address of an empty database, as EXAMPLE_SHOP_DATABASE_URL takes it."""
        if not self.server:
            return str(self.folder / f"{name}.sqlite3")
        return self._create(name, "")

    def copy(self, address: str, name: str) -> str:
        """Address of a copy; nobody may be connected to the original."""
        if self.server:
            return self._create(name, f' TEMPLATE "{address.rpartition("/")[2]}"')
        target = self.folder / f"{name}.sqlite3"
        source, copied = sqlite3.connect(address), sqlite3.connect(target)
        try:
            source.backup(copied)
        finally:
            source.close()
            copied.close()
        return str(target)

    def drop(self) -> None:
        """Drop what was made on the server; files go with their folder."""
        for name in self._made:
            self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _create(self, name: str, template: str) -> str:
        full = f"pz_bench_{name}_{uuid.uuid4().hex[:8]}"
        self._execute(f'CREATE DATABASE "{full}"{template}')
        self._made.append(full)
        return f"{self.server}/{full}"

    def _execute(self, statement: str) -> None:
        try:
            import psycopg
        except ImportError as missing:
            raise NoDatabase('PostgreSQL needs its driver: pip install "psycopg[binary]"') from missing
        try:
            with psycopg.connect(f"{self.server}/postgres", autocommit=True) as connection:
                connection.execute(statement.encode())
        except psycopg.OperationalError as failure:
            raise NoDatabase(f"No PostgreSQL answers at {self.server}: {failure}") from failure


@contextmanager
def for_this_run(address: str) -> Iterator[Databases]:
    """`address`: "sqlite", or the URL of a PostgreSQL server ("postgres://user@host:port[/ignored]")."""
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        server = ""
        if address != "sqlite":
            parts = urlsplit(address)
            if parts.scheme not in ("postgres", "postgresql") or not parts.netloc:
                raise NoDatabase(f"{address!r} is neither 'sqlite' nor 'postgres://user@host:port'.")
            server = f"postgres://{parts.netloc}"
        databases = Databases(Path(folder), server)
        try:
            yield databases
        finally:
            databases.drop()


def redis_answers(address: str = REDIS) -> bool:
    """Whether a Redis for the run is there; its database number 9 is emptied."""
    try:
        import redis
    except ImportError:
        return False
    try:
        redis.Redis.from_url(address, socket_connect_timeout=1).flushdb()
    except redis.RedisError:
        return False
    return True
