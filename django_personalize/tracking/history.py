"""The shop's past orders as events: idempotent, in chunks, in the order of their placing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import islice

from django_personalize.consent import gate
from django_personalize.events.draft import EventDraft, derived_id
from django_personalize.events.ingest import ingest
from django_personalize.events.models import Event
from django_personalize.profiles import identify
from django_personalize.profiles.models import Snapshot
from django_personalize.shop.adapter import get_adapter
from django_personalize.shop.ports import Order
from django_personalize.tracking import orders, products
from django_personalize.tracking.models import PendingOrder

_CHUNK = 500


@dataclass
class Backfilled:
    """What was read, what became an event, what was one already; sums per currency of all orders read."""

    read: int = 0
    written: int = 0
    known: int = 0
    cancelled: int = 0
    without_person: int = 0
    totals: dict[str, Decimal] = field(default_factory=dict)


def backfill(*, since: datetime | None = None, at: datetime) -> Iterator[Backfilled]:
    """Import all orders the shop has placed since; yields the running result after each chunk."""
    done = Backfilled()
    found = get_adapter().iter_orders(since=since)
    while chunk := list(islice(found, _CHUNK)):
        _import(chunk, done, at=at)
        yield done


def reconcile(*, since: datetime, at: datetime) -> int:
    """Write the events of orders that no signal reported; how many. Called by the tick."""
    written = 0
    for done in backfill(since=since, at=at):
        written = done.written
    return written


def _import(chunk: Sequence[Order], done: Backfilled, *, at: datetime) -> None:
    customers = identify.customer_profiles([order.user_id for order in chunk if order.user_id], at=at)
    allowed = _allowed(set(customers.values()), at=at)
    drafts: list[EventDraft] = []
    for order in chunk:
        owner = customers.get(order.user_id or "")
        basis = Event.Basis.PERSONALIZATION if owner in allowed else Event.Basis.CONTRACT
        drafts.append(_completed(order, owner, basis))
        done.totals[order.total.currency] = (
            done.totals.get(order.total.currency, Decimal(0)) + order.total.amount
        )
        done.without_person += owner is None
        if order.cancelled:
            done.cancelled += 1
            drafts.append(_cancelled(order, owner))
    result = ingest(drafts, at=at)
    done.read += len(chunk)
    done.known += result.duplicates
    done.written += result.written
    PendingOrder.objects.filter(pk__in=[order.key for order in chunk]).delete()


def _allowed(profile_ids: set[int], *, at: datetime) -> set[int]:
    """Of these people, those who allow personalisation now; one query."""
    rows = Snapshot.objects.filter(pk__in=profile_ids).values_list("pk", "data")
    return {pk for pk, data in rows if gate.judge(data.get("consents", {}), "personalization", at=at)}


def _completed(order: Order, owner: int | None, basis: str) -> EventDraft:
    return EventDraft(
        name="order_completed",
        profile_id=owner,
        occurred_at=order.placed_at,
        properties={"order": products.of_order(order)},
        event_id=derived_id("order_completed", order.key),
        scope=orders.SCOPE,
        source=Event.Source.IMPORT,
        basis=basis,
    )


def _cancelled(order: Order, owner: int | None) -> EventDraft:
    return EventDraft(
        name="order_cancelled",
        profile_id=owner,
        occurred_at=order.placed_at,
        properties={"order": products.of_order(order)},
        event_id=derived_id("order_cancelled", order.key),
        scope=orders.SCOPE,
        source=Event.Source.IMPORT,
        basis=Event.Basis.CONTRACT,
    )
