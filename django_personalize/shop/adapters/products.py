"""Products of a hand-written shop, read by PERSONALIZE["PRODUCT"]."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import reduce
from operator import and_
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q, QuerySet

from django_personalize.shop.adapters import values
from django_personalize.shop.adapters.categories import Categories
from django_personalize.shop.adapters.mapping import CHUNK, Table, in_chunks
from django_personalize.shop.adapters.reading import Row, Unreadable, reference
from django_personalize.shop.money import Money
from django_personalize.shop.ports import Card, Product
from django_personalize.shop.tree import Tree

C = TypeVar("C", bound=Card)

#: The keys of the mapping that a card is made of.
_SHOWN = frozenset(
    {
        *("key", "title", "url", "image", "price", "list_price", "currency", "available", "stock", "listed"),
        *("brand", "rating", "parent"),
    }
)
#: Words of a search that are used; more would only make the query slow.
_MOST_WORDS = 8


_CARD_FIELDS = tuple(field.name for field in fields(Card))


@dataclass(frozen=True, slots=True)
class _Variant:
    """What a variant that is a product row of its own adds to its parent."""

    key: str
    price: Money | None
    list_price: Money | None
    stock: int | None
    available: bool
    listed: bool


class Products:
    """The product model; `categories` is None where the shop maps none."""

    def __init__(self, table: Table, categories: Categories | None) -> None:
        self.table = table
        self.categories = categories

    def all(self, *, changed_since: datetime | None) -> Iterator[Product]:
        """Every listable product that can be read; all of them where no "updated" is mapped."""
        rows = self._listable(self.table.rows())
        updated, parent = self.table.column_of("updated"), self.table.column_of("parent")
        if changed_since is not None and updated is not None:
            changed = Q(**{f"{updated}__gte": changed_since})
            if parent is not None:
                variants = self.table.model._default_manager.filter(changed, **{f"{parent}__isnull": False})
                rows = rows.filter(changed | Q(pk__in=variants.values(parent)))
            else:
                rows = rows.filter(changed)
        tree = self._tree()
        for chunk in in_chunks(rows):
            yield from self._products(chunk, tree)

    def by_keys(self, keys: Sequence[str]) -> dict[str, Product]:
        """The readable products among these keys, in their order."""
        tree = self._tree() if keys else None
        return self._by_keys(keys, lambda rows: self._products(rows, tree))

    def cards(self, keys: Sequence[str]) -> dict[str, Card]:
        """What pages show of them: without their categories, attributes, cost and whatever those would join."""
        return self._by_keys(keys, lambda rows: self._finished(rows, self._card, only=_SHOWN), only=_SHOWN)

    def _by_keys(
        self,
        keys: Sequence[str],
        read: Callable[[Sequence[models.Model]], Iterator[C]],
        *,
        only: frozenset[str] | None = None,
    ) -> dict[str, C]:
        wanted = list(dict.fromkeys(keys))
        found: dict[str, C] = {}
        for start in range(0, len(wanted), CHUNK):
            rows = self._listable(self.table.by_keys(wanted[start : start + CHUNK], only=only))
            found.update((one.key, one) for one in read(list(rows)))
        # A key in another spelling ("012") found a row, but it is not that row's key.
        return {key: found[key] for key in wanted if key in found}

    def key_of(self, value: object) -> str | None:
        """Key of the listable product behind a product row or a variant's row; a key as it is."""
        if not isinstance(value, models.Model):
            return reference(self.table, value)
        if isinstance(value, self.table.model):
            parent = self.table.paths.get("parent")
            above = None if parent is None else parent.read(value)
            return reference(self.table, value if above is None else above)
        variants = self.table.paths.get("variants")
        if variants is None or variants.leads_to is None or not isinstance(value, variants.leads_to):
            return None
        for field in variants.leads_to._meta.fields:
            if isinstance(field, models.ForeignKey) and field.related_model is self.table.model:
                return self.key_of(getattr(value, field.name))
        return None

    def currency_of(self, value: object) -> str:
        """ISO 4217 code of a product row's prices, "" for anything else."""
        return Row(self.table, value, key="").currency() if isinstance(value, self.table.model) else ""

    def variant_key_of(self, value: object) -> str | None:
        """Key of the row itself where it is a variant among the products, else None."""
        parent = self.table.paths.get("parent")
        if parent is None or not isinstance(value, self.table.model) or parent.read(value) is None:
            return None
        return self.table.key_of(value)

    def search(self, query: str, *, limit: int) -> list[str]:
        """Keys of the listed products whose title contains every word."""
        words = values.text(query).split()[:_MOST_WORDS]
        title = self.table.column_of("title")
        if not words or title is None or limit < 1:
            return []
        contains = reduce(and_, (Q(**{f"{title}__icontains": word}) for word in words))
        rows = self.table.model._default_manager.filter(contains, self.table.condition("listed"))
        found = self._listable(rows).order_by(title, "pk").values_list(self.table.key_column, flat=True)
        return [str(key) for key in found[:limit]]

    def _listable(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        parent = self.table.column_of("parent")
        return rows if parent is None else rows.filter(**{f"{parent}__isnull": True})

    def _tree(self) -> Tree | None:
        if self.categories is None or "categories" not in self.table.paths:
            return None
        return self.categories.tree()

    def _products(self, rows: Sequence[models.Model], tree: Tree | None) -> Iterator[Product]:
        return self._finished(rows, lambda row: self._product(row, tree))

    def _finished(
        self,
        rows: Sequence[models.Model],
        make: Callable[[Row], C | None],
        *,
        only: frozenset[str] | None = None,
    ) -> Iterator[C]:
        """What `make` gives of each row, with its variants' prices and stock; rows without a key are left out."""
        variants = self._variants(rows, only=only)
        for source in rows:
            key = self.table.key_of(source)
            found = make(Row(self.table, source, key=key)) if key else None
            if found is not None:
                yield _with_variants(found, variants.get(source.pk, []))

    def _product(self, row: Row, tree: Tree | None) -> Product | None:
        card = self._card(row)
        return (
            None
            if card is None
            else Product(
                **{name: getattr(card, name) for name in _CARD_FIELDS},
                cost=row.value("cost", self._priced(row), None),
                category_keys=self._category_keys(row, tree),
                attributes=row.labelled("attributes"),
                variant_keys=row.value("variants", _primary_keys, ()),
                created_at=row.value("created", values.moment, None),
            )
        )

    def _card(self, row: Row) -> Card | None:
        priced = self._priced(row)
        stock = row.value("stock", values.whole, None)
        try:
            title, url = row.required("title", values.text, ""), row.required("url", values.address, "")
        except Unreadable:
            row.leave_out("a product needs a title and an address")
            return None
        return Card(
            key=row.key,
            title=title,
            url=url,
            image_url=row.value("image", values.address, "") or None,
            price=row.value("price", priced, None),
            list_price=row.value("list_price", priced, None),
            available=row.value("available", bool, stock is None or stock > 0),
            stock=stock,
            listed=self.table.is_listed(row.row),
            brand=row.value("brand", values.text, ""),
            rating=row.value("rating", values.number, None),
        )

    def _priced(self, row: Row) -> Callable[[object], Money | None]:
        currency = row.currency()
        return lambda value: values.price(value, currency)

    def _variants(
        self, rows: Sequence[models.Model], *, only: frozenset[str] | None = None
    ) -> dict[Any, list[_Variant]]:
        """The variants that are rows of the same model, by primary key of their parent; one query for all."""
        parent, column = self.table.paths.get("parent"), self.table.column_of("parent")
        found: dict[Any, list[_Variant]] = defaultdict(list)
        if parent is None or column is None or not rows:
            return found
        of_these = Q(**{f"{column}__in": [row.pk for row in rows]})
        for source in self.table.rows(only=only).filter(of_these).order_by("pk"):
            above, key = parent.read(source), self.table.key_of(source)
            if key and isinstance(above, models.Model):
                row = Row(self.table, source, key=key)
                priced, stock = self._priced(row), row.value("stock", values.whole, None)
                found[above.pk].append(
                    _Variant(
                        key=key,
                        price=row.value("price", priced, None),
                        list_price=row.value("list_price", priced, None),
                        stock=stock,
                        available=row.value("available", bool, stock is None or stock > 0),
                        listed=self.table.is_listed(source),
                    )
                )
        return found

    def _category_keys(self, row: Row, tree: Tree | None) -> tuple[str, ...]:
        none: tuple[str, ...] = ()
        own = row.value("categories", self._own_categories, none)
        return own if tree is None else tree.with_ancestors(own)

    def _own_categories(self, value: object) -> tuple[str, ...]:
        several = value if isinstance(value, list | tuple | set) else [value]
        table = self.categories.table if self.categories else None
        keys = (reference(table, one) for one in several)
        return tuple(dict.fromkeys(key for key in keys if key))


def _with_variants(product: C, variants: list[_Variant]) -> C:
    """The parent as customers see it: from the cheapest variant's price, with the stock of all of them."""
    shown = [variant for variant in variants if variant.listed] or variants
    if not shown:
        return product
    priced = [variant for variant in shown if variant.price is not None]
    for_sale = [variant for variant in priced if variant.available] or priced
    cheapest = min(for_sale, key=lambda variant: variant.price.amount if variant.price else 0, default=None)
    counted = [variant.stock for variant in shown if variant.stock is not None]
    seen: dict[str, Any] = {
        "price": cheapest.price if cheapest else product.price,
        "list_price": cheapest.list_price if cheapest else product.list_price,
        "stock": sum(counted) if counted else product.stock,
        "available": any(variant.available for variant in shown),
    }
    if isinstance(product, Product):
        seen["variant_keys"] = tuple(variant.key for variant in shown)
    return replace(product, **seen)


def _primary_keys(rows: object) -> tuple[str, ...]:
    return (
        tuple(str(row.pk) for row in rows if isinstance(row, models.Model)) if isinstance(rows, list) else ()
    )
