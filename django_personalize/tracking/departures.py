"""People who have not been here for long: who they are, and how everything about them is removed.

What counts is the last active contact: a visit, a click, a login, an order. That a message was opened, or that the
shop did something, does not show that somebody is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from django_personalize.consent import evidence
from django_personalize.core import freshness, page_cache, retention
from django_personalize.core.retention import Step
from django_personalize.events import past_state, rollup
from django_personalize.events.models import Event
from django_personalize.profiles import holds, snapshots
from django_personalize.profiles.lifecycle import HANDLERS
from django_personalize.profiles.models import Identity, Profile, Snapshot

#: People looked at with one round of queries, and people removed by one transaction.
_LOOKED_AT, _AT_ONCE = 500, 20

_NAMED = Q(user_key__gt="") | Exists(
    Identity.objects.filter(profile=OuterRef("pk")).exclude(kind=Identity.Kind.VISITOR)
)
_ORDERS = "snapshot__data__counts__order_completed"

#: Nobody knows who; known, and has never ordered; known, and has.
ANONYMOUS = Q(~_NAMED)
PROSPECTS = _NAMED & (Q(**{f"{_ORDERS}__isnull": True}) | Q(**{f"{_ORDERS}__lte": 0}))
CUSTOMERS = _NAMED & Q(**{f"{_ORDERS}__gt": 0})


def batches(kind: Q) -> retention.Batches:
    """Removal of one kind of people, along the primary key."""

    def remove_all(limit: datetime, at: datetime, after: str) -> Iterator[Step]:
        for looked_at, gone in _expired(kind, limit, at, int(after or 0)):
            for start in range(0, len(gone), _AT_ONCE):
                part = gone[start : start + _AT_ONCE]
                yield Step(remove(part, limit=limit, at=at), str(part[-1]))
            yield Step(0, str(looked_at))

    return remove_all


def count(kind: Q) -> retention.Count:
    """How many of one kind would go now."""
    return lambda limit, at: sum(len(gone) for _, gone in _expired(kind, limit, at, 0))


def remove(profile_ids: Sequence[int], *, limit: datetime, at: datetime) -> int:
    """Remove these people and everything about them in one transaction; how many of them went.

    Those who came back meanwhile or are held stay. Totals of days keep the counts, evidence of consent its proof.
    """
    with transaction.atomic():
        list(
            Snapshot.objects.select_for_update()
            .filter(pk__in=profile_ids)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        staying = set(_last_contacts(profile_ids, since=limit)) | holds.held(at)
        gone = [pk for pk in profile_ids if pk not in staying]
        if gone:
            _remove(_with_taken_in(gone), at=at)
    return len(gone)


def _expired(kind: Q, limit: datetime, at: datetime, last: int) -> Iterator[tuple[int, list[int]]]:
    """(last profile looked at, those of the round who have not been here since `limit`)."""
    people = Profile.objects.filter(kind, created_at__lt=limit, merged_into=None).order_by("pk")
    while found := list(people.filter(pk__gt=last).values_list("pk", flat=True)[:_LOOKED_AT]):
        staying = set(_last_contacts(found, since=limit)) | holds.held(at)
        last = found[-1]
        yield last, [pk for pk in found if pk not in staying]


def _last_contacts(profile_ids: Iterable[int], *, since: datetime) -> Iterator[int]:
    """Those of these people who have been here since."""
    ids = list(profile_ids)
    visits = Snapshot.objects.filter(pk__in=ids).values_list("pk", "data__session__last")
    yield from (pk for pk, last in visits if last is not None and snapshots.moment(last) >= since)
    yield from (pk for pk, last in past_state.last_contacts(ids).items() if last >= since)
    acts = Event.objects.filter(owner_id__in=ids, occurred_at__gte=since).exclude(name__in=past_state.PASSIVE)
    yield from acts.order_by().values_list("owner_id", flat=True).distinct()


def _with_taken_in(profile_ids: Sequence[int]) -> list[int]:
    found, ring = list(profile_ids), list(profile_ids)
    while ring:
        ring = list(Profile.objects.filter(merged_into__in=ring).values_list("pk", flat=True))
        found += ring
    return found


def _remove(ids: Sequence[int], *, at: datetime) -> None:
    evidence.outlive(ids, at=at)
    rollup.keep_totals(ids)
    rollup.keep_ids(Event.objects.filter(owner_id__in=ids, scope__in=rollup.REPEATABLE))
    keys = list(Identity.objects.filter(profile_id__in=ids).values_list("pk", flat=True))
    page_cache.forget(page_cache.identity(key) for key in keys)
    for handler in reversed(HANDLERS.values()):
        rows: models.QuerySet[models.Model] = freshness.plain(handler.model)
        retention.delete(rows.filter(**{f"{handler.person}__in": ids}))
        for other in handler.also:
            left = rows.filter(**{f"{other}__in": ids})
            if handler.model._meta.get_field(other).null:
                left.update(**{other: None})
            else:
                retention.delete(left)
    Profile.objects.filter(pk__in=ids).update(merged_into=None)
    retention.delete(Profile.objects.filter(pk__in=ids))
