"""Listings, the product page and search."""

from __future__ import annotations

from difflib import get_close_matches

from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from example_shop.categories import category_tree
from example_shop.models import Article, Brand, Product
from example_shop.noting import note
from example_shop.options import options_of
from example_shop.shelf import Shelf, containing, listed

_LONGEST_QUERY = 100
_VOCABULARY = 2000


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    tree = category_tree(request)
    here = tree.by_slug(slug)
    if here is None:
        raise Http404(f"No category {slug!r}")
    path = tree.path(here)
    return render(
        request,
        "shop/listing.html",
        {
            "category": here,
            "path": path[:-1],
            "top": path[0],
            "branches": tree.branches(path),
            "shelf": Shelf(listed().filter(category__in=tree.below(here)), request.GET),
        },
    )


@require_safe
def all_products(request: HttpRequest) -> HttpResponse:
    return render(request, "shop/listing.html", {"shelf": Shelf(listed(), request.GET)})


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(listed().select_related("brand", "category"), slug=slug)
    path = category_tree(request).path(shown.category)
    similar = (
        listed()
        .filter(category=shown.category_id)
        .exclude(pk=shown.pk)
        .select_related("brand", "category")
        .prefetch_related("variants")
        .order_by(F("rating").desc(nulls_last=True), "-rating_count", "pk")[:4]
    )
    # Articles about the product first, then about any shelf above it.
    articles = (
        Article.objects.filter(Q(products=shown.pk) | Q(category__in=[step.pk for step in path]))
        .distinct()
        .select_related("category")[:3]
    )
    return render(
        request,
        "shop/product.html",
        {
            "product": shown,
            "path": path,
            "top": path[0],
            "options": options_of(shown),
            "reviews": shown.reviews.all()[:8],
            "similar": similar,
            "articles": articles,
        },
    )


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    # Some databases refuse the NUL character, and nobody searches for it.
    query = request.GET.get("q", "").replace("\x00", "").strip()[:_LONGEST_QUERY]
    shelf = Shelf(containing(query), request.GET, ranked=True) if query else None
    if shelf is not None:
        note(request, "products_searched", {"query": query, "results": shelf.page.paginator.count})
    suggestion = ""
    popular: list[Product] = []
    if shelf is None or not shelf.page.paginator.count:
        suggestion = nearest_words(request, query)
        popular = list(
            listed()
            .filter(stock__gt=0)
            .select_related("brand", "category")
            .prefetch_related("variants")
            .order_by("-rating_count", "pk")[:4]
        )
    return render(
        request,
        "shop/search.html",
        {"query": query, "shelf": shelf, "suggestion": suggestion, "popular": popular},
    )


def nearest_words(request: HttpRequest, query: str) -> str:
    """The query with unknown words replaced by the nearest the shop uses; "" where that helps nobody."""
    names = [
        *listed().values_list("name", flat=True)[:_VOCABULARY],
        *Brand.objects.values_list("name", flat=True)[:_VOCABULARY],
        *(shelf.name for shelf in category_tree(request)),
    ]
    words = {word.strip(",.&()").lower() for name in names for word in name.split()}
    meant = []
    for word in query.lower().split():
        near = [word] if word in words else get_close_matches(word, words, n=1, cutoff=0.72)
        meant.extend(near)
    suggestion = " ".join(meant)
    if not meant or suggestion == query.lower() or not containing(suggestion).exists():
        return ""
    return suggestion
