"""What an endpoint is told of an event, if it may be told: permission is asked at the moment of sending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import router

from django_personalize.consent import gate
from django_personalize.core.errors import PersonalizeError
from django_personalize.events.dialects import DIALECTS, Told
from django_personalize.events.models import Event
from django_personalize.webhooks.models import WebhookDelivery, WebhookEndpoint

#: What a test tells: no event of the vocabulary, so that no receiver takes it for one.
TEST_EVENT = "webhook_tested"
#: What a system that fulfils orders needs to know whatever the customer allows.
ORDERS = frozenset(
    {
        "order_completed",
        "order_updated",
        "order_cancelled",
        "order_refunded",
        "order_fulfilled",
        "order_delivered",
        "product_returned",
        "offline_order_imported",
    }
)


class MayNotSend(PersonalizeError):
    """The event stays here; the text is the reason, for staff."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A body and its content type."""

    body: bytes
    content_type: str


def compose(endpoint: WebhookEndpoint, delivery: WebhookDelivery, *, at: datetime) -> Composed:
    """The body of a delivery in the endpoint's dialect. Raises `MayNotSend`."""
    if delivery.event_key is None:
        told = Told(TEST_EVENT, {"endpoint": endpoint.name}, at, event_id=str(delivery.uuid))
    else:
        told = _told(endpoint, delivery.event_key, at=at)
    dialect = DIALECTS[endpoint.dialect]
    return Composed(dialect.encode(dialect.compose(told)), dialect.content_type)


def _told(endpoint: WebhookEndpoint, event_key: int, *, at: datetime) -> Told:
    # Past a read replica: consent and erasure of a second ago count.
    events = Event.objects.using(router.db_for_write(Event)).select_related("owner")
    event = events.filter(pk=event_key).first()
    if event is None:
        raise MayNotSend("The event is no longer kept: it was erased or pruned.")
    if not endpoint.wants(event.name):
        raise MayNotSend("The endpoint no longer asks for this event.")
    allowed = _allowed(endpoint, event, at=at)
    owner = event.owner
    page = event.context.get("page") if allowed else None
    return Told(
        name=event.name,
        properties=event.properties,
        occurred_at=event.occurred_at,
        event_id=str(event.event_id),
        person=str(owner.uuid) if owner is not None and allowed else "",
        user=owner.user_key if owner is not None and endpoint.customer_key else "",
        session=str(event.session) if event.session and allowed else "",
        page=_page(page, event.context),
    )


def _allowed(endpoint: WebhookEndpoint, event: Event, *, at: datetime) -> bool:
    """True: of this person, with all there is. False: the order alone. Raises `MayNotSend` for neither."""
    if event.owner_id is None and event.basis != Event.Basis.CONTRACT:
        return True  # nobody's: what the catalogue did
    reason = "nobody is known who could allow it"
    if event.owner_id is not None:
        verdict = gate.allowed(event.owner_id, endpoint.purpose, at=at)
        if verdict:
            return True
        reason = verdict.reason
    if endpoint.contract and event.name in ORDERS:
        return False
    raise MayNotSend(f"{endpoint.purpose}: {reason}.")


def _page(page: Any, context: Mapping[str, Any]) -> dict[str, str]:
    if not isinstance(page, Mapping):
        return {}
    found = {"url": page.get("url"), "title": page.get("title"), "referrer": context.get("referrer")}
    return {name: str(value) for name, value in found.items() if value}
