"""The home page and the pictures."""

from __future__ import annotations

from django.db.models import F, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from example_shop.models import Article, Product
from example_shop.pictures import UnknownPicture, drawn
from example_shop.shelf import listed

_ROW = 4


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    cards = listed().select_related("brand", "category")
    loved = list(
        cards.filter(stock__gt=0).order_by(F("rating").desc(nulls_last=True), "-rating_count", "pk")[
            : 2 * _ROW
        ]
    )
    newest = list(cards.order_by("-created_at", "pk")[:_ROW])
    reduced = list(
        cards.filter(list_price__gt=F("price"), stock__gt=0).order_by(F("price") / F("list_price"), "pk")[
            :_ROW
        ]
    )
    shown: list[Product] = [*loved, *newest, *reduced]
    prefetch_related_objects(shown, "variants")
    articles = Article.objects.select_related("category")[:3]
    return render(
        request,
        "shop/home.html",
        {"loved": loved, "newest": newest, "reduced": reduced, "articles": articles},
    )


@require_safe
@cache_control(public=True, max_age=31536000, immutable=True)
def illustration(request: HttpRequest, kind: str, colour: str) -> HttpResponse:
    """A drawing in a colour. Its address says all that is in it, so every cache may keep it for a year."""
    try:
        svg = drawn(kind, colour)
    except UnknownPicture as error:
        raise Http404(str(error)) from error
    return HttpResponse(
        svg,
        content_type="image/svg+xml; charset=utf-8",
        headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"},
    )
