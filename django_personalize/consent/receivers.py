"""What happens to consent when people merge and part."""

from __future__ import annotations

from django.db import models

from django_personalize.consent import ledger
from django_personalize.consent.models import ConsentRecord
from django_personalize.profiles import lifecycle
from django_personalize.profiles.models import MergeRecord


def _merge(record: MergeRecord, limit: int) -> int:
    """An explicit no on either side wins, per purpose; no record is neutral; every record keeps its origin."""
    mine, theirs = ledger.current(record.winner_id), ledger.current(record.loser_id)
    models.QuerySet(ConsentRecord).filter(profile=record.loser_id).update(profile=record.winner_id)
    for purpose in {*mine, *theirs}:
        sides = [side[purpose] for side in (mine, theirs) if purpose in side]
        refusals = [row for row in sides if row.status != ledger.Status.GRANTED]
        counts = max(refusals or sides, key=lambda row: row.pk)
        newest = max(sides, key=lambda row: row.pk)
        if counts.status != newest.status:
            ledger.record(
                record.winner_id,
                {purpose: counts.status},
                at=record.merged_at,
                evidence=ledger.Evidence(
                    wording=counts.wording,
                    wording_version=counts.wording_version,
                    language=counts.language,
                    source=counts.source,
                    method="merge",
                    actor="system",
                    details={"record": counts.pk},
                    gpc=counts.gpc,
                ),
                announce=False,
            )
    return 0


def connect() -> None:
    """Register the ledger's handler."""
    lifecycle.register(
        lifecycle.Handler(
            ConsentRecord,
            "profile",
            _merge,
            lifecycle.return_by_origin(ConsentRecord, "profile"),
            also=("origin",),
        )
    )
