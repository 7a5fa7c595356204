"""The example shop with the debug toolbar's own pages, and one page of each odd kind."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from example_shop.urls import urlpatterns as shop

_PAGE = "<html><body>{% load personalize %}{% category_tile as tile %}{% greeting as words %}</body></html>"
_DEFAULTS = (
    "<html><body>{% load personalize %}{% greeting %}{{ request.shelf.count }}{% endgreeting %}</body></html>"
)


def variables(request: HttpRequest) -> HttpResponse:
    """Answers go into variables."""
    return HttpResponse(engines["django"].from_string(_PAGE).render({}, request))


def defaults(request: HttpRequest) -> HttpResponse:
    """The shop's own default asks the shop's database."""
    from example_shop.models import Product

    request.shelf = Product.objects.all()  # type: ignore[attr-defined]
    return HttpResponse(engines["django"].from_string(_DEFAULTS).render({}, request))


def plain(request: HttpRequest) -> HttpResponse:
    """Nothing of ours."""
    return HttpResponse("<html><body></body></html>")


async def later(request: HttpRequest) -> HttpResponse:
    """The same in the event loop."""
    return variables(request)


urlpatterns = [
    path("variables/", variables),
    path("defaults/", defaults),
    path("plain/", plain),
    path("later/", later),
    path("__debug__/", include("debug_toolbar.urls")),
    *shop,
]
