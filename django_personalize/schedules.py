"""What is due from time to time: one list for cron (`personalize_tick`) and for Celery beat alike."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from django_personalize.core import clock, metrics
from django_personalize.events import retention
from django_personalize.profiles import merge
from django_personalize.segments import refresh
from django_personalize.shop import sync
from django_personalize.tracking import derive, history, orders
from django_personalize.tracking.models import Heartbeat
from django_personalize.webhooks import deliver

logger = logging.getLogger("django_personalize")

#: A run that takes longer is taken for dead, and another runner may begin.
_HELD = timedelta(minutes=15)
#: Seconds of one tick that removing old data may take.
_PRUNED_AT_ONCE = 20.0
#: How far back lost orders are looked for.
_LOST_ORDERS = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Job:
    """`run(at, last)` does what is due and says so in one line; `last` is the start of the last good run."""

    name: str
    every: timedelta
    run: Callable[[datetime, datetime | None], str]


@dataclass(frozen=True, slots=True)
class Ran:
    """One job's outcome; `error` is "" when it went well."""

    name: str
    result: str
    error: str


def _write_pending(at: datetime, last: datetime | None) -> str:
    return f"{orders.write_pending(at=at)} pending orders"


def _find_lost(at: datetime, last: datetime | None) -> str:
    return f"{history.reconcile(since=at - _LOST_ORDERS, at=at)} lost orders found"


def _finish_merges(at: datetime, last: datetime | None) -> str:
    return f"{merge.finish_all(at=at)} steps of mergers"


def _derive(at: datetime, last: datetime | None) -> str:
    return f"{derive.derive(since=last, at=at)} people"


def _reconcile(at: datetime, last: datetime | None) -> str:
    done = sync.reconcile(at=at)
    return f"{done.created} new, {done.updated} changed, {done.removed} removed products"


def _prune(at: datetime, last: datetime | None) -> str:
    removed: dict[str, int] = {}
    done = True
    for step in retention.prune(at=at, seconds=_PRUNED_AT_ONCE, anew=False):
        removed[step.data_class.name] = step.removed
        done = step.done
    told = ", ".join(f"{count} {name}" for name, count in removed.items() if count) or "nothing"
    return f"removed by age: {told}" + ("" if done else "; goes on with the next tick")


def _send_webhooks(at: datetime, last: datetime | None) -> str:
    return str(deliver.run())


def _refresh_segments(at: datetime, last: datetime | None) -> str:
    moved = refresh.refresh_changed(since=last, at=at)
    return f"{moved.entered} entered, {moved.left} left a segment"


JOBS = (
    Job("orders.pending", timedelta(0), _write_pending),
    Job("profiles.merges", timedelta(0), _finish_merges),
    Job("webhooks.send", timedelta(0), _send_webhooks),
    Job("profiles.derive", timedelta(minutes=10), _derive),
    Job("segments.refresh", timedelta(0), _refresh_segments),
    Job("orders.lost", timedelta(minutes=30), _find_lost),
    Job("catalogue.reconcile", timedelta(hours=1), _reconcile),
    Job("data.prune", timedelta(minutes=10), _prune),
)


def run_due(*, at: datetime | None = None, all_jobs: bool = False) -> Iterator[Ran]:
    """Run every job that is due, each once whoever else is ticking; a failing job does not stop the others."""
    for job in JOBS:
        moment = at or clock.now()
        last = _claim(job, at=moment, anyway=all_jobs)
        if last is not False:
            yield _run(job, last, at=moment)


def _claim(job: Job, *, at: datetime, anyway: bool) -> datetime | bool | None:
    """Take the job by one conditional update: the last good start, or False when it is not ours to run."""
    row, _ = Heartbeat.objects.get_or_create(job=job.name)
    # A start or a hold that lies too far ahead was written by a clock that went wrong: it binds nobody.
    started = row.started_at if row.started_at is not None and row.started_at <= at else None
    if not anyway and started is not None and at < started + job.every:
        return False
    free = Q(held_until=None) | Q(held_until__lte=at) | Q(held_until__gt=at + _HELD)
    taken = Heartbeat.objects.filter(free, job=job.name, started_at=row.started_at).update(
        held_until=at + _HELD, started_at=at
    )
    if not taken:
        return False
    return started if not row.error else None


def _run(job: Job, last: datetime | bool | None, *, at: datetime) -> Ran:
    result = error = ""
    try:
        with metrics.timed("tick.seconds", job=job.name):
            result = job.run(at, last if isinstance(last, datetime) else None)
    except Exception as failure:
        metrics.count("tick.failed", job=job.name)
        logger.exception("The periodic job %s failed.", job.name)
        error = f"{type(failure).__name__}: {failure}"[:255]
    Heartbeat.objects.filter(job=job.name).update(
        held_until=None, finished_at=clock.now(), result=result[:255], error=error
    )
    return Ran(job.name, result, error)
