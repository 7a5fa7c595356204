"""Keeps the catalogue read model equal to the shop.

Writers of the same products wait for each other and then read the shop, so the last one to write has seen the
newest state; a sync that dies leaves whole chunks or nothing, and the next one finds the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from django.conf import settings as django_settings
from django.db import connections, router, transaction
from django.utils import translation

from django_personalize.core.freshness import fresh_reads
from django_personalize.shop.adapter import get_adapter
from django_personalize.shop.categories import CategoriesSynced, write_categories
from django_personalize.shop.models import CatalogItem, CatalogItemCategory
from django_personalize.shop.ports import Product
from django_personalize.shop.problems import Problem, collecting
from django_personalize.shop.rows import ItemRow, is_key, item_row
from django_personalize.shop.signals import ItemChange, ItemState, catalog_changed

#: Products per transaction; each costs a fixed number of statements.
CHUNK = 500
_COLUMNS = tuple(field.name for field in fields(ItemRow))
_WRITTEN = (*_COLUMNS[1:], "digest", "synced_at", "removed_at")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Synced:
    """How many of the asked products were new, changed, gone, or as known; what could not be read."""

    created: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()

    def __add__(self, other: Synced) -> Synced:
        return Synced(
            self.created + other.created,
            self.updated + other.updated,
            self.removed + other.removed,
            self.unchanged + other.unchanged,
            self.problems + other.problems,
        )


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A whole comparison. `categories` counts those the shop has now; problems stand in the order met."""

    created: int
    updated: int
    removed: int
    unchanged: int
    categories: int
    problems: tuple[Problem, ...]


def sync_products(keys: Iterable[str], *, at: datetime) -> Synced:
    """Bring these products up to date; keys that the shop no longer has are marked as removed."""
    total = Synced()
    with _as_the_shop():
        for some in _chunks(sorted({key for key in keys if is_key(key)})):
            total += _sync_chunk(some, at=at)
    return total


def sync_categories(*, at: datetime) -> CategoriesSynced:
    """Bring all categories up to date, with their paths; circles and missing parents are cut and reported."""
    with _as_the_shop():
        return write_categories(get_adapter().iter_categories, at=at)


def reconcile(*, at: datetime, progress: Callable[[int], object] | None = None) -> Reconciled:
    """Compare the whole catalogue with the shop and write what differs; `progress` hears each chunk's size.

    Costs one comparing query per chunk, and `_sync_chunk` for chunks with differences.
    """
    with collecting() as problems, _as_the_shop():
        categories = sync_categories(at=at)
        total = Synced()
        seen: set[str] = set()
        for products in _chunks(get_adapter().iter_products()):
            rows = _rows(products)
            seen.update(rows)
            stale = _stale(rows)
            total += Synced(unchanged=len(rows) - len(stale))
            if stale:
                total += _sync_chunk(sorted(stale), at=at)
            if progress is not None:
                progress(len(products))
        for known in _chunks(list(CatalogItem.objects.filter(removed_at=None).values_list("key", flat=True))):
            # Asked again by key before they go: a product may have come while we were reading.
            missing = sorted(key for key in known if key not in seen)
            if missing:
                total += _sync_chunk(missing, at=at)
    return Reconciled(
        created=total.created,
        updated=total.updated,
        removed=total.removed,
        unchanged=total.unchanged,
        categories=categories.total,
        # An unreadable product is met twice: among all, and when it is asked for by its key.
        problems=tuple(dict.fromkeys(problems)),
    )


def _stale(rows: dict[str, ItemRow]) -> list[str]:
    """Keys whose row is missing, differs or is marked as removed."""
    known = dict(CatalogItem.objects.filter(key__in=list(rows), removed_at=None).values_list("key", "digest"))
    return [key for key, row in rows.items() if known.get(key) != row.digest]


def _sync_chunk(keys: Sequence[str], *, at: datetime) -> Synced:
    """In one transaction lock the rows, read the shop, write what differs. At most `CHUNK` sorted keys."""
    with collecting() as problems, transaction.atomic(using=_database()):
        known = _locked(keys, at=at)
        keys = list(known)
        found = get_adapter().get_products(keys)
        rows = _rows(product for key, product in found.items() if key in known and product.key == key)
        unreadable = {problem.key for problem in problems}
        changed = {
            key: row
            for key, row in rows.items()
            if known[key]["digest"] != row.digest or known[key]["removed_at"] is not None
        }
        gone = [key for key in keys if key not in rows and key not in unreadable]
        _write(changed, at=at)
        removed = _remove(gone, known, at=at)
        _forget_placeholders([key for key in keys if key not in rows], known)
        changes = [_change(known[key], row) for key, row in changed.items()]
        changes += [ItemChange(key, _state(known[key]), None) for key in removed]
        if changes:
            _tell(changes, at=at)
    created = sum(1 for key in changed if not known[key]["digest"])
    return Synced(
        created=created,
        updated=len(changed) - created,
        removed=len(removed),
        unchanged=len(rows) - len(changed),
        problems=tuple(problems),
    )


def _locked(keys: Sequence[str], *, at: datetime) -> dict[str, dict[str, Any]]:
    """The known rows, locked until the transaction ends. Keys without a row get one with an empty digest.

    The placeholder makes two processes that meet a new product wait for each other like for a known one.
    """
    there = set(CatalogItem.objects.filter(key__in=keys).values_list("key", flat=True))
    placeholders = [CatalogItem(key=key, listed=False, synced_at=at) for key in keys if key not in there]
    if placeholders:
        CatalogItem.objects.bulk_create(placeholders, ignore_conflicts=True)
    rows = CatalogItem.objects.select_for_update().filter(key__in=keys).order_by("key")
    columns = ("key", "digest", "removed_at", "price", "currency", "stock", "available", "listed")
    return {row["key"]: row for row in rows.values(*columns)}


def _write(rows: dict[str, ItemRow], *, at: datetime) -> None:
    if not rows:
        return
    items = [
        CatalogItem(**asdict(row), digest=row.digest, synced_at=at, removed_at=None) for row in rows.values()
    ]
    # An upsert because bulk_update's CASE lists become slow statements; the rows exist and are locked.
    features = connections[_database()].features
    target = ["key"] if features.supports_update_conflicts_with_target else None
    CatalogItem.objects.bulk_create(
        items, update_conflicts=True, update_fields=list(_WRITTEN), unique_fields=target
    )
    _write_categories_of(rows)


def _write_categories_of(rows: dict[str, ItemRow]) -> None:
    links = CatalogItemCategory.objects.filter(item__in=list(rows))
    known = {(item, category): pk for pk, item, category in links.values_list("pk", "item", "category_key")}
    wanted = {(key, category) for key, row in rows.items() for category in row.category_keys}
    stale = [pk for link, pk in known.items() if link not in wanted]
    if stale:
        CatalogItemCategory.objects.filter(pk__in=stale).delete()
    new = sorted(wanted - known.keys())
    if new:
        CatalogItemCategory.objects.bulk_create(
            CatalogItemCategory(item_id=item, category_key=category) for item, category in new
        )


def _remove(gone: Collection[str], known: dict[str, dict[str, Any]], *, at: datetime) -> list[str]:
    """Mark as removed those that were there until now; which ones they were."""
    removed = [key for key in gone if known[key]["digest"] and known[key]["removed_at"] is None]
    if removed:
        CatalogItem.objects.filter(key__in=removed).update(
            removed_at=at, listed=False, available=False, synced_at=at
        )
    return removed


def _forget_placeholders(missing: Sequence[str], known: dict[str, dict[str, Any]]) -> None:
    empty = [key for key in missing if not known[key]["digest"]]
    if empty:
        CatalogItem.objects.filter(key__in=empty).delete()


def _rows(products: Iterable[Product]) -> dict[str, ItemRow]:
    rows = (item_row(product) for product in products)
    return {row.key: row for row in rows if row is not None}


def _change(known: dict[str, Any], row: ItemRow) -> ItemChange:
    new = ItemState(row.price, row.currency, row.stock, row.available, row.listed)
    return ItemChange(row.key, _state(known) if known["digest"] else None, new)


def _state(known: dict[str, Any]) -> ItemState:
    state = ItemState(known["price"], known["currency"], known["stock"], known["available"], known["listed"])
    return state if known["removed_at"] is None else replace(state, available=False, listed=False)


def _tell(changes: list[ItemChange], *, at: datetime) -> None:
    def send() -> None:
        catalog_changed.send_robust(sender=CatalogItem, changes=changes, at=at)

    transaction.on_commit(send, using=_database(), robust=True)


def _database() -> str:
    return router.db_for_write(CatalogItem)


@contextmanager
def _as_the_shop() -> Iterator[None]:
    """Titles and addresses in the shop's own language, whoever's request it is: else rows would flap.

    And as they were saved: a replica that lags would take back the change that is being synced.
    """
    with translation.override(django_settings.LANGUAGE_CODE), fresh_reads():
        yield


def _chunks(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
