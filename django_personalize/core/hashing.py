"""Keyed digests of identities: HMAC-SHA-256 with `HASH_KEYS`; the first key writes, all keys read."""

import hashlib
import hmac

from django_personalize.conf import settings


def digest(kind: str, value: str) -> str:
    """Hex digest (64 characters) of a normalised `value`, under the first key; `kind` keeps the spaces apart."""
    return _digest(settings.HASH_KEYS[0], kind, value)


def digests(kind: str, value: str) -> list[str]:
    """The digests under every key, the writing one first: what a look-up must try after a rotation."""
    return [_digest(key, kind, value) for key in settings.HASH_KEYS]


def _digest(key: str, kind: str, value: str) -> str:
    return hmac.new(key.encode(), f"{kind}\x00{value}".encode(), hashlib.sha256).hexdigest()
