"""Everything known about one person, read in a fixed number of queries, in the order in which people ask.

Who is it, what may we do, what do they like and why, when do they come, what happened. Personal values (name,
address, what the person told) are left out unless `personal` says that the reader may see them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from django_personalize.core.links import link_to, short
from django_personalize.insights import consents, interests, timeline
from django_personalize.profiles import snapshots
from django_personalize.profiles.models import Identity, MergeRecord, Profile, Trait
from django_personalize.profiles.snapshots import SnapshotData
from django_personalize.profiles.traits import RANK
from django_personalize.profiles.veil import MASK, readable
from django_personalize.shop.money import Money
from django_personalize.tracking.models import Session

#: What somebody told or the shop stored is asked again after this time; life changes.
STALE_AFTER = timedelta(days=365)
#: What was seen or calculated is only worth something while it is fresh.
STALE_AFTER_SEEN = timedelta(days=90)
#: Traits that make up a name.
NAMES = ("first_name", "last_name")
#: Some Monday: weekdays are stored with Monday first.
_MONDAY = date(2024, 1, 1)
_SESSIONS_SHOWN = 10
_MERGES_SHOWN = 20
_IDENTITIES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class TraitRow:
    """One sight of a trait; of several with one name `counts` marks the one in force."""

    label: str
    value: str
    source: str
    observed_at: datetime
    expires_at: datetime | None
    #: "" fresh, "stale" seen long ago, "expired" counts as unknown.
    age: str
    counts: bool
    masked: bool


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """Something that points at this person; never the value, only the start of its digest."""

    kind: str
    fingerprint: str
    verified: bool
    created_at: datetime
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class MergeRow:
    """One merger this person took part in; `moved` says what and how many: [("events", 12), …]."""

    #: "in": the other was taken into this one; "out": this one was taken into the other.
    direction: str
    other_id: int
    other: str
    reason: str
    merged_at: datetime
    undone_at: datetime | None
    pending: bool
    moved: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """One session, entry to exit."""

    id: str
    started_at: datetime
    duration: timedelta
    page_views: int
    channel: str
    campaign: str
    device: str
    entry: str
    entry_url: str
    exit: str
    exit_url: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name, as shown on top of the page."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One column of a small chart; `height` in percent of the tallest."""

    label: str
    count: int
    height: int
    x: int

    @property
    def top(self) -> int:
        """Where the column begins, from above, in percent."""
        return 100 - self.height


@dataclass(frozen=True, slots=True)
class Person:
    """The page, ready to draw."""

    profile: Profile
    title: str
    is_customer: bool
    personal: bool
    first_seen: datetime
    last_seen: datetime | None
    merged_into: Profile | None
    figures: tuple[Figure, ...]
    traits: tuple[tuple[str, tuple[TraitRow, ...]], ...]
    identities: tuple[IdentityRow, ...]
    affinities: tuple[interests.Group, ...]
    counts: tuple[tuple[str, int], ...]
    searches: tuple[tuple[str, int | None, datetime], ...]
    hours: tuple[Bar, ...]
    weekdays: tuple[Bar, ...]
    habit: str
    visits: tuple[Visit, ...]
    consents: consents.Consents
    merges: tuple[MergeRow, ...]
    timeline: timeline.Timeline


def read(
    profile: Profile,
    *,
    at: datetime,
    personal: bool,
    after: str | None = None,
    before: str | None = None,
) -> Person:
    """The whole page of one person; raises `keyset.BadCursor` for a position that it did not give out."""
    owners = [profile.pk, *_taken_in(profile)]
    snapshot = snapshots.load(profile.pk)
    traits = list(Trait.objects.filter(profile=profile).order_by("name", "source"))
    visits = _visits(owners)
    hours, weekdays = _hours(snapshot.data), _weekdays(snapshot.data)
    return Person(
        profile=profile,
        title=name_of(profile, traits, at=at, personal=personal),
        is_customer=bool(profile.user_key),
        personal=personal,
        first_seen=profile.created_at,
        last_seen=_last_seen(snapshot, visits),
        merged_into=profile.merged_into,
        figures=_figures(snapshot),
        traits=_traits(traits, at=at, personal=personal),
        identities=_identities(owners),
        affinities=interests.read(profile.pk, at=at),
        counts=tuple(sorted(snapshot.counts.items(), key=lambda pair: (-pair[1], pair[0]))),
        searches=_searches(snapshot.data),
        hours=hours,
        weekdays=weekdays,
        habit=_habit(hours, weekdays),
        visits=tuple(visits),
        consents=consents.read(profile.pk, snapshot, at=at),
        merges=_merges(profile),
        timeline=timeline.read(owners, after=after, before=before),
    )


def name_of(profile: Profile, traits: Sequence[Trait], *, at: datetime, personal: bool) -> str:
    """How staff may call this person: the name where it is known and may be seen, else kind and short id."""
    if personal:
        known = {row.name: row for row in _in_force(traits, at=at)}
        words = [str(known[name].value) for name in NAMES if name in known]
        if words:
            return " ".join(words)
    short_id = str(profile.uuid)[:8]
    text = _("Customer %(id)s") if profile.user_key else _("Visitor %(id)s")
    return text % {"id": short_id}


def _in_force(traits: Sequence[Trait], *, at: datetime) -> list[Trait]:
    """Of each name the sight that counts now; see `profiles.traits.known`."""
    best: dict[str, Trait] = {}
    for row in traits:
        if row.expires_at is not None and row.expires_at <= at:
            continue
        if row.name not in best or _rank(row) < _rank(best[row.name]):
            best[row.name] = row
    return list(best.values())


def _rank(row: Trait) -> int:
    order = [str(source) for source in RANK]
    return order.index(row.source) if row.source in order else len(order)


def _taken_in(profile: Profile) -> list[int]:
    """Profiles merged into this one, and into those: a large merger leaves rows with them for the tick."""
    merged = Profile.objects.filter(merged_into=profile) | Profile.objects.filter(
        merged_into__merged_into=profile
    )
    return list(merged.order_by("pk").values_list("pk", flat=True)[:200])


def _figures(snapshot: SnapshotData) -> tuple[Figure, ...]:
    views = snapshot.counts.get("product_viewed", 0)
    return (
        Figure(_("Visits"), formats.number_format(snapshot.sessions, force_grouping=True)),
        Figure(_("Products viewed"), formats.number_format(views, force_grouping=True)),
        Figure(_("Orders"), formats.number_format(snapshot.orders, force_grouping=True)),
        Figure(_("Spent"), spent(snapshot) or "–"),
    )


def spent(snapshot: SnapshotData) -> str:
    """The money of all orders that were not cancelled, currency by currency; "" for none."""
    return " + ".join(str(Money.of(total, code)) for code, total in sorted(snapshot.spend.items()) if total)


def _last_seen(snapshot: SnapshotData, visits: Sequence[Visit]) -> datetime | None:
    moments = [visit.started_at + visit.duration for visit in visits[:1]]
    stored = snapshot.data.get("last_at")
    if isinstance(stored, int):
        moments.append(snapshots.moment(stored))
    return max(moments, default=None)


def _traits(
    rows: Sequence[Trait], *, at: datetime, personal: bool
) -> tuple[tuple[str, tuple[TraitRow, ...]], ...]:
    """Grouped by where they come from, the most trusted source first."""
    titles = {
        Trait.Source.DECLARED: _("Told by the person"),
        Trait.Source.SHOP: _("From the shop's account"),
        Trait.Source.OBSERVED: _("Seen on visits"),
        Trait.Source.COMPUTED: _("Calculated"),
    }
    in_force = {row.pk for row in _in_force(rows, at=at)}
    groups = []
    for source in RANK:
        members = tuple(
            _trait(row, at=at, personal=personal, counts=row.pk in in_force)
            for row in rows
            if row.source == source
        )
        if members:
            groups.append((str(titles[source]), members))
    return tuple(groups)


def _trait(row: Trait, *, at: datetime, personal: bool, counts: bool) -> TraitRow:
    # What we calculated ourselves names nobody; everything else was typed or sent by somebody.
    masked = not personal and row.source != Trait.Source.COMPUTED
    return TraitRow(
        label=row.name.replace("_", " ").strip().capitalize(),
        value=MASK if masked else readable(row.value),
        source=row.source,
        observed_at=row.observed_at,
        expires_at=row.expires_at,
        age=_age(row, at=at),
        counts=counts,
        masked=masked,
    )


def _age(row: Trait, *, at: datetime) -> str:
    if row.expires_at is not None and row.expires_at <= at:
        return "expired"
    told = row.source in (Trait.Source.DECLARED, Trait.Source.SHOP)
    return "stale" if at - row.observed_at > (STALE_AFTER if told else STALE_AFTER_SEEN) else ""


def _identities(owners: Sequence[int]) -> tuple[IdentityRow, ...]:
    rows = Identity.objects.filter(profile_id__in=owners).order_by("retired_at", "kind", "created_at")
    return tuple(
        IdentityRow(
            kind=row.kind,
            fingerprint=row.key.partition(":")[2][:6],
            verified=row.verified,
            created_at=row.created_at,
            retired_at=row.retired_at,
        )
        for row in rows[:_IDENTITIES_SHOWN]
    )


def _merges(profile: Profile) -> tuple[MergeRow, ...]:
    records = MergeRecord.objects.filter(winner=profile) | MergeRecord.objects.filter(loser=profile)
    rows = []
    for record in records.select_related("winner", "loser").order_by("-pk")[:_MERGES_SHOWN]:
        inwards = record.winner_id == profile.pk
        other = record.loser if inwards else record.winner
        rows.append(
            MergeRow(
                direction="in" if inwards else "out",
                other_id=other.pk,
                other=name_of(other, (), at=record.merged_at, personal=False),
                reason=record.reason,
                merged_at=record.merged_at,
                undone_at=record.undone_at,
                pending=record.pending,
                moved=_moved(record.moved),
            )
        )
    return tuple(rows)


def _moved(moved: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    """Table by table, how many rows came over; the undo data itself holds old values and is not shown."""
    counted = []
    for table, content in moved.items():
        if table == "origins":
            continue
        if isinstance(content, Mapping):
            content = content.get("loser", content)
        if isinstance(content, list | dict):
            content = len(content)
        if isinstance(content, int) and content:
            counted.append((table.replace("_", " "), content))
    return tuple(counted)


def _visits(owners: Sequence[int]) -> list[Visit]:
    rows = Session.objects.filter(profile_id__in=owners).order_by("-started_at")
    return [
        Visit(
            id=str(row.pk),
            started_at=row.started_at,
            duration=timedelta(seconds=row.duration_seconds),
            page_views=row.page_views,
            channel=row.channel.replace("_", " "),
            campaign=row.campaign or row.source,
            device=" · ".join(part for part in (row.device, row.os, row.browser) if part),
            entry=short(row.entry_url),
            entry_url=link_to(row.entry_url),
            exit=short(row.exit_url),
            exit_url=link_to(row.exit_url),
        )
        for row in rows[:_SESSIONS_SHOWN]
    ]


def _searches(data: Mapping[str, Any]) -> tuple[tuple[str, int | None, datetime], ...]:
    return tuple(
        (str(words), results if isinstance(results, int) else None, snapshots.moment(at))
        for words, results, at in data.get("searches", ())
    )


def _hours(data: Mapping[str, Any]) -> tuple[Bar, ...]:
    return _bars(data.get("hours", ()), [f"{hour}:00" for hour in range(24)])


def _weekdays(data: Mapping[str, Any]) -> tuple[Bar, ...]:
    names = [formats.date_format(_MONDAY + timedelta(days=day), "D") for day in range(7)]
    return _bars(data.get("weekdays", ()), names)


def _bars(counts: Sequence[int], labels: Sequence[str]) -> tuple[Bar, ...]:
    tallest = max(counts, default=0)
    if not tallest:
        return ()
    return tuple(
        Bar(label, count, round(100 * count / tallest), 10 * place)
        for place, (label, count) in enumerate(zip(labels, counts, strict=True))
    )


def _habit(hours: Sequence[Bar], weekdays: Sequence[Bar]) -> str:
    """The habit in one sentence; "" until there is enough to speak of one."""
    if not hours or not weekdays or sum(bar.count for bar in hours) < 5:
        return ""
    hour = max(hours, key=lambda bar: bar.count)
    day = max(range(7), key=lambda place: weekdays[place].count)
    name = formats.date_format(_MONDAY + timedelta(days=day), "l")
    return _("Comes most often on %(day)s and around %(hour)s.") % {"day": name, "hour": hour.label}
