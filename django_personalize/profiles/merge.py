"""Two profiles that turn out to be one person; reversible, because a shared browser can be mistaken for one.

Mergers into one profile can be undone in any order: each gives back what it brought. A merger whose winner was itself
taken in later can not: the rows are a step further, and that step is undone first.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from django_personalize.core.errors import PersonalizeError
from django_personalize.profiles import snapshots
from django_personalize.profiles.lifecycle import HANDLERS, moves_rows
from django_personalize.profiles.models import MergeRecord, Profile
from django_personalize.profiles.signals import profiles_merged, profiles_parted

#: Rows of one table that a login moves at once; the tick moves the rest.
AT_ONCE = 500


class CannotMerge(PersonalizeError):
    """The two profiles must not become one."""


class LaterMergeStands(CannotMerge):
    """The rows of a merger have gone on to somebody else: `later` is the merger to undo first."""

    def __init__(self, later: MergeRecord) -> None:
        self.later = later
        super().__init__(
            f"Undo the later merge {later.pk} first: it took profile {later.loser_id}, with the rows of this merge, "
            f"into profile {later.winner_id}."
        )


def merge(winner: Profile, loser: Profile, *, reason: str, at: datetime) -> MergeRecord | None:
    """Take `loser` into `winner`; None when it had happened already. The known profile must be the winner.

    Both snapshots are locked first, in the order of their ids, so that no event of the two is written meanwhile and
    two logins at once make one merger. Raises `CannotMerge` for two different customers.
    """
    with transaction.atomic():
        snapshots.lock([winner.pk, loser.pk], at=at)
        people = {row.pk: row for row in Profile.objects.filter(pk__in=[winner.pk, loser.pk]).order_by("pk")}
        winner, loser = people[winner.pk], people[loser.pk]
        if winner.pk == loser.pk or loser.merged_into_id is not None or winner.merged_into_id is not None:
            return None
        if loser.user_key and loser.user_key != winner.user_key:
            raise CannotMerge(
                f"Profile {loser.pk} belongs to customer {loser.user_key}, profile {winner.pk} to "
                f"{winner.user_key or 'nobody'}: two customers are never one person. Unlink the user first."
            )
        record = MergeRecord(
            winner=winner,
            loser=loser,
            reason=reason,
            merged_at=at,
            moved={"origins": _origins(loser.pk)},
        )
        record.pending = _move(record)
        record.save()
        Profile.objects.filter(pk=loser.pk).update(merged_into=winner)
        profiles_merged.send(sender=Profile, winner_id=winner.pk, loser_id=loser.pk, at=at)
    return record


def finish(record: MergeRecord, *, at: datetime) -> bool:
    """Move the next rows of a merger that was too large for a login; whether more are left."""
    with transaction.atomic():
        record = _locked(record, at=at)
        if record.pending and record.undone_at is None:
            record.pending = _move(record)
            record.save(update_fields=["moved", "pending"])
    return record.pending


def finish_all(*, at: datetime) -> int:
    """Complete every unfinished merger; how many steps it took."""
    steps = 0
    for record in MergeRecord.objects.filter(pending=True, undone_at=None).order_by("pk"):
        steps += 1
        while finish(record, at=at):
            steps += 1
    return steps


def undo(record: MergeRecord, *, at: datetime, by: str = "") -> MergeRecord | None:
    """Part the two again: what happened before the merger goes back to whom it happened to.

    The record as it stands now, None when somebody was faster. What came after the merger stays with the profile that
    it came to. `by`: "staff:4". Raises `LaterMergeStands`.
    """
    with transaction.atomic():
        record = _locked(record, at=at)
        if record.undone_at is not None:
            return None
        later = later_merge(record)
        if later is not None:
            raise LaterMergeStands(later)
        Profile.objects.filter(pk=record.loser_id).update(merged_into=None)
        returned = {label: HANDLERS[label].undo(record) for label in HANDLERS}
        record.moved["returned"] = {label: count for label, count in returned.items() if count}
        record.undone_at, record.undone_by = at, by
        record.pending = False
        record.save(update_fields=["moved", "undone_at", "undone_by", "pending"])
        profiles_parted.send(sender=Profile, winner_id=record.winner_id, loser_id=record.loser_id, at=at)
    return record


def later_merge(record: MergeRecord) -> MergeRecord | None:
    """The merger that took this one's winner in, which has to be undone first; None when nothing is in the way."""
    taken = MergeRecord.objects.filter(loser=record.winner_id, undone_at=None)
    return taken.select_related("winner", "loser").order_by("-pk").first()


def _locked(record: MergeRecord, *, at: datetime) -> MergeRecord:
    """The record as it stands, its people locked first: everybody who changes mergers takes the locks in this order."""
    snapshots.lock([record.winner_id, record.loser_id], at=at)
    return MergeRecord.objects.select_for_update().get(pk=record.pk)


def _move(record: MergeRecord) -> bool:
    """One round over all tables; whether a table may hold more. The record counts the rows that will come back."""
    counts = record.moved.setdefault("counts", {})
    more = False
    for label in HANDLERS:
        handler = HANDLERS[label]
        count = handler.merge(record, AT_ONCE)
        more = more or count >= AT_ONCE
        if count and moves_rows(handler):
            counts[label] = counts.get(label, 0) + count
    return more


def _origins(profile_id: int) -> list[int]:
    """The profile and everybody it had taken in before."""
    found, ring = [profile_id], [profile_id]
    while ring:
        ring = list(Profile.objects.filter(merged_into__in=ring).values_list("pk", flat=True))
        found += ring
    return found
