"""The one place that may swallow: a personal block within its budget, otherwise the default between the tags."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings as django_settings
from django.http import HttpRequest

from django_personalize.conf import settings
from django_personalize.core import metrics, trace
from django_personalize.core.savepoint import around_ours

logger = logging.getLogger("django_personalize")

#: Until when (monotonic seconds) this process shows defaults after an overrun.
_open_until = 0.0
#: A process's first personal page pays for imports and connections; it is no sign of trouble.
_warm = False

_RESTING = "the breaker is open"
_LATE = "the page's time is used up"
#: Why nothing was tried, as metrics call it.
_OUTCOMES = {_RESTING: "resting", _LATE: "late"}


def personal(
    request: HttpRequest | None, name: str, render: Callable[[], str], default: Callable[[], str]
) -> str:
    """What `render` makes for this visitor, or the default where it makes nothing, fails, or time is up.

    `render` returns "" for "nothing to show". Under `DEBUG` a failure is raised. The default is the host's own
    work: neither its time nor its failures are ours.
    """
    why = _obstacle(request)
    made = "" if why or request is None else _timed(request, name, render)
    metrics.count("page.blocks", block=name, outcome="personal" if made else _OUTCOMES.get(why, "default"))
    trace.note(name, shown=bool(made), why=why, spent=getattr(request, "_personalize_spent", 0.0))
    return made or default()


def guarded(name: str, render: Callable[[], str]) -> str:
    """What `render` makes; "" and a line in the log where it fails. For what pages need whatever time it takes."""
    try:
        with around_ours():
            return render()
    except Exception:
        if django_settings.DEBUG:
            raise
        logger.exception("The tag %r failed; the page is shown without it.", name)
        return ""


def _obstacle(request: HttpRequest | None) -> str:
    """Why nothing personal is even tried, "" where nothing stands in the way."""
    if request is None or not hasattr(request, "visitor"):
        return "the request has no visitor"
    if is_open():
        return _RESTING
    spent = getattr(request, "_personalize_spent", 0.0)
    return _LATE if spent > settings.PAGE_BUDGET.total_seconds() else ""


def _timed(request: HttpRequest, name: str, render: Callable[[], str]) -> str:
    """What `render` makes, "" where it fails; its time is charged to the page."""
    global _warm
    spent = getattr(request, "_personalize_spent", 0.0)
    visitor = request.visitor  # type: ignore[attr-defined]
    started, waited = time.perf_counter(), getattr(visitor, "waited", 0.0)
    try:
        with around_ours():
            return render()
    except Exception as error:
        trace.note_failure(error)
        if django_settings.DEBUG:
            raise
        metrics.count("page.failures", block=name)
        logger.exception("The personal block %r failed; its default is shown.", name)
        return ""
    finally:
        # Waiting for the visitor's own last view is bounded by itself and no sign of trouble.
        took = time.perf_counter() - started - (getattr(visitor, "waited", 0.0) - waited)
        metrics.timing("page.seconds", took, block=name)
        spent += took
        request._personalize_spent = spent  # type: ignore[attr-defined]
        if spent > settings.PAGE_BUDGET.total_seconds():
            _trip(name, spent)
        else:
            _warm = True


def is_open() -> bool:
    """Whether this process rests after an overrun."""
    return time.monotonic() < _open_until


def reset() -> None:
    """Close the breaker (tests, and after a deploy nothing else)."""
    global _open_until
    _open_until = 0.0


def _trip(name: str, spent: float) -> None:
    global _open_until, _warm
    if is_open():
        return
    if not _warm:
        _warm = True
        return
    _open_until = time.monotonic() + settings.BREAKER_PAUSE.total_seconds()
    metrics.count("page.breaker")
    logger.warning(
        "Personalisation took %.0f ms of one page (budget %.0f ms, last block %r); defaults for %.0f s.",
        spent * 1000,
        settings.PAGE_BUDGET.total_seconds() * 1000,
        name,
        settings.BREAKER_PAUSE.total_seconds(),
    )
