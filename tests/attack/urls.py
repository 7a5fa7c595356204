"""Pages of a host that does unusual things around the personal places; the shop's own pages besides."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template import RequestContext, Template, engines
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.cache import cache_page
from django.views.decorators.gzip import gzip_page

from example_shop.urls import urlpatterns as shop_urls

_PERSONAL = (
    "{% load personalize %}<body>{% continue_shopping as items %}"
    "<p>{% for item in items %}{{ item.title }};{% empty %}nobody{% endfor %}</p>"
    f"<i>{'padding ' * 60}</i>"
    "{% personalize_script %}</body>"
)
_NEUTRAL = "{% load personalize %}<p>about us</p>{% consent_banner lazy=True %}{% personalize_script %}"


_ASKING = "{% load personalize %}<p>welcome</p>{% consent_banner %}{% personalize_script %}"


def _render(request: HttpRequest, source: str) -> str:
    return Template(source).render(RequestContext(request))


def personal(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_render(request, _PERSONAL))


def late(request: HttpRequest) -> TemplateResponse:
    """Rendered after the view, as class-based views are."""
    return TemplateResponse(request, engines["django"].from_string(_PERSONAL))


def neutral(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_render(request, _NEUTRAL))


def asking(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_render(request, _ASKING))


def any_product(request: HttpRequest, key: str) -> HttpResponse:
    return HttpResponse(_render(request, _PERSONAL))


def streamed(request: HttpRequest) -> StreamingHttpResponse:
    """The page is rendered while it is sent."""

    def parts() -> Iterator[str]:
        yield "<!doctype html>"
        yield _render(request, _PERSONAL)

    return StreamingHttpResponse(parts())


urlpatterns = [
    path("kept/", cache_page(60)(personal)),
    path("kept-late/", cache_page(60)(late)),
    path("kept-neutral/", cache_page(60)(neutral)),
    path("streamed/", streamed),
    path("zipped/", gzip_page(personal)),
    path("plain/", personal),
    path("any/<str:key>/", any_product, name="any-product"),
    path("asking/", asking),
    *shop_urls,
]
