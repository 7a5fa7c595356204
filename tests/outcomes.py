"""Hooks of pytest that remember each test's last outcome, over all runs, for `python -m tests.rows`."""

from __future__ import annotations

import pytest

#: Where the cache of pytest keeps the last outcome of every test, by node id.
KEY = "personalize/outcomes"

_outcomes: dict[str, str] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note what became of a test; a failure anywhere in its life stays a failure."""
    if _outcomes.get(report.nodeid) == "failed":
        return
    if report.when == "call" or report.outcome != "passed":
        _outcomes[report.nodeid] = report.outcome


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Add this run's outcomes to those of earlier runs (other databases, the browser)."""
    cache = getattr(session.config, "cache", None)
    if cache is None or hasattr(session.config, "workerinput") or not _outcomes:
        return
    cache.set(KEY, {**cache.get(KEY, {}), **_outcomes})
