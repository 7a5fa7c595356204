"""The visitor of a headless front: their choice, what they do, and who they are once the shop's server says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from django_personalize.api import batch, visitors
from django_personalize.api.v1 import schemas
from django_personalize.api.v1.events import answer, refused
from django_personalize.api.v1.operations import operation
from django_personalize.api.v1.problems import Problem, invalid
from django_personalize.api.v1.view import ApiView
from django_personalize.conf import settings
from django_personalize.consent.purposes import PURPOSES
from django_personalize.core import clock, ratelimit
from django_personalize.core.http import address_block, client_address
from django_personalize.tracking import arrival as arrivals
from django_personalize.tracking import sanitise, views_once, wording, writing
from django_personalize.tracking.visitor import Visitor

#: Visitors that one address may begin per minute: each may become a row.
_NEW_VISITORS = 60


class _Choosing(ApiView):
    def chosen(self, *, status: int) -> Response:
        """Take the choice that was given; the token from now on."""
        purposes: Sequence[str] = self.given["purposes"]
        for index, purpose in enumerate(purposes):
            if purpose not in settings.PURPOSES:
                asked = ", ".join(settings.PURPOSES)
                raise invalid(f"purposes.{index}", "choice", f"is not asked here; the shop asks for: {asked}")
        at, visitor = clock.now(), self.visitor
        token = visitors.choose(visitor, list(dict.fromkeys(purposes)), at=at)
        return Response({"visitor": token, "allows": visitors.allowed(visitor, at=at)}, status=status)


class Visitors(_Choosing):
    """Where a visitor begins: with a choice, because nothing is kept before."""

    @operation(
        "visitors.begin",
        "Begin as a visitor",
        scope="visitors:use",
        takes=schemas.PURPOSES_GIVEN,
        gives={201: schemas.VISITOR},
        problems=("not_installed",),
        description="Call it when the visitor has answered your consent banner. The visitor token is sent back as "
        "X-Personalize-Visitor from then on. A visitor who refuses everything gets none and stays nobody.",
    )
    def post(self, request: Request) -> Response:
        address = address_block(client_address(request._request)) or "unknown"
        verdict = ratelimit.hit(
            "api.visitors", address, limit=_NEW_VISITORS, window=timedelta(minutes=1), at=clock.now()
        )
        if not verdict:
            headers = {"Retry-After": str(verdict.retry_after)}
            raise Problem("too_many_requests", f"Wait {verdict.retry_after} seconds.", headers=headers)
        visitors.nobody(request._request)
        return self.chosen(status=201)


class OwnVisitor(ApiView):
    """The visitor whose token came along."""

    @operation(
        "visitor.read",
        "Read this visitor's state",
        scope="visitors:use",
        gives={200: schemas.VISITOR_STATE},
        problems=("visitor_token",),
        visitor=True,
        description="With the words that the banner must show: what is shown is what the ledger keeps.",
    )
    def get(self, request: Request) -> Response:
        at, visitor = clock.now(), self.visitor
        return Response(
            {
                "known": visitor.profile_id is not None,
                "signed_in": visitor.signed_in,
                "allows": visitors.allowed(visitor, at=at),
                "banner": {
                    "title": wording.banner_title(),
                    "text": wording.banner_text(),
                    "version": settings.CONSENT_WORDING_VERSION,
                    "purposes": [
                        {"key": purpose, "text": str(PURPOSES[purpose])} for purpose in settings.PURPOSES
                    ],
                },
            }
        )

    @operation(
        "visitor.leave",
        "Sign this visitor out",
        scope="visitors:use",
        gives={204: None},
        problems=("visitor_token",),
        visitor=True,
        description="The visitor token names nobody any more; the next person at this device begins anew.",
    )
    def delete(self, request: Request) -> Response:
        visitors.sign_out(self.visitor, at=clock.now())
        return Response(status=204)


class OwnConsents(_Choosing):
    """What this visitor allows from now on."""

    @operation(
        "visitor.consents",
        "Change this visitor's choice",
        scope="visitors:use",
        takes=schemas.PURPOSES_GIVEN,
        gives={200: schemas.VISITOR},
        problems=("visitor_token",),
        visitor=True,
    )
    def put(self, request: Request) -> Response:
        return self.chosen(status=200)


class OwnEvents(ApiView):
    """What this visitor does."""

    @operation(
        "visitor.events",
        "Report what this visitor did",
        scope="visitors:use",
        takes=schemas.VISITOR_EVENTS,
        checks=schemas.VISITOR_BATCH,
        gives={200: schemas.TAKEN, 207: schemas.TAKEN},
        problems=("visitor_token", "refused"),
        idempotent=True,
        visitor=True,
        description="Views and clicks; never what only the server may say (orders, coupons, consent). An event "
        "that is sent again is known. Without consent, or without a visitor token, events count in the day sums, "
        "where only an Idempotency-Key keeps a repeated request from counting again.",
    )
    def post(self, request: Request) -> Response:
        at, visitor = clock.now(), self.visitor
        taken = batch.read(
            self.given["events"], schemas.VISITOR_EVENT, at=at, server_only=False, visitor=True
        )
        if not taken.entries:
            raise refused(taken)
        if settings.ENABLED and not visitor.facts.is_bot:
            _write(visitor, taken, at=at)
        return answer(taken)


def _write(visitor: Visitor, taken: batch.Taken, *, at: datetime) -> None:
    """As the visitor's events where consent is there; otherwise counted, each once."""
    with transaction.atomic():
        if not visitor.basis(at=at):
            # As the beacon's: of nobody a stranger could send without end, no id is kept.
            batch.add_to_day_sums(taken.entries)
            taken.counted = len(taken.entries)
            return
        for entry in taken.entries:
            visitor.note(
                entry.name,
                entry.properties,
                at=entry.occurred_at,
                event_id=entry.event_id,
                context=_context(entry),
                source="api",
                is_view=entry.name in views_once.VIEWS,
            )
        page = taken.entries[0].page
        arrival = arrivals.of_page(
            visitor.request, url=page.get("url", ""), referrer=page.get("referrer", "")
        )
        done = writing.write(visitor, at=at, arrival=arrival)
        taken.known = done.duplicates
        taken.written = len(taken.entries) - done.duplicates - done.refused


def _context(entry: batch.Entry) -> dict[str, object]:
    title = entry.page.get("title", "")
    page = {
        "url": sanitise.clean_url(entry.page.get("url", "")),
        "title": "" if sanitise.looks_personal(title) else title[:200],
    }
    context: dict[str, object] = {"page": {name: value for name, value in page.items() if value}}
    return context | ({"unknown": True} if entry.type.unknown else {})


class SignIn(ApiView):
    """The shop's server says which customer a headless visitor is."""

    @operation(
        "visitors.sign_in",
        "Say which customer has signed in",
        scope="visitors:identify",
        takes=schemas.SIGN_IN,
        gives={200: schemas.SIGNED_IN},
        problems=("refused", "not_installed"),
        description="Called by the shop's own server after it has checked the customer. What the visitor did before "
        "joins the customer's history; the token from before names nobody any more. `visitor` is null when neither "
        "the visitor nor the customer has allowed anything: begin with a choice first.",
    )
    def post(self, request: Request) -> Response:
        self.must_be_on()
        at = clock.now()
        try:
            token, _ = visitors.sign_in(
                request._request, self.given["user_key"], self.given.get("visitor", ""), at=at
            )
        except visitors.UnknownCustomer as refusal:
            fault = invalid("user_key", "unknown", "is no active customer of the shop")
            raise Problem("refused", str(refusal), faults=fault.faults) from None
        return Response({"visitor": token, "allows": visitors.allowed(self.visitor, at=at)})
