"""Writes the categories of the read model, each with its path from the root."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections, router, transaction

from django_personalize.shop import shelves
from django_personalize.shop.models import CatalogCategory
from django_personalize.shop.ports import Category
from django_personalize.shop.problems import Problem, collecting, report
from django_personalize.shop.rows import KEY_LENGTH, TEXT_LENGTH, URL_LENGTH, clean, image_address, is_key
from django_personalize.shop.signals import categories_changed
from django_personalize.shop.tree import broken_free

_COLUMNS = ("title", "url", "image_url", "headline", "parent_key", "path")


@dataclass(frozen=True, slots=True)
class CategoriesSynced:
    """How many categories were new, changed or gone; `total` counts those the shop has now."""

    created: int
    updated: int
    removed: int
    total: int
    problems: tuple[Problem, ...]


def write_categories(read: Callable[[], Iterable[Category]], *, at: datetime) -> CategoriesSynced:
    """Lock the known categories, `read` the shop's, write what differs: one transaction, they are few."""
    database = router.db_for_write(CatalogCategory)
    with collecting() as problems, transaction.atomic(using=database):
        rows = CatalogCategory.objects.select_for_update().order_by("key")
        known = {row["key"]: row for row in rows.values("key", "removed_at", *_COLUMNS)}
        wanted = _wanted(read())
        unreadable = {problem.key for problem in problems}
        changed = [
            key
            for key, columns in wanted.items()
            if key not in known or known[key] != {"key": key, "removed_at": None, **columns}
        ]
        gone = [
            key
            for key, row in known.items()
            if key not in wanted and key not in unreadable and row["removed_at"] is None
        ]
        _write({key: wanted[key] for key in sorted(changed)}, database=database, at=at)
        if gone:
            CatalogCategory.objects.filter(key__in=gone).update(removed_at=at, synced_at=at)
        if changed or gone:
            shelves.renew()
            _tell([*changed, *gone], database=database, at=at)
    created = sum(1 for key in changed if key not in known)
    return CategoriesSynced(
        created=created,
        updated=len(changed) - created,
        removed=len(gone),
        total=len(wanted),
        problems=tuple(problems),
    )


def _wanted(categories: Iterable[Category]) -> dict[str, dict[str, Any]]:
    """Columns by key, for those that fit."""
    by_key, tree = broken_free(category for category in categories if _fits(category))
    for problem in tree.problems:
        report(problem.text, key=problem.key)
    return {
        key: {
            "title": clean(category.title)[:TEXT_LENGTH],
            "url": clean(category.url),
            "image_url": image_address(category.image_url),
            "headline": clean(category.headline)[:TEXT_LENGTH],
            "parent_key": category.parent_key or "",
            "path": list(tree.path(key)),
        }
        for key, category in by_key.items()
    }


def _fits(category: Category) -> bool:
    if is_key(category.key) and len(category.url) <= URL_LENGTH:
        return True
    limits = f"at most {KEY_LENGTH} and {URL_LENGTH} characters"
    report(
        f"Category {category.key} is left out: its key or address is empty or too long ({limits}).",
        key=category.key,
    )
    return False


def _write(rows: dict[str, dict[str, Any]], *, database: str, at: datetime) -> None:
    if not rows:
        return
    items = [
        CatalogCategory(key=key, synced_at=at, removed_at=None, **columns) for key, columns in rows.items()
    ]
    features = connections[database].features
    target = ["key"] if features.supports_update_conflicts_with_target else None
    written = [*_COLUMNS, "synced_at", "removed_at"]
    CatalogCategory.objects.bulk_create(
        items, batch_size=500, update_conflicts=True, update_fields=written, unique_fields=target
    )


def _tell(keys: list[str], *, database: str, at: datetime) -> None:
    def send() -> None:
        categories_changed.send_robust(sender=CatalogCategory, keys=keys, at=at)

    transaction.on_commit(send, using=database, robust=True)
