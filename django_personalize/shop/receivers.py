"""The catalogue's half of the sink that adapters report to: changes are synced after the shop's commit."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from weakref import WeakSet

from asgiref.local import Local
from django.db import router, transaction

from django_personalize.conf import settings
from django_personalize.core import clock
from django_personalize.shop.models import CatalogItem
from django_personalize.shop.sync import sync_categories, sync_products

logger = logging.getLogger("django_personalize.shop")

# As local as a database connection is: a transaction belongs to one thread.
_local = Local(thread_critical=True)


class CatalogueSink:
    """`products_changed` and `categories_changed` of an `EventSink`: they return at once and never raise."""

    def products_changed(self, keys: Sequence[str]) -> None:
        """Sync these products after the commit, all those of one transaction in one go."""
        _after_commit(_Note(products=keys))

    def categories_changed(self) -> None:
        """Sync the categories after the commit."""
        _after_commit(_Note(categories=True))


class _Note:
    """One reported change. Only its commit hook holds it, so a rollback, which drops the hook, forgets it too."""

    def __init__(self, *, products: Iterable[str] = (), categories: bool = False) -> None:
        self.products = frozenset(products)
        self.categories = categories

    def flush(self) -> None:
        """The first hook of a transaction syncs what all of them noted; the others find nothing left."""
        if self in _waiting():
            sync_waiting()


def sync_waiting() -> None:
    """Sync everything that was noted and waits for its commit; at once, as a test needs it that never commits."""
    waiting = _waiting()
    notes = list(waiting)
    waiting.clear()
    try:
        if any(note.categories for note in notes):
            sync_categories(at=clock.now())
        products = frozenset().union(*(note.products for note in notes))
        if products:
            sync_products(products, at=clock.now())
    except Exception:  # the shop has saved; whatever fails here is ours, and the reconcile makes it good
        logger.exception("The catalogue could not follow a change of the shop")


def _after_commit(note: _Note) -> None:
    if not settings.ENABLED:  # the reconcile finds what changed meanwhile
        return
    _waiting().add(note)
    transaction.on_commit(note.flush, using=router.db_for_write(CatalogItem), robust=True)


def _waiting() -> WeakSet[_Note]:
    found: WeakSet[_Note] | None = getattr(_local, "notes", None)
    if found is None:
        found = _local.notes = WeakSet()
    return found
