"""Two profiles that turn out to be one person; reversible, because a shared browser can be mistaken for one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from django_personalize.core.errors import PersonalizeError
from django_personalize.profiles import snapshots
from django_personalize.profiles.lifecycle import HANDLERS
from django_personalize.profiles.models import MergeRecord, Profile
from django_personalize.profiles.signals import profiles_merged, profiles_parted

#: Rows of one table that a login moves at once; the tick moves the rest.
AT_ONCE = 500


class CannotMerge(PersonalizeError):
    """The two profiles must not become one."""


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
        snapshots.lock([record.winner_id], at=at)
        record = MergeRecord.objects.select_for_update().get(pk=record.pk)
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


def undo(record: MergeRecord, *, at: datetime) -> None:
    """Part the two again: what happened before the merger goes back to whom it happened to."""
    with transaction.atomic():
        record = MergeRecord.objects.select_for_update().get(pk=record.pk)
        if record.undone_at is not None:
            return
        newer = MergeRecord.objects.filter(
            Q(winner=record.winner_id) | Q(loser=record.winner_id), pk__gt=record.pk, undone_at=None
        ).first()
        if newer:
            raise CannotMerge(f"Undo the later merge {newer.pk} first: it moved rows of the same people.")
        snapshots.lock([record.winner_id], at=at)
        Profile.objects.filter(pk=record.loser_id).update(merged_into=None)
        for handler in HANDLERS.values():
            handler.undo(record)
        record.undone_at = at
        record.pending = False
        record.save(update_fields=["undone_at", "pending"])
        profiles_parted.send(sender=Profile, winner_id=record.winner_id, loser_id=record.loser_id, at=at)


def _move(record: MergeRecord) -> bool:
    """One round over all tables; whether a table may hold more."""
    moved = [handler.merge(record, AT_ONCE) for handler in HANDLERS.values()]
    return any(count >= AT_ONCE for count in moved)


def _origins(profile_id: int) -> list[int]:
    """The profile and everybody it had taken in before."""
    found, ring = [profile_id], [profile_id]
    while ring:
        ring = list(Profile.objects.filter(merged_into__in=ring).values_list("pk", flat=True))
        found += ring
    return found
