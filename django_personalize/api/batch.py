"""A batch of events from another system: each is judged by itself, what is right is written in one transaction.

The same event twice counts once, with consent by its row, without consent by its random id among `CountedEvent`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.dateparse import parse_datetime

from django_personalize.api.models import CountedEvent
from django_personalize.api.schema import Fault, Schema, faults
from django_personalize.consent import gate
from django_personalize.events import schema
from django_personalize.events.draft import EventDraft, derived_id
from django_personalize.events.ingest import ingest
from django_personalize.events.models import Event
from django_personalize.profiles import identify, snapshots
from django_personalize.profiles.models import Identity, Profile, Snapshot
from django_personalize.tracking import orders, sanitise, writing
from django_personalize.tracking.envelope import FUTURE, PAST
from django_personalize.tracking.visitor import Note

#: (kind of identity or "profile", value)
Person = tuple[str, str]

#: Of one event as JSON, in bytes: of a server (an order of 200 lines), of a visitor (as the beacon).
EVENT_LENGTH = 64 * 1024
VISITOR_EVENT_LENGTH = 8 * 1024
#: Properties, order, products, product; one to spare for other tools' names.
DEPTH = 5
SCOPE = "api"
#: Nothing of a shop that runs today is older; a wrong unit of time is.
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
#: What this app itself reports about its own work.
_OWN = ("session_", "segment_", "journey_", "experience_", "consent_", "profile_")
#: An order and what becomes of it: kept on the contract where the person allows nothing.
_CONTRACT = ("order_", "offline_order_", "product_returned")
#: Of which an order has exactly one, whoever reports it.
_ONCE_AN_ORDER = ("order_completed", "order_cancelled")
_IDENTITIES = {
    "user_key": Identity.Kind.USER,
    "email": Identity.Kind.EMAIL,
    "phone": Identity.Kind.PHONE,
    "external_id": Identity.Kind.EXTERNAL,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One event that may count."""

    index: int
    type: schema.EventType
    properties: Mapping[str, Any]
    occurred_at: datetime
    event_id: UUID
    person: Person | None
    page: Mapping[str, Any]

    @property
    def name(self) -> str:
        return self.type.name

    @property
    def contract(self) -> bool:
        return self.name.startswith(_CONTRACT)


@dataclass
class Taken:
    """What became of a batch: see `schemas.TAKEN`."""

    entries: list[Entry] = field(default_factory=list)
    written: int = 0
    known: int = 0
    counted: int = 0
    refused: dict[int, list[Fault]] = field(default_factory=dict)
    dropped: dict[int, list[str]] = field(default_factory=dict)


def read(
    given: Sequence[Any], shape: Schema, *, at: datetime, server_only: bool, visitor: bool = False
) -> Taken:
    """Judge each event; `server_only`: whether those may come that no browser may claim."""
    taken = Taken()
    for index, one in enumerate(given):
        found = list(faults(one, shape)) or list(_bounds(one, visitor=visitor))
        if not found:
            found = _judge(taken, index, one, at=at, server_only=server_only, visitor=visitor)
        if found:
            taken.refused[index] = [
                Fault(f"events.{index}.{fault.field}".rstrip("."), fault.code, fault.detail)
                for fault in found
            ]
    return taken


def _judge(
    taken: Taken, index: int, one: Mapping[str, Any], *, at: datetime, server_only: bool, visitor: bool
) -> list[Fault]:
    name, properties = schema.resolve(one["event"], one.get("properties", {}))
    event_type = schema.find(name)
    if event_type is None:
        return [Fault("event", "unknown", "is no event that the vocabulary or the shop's own events know")]
    if event_type.name.startswith(_OWN) and event_type.server_only:
        return [Fault("event", "own", "is reported by this app itself")]
    if event_type.server_only and not server_only:
        return [Fault("event", "server_only", "needs a server token with the scope events:server")]
    moment, wrong = _moment(one.get("occurred_at"), at=at, visitor=visitor)
    if wrong:
        return [wrong]
    cleaned = sanitise.clean_properties(event_type, properties, browser=visitor)
    if cleaned.problems:
        return [Fault("properties", "value", problem) for problem in cleaned.problems]
    if cleaned.dropped:
        taken.dropped[index] = [f"properties.{path}"[:200] for path in cleaned.dropped[:64]]
    taken.entries.append(
        Entry(
            index,
            event_type,
            cleaned.properties,
            moment,
            UUID(one["event_id"]),
            _person(one["person"]) if "person" in one else None,
            one.get("page", {}),
        )
    )
    return []


def _bounds(one: Mapping[str, Any], *, visitor: bool) -> Iterable[Fault]:
    longest = VISITOR_EVENT_LENGTH if visitor else EVENT_LENGTH
    if len(json.dumps(one, ensure_ascii=False).encode()) > longest:
        yield Fault("", "too_large", f"must have at most {longest} bytes")
    elif _depth(one.get("properties", {})) > DEPTH:
        yield Fault("properties", "too_deep", f"must be nested at most {DEPTH} deep")


def _depth(value: Any) -> int:
    if isinstance(value, Mapping):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0


def _moment(text: str | None, *, at: datetime, visitor: bool) -> tuple[datetime, Fault | None]:
    """When it happened. A visitor's clock that goes wrong is replaced by ours; a server's is a fault."""
    found = (parse_datetime(text) if text is not None else None) or at  # the schema has read it before
    if visitor:
        return (found if at - PAST <= found <= at + FUTURE else at), None
    if not _EARLIEST <= found <= at + FUTURE:
        latest = (at + FUTURE).isoformat(timespec="seconds")
        return at, Fault("occurred_at", "out_of_range", f"must lie between 2000-01-01 and {latest}")
    return found, None


def _person(given: Mapping[str, str]) -> Person:
    name, value = next(iter(given.items()))
    kind = _IDENTITIES.get(name)
    return (name, value.lower()) if kind is None else (kind, identify.normalise(kind, value))


# -- of other systems


def write(taken: Taken, *, at: datetime) -> None:
    """Write what may be written and count the rest, in one transaction with a bounded number of statements."""
    if not taken.entries:
        return
    with transaction.atomic():
        people = _people(taken.entries, at=at)
        locked = snapshots.lock({pk for pk in people.values() if pk is not None}, at=at)
        drafts: list[EventDraft] = []
        without: list[Entry] = []
        for entry in taken.entries:
            profile_id = people.get(entry.person) if entry.person else None
            profile_id = profile_id if profile_id in locked else None  # erased meanwhile
            basis = _basis(entry, locked[profile_id] if profile_id is not None else None, at=at)
            if basis:
                drafts.append(_draft(entry, profile_id, basis))
            if not basis or profile_id is None:
                without.append(entry)
        done = ingest(drafts, at=at, locked=locked)
        counted = count(without, at=at)
    # Orders of nobody are written and counted: they are events all the same.
    taken.written = done.written
    taken.known = done.duplicates + len([entry for entry in without if not entry.contract]) - counted
    taken.counted = counted


def count(entries: Sequence[Entry], *, at: datetime) -> int:
    """Add events without a person to the day sums, each event id once; how many were new and no event rows."""
    if not entries:
        return 0
    batch = uuid4()
    CountedEvent.objects.bulk_create(
        [CountedEvent(event_id=entry.event_id, batch=batch, counted_at=at) for entry in entries],
        ignore_conflicts=True,
    )
    ids = [entry.event_id for entry in entries]
    fresh = set(CountedEvent.objects.filter(event_id__in=ids, batch=batch).values_list("event_id", flat=True))
    new = []
    for entry in entries:
        if entry.event_id in fresh:
            fresh.discard(entry.event_id)
            new.append(entry)
    add_to_day_sums(new)
    return sum(not entry.contract for entry in new)


def add_to_day_sums(entries: Sequence[Entry]) -> None:
    """What remains of events without a person: totals by product, category and search word."""
    writing.count_only(
        [Note(entry.name, entry.properties, entry.occurred_at, source=Event.Source.API) for entry in entries]
    )


def _basis(entry: Entry, person: Snapshot | None, *, at: datetime) -> str:
    """On what the event may be kept; "" on nothing."""
    consents = person.data.get("consents", {}) if person is not None else {}
    for purpose in (Event.Basis.PERSONALIZATION, Event.Basis.ANALYTICS):
        if person is not None and gate.judge(consents, purpose, at=at):
            return purpose
    return Event.Basis.CONTRACT if entry.contract else ""


def _draft(entry: Entry, profile_id: int | None, basis: str) -> EventDraft:
    order_id = _order_id(entry)
    once = entry.name in _ONCE_AN_ORDER and order_id
    return EventDraft(
        name=entry.name,
        profile_id=profile_id,
        occurred_at=entry.occurred_at,
        properties=entry.properties,
        context={"unknown": True} if entry.type.unknown else {},
        # The shop's own report of the same order is the same event.
        event_id=derived_id(entry.name, order_id) if once else entry.event_id,
        scope=orders.SCOPE if once else SCOPE,
        source=Event.Source.API,
        basis=basis,
    )


def _order_id(entry: Entry) -> str:
    order = entry.properties.get("order")
    inside = order.get("order_id") if isinstance(order, Mapping) else None
    return str(inside or entry.properties.get("order_id") or "")


def _people(entries: Sequence[Entry], *, at: datetime) -> dict[Person, int | None]:
    """Person to profile id, None for nobody known; customers of orders are made where missing."""
    wanted = {entry.person for entry in entries if entry.person is not None}
    found: dict[Person, int | None] = dict.fromkeys(wanted)
    ids = {UUID(value): (kind, value) for kind, value in wanted if kind == "profile"}
    for pk, uuid in Profile.objects.filter(uuid__in=ids).values_list("pk", "uuid") if ids else ():
        found[ids[uuid]] = pk
    keys: dict[str, Person] = {}
    for kind, value in wanted:
        if kind == "identity":
            keys[value] = (kind, value)
        elif kind != "profile":
            keys.update(dict.fromkeys(identify.keys_of(kind, value), (kind, value)))
    rows = Identity.objects.filter(pk__in=keys, retired_at=None) if keys else Identity.objects.none()
    for key, pk in rows.values_list("pk", "profile_id"):
        found[keys[key]] = pk
    buyers = {
        entry.person[1]
        for entry in entries
        if entry.contract
        and entry.person is not None
        and entry.person[0] == Identity.Kind.USER
        and found[entry.person] is None
    }
    for user_key, pk in identify.customer_profiles(buyers, at=at).items() if buyers else ():
        found[Identity.Kind.USER, user_key] = pk
    return found
