"""Fixtures for every test, beside those that the package ships (`django_personalize.testing.plugin`)."""

from __future__ import annotations

import os

import hypothesis
import pytest

from django_personalize.shop.sync import reconcile
from django_personalize.testing import FrozenClock, VisitorClient
from django_personalize.testing.visitors import USER_AGENT as USER_AGENT
from tests import factories
from tests.databases import django_db_setup as django_db_setup
from tests.outcomes import pytest_runtest_logreport as pytest_runtest_logreport
from tests.outcomes import pytest_sessionfinish as pytest_sessionfinish

# No deadline: a slow machine is no wrong answer. `.ci/heavy` looks harder.
hypothesis.settings.register_profile("quick", deadline=None, max_examples=100)
hypothesis.settings.register_profile("heavy", deadline=None, max_examples=5000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture
def shop(db: None, clock: FrozenClock) -> factories.SmallShop:
    """The small shop of `factories.small_shop`, its catalogue synced."""
    made = factories.small_shop()
    reconcile(at=clock.now())
    return made


@pytest.fixture
def browser_client(clock: FrozenClock, visitor: VisitorClient) -> VisitorClient:
    """The plugin's visitor while the clock stands still: no cookie, no consent."""
    return visitor


@pytest.fixture
def visitor_client(browser_client: VisitorClient) -> VisitorClient:
    """The same after a click on "accept all" in the consent banner."""
    return browser_client.accept()
