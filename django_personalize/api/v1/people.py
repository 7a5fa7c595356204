"""Profiles as the API shows them, and how a request names one."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django_personalize.api.v1.problems import not_found
from django_personalize.consent import gate, ledger
from django_personalize.consent.models import ConsentRecord
from django_personalize.profiles import affinities, identify, snapshots, traits
from django_personalize.profiles.models import Profile, Trait
from django_personalize.profiles.snapshots import SnapshotData


def person(uuid: UUID) -> Profile:
    """The profile of that id, or the one that took it in. Raises the problem "not_found"."""
    found = Profile.objects.select_related("merged_into").filter(uuid=uuid).first()
    if found is None:
        raise not_found()
    return identify.live(found)


def profile_of(profile: Profile, *, personal: bool, at: datetime) -> dict[str, Any]:
    """`schemas.PROFILE`; `personal`: names and told traits as well."""
    snapshot = snapshots.load(profile.pk)
    verdict = gate.judge(snapshot.consents, "personalization", at=at)
    return {
        "id": str(profile.uuid),
        "user_key": profile.user_key,
        "created_at": profile.created_at.isoformat(),
        "consents": consents_of(profile.pk, at=at),
        "personalization": {"allowed": verdict.allowed, "reason": verdict.reason},
        "known": _known(profile, snapshot, personal=personal, at=at) if verdict else None,
    }


def consents_of(profile_id: int, *, at: datetime) -> dict[str, Any]:
    """Purpose to what was said last and what it is worth now; from the ledger itself."""
    return {purpose: _consent(row, at=at) for purpose, row in ledger.current(profile_id).items()}


def _consent(row: ConsentRecord, *, at: datetime) -> dict[str, Any]:
    verdict = gate.judge({row.purpose: ledger.state_of(row)}, row.purpose, at=at)
    return {
        "status": row.status,
        "at": row.at.isoformat(),
        "expires_at": None if row.expires_at is None else row.expires_at.isoformat(),
        "allowed": verdict.allowed,
        "reason": verdict.reason,
    }


def _known(profile: Profile, snapshot: SnapshotData, *, personal: bool, at: datetime) -> dict[str, Any]:
    found = traits.known(profile.pk, at=at)
    known: dict[str, Any] = {
        "traits": {
            name: {
                "value": _plain(trait.value),
                "source": trait.source,
                "observed_at": trait.observed_at.isoformat(),
            }
            for name, trait in sorted(found.items())
            if personal or trait.source == Trait.Source.COMPUTED
        },
        "affinities": {
            kind: {value: round(affinities.decayed(weight, at), 3) for value, weight in values.items()}
            for kind, values in snapshot.affinities.items()
        },
        "counts": dict(snapshot.counts),
        "sessions": snapshot.sessions,
        "orders": snapshot.orders,
        "spend": {code: str(total) for code, total in snapshot.spend.items()},
        "viewed": [{"product": seen.key, "at": seen.at.isoformat()} for seen in snapshot.viewed],
        "bought": [{"product": seen.key, "at": seen.at.isoformat()} for seen in snapshot.bought],
    }
    if personal:
        known["name"] = snapshot.name or None
    return known


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value
