"""A visitor for tests: Django's test client with a real browser's headers, a consent to give and a person behind."""

from __future__ import annotations

from typing import Any

from django.conf import settings as django_settings
from django.contrib.auth import SESSION_KEY
from django.db import router
from django.http import HttpResponseBase
from django.test import Client, TestCase
from django.urls import reverse

from django_personalize.conf import settings
from django_personalize.core import tokens
from django_personalize.events.models import Event
from django_personalize.profiles import identify
from django_personalize.profiles.models import Identity, Profile
from django_personalize.shop.receivers import sync_waiting

#: A browser as people use it: without a User-Agent a request counts as a robot's.
USER_AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)


class VisitorClient(Client):
    """`django.test.Client` of somebody who was never here before: no cookie, no consent.

    The transaction of a test never commits, yet what waits for a commit happens: products that the test has made are
    in the catalogue before the request, and what the request leaves for its commit (its order) is done when it ends.
    The async client and live servers need `django_db(transaction=True)` for that.
    """

    def __init__(self, *, user_agent: str = USER_AGENT, language: str = "en", **defaults: Any) -> None:
        headers = {"user-agent": user_agent, "accept-language": language, "origin": "http://testserver"}
        super().__init__(headers={**headers, **defaults.pop("headers", {})}, **defaults)

    def request(self, **request: Any) -> Any:
        """As `Client.request`, and then what waits for the commit."""
        sync_waiting()
        with TestCase.captureOnCommitCallbacks(using=router.db_for_write(Profile), execute=True):
            return super().request(**request)

    def accept(self, *purposes: str) -> VisitorClient:
        """Accept what the consent banner asks for: all of it, or only these purposes. Gives the visitor itself."""
        if purposes:
            return self._choose(choice="some", purpose=list(purposes))
        return self._choose(choice="all")

    def refuse(self) -> VisitorClient:
        """Refuse everything, or take back what was allowed. Gives the visitor itself."""
        return self._choose(choice="none")

    @property
    def profile(self) -> Profile | None:
        """The person that this browser stands for: the customer who is signed in, or whoever the cookie names.

        None before consent and after its withdrawal.
        """
        if django_settings.SESSION_COOKIE_NAME in self.cookies and SESSION_KEY in self.session:
            customer = identify.find(Identity.Kind.USER, self.session[SESSION_KEY])
            if customer is not None:
                return customer
        morsel = self.cookies.get(settings.VISITOR_COOKIE)
        visitor_id = tokens.unsign(morsel.value, purpose="visitor") if morsel and morsel.value else None
        return identify.find(Identity.Kind.VISITOR, visitor_id) if visitor_id else None

    def events(self, *names: str) -> list[Event]:
        """What was recorded of this person, in the order of writing; with names only these events."""
        profile = self.profile
        if profile is None:
            return []
        found = Event.objects.filter(owner=profile).order_by("pk")
        return list(found.filter(name__in=names) if names else found)

    def _choose(self, **answer: Any) -> VisitorClient:
        response: HttpResponseBase = self.post(reverse("personalize:consent"), answer)
        if response.status_code >= 400:
            said = getattr(response, "content", b"").decode(errors="replace")
            raise AssertionError(f"The consent endpoint answered {response.status_code}: {said}")
        return self
