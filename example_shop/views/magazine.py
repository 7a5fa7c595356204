"""The magazine. Its list may be kept by shared caches: it shows nothing about who is looking."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control, cache_page
from django.views.decorators.http import require_safe

from example_shop.models import Article
from example_shop.shelf import listed

_FIVE_MINUTES = 300


@require_safe
@cache_page(_FIVE_MINUTES, key_prefix="magazine")
@cache_control(public=True, max_age=_FIVE_MINUTES)
def magazine(request: HttpRequest) -> HttpResponse:
    return render(
        request, "shop/magazine.html", {"articles": Article.objects.select_related("category")[:40]}
    )


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(Article.objects.select_related("category"), slug=slug)
    products = (
        listed()
        .filter(articles=shown.pk)
        .select_related("brand", "category")
        .prefetch_related("variants")[:8]
    )
    others = Article.objects.exclude(pk=shown.pk).select_related("category")
    if shown.category_id is not None:
        others = others.filter(category=shown.category_id)
    return render(
        request, "shop/article.html", {"article": shown, "products": products, "others": others[:3]}
    )
