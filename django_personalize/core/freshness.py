"""Reads that must see what was committed a moment ago, in shops whose `DATABASE_ROUTERS` send reads to a replica.

A replica is behind. A consent, a snapshot or a counter read there would be yesterday's, and what is written next would
rest on it. So our tables are read from the database that they are written to; reports that may be late ask for
`replica_of` themselves. The shop's own tables go where its routers say, but while `fresh_reads` is on: then
`routers.FreshReads`, the first of `DATABASE_ROUTERS`, sends them to the writer too, however the adapter reads them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeVar

from django.db import models, router

M = TypeVar("M", bound=models.Model)

_fresh: ContextVar[bool] = ContextVar("personalize_fresh_reads", default=False)


class FromWriter(models.Manager[M]):
    """Reads where the model is written, whatever the routers say of its reads; `using()` still overrules it."""

    def get_queryset(self) -> models.QuerySet[M]:
        rows = super().get_queryset()
        if self._db is None:
            rows._db = router.db_for_write(self.model)  # type: ignore[attr-defined]
        return rows


class FreshModel(models.Model):
    """The base of all our tables. Relations and `refresh_from_db` read by the same manager."""

    if not TYPE_CHECKING:  # the checker gives each model a manager of its own kind
        objects = FromWriter()

    class Meta:
        abstract = True
        base_manager_name = "objects"


def plain(model: type[M]) -> models.QuerySet[M]:
    """All rows, past a manager that refuses to change or delete them; for erasing, merging and retention."""
    return models.QuerySet(model, using=router.db_for_write(model))


def replica_of(rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """The same rows from wherever the routers send reads: for lists and sums in which a minute does not matter."""
    return rows.using(router.db_for_read(rows.model))


@contextmanager
def fresh_reads() -> Iterator[None]:
    """Read the shop where it is written: around what we conclude something from (carts, orders, the catalogue)."""
    before = _fresh.set(True)
    try:
        yield
    finally:
        _fresh.reset(before)


def wants_fresh() -> bool:
    """Whether `fresh_reads` is on."""
    return _fresh.get()
