"""A receiver on this machine, allowed by the settings that a host with a network of its own would use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_django import Settings

from django_personalize.consent import ledger
from django_personalize.events.draft import EventDraft
from django_personalize.events.ingest import ingest
from django_personalize.events.models import Event
from django_personalize.profiles import identify
from django_personalize.profiles.models import Profile
from django_personalize.testing import FrozenClock
from django_personalize.webhooks import signing
from django_personalize.webhooks.follow import newest_key
from django_personalize.webhooks.models import WebhookEndpoint
from tests.webhooks.receiver import CERTIFICATE, HOST, Receiver, listening

EVIDENCE = ledger.Evidence(
    wording="We remember what you look at.",
    wording_version="2026-01",
    language="en",
    source="/",
    method="banner",
    details={},
)


@pytest.fixture
def webhook_settings(settings: Settings) -> Settings:
    """Only this machine may be reached, by the name of its certificate."""
    settings.PERSONALIZE = {
        **settings.PERSONALIZE,
        "WEBHOOK_HOSTS": [HOST],
        "WEBHOOK_NETWORKS": ["127.0.0.0/8"],
        "WEBHOOK_CA_FILE": str(CERTIFICATE),
    }
    return settings


@pytest.fixture
def receiver(webhook_settings: Settings) -> Iterator[Receiver]:
    """A receiver that says 204 until it is told otherwise."""
    with listening() as found:
        yield found


@pytest.fixture
def endpoint(db: None, clock: FrozenClock, receiver: Receiver) -> WebhookEndpoint:
    """An endpoint for every event at the receiver."""
    return make_endpoint(clock, name="CRM", url=receiver.url)


def make_endpoint(clock: FrozenClock, **fields: Any) -> WebhookEndpoint:
    """An active endpoint that begins with the next event."""
    fields = {
        "name": "CRM",
        "url": f"https://{HOST}/hook",
        "events": ["*"],
        "created_at": clock.now(),
        "cursor": newest_key(),
        "secret_key_mark": signing.key_mark(),
        **fields,
    }
    return WebhookEndpoint.objects.create(**fields)


@pytest.fixture
def ada(db: None, clock: FrozenClock) -> Profile:
    """A customer who allows statistics and personalisation."""
    at = clock.now()
    profile = identify.customer_profile("41", at=at)
    ledger.record(
        profile.pk, {"analytics": "granted", "personalization": "granted"}, at=at, evidence=EVIDENCE
    )
    return profile


Happens = Callable[..., Event]


@pytest.fixture
def happens(clock: FrozenClock) -> Happens:
    """`happens("product_viewed", {"product": …}, of=profile)` writes one event and gives its row."""

    def write(
        name: str, properties: dict[str, Any] | None = None, *, of: Profile | None = None, **envelope: Any
    ) -> Event:
        at = clock.now()
        envelope.setdefault("occurred_at", at)
        draft = EventDraft(name, of.pk if of else None, properties=properties or {}, **envelope)
        assert ingest([draft], at=at).written == 1
        return Event.objects.latest("pk")

    return write
