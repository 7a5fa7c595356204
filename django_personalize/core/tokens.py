"""Signed values, one salt per purpose: a token made for one thing never works for another."""

from typing import Any

from django.core import signing

_PREFIX = "django_personalize."


def sign(value: str, *, purpose: str) -> str:
    """`value` with a signature; readable by everyone, so only opaque ids belong in it."""
    return signing.Signer(salt=_PREFIX + purpose).sign(value)


def unsign(token: str, *, purpose: str) -> str | None:
    """The value, or None when the token was forged, cut or made for another purpose."""
    try:
        return signing.Signer(salt=_PREFIX + purpose).unsign(token)
    except signing.BadSignature:
        return None


def seal(data: dict[str, Any], *, purpose: str) -> str:
    """A small dict as a signed, URL-safe string."""
    return signing.dumps(data, salt=_PREFIX + purpose, compress=True)


def unseal(token: str, *, purpose: str) -> dict[str, Any] | None:
    """The dict, or None when the token is not one of ours."""
    try:
        data = signing.loads(token, salt=_PREFIX + purpose)
    except (signing.BadSignature, ValueError, UnicodeError):
        return None
    return data if isinstance(data, dict) else None
