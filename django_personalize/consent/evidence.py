"""What is left of the ledger when a person is removed, and for how long declarations are kept at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef

from django_personalize.consent.models import ConsentEvidence, ConsentRecord
from django_personalize.core import freshness, retention
from django_personalize.core.retention import Step
from django_personalize.profiles import holds
from django_personalize.profiles.models import Identity

#: Columns that a declaration keeps beyond the person.
_KEPT = tuple(
    field.attname
    for field in ConsentEvidence._meta.concrete_fields
    if field.attname not in ("id", "subject", "identities", "ended_at")
)


def outlive(profile_ids: Sequence[int], *, at: datetime) -> int:
    """Copy the declarations of people who are about to be removed, in the same transaction; how many."""
    digests: dict[int, list[str]] = {}
    for key, owner in Identity.objects.filter(profile_id__in=profile_ids).values_list("pk", "profile_id"):
        digests.setdefault(owner, []).append(key)
    records = freshness.plain(ConsentRecord).filter(profile_id__in=profile_ids).select_related("profile")
    made = ConsentEvidence.objects.bulk_create(
        [
            ConsentEvidence(
                subject=record.profile.uuid,
                identities=sorted(digests.get(record.profile_id, [])),
                ended_at=at,
                **{name: getattr(record, name) for name in _KEPT},
            )
            for record in records.order_by("pk")
        ],
        batch_size=500,
    )
    return len(made)


def _replaced(limit: datetime, at: datetime) -> models.QuerySet[ConsentRecord]:
    """Declarations that a later one replaced before `limit`: the current one of each purpose stays."""
    later = freshness.plain(ConsentRecord).filter(
        profile_id=OuterRef("profile_id"), purpose=OuterRef("purpose"), pk__gt=OuterRef("pk"), at__lt=limit
    )
    rows = freshness.plain(ConsentRecord).filter(at__lt=limit).filter(Exists(later))
    return rows.filter(holds.spares("profile")(limit, at))


def _batches(limit: datetime, at: datetime, after: str) -> Iterator[Step]:
    """Along the primary key: the ledger has no index by time, and is read from here once a day at most."""
    last = int(after or 0)
    newest = freshness.plain(ConsentRecord).order_by("-pk").values_list("pk", flat=True).first() or 0
    while last < newest:
        end = last + 10 * retention.BATCH
        found = _replaced(limit, at).filter(pk__gt=last, pk__lte=end).values_list("pk", flat=True)
        keys = list(found)
        if keys:
            yield Step(retention.delete(freshness.plain(ConsentRecord).filter(pk__in=keys)), str(end))
        last = end


def connect() -> None:
    """Register the classes of this package."""
    retention.register(
        retention.DataClass(
            "consents",
            (ConsentRecord,),
            "36 months",
            age="the declaration that replaced it; the current one lives as long as the person",
            survives="with a person removed by age: consent_evidence",
            batches=_batches,
            count=lambda limit, at: _replaced(limit, at).count(),
        )
    )
    retention.register(
        retention.aged(
            "consent_evidence", ConsentEvidence, "ended_at", "36 months", age="the removal of the person"
        )
    )
