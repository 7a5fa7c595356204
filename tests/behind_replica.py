"""A shop whose reads of our tables are sent to a replica that has nothing yet: whoever reads it is found out.

As a plugin (`pytest -p tests.behind_replica`) it puts every test behind that replica.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
import pytest_django
from django.db import connections, models, router
from django.test import override_settings

ALIAS = "replica"


class OursFromReplica:
    """What a shop writes that pins its own reads after a write, and knows nothing of ours."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        return ALIAS if model._meta.app_label == "django_personalize" else None

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str:
        return "default"

    def allow_relation(self, first: models.Model, second: models.Model, **hints: Any) -> bool:
        return True


class AllFromReplica(OursFromReplica):
    """What a shop writes that never pins."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str:
        return ALIAS


class ReadTheReplica(BaseException):
    """Not an `Exception`: no page may swallow it."""


@contextmanager
def behind_replica(*routers: str) -> Iterator[list[str]]:
    """Install the alias and the routers; the statements that reached the replica, each of which also raises."""
    asked: list[str] = []

    def refuse(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        asked.append(sql)
        raise ReadTheReplica(sql)

    entry = {**connections.settings["default"], "ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    connections.settings[ALIAS] = {**entry, "OPTIONS": {}}
    connection = connections[ALIAS]
    connection.connect()  # at once: tests refuse to open what they do not know
    connection.execute_wrappers.append(refuse)
    try:
        with override_settings(DATABASE_ROUTERS=list(routers)):
            assert router.routers
            yield asked
    finally:
        connection.close()
        del connections[ALIAS]
        del connections.settings[ALIAS]


@pytest.fixture(autouse=True)
def _everything_behind_replica(django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """Only there when this module is loaded as a plugin."""
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            asked = stack.enter_context(behind_replica("tests.behind_replica.OursFromReplica"))
        yield
    assert asked == [], "read from the replica"
