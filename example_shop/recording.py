"""What a loaded shop tells the app in bulk: who consented to what, and what people did.

Nothing when the shop runs plain.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Grant:
    """`person` allowed `purposes`; `details` is the proof."""

    person: str
    purposes: tuple[str, ...]
    at: datetime
    source: str
    method: str
    language: str = "en"
    wording: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing `person` did; `key` names it for good, so that it is never written twice."""

    name: str
    person: str
    at: datetime
    key: str
    properties: Mapping[str, Any]
    session: uuid.UUID | None = None
    context: Mapping[str, Any] = field(default_factory=dict)


def customer(pk: int) -> str:
    """`person` of a customer of the shop."""
    return f"user:{pk}"


def browser(key: str) -> str:
    """`person` of a browser that never signed in."""
    return f"visitor:{key}"


def record_grants(grants: Sequence[Grant], *, at: datetime) -> int:
    """Write consents with their evidence; the number of declarations."""
    if not settings.PERSONALIZED or not grants:
        return 0
    from django_personalize.consent import ledger

    profiles = _profiles((grant.person for grant in grants), at=min(grant.at for grant in grants))
    written = ledger.record_many(
        ledger.Declaration(
            profiles[grant.person],
            purpose,
            ledger.Status.GRANTED,
            grant.at,
            ledger.Evidence(
                wording=grant.wording,
                wording_version="1",
                language=grant.language,
                source=grant.source,
                method=grant.method,
                details=dict(grant.details),
            ),
        )
        for grant in grants
        for purpose in grant.purposes
    )
    return len(written)


def record_happenings(happenings: Sequence[Happening], *, at: datetime) -> int:
    """Write what people did, in one transaction; the number that was new. Needs their consent."""
    if not settings.PERSONALIZED or not happenings:
        return 0
    from django_personalize.events.draft import EventDraft, derived_id
    from django_personalize.events.ingest import ingest

    profiles = _profiles((happening.person for happening in happenings), at=happenings[0].at)
    return ingest(
        [
            EventDraft(
                name=happening.name,
                profile_id=profiles[happening.person],
                occurred_at=happening.at,
                properties=happening.properties,
                context=happening.context,
                event_id=derived_id(happening.name, happening.key),
                scope="import",
                session=happening.session,
                source="import",
            )
            for happening in happenings
        ],
        at=at,
    ).written


def consenting(people: Sequence[str], *, at: datetime) -> set[str]:
    """Those of the people who allow a personal shop; all of them when the shop runs plain."""
    if not settings.PERSONALIZED:
        return set(people)
    from django_personalize.consent import gate

    return {
        person
        for person, profile in _profiles(people, at=at).items()
        if gate.allowed(profile, "personalization", at=at)
    }


def _profiles(people: Iterable[str], *, at: datetime) -> dict[str, int]:
    """Person to profile id, profiles made where missing."""
    from django_personalize.profiles import identify

    wanted = set(people)
    keys = {person.removeprefix("user:") for person in wanted if person.startswith("user:")}
    found = {
        f"user:{key}": profile for key, profile in identify.customer_profiles(sorted(keys), at=at).items()
    }
    for person in sorted(wanted - found.keys()):
        value = person.removeprefix("visitor:")
        profile = identify.find("visitor", value)
        if profile is None:
            profile = identify.create(at=at)
            identify.attach(profile, "visitor", value, verified=False, at=at)
        found[person] = profile.pk
    return found
