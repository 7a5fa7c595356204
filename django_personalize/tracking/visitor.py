"""Whoever makes this request. Lazy: no query, no cookie, no session is touched before somebody asks."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings as django_settings
from django.http import HttpRequest

from django_personalize.conf import settings
from django_personalize.consent import gate
from django_personalize.core import clock
from django_personalize.core.errors import PersonalizeError
from django_personalize.events.objects import About
from django_personalize.profiles import whereabouts
from django_personalize.profiles.models import Identity
from django_personalize.profiles.snapshots import SnapshotData
from django_personalize.profiles.whereabouts import NOBODY, Whereabouts
from django_personalize.tracking import choice as choices
from django_personalize.tracking import cookies, fragments, recognise
from django_personalize.tracking.choice import Choice
from django_personalize.tracking.facts import RequestFacts, request_facts

logger = logging.getLogger("django_personalize")

#: Longest wait for views of the last page that another worker is still writing, and how often to look.
_WAIT_SECONDS = 0.3
_LOOK_SECONDS = 0.004


class NotInstalled(PersonalizeError):
    """A request without a visitor: the middleware is missing."""


def visitor_of(request: HttpRequest) -> Visitor:
    """The visitor of a request. Raises `NotInstalled`, with the line to add, where the middleware gave it none."""
    visitor: Visitor | None = getattr(request, "visitor", None)
    if visitor is None:
        raise NotInstalled(
            "This request has no visitor: add "
            '"django_personalize.middleware.PersonalizeMiddleware" to MIDDLEWARE, after AuthenticationMiddleware.'
        )
    return visitor


@dataclass(frozen=True, slots=True)
class Note:
    """An event of this visitor that waits to be written."""

    name: str
    properties: Mapping[str, Any]
    occurred_at: datetime
    event_id: UUID | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
    source: str = "server"
    #: Views are dropped when the same page was shown a moment ago (double click).
    is_view: bool = False


class Visitor:
    """The data of `request.visitor`; the rim adds the questions that need the packages above."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        #: When the page was asked for: what it shows was seen then, however long it takes to be made.
        self.came_at = clock.now()
        self._asked = False
        #: The response has left us: nothing personal may follow, because nobody could mark it as one person's.
        self.answered = False
        #: The person could not be read: nothing is asked a second time, and nothing is allowed.
        self.unreadable = False
        #: Nothing is shown to this request: the person is read where it will be written, and no view is waited for.
        self.only_writes = False
        #: What this request has read of the catalogue for its events, by product key.
        self.catalogue: dict[str, About] = {}
        #: Cookies to set on the response: setting name to value, "" deletes.
        self.new_cookies: dict[str, str] = {}
        self.notes: list[Note] = []
        #: Seconds spent waiting for the last page's views; not charged to this page's budget.
        self.waited = 0.0
        #: Orders saved outside of a transaction, to be written when the view is done.
        self.orders: list[str] = []

    # -- who

    @cached_property
    def facts(self) -> RequestFacts:
        """Device, language, robot or not."""
        return request_facts(self.request)

    @cached_property
    def choice(self) -> Choice | None:
        """What this browser chose; None when it has to be asked."""
        return choices.read(self.request, at=clock.now())

    @cached_property
    def visitor_id(self) -> str | None:
        """The id of this browser, None before it has one."""
        return cookies.visitor_id(self.request)

    @cached_property
    def found(self) -> Whereabouts:
        """The person behind this request: by the browser's id, by the signed-in user where that is another."""
        if not settings.ENABLED or self.facts.is_bot:
            return NOBODY
        try:
            by_browser = self._by_browser() if self.visitor_id else NOBODY
            user_key = self.user_key
            if user_key and by_browser.user_key != user_key:
                return recognise.find(Identity.Kind.USER, user_key)
        except Exception:
            self.unreadable = True
            raise
        return by_browser

    @cached_property
    def user_key(self) -> str:
        """Key of the shop's signed-in user, "" when nobody is; asks the session only if there is one."""
        if django_settings.SESSION_COOKIE_NAME not in self.request.COOKIES:
            return ""
        user = getattr(self.request, "user", None)
        return str(user.pk) if user is not None and user.is_authenticated else ""

    @property
    def profile_id(self) -> int | None:
        """The person, None while unknown."""
        return self.found.profile_id

    @property
    def snapshot(self) -> SnapshotData:
        """What a page may know of the person; empty while unknown."""
        return self.found.snapshot

    @property
    def signed_in(self) -> bool:
        """Whether the person is the customer who is signed in: only then may names and orders be shown."""
        return bool(self.user_key) and self.found.user_key == self.user_key

    # -- what is allowed

    def allows(self, purpose: str, *, at: datetime | None = None) -> bool:
        """Whether this visitor allows a purpose now, on this device and as a person."""
        return bool(self.verdict(purpose, at=at))

    def verdict(self, purpose: str, *, at: datetime | None = None) -> gate.Verdict:
        """The same with the reason."""
        at = at or clock.now()
        if self.facts.is_bot:
            return gate.Verdict(False, "a robot")
        if self.unreadable:
            return gate.Verdict(False, "unreadable")
        if self.facts.gpc and (
            purpose == "ads_sharing" or (purpose == "personalization" and settings.GPC_STOPS_PERSONALIZATION)
        ):
            return gate.Verdict(False, "the browser asks for privacy (GPC)")
        if self.choice is not None and purpose not in self.choice.granted:
            return gate.Verdict(False, "refused on this device")
        if self.profile_id is not None:
            return gate.judge(self.snapshot.consents, purpose, at=at)
        granted = self.choice.granted if self.choice is not None else ()
        return gate.judge(
            {purpose: ["granted", self.choice.at.timestamp(), None]}
            if purpose in granted and self.choice
            else {},
            purpose,
            at=at,
        )

    def basis(self, *, at: datetime) -> str:
        """On what a behavioural event of this visitor may rest, "" when on nothing."""
        for purpose in ("personalization", "analytics"):
            if self.allows(purpose, at=at):
                return purpose
        return ""

    @property
    def asked(self) -> bool:
        """A tag asked for something personal: the response belongs to one person."""
        return self._asked

    @asked.setter
    def asked(self, value: bool) -> None:
        self._asked = value
        if value:
            # `cache_page` acts before the middleware can mark the page as private: this is how it is told.
            self.request._cache_update_cache = False  # type: ignore[attr-defined]

    @property
    def personal(self) -> bool:
        """Whether a page may be made for this person; marks the response as one person's, whatever the answer.

        Never once the response has left (a page that is rendered while it is sent shows its defaults), and never
        in a fragment that `{% cache %}` keeps for others.
        """
        fragment = fragments.shared_with_others(self)
        if fragment is not None:
            fragment.complain()
            return False
        self.asked = True
        return settings.ENABLED and not self.answered and self.allows("personalization")

    @property
    def cache_key(self) -> str:
        """What keeps this visitor's fragments apart: `{% cache 60 name request.visitor.cache_key %}`.

        "" for all of whom nothing is known. The page is one person's, also where the fragment was there already.
        """
        self.asked = self.asked or self.visitor_id is not None or bool(self.user_key)
        return fragments.key_of(self)

    @property
    def touched(self) -> bool:
        """Whether this request has anything to write, mark or set."""
        return self.asked or bool(self.notes or self.orders or self.new_cookies)

    # -- what happens

    def note(
        self,
        name: str,
        properties: Mapping[str, Any] | None = None,
        *,
        at: datetime | None = None,
        event_id: UUID | None = None,
        context: Mapping[str, Any] | None = None,
        source: str = "server",
        is_view: bool = False,
    ) -> None:
        """Queue an event of this visitor; `tracking.writing` writes it with the request, if consent allows."""
        if not settings.ENABLED or self.facts.is_bot or (is_view and self.facts.is_prefetch):
            return
        self.notes.append(
            Note(name, properties or {}, at or clock.now(), event_id, context or {}, source, is_view)
        )

    def allot_id(self) -> str:
        """The browser's id, a new one (with its cookie) where it has none."""
        if self.visitor_id is None:
            self.visitor_id = cookies.new_visitor_id()
            self.new_cookies["VISITOR_COOKIE"] = cookies.visitor_token(self.visitor_id)
        return self.visitor_id

    def reread(self, *, user_key: str | None = None) -> None:
        """Forget what was read of the person, who has just changed; `user_key`: who is signed in from now on."""
        self.__dict__.pop("found", None)
        self.unreadable = False
        if user_key is not None:
            self.user_key = user_key

    def _by_browser(self) -> Whereabouts:
        """By the browser's id, waiting a moment for views of the last page that are still being written."""
        visitor_id = self.visitor_id or ""
        if self.only_writes:
            return whereabouts.find_written(Identity.Kind.VISITOR, visitor_id)
        found = recognise.find(Identity.Kind.VISITOR, visitor_id)
        expected = cookies.expected_version(self.request, visitor_id, at=clock.now())
        if found.retired or found.snapshot.version >= expected:
            return found
        began = time.monotonic()
        found = whereabouts.find_written(Identity.Kind.VISITOR, visitor_id)
        while found.snapshot.version < expected and time.monotonic() < began + _WAIT_SECONDS:
            time.sleep(_LOOK_SECONDS)
            found = whereabouts.find_written(Identity.Kind.VISITOR, visitor_id)
        self.waited = time.monotonic() - began
        if found.snapshot.version < expected:
            # The worker that promised it died, or the promise was another person's: ask no further request to wait.
            self.new_cookies.setdefault("FRESHNESS_COOKIE", "")
        return found
