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
    drafts: Sequence[EventDraft], *, at: datetime, locked: Mapping[int, Snapshot] | None = None
) -> Ingested:
    """Write drafts; the same event twice is written once. `locked`: snapshots the caller locked and will not save."""
    if not drafts:
        return Ingested()
    with transaction.atomic():
        people = locked or snapshots.lock(
            {draft.profile_id for draft in drafts if draft.profile_id is not None}, at=at
        )
        allowed = [draft for draft in drafts if _may_write(draft, people, at)]
        events = _new_events(allowed, people, at)
        known = objects.catalogue(objects.product_keys(events))
        for event in events:
            if event.product and not event.category and event.product in known:
                event.category = known[event.product].category
        Event.objects.bulk_create(events, batch_size=1000, ignore_conflicts=True)
        digest([event for event in events if event.owner_id is not None], known, people)
        snapshots.save(people.values(), at=at)
        if events:
            transaction.on_commit(
                lambda: events_recorded.send_robust(sender=Event, events=events), robust=True
            )
    return Ingested(len(events), len(allowed) - len(events), len(drafts) - len(allowed))


def _may_write(draft: EventDraft, people: Mapping[int, Snapshot], at: datetime) -> bool:
    """Orders rest on the contract; everything else about a person on the consent that is in force now."""
    if draft.profile_id is None or draft.basis == Event.Basis.CONTRACT:
        return True
    person = people.get(draft.profile_id)
    return person is not None and bool(gate.judge(person.data.get("consents", {}), draft.basis, at=at))


def _new_events(drafts: Iterable[EventDraft], people: Mapping[int, Snapshot], at: datetime) -> list[Event]:
    """Rows for the drafts that no earlier event equals."""
    distinct: dict[tuple[str, UUID], EventDraft] = {}
    for draft in drafts:
        distinct.setdefault((draft.scope, draft.event_id or uuid4()), draft)
    given = [event_id for (_, event_id), draft in distinct.items() if draft.event_id is not None]
    known: set[tuple[str, UUID]] = set()
    if given:
        scopes = {draft.scope for draft in distinct.values()}
        known = set(
            Event.objects.filter(event_id__in=given, scope__in=scopes).values_list("scope", "event_id")
        )
    return [_event(draft, key, people, at) for key, draft in distinct.items() if key not in known]


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
        for (kind, value), weight in objects.interests(event, known).items():
            before = gains.get((owner, kind, value), (0.0, 0, event.occurred_at))
            gains[owner, kind, value] = (
                before[0] + affinities.grown(weight, event.occurred_at),
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
