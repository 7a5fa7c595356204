"""The catalogue's half of the sink that adapters report to: changes are synced after the shop's commit."""

from __future__ import annotations

import logging

from asgiref.local import Local
from django.db import router, transaction

from django_personalize.core import clock
from django_personalize.shop.models import CatalogItem
from django_personalize.shop.sync import sync_categories, sync_products

logger = logging.getLogger("django_personalize.shop")

# As local as a database connection is: a transaction belongs to one thread.
_pending = Local(thread_critical=True)


class _Batch:
    """What one transaction changed. The first of its commit hooks flushes it; the others find it empty.

    After a rollback no hook runs and the keys stay for the next commit; reading them again changes nothing.
    """

    def __init__(self) -> None:
        self.products: set[str] = set()
        self.categories = False

    def flush(self) -> None:
        products, categories = self.products, self.categories
        self.products, self.categories = set(), False
        try:
            if categories:
                sync_categories(at=clock.now())
            if products:
                sync_products(products, at=clock.now())
        except Exception:  # the shop has saved; whatever fails here is ours, and the reconcile makes it good
            logger.exception("The catalogue could not follow a change of the shop")


class CatalogueSink:
    """`products_changed` and `categories_changed` of an `EventSink`: they return at once and never raise."""

    def products_changed(self, keys: list[str] | tuple[str, ...]) -> None:
        """Sync these products after the commit, all those of one transaction in one go."""
        batch = _batch()
        batch.products.update(keys)
        transaction.on_commit(batch.flush, using=router.db_for_write(CatalogItem), robust=True)

    def categories_changed(self) -> None:
        """Sync the categories after the commit."""
        batch = _batch()
        batch.categories = True
        transaction.on_commit(batch.flush, using=router.db_for_write(CatalogItem), robust=True)


def _batch() -> _Batch:
    found: _Batch | None = getattr(_pending, "batch", None)
    if found is None:
        found = _pending.batch = _Batch()
    return found
