"""People with a past, for the tests of what happens to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django_personalize.consent import ledger
from django_personalize.core import clock
from django_personalize.events.draft import EventDraft, derived_id
from django_personalize.events.ingest import ingest
from django_personalize.events.retention import prune
from django_personalize.models import Affinity, EventCounter, Identity, Profile
from django_personalize.profiles import identify, snapshots

EVIDENCE = ledger.Evidence("words", "1", "en", "/", "banner")


def person(at: datetime, *, user: str = "", browser: str = "", allows: bool = True) -> Profile:
    """Somebody who allows personalisation since `at`."""
    profile = identify.create(at=at)
    if user:
        identify.attach(profile, Identity.Kind.USER, user, verified=True, at=at)
    if browser:
        identify.attach(profile, Identity.Kind.VISITOR, browser, verified=True, at=at)
    if allows:
        ledger.record(profile.pk, {"personalization": "granted"}, at=at, evidence=EVIDENCE)
    return profile


def viewed(profile: Profile, product: object, at: datetime) -> EventDraft:
    return EventDraft("product_viewed", profile.pk, at, {"product": {"product_id": str(product)}})


def searched(profile: Profile, words: str, at: datetime) -> EventDraft:
    return EventDraft("products_searched", profile.pk, at, {"query": words, "results": 3})


def ordered(
    profile: Profile | None,
    number: str,
    products: Iterable[object],
    at: datetime,
    *,
    total: str = "10.00",
    **more: Any,
) -> EventDraft:
    lines = [
        {"product_id": str(product), "quantity": 1, "price": "5.00", "currency": "EUR"}
        for product in products
    ]
    return EventDraft(
        "order_completed",
        profile.pk if profile else None,
        at,
        {"order": {"order_id": number, "total": total, "currency": "EUR", "products": lines}},
        event_id=derived_id("order_completed", number),
        scope="order",
        **more,
    )


def write(*drafts: EventDraft) -> None:
    """Write events as they happened, each in its own time, so that consent is asked of that time."""
    for draft in sorted(drafts, key=lambda draft: draft.occurred_at):
        assert ingest([draft], at=draft.occurred_at).written == 1


def prune_all(*only: str) -> dict[str, int]:
    """Everything that is due now; class to rows removed."""
    removed = {}
    for step in prune(at=clock.now(), only=only):
        removed[step.data_class.name] = step.removed
    return removed


def known_of(profile: Profile) -> dict[str, Any]:
    """What personalisation knows of somebody, without what a day more or less changes."""
    data = dict(snapshots.load(profile.pk).data)
    weights = {
        (row.kind, row.value): (row.events, f"{row.weight:.6e}")
        for row in Affinity.objects.filter(profile=profile)
    }
    drawn = {
        (kind, value): f"{weight:.6e}"
        for kind, values in data.pop("affinities", {}).items()
        for value, weight in values.items()
    }
    if "spend" in data:
        data["spend"] = {code: Decimal(total) for code, total in data["spend"].items()}
    data.pop("sessions", None)
    data = {name: value for name, value in data.items() if value}
    return {"snapshot": data, "strongest": drawn, "affinities": weights}


def counters_of(*profiles: Profile) -> list[tuple[Any, ...]]:
    rows = EventCounter.objects.filter(profile__in=profiles)
    return sorted(rows.values_list("profile_id", "name", "object", "day", "count", "value"))


def months_ago(number: int, **more: int) -> datetime:
    """Noon of a day so many months of 30 days (and whatever `more` says) before now."""
    return clock.now() - timedelta(days=30 * number, **more)
