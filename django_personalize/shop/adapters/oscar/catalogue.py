"""Oscar's products and categories. Prices and stock come from its strategy, never from fields."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import and_
from typing import Any

from django.db import DatabaseError
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from django_personalize.shop.adapters import values
from django_personalize.shop.adapters.mapping import CHUNK, in_chunks
from django_personalize.shop.adapters.oscar.loading import model, money, pks, strategy
from django_personalize.shop.money import Money
from django_personalize.shop.ports import Category, Product
from django_personalize.shop.problems import report
from django_personalize.shop.tree import Tree

#: Words of a search that are used; more would only make the query slow.
_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside some products in other tables, by primary key."""

    categories: Mapping[Any, list[str]]
    attributes: Mapping[Any, dict[str, str]]
    tree: Tree


@dataclass(frozen=True, slots=True)
class Offer:
    """What a customer could buy: a product without children, or one child."""

    price: Money | None
    stock: int | None
    available: bool


class Catalogue:
    """`brand` and `cost` are codes of product attributes, "" where the shop has none."""

    def __init__(self, *, brand: str, cost: str) -> None:
        self.brand = brand
        self.cost = cost

    def key_of(self, obj: object) -> str | None:
        """Key of the parent of a child, of the product itself otherwise."""
        if not isinstance(obj, model("catalogue", "Product")):
            return None
        key = obj.parent_id or obj.pk
        return None if key is None else str(key)

    def all(self, *, changed_since: datetime | None) -> Iterator[Product]:
        """Every parent and standalone product; with `changed_since` those that changed, or whose stock did."""
        rows = self._rows()
        if changed_since is not None:
            stock = model("partner", "StockRecord").objects.filter(date_updated__gte=changed_since)
            moved = stock.values_list("product_id", "product__parent_id")
            own = {parent or product for product, parent in moved}
            children = model("catalogue", "Product").objects.filter(date_updated__gte=changed_since)
            own |= {parent or child for child, parent in children.values_list("pk", "parent_id")}
            rows = rows.filter(pk__in=own)
        how = strategy(None)
        for chunk in in_chunks(rows):
            yield from self._read(chunk, how)

    def by_keys(self, keys: Sequence[str], *, request: HttpRequest | None) -> dict[str, Product]:
        """The readable products among these keys, in their order, priced for this request."""
        wanted = list(dict.fromkeys(keys))
        found: dict[str, Product] = {}
        for start in range(0, len(wanted), CHUNK):
            some = pks(model("catalogue", "Product"), wanted[start : start + CHUNK])
            if some:
                rows = list(self._rows().filter(pk__in=some))
                found.update((one.key, one) for one in self._read(rows, strategy(request)))
        return {key: found[key] for key in wanted if key in found}

    def categories(self) -> Iterator[Category]:
        """Those that the shop shows."""
        tree = _tree()
        for row in _browsable().order_by("path"):
            key = str(row.pk)
            yield Category(
                key=key,
                title=values.text(row.name),
                url=values.text(row.get_absolute_url()),
                parent_key=tree.parent(key),
                image_url=values.address(row.image) or None,
            )

    def search(self, query: str, *, limit: int) -> list[str]:
        """Keys of the products whose title contains every word."""
        words = values.text(query).split()[:_MOST_WORDS]
        if not words or limit < 1:
            return []
        contains = reduce(and_, (Q(title__icontains=word) for word in words))
        rows = model("catalogue", "Product").objects.browsable().filter(contains).order_by("title", "pk")
        return [str(pk) for pk in rows.values_list("pk", flat=True)[:limit]]

    def _rows(self) -> QuerySet[Any]:
        products = model("catalogue", "Product").objects
        children = products.public().order_by("pk").prefetch_related("stockrecords")
        rows = products.filter(parent=None).select_related("product_class")
        found: QuerySet[Any] = rows.prefetch_related("images", "stockrecords").prefetch_public_children(
            children
        )
        return found

    def _read(self, rows: Sequence[Any], how: Any) -> Iterator[Product]:
        beside = _beside([row.pk for row in rows])
        for row in rows:
            try:
                yield self._product(row, how, beside)
            except DatabaseError:
                raise
            except Exception as error:  # a fork's property or strategy may raise anything
                text = f"Product {row.pk} cannot be read ({type(error).__name__}: {error}); it is left out."
                report(text, key=str(row.pk))

    def _product(self, row: Any, how: Any, beside: Beside) -> Product:
        children = list(row.get_public_children()) if row.is_parent else []
        offers = [_offer(one, how) for one in (children if row.is_parent else [row])]
        priced = [one for one in offers if one.price is not None]
        for_sale = [one for one in priced if one.available] or priced
        price = min((one.price for one in for_sale if one.price), key=lambda one: one.amount, default=None)
        counted = [one.stock for one in offers if one.stock is not None]
        attributes = beside.attributes.get(row.pk, {})
        cost = attributes.get(self.cost, "") if self.cost else ""
        return Product(
            key=str(row.pk),
            title=values.text(row.get_title()),
            url=values.text(row.get_absolute_url()),
            image_url=_image(row),
            price=price,
            cost=values.price(cost, price.currency) if cost and price else None,
            available=any(one.available for one in offers),
            stock=sum(counted) if counted else None,
            listed=bool(row.is_public),
            category_keys=beside.tree.with_ancestors(beside.categories.get(row.pk, [])),
            brand=attributes.get(self.brand, "") if self.brand else "",
            attributes={
                code: text for code, text in attributes.items() if code not in {self.brand, self.cost}
            },
            variant_keys=tuple(str(child.pk) for child in children),
            rating=values.number(row.rating),
            created_at=values.moment(row.date_created),
        )


def _offer(row: Any, how: Any) -> Offer:
    info = how.fetch_for_product(row)
    tracked = info.stockrecord is not None and row.get_product_class().track_stock
    stock = max(info.stockrecord.net_stock_level, 0) if tracked else None
    return Offer(money(info.price), stock, bool(info.availability.is_available_to_buy))


def _image(row: Any) -> str | None:
    """Address of the first picture. Oscar stands in a dict where there is none; that is no picture of the product."""
    image = row.primary_image()
    return None if isinstance(image, Mapping) else values.address(image.original) or None


def _beside(products: Sequence[Any]) -> Beside:
    categories: dict[Any, list[str]] = defaultdict(list)
    links = model("catalogue", "ProductCategory").objects.filter(product__in=products).order_by("pk")
    for product, category in links.values_list("product_id", "category_id"):
        categories[product].append(str(category))
    attributes: dict[Any, dict[str, str]] = defaultdict(dict)
    given = model("catalogue", "ProductAttributeValue").objects.filter(product__in=products).order_by("pk")
    for one in given.select_related("attribute", "value_option").prefetch_related("value_multi_option"):
        text = values.text(one.value_as_text)
        if text:
            attributes[one.product_id][one.attribute.code] = text
    return Beside(categories, attributes, _tree())


def _browsable() -> QuerySet[Any]:
    found: QuerySet[Any] = model("catalogue", "Category").objects.browsable()
    return found


def _tree() -> Tree:
    """From treebeard's paths, in one query: the parent's path is the path without its last step."""
    step = model("catalogue", "Category").steplen
    keys = {path: str(pk) for pk, path in _browsable().values_list("pk", "path")}
    return Tree({key: keys.get(path[:-step]) for path, key in keys.items()})
