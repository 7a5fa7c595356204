"""How to greet: the new are welcomed, those who return are welcomed back, customers by name while signed in."""

from __future__ import annotations

from dataclasses import dataclass

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
    if visitor.signed_in or sum(snapshot.counts.values()) > 0:
        return Greeting("returning", name)
    return Greeting("new", name)
