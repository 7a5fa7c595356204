"""Everything that is derived from a person's events, made anew from them: after a merge is undone, after a consent
that lets earlier orders speak, after a change of the half-life. Events that were removed by their age go in as what
they have left: coarser counters, and the state they had made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from django_personalize.consent import gate
from django_personalize.events import fold, objects, past_state, rollup
from django_personalize.events.ingest import digest
from django_personalize.events.models import Event, EventCounter
from django_personalize.profiles import merge, snapshots
from django_personalize.profiles.models import Affinity, MergeRecord, Snapshot

_CHUNK = 2000


def rebuild(profile_ids: Iterable[int], *, at: datetime) -> int:
    """Counters, affinities and snapshots of these people from their events; how many events were read."""
    ids = sorted(set(profile_ids))
    read = 0
    with transaction.atomic():
        for record in MergeRecord.objects.filter(winner_id__in=ids, pending=True, undone_at=None):
            while merge.finish(record, at=at):
                pass
        people = snapshots.lock(ids, at=at)
        EventCounter.objects.filter(profile_id__in=ids).delete()
        Affinity.objects.filter(profile_id__in=ids).delete()
        for row in people.values():
            for name in fold.FOLDED:
                row.data.pop(name, None)
        rollup.restore_counters(ids)
        past_state.restore(people, personal=_personal(people, at=at))
        events = Event.objects.filter(owner_id__in=ids).order_by("occurred_at", "pk")
        for chunk in _chunks(events):
            read += len(chunk)
            digest(chunk, objects.catalogue(objects.product_keys(chunk)), people)
        snapshots.save(people.values(), at=at)
    return read


def _personal(people: Mapping[int, Snapshot], *, at: datetime) -> list[int]:
    """Those who allow personalisation now."""
    return [
        owner
        for owner, row in people.items()
        if gate.judge(row.data.get("consents", {}), "personalization", at=at)
    ]


def _chunks(events: QuerySet[Event]) -> Iterator[list[Event]]:
    chunk: list[Event] = []
    for event in events.iterator(chunk_size=_CHUNK):
        chunk.append(event)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
