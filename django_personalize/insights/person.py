"""Everything known about one person, read in a fixed number of queries, in the order in which people ask.

Who is it, what may we do, what do they like and why, when do they come, what happened. Personal values (name,
address, what the person told) are left out unless `personal` says that the reader may see them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import formats
from django.utils.translation import gettext as _

from django_personalize.core.links import link_to, short
from django_personalize.insights import consents, habits, interests, known, mergers, timeline
from django_personalize.profiles import snapshots
from django_personalize.profiles.models import Identity, Profile, Trait
from django_personalize.profiles.snapshots import SnapshotData
from django_personalize.shop.money import Money
from django_personalize.tracking.models import Session

_SESSIONS_SHOWN = 10
_IDENTITIES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """Something that points at this person; never the value, only the start of its digest."""

    kind: str
    fingerprint: str
    verified: bool
    created_at: datetime
    retired_at: datetime | None


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
    traits: tuple[tuple[str, tuple[known.TraitRow, ...]], ...]
    identities: tuple[IdentityRow, ...]
    affinities: tuple[interests.Group, ...]
    #: Time in which an interest loses half of its weight, in words.
    half_life: str
    counts: tuple[tuple[str, int], ...]
    habits: habits.Habits
    visits: tuple[Visit, ...]
    #: The history begins before we knew the person: it was loaded from elsewhere.
    imported: bool
    consents: consents.Consents
    merges: tuple[mergers.MergeRow, ...]
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
    recent = _visits(owners)
    return Person(
        profile=profile,
        title=known.name_of(profile, traits, at=at, personal=personal),
        is_customer=bool(profile.user_key),
        personal=personal,
        first_seen=first_seen(profile, snapshot),
        last_seen=_last_seen(snapshot, recent),
        merged_into=profile.merged_into,
        figures=_figures(snapshot),
        traits=known.grouped(traits, at=at, personal=personal),
        identities=_identities(owners),
        affinities=interests.read(profile.pk, at=at),
        half_life=interests.half_life(),
        counts=tuple(sorted(snapshot.counts.items(), key=lambda pair: (-pair[1], pair[0]))),
        habits=habits.read(snapshot.data),
        visits=tuple(recent),
        imported=profile.created_at > first_seen(profile, snapshot),
        consents=consents.read(profile.pk, snapshot, at=at),
        merges=mergers.of_person(profile),
        timeline=timeline.read(owners, after=after, before=before),
    )


def _taken_in(profile: Profile) -> list[int]:
    """Profiles merged into this one, and into those: a large merger leaves rows with them for the tick."""
    merged = Profile.objects.filter(merged_into=profile) | Profile.objects.filter(
        merged_into__merged_into=profile
    )
    return list(merged.order_by("pk").values_list("pk", flat=True)[:200])


def _figures(snapshot: SnapshotData) -> tuple[Figure, ...]:
    views = snapshot.counts.get("product_viewed", 0)
    return (
        Figure(_("Visits"), formats.number_format(visits(snapshot), force_grouping=True)),
        Figure(_("Products viewed"), formats.number_format(views, force_grouping=True)),
        Figure(_("Orders"), formats.number_format(snapshot.orders, force_grouping=True)),
        Figure(_("Spent"), spent(snapshot) or "–"),
    )


def spent(snapshot: SnapshotData) -> str:
    """The money of all orders that were not cancelled, currency by currency; "" for none."""
    return " + ".join(str(Money.of(total, code)) for code, total in sorted(snapshot.spend.items()) if total)


def first_seen(profile: Profile, snapshot: SnapshotData) -> datetime:
    """When the person came first: events of an imported history lie before the profile was made."""
    stored = snapshot.data.get("first_at")
    return (
        min(profile.created_at, snapshots.moment(stored)) if isinstance(stored, int) else profile.created_at
    )


def visits(snapshot: SnapshotData) -> int:
    """Number of visits; those of an imported history are known by their beginnings only."""
    return max(snapshot.sessions, snapshot.counts.get("session_started", 0))


def _last_seen(snapshot: SnapshotData, recent: Sequence[Visit]) -> datetime | None:
    moments = [visit.started_at + visit.duration for visit in recent[:1]]
    stored = snapshot.data.get("last_at")
    if isinstance(stored, int):
        moments.append(snapshots.moment(stored))
    return max(moments, default=None)


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
