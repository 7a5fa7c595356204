"""How long visits, carts, waiting orders and people themselves are kept."""

from __future__ import annotations

from django.db.models import Q

from django_personalize.core import retention
from django_personalize.profiles import holds
from django_personalize.profiles.models import MergeRecord, Profile
from django_personalize.tracking import departures
from django_personalize.tracking.models import CartState, PendingOrder, Session

_LEFT = "the totals of each day; the numbers and amounts of orders; the evidence of consents"


def connect() -> None:
    """Register the classes of this package, people last: what is theirs may go before them."""
    retention.register(
        retention.aged(
            "sessions",
            Session,
            "last_seen_at",
            "13 months",
            age="the last page of the visit",
            survives="the number of visits, and the first and last source, with the person",
            where=holds.spares("profile"),
            indexed_by="started_at",
        )
    )
    retention.register(
        retention.aged(
            "carts",
            CartState,
            "updated_at",
            "90 days",
            age="the last change",
            survives="the shop's own cart",
            where=holds.spares("profile"),
        )
    )
    retention.register(
        retention.aged(
            "pending_orders",
            PendingOrder,
            "created_at",
            "13 months",
            age="the order",
            survives="the shop's own order",
            where=holds.spares("profile"),
        )
    )
    retention.register(
        retention.aged(
            "merge_records",
            MergeRecord,
            "merged_at",
            "13 months",
            age="the merger",
            survives="the merger itself; it can no longer be undone",
            where=lambda limit, at: (
                Q(pending=False) & holds.spares("winner")(limit, at) & holds.spares("loser")(limit, at)
            ),
        )
    )
    # Every table with a lifecycle handler and no class of its own goes with the person.
    for name, kind, default, tables in (
        ("anonymous", departures.ANONYMOUS, "13 months", (Profile,)),
        ("prospects", departures.PROSPECTS, "36 months", ()),
        ("customers", departures.CUSTOMERS, "36 months", ()),
    ):
        retention.register(
            retention.DataClass(
                name,
                tables,
                default,
                age="the last visit, click, login or order; an opened message does not count",
                survives=_LEFT,
                batches=departures.batches(kind),
                count=departures.count(kind),
            )
        )
