"""What is known of one person, as plain values: conditions read it and ask nobody.

`of_people` reads any number of people in a fixed number of queries; a test may simply build one. Facts carry the moment
at which they are judged, so the same facts can be asked about tomorrow (`at_moment`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django_personalize.core import clock
from django_personalize.events.models import EventCounter
from django_personalize.profiles import traits
from django_personalize.profiles.models import Affinity, Profile, Snapshot, Trait
from django_personalize.tracking.facts import RequestFacts
from django_personalize.tracking.models import Session


class DayCount(NamedTuple):
    """How often something happened on one day of the shop's zone, and the money that went with it."""

    day: date
    times: int
    value: Decimal


class Sight(NamedTuple):
    """One stored trait of one source."""

    value: traits.Value
    source: str
    expires_at: datetime | None


class Visit(NamedTuple):
    """One session, as far as rules ask."""

    channel: str
    source: str
    medium: str
    campaign: str
    click_id: str
    device: str
    os: str
    browser: str
    language: str


@dataclass(frozen=True, slots=True)
class Facts:
    """One person at one moment. Absent means unknown: a leaf about it is false."""

    at: datetime
    profile_id: int | None = None
    user_key: str = ""
    created_at: datetime | None = None
    #: Trait name to what each source says.
    sights: Mapping[str, Sequence[Sight]] = field(default_factory=dict)
    #: (event name, object) to its days, oldest first.
    days: Mapping[tuple[str, str], Sequence[DayCount]] = field(default_factory=dict)
    #: Kind to value to forward-decayed weight.
    affinities: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    #: As in a snapshot: purpose to [status, at, expires].
    consents: Mapping[str, Sequence[object]] = field(default_factory=dict)
    first_visit: Visit | None = None
    last_visit: Visit | None = None
    #: Slugs of the static lists the person is on.
    lists: frozenset[str] = frozenset()
    #: The browser that asks, None outside of a request.
    request: RequestFacts | None = None
    #: The day of `at` in the shop's zone.
    today: date = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "today", clock.day_of(self.at))

    def at_moment(self, at: datetime) -> Facts:
        """The same facts, judged at another moment."""
        return replace(self, at=at)

    def trait(self, name: str) -> traits.Value | None:
        """The value that counts: of the best source whose sight has not expired."""
        best: tuple[int, traits.Value] | None = None
        for sight in self.sights.get(name, ()):
            if sight.expires_at is None or sight.expires_at > self.at:
                rank = traits.RANK.index(Trait.Source(sight.source))
                if best is None or rank < best[0]:
                    best = rank, sight.value
        return None if best is None else best[1]

    def times(self, names: Iterable[str], about: str = "", *, since: date | None = None) -> int:
        """How often any of these events happened with this object, on `since` or later."""
        total = 0
        for name in names:
            for day, times, _ in reversed(self.days.get((name, about), ())):
                if since is not None and day < since:
                    break
                total += times
        return total

    def money(self, name: str, about: str) -> Decimal:
        """The money of all these events with this object."""
        return sum((entry.value for entry in self.days.get((name, about), ())), Decimal(0))

    def last_day(self, names: Iterable[str], about: str = "") -> date | None:
        """The last day on which any of these events happened with this object."""
        return max((days[-1].day for name in names if (days := self.days.get((name, about)))), default=None)

    def first_day(self, names: Iterable[str], about: str = "") -> date | None:
        """The first day on which any of these events happened with this object."""
        return min((days[0].day for name in names if (days := self.days.get((name, about)))), default=None)


def of_person(profile_id: int, *, at: datetime, request: RequestFacts | None = None) -> Facts:
    """The facts of one person, from the database."""
    return replace(of_people([profile_id], at=at)[profile_id], request=request)


def of_people(profile_ids: Iterable[int], *, at: datetime) -> dict[int, Facts]:
    """The facts of these people, whoever exists, in seven queries for any number of them."""
    from django_personalize.segments.models import ListMember

    ids = sorted(set(profile_ids))
    people = {row.pk: row for row in Profile.objects.filter(pk__in=ids)}
    sights: dict[int, dict[str, list[Sight]]] = {pk: {} for pk in people}
    for trait in Trait.objects.filter(profile_id__in=people):
        seen = Sight(trait.value, trait.source, trait.expires_at)  # type: ignore[arg-type]
        sights[trait.profile_id].setdefault(trait.name, []).append(seen)
    days: dict[int, dict[tuple[str, str], list[DayCount]]] = {pk: {} for pk in people}
    counters = EventCounter.objects.filter(profile_id__in=people).order_by("day")
    for owner, name, about, day, times, money in counters.values_list(
        "profile_id", "name", "object", "day", "count", "value"
    ):
        days[owner].setdefault((name, about), []).append(DayCount(day, times, money))
    drawn: dict[int, dict[str, dict[str, float]]] = {pk: {} for pk in people}
    for owner, kind, value, weight in Affinity.objects.filter(profile_id__in=people).values_list(
        "profile_id", "kind", "value", "weight"
    ):
        drawn[owner].setdefault(kind, {})[value] = weight
    snapshots = dict(Snapshot.objects.filter(pk__in=people).values_list("pk", "data"))
    lists: dict[int, set[str]] = {pk: set() for pk in people}
    for owner, slug in ListMember.objects.filter(profile_id__in=people).values_list(
        "profile_id", "segment__slug"
    ):
        lists[owner].add(slug)
    visits: dict[int, list[Visit]] = {pk: [] for pk in people}
    for owner, *visit in (
        Session.objects.filter(profile_id__in=people)
        .order_by("started_at", "pk")
        .values_list("profile_id", *Visit._fields)
    ):
        visits[owner].append(Visit(*visit))
    return {
        pk: Facts(
            at=at,
            profile_id=pk,
            user_key=row.user_key,
            created_at=row.created_at,
            sights=sights[pk],
            days=days[pk],
            affinities=drawn[pk],
            consents=snapshots.get(pk, {}).get("consents", {}),
            first_visit=visits[pk][0] if visits[pk] else None,
            last_visit=visits[pk][-1] if visits[pk] else None,
            lists=frozenset(lists[pk]),
        )
        for pk, row in people.items()
    }
