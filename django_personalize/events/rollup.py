"""What is kept when events go: each person's counters, coarser; the totals of a day; what the person was by then."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, ExpressionWrapper, F, FloatField, Max, QuerySet, Sum
from django.db.models.functions import Cast, Round

from django_personalize.core import clock
from django_personalize.core.retention import delete
from django_personalize.core.upsert import accumulate, upsert
from django_personalize.events import counters, objects, past_state
from django_personalize.events.models import (
    DayTotal,
    Event,
    EventCounter,
    PastCounter,
    PastState,
    PrunedEvent,
)

#: Scopes whose events can be told again: by the shop's own order table, by an import.
REPEATABLE = ("order", "import")
#: Kept by day and with their products: what somebody owns matters longer than what somebody looked at.
_PURCHASES = frozenset({"order_completed", "order_cancelled", "order_refunded"})
_KEPT = ("category:", "brand:", "currency:")

#: In ten-thousandths, as whole numbers: SQLite adds decimals as floats, and half a million orders would show it.
_EXACTLY = Sum(
    Cast(Round(ExpressionWrapper(F("value") * 10_000, output_field=FloatField())), BigIntegerField())
)

_Key = tuple[int, str, str, date]


@dataclass(frozen=True, slots=True)
class Sums:
    """Times and money."""

    count: int = 0
    value: Decimal = Decimal(0)

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.count + other.count, self.value + other.value)

    def __sub__(self, other: Sums) -> Sums:
        return Sums(self.count - other.count, self.value - other.value)


def kept(name: str, counted: str) -> bool:
    """Whether counters keep an object when the events go: not what was looked at or searched for."""
    return name in _PURCHASES or counted in ("", "no_result") or counted.startswith(_KEPT)


def bucket(name: str, day: date) -> date:
    """The day under which counters are kept when the events go."""
    return day if name in _PURCHASES else day.replace(day=1)


def keep(events: Sequence[Event], owners: Collection[int], until: date, roots: Mapping[int, int]) -> None:
    """Roll up what these people did before a day: `events`, oldest first, are all of it that still stands.

    Their counters of these days are made anew, coarser. `roots`: owner of the events to whom they count now. Call under
    the people's lock, in the transaction that removes the events.
    """
    if not events:
        return
    known = objects.catalogue(objects.product_keys(events))
    since = clock.day_of(events[0].occurred_at).replace(day=1)
    days = EventCounter.objects.filter(profile_id__in=owners, day__gte=since, day__lt=until)
    past = PastCounter.objects.filter(owner_id__in=owners, day__gte=since, day__lt=until)
    standing = _sums(past, "owner_id")
    fresh = _beyond(standing, _sums(days, "profile_id"))
    _add_totals(fresh)
    gained = _by_origin(fresh, _foreign(events, known))
    _add_past(gained, roots)
    for (owner, _, name, counted, day), sums in gained.items():
        key = (owner, name, counted, day)
        standing[key] = standing.get(key, Sums()) + sums
    delete(days)
    _add_counters(standing, roots)
    _keep_states(events, known, roots)
    keep_ids(events)


def keep_totals(owners: Collection[int]) -> None:
    """Add the counters of people who are about to go to the totals of their days, but for what is in them already."""
    standing = _sums(PastCounter.objects.filter(owner_id__in=owners), "owner_id")
    found = _sums(EventCounter.objects.filter(profile_id__in=owners), "profile_id")
    _add_totals(_beyond(standing, found))


def restore_counters(owners: Collection[int]) -> None:
    """Let a rebuild begin with what counters hold of events that are gone."""
    _add_counters(_sums(PastCounter.objects.filter(owner_id__in=owners), "owner_id"), {})


def keep_ids(events: Iterable[Event]) -> None:
    """Put down which orders and imported events are about to go."""
    PrunedEvent.objects.bulk_create(
        [
            PrunedEvent(
                scope=event.scope,
                event_id=event.event_id,
                name=event.name,
                day=clock.day_of(event.occurred_at),
                value=event.value,
                currency=event.currency,
            )
            for event in events
            if event.scope in REPEATABLE
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )


def gone(scope: str, event_ids: Collection[UUID]) -> set[UUID]:
    """Which of these events were here once and have been removed by their age."""
    rows = PrunedEvent.objects.filter(scope=scope, event_id__in=event_ids)
    return set(rows.values_list("event_id", flat=True))


def order_sums(*, since: datetime | None = None) -> dict[str, Decimal]:
    """Currency to the sum of all orders that were ever recorded, removed events included."""
    found: dict[str, Decimal] = {}
    standing = Event.objects.filter(scope="order", name="order_completed")
    removed = PrunedEvent.objects.filter(scope="order", name="order_completed")
    if since is not None:
        standing = standing.filter(occurred_at__gte=since)
        removed = removed.filter(day__gte=clock.day_of(since))
    for rows in (standing, removed):
        for code, total in (
            rows.exclude(value=None).order_by().values_list("currency").annotate(exact=_EXACTLY)
        ):
            found[code] = found.get(code, Decimal(0)) + Decimal(total).scaleb(-4)
    return found


def months(owners: Iterable[int]) -> dict[tuple[date, str, str], Sums]:
    """(first day of the month, event name, object) to what these people did, whether its events still stand or not."""
    found: dict[tuple[date, str, str], Sums] = {}
    for (_, name, counted, day), sums in _sums(
        EventCounter.objects.filter(profile_id__in=set(owners)), "profile_id"
    ).items():
        if kept(name, counted):
            key = (day.replace(day=1), name, counted)
            found[key] = found.get(key, Sums()) + sums
    return found


def totals(
    since: date, until: date, *, names: Collection[str] = (), counted: Collection[str] = ("",)
) -> dict[tuple[date, str, str], Sums]:
    """(day, event name, object) to what all people did, both days included, whether its events still stand or not.

    What nobody consented to is apart from it, in `DaySum`.
    """
    found: dict[tuple[date, str, str], Sums] = {}
    for model, sign in ((EventCounter, 1), (DayTotal, 1), (PastCounter, -1)):
        rows = model._default_manager.filter(day__range=(since, until), object__in=counted)
        if names:
            rows = rows.filter(name__in=names)
        for row in rows.values("day", "name", "object").annotate(times=Sum("count"), money=Sum("value")):
            key = (row["day"], row["name"], row["object"])
            found[key] = found.get(key, Sums()) + Sums(sign * row["times"], sign * row["money"])
    return {key: sums for key, sums in found.items() if sums.count}


def events_removed_until(owners: Iterable[int]) -> datetime | None:
    """The newest event of these people that has been removed by its age; None: all of them stand."""
    newest: datetime | None = PastState.objects.filter(owner_id__in=set(owners)).aggregate(Max("until"))[
        "until__max"
    ]
    return newest


def _sums(rows: QuerySet[Any], person: str) -> dict[_Key, Sums]:
    found: dict[_Key, Sums] = {}
    for owner, name, counted, day, count, value in rows.values_list(
        person, "name", "object", "day", "count", "value"
    ):
        key = (owner, name, counted, day)
        found[key] = found.get(key, Sums()) + Sums(count, value)
    return found


def _beyond(standing: Mapping[_Key, Sums], found: Mapping[_Key, Sums]) -> dict[_Key, Sums]:
    """What was found less what was standing there already."""
    less = {key: sums - standing.get(key, Sums()) for key, sums in found.items()}
    return {key: left for key, left in less.items() if left.count > 0}


def _foreign(events: Sequence[Event], known: objects.Catalogue) -> dict[_Key, dict[int, Sums]]:
    """What of these people's counters was not their own but of somebody taken in: key to origin to sums."""
    found: dict[_Key, dict[int, Sums]] = {}
    for event in events:
        if event.owner_id is None or event.origin_id in (None, event.owner_id):
            continue
        for key, gain in counters.increments([event], known).items():
            of_origin = found.setdefault(key, {})
            of_origin[event.origin_id] = of_origin.get(event.origin_id, Sums()) + Sums(*gain)
    return found


def _by_origin(
    fresh: Mapping[_Key, Sums], foreign: Mapping[_Key, Mapping[int, Sums]]
) -> dict[tuple[int, int, str, str, date], Sums]:
    """(owner, origin, name, object, bucket) to what is to be kept of the counters. They say how much it is."""
    found: dict[tuple[int, int, str, str, date], Sums] = {}
    for (owner, name, counted, day), sums in fresh.items():
        if not kept(name, counted):
            continue
        others = dict(foreign.get((owner, name, counted, day), {}))
        others[owner] = sums - sum(others.values(), Sums())
        for origin, part in others.items():
            if part.count > 0:
                key = (owner, origin, name, counted, bucket(name, day))
                found[key] = found.get(key, Sums()) + part
    return found


def _add_totals(sums: Mapping[_Key, Sums]) -> None:
    found: dict[tuple[date, str, str], Sums] = {}
    for (_, name, counted, day), part in sums.items():
        found[day, name, counted] = found.get((day, name, counted), Sums()) + part
    accumulate(
        DayTotal,
        ("day", "name", "object", "count", "value"),
        [(*key, part.count, part.value) for key, part in sorted(found.items(), key=_first)],
        key=("day", "name", "object"),
        add=("count", "value"),
    )


def _add_past(gained: Mapping[tuple[int, int, str, str, date], Sums], roots: Mapping[int, int]) -> None:
    accumulate(
        PastCounter,
        ("origin_id", "day", "name", "object", "owner_id", "count", "value"),
        [
            (origin, day, name, counted, roots.get(owner, owner), sums.count, sums.value)
            for (owner, origin, name, counted, day), sums in sorted(gained.items(), key=_first)
        ],
        key=("origin_id", "day", "name", "object"),
        add=("count", "value"),
    )


def _add_counters(sums: Mapping[_Key, Sums], roots: Mapping[int, int]) -> None:
    found: dict[_Key, Sums] = {}
    for (owner, name, counted, day), part in sums.items():
        key = (roots.get(owner, owner), name, counted, day)
        found[key] = found.get(key, Sums()) + part
    accumulate(
        EventCounter,
        ("profile_id", "name", "object", "day", "count", "value"),
        [(*key, part.count, part.value) for key, part in sorted(found.items(), key=_first)],
        key=("profile_id", "name", "object", "day"),
        add=("count", "value"),
    )


def _first(pair: tuple[Any, Any]) -> Any:
    return pair[0]


def _keep_states(events: Sequence[Event], known: objects.Catalogue, roots: Mapping[int, int]) -> None:
    owners = {event.origin_id or event.owner_id or 0: event.owner_id or 0 for event in events}
    standing = PastState.objects.in_bulk(owners)
    for event in events:
        origin = event.origin_id or event.owner_id or 0
        if origin not in standing:
            standing[origin] = PastState(origin_id=origin, data={}, until=event.occurred_at)
        past = standing[origin]
        past.owner_id = roots.get(owners[origin], owners[origin])
        past.until = max(past.until, event.occurred_at)
        past_state.add(past.data, event, known)
    upsert(PastState, list(standing.values()), key=["origin"], update=["owner", "data", "until"])
