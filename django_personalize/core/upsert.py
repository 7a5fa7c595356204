"""Insert-or-update of many rows in one statement, on every database that Django speaks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.db import connections, models, router

M = TypeVar("M", bound=models.Model)


def upsert(model: type[M], rows: Sequence[M], *, key: Sequence[str], update: Sequence[str]) -> None:
    """Write `rows`; where the unique `key` exists already, set the `update` fields to the new row's values.

    Values are set, not added: whoever counts reads, adds and writes under the person's lock. MariaDB takes no names
    of the conflicting columns, the others demand them.
    """
    if not rows:
        return
    features = connections[router.db_for_write(model)].features
    model._default_manager.bulk_create(
        rows,
        update_conflicts=True,
        update_fields=list(update),
        unique_fields=list(key) if features.supports_update_conflicts_with_target else None,
        batch_size=1000,
    )
