"""The public Python API: what a shop's own code calls."""

from __future__ import annotations

import difflib
import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest

from django_personalize.core import clock
from django_personalize.core.errors import PersonalizeError
from django_personalize.events import dialects, schema
from django_personalize.events.ingest import Ingested
from django_personalize.profiles import identify as identities
from django_personalize.profiles import traits
from django_personalize.profiles.models import Identity, Trait
from django_personalize.shop.adapter import get_adapter
from django_personalize.tracking import arrival, customers, pages, sanitise, views_once
from django_personalize.tracking import past as history
from django_personalize.tracking.consent_view import choose
from django_personalize.tracking.past import PastConsent, PastEvent
from django_personalize.tracking.visitor import NotInstalled, visitor_of

logger = logging.getLogger("django_personalize")

__all__ = [
    "BadEvent",
    "PastConsent",
    "PastEvent",
    "identify",
    "load_consents",
    "load_events",
    "set_consent",
    "track",
]


class BadEvent(PersonalizeError, ValueError):
    """An event that the vocabulary does not know, or properties that it does not allow."""


def track(request: HttpRequest, name: str, properties: Mapping[str, Any] | None = None) -> None:
    """Record something this visitor did; written with the request, if consent allows.

    `properties` follow the vocabulary; `product` may be the shop's own instance. A view tracked here
    ("product_viewed", "products_searched", …) is the view of this page: no second one is recorded.
    Personal data in the properties is dropped. Raises `BadEvent` for an unknown event or property, under
    `UNKNOWN_EVENTS="refuse"`. Without the middleware nothing is recorded, and the log says so.
    """
    try:
        visitor = visitor_of(request)
    except NotInstalled as fault:  # a page of the shop is no place to fail for want of us
        logger.error("Event %r is not recorded. %s", name, fault)
        return
    given = dict(properties or {})
    if "product" in given and not isinstance(given["product"], Mapping):
        key = get_adapter().product_key(given["product"])
        if key is None:
            raise BadEvent(
                f"{given['product']!r} is no product of the shop; give an instance or a product object."
            )
        given["product"] = {"product_id": key}
    canonical, given = dialects.resolve(name, given)
    known = schema.find(canonical)
    if known is None:
        raise BadEvent(_unknown(name))
    cleaned = sanitise.clean_properties(known, given)
    unknown = [entry for entry in cleaned.dropped if entry not in cleaned.personal]
    if unknown or (cleaned.problems and not cleaned.personal):
        wrong = "; ".join([*cleaned.problems, *(f"{entry!r} is not allowed" for entry in unknown)])
        raise BadEvent(f"Event {canonical!r}: {wrong}.")
    if cleaned.problems:  # somebody searched for an address: the page was seen, the words are not kept
        return
    is_view = canonical in views_once.VIEWS
    if is_view:
        visitor.asked = True
    where = arrival.of_request(request).context(page_type=pages.of_request(request).type)
    visitor.note(canonical, cleaned.properties, context=where, is_view=is_view)


def _unknown(name: str) -> str:
    close = difflib.get_close_matches(name, list(schema.EVENTS), n=1)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    return f"Unknown event {name!r}; name your own in PERSONALIZE['EVENTS'].{hint}"


def identify(request_or_user: Any, values: Mapping[str, traits.Value | None] | None = None) -> int | None:
    """Say who this is, from the server: the signed-in visitor of a request, or a user. The profile's id.

    `values` are traits the person declared. None, and nothing written, when nobody is known or consent is missing.
    """
    at = clock.now()
    if isinstance(request_or_user, HttpRequest) or hasattr(request_or_user, "visitor"):
        visitor = visitor_of(request_or_user)
        profile_id: int | None = visitor.profile_id if visitor.allows("personalization", at=at) else None
    else:
        profile = identities.find(Identity.Kind.USER, str(request_or_user.pk))
        profile_id = profile.pk if profile is not None else None
        if profile_id is not None:
            customers.copy_traits(request_or_user, profile_id, at=at)
    if profile_id is not None and values:
        traits.write(profile_id, values, source=Trait.Source.DECLARED, at=at)
    return profile_id


def set_consent(request: HttpRequest, purposes: Iterable[str], *, method: str = "host") -> None:
    """Take the answer of the host's own banner: the purposes that are allowed from now on; the others are refused."""
    choose(visitor_of(request), list(purposes), at=clock.now(), method=method)


def load_events(past: Iterable[PastEvent]) -> Ingested:
    """Load what people did before this app was there, once each; needs their consent (`load_consents` first)."""
    return history.load_events(past, at=clock.now())


def load_consents(past: Iterable[PastConsent]) -> int:
    """Load what people allowed elsewhere, with its proof; how many declarations were new."""
    return history.load_consents(past, at=clock.now())
