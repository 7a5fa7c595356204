"""What this browser chose, kept in the one cookie that needs no consent because it is the choice.

Its first letter is for the script: "a" all allowed, "r" all refused, "p" some of both. The rest is signed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, unquote

from django.http import HttpRequest

from django_personalize.conf import settings
from django_personalize.core import tokens
from django_personalize.profiles.snapshots import moment, seconds


@dataclass(frozen=True, slots=True)
class Choice:
    """Purposes allowed on this device, when, and under which wording."""

    granted: frozenset[str]
    at: datetime
    wording_version: str

    @property
    def letter(self) -> str:
        """ "a", "r" or "p"."""
        asked = set(settings.PURPOSES)
        if asked <= self.granted:
            return "a"
        return "p" if self.granted & asked else "r"

    def token(self) -> str:
        """The cookie's value."""
        version = quote(self.wording_version, safe="")
        body = "/".join([str(seconds(self.at)), version, *sorted(self.granted)])
        return f"{self.letter}.{tokens.sign(body, purpose='choice')}"


def make(granted: Iterable[str], *, at: datetime) -> Choice:
    """A choice made now, under the wording that is shown now."""
    return Choice(frozenset(granted), at, settings.CONSENT_WORDING_VERSION)


def read(request: HttpRequest, *, at: datetime) -> Choice | None:
    """The choice of this browser; None when there is none, it is too old, or the wording has changed since."""
    letter, _, token = request.COOKIES.get(settings.CONSENT_COOKIE, "").partition(".")
    body = tokens.unsign(token, purpose="choice") if letter and token else None
    if body is None:
        return None
    made, version, *granted = body.split("/")
    choice = Choice(frozenset(granted), moment(int(made)), unquote(version))
    if (
        choice.wording_version != settings.CONSENT_WORDING_VERSION
        or at >= choice.at + settings.CHOICE_LIFETIME
    ):
        return None
    return choice
