"""What test databases need beyond pytest-django."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import pytest_django
from django.db import connection


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator[None]:
    """The test database; at the end without the connections that coroutines opened in contexts long gone.

    PostgreSQL refuses to drop a database that somebody is still connected to.
    """
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
