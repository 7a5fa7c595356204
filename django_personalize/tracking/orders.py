"""Orders exactly: a pending row in the order's own transaction, the event after its commit, the tick for the rest."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import DatabaseError, connection, transaction

from django_personalize.consent import gate
from django_personalize.core import clock
from django_personalize.core.freshness import fresh_reads
from django_personalize.events import daysums
from django_personalize.events.draft import EventDraft, derived_id
from django_personalize.events.ingest import Ingested, ingest
from django_personalize.events.models import Event
from django_personalize.profiles import identify
from django_personalize.profiles.models import Identity, Profile
from django_personalize.shop.adapter import get_adapter
from django_personalize.shop.ports import Order
from django_personalize.tracking import arrival as arrivals
from django_personalize.tracking import context, products
from django_personalize.tracking.models import PendingOrder
from django_personalize.tracking.visitor import Visitor

logger = logging.getLogger("django_personalize")

#: Scope of order events: an order is one order, whoever reports it.
SCOPE = "order"
#: The tick leaves orders alone that a request may still be busy with.
GRACE = timedelta(seconds=30)
#: An order that cannot be read is tried this often, once a tick, and stays for the doctor to show.
ATTEMPTS = 50


def placed(order_key: str) -> None:
    """The shop has saved a placed order: put it down in the same transaction, write its event after the commit.

    Never raises into the order: a savepoint keeps our failure from becoming the shop's.
    """
    visitor = context.current.get()
    try:
        with transaction.atomic():
            _put_down(order_key, visitor, at=clock.now())
    except DatabaseError:
        logger.exception("Order %s could not be put down; the next reconcile will find it.", order_key)
        return
    if connection.in_atomic_block:
        transaction.on_commit(lambda: write_or_log(order_key), robust=True)
    elif visitor is not None:
        # Without a transaction the lines may still be missing: the middleware writes it when the view is done.
        visitor.orders.append(order_key)


def changed(order_key: str) -> None:
    """The shop has saved an order again: a cancellation becomes an event, once."""

    def after_commit() -> None:
        try:
            order = read(order_key)
            if order is not None and order.cancelled:
                write_cancelled(order, at=clock.now())
        except Exception:
            logger.exception("The change of order %s could not be written.", order_key)

    transaction.on_commit(after_commit, robust=True)


def write_or_log(order_key: str) -> None:
    """Write one pending order; a failure is kept with its row for the tick and the doctor."""
    try:
        write(order_key, at=clock.now())
    except Exception as error:
        logger.exception("Order %s could not be written; the tick tries again.", order_key)
        PendingOrder.objects.filter(pk=order_key).update(last_error=f"{type(error).__name__}: {error}"[:255])


def write(order_key: str, *, at: datetime) -> Ingested:
    """From a pending row to `order_completed`, once; nothing while the shop does not show the order as placed."""
    with transaction.atomic():
        pending = PendingOrder.objects.select_for_update().filter(pk=order_key).first()
        if pending is None:
            return Ingested()
        order = read(order_key)
        if order is None:
            pending.attempts += 1
            pending.save(update_fields=["attempts"])
            return Ingested()
        owner = _owner(order, pending.profile_id if pending.basis else None, at=at)
        draft = completed(order, owner, at=at, session=pending.session, context=pending.context)
        done = ingest([draft], at=at)
        if owner is None:
            _count(order, at=at)
        elif pending.basis and order.email:
            _remember_address(owner, order.email, at=at)
        pending.delete()
    if order.cancelled:
        write_cancelled(order, at=at)
    return done


def read(order_key: str) -> Order | None:
    """The order as the shop has just saved it: a replica may not have it yet."""
    with fresh_reads():
        return get_adapter().get_order(order_key)


def completed(order: Order, owner: int | None, *, at: datetime, **envelope: object) -> EventDraft:
    """The event of an order. It rests on the contract unless its person allows personalisation now."""
    personal = owner is not None and bool(gate.allowed(owner, "personalization", at=at))
    return EventDraft(
        name="order_completed",
        profile_id=owner,
        occurred_at=order.placed_at,
        properties={"order": products.of_order(order)},
        event_id=derived_id("order_completed", order.key),
        scope=SCOPE,
        basis=Event.Basis.PERSONALIZATION if personal else Event.Basis.CONTRACT,
        **envelope,  # type: ignore[arg-type]
    )


def write_cancelled(order: Order, *, at: datetime) -> Ingested:
    """`order_cancelled`, once, for the person who owns the order's event."""
    event = Event.objects.filter(scope=SCOPE, event_id=derived_id("order_completed", order.key)).first()
    if event is None:
        return Ingested()
    return ingest(
        [
            EventDraft(
                name="order_cancelled",
                profile_id=event.owner_id,
                occurred_at=at,
                properties={"order": products.of_order(order)},
                event_id=derived_id("order_cancelled", order.key),
                scope=SCOPE,
                basis=Event.Basis.CONTRACT,
            )
        ],
        at=at,
    )


def write_pending(*, at: datetime) -> int:
    """Write every order that a request left behind; how many. Called by the tick."""
    keys = list(
        PendingOrder.objects.filter(created_at__lte=at - GRACE, attempts__lt=ATTEMPTS)
        .order_by("created_at")
        .values_list("pk", flat=True)
    )
    for key in keys:
        write_or_log(key)
    return len(keys)


def _put_down(order_key: str, visitor: Visitor | None, *, at: datetime) -> None:
    basis = visitor.basis(at=at) if visitor is not None else ""
    session = visitor.snapshot.session.get("id") if visitor is not None and basis else None
    where = arrivals.of_request(visitor.request).context(page_type="checkout") if visitor and basis else {}
    PendingOrder.objects.get_or_create(
        order_key=order_key,
        defaults={
            "profile_id": visitor.profile_id if visitor is not None and basis else None,
            "basis": basis,
            "session": session,
            "context": where,
            "created_at": at,
        },
    )


def _owner(order: Order, visitor_profile: int | None, *, at: datetime) -> int | None:
    """The customer's profile, the visitor's for a guest who allows it, otherwise nobody's."""
    if order.user_id:
        return identify.customer_profiles([order.user_id], at=at)[order.user_id]
    return visitor_profile


def _remember_address(owner: int, email: str, *, at: datetime) -> None:
    """A guest's address belongs to the guest's profile, unverified; it never leads to somebody else's."""
    if identify.find(Identity.Kind.EMAIL, email) is None:
        profile = Profile.objects.get(pk=owner)
        identify.attach(profile, Identity.Kind.EMAIL, email, verified=False, at=at)


def _count(order: Order, *, at: datetime) -> None:
    bought = [f"product:{line.product_key}" for line in order.lines if line.product_key]
    daysums.add("order_completed", bought, at=order.placed_at, value=Decimal(order.total.amount))
