"""Staged categories and products into the shop's catalogue."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from example_shop.history.checks import DEEPEST
from example_shop.history.report import Report
from example_shop.history.staging import Staging
from example_shop.models import Brand, Category, Product
from example_shop.steps import Advance

_PAGE = 1000
#: Quiet colours for pictures of what nobody described.
_COLOURS = (
    *("#1f5c4a", "#7a2840", "#1d3f72", "#8a6f4d", "#5b4a7d"),
    *("#a3562f", "#3f6f7f", "#6b7a2f", "#8c4a5f", "#4a4f57"),
)
#: Where products without a category stand.
_OTHER_SLUG, _OTHER_NAME = "all-products", "All products"


def load_categories(staging: Staging, report: Report, progress: Advance) -> None:
    """Parents before children. A category whose slug is there already stays as it is."""
    for depth in range(DEEPEST):
        pages = staging.pages(
            "SELECT c.category_id, c.name, c.headline, c.line, p.pk FROM categories c"
            " LEFT JOIN categories p ON c.parent_id <> '' AND p.category_id = c.parent_id"
            " WHERE c.category_id > ? AND c.depth = ? ORDER BY c.category_id",
            _PAGE,
            depth,
        )
        for page in pages:
            slugs = {slug_of(key): key for key, *_ in page}
            with transaction.atomic():
                there = _categories(slugs)
                Category.objects.bulk_create(
                    Category(
                        slug=slug_of(key),
                        name=name,
                        headline=headline,
                        parent_id=parent,
                        illustration=_kind(key),
                        colour=_colour(key),
                        position=min(line, 32_767),
                    )
                    for key, name, headline, line, parent in page
                    if slug_of(key) not in there
                )
                known = _categories(slugs)
            report.file("categories").loaded += len(page)
            report.file("categories").present += len(there)
            staging.run_many(
                "UPDATE categories SET pk = ? WHERE category_id = ?",
                [(known[slug], key) for slug, key in slugs.items()],
            )
            progress.advance(len(page))


def load_products(staging: Staging, report: Report, progress: Advance, *, at: datetime) -> None:
    """A product whose SKU is there already stays as it is."""
    counts = report.file("products")
    homeless = staging.number("SELECT COUNT(*) FROM products WHERE category_id = ''")
    other = _other_category().pk if homeless else 0
    (opened,) = next(staging.rows("SELECT MIN(placed_at) FROM orders"))
    created = datetime.fromisoformat(opened) if opened else at
    pages = staging.pages(
        "SELECT p.product_id, p.name, c.pk, c.category_id, p.brand, p.currency, p.price, p.list_price,"
        " p.cost, p.stock, p.description, p.created_at, p.attributes FROM products p"
        " LEFT JOIN categories c ON p.category_id <> '' AND c.category_id = p.category_id"
        " WHERE p.product_id > ? ORDER BY p.product_id",
        _PAGE,
    )
    for page in pages:
        keys = [row[0] for row in page]
        with transaction.atomic():
            there = _products(keys)
            new = [row for row in page if row[0].casefold() not in there]
            brands = _brands({row[4] for row in new if row[4]})
            Product.objects.bulk_create(
                _product(row, brands=brands, other=other, created=created) for row in new
            )
            known = _products(keys)
        counts.loaded += len(page)
        counts.present += len(there)
        staging.run_many(
            "UPDATE products SET pk = ? WHERE product_id = ?", [(known[key.casefold()], key) for key in keys]
        )
        progress.advance(len(page))


def slug_of(key: str, *, longest: int = 80) -> str:
    """An address for a key of the other shop: the key itself where it can be one, else with a fingerprint."""
    slug = slugify(key)
    if slug == key.lower() and len(slug) <= longest:
        return slug
    return f"{slug[: longest - 9].rstrip('-')}-{_digest(key)[:8]}".lstrip("-")


def _product(row: tuple[Any, ...], *, brands: dict[str, int], other: int, created: datetime) -> Product:
    key, name, category, category_key, brand, currency, price, list_price, cost, stock, *texts = row
    description, made, attributes = texts
    reduced = price is not None and list_price is not None and list_price > price
    moment = datetime.fromisoformat(made).astimezone(UTC) if made else created
    return Product(
        sku=key,
        slug=slug_of(f"{slugify(name)[:80]}-{key}", longest=120),
        name=name,
        description=description,
        category_id=other if category is None else category,
        brand_id=brands[slug_of(brand)] if brand else None,
        currency=currency,
        price=_money(price),
        list_price=_money(list_price) if reduced else None,
        cost=_money(cost),
        stock=stock,
        attributes=json.loads(attributes),
        illustration=_kind(category_key or _OTHER_SLUG),
        colour=_colour(key),
        created_at=moment,
        updated_at=moment,
    )


def _money(hundredths: int | None) -> Decimal | None:
    return None if hundredths is None else Decimal(hundredths).scaleb(-2)


def _categories(slugs: Iterable[str]) -> dict[str, int]:
    return dict(Category.objects.filter(slug__in=list(slugs)).values_list("slug", "pk"))


def _products(keys: list[str]) -> dict[str, int]:
    """Caseless SKU to primary key; in the whole history keys differ by more than case."""
    return {sku.casefold(): pk for sku, pk in Product.objects.filter(sku__in=keys).values_list("sku", "pk")}


def _brands(names: set[str]) -> dict[str, int]:
    """Slug to primary key, brands made where missing."""
    slugs = {slug_of(name): name for name in sorted(names)}
    known = dict(Brand.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    missing = {slug: name for slug, name in slugs.items() if slug not in known}
    Brand.objects.bulk_create(Brand(slug=slug, name=name) for slug, name in missing.items())
    return dict(Brand.objects.filter(slug__in=slugs).values_list("slug", "pk"))


def _other_category() -> Category:
    return Category.objects.get_or_create(
        slug=_OTHER_SLUG,
        defaults={
            "name": _OTHER_NAME,
            "illustration": _kind(_OTHER_SLUG),
            "colour": _colour(_OTHER_SLUG),
        },
    )[0]


def _kind(key: str) -> str:
    """Always the same drawing for the same key."""
    from example_shop.illustrations import KINDS  # the drawings load when the first picture is asked for

    return KINDS[int(_digest(key)[:8], 16) % len(KINDS)] if KINDS else ""


def _colour(key: str) -> str:
    return _COLOURS[int(_digest(key)[8:12], 16) % len(_COLOURS)]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
