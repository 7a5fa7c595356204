"""The shop's past orders as events: idempotent, in chunks, in the order of their placing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from uuid import UUID

from django.db import transaction

from django_personalize.consent import gate
from django_personalize.core import clock
from django_personalize.core.upsert import accumulate
from django_personalize.events import rollup
from django_personalize.events.draft import EventDraft, derived_id
from django_personalize.events.ingest import ingest
from django_personalize.events.models import DaySum, Event
from django_personalize.profiles import identify
from django_personalize.profiles.models import Snapshot
from django_personalize.shop.adapter import get_adapter
from django_personalize.shop.ports import Order
from django_personalize.tracking import orders, products
from django_personalize.tracking.models import PendingOrder

_CHUNK = 500
#: What an order makes: the first always, the second when it was cancelled.
_NAMES = ("order_completed", "order_cancelled")


@dataclass
class Backfilled:
    """What was read, what became an event, what was one already; sums per currency of all orders read."""

    read: int = 0
    written: int = 0
    known: int = 0
    cancelled: int = 0
    without_person: int = 0
    totals: dict[str, Decimal] = field(default_factory=dict)

    def differences(self, *, since: datetime | None) -> dict[str, Decimal]:
        """Currency to what our events hold beyond the shop's orders, negative where less; {} when all sums agree."""
        ours = rollup.order_sums(since=since)
        found = {
            code: ours.get(code, Decimal(0)) - self.totals.get(code, Decimal(0))
            for code in {*ours, *self.totals}
        }
        return {code: difference for code, difference in sorted(found.items()) if difference}


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
    """One chunk, in one transaction: what is known stays as it is, and makes no person anew."""
    with transaction.atomic():
        # Waits for requests that are writing one of these orders: afterwards it is known.
        PendingOrder.objects.filter(pk__in=[order.key for order in chunk]).delete()
        known = _known([derived_id(name, order.key) for order in chunk for name in _NAMES])
        fresh = {
            order.key: names
            for order in chunk
            if (names := [name for name in _names_of(order) if derived_id(name, order.key) not in known])
        }
        buyers = [order.user_id for order in chunk if order.user_id and order.key in fresh]
        customers = identify.customer_profiles(buyers, at=at)
        allowed = _allowed(set(customers.values()), at=at)
        drafts: list[EventDraft] = []
        guests: list[Order] = []
        for order in chunk:
            owner = customers.get(order.user_id or "")
            basis = Event.Basis.PERSONALIZATION if owner in allowed else Event.Basis.CONTRACT
            names = fresh.get(order.key, [])
            if "order_completed" in names:
                drafts.append(_completed(order, owner, basis))
                guests += [order] if owner is None else []
            if "order_cancelled" in names:
                drafts.append(_cancelled(order, owner))
            done.known += len(_names_of(order)) - len(names)
            done.cancelled += order.cancelled
            done.without_person += not order.user_id
            done.totals[order.total.currency] = (
                done.totals.get(order.total.currency, Decimal(0)) + order.total.amount
            )
        result = ingest(drafts, at=at)
        _count(guests)
    done.read += len(chunk)
    done.known += result.duplicates
    done.written += result.written


def _names_of(order: Order) -> tuple[str, ...]:
    """The events that an order makes."""
    return _NAMES if order.cancelled else _NAMES[:1]


def _known(event_ids: Sequence[UUID]) -> set[UUID]:
    """Those of these events that were written once, whether they still stand or were removed by their age."""
    standing = Event.objects.filter(scope=orders.SCOPE, event_id__in=event_ids)
    return {*standing.values_list("event_id", flat=True), *rollup.gone(orders.SCOPE, event_ids)}


def _count(guests: Sequence[Order]) -> None:
    """Orders of nobody in the sums of their days, as a request would have counted them."""
    sums: dict[tuple[date, str], tuple[int, Decimal]] = {}
    for order in guests:
        day, total = clock.day_of(order.placed_at), Decimal(order.total.amount)
        bought = [f"product:{line.product_key}"[:100] for line in order.lines if line.product_key]
        for name in dict.fromkeys(["", *bought]):
            times, money = sums.get((day, name), (0, Decimal(0)))
            sums[day, name] = (times + 1, money + total)
    accumulate(
        DaySum,
        ("day", "name", "object", "shard", "count", "value"),
        [(day, "order_completed", name, 0, *gain) for (day, name), gain in sorted(sums.items())],
        key=("day", "name", "object", "shard"),
        add=("count", "value"),
    )


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
