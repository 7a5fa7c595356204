"""What the doctor says about the database behind our tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.db import connections, router

from django_personalize.core import collation
from django_personalize.events.models import Event
from django_personalize.insights.health import ERROR, NOTE, OK, WARNING, Finding

#: Oldest versions that the suite runs on.
_OLDEST = {"postgresql": (15,), "mysql": (10, 6)}
_NAMES = {"postgresql": "PostgreSQL", "mysql": "MariaDB", "sqlite": "SQLite"}


def database(at: datetime) -> Iterator[Finding]:
    """Which server it is, whether its texts compare exactly and its readers see what was committed."""
    writer = router.db_for_write(Event)
    connection = connections[writer]
    name = _NAMES.get(connection.vendor, connection.vendor)
    version = ".".join(map(str, connection.get_database_version()))
    if connection.vendor not in _NAMES:
        yield Finding(
            WARNING, f"{name} is not among the databases that are tested: {', '.join(_NAMES.values())}."
        )
    elif connection.get_database_version() < _OLDEST.get(connection.vendor, ()):
        oldest = ".".join(map(str, _OLDEST[connection.vendor]))
        yield Finding(
            WARNING, f"{name} {version} is older than what is tested.", f"{name} {oldest} or newer."
        )
    else:
        yield Finding(OK, f"{name} {version}.")
    if (reader := router.db_for_read(Event)) != writer:
        yield Finding(
            NOTE, f"Reports may read from {reader!r}; pages, consent and all that is written use {writer!r}."
        )
    if connection.vendor == "mysql":
        yield from _isolation(writer)
        yield from _collation(writer)


def _isolation(alias: str) -> Iterator[Finding]:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT @@tx_isolation")
        level = str(cursor.fetchone()[0])
    if level != "READ-COMMITTED":
        yield Finding(
            ERROR,
            f"Transactions run at {level}: a process may act on what another one has changed since.",
            f'In DATABASES["{alias}"]["OPTIONS"]: "isolation_level": "read committed"',
        )


def _collation(alias: str) -> Iterator[Finding]:
    todo = collation.plan(alias, apps.get_app_config("django_personalize").get_models())
    if not todo.statements:
        yield Finding(OK, "Keys compare exactly: case, accents and blanks count.")
        return
    yield Finding(
        ERROR,
        "Keys that differ only in case, accents or trailing blanks count as one in: "
        + ", ".join(todo.tables)
        + ".",
        "; ".join(todo.statements) + ";" if todo.filled else "python manage.py migrate",
    )
