"""Every cookie the app can set: one registry, one writer. Nothing here is set before somebody chose."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse

from django_personalize.conf import settings
from django_personalize.core import tokens

#: Longest life that privacy authorities accept for a visitor id: 13 months.
LONGEST = timedelta(days=396)
#: How long the next request is asked to wait for views that are still being written.
FRESHNESS = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Cookie:
    """What is declared of a cookie; `setting` names the key that holds its name."""

    setting: str
    purpose: str
    necessary: bool
    lifetime: timedelta
    #: Whether the script may read it.
    readable: bool

    @property
    def name(self) -> str:
        return str(getattr(settings, self.setting))


def declared() -> list[Cookie]:
    """All cookies, for the documentation, the privacy page and the test that looks for others."""
    return [
        Cookie("CONSENT_COOKIE", "remembers the choice itself", True, settings.CHOICE_LIFETIME, True),
        Cookie(
            "VISITOR_COOKIE",
            "recognises the browser",
            False,
            min(settings.VISITOR_COOKIE_AGE, LONGEST),
            False,
        ),
        Cookie("FRESHNESS_COOKIE", "lets the next page know of this one", False, FRESHNESS, False),
    ]


def write(response: HttpResponse, request: HttpRequest, setting: str, value: str) -> None:
    """Set a declared cookie with the flags that all of ours carry; "" deletes it."""
    cookie = next(cookie for cookie in declared() if cookie.setting == setting)
    if not value:
        response.delete_cookie(cookie.name, domain=settings.COOKIE_DOMAIN, samesite="Lax")
        return
    secure = settings.COOKIE_SECURE
    response.set_cookie(
        cookie.name,
        value,
        max_age=cookie.lifetime,
        domain=settings.COOKIE_DOMAIN,
        secure=request.is_secure() if secure is None else secure,
        httponly=not cookie.readable,
        samesite="Lax",
    )


def new_visitor_id() -> str:
    """128 random bits in hex."""
    return secrets.token_hex(16)


def visitor_token(visitor_id: str) -> str:
    """The id as the cookie carries it: signed, so that no browser can choose its own."""
    return tokens.sign(visitor_id, purpose="visitor")


def visitor_id(request: HttpRequest) -> str | None:
    """The id this browser was given by us, None when it has none or made one up."""
    token = request.COOKIES.get(settings.VISITOR_COOKIE, "")
    return tokens.unsign(token, purpose="visitor") if token else None


def promise(visitor_id: str, version: int, *, at: datetime) -> str:
    """What the freshness cookie carries: signed, because whoever presents it is waited for."""
    return tokens.sign(f"{version}/{int(at.timestamp())}", purpose=f"freshness.{visitor_id}")


def expected_version(request: HttpRequest, visitor_id: str, *, at: datetime) -> int:
    """The snapshot version that the last response promised this browser; 0 when nothing is under way."""
    token = request.COOKIES.get(settings.FRESHNESS_COOKIE, "")
    body = tokens.unsign(token, purpose=f"freshness.{visitor_id}") if token else None
    if body is None:
        return 0
    version, made = map(int, body.split("/"))
    # Either way round: the clocks of two hosts may differ.
    return version if abs(at.timestamp() - made) < FRESHNESS.total_seconds() else 0
