"""Secrets that nobody stores, and signatures that every Standard Webhooks library verifies."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from django_personalize.testing import FrozenClock
from django_personalize.webhooks import signing
from django_personalize.webhooks.models import WebhookEndpoint
from tests.webhooks.conftest import make_endpoint


@pytest.mark.row("A35", part="webhook out")
def test_a_signature_is_that_of_the_standards_own_vector() -> None:
    signature = signing.sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


_SENT_AT = datetime.fromtimestamp(1614265330, tz=UTC)
_HEADERS = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,bm90IG91cnM= v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v1a,eA==",
}


@pytest.mark.parametrize(
    ("changed", "body", "after", "accepted"),
    [
        ({}, b'{"test": 2432232314}', timedelta(minutes=5), True),
        ({}, b'{"test": 2432232314}', timedelta(minutes=5, seconds=1), False),
        ({}, b'{"test": 2432232314}', -timedelta(minutes=5, seconds=1), False),
        ({}, b'{"test": 2432232315}', timedelta(0), False),
        ({"webhook-id": "msg_other"}, b'{"test": 2432232314}', timedelta(0), False),
        ({"webhook-id": ""}, b'{"test": 2432232314}', timedelta(0), False),
        ({"webhook-timestamp": "1614265331"}, b'{"test": 2432232314}', timedelta(0), False),
        ({"webhook-timestamp": "soon"}, b'{"test": 2432232314}', timedelta(0), False),
        ({"webhook-signature": ""}, b'{"test": 2432232314}', timedelta(0), False),
        (
            {"webhook-signature": "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
            b'{"test": 2432232314}',
            timedelta(0),
            False,
        ),
        ({"webhook-signature": "v1,é"}, b'{"test": 2432232314}', timedelta(0), False),
    ],
)
def test_a_request_counts_unchanged_and_within_five_minutes(
    changed: dict[str, str], body: bytes, after: timedelta, accepted: bool
) -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    assert signing.verify(secret, {**_HEADERS, **changed}, body, at=_SENT_AT + after) is accepted


@pytest.mark.django_db
def test_every_endpoint_has_a_secret_of_its_own(clock: FrozenClock) -> None:
    one, two = make_endpoint(clock, name="one"), make_endpoint(clock, name="two")
    assert signing.secret(one) != signing.secret(two)
    assert signing.secret(one) == signing.secret(WebhookEndpoint.objects.get(pk=one.pk))
    assert len(signing.secret(one)) == len("whsec_") + 44


@pytest.mark.django_db
def test_another_first_key_changes_nobodys_secret(clock: FrozenClock, settings: Settings) -> None:
    settings.PERSONALIZE = {**settings.PERSONALIZE, "HASH_KEYS": ["first"]}
    endpoint = make_endpoint(clock)
    before = signing.secret(endpoint)
    settings.PERSONALIZE = {**settings.PERSONALIZE, "HASH_KEYS": ["second", "first"]}
    assert signing.secret(endpoint) == before
    settings.PERSONALIZE = {**settings.PERSONALIZE, "HASH_KEYS": ["second"]}
    with pytest.raises(signing.SecretLost, match="put the key back"):
        signing.secret(endpoint)


@pytest.mark.django_db
def test_the_old_secret_signs_beside_the_new_one_for_a_day(clock: FrozenClock, settings: Settings) -> None:
    settings.PERSONALIZE = {**settings.PERSONALIZE, "HASH_KEYS": ["first"]}
    endpoint = make_endpoint(clock)
    old = signing.secret(endpoint)
    settings.PERSONALIZE = {**settings.PERSONALIZE, "HASH_KEYS": ["second", "first"]}
    signing.renew(endpoint, at=clock.now())
    new = signing.secret(endpoint)
    assert new != old
    for passed, both in ((timedelta(hours=23), True), (timedelta(hours=24), False)):
        at = clock.now() + passed
        headers = signing.headers(endpoint, delivery_id="d1", body=b"{}", at=at)
        assert signing.verify(new, headers, b"{}", at=at)
        assert signing.verify(old, headers, b"{}", at=at) is both
