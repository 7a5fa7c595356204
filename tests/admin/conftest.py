"""Members of staff with different rights, and a person with a history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from django_personalize.consent import ledger
from django_personalize.events.draft import EventDraft
from django_personalize.events.ingest import ingest
from django_personalize.profiles import identify, traits
from django_personalize.profiles.models import Profile
from django_personalize.testing import FrozenClock
from tests import factories

EVIDENCE = ledger.Evidence(
    wording="We remember what you look at.",
    wording_version="2026-01",
    language="en",
    source="/",
    method="banner",
    details={"ip": "203.0.113.0"},
)


@pytest.fixture
def chief(db: None) -> Client:
    """Somebody who may see everything."""
    client = Client()
    client.force_login(factories.customer(first_name="Mel", last_name="", is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def marketer(db: None) -> Client:
    """Somebody who may look at all our tables, and must not see who the people are."""
    member = factories.customer(first_name="Kay", last_name="", is_staff=True)
    ours = Permission.objects.filter(content_type__app_label="django_personalize")
    member.user_permissions.set(ours.filter(codename__startswith="view_").exclude(codename="view_pii"))
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def ada(db: None, clock: FrozenClock) -> Profile:
    """A customer who consented to everything the shop asks for."""
    at = clock.now()
    profile = identify.customer_profile("41", at=at)
    identify.attach(profile, "email", "ada@example.com", verified=True, at=at)
    traits.write(
        profile.pk, {"first_name": "Ada", "last_name": "Lovelace", "country": "GB"}, source="shop", at=at
    )
    ledger.record(
        profile.pk, {"analytics": "granted", "personalization": "granted"}, at=at, evidence=EVIDENCE
    )
    profile.refresh_from_db()
    return profile


@pytest.fixture
def outsider(db: None) -> Client:
    """A member of staff without any right to our tables."""
    client = Client()
    client.force_login(factories.customer(is_staff=True))
    return client


Happened = Callable[..., None]


@pytest.fixture
def happened(clock: FrozenClock) -> Happened:
    """`happened(profile, "product_viewed", {"product": …}, ago=timedelta(hours=1))` writes one event."""

    def write(
        profile: Profile | None,
        name: str,
        properties: dict[str, Any] | None = None,
        *,
        ago: timedelta = timedelta(0),
        **envelope: Any,
    ) -> None:
        at = clock.now()
        draft = EventDraft(name, profile.pk if profile else None, at - ago, properties or {}, **envelope)
        assert ingest([draft], at=at).written == 1

    return write


def viewed(key: str, **more: Any) -> dict[str, Any]:
    """The properties of a product that was looked at or bought."""
    return {"product_id": key, **more}
