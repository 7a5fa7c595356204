"""How an event changes the snapshot. Pure: dict in, dict changed; the same events in the same order, the same dict."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django_personalize.core import clock
from django_personalize.events.models import Event
from django_personalize.events.objects import lines
from django_personalize.profiles import affinities, snapshots
from django_personalize.profiles.snapshots import seconds

#: Keys that events make; a rebuild clears them and keeps the rest (name, consents).
FOLDED = (
    "viewed",
    "bought",
    "counts",
    "spend",
    "searches",
    "hours",
    "weekdays",
    "affinities",
    "first_at",
    "last_at",
    "last_order_at",
)

#: Orders remembered for each product bought: enough to survive the cancelling of the latest.
_ORDERS_KEPT = 4


def fold(data: dict[str, Any], event: Event) -> None:
    """Take one event into a snapshot's data. What was allowed for statistics alone is counted, not remembered."""
    at = seconds(event.occurred_at)
    counts = data.setdefault("counts", {})
    counts[event.name] = counts.get(event.name, 0) + 1
    data["first_at"] = min(data.get("first_at", at), at)
    data["last_at"] = max(data.get("last_at", at), at)
    if event.basis == Event.Basis.ANALYTICS:
        return
    match event.name:
        case "product_viewed":
            _to_front(data, "viewed", event.product, at, snapshots.VIEWED_KEPT)
            _habit(data, event)
        case "order_completed":
            _order(data, event, at)
            _habit(data, event)
        case "order_cancelled":
            _cancel(data, event)
        case "products_searched":
            search = [event.properties.get("query", ""), event.properties.get("results"), at]
            data["searches"] = [search, *data.get("searches", [])][: snapshots.SEARCHES_KEPT]


def weigh(data: dict[str, Any], weights: Mapping[tuple[str, str], float]) -> None:
    """Put stored affinity weights, (kind, value) to weight, among the strongest the snapshot keeps."""
    standing = data.setdefault("affinities", {})
    for (kind, value), weight in weights.items():
        standing.setdefault(kind, {})[value] = weight
    for kind in {kind for kind, _ in weights}:
        standing[kind] = affinities.strongest(standing[kind], keep=snapshots.AFFINITIES_KEPT)


def combine(winner: dict[str, Any], loser: Mapping[str, Any]) -> None:
    """Take a merged person's snapshot into the winner's; consents and affinities are read from their tables."""
    both = sorted([*winner.get("viewed", []), *loser.get("viewed", [])], key=lambda pair: -pair[1])
    newest: dict[str, int] = {}
    for key, at in both:
        newest.setdefault(key, at)
    winner["viewed"] = [[key, at] for key, at in newest.items()][: snapshots.VIEWED_KEPT]
    for key, _, orders in loser.get("bought", []):
        _bought(winner, key, orders)
    searches = sorted(
        [*winner.get("searches", []), *loser.get("searches", [])], key=lambda search: -search[2]
    )
    winner["searches"] = searches[: snapshots.SEARCHES_KEPT]
    counts = winner.setdefault("counts", {})
    for name, count in loser.get("counts", {}).items():
        counts[name] = counts.get(name, 0) + count
    spend = winner.setdefault("spend", {})
    for code, total in loser.get("spend", {}).items():
        spend[code] = str(Decimal(spend.get(code, 0)) + Decimal(total))
    for name in ("hours", "weekdays"):
        if name in loser:
            mine = winner.get(name) or [0] * len(loser[name])
            winner[name] = [a + b for a, b in zip(mine, loser[name], strict=True)]
    winner["sessions"] = winner.get("sessions", 0) + loser.get("sessions", 0)
    for name, pick in (("first_at", min), ("last_at", max), ("last_order_at", max)):
        moments = [side[name] for side in (winner, loser) if side.get(name)]
        if moments:
            winner[name] = pick(moments)
    later = max(winner, loser, key=lambda side: side.get("session", {}).get("last", 0))
    if "session" in later:
        winner["session"] = later["session"]


def _order(data: dict[str, Any], event: Event, at: int) -> None:
    data["last_order_at"] = max(data.get("last_order_at", at), at)
    if event.value is not None and event.currency:
        spend = data.setdefault("spend", {})
        spend[event.currency] = str(Decimal(spend.get(event.currency, 0)) + event.value)
    for line in lines(event):
        if not line.is_gift:
            _bought(data, line.product, {_order_id(event): at})


def _cancel(data: dict[str, Any], event: Event) -> None:
    if event.value is not None and event.currency in data.get("spend", {}):
        data["spend"][event.currency] = str(Decimal(data["spend"][event.currency]) - event.value)
    order = _order_id(event)
    standing = []
    for key, _, orders in data.get("bought", []):
        left = {order_id: at for order_id, at in orders.items() if order_id != order}
        if left:
            standing.append([key, max(left.values()), left])
    data["bought"] = sorted(standing, key=lambda entry: -entry[1])


def _bought(data: dict[str, Any], key: str, orders: Mapping[str, int]) -> None:
    """Each product once, with the orders it came in and the latest moment: cancelling one order leaves the others."""
    known = dict(orders)
    others = []
    for entry in data.get("bought", []):
        if entry[0] == key:
            known = {**entry[2], **known}
        else:
            others.append(entry)
    latest = sorted(known.items(), key=lambda order: -order[1])[:_ORDERS_KEPT]
    mine = [key, latest[0][1], dict(latest)]
    data["bought"] = sorted([mine, *others], key=lambda entry: -entry[1])[: snapshots.BOUGHT_KEPT]


def _order_id(event: Event) -> str:
    return str(event.properties.get("order", {}).get("order_id", ""))


def _to_front(data: dict[str, Any], name: str, key: str, at: int, keep: int) -> None:
    """Each key once, with its latest moment, newest first, whatever the order of arrival."""
    pairs = data.get(name, [])
    if not pairs or at >= pairs[0][1]:
        data[name] = [[key, at], *(pair for pair in pairs if pair[0] != key)][:keep]
        return
    latest = {pair[0]: pair[1] for pair in pairs}
    latest[key] = max(at, latest.get(key, at))
    data[name] = sorted(([k, t] for k, t in latest.items()), key=lambda pair: -pair[1])[:keep]


def _habit(data: dict[str, Any], event: Event) -> None:
    """Hours and weekdays (Monday first) of the shop's zone."""
    local = clock.local(event.occurred_at)
    hours = data.setdefault("hours", [0] * 24)
    hours[local.hour] += 1
    weekdays = data.setdefault("weekdays", [0] * 7)
    weekdays[local.weekday()] += 1
