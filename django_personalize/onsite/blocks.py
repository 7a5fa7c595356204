"""The personal places as functions that template tags, Jinja and tests call alike: HTML or ""."""

from __future__ import annotations

from typing import Protocol

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from django_personalize.onsite.greeting import greeting
from django_personalize.onsite.tile import category_tile
from django_personalize.shop.ports import Product
from django_personalize.tracking.visitor import Visitor


class LastItems(Protocol):
    """What `request.visitor.last_items()` answers."""

    @property
    def kind(self) -> str: ...
    @property
    def products(self) -> list[Product]: ...


def render_greeting(visitor: Visitor, request: HttpRequest) -> SafeString | str:
    """`personalize/greeting.html` with `greeting`."""
    found = greeting(visitor)
    return render_to_string("personalize/greeting.html", {"greeting": found}, request) if found else ""


def render_category_tile(visitor: Visitor, request: HttpRequest) -> SafeString | str:
    """`personalize/category_tile.html` with `tile`."""
    found = category_tile(visitor)
    return render_to_string("personalize/category_tile.html", {"tile": found}, request) if found else ""


def render_last_items(found: LastItems, request: HttpRequest) -> SafeString | str:
    """`personalize/continue_shopping.html` with `items` (products) and `kind` (viewed or bought)."""
    context = {"items": found.products, "kind": found.kind}
    return render_to_string("personalize/continue_shopping.html", context, request) if found.products else ""
