"""The one way in: from drafts to events, counters, affinities and snapshots, in one transaction.

The number of statements does not depend on the number of drafts. Consent is asked here once more, of the locked
snapshot, because it may have changed since the draft was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from django_personalize.consent import gate
from django_personalize.core import metrics
from django_personalize.core.upsert import insert_new
from django_personalize.events import counters, fold, objects
from django_personalize.events.draft import EventDraft
from django_personalize.events.models import Event
from django_personalize.events.signals import events_recorded
from django_personalize.profiles import affinities, snapshots
from django_personalize.profiles.models import Snapshot

_LARGEST = Decimal(10) ** 10


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of the drafts: written, known already, and refused because consent was not there."""

    written: int = 0
    duplicates: int = 0
    refused: int = 0


def ingest(
    drafts: Sequence[EventDraft],
    *,
    at: datetime,
    locked: Mapping[int, Snapshot] | None = None,
    known: objects.Catalogue | None = None,
) -> Ingested:
    """Write drafts; the same event twice is written once.

    `locked`: snapshots the caller locked and will not save. `known`: products it has just read.
    """
    if not drafts:
        return Ingested()
    with (
        metrics.timed("events.seconds"),
        # Whoever holds locks is in a transaction of its own.
        transaction.atomic(savepoint=locked is None),
    ):
        people = locked or snapshots.lock(
            {draft.profile_id for draft in drafts if draft.profile_id is not None}, at=at
        )
        allowed = _allowed(drafts, people, at)
        rows = _rows(allowed, people, at)
        known = objects.catalogue(objects.product_keys(rows), known=known)
        for row in rows:
            if row.product and not row.category and row.product in known:
                row.category = known[row.product].category
        events = insert_new(Event, rows, key=("scope", "event_id"))
        digest([event for event in events if event.owner_id is not None], known, people)
        snapshots.save(people.values(), at=at)
        if events and events_recorded.has_listeners(Event):
            transaction.on_commit(
                lambda: events_recorded.send_robust(sender=Event, events=events), robust=True
            )
    done = Ingested(len(events), len(allowed) - len(events), len(drafts) - len(allowed))
    if metrics.is_on():
        metrics.count("events.written", done.written, outcome="written")
        metrics.count("events.written", done.duplicates, outcome="duplicate")
        metrics.count("events.written", done.refused, outcome="refused")
    return done


def _allowed(drafts: Iterable[EventDraft], people: Mapping[int, Snapshot], at: datetime) -> list[EventDraft]:
    """Orders rest on the contract; everything else about a person on the consent that is in force now."""
    answers: dict[tuple[int, str], bool] = {}

    def allows(profile_id: int, basis: str) -> bool:
        asked = (profile_id, basis)
        if asked not in answers:
            person = people.get(profile_id)
            answers[asked] = person is not None and bool(
                gate.judge(person.data.get("consents", {}), basis, at=at)
            )
        return answers[asked]

    return [
        draft
        for draft in drafts
        if draft.profile_id is None
        or draft.basis == Event.Basis.CONTRACT
        or allows(draft.profile_id, draft.basis)
    ]


def _rows(drafts: Iterable[EventDraft], people: Mapping[int, Snapshot], at: datetime) -> list[Event]:
    """A row for each draft; of two that are the same event, for the first."""
    distinct: dict[tuple[str, UUID], EventDraft] = {}
    for draft in drafts:
        distinct.setdefault((draft.scope, draft.event_id or uuid4()), draft)
    return [_event(draft, key, people, at) for key, draft in distinct.items()]


def _event(draft: EventDraft, key: tuple[str, UUID], people: Mapping[int, Snapshot], at: datetime) -> Event:
    properties = draft.properties
    product = properties.get("product")
    order = properties.get("order")
    money = order if isinstance(order, Mapping) else properties
    owner = people[draft.profile_id].pk if draft.profile_id is not None else None
    value = _amount(money.get("total") if money is order else money.get("value"))
    return Event(
        scope=key[0],
        event_id=key[1],
        name=draft.name,
        owner_id=owner,
        origin_id=owner,
        session=draft.session,
        product=str(product.get("product_id", ""))[:64] if isinstance(product, Mapping) else "",
        category=str(properties.get("category") or _of(product, "category"))[:64],
        value=value,
        currency=str(money.get("currency") or "")[:3] if value is not None else "",
        properties=dict(properties),
        context=dict(draft.context),
        source=draft.source,
        basis=draft.basis,
        occurred_at=draft.occurred_at,
        received_at=at,
    )


def digest(events: Sequence[Event], known: objects.Catalogue, people: Mapping[int, Snapshot]) -> None:
    """Let events of persons count: in counters, affinities and the locked snapshots (which the caller saves)."""
    counters.add(counters.increments(events, known))
    gains: dict[tuple[int, str, str], tuple[float, int, datetime]] = {}
    data = {row.pk: row.data for row in people.values()}
    for event in sorted(events, key=lambda event: event.occurred_at):
        owner = int(event.owner_id or 0)
        fold.fold(data[owner], event)
        interests = objects.interests(event, known)
        grown = affinities.grown(1.0, event.occurred_at) if interests else 0.0
        for (kind, value), weight in interests.items():
            before = gains.get((owner, kind, value), (0.0, 0, event.occurred_at))
            gains[owner, kind, value] = (
                before[0] + weight * grown,
                before[1] + 1,
                max(before[2], event.occurred_at),
            )
    weights: dict[int, dict[tuple[str, str], float]] = {}
    for (owner, kind, value), stored in affinities.add(gains).items():
        weights.setdefault(owner, {})[kind, value] = stored
    for owner, stored_weights in weights.items():
        fold.weigh(data[owner], stored_weights)


def _of(product: Any, name: str) -> str:
    return str(product.get(name) or "") if isinstance(product, Mapping) else ""


def _amount(value: Any) -> Decimal | None:
    """Money from properties; None where it is none or would not fit the column."""
    if value is None or value == "":
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and abs(amount) < _LARGEST else None
