"""The example shop with one page whose view is a coroutine and renders in the event loop."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

from example_shop.urls import urlpatterns as shop_urls

PAGE = Template(
    "{% load personalize %}{% greeting %}Hello{% endgreeting %}"
    "{% continue_shopping limit=4 as items %}{% for item in items %}[{{ item.title }}]{% endfor %}"
    "{% category_tile as tile %}({{ tile.title }}){% personalize_script %}"
)


async def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE.render(Context({"request": request})))


urlpatterns = [path("async/", page, name="async-page"), *shop_urls]
