"""History from elsewhere: what people did and allowed before this app was there, loaded in bulk, once each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django_personalize.consent import ledger
from django_personalize.core.errors import PersonalizeError
from django_personalize.events import rollup, schema
from django_personalize.events.dialects import UnreadableEvent
from django_personalize.events.draft import EventDraft, derived_id
from django_personalize.events.ingest import Ingested, ingest
from django_personalize.events.models import Event
from django_personalize.profiles import identify
from django_personalize.profiles.models import Identity

#: Rows that one transaction takes.
CHUNK = 1000
_SCOPE = "import"


class UnknownPerson(PersonalizeError, ValueError):
    """A person that is neither "user:<key>" nor "visitor:<id>"."""


@dataclass(frozen=True, slots=True)
class PastEvent:
    """One thing a person did. `person` is "user:<key of the shop's user>" or "visitor:<id from elsewhere>".

    `key` names the act for good: loaded again, it is known.
    """

    name: str
    person: str
    at: datetime
    key: str
    properties: Mapping[str, Any] = field(default_factory=dict)
    session: UUID | None = None
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PastConsent:
    """What a person allowed; without the words and the source it proves nothing."""

    person: str
    purposes: tuple[str, ...]
    at: datetime
    wording: str
    source: str
    method: str
    language: str = "en"
    wording_version: str = "1"
    details: Mapping[str, str] = field(default_factory=dict)


def load_events(past: Iterable[PastEvent], *, at: datetime) -> Ingested:
    """Write events in chunks of one transaction each; refused are those whose person does not allow them now."""
    written = duplicates = refused = 0
    rows = iter(past)
    while chunk := list(islice(rows, CHUNK)):
        gone = rollup.gone(_SCOPE, {derived_id(row.name, row.key) for row in chunk})
        before = len(chunk)
        chunk = [row for row in chunk if derived_id(row.name, row.key) not in gone]
        duplicates += before - len(chunk)
        people = _profiles((row.person for row in chunk), at=at)
        done = ingest([_draft(row, people[row.person]) for row in chunk], at=at)
        written += done.written
        duplicates += done.duplicates
        refused += done.refused
    return Ingested(written, duplicates, refused)


def load_consents(past: Iterable[PastConsent], *, at: datetime) -> int:
    """Write declarations a person has not made yet; how many."""
    rows = iter(past)
    written = 0
    while chunk := list(islice(rows, CHUNK)):
        people = _profiles((row.person for row in chunk), at=at)
        known = ledger.declared(people.values())
        fresh = [
            ledger.Declaration(people[row.person], purpose, ledger.Status.GRANTED, row.at, _evidence(row))
            for row in chunk
            for purpose in row.purposes
            if (people[row.person], purpose) not in known
        ]
        written += len(ledger.record_many(fresh))
    return written


def _draft(row: PastEvent, profile_id: int) -> EventDraft:
    name, properties = _in_our_words(row)
    return EventDraft(
        name=name,
        profile_id=profile_id,
        occurred_at=row.at,
        properties=properties,
        context=row.context,
        event_id=derived_id(row.name, row.key),
        scope=_SCOPE,
        session=row.session,
        source=Event.Source.IMPORT,
    )


def _in_our_words(row: PastEvent) -> tuple[str, Mapping[str, Any]]:
    """Name and properties of the vocabulary for those of another tool; our own are taken as they are.

    Raises `UnreadableEvent` for an event of another tool that cannot count.
    """
    if row.name in schema.EVENTS:
        return row.name, row.properties
    name, properties = schema.resolve(row.name, row.properties)
    known = schema.find(name)
    if name == row.name or known is None:
        return row.name, row.properties
    cleaned = schema.validate(known, properties)
    if cleaned.problems:
        raise UnreadableEvent(f"Event {row.name!r} with the key {row.key!r}: {'; '.join(cleaned.problems)}.")
    return name, cleaned.properties


def _evidence(row: PastConsent) -> ledger.Evidence:
    return ledger.Evidence(
        wording=row.wording,
        wording_version=row.wording_version,
        language=row.language,
        source=row.source,
        method=row.method,
        details=row.details,
    )


def _profiles(people: Iterable[str], *, at: datetime) -> dict[str, int]:
    """Person to profile id, made where missing, in a fixed number of statements."""
    wanted = sorted(set(people))
    unknown = [person for person in wanted if not person.startswith(("user:", "visitor:"))]
    if unknown:
        raise UnknownPerson(f"Person {unknown[0]!r} must be 'user:<key>' or 'visitor:<id>'.")
    found = _named(wanted, Identity.Kind.USER, at=at)
    return found | _named(wanted, Identity.Kind.VISITOR, at=at)


def _named(people: Sequence[str], kind: Identity.Kind, *, at: datetime) -> dict[str, int]:
    prefix = f"{kind.value}:"
    keys = [person.removeprefix(prefix) for person in people if person.startswith(prefix)]
    return {f"{prefix}{key}": pk for key, pk in identify.profiles_of(kind, keys, at=at).items()}
