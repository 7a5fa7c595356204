"""Write the catalogue into the database, as often as one likes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from example_shop.catalogue import home, provisions, technics, wear, women
from example_shop.catalogue.figures import draw, figures, stock_of, stock_of_variant
from example_shop.catalogue.magazine import PAGES
from example_shop.catalogue.palette import COLOURS
from example_shop.catalogue.reviews import words_about
from example_shop.catalogue.shelf import Item, Shelf
from example_shop.catalogue.tree import TREE, Branch
from example_shop.models import Article, Brand, Category, Product, Review, Variant

#: Everything for sale, shelf by shelf.
SHELVES: tuple[Shelf, ...] = (
    *women.SHELVES,
    *wear.SHELVES,
    *home.SHELVES,
    *technics.SHELVES,
    *provisions.SHELVES,
)


@dataclass(frozen=True)
class Loaded:
    """How many rows were added; all zero when everything was there already."""

    categories: int = 0
    brands: int = 0
    products: int = 0
    variants: int = 0
    reviews: int = 0
    articles: int = 0

    @property
    def total(self) -> int:
        return sum(getattr(self, field.name) for field in fields(self))


@transaction.atomic
def load(*, at: datetime) -> Loaded:
    """Add what is missing of the shop's catalogue; `at` is now, ages count back from it.

    A category, product or article that is there (by slug or SKU) is left as it is, with all its rows: what the shop
    owner changed stays changed. A product that somebody deleted comes back.
    """
    categories = _load_categories()
    brands = _load_brands()
    products, variants, reviews = _load_products(at=at)
    articles = _load_articles(at=at)
    return Loaded(categories, brands, products, variants, reviews, articles)


def _load_categories() -> int:
    there = dict(Category.objects.values_list("slug", "pk"))
    added = 0
    level: list[tuple[Branch, str, int]] = [(branch, "", i) for i, branch in enumerate(TREE)]
    while level:
        missing = [
            Category(
                slug=branch.slug,
                name=branch.name,
                parent_id=there.get(parent),
                headline=branch.headline,
                description=branch.description,
                illustration=branch.illustration,
                colour=branch.colour,
                position=position,
            )
            for branch, parent, position in level
            if branch.slug not in there
        ]
        Category.objects.bulk_create(missing)
        added += len(missing)
        there = dict(Category.objects.values_list("slug", "pk"))
        level = [(child, branch.slug, i) for branch, _, _ in level for i, child in enumerate(branch.children)]
    return added


def _load_brands() -> int:
    names = dict.fromkeys(item.brand for _, item in _items())
    there = set(Brand.objects.values_list("slug", flat=True))
    missing = [Brand(name=name, slug=slugify(name)) for name in names if slugify(name) not in there]
    Brand.objects.bulk_create(missing)
    return len(missing)


def _items() -> Iterator[tuple[Shelf, Item]]:
    for shelf in SHELVES:
        for item in shelf.items():
            yield shelf, item


def _load_products(*, at: datetime) -> tuple[int, int, int]:
    category_of = dict(Category.objects.values_list("slug", "pk"))
    brand_of = dict(Brand.objects.values_list("slug", "pk"))
    skus = set(Product.objects.values_list("sku", flat=True))
    slugs = set(Product.objects.values_list("slug", flat=True))
    products: list[Product] = []
    variants: list[Variant] = []
    reviews: list[Review] = []
    for shelf, item in _items():
        sku, slug = shelf.sku(item), slugify(item.name)
        if sku in skus or slug in slugs:
            continue
        slugs.add(slug)
        product = _product(shelf, item, sku=sku, slug=slug, at=at)
        product.category_id = category_of[shelf.category]
        product.brand_id = brand_of[slugify(item.brand)]
        own = list(_variants(shelf, item, product))
        product.stock = sum(variant.stock for variant in own) if own else stock_of(sku)
        products.append(product)
        variants += own
        reviews += _reviews(shelf, product, at=at)
    Product.objects.bulk_create(products, batch_size=200)
    _bind(variants)
    _bind(reviews)
    Variant.objects.bulk_create(variants, batch_size=200)
    Review.objects.bulk_create(reviews, batch_size=200)
    return len(products), len(variants), len(reviews)


def _bind(rows: list[Any]) -> None:
    """Give the rows the keys of their products, for databases whose bulk insert returns none."""
    key_of = dict(Product.objects.values_list("sku", "pk")) if rows else {}
    for row in rows:
        row.product_id = row.product.pk or key_of[row.product.sku]


def _product(shelf: Shelf, item: Item, *, sku: str, slug: str, at: datetime) -> Product:
    numbers = figures(sku, item.price)
    closings = shelf.closings
    first = draw(sku, "closing", len(closings))
    sentences = [item.sentence, closings[first]]
    if len(closings) > 2 and draw(sku, "long", 2):
        sentences.append(closings[(first + 1) % len(closings)])
    return Product(
        sku=sku,
        slug=slug,
        name=item.name,
        description=" ".join(sentences),
        price=item.price,
        list_price=numbers.list_price,
        cost=numbers.cost,
        rating=numbers.rating,
        rating_count=numbers.rating_count,
        attributes=item.attributes,
        illustration=item.kind,
        colour=COLOURS[item.colours[0]],
        created_at=at - numbers.age,
        updated_at=at - min(numbers.age, timedelta(days=1 + draw(sku, "changed", 30))),
    )


def _variants(shelf: Shelf, item: Item, product: Product) -> Iterator[Variant]:
    """Every colour in every size; none for a product with one colour and no sizes."""
    sizes = shelf.sizes or ("",)
    if len(item.colours) * len(sizes) == 1:
        return
    position = 0
    for colour in item.colours:
        for size in sizes:
            sku = "-".join(filter(None, (product.sku, slugify(colour)[:12].upper(), size)))
            yield Variant(
                product=product,
                sku=sku,
                colour=colour,
                colour_hex=COLOURS[colour],
                size=size,
                price=_variant_price(item.price, size),
                stock=stock_of_variant(sku, product.sku),
                position=position,
            )
            position += 1


def _variant_price(price: Decimal | None, size: str) -> Decimal | None:
    """Large bicycle frames cost a little more; everything else costs what the product costs."""
    return price + 40 if price is not None and price >= 1500 and size == "L" else None


def _reviews(shelf: Shelf, product: Product, *, at: datetime) -> Iterator[Review]:
    """Never more texts than there are ratings."""
    for words in islice(words_about(product.sku, shelf.talk, at - product.created_at), product.rating_count):
        yield Review(
            product=product,
            author=words.author,
            rating=words.rating,
            title=words.title,
            text=words.text,
            created_at=product.created_at + words.after,
        )


def _load_articles(*, at: datetime) -> int:
    there = set(Article.objects.values_list("slug", flat=True))
    category_of = dict(Category.objects.values_list("slug", "pk"))
    missing = [page for page in PAGES if page.slug not in there]
    Article.objects.bulk_create(
        Article(
            slug=page.slug,
            title=page.title,
            kind=page.kind,
            category_id=category_of[page.category],
            intro=page.intro,
            body=page.body,
            illustration=page.illustration,
            colour=page.colour,
            published_at=at - timedelta(days=page.days_ago),
        )
        for page in missing
    )
    if missing:
        article_of = dict(Article.objects.values_list("slug", "pk"))
        product_of = dict(Product.objects.values_list("slug", "pk"))
        through = Article.products.through
        through.objects.bulk_create(
            through(article_id=article_of[page.slug], product_id=product_of[slugify(name)])
            for page in missing
            for name in page.products
        )
    return len(missing)
