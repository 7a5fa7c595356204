"""Declarations of two people who become one and part again. The ledger only grows: a restatement is a new record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from django_personalize.consent import ledger
from django_personalize.consent.models import ConsentRecord
from django_personalize.core import freshness
from django_personalize.profiles.models import MergeRecord

#: How a record came about that nobody declared just then.
METHOD = "merge"


@dataclass(frozen=True, slots=True)
class Apart:
    """What undoing a merger does to declarations; the dicts hold the one that counts, by purpose."""

    #: The loser's, oldest first.
    returning: tuple[ConsentRecord, ...]
    #: The winner's that count again once a merger's conclusion from the loser's is gone.
    restated: tuple[ConsentRecord, ...]
    #: For the winner, now and then.
    before: Mapping[str, ConsentRecord]
    after: Mapping[str, ConsentRecord]


def merge(record: MergeRecord, limit: int) -> int:
    """An explicit no on either side wins, per purpose; no record is neutral; every record keeps its origin."""
    mine, theirs = ledger.current(record.winner_id), ledger.current(record.loser_id)
    moved = freshness.plain(ConsentRecord).filter(profile=record.loser_id).update(profile=record.winner_id)
    for purpose in theirs:
        sides = [side[purpose] for side in (mine, theirs) if purpose in side]
        counts = _counting(sides)
        if counts.status != max(sides, key=lambda row: row.pk).status:
            _restate(record.winner_id, counts, at=record.merged_at)
    return moved


def undo(record: MergeRecord) -> int:
    """The loser's declarations go back; what followed from them for the winner is restated without them."""
    parted = apart(record)
    moved = _theirs(record).update(profile=record.loser_id)
    for row in parted.restated:
        # At the declaration's own moment: saying it again does not prolong it.
        _restate(record.winner_id, row, at=row.at)
    return moved


def apart(record: MergeRecord) -> Apart:
    """How the declarations of the winner part; changes nothing, one query."""
    rows = list(freshness.plain(ConsentRecord).filter(profile=record.winner_id).order_by("pk"))
    by_key = {row.pk: row for row in rows}
    returning = [row for row in rows if row.origin_id in record.moved["origins"]]
    staying = [row for row in rows if row.origin_id not in record.moved["origins"]]
    theirs = {row.pk for row in returning}
    current = {row.purpose: row for row in staying}
    restated = []
    for purpose, last in list(current.items()):
        if last.method != METHOD or _root(last, by_key).pk not in theirs:
            continue
        declared = {row.origin_id: row for row in staying if row.purpose == purpose and row.method != METHOD}
        if declared:
            current[purpose] = _counting(list(declared.values()))
            restated.append(current[purpose])
    return Apart(tuple(returning), tuple(restated), {row.purpose: row for row in rows}, current)


def _theirs(record: MergeRecord) -> models.QuerySet[ConsentRecord]:
    """Past the manager: the ledger refuses changes, and only whose a declaration is may change."""
    return freshness.plain(ConsentRecord).filter(profile=record.winner_id, origin__in=record.moved["origins"])


def _counting(sides: list[ConsentRecord]) -> ConsentRecord:
    """Of several people's declarations about one purpose the newest no, otherwise the newest yes."""
    refusals = [row for row in sides if row.status != ledger.Status.GRANTED]
    return max(refusals or sides, key=lambda row: row.pk)


def _root(row: ConsentRecord, by_key: dict[int, ConsentRecord]) -> ConsentRecord:
    """The declaration that a merger's conclusion rests on."""
    while row.method == METHOD and row.evidence.get("record") in by_key:
        row = by_key[row.evidence["record"]]
    return row


def _restate(profile_id: int, row: ConsentRecord, *, at: datetime) -> None:
    """Say a declaration again as the one that counts."""
    ledger.record(
        profile_id,
        {row.purpose: row.status},
        at=at,
        evidence=ledger.Evidence(
            wording=row.wording,
            wording_version=row.wording_version,
            language=row.language,
            source=row.source,
            method=METHOD,
            actor="system",
            details={"record": row.pk},
            gpc=row.gpc,
        ),
        announce=False,
    )
