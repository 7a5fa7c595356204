"""Fixtures for every test."""

from __future__ import annotations

import os
from collections.abc import Iterator

import hypothesis
import pytest
import pytest_django
from django.db import connection
from django.test import Client
from django.urls import reverse

from django_personalize.shop.sync import reconcile
from django_personalize.testing import FrozenClock, frozen_clock
from tests import factories
from tests.outcomes import pytest_runtest_logreport as pytest_runtest_logreport
from tests.outcomes import pytest_sessionfinish as pytest_sessionfinish

# No deadline: a slow machine is no wrong answer. `.ci/heavy` looks harder.
hypothesis.settings.register_profile("quick", deadline=None, max_examples=100)
hypothesis.settings.register_profile("heavy", deadline=None, max_examples=5000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

#: A browser as people use it: without a User-Agent a request counts as a robot's.
USER_AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)


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


@pytest.fixture
def clock() -> Iterator[FrozenClock]:
    """The time stands at 2026-06-15 12:00 in Berlin until `advance(timedelta)` or `set(datetime)`."""
    with frozen_clock() as frozen:
        yield frozen


@pytest.fixture
def shop(db: None, clock: FrozenClock) -> factories.SmallShop:
    """The small shop of `factories.small_shop`, its catalogue synced."""
    made = factories.small_shop()
    reconcile(at=clock.now())
    return made


@pytest.fixture
def browser_client(db: None, clock: FrozenClock) -> Client:
    """A test client with a real browser's headers, never here before: no cookie, no consent."""
    return Client(headers={"user-agent": USER_AGENT, "accept-language": "en", "origin": "http://testserver"})


@pytest.fixture
def visitor_client(browser_client: Client) -> Client:
    """The same after a click on "accept all" in the consent banner."""
    response = browser_client.post(reverse("personalize:consent"), {"choice": "all"})
    assert response.status_code < 400, f"the consent endpoint answered {response.status_code}"
    return browser_client
