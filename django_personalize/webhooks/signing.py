"""The secret of an endpoint and the signature of a request, as in Standard Webhooks 1.0.

No secret is stored: it is made from a key of `HASH_KEYS`, the endpoint and the version. The row only remembers which
key that was, so that another first key changes nobody's secret. Whoever reads the database cannot sign.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

from django_personalize.conf import settings
from django_personalize.core.errors import PersonalizeError
from django_personalize.webhooks.models import WebhookEndpoint

#: How long the secret before still signs beside the new one.
OVERLAP = timedelta(hours=24)
_PREFIX = "whsec_"


class SecretLost(PersonalizeError):
    """The key that the secret was made with is no longer among `HASH_KEYS`."""


def key_mark() -> str:
    """The mark of the key that new secrets are made with."""
    return _mark(settings.HASH_KEYS[0])


def secret(endpoint: WebhookEndpoint) -> str:
    """The present secret as the receiver enters it ("whsec_…"). Raises `SecretLost`."""
    return _secret(endpoint, endpoint.secret_version, endpoint.secret_key_mark)


def renew(endpoint: WebhookEndpoint, *, at: datetime) -> None:
    """The next version of the secret; the one before signs too for a while. The caller saves."""
    endpoint.secret_previous_mark = endpoint.secret_key_mark
    endpoint.secret_previous_until = at + OVERLAP
    endpoint.secret_version += 1
    endpoint.secret_key_mark = key_mark()


def headers(endpoint: WebhookEndpoint, *, delivery_id: str, body: bytes, at: datetime) -> dict[str, str]:
    """The three headers of a signed request. Raises `SecretLost`."""
    timestamp = int(at.timestamp())
    signatures = [sign(secret(endpoint), delivery_id, timestamp, body)]
    until = endpoint.secret_previous_until
    if until is not None and at < until and endpoint.secret_version > 1:
        try:
            before = _secret(endpoint, endpoint.secret_version - 1, endpoint.secret_previous_mark)
        except SecretLost:
            pass  # the new one is enough for whoever knows it
        else:
            signatures.append(sign(before, delivery_id, timestamp, body))
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def sign(given: str, delivery_id: str, timestamp: int, body: bytes) -> str:
    """ "v1," and the base64 of HMAC-SHA256 over id, timestamp (seconds since 1970) and body, joined by dots."""
    key = base64.b64decode(given.removeprefix(_PREFIX))
    signed = b".".join((delivery_id.encode(), str(timestamp).encode(), body))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def verify(
    given: str,
    received: Mapping[str, str],
    body: bytes,
    *,
    at: datetime,
    tolerance: timedelta = timedelta(minutes=5),
) -> bool:
    """Whether a request was signed with that secret and is not old; `received` has lower-case names."""
    delivery_id, timestamp = received.get("webhook-id", ""), received.get("webhook-timestamp", "")
    if not delivery_id or not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
        return False
    if abs(at.timestamp() - int(timestamp)) > tolerance.total_seconds():
        return False
    expected = sign(given, delivery_id, int(timestamp), body).encode()
    signatures = received.get("webhook-signature", "").encode().split()
    return any(hmac.compare_digest(expected, signature) for signature in signatures)


def _secret(endpoint: WebhookEndpoint, version: int, mark: str) -> str:
    for key in settings.HASH_KEYS:
        if hmac.compare_digest(_mark(key), mark):
            made = hmac.new(key.encode(), f"webhook\x00{endpoint.uuid}\x00{version}".encode(), hashlib.sha256)
            return _PREFIX + base64.b64encode(made.digest()).decode()
    raise SecretLost(
        f"The secret of {endpoint.name!r} was made with a key that is no longer in HASH_KEYS; "
        "put the key back at the end of the list, or make a new secret and give it to the receiver."
    )


def _mark(key: str) -> str:
    """Which key it is, without saying what it is."""
    return hmac.new(key.encode(), b"webhook key mark", hashlib.sha256).hexdigest()[:16]
