"""The personal places as functions that template tags, Jinja and tests call alike: HTML or ""."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from django_personalize.onsite.greeting import greeting
from django_personalize.onsite.tile import category_tile
from django_personalize.tracking.visitor import Visitor


def render_greeting(visitor: Visitor, request: HttpRequest) -> SafeString | str:
    """`personalize/greeting.html` with `greeting`."""
    found = greeting(visitor)
    return render_to_string("personalize/greeting.html", {"greeting": found}, request) if found else ""


def render_category_tile(visitor: Visitor, request: HttpRequest) -> SafeString | str:
    """`personalize/category_tile.html` with `tile`."""
    found = category_tile(visitor)
    return render_to_string("personalize/category_tile.html", {"tile": found}, request) if found else ""


def render_products(template: str, items: list[object], request: HttpRequest) -> SafeString | str:
    """A list of products in `template`, "" for an empty list."""
    return render_to_string(template, {"items": items}, request) if items else ""
