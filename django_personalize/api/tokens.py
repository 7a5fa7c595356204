"""Making, finding and revoking keys to the API.

A key reads `pzs_<prefix>_<secret>` (server) or `pza_<prefix>_<secret>` (app). The secret has 256 random bits, is
shown once, and only its digest under `HASH_KEYS` is kept.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from django_personalize.api.models import ApiToken
from django_personalize.core import clock, hashing, http
from django_personalize.core.errors import PersonalizeError

#: What hosts may use.
__all__ = ["BadToken", "create", "revoke"]

#: Scope to what it allows, for the admin and the reference.
SCOPES = {
    "events:write": _("Report events of people"),
    "events:server": _("Report events that only a server may: orders, refunds, coupons, messages"),
    "profiles:read": _("Look people up and read what is known of them, without personal data"),
    "personal:read": _("Read names and traits as well; every read is logged"),
    "profiles:write": _("Name people and write their traits"),
    "consents:write": _("Record what people allow or refuse"),
    "decisions:read": _("Read what a person would be shown"),
    "catalogue:read": _("Read the catalogue"),
    "catalogue:write": _("Say which products have changed"),
    "visitors:identify": _("Say which customer has signed in on a headless front"),
    "visitors:use": _("Act for the visitor whose visitor token comes along; for apps alone"),
}
#: What an app token may have: it can be read by everybody who opens the front.
APP_SCOPES = ("visitors:use",)

_STARTS = {ApiToken.Kind.SERVER: "pzs", ApiToken.Kind.APP: "pza"}
_KEY = re.compile(r"^(?P<start>pz[sa])_(?P<prefix>[a-z0-9]{8})_(?P<secret>[A-Za-z0-9_-]{43})$")
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


class BadToken(PersonalizeError, ValueError):
    """A token cannot be made like this."""


def create(
    name: str,
    *,
    kind: str = ApiToken.Kind.SERVER,
    scopes: Iterable[str],
    origins: Iterable[str] = (),
    expires_at: datetime | None = None,
    rate: int | None = None,
    created_by: str = "",
    at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """A new token and its key, which nobody can read again. Raises `BadToken`."""
    at = at or clock.now()
    scopes, origins = list(scopes), list(origins)
    if problems := problems_of(kind, scopes, origins):
        raise BadToken(" ".join(problems.values()))
    token = ApiToken(
        name=name,
        kind=kind,
        scopes=scopes,
        origins=origins,
        rate=rate,
        created_at=at,
        created_by=created_by,
        expires_at=expires_at,
    )
    key = issue(token)
    token.save()
    return token, key


def issue(token: ApiToken) -> str:
    """Give an unsaved token its prefix and digest; the key they belong to."""
    token.prefix = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    secret = secrets.token_urlsafe(32)
    token.digest = hashing.digest("api_token", secret)
    return f"{_STARTS[ApiToken.Kind(token.kind)]}_{token.prefix}_{secret}"


def problems_of(kind: str, scopes: list[str], origins: list[str]) -> dict[str, str]:
    """Field to what is wrong with it, in one sentence; empty when a token can be made."""
    found = {}
    if kind not in ApiToken.Kind.values:
        found["kind"] = f"Kind {kind!r} must be one of: {', '.join(ApiToken.Kind.values)}."
    allowed = APP_SCOPES if kind == ApiToken.Kind.APP else [name for name in SCOPES if name not in APP_SCOPES]
    wrong = [scope for scope in scopes if scope not in allowed]
    if wrong or not scopes:
        given = ", ".join(wrong) or "none"
        found["scopes"] = (
            f"Scopes of a token of kind {kind} must be among {', '.join(allowed)}; given: {given}."
        )
    if origins and kind != ApiToken.Kind.APP:
        found["origins"] = "Only app tokens have origins: a server token never belongs into a browser."
    elif bad := [origin for origin in origins if not http.is_origin(origin)]:
        found["origins"] = f"{bad[0]!r} is no origin; give scheme and host, such as https://app.example.com."
    return found


def find(key: str, *, at: datetime) -> ApiToken | None:
    """The active token of a key; None for unknown, revoked, expired and malformed keys alike."""
    parts = _KEY.match(key)
    if parts is None:
        return None
    token = ApiToken.objects.active(at=at).filter(prefix=parts["prefix"]).first()
    digests = hashing.digests("api_token", parts["secret"])
    known = token.digest if token is not None else "0" * 64
    # All of them compared, found or not: the time says nothing about which prefixes exist.
    right = [hmac.compare_digest(known, digest) for digest in digests]
    if token is None or not any(right) or _STARTS[ApiToken.Kind(token.kind)] != parts["start"]:
        return None
    return token


def used(token: ApiToken, *, at: datetime) -> None:
    """Note the day of use, once a day."""
    today = clock.day_of(at)
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).exclude(last_used_on=today).update(last_used_on=today)


def revoke(token: ApiToken, *, at: datetime | None = None) -> bool:
    """End a token for good, on its next request everywhere; False when it had ended before."""
    changed = ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at or clock.now())
    return bool(changed)


def browsers_may_call_from(origin: str, *, at: datetime) -> bool:
    """Whether any app token allows that origin: what a preflight asks, which carries no token."""
    apps = ApiToken.objects.active(at=at).filter(kind=ApiToken.Kind.APP).values_list("origins", flat=True)
    return any(http.is_among(origin, allowed) for allowed in apps)
