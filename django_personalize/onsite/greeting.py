"""How to greet: the new are welcomed, those who come again are welcomed back, customers by name while signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django_personalize.conf import settings
from django_personalize.core import clock
from django_personalize.profiles.snapshots import SnapshotData, moment
from django_personalize.tracking.visitor import Visitor

#: From this many orders on a customer counts as loyal.
LOYAL_ORDERS = 3


@dataclass(frozen=True, slots=True)
class Greeting:
    """`kind` is one of new, returning, customer, loyal; `name` is "" when unknown or when nobody is signed in."""

    kind: str
    name: str


def greeting(visitor: Visitor) -> Greeting | None:
    """None when nothing personal may be said."""
    if not visitor.personal:
        return None
    snapshot = visitor.snapshot
    name = snapshot.name if visitor.signed_in else ""
    if snapshot.orders >= LOYAL_ORDERS:
        return Greeting("loyal", name)
    if snapshot.orders > 0:
        return Greeting("customer", name)
    if returns(snapshot, at=clock.now()) or (visitor.signed_in and not snapshot.counts.get("signed_up")):
        return Greeting("returning", name)
    return Greeting("new", name)


def returns(snapshot: SnapshotData, *, at: datetime) -> bool:
    """Whether this is not the person's first visit; the next page of the first one is no return."""
    if snapshot.sessions > 1:
        return True
    session = snapshot.session
    if session and at - moment(session["last"]) >= settings.SESSION_TIMEOUT:
        return True  # the page that begins the second visit is written when it has been shown
    began = moment(session["started"]) if session else at
    # What was done before the first visit that we saw: a history that was loaded, an order by telephone.
    return any(began - seen.at >= settings.SESSION_TIMEOUT for seen in (*snapshot.viewed, *snapshot.bought))
