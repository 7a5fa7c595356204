"""From the table of events to rows that wait for sending: a cursor per endpoint, nothing in the way of a page.

Keys are given before their transactions commit, so a lower key may appear after a higher one. The keys that are missing
below the cursor are remembered and looked at again until they are found or an hour has passed; a rolled-back
transaction leaves such a gap for good. What is noted twice is one row, because endpoint and event are unique.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import router, transaction
from django.db.models import Max, Q, QuerySet

from django_personalize.events.models import Event
from django_personalize.webhooks.models import WebhookDelivery, WebhookEndpoint

#: Events that one step looks at.
STEP = 2000
#: How long a missing key is waited for: no transaction that writes events lasts longer.
PATIENCE = timedelta(hours=1)
#: What happened longer ago is history (a backfill, an import), not news.
NEWS = timedelta(days=3)
#: Gaps that are remembered one by one; with more of them neighbours become one range.
_MOST_GAPS = 200

Gap = tuple[int, int, int]


def newest_key() -> int:
    """The key of the newest event: where a new endpoint begins."""
    found: int | None = _events().aggregate(newest=Max("pk"))["newest"]
    return found or 0


def follow(endpoint: WebhookEndpoint, *, at: datetime, step: int = STEP) -> int:
    """Note what one step of events means for an endpoint; how many events were looked at.

    The rows and the cursor are one transaction: a killed worker has done all of it or nothing. When two do it at once
    the second finds the cursor moved and gives up.
    """
    with transaction.atomic(using=router.db_for_write(WebhookDelivery)):
        now = int(at.timestamp())
        waited_for = [gap for gap in _gaps(endpoint) if now - gap[2] <= PATIENCE.total_seconds()]
        late = list(_rows(_within(waited_for))[:step]) if waited_for else []
        new = list(_rows(Q(pk__gt=endpoint.cursor))[:step])
        cursor = new[-1][0] if new else endpoint.cursor
        gaps = _without(waited_for, [key for key, _, _ in late])
        gaps += [(first, last, now) for first, last in _missing(endpoint.cursor, [key for key, _, _ in new])]
        moved = WebhookEndpoint.objects.filter(pk=endpoint.pk, cursor=endpoint.cursor, active=True).update(
            cursor=cursor, gaps=[list(gap) for gap in _fewer(gaps)]
        )
        if not moved:
            return 0
        WebhookDelivery.objects.bulk_create(
            [
                WebhookDelivery(endpoint=endpoint, event_key=key, event_name=name, due_at=at, queued_at=at)
                for key, name, occurred_at in (*late, *new)
                if endpoint.wants(name) and occurred_at >= at - NEWS
            ],
            ignore_conflicts=True,
            batch_size=500,
        )
    endpoint.cursor, endpoint.gaps = cursor, [list(gap) for gap in _fewer(gaps)]
    return len(late) + len(new)


def _events() -> QuerySet[Event]:
    """Past a read replica: what it has not seen yet would be a gap."""
    return Event.objects.using(router.db_for_write(Event))


def _rows(condition: Q) -> QuerySet[Event, tuple[int, str, datetime]]:
    return _events().filter(condition).order_by("pk").values_list("pk", "name", "occurred_at")


def _gaps(endpoint: WebhookEndpoint) -> list[Gap]:
    return [(int(first), int(last), int(seen)) for first, last, seen in endpoint.gaps]


def _within(gaps: Iterable[Gap]) -> Q:
    condition = Q()
    for first, last, _ in gaps:
        condition |= Q(pk__range=(first, last))
    return condition


def _missing(cursor: int, keys: Sequence[int]) -> list[tuple[int, int]]:
    """Ranges of keys between the cursor and the last of `keys` that are not among them."""
    found = []
    before = cursor
    for key in keys:
        if key > before + 1:
            found.append((before + 1, key - 1))
        before = key
    return found


def _without(gaps: Iterable[Gap], keys: Sequence[int]) -> list[Gap]:
    """The gaps that are left when `keys` (in order) have been found."""
    left: list[Gap] = []
    for first, last, seen in gaps:
        inside = [key for key in keys if first <= key <= last]
        for begin, end in _missing(first - 1, [*inside, last + 1]):
            left.append((begin, end, seen))
    return left


def _fewer(gaps: Sequence[Gap]) -> list[Gap]:
    """At most `_MOST_GAPS` ranges: the closest neighbours become one, which is looked at again as a whole."""
    ordered = sorted(gaps)
    while len(ordered) > _MOST_GAPS:
        distances = [(ordered[at + 1][0] - ordered[at][1], at) for at in range(len(ordered) - 1)]
        joined = {at for _, at in sorted(distances)[: len(ordered) - _MOST_GAPS]}
        merged: list[Gap] = []
        for at, gap in enumerate(ordered):
            if merged and at - 1 in joined:
                before = merged[-1]
                merged[-1] = (before[0], gap[1], max(before[2], gap[2]))
            else:
                merged.append(gap)
        ordered = merged
    return ordered
