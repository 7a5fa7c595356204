"""The collector's twin: the same JSON parsed, the same rows committed in the same transaction, and nothing else.

It believes all it is told: no limits, no origin, no signature (its cookie holds the profile's key), no consent, no
schema, no cleaning, no duplicate looked for beyond the unique constraint. Products are known from memory. Counters
and affinities are added to by the database itself, in one statement each.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from benchmarks.inside.shoppers import product_addresses
from django_personalize.events.models import Event
from django_personalize.profiles.models import Snapshot
from django_personalize.tracking.models import Session

_LANDMARK = datetime(2020, 1, 1, tzinfo=UTC)
_HALF_LIFE = timedelta(days=30)
_WEIGHTS = {"product_viewed": 1.0, "product_clicked": 0.5, "wishlist_product_added": 4.0}
_DEVICE = {"type": "desktop", "os": "linux", "browser": "chrome"}

_COUNTERS = (
    "INSERT INTO django_personalize_eventcounter (profile_id, name, object, day, count, value) VALUES {rows} ",
    "ON CONFLICT (profile_id, name, object, day) DO UPDATE SET "
    "count = django_personalize_eventcounter.count + excluded.count",
    "ON DUPLICATE KEY UPDATE count = count + VALUES(count)",
)
_AFFINITIES = (
    "INSERT INTO django_personalize_affinity (profile_id, kind, value, weight, events, last_at) VALUES {rows} ",
    "ON CONFLICT (profile_id, kind, value) DO UPDATE SET "
    "weight = django_personalize_affinity.weight + excluded.weight, "
    "events = django_personalize_affinity.events + excluded.events, last_at = excluded.last_at",
    "ON DUPLICATE KEY UPDATE "
    "weight = weight + VALUES(weight), events = events + VALUES(events), last_at = VALUES(last_at)",
)


@cache
def _products() -> tuple[dict[str, Any], dict[str, Any]]:
    rows = product_addresses()
    return {row["url"]: row for row in rows}, {row["key"]: row for row in rows}


@csrf_exempt
def collect(request: HttpRequest) -> HttpResponse:
    """Up to 20 events as JSON; 204."""
    sent = json.loads(request.body)["events"]
    at = timezone.now()
    profile_id = int(request.COOKIES["who"])
    with transaction.atomic():
        person = Snapshot.objects.select_for_update().get(pk=profile_id)
        session_id, is_new = _session(person, sent, at)
        events = [_event(event, profile_id, session_id, at) for event in sent]
        if is_new:
            events.insert(0, _started(profile_id, session_id, at))
        Event.objects.bulk_create(events, ignore_conflicts=True)
        counts: Counter[tuple[str, str]] = Counter()
        gains: dict[tuple[str, str], tuple[float, int]] = {}
        for event in events:
            _count(event, counts, gains, person.data)
        day = timezone.localdate(at)
        _write(
            _COUNTERS, [(profile_id, name, thing, day, count, 0) for (name, thing), count in counts.items()]
        )
        if gains:
            _write(
                _AFFINITIES,
                [(profile_id, kind, value, weight, n, at) for (kind, value), (weight, n) in gains.items()],
            )
        Snapshot.objects.filter(pk=profile_id).update(
            version=person.version + 1, data=person.data, updated_at=at
        )
    return HttpResponse(status=204)


def _session(person: Snapshot, sent: list[dict[str, Any]], at: datetime) -> tuple[UUID, bool]:
    """The running session, or a new one."""
    current = person.data.get("session")
    views = sum(event["event"] == "page_viewed" for event in sent)
    now = int(at.timestamp())
    url = sent[0]["page"]["url"]
    if current:
        current["last"] = now
        current["views"] += views
        changes: dict[str, Any] = {"page_views": current["views"], "exit_url": url} if views else {}
        Session.objects.filter(pk=current["id"]).update(last_seen_at=at, **changes)
        return UUID(current["id"]), False
    session = Session.objects.create(
        profile_id=person.pk,
        origin_id=person.pk,
        started_at=at,
        last_seen_at=at,
        entry_url=url,
        exit_url=url,
        page_views=views,
        channel="direct",
        device=_DEVICE["type"],
        os=_DEVICE["os"],
        browser=_DEVICE["browser"],
        language="en",
    )
    person.data["session"] = {
        "id": str(session.pk),
        "started": now,
        "last": now,
        "views": views,
        "channel": "direct",
        "campaign": "",
    }
    person.data["sessions"] = person.data.get("sessions", 0) + 1
    return session.pk, True


def _started(profile_id: int, session_id: UUID, at: datetime) -> Event:
    return _row("session_started", profile_id, session_id, uuid4(), {"source": "direct"}, {}, at, "server")


def _event(sent: dict[str, Any], profile_id: int, session_id: UUID, at: datetime) -> Event:
    name, properties, page = sent["event"], sent.get("properties") or {}, sent["page"]
    context: dict[str, Any] = {"page": {"url": page["url"]}}
    if name == "page_viewed":
        product = _products()[0].get("/" + page["url"].split("/", 3)[3])
        if product is not None:
            name, properties = "product_viewed", {"product": {"product_id": product["key"]}}
        context = {
            "page": {"url": page["url"], "type": "product" if product else "home", "title": page["title"]},
            "channel": "direct",
            "device": _DEVICE,
            "locale": "en",
        }
    moment = datetime.fromtimestamp(sent["ts"] / 1000, tz=UTC)
    return _row(name, profile_id, session_id, UUID(sent["event_id"]), properties, context, moment, "browser")


def _row(
    name: str,
    profile_id: int,
    session_id: UUID,
    event_id: UUID,
    properties: dict[str, Any],
    context: dict[str, Any],
    at: datetime,
    source: str,
) -> Event:
    key = properties["product"]["product_id"] if "product" in properties else ""
    product = _products()[1].get(key)
    return Event(
        scope=f"visitor:{profile_id}",
        event_id=event_id,
        name=name,
        owner_id=profile_id,
        origin_id=profile_id,
        session=session_id,
        product=key,
        category=product["category"] if product else "",
        properties=properties,
        context=context,
        source=source,
        basis="personalization",
        occurred_at=at,
        received_at=at,
    )


def _count(
    event: Event,
    counts: Counter[tuple[str, str]],
    gains: dict[tuple[str, str], tuple[float, int]],
    data: dict[str, Any],
) -> None:
    """What one event adds to counters, affinities and the snapshot."""
    names = data.setdefault("counts", {})
    names[event.name] = names.get(event.name, 0) + 1
    counts[event.name, ""] += 1
    if query := event.properties.get("query"):
        counts[event.name, f"query:{query.lower()}"] += 1
        data["searches"] = [[query, None, int(event.occurred_at.timestamp())], *data.get("searches", [])][:10]
    product = _products()[1].get(event.product)
    if product is None:
        return
    counts[event.name, f"product:{event.product}"] += 1
    for category in product["categories"]:
        counts[event.name, f"category:{category}"] += 1
    if product["brand"]:
        counts[event.name, f"brand:{product['brand']}"] += 1
    if event.name == "product_viewed":
        seen = [event.product, int(event.occurred_at.timestamp())]
        kept = [pair for pair in data.get("viewed", []) if pair[0] != event.product]
        data["viewed"] = [seen, *kept][:24]
    weight = _WEIGHTS.get(event.name)
    if weight is None:
        return
    grown = weight * math.exp2((event.occurred_at - _LANDMARK) / _HALF_LIFE)
    interests = [("category", category) for category in product["categories"]]
    interests += [("brand", product["brand"])] if product["brand"] else []
    interests += [(f"attribute:{name}", value) for name, value in product["attributes"].items()]
    standing = data.setdefault("affinities", {})
    for kind, value in interests:
        before = gains.get((kind, value), (0.0, 0))
        gains[kind, value] = (before[0] + grown, before[1] + 1)
        of_kind = standing.setdefault(kind, {})
        of_kind[value] = of_kind.get(value, 0.0) + grown


def _write(words: tuple[str, str, str], rows: list[tuple[Any, ...]]) -> None:
    """`words`: the insert, and how to add where the row exists, on SQLite and PostgreSQL and on MariaDB."""
    insert, elsewhere, mariadb = words
    statement = insert + (mariadb if connection.vendor == "mysql" else elsewhere)
    one = f"({', '.join(['%s'] * len(rows[0]))})"
    with connection.cursor() as cursor:
        cursor.execute(
            statement.format(rows=", ".join([one] * len(rows))), [value for row in rows for value in row]
        )
