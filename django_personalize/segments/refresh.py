"""Keeping memberships true: by what happened to people, by the passing of days, and by a full count that corrects.

A membership row is what a refresh saw last; entering and leaving are its differences, each an event of the person, if
they allow it. The rows never decide what somebody sees: whoever asks now is judged now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from django_personalize.core import clock
from django_personalize.core.upsert import insert_new, upsert
from django_personalize.events.draft import EventDraft, derived_id
from django_personalize.events.ingest import ingest
from django_personalize.profiles.models import Profile, Snapshot
from django_personalize.segments import catalogue, facts
from django_personalize.segments.catalogue import Published
from django_personalize.segments.conditions.base import Scope
from django_personalize.segments.members import people
from django_personalize.segments.models import ListMember, Segment, SegmentMembership, SegmentSize

_CHUNK = 500
#: Changes that were committed late, and traits that the periodic derivation writes some minutes after their cause.
_OVERLAP = timedelta(minutes=12)
#: Beyond so many changed people it is cheaper to judge everybody in SQL.
_MANY = 20_000


@dataclass(frozen=True, slots=True)
class Moved:
    """How many memberships began and ended."""

    entered: int = 0
    left: int = 0

    def __add__(self, other: Moved) -> Moved:
        return Moved(self.entered + other.entered, self.left + other.left)


def refresh_people(profile_ids: Iterable[int], *, at: datetime) -> Moved:
    """Judge these people by every segment that can be told without their request."""
    ids = sorted(set(profile_ids))
    rows = {row.slug: row for row in Segment.objects.all()}
    readable = [
        (rows[slug], published)
        for slug, published in catalogue.published().items()
        if slug in rows and _countable(published)
    ]
    moved = Moved()
    for start in range(0, len(ids), _CHUNK):
        moved += _judge(ids[start : start + _CHUNK], readable, at=at)
    return moved


def refresh_segment(segment: Segment, *, at: datetime) -> Moved:
    """Judge everybody by one segment, in SQL; a broken one keeps the people it had. Also counts its size of the day."""
    published = catalogue.published().get(segment.slug)
    if published is None or published.fault:
        return Moved()
    standing = SegmentMembership.objects.filter(segment=segment)
    inside = _inside(published, at) if _countable(published) else people().none()
    moved = Moved()
    missing = inside.filter(~Exists(standing.filter(profile=OuterRef("pk"))))
    for ids in _chunks(missing, "pk"):
        moved += enter([(segment, pk) for pk in ids], at=at)
    gone = standing.filter(~Exists(inside.filter(pk=OuterRef("profile"))))
    for ids in _chunks(gone, "profile_id"):
        moved += leave([(segment, pk) for pk in ids], at=at)
    size = SegmentSize(segment=segment, day=clock.day_of(at), people=standing.count())
    upsert(SegmentSize, [size], key=["segment", "day"], update=["people"])
    Segment.objects.filter(pk=segment.pk, version=segment.version).update(counted_version=segment.version)
    return moved


def refresh_changed(*, since: datetime | None, at: datetime) -> Moved:
    """What is due now: segments whose rule changed, everybody on a new day, otherwise people who changed."""
    moved = Moved()
    new_day = since is None or clock.day_of(since) != clock.day_of(at)
    changed = Snapshot.objects.filter(updated_at__gte=since - _OVERLAP) if since is not None else None
    everybody = new_day or changed is None or changed.count() > _MANY
    for segment in Segment.objects.order_by("pk"):
        if everybody or segment.counted_version != segment.version or _by_the_hour(segment):
            moved += refresh_segment(segment, at=at)
    if not everybody and changed is not None:
        for ids in _chunks(changed, "profile_id"):
            moved += refresh_people(ids, at=at)
    return moved


def _judge(ids: Sequence[int], readable: Sequence[tuple[Segment, Published]], *, at: datetime) -> Moved:
    known = facts.of_people(ids, at=at)
    standing_people = set(people().filter(pk__in=ids).values_list("pk", flat=True))
    wanted = {
        (segment.pk, pk)
        for pk in standing_people
        for segment, published in readable
        if (segment.slug in known[pk].lists if published.rule is None else published.rule.matches(known[pk]))
    }
    by_pk = {segment.pk: segment for segment, _ in readable}
    standing = set(
        SegmentMembership.objects.filter(profile_id__in=ids, segment_id__in=by_pk).values_list(
            "segment_id", "profile_id"
        )
    )
    entered = [(by_pk[segment], pk) for segment, pk in sorted(wanted - standing)]
    left = [(by_pk[segment], pk) for segment, pk in sorted(standing - wanted)]
    return enter(entered, at=at) + leave(left, at=at)


def enter(pairs: Sequence[tuple[Segment, int]], *, at: datetime) -> Moved:
    """Memberships that begin. Two refreshes at once write each row, and tell of it, once."""
    if not pairs:
        return Moved()
    names = {segment.pk: segment for segment, _ in pairs}
    with transaction.atomic():
        rows = [SegmentMembership(segment_id=segment.pk, profile_id=pk, since=at) for segment, pk in pairs]
        new = insert_new(SegmentMembership, rows, key=("segment_id", "profile_id"))
        ingest([_told("segment_entered", names[row.segment_id], row.profile_id, at) for row in new], at=at)
    return Moved(entered=len(new))


def leave(pairs: Sequence[tuple[Segment, int]], *, at: datetime) -> Moved:
    """Memberships that end; those of people who were taken into another end without a word."""
    left = 0
    by_segment: dict[int, tuple[Segment, list[int]]] = {}
    for segment, pk in pairs:
        by_segment.setdefault(segment.pk, (segment, []))[1].append(pk)
    for segment, ids in by_segment.values():
        with transaction.atomic():
            rows = SegmentMembership.objects.filter(segment=segment, profile_id__in=ids)
            standing = list(rows.select_for_update().values_list("profile_id", flat=True))
            rows.filter(profile_id__in=standing).delete()
            told = set(people().filter(pk__in=standing).values_list("pk", flat=True))
            ingest([_told("segment_exited", segment, pk, at) for pk in sorted(told)], at=at)
        left += len(standing)
    return Moved(left=left)


def _told(name: str, segment: Segment, profile_id: int, at: datetime) -> EventDraft:
    return EventDraft(
        name,
        profile_id,
        at,
        {"segment_id": segment.slug, "version": segment.version},
        event_id=derived_id(name, f"{segment.slug}:{profile_id}:{at.isoformat()}"),
        scope="segments",
    )


def _countable(published: Published) -> bool:
    return not published.fault and (published.rule is None or published.rule.scope is Scope.PERSON)


def _inside(published: Published, at: datetime) -> QuerySet[Profile]:
    if published.rule is None:
        on_list = ListMember.objects.filter(profile=OuterRef("pk"), segment__slug=published.slug)
        return people().filter(Q(Exists(on_list)))
    return people().filter(published.rule.as_q(at))


def _by_the_hour(segment: Segment) -> bool:
    """Whether the clock alone can move people within a day."""
    published = catalogue.published().get(segment.slug)
    if published is None or published.rule is None or published.fault:
        return False
    inner = [catalogue.published().get(slug) for slug in catalogue.inner_slugs(published.rule)]
    rules = [published.rule, *(one.rule for one in inner if one is not None and one.rule is not None)]
    return any(leaf.condition.by_the_hour for rule in rules for leaf in rule.leaves())


def _chunks(rows: QuerySet, column: str) -> Iterator[list[int]]:  # type: ignore[type-arg]
    """Values of `column` in portions, by key: what a portion's writer changes cannot make it skip anybody."""
    last = 0
    while found := list(
        rows.filter(**{f"{column}__gt": last}).order_by(column).values_list(column, flat=True)[:_CHUNK]
    ):
        yield found
        last = found[-1]
