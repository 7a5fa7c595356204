"""Fixtures for hosts, known to pytest as soon as the package is installed; they need pytest-django.

Importing this imports nothing of Django: projects that have none, or have not configured it yet, notice nothing. A
fixture of the host's own with the same name comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django_personalize.profiles.models import Profile
    from django_personalize.testing.clock import FrozenClock
    from django_personalize.testing.outbox import Outbox
    from django_personalize.testing.visitors import VisitorClient


@pytest.fixture
def clock() -> Iterator[FrozenClock]:
    """The time stands at 2026-06-15 12:00 in Berlin until `advance(timedelta)` or `set(datetime)`."""
    from django_personalize.testing.clock import frozen_clock

    with frozen_clock() as frozen:
        yield frozen


@pytest.fixture
def visitor(db: None) -> VisitorClient:
    """Somebody who was never here before, with a browser: a test client with `accept()` and `refuse()`."""
    from django_personalize.testing.visitors import VisitorClient

    return VisitorClient()


@pytest.fixture
def profile(db: None) -> Callable[..., Profile]:
    """`profile(user=…, email=…, traits=…, viewed=[product, …])` makes a person who consented."""
    from django_personalize.testing.people import make_profile

    return make_profile


@pytest.fixture
def outbox(db: None) -> Iterator[Outbox]:
    """What goes out while the test runs: `outbox.events`, `outbox.mails`, `outbox.send_webhooks()`."""
    from django_personalize.testing.outbox import capturing

    with capturing() as found:
        yield found
