"""Who was found to be one person, what moved, and what moves back when somebody undoes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Count
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from django_personalize.consent import mergers
from django_personalize.consent.models import ConsentRecord
from django_personalize.events.models import Event
from django_personalize.insights import known
from django_personalize.insights.sentences import Titles, sentence
from django_personalize.profiles import lifecycle, merge, parting
from django_personalize.profiles.lifecycle import HANDLERS
from django_personalize.profiles.models import Identity, MergeRecord, Profile
from django_personalize.profiles.veil import MASK, readable
from django_personalize.tracking.models import CartState, PendingOrder, Session

_SHOWN = 20
_SAMPLES = 5

#: (what, how many), what in the plural of the active language.
Counted = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class MergeRow:
    """One merger a person took part in."""

    id: int
    #: "in": the other was taken into this one; "out": this one was taken into the other.
    direction: str
    other_id: int
    other: str
    reason: str
    merged_at: datetime
    state: MergeRecord.State
    undone_at: datetime | None
    undone_by: str
    moved: Counted


@dataclass(frozen=True, slots=True)
class Sample:
    """One event that goes back."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Before:
    """A value that changes: what stands now, and what will stand; "–" for nothing."""

    label: str
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class Undoing:
    """What undoing a merger will do, ready to draw."""

    record: MergeRecord
    winner: str
    loser: str
    #: The merger that has to be undone first.
    later: MergeRecord | None
    #: Everything that goes back, table by table.
    returning: Counted
    #: Event names with their numbers, most first; and the newest of them.
    events: tuple[tuple[str, int], ...]
    samples: tuple[Sample, ...]
    #: Events of the winner since the merger, which stay; events of the loser that the merger has not moved yet.
    staying: int
    unmoved: int
    #: (kind, first characters of the digest, retired)
    identities: tuple[tuple[str, str, bool], ...]
    #: The winner's traits that change, and those that the loser has again.
    traits: tuple[Before, ...]
    traits_back: tuple[tuple[str, str], ...]
    #: The winner's consents that change, and the declarations that go back.
    consents: tuple[Before, ...]
    declarations: tuple[ConsentRecord, ...]


def of_person(profile: Profile) -> tuple[MergeRow, ...]:
    """The newest mergers of this person, whichever side; one query, and one more where some were undone by staff."""
    records = MergeRecord.objects.filter(winner=profile) | MergeRecord.objects.filter(loser=profile)
    found = list(records.select_related("winner", "loser").order_by("-pk")[:_SHOWN])
    names = undoers(found)
    return tuple(_row(record, profile, names) for record in found)


def moved(record: MergeRecord) -> Counted:
    """Table by table, how many rows went over; what is derived from them is not counted."""
    counts = record.moved.get("counts")
    if counts is None:  # written by a version that did not count
        counts = {
            Identity._meta.label: len(record.moved.get("identities", ())),
            "django_personalize.Trait": len(record.moved.get("traits", {}).get("loser", ())),
        }
    return _counted(counts)


def returned(record: MergeRecord) -> Counted:
    """Table by table, how many rows went back when it was undone."""
    return _counted(record.moved.get("returned", {}))


def spelled(counted: Counted) -> str:
    """Counts as one line: "events: 12 · identities: 1"; "–" for none."""
    return " · ".join(f"{what}: {count}" for what, count in counted) or "–"


def undoers(records: Iterable[MergeRecord]) -> dict[str, str]:
    """The members of staff who undid these mergers, "staff:4" to their name; one query at most."""
    keys = {record.undone_by for record in records if record.undone_by.startswith("staff:")}
    if not keys:
        return {}
    staff = get_user_model()._default_manager.filter(pk__in=[key.removeprefix("staff:") for key in keys])
    return {f"staff:{member.pk}": member.get_username() for member in staff}


def preview(record: MergeRecord, *, personal: bool) -> Undoing:
    """What undoing this merger would do now; changes nothing. Values are masked unless `personal`."""
    events = Event.objects.filter(owner=record.winner_id, origin__in=record.moved["origins"])
    by_name = events.order_by().values_list("name").annotate(count=Count("pk"))
    newest = list(events.order_by("-occurred_at", "-pk")[:_SAMPLES])
    titles = Titles.of(newest)
    identities = list(
        Identity.objects.filter(pk__in=record.moved.get("identities", ())).order_by("kind", "created_at")
    )
    traits_back = parting.returning(record)
    parted = mergers.apart(record)
    names = tuple(sorted(by_name, key=lambda pair: (-pair[1], pair[0])))
    return Undoing(
        record=record,
        winner=_name(record.winner),
        loser=_name(record.loser),
        later=merge.later_merge(record),
        returning=_counted(
            {
                Event._meta.label: sum(count for _name, count in names),
                Identity._meta.label: len(identities),
                "django_personalize.Trait": len(traits_back),
                ConsentRecord._meta.label: len(parted.returning),
                **_rows(record),
            }
        ),
        events=names,
        samples=tuple(Sample(sentence(event, titles), event.occurred_at) for event in newest),
        staying=Event.objects.filter(owner=record.winner_id, received_at__gte=record.merged_at)
        .exclude(origin__in=record.moved["origins"])
        .count(),
        unmoved=Event.objects.filter(owner=record.loser_id).count() if record.pending else 0,
        identities=tuple(
            (row.kind, row.key.partition(":")[2][:6], bool(row.retired_at)) for row in identities
        ),
        traits=tuple(_trait(change, personal=personal) for change in parting.changes(record)),
        traits_back=tuple(
            (known.label_of(row.name), readable(row.value) if personal else MASK) for row in traits_back
        ),
        consents=_consents(parted),
        declarations=parted.returning,
    )


def _rows(record: MergeRecord) -> dict[str, int]:
    """Rows of smaller tables that go back."""
    visits = Session.objects.filter(profile=record.winner_id, origin__in=record.moved["origins"]).count()
    small = {
        model._meta.label: lifecycle.remembered(record, model, "profile").count()
        for model in (CartState, PendingOrder)
    }
    return {Session._meta.label: visits, **small}


def _row(record: MergeRecord, profile: Profile, names: Mapping[str, str]) -> MergeRow:
    inwards = record.winner_id == profile.pk
    other = record.loser if inwards else record.winner
    return MergeRow(
        id=record.pk,
        direction="in" if inwards else "out",
        other_id=other.pk,
        other=_name(other),
        reason=record.reason,
        merged_at=record.merged_at,
        state=record.state,
        undone_at=record.undone_at,
        undone_by=names.get(record.undone_by, record.undone_by),
        moved=moved(record),
    )


def _name(profile: Profile) -> str:
    return known.name_of(profile, (), at=profile.created_at, personal=False)


def _counted(counts: Mapping[str, int]) -> Counted:
    """In the order of the tables' handlers, with the names that people read."""
    ordered = [label for label in HANDLERS if counts.get(label)]
    return tuple((str(apps.get_model(label)._meta.verbose_name_plural), counts[label]) for label in ordered)


def _trait(change: parting.Change, *, personal: bool) -> Before:
    now, then = (
        "–" if row is None else readable(row.value) if personal else MASK for row in (change.now, change.then)
    )
    return Before(known.label_of(change.name), now, then)


def _consents(parted: mergers.Apart) -> tuple[Before, ...]:
    changed = []
    for purpose, now in parted.before.items():
        then = parted.after.get(purpose)
        if then is None or then.status != now.status:
            after = _(then.status) if then is not None else _("never asked")
            changed.append(Before(purpose, capfirst(_(now.status)), capfirst(after)))
    return tuple(changed)
