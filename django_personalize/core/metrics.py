"""Counters and timings, given to whatever the host measures with; without a sink they cost one look-up.

A sink that fails never breaks what it measures: one line is logged and it is left alone for a minute. Labels come from
closed sets (the names of blocks, jobs, formats, outcomes), never from people, products or addresses.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache

from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from django_personalize.conf import settings

__all__ = ["LoggingSink", "Sink"]

logger = logging.getLogger("django_personalize")

#: Seconds a failing sink is left alone.
_REST = 60.0


class Sink:
    """What a host's own measuring implements. Both are called from any thread, and must neither block nor raise."""

    def count(self, name: str, value: int = 1, **labels: str) -> None:
        """`value` more of `name` happened."""

    def timing(self, name: str, seconds: float, **labels: str) -> None:
        """`name` took so many seconds once."""


class LoggingSink(Sink):
    """One line per measurement in the log "django_personalize.metrics", at level INFO."""

    log = logging.getLogger("django_personalize.metrics")

    def count(self, name: str, value: int = 1, **labels: str) -> None:
        self.log.info("%s +%d%s", name, value, _labelled(labels))

    def timing(self, name: str, seconds: float, **labels: str) -> None:
        self.log.info("%s %.6fs%s", name, seconds, _labelled(labels))


@dataclass(frozen=True, slots=True)
class Measure:
    """One name: whether it is counted or timed, its labels with the values they have, and what it means."""

    kind: str
    meaning: str
    labels: Mapping[str, str]


#: Everything that is measured. The reference is written from it, and a test compares it with the calls.
MEASURES: Mapping[str, Measure] = {
    "page.blocks": Measure(
        "count",
        "personal blocks of pages",
        {"block": "the tag's name", "outcome": "personal, default, late or resting"},
    ),
    "page.failures": Measure("count", "personal blocks that failed", {"block": "the tag's name"}),
    "page.seconds": Measure("timing", "time of one personal block", {"block": "the tag's name"}),
    "page.breaker": Measure("count", "times a process began to rest after an overrun", {}),
    "collector.events": Measure("count", "events of browsers that were taken", {}),
    "collector.refused": Measure(
        "count", "requests that were refused", {"reason": "the word of the answer, as too_many_requests"}
    ),
    "events.written": Measure(
        "count", "events by what became of them", {"outcome": "written, duplicate or refused"}
    ),
    "events.seconds": Measure("timing", "time of one writing of events, its transaction included", {}),
    "tick.seconds": Measure("timing", "time of one periodic job", {"job": "the job's name"}),
    "tick.failed": Measure("count", "periodic jobs that failed", {"job": "the job's name"}),
    "webhooks.deliveries": Measure(
        "count",
        "webhook deliveries by what became of them",
        {"outcome": "sent, failed, dead or skipped", "format": "the dialect"},
    ),
    "webhooks.seconds": Measure("timing", "time of one request to an endpoint", {"format": "the dialect"}),
    "api.requests": Measure(
        "count", "requests to the API", {"method": "GET, POST, …", "status": "2xx, 4xx or 5xx"}
    ),
}


class _Rest:
    """Until when (monotonic seconds) this process leaves a failing sink alone."""

    until = 0.0


def count(name: str, value: int = 1, **labels: str) -> None:
    """Report `value` more of a name of `MEASURES`; never raises."""
    sink = _sink()
    if sink is not None:
        try:
            sink.count(name, value, **labels)
        except Exception as failure:  # a measurement is worth nothing to the visitor who waits
            _rest(failure)


def timing(name: str, seconds: float, **labels: str) -> None:
    """Report how long a name of `MEASURES` took; never raises."""
    sink = _sink()
    if sink is not None:
        try:
            sink.timing(name, seconds, **labels)
        except Exception as failure:
            _rest(failure)


def timed(name: str, **labels: str) -> AbstractContextManager[None]:
    """Report how long the block took, whether it fails or not."""
    return _Timed(name, labels) if is_on() else _NOTHING


class _Timed(AbstractContextManager[None]):
    """One measurement under way."""

    def __init__(self, name: str, labels: Mapping[str, str]) -> None:
        self._name, self._labels = name, labels

    def __enter__(self) -> None:
        self._started = time.perf_counter()

    def __exit__(self, *raised: object) -> None:
        timing(self._name, time.perf_counter() - self._started, **self._labels)


_NOTHING: AbstractContextManager[None] = nullcontext()


def is_on() -> bool:
    """Whether anybody listens: worth asking before a measurement that costs something to make."""
    return _sink() is not None


def _sink() -> Sink | None:
    path = settings.METRICS
    if path is None or time.monotonic() < _Rest.until:
        return None
    try:
        return _made(path)
    except Exception as failure:
        _rest(failure)
        return None


@cache
def _made(path: str) -> Sink:
    """One sink per process and path."""
    made: Sink = import_string(path)()
    return made


def _rest(failure: Exception) -> None:
    _Rest.until = time.monotonic() + _REST
    logger.warning(
        "Nothing is measured for %.0f s: PERSONALIZE['METRICS'] failed (%s).", _REST, type(failure).__name__
    )


def reset(**kwargs: object) -> None:
    """Forget the sink and its rest (tests, and when a setting changes)."""
    _made.cache_clear()
    _Rest.until = 0.0


def _labelled(labels: Mapping[str, str]) -> str:
    return "".join(f" {name}={value}" for name, value in sorted(labels.items()))


setting_changed.connect(reset, dispatch_uid="personalize.metrics")
