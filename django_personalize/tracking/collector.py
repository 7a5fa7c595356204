"""Where the script's events arrive: a beacon with no headers of its own, from a browser that may be
anybody's.

It can only add events for the visitor whose cookie comes with it. Everything is checked before anything is
written; a request is taken whole or refused whole, with a reason, and what was refused is counted for staff
to see. The answer to what was taken is always the same, whether the visitor is known, unknown, a robot, or
has refused.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.db import Error as DatabaseFailure
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from django_personalize.conf import settings
from django_personalize.core import clock, metrics, ratelimit
from django_personalize.core.http import (
    BodyRefused,
    BodyTooLarge,
    Origin,
    address_block,
    client_address,
    origin_of,
    read_body,
)
from django_personalize.core.ratelimit import Limit
from django_personalize.core.strictjson import BadJSON, parse
from django_personalize.events import daysums, schema
from django_personalize.events.vocabulary import EventType
from django_personalize.tracking import arrival as arrivals
from django_personalize.tracking import pages, sanitise, views_once, writing
from django_personalize.tracking.envelope import Envelope, Refused, read_envelopes
from django_personalize.tracking.visitor import NotInstalled, Visitor, visitor_of

logger = logging.getLogger(__name__)

BODY_LENGTH = 64 * 1024
_WINDOW = timedelta(minutes=1)
#: What `sendBeacon` and `fetch` send a text as, and what a host's own code may send.
_CONTENT_TYPES = frozenset({"text/plain", "application/json"})
#: New names that refused events may bring into the day sums per hour: a stranger must not fill the table.
_NAMED_REFUSALS = 300
_TITLE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class _Event:
    """An event that may count, its type, and what remains of its properties."""

    envelope: Envelope
    type: EventType
    cleaned: schema.Cleaned


@csrf_exempt  # a beacon has no headers and a cached page no token; the origin is checked instead
@login_not_required
@transaction.non_atomic_requests  # without a database the answer is still ours to give
def collect(request: HttpRequest) -> HttpResponse:
    """Take up to 20 events as JSON: 204, or 4xx with `{"error": reason, "index": first, "refused": [indexes]}`."""
    if request.method != "POST":
        response = _refusal(Refused("method_not_allowed", "Events are posted.", status=405))
        response["Allow"] = "POST"
        return response
    origin = origin_of(request, allowed=settings.COLLECTOR_ORIGINS)
    try:
        response = _collect(request, origin, at=clock.now())
    except Refused as refusal:
        response = _refusal(refusal)
    except NotInstalled as fault:
        logger.error("Events cannot be taken. %s", fault)
        response = _refusal(Refused("not_installed", "The shop is not ready for events.", status=503))
    except DatabaseFailure:
        logger.exception("Events could not be written: the database failed.")
        response = _refusal(Refused("unavailable", "Try again later.", status=503, retry_after=30))
    if origin is Origin.ALLOWED:
        response["Access-Control-Allow-Origin"] = request.headers["Origin"]
        response["Access-Control-Allow-Credentials"] = "true"
        patch_vary_headers(response, ["Origin"])
    return response


def _collect(request: HttpRequest, origin: Origin, *, at: datetime) -> HttpResponse:
    if origin is Origin.FOREIGN:
        raise Refused("foreign_origin", "Only pages of this shop may post events.", status=403)
    if request.content_type not in _CONTENT_TYPES:
        raise Refused("content_type", "Send text/plain or application/json.", status=415)
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise Refused("content_encoding", "Send the text uncompressed.", status=415)
    visitor = visitor_of(request)
    visitor.only_writes = True
    _limit(request, visitor, at=at)
    try:
        body = parse(read_body(request, limit=BODY_LENGTH))
    except BodyTooLarge as refusal:
        raise Refused(refusal.reason, str(refusal), status=413) from None
    except (BodyRefused, BadJSON) as refusal:
        raise Refused(refusal.reason, str(refusal)) from None
    envelopes = read_envelopes(body, at=at)
    if isinstance(body, dict) and body.get("gpc"):
        visitor.facts.gpc = True  # where header and script disagree, the stricter one wins
    events = _checked(envelopes, at=at)
    if settings.ENABLED and not visitor.facts.is_prefetch and visitor.basis(at=at):
        _note_all(visitor, events, trusted=origin is not Origin.ABSENT, at=at)
        if visitor.notes:
            first = envelopes[0]
            arrival = arrivals.of_page(request, url=_url(request, first), referrer=first.referrer)
            writing.write(visitor, at=at, arrival=arrival)
    metrics.count("collector.events", len(envelopes))
    return _answer(HttpResponse(status=204))


def _checked(envelopes: Sequence[Envelope], *, at: datetime) -> list[_Event]:
    """Every event with what remains of it; raises `Refused`, for the whole request, when one must not count."""
    events = []
    refused: dict[int, tuple[str, str]] = {}
    for index, envelope in enumerate(envelopes):
        event_type = envelope.event_type
        if event_type is None:
            refused[index] = ("unknown_event", "No schema knows this event.")
        elif event_type.server_only:
            refused[index] = ("server_only", "Only the server reports this event.")
        else:
            cleaned = sanitise.clean_properties(event_type, envelope.properties, browser=True)
            if event_type.browser and cleaned.problems and not cleaned.personal:
                refused[index] = ("bad_properties", "; ".join(cleaned.problems))
            events.append(_Event(envelope, event_type, cleaned))
    if refused:
        _count_refused([(reason, envelopes[index].name) for index, (reason, _) in refused.items()], at=at)
        reason, detail = next(iter(refused.values()))
        raise Refused(reason, detail, refused=list(refused))
    return events


def _note_all(visitor: Visitor, events: Sequence[_Event], *, trusted: bool, at: datetime) -> None:
    """Note the events in their order; what pages show is asked for all views at once."""
    host = visitor.request.get_host().lower()
    viewed = {_url(visitor.request, event.envelope) for event in events if event.type.name == "page_viewed"}
    ours = pages.of_urls(url for url in viewed if _is_on(host, url))
    visitor.catalogue.update((page.product, page.about) for page in ours.values() if page.about)
    refused: list[tuple[str, str]] = []
    for event in events:
        if event.type.name == "page_viewed":
            _note_view(visitor, event.envelope, ours, trusted=trusted)
        elif not event.type.browser:
            refused.append(("recorded_by_server", event.envelope.name))
        else:
            refused += [("personal", f"{event.envelope.name}.{path}") for path in event.cleaned.personal]
            _note(visitor, event, trusted=trusted)
    if refused:
        _count_refused(refused, at=at)


def _note(visitor: Visitor, event: _Event, *, trusted: bool) -> None:
    """Note one event of the browser's own, unless nothing but personal data was said of it."""
    envelope, cleaned = event.envelope, event.cleaned
    if cleaned.problems:
        return
    context: dict[str, Any] = {"page": {"url": sanitise.clean_url(_url(visitor.request, envelope))}}
    if event.type.unknown:
        context["unknown"] = True
    visitor.note(
        envelope.name,
        cleaned.properties,
        at=envelope.occurred_at,
        event_id=envelope.event_id,
        context=context if trusted else {**context, "trust": "low"},
        source="browser",
    )


def _note_view(
    visitor: Visitor, envelope: Envelope, ours: Mapping[str, pages.Page], *, trusted: bool
) -> None:
    """A view: what the page shows is read from its address, never from what the browser says about it."""
    url = _url(visitor.request, envelope)
    page = ours.get(url, pages.Page())
    name, properties = views_once.event_of(page)
    cleaned = sanitise.clean_properties(schema.EVENTS[name], properties)
    if cleaned.problems:  # somebody searched for a person's address
        name, cleaned = "page_viewed", schema.Cleaned({})
    arrival = arrivals.of_page(visitor.request, url=url, referrer=envelope.referrer)
    title = "" if sanitise.looks_personal(envelope.title) else schema.text(envelope.title)[:_TITLE_LENGTH]
    context = arrival.context(page_type=page.type, title=title)
    visitor.note(
        name,
        cleaned.properties,
        at=envelope.occurred_at,
        event_id=envelope.event_id,
        context=context if trusted else {**context, "trust": "low"},
        source="browser",
        is_view=True,
    )


def _url(request: HttpRequest, envelope: Envelope) -> str:
    """The address of the page on which the event happened."""
    return envelope.url or request.headers.get("Referer", "")


def _is_on(host: str, url: str) -> bool:
    """Whether an address is one of this host's pages."""
    try:
        return urlsplit(url).netloc.lower() in ("", host)
    except ValueError:
        return False


def _limit(request: HttpRequest, visitor: Visitor, *, at: datetime) -> None:
    """Count this request for its address and for its visitor, before it is read. Raises `Refused`."""
    address, visitor_id = client_address(request), visitor.visitor_id
    limits = []
    if address:
        limits.append(
            Limit("collector.address", address_block(address), limit=settings.COLLECTOR_ADDRESS_RATE)
        )
    if visitor_id is not None:
        limits.append(Limit("collector.visitor", visitor_id, limit=settings.COLLECTOR_VISITOR_RATE))
    for one, verdict in zip(limits, ratelimit.hits(limits, window=_WINDOW, at=at), strict=True):
        if verdict:
            continue
        if (
            one.scope == "collector.address"
            and settings.TRUSTED_PROXIES == 0
            and "X-Forwarded-For" in request.headers
        ):
            logger.warning(
                "Events are refused for their number, and all come through one proxy: "
                'set PERSONALIZE["TRUSTED_PROXIES"] to the number of proxies in front of the shop.'
            )
        raise Refused("too_many_requests", "Slow down.", status=429, retry_after=verdict.retry_after)


def _count_refused(refusals: Iterable[tuple[str, str]], *, at: datetime) -> None:
    """Count refusals by reason and name, for staff; names run out before a stranger fills the table."""
    totals: daysums.Totals = {}
    for reason, name in refusals:
        named = schema.NAME.fullmatch(name) and ratelimit.hit(
            "collector.refused", "names", limit=_NAMED_REFUSALS, window=timedelta(hours=1), at=at
        )
        daysums.total(totals, "events_refused", [f"{reason}:{name}" if named else reason], at=at)
    daysums.add_all(totals)


def _refusal(refusal: Refused) -> HttpResponse:
    metrics.count("collector.refused", reason=refusal.reason)
    body: dict[str, Any] = {"error": refusal.reason, "detail": str(refusal)}
    if refusal.refused:
        body |= {"index": refusal.refused[0], "refused": list(refusal.refused)}
    response = JsonResponse(body, status=refusal.status)
    if refusal.retry_after is not None:
        response["Retry-After"] = str(refusal.retry_after)
    return _answer(response)


def _answer(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
