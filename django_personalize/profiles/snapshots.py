"""The snapshot: what a page may know of a person, in one row with a version, changed only under its row lock.

`data` is a plain dict, so that it can be cached and compared; `SnapshotData` reads it with types. Moments inside are
integer seconds since 1970. Lists are newest first and bounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import router
from django.db.models import Q

from django_personalize.core import page_cache, statements
from django_personalize.core.upsert import upsert
from django_personalize.profiles.models import Profile, Snapshot

#: Bounds of the lists and tops a snapshot keeps.
VIEWED_KEPT = 24
BOUGHT_KEPT = 48
SEARCHES_KEPT = 10
AFFINITIES_KEPT = 12


@dataclass(frozen=True, slots=True)
class Seen:
    """A product and the last moment it was looked at or bought."""

    key: str
    at: datetime


@dataclass
class SnapshotData:
    """Typed reading of a snapshot's data."""

    version: int
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """How the person wants to be called, "" when unknown."""
        return str(self.data.get("name", ""))

    @cached_property
    def viewed(self) -> list[Seen]:
        """Products looked at, newest first, each once."""
        return [Seen(key, moment(at)) for key, at in self.data.get("viewed", ())]

    @cached_property
    def bought(self) -> list[Seen]:
        """Products ordered, gifts and cancelled orders left out, newest first."""
        return [Seen(key, moment(at)) for key, at, _ in self.data.get("bought", ())]

    @property
    def affinities(self) -> Mapping[str, Mapping[str, float]]:
        """Kind to value to forward-decayed weight, the strongest of each kind."""
        return self.data.get("affinities", {})  # type: ignore[no-any-return]

    @property
    def counts(self) -> Mapping[str, int]:
        """Event name to the number of times, ever."""
        return self.data.get("counts", {})  # type: ignore[no-any-return]

    @property
    def sessions(self) -> int:
        """Number of sessions, the current one included."""
        return int(self.data.get("sessions", 0))

    @property
    def spend(self) -> dict[str, Decimal]:
        """Currency to the sum of orders that were not cancelled."""
        return {code: Decimal(total) for code, total in self.data.get("spend", {}).items()}

    @property
    def orders(self) -> int:
        """Number of orders that were not cancelled."""
        return self.counts.get("order_completed", 0) - self.counts.get("order_cancelled", 0)

    @property
    def consents(self) -> Mapping[str, list[Any]]:
        """Purpose to [status, at, expires or None]; judged by `consent.gate`, never directly."""
        return self.data.get("consents", {})  # type: ignore[no-any-return]

    @property
    def session(self) -> Mapping[str, Any]:
        """The current or last session: id, started, last, channel."""
        return self.data.get("session", {})  # type: ignore[no-any-return]


def seconds(at: datetime) -> int:
    """Whole seconds since 1970, as stored inside a snapshot."""
    return int(at.timestamp())


def moment(stored: int) -> datetime:
    """The aware moment of stored seconds."""
    return datetime.fromtimestamp(stored, tz=UTC)


def load(profile_id: int) -> SnapshotData:
    """The snapshot of a person, empty when nothing has been written yet."""
    row = Snapshot.objects.filter(pk=profile_id).values_list("version", "data").first()
    return SnapshotData(*row) if row else SnapshotData(0, {})


def lock(profile_ids: Iterable[int], *, at: datetime) -> dict[int, Snapshot]:
    """Lock the snapshots of these people until the transaction ends; asked id to locked row.

    Missing rows are made. A person who was merged meanwhile answers with the winner's row, so that no event is
    written to a profile that nobody reads. Rows lock in the order of their ids, winners among them: two writers cannot
    deadlock. Who was merged is read beforehand, but for one person alone, whose row is locked unless it is a signpost.
    """
    asked = sorted(set(profile_ids))
    if len(asked) == 1 and (rows := _locked(asked, _STANDING)):
        return rows
    winners, missing = _moved(asked)
    if missing:
        Snapshot.objects.bulk_create(
            [Snapshot(profile_id=pk, updated_at=at) for pk in missing], ignore_conflicts=True
        )
    rows = _locked(sorted({*asked, *winners}))
    found = {}
    for pk in asked:
        row = rows.get(pk)
        while row is not None and "moved_to" in row.data:
            winner = row.data["moved_to"]
            if winner not in rows:  # merged between reading and locking
                rows.update(lock([winner], at=at))
            row = rows.get(winner)
        if row is not None:
            found[pk] = row
    return found


def _moved(asked: list[int]) -> tuple[set[int], list[int]]:
    """Whom these people were merged into, and into whom those, as of now; and which of them have no snapshot yet."""
    winners: set[int] = set()
    missing: list[int] = []
    ring = set(asked)
    while ring:
        told = Profile.objects.filter(pk__in=ring).values_list("pk", "snapshot__pk", "merged_into_id")
        read = list(told)
        missing += [pk for pk, snapshot, _ in read if snapshot is None]
        ring = {winner for _, _, winner in read if winner is not None} - winners - set(asked)
        winners |= ring
    return winners, sorted(missing)


def save(rows: Iterable[Snapshot], *, at: datetime) -> None:
    """Write locked rows back, each with its next version."""
    distinct = {row.pk: row for row in rows}
    for row in distinct.values():
        row.version += 1
        row.updated_at = at
    page_cache.written([(pk, (row.version, row.data)) for pk, row in distinct.items()])
    if len(distinct) == 1:
        row = next(iter(distinct.values()))
        statements.update(Snapshot, row.pk, version=row.version, data=row.data, updated_at=at)
    elif distinct:
        upsert(Snapshot, list(distinct.values()), key=["profile"], update=["version", "data", "updated_at"])


_LOCKED = statements.Select(
    Snapshot,
    lambda ids: (
        Snapshot.objects.select_for_update()
        .filter(pk__in=ids)
        .order_by("pk")
        .values_list("profile_id", "version", "data", "updated_at")
    ),
    of=int,
)


#: The same without signposts, which are not locked.
_STANDING = statements.Select(
    Snapshot,
    lambda ids: (
        Snapshot.objects.select_for_update()
        .filter(~Q(data__has_key="moved_to"), pk__in=ids)
        .order_by("pk")
        .values_list("profile_id", "version", "data", "updated_at")
    ),
    of=int,
)


def _locked(ids: list[int], select: statements.Select = _LOCKED) -> dict[int, Snapshot]:
    using = router.db_for_write(Snapshot)
    columns = ("profile_id", "version", "data", "updated_at")
    return {row[0]: Snapshot.from_db(using, columns, row) for row in select.rows(ids)}
