"""Databases and caches for one run: made for it, copied for the twin, dropped after it."""

from __future__ import annotations

import sqlite3
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

REDIS = "redis://127.0.0.1:6379/9"


class NoDatabase(RuntimeError):
    """The asked server cannot be used; the text says what to do."""


@dataclass
class Databases:
    """Where databases of this run are made: files in a folder, or names on a server."""

    folder: Path
    #: None for SQLite.
    server: Server | None = None
    _made: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return self.server.kind if self.server else "SQLite"

    def new(self, name: str) -> str:
        """Address of an empty database, as EXAMPLE_SHOP_DATABASE_URL takes it."""
        if self.server is None:
            return str(self.folder / f"{name}.sqlite3")
        full = self._named(name)
        self.server.create(full)
        return f"{self.server.address}/{full}"

    def copy(self, address: str, name: str) -> str:
        """Address of a copy; nobody may be connected to the original."""
        if self.server is not None:
            full = self._named(name)
            self.server.copy(address.rpartition("/")[2], full)
            return f"{self.server.address}/{full}"
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
            assert self.server is not None
            self.server.drop(name)

    def _named(self, name: str) -> str:
        full = f"pz_bench_{name}_{uuid.uuid4().hex[:8]}"
        self._made.append(full)
        return full


@dataclass
class Server:
    """A database server that lets us make databases; `address` is its URL without a database's name."""

    address: str

    kind: ClassVar[str]

    def create(self, name: str) -> None:
        raise NotImplementedError

    def copy(self, original: str, name: str) -> None:
        raise NotImplementedError

    def drop(self, name: str) -> None:
        raise NotImplementedError


class Postgres(Server):
    kind = "PostgreSQL"

    def create(self, name: str) -> None:
        self._execute(f'CREATE DATABASE "{name}"')

    def copy(self, original: str, name: str) -> None:
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{original}"')

    def drop(self, name: str) -> None:
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        try:
            import psycopg
        except ImportError as missing:
            raise NoDatabase('PostgreSQL needs its driver: pip install "psycopg[binary]"') from missing
        try:
            with psycopg.connect(f"{self.address}/postgres", autocommit=True) as connection:
                connection.execute(statement.encode())
        except psycopg.OperationalError as failure:
            raise NoDatabase(f"No PostgreSQL answers at {self.address}: {failure}") from failure


class MariaDB(Server):
    kind = "MariaDB"

    def create(self, name: str) -> None:
        self._execute([f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4"])

    def copy(self, original: str, name: str) -> None:
        """Table by table: MariaDB has no templates. References come along, because they are not checked meanwhile."""
        self.create(name)
        tables = [row[0] for row in self._execute([f"SHOW TABLES FROM `{original}`"])]
        steps = [f"USE `{name}`", "SET foreign_key_checks = 0, unique_checks = 0"]
        for table in tables:
            ((_, definition),) = self._execute([f"SHOW CREATE TABLE `{original}`.`{table}`"])
            steps += [definition, f"INSERT INTO `{table}` SELECT * FROM `{original}`.`{table}`"]  # noqa: S608
        self._execute([*steps, "COMMIT"])

    def drop(self, name: str) -> None:
        self._execute([f"DROP DATABASE IF EXISTS `{name}`"])

    def _execute(self, statements: Sequence[str]) -> list[Any]:
        """Run them on one connection; the rows of the last."""
        try:
            import MySQLdb
        except ImportError as missing:
            raise NoDatabase(
                'MariaDB needs its driver: pip install "django-personalize[mariadb]"'
            ) from missing
        parts = urlsplit(self.address)
        try:
            connection = MySQLdb.connect(
                host=parts.hostname or "",
                port=parts.port or 3306,
                user=parts.username or "",
                password=parts.password or "",
                charset="utf8mb4",
            )
        except MySQLdb.OperationalError as failure:
            raise NoDatabase(f"No MariaDB answers at {self.address}: {failure}") from failure
        try:
            cursor = connection.cursor()
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall())
        finally:
            connection.close()


_SERVERS: dict[str, type[Server]] = {"postgres": Postgres, "postgresql": Postgres, "mysql": MariaDB}


@contextmanager
def for_this_run(address: str) -> Iterator[Databases]:
    """`address`: "sqlite", or the URL of a server ("postgres://user@host:port" or "mysql://user@host:port")."""
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        server = None
        if address != "sqlite":
            parts = urlsplit(address)
            if parts.scheme not in _SERVERS or not parts.netloc:
                raise NoDatabase(
                    f"{address!r} is neither 'sqlite' nor 'postgres://user@host:port' nor 'mysql://user@host:port'."
                )
            scheme = "mysql" if parts.scheme == "mysql" else "postgres"
            server = _SERVERS[parts.scheme](f"{scheme}://{parts.netloc}")
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
