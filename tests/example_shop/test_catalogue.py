from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db.models import Count, F, Sum

from example_shop.catalogue import SHELVES, TREE, Loaded, load
from example_shop.catalogue.reviews import TEMPLATES
from example_shop.catalogue.shelf import BadLine, Shelf
from example_shop.illustrations import KINDS
from example_shop.models import Article, Brand, Category, Product, Review, Variant

AT = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)


@pytest.fixture
def loaded(db: None) -> Loaded:
    return load(at=AT)


def _count(slug: str) -> int:
    """Products in a category or directly below it."""
    return (
        Product.objects.filter(category__slug=slug).count()
        + Product.objects.filter(category__parent__slug=slug).count()
    )


@pytest.mark.parametrize(
    ("slug", "least"),
    [
        ("evening-dresses", 10),
        ("evening-bags", 6),
        ("bags", 18),
        ("sofas-armchairs", 10),
        ("bicycles", 12),
        ("televisions", 12),
        ("decoration", 15),
        ("wall-art", 12),
        ("food-supplements", 14),
        ("wood-connectors", 12),
        ("summer-dresses", 6),
        ("lighting", 6),
        ("tools", 6),
        ("cycling-gear", 6),
        ("audio", 6),
    ],
)
def test_every_example_has_enough_products(loaded: Loaded, slug: str, least: int) -> None:
    assert _count(slug) >= least


def test_the_counts_are_what_load_says(loaded: Loaded) -> None:
    assert loaded == Loaded(
        categories=Category.objects.count(),
        brands=Brand.objects.count(),
        products=Product.objects.count(),
        variants=Variant.objects.count(),
        reviews=Review.objects.count(),
        articles=Article.objects.count(),
    )
    assert 240 <= loaded.products <= 320
    assert 25 <= loaded.brands <= 40
    assert loaded.variants > 1000
    assert loaded.articles >= 14


def test_a_second_run_adds_and_changes_nothing(loaded: Loaded) -> None:
    before = list(Product.objects.order_by("pk").values())
    assert load(at=AT + timedelta(days=3)).total == 0
    assert list(Product.objects.order_by("pk").values()) == before


def test_what_the_owner_changed_stays_and_what_is_missing_comes_back(loaded: Loaded) -> None:
    changed, gone = Product.objects.order_by("sku")[:2]
    Product.objects.filter(pk=changed.pk).update(name="My own name", price=Decimal("1.00"))
    gone.delete()
    again = load(at=AT)
    assert again.products == 1
    changed.refresh_from_db()
    assert (changed.name, changed.price) == ("My own name", Decimal("1.00"))
    assert Product.objects.filter(sku=gone.sku).exists()


def test_few_statements_load_everything(db: None, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_max_num_queries(80):
        load(at=AT)


def test_the_tree_has_no_cycle_and_at_least_nine_roots(loaded: Loaded) -> None:
    parent_of = dict(Category.objects.values_list("pk", "parent_id"))
    assert sum(parent is None for parent in parent_of.values()) == len(TREE) >= 9
    for key in parent_of:
        seen = set()
        step: int | None = key
        while step is not None:
            assert step not in seen
            seen.add(step)
            step = parent_of[step]


def test_every_leaf_has_products_and_every_category_a_picture(loaded: Loaded) -> None:
    for category in Category.objects.annotate(below=Count("children", distinct=True)):
        assert category.illustration in KINDS
        assert category.headline
        if not category.below:
            assert category.products.exists(), category.slug


def test_every_product_has_a_known_picture_and_a_description(loaded: Loaded) -> None:
    for product in Product.objects.all():
        assert product.illustration in KINDS, product.sku
        assert product.image_url
        assert 2 <= product.description.count(". ") + 1 <= 7
        assert product.attributes["colour"]


def test_prices_leave_a_margin_and_one_in_five_is_reduced(loaded: Loaded) -> None:
    priced = Product.objects.exclude(price=None)
    assert Product.objects.filter(price=None).count() == 1
    assert not priced.filter(cost__gte=F("price")).exists()
    for product in priced:
        assert Decimal("0.449") <= product.cost / product.price <= Decimal("0.701")  # type: ignore[operator]
    reduced = priced.exclude(list_price=None)
    assert not reduced.filter(list_price__lte=F("price")).exists()
    assert 0.12 <= reduced.count() / priced.count() <= 0.28


def test_stock_is_the_sum_of_the_variants_and_some_is_sold_out_or_low(loaded: Loaded) -> None:
    for product in Product.objects.annotate(parts=Sum("variants__stock"), number=Count("variants")):
        if product.number:
            assert product.stock == product.parts
    assert 5 <= Product.objects.filter(stock=0).count() <= 40
    assert Product.objects.filter(stock__range=(1, 3)).exists()


def test_about_half_of_the_products_have_reviews_written_after_they_came(loaded: Loaded) -> None:
    reviewed = Product.objects.filter(reviews__isnull=False).distinct().count()
    assert 0.35 <= reviewed / loaded.products <= 0.65
    assert not Review.objects.filter(created_at__lt=F("product__created_at")).exists()
    assert not Review.objects.filter(created_at__gt=AT).exists()
    assert not Product.objects.annotate(n=Count("reviews")).filter(n__gt=F("rating_count")).exists()


def test_wood_connectors_come_from_three_brands_with_tutorials(loaded: Loaded) -> None:
    connectors = Product.objects.filter(category__slug="wood-connectors")
    assert connectors.values("brand").distinct().count() == 3
    tutorials = Article.objects.filter(category__slug="wood-connectors", kind="tutorial")
    assert tutorials.count() >= 4
    assert all(tutorial.products.filter(category__slug="wood-connectors").exists() for tutorial in tutorials)


def test_what_matches_names_a_product_of_another_shelf_or_family(loaded: Loaded) -> None:
    names = set(Product.objects.values_list("name", flat=True))
    matches = [
        product.attributes["matches"] for product in Product.objects.all() if "matches" in product.attributes
    ]
    assert len(matches) >= 8
    assert set(matches) <= names


def test_the_written_catalogue_is_free_of_doubles() -> None:
    items = [(shelf, item) for shelf in SHELVES for item in shelf.items()]
    assert len({shelf.sku(item) for shelf, item in items}) == len(items)
    assert len({item.name for _, item in items}) == len(items)
    assert {shelf.talk for shelf in SHELVES} <= set(TEMPLATES)


def _shelf(rows: str) -> Shelf:
    return Shelf(category="x", prefix="X", rows=rows, closings=("Good.",), talk="art")


def test_a_line_that_cannot_be_read_is_quoted() -> None:
    with pytest.raises(BadLine, match=r"7 fields wanted, 2 found in 'Vase \| vase'"):
        _shelf("Vase | vase").items()
    with pytest.raises(BadLine, match="unknown colour 'pinkish'"):
        _shelf("Vase | vase | pinkish | 9 | B | a=b | Nice.").items()
    with pytest.raises(BadLine, match="key=value, not 'round'"):
        _shelf("Vase | vase | rust | 9 | B | round | Nice.").items()
