"""Writing down what people declared. The newest record per purpose counts; the snapshot repeats it for the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from django_personalize.conf import settings
from django_personalize.consent.models import ConsentRecord
from django_personalize.consent.purposes import check
from django_personalize.consent.signals import consent_changed
from django_personalize.core.errors import PersonalizeError
from django_personalize.profiles import snapshots
from django_personalize.profiles.models import Profile

Status = ConsentRecord.Status


class BadDeclaration(PersonalizeError, ValueError):
    """A status that nobody can declare."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What proves a declaration: the words, where, how and by whom."""

    wording: str
    wording_version: str
    language: str
    source: str
    method: str
    actor: str = "person"
    details: Mapping[str, Any] = field(default_factory=dict)
    gpc: bool | None = None


@dataclass(frozen=True, slots=True)
class Declaration:
    """One person about one purpose."""

    profile_id: int
    purpose: str
    status: str
    at: datetime
    evidence: Evidence


def record(
    profile_id: int, choices: Mapping[str, str], *, at: datetime, evidence: Evidence, announce: bool = True
) -> list[ConsentRecord]:
    """Write one person's choices, purpose to status, in one transaction."""
    return record_many(
        [Declaration(profile_id, purpose, status, at, evidence) for purpose, status in choices.items()],
        announce=announce,
    )


def record_many(declarations: Iterable[Declaration], *, announce: bool = True) -> list[ConsentRecord]:
    """Write many declarations at once, oldest first; records and snapshots stand or fall together.

    `announce=False` leaves the signal to the caller (a merge sends it when all tables have moved).
    """
    ordered = sorted(declarations, key=lambda declaration: declaration.at)
    if not ordered:
        return []
    for declaration in ordered:
        check(declaration.purpose)
        if declaration.status not in Status.values:
            raise BadDeclaration(
                f"Consent status {declaration.status!r} must be one of: {', '.join(Status.values)}."
            )
    at = ordered[-1].at
    with transaction.atomic():
        locked = snapshots.lock({declaration.profile_id for declaration in ordered}, at=at)
        written = ConsentRecord.objects.bulk_create(
            [_row(declaration, locked[declaration.profile_id].pk) for declaration in ordered]
        )
        changed: dict[int, set[str]] = defaultdict(set)
        for row in written:
            state = state_of(row)
            consents = locked[row.origin_id].data.setdefault("consents", {})
            consents[row.purpose] = state
            changed[row.profile_id].add(row.purpose)
        snapshots.save((locked[declaration.profile_id] for declaration in ordered), at=at)
        for profile_id, purposes in changed.items() if announce else ():
            consent_changed.send(sender=ConsentRecord, profile_id=profile_id, purposes=purposes, at=at)
    return written


def state_of(row: ConsentRecord) -> list[Any]:
    """A record as the snapshot keeps it: [status, at, expires or None]."""
    expires = None if row.expires_at is None else snapshots.seconds(row.expires_at)
    return [row.status, snapshots.seconds(row.at), expires]


def current(profile_id: int) -> dict[str, ConsentRecord]:
    """The newest record per purpose."""
    rows = ConsentRecord.objects.filter(profile=profile_id).order_by("pk")
    return {row.purpose: row for row in rows}


def declared(profile_ids: Iterable[int]) -> set[tuple[int, str]]:
    """(profile id, purpose) of everything these people have said anything about; one query."""
    rows = ConsentRecord.objects.filter(profile__in=set(profile_ids))
    return set(rows.values_list("profile_id", "purpose").distinct())


def history(profile_id: int) -> list[ConsentRecord]:
    """Everything a person ever declared, newest first."""
    return list(ConsentRecord.objects.filter(profile=profile_id).order_by("-pk"))


def _row(declaration: Declaration, profile_id: int) -> ConsentRecord:
    evidence = declaration.evidence
    granted = declaration.status == Status.GRANTED
    return ConsentRecord(
        profile_id=profile_id,
        origin=Profile(pk=declaration.profile_id),
        purpose=declaration.purpose,
        status=declaration.status,
        at=declaration.at,
        expires_at=declaration.at + settings.CONSENT_LIFETIME if granted else None,
        wording=evidence.wording,
        wording_version=evidence.wording_version[:64],
        language=evidence.language,
        source=evidence.source[:255],
        method=evidence.method,
        actor=evidence.actor,
        evidence=dict(evidence.details),
        gpc=evidence.gpc,
    )
