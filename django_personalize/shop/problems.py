"""What could not be read of the shop: logged once per process, collected where somebody wants the list."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

logger = logging.getLogger("django_personalize.shop")

#: A shop with thousands of odd products must fill neither the log nor the memory with them.
_MOST_LOGGED = 1000
_logged: set[str] = set()


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that could not be read; `key` is the product's or category's key, "" where there is none."""

    text: str
    key: str = ""

    def __str__(self) -> str:
        return self.text


#: Whoever runs shows the problems itself.
_shown: ContextVar[bool] = ContextVar("personalize_shop_problems_shown", default=False)
_collector: ContextVar[list[Problem] | None] = ContextVar("personalize_shop_problems", default=None)


def report(text: str, *, key: str = "") -> None:
    """Say that something of the shop was left out, and why. Adapters of hosts may call it as well."""
    found = _collector.get()
    if found is not None:
        found.append(Problem(text, key))
    if _shown.get() or text in _logged or len(_logged) >= _MOST_LOGGED:
        return
    _logged.add(text)
    logger.warning(text)
    if len(_logged) == _MOST_LOGGED:
        logger.warning(
            "No more such lines from this process; manage.py personalize_sync --all-problems lists all."
        )


@contextmanager
def collecting() -> Iterator[list[Problem]]:
    """The problems that are reported while the block runs, also those of generators that it drains."""
    found: list[Problem] = []
    token = _collector.set(found)
    try:
        yield found
    finally:
        _collector.reset(token)
        outer = _collector.get()
        if outer is not None:
            outer.extend(found)


@contextmanager
def shown_by_caller() -> Iterator[None]:
    """While the block runs nothing is logged: the caller prints what it collects, and once is enough."""
    before = _shown.set(True)
    try:
        yield
    finally:
        _shown.reset(before)
