"""The personal places as functions that template tags, Jinja and tests call alike: HTML or ""."""

from __future__ import annotations

from typing import Any, Protocol

from django.http import HttpRequest
from django.template import Context, TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from django_personalize.onsite.greeting import greeting
from django_personalize.onsite.tile import category_tile
from django_personalize.shop.ports import Card
from django_personalize.tracking.visitor import Visitor


class LastItems(Protocol):
    """What `request.visitor.last_items()` answers."""

    @property
    def kind(self) -> str: ...
    @property
    def products(self) -> list[Card]: ...


def render_greeting(visitor: Visitor, request: HttpRequest, context: Context | None = None) -> str:
    """`personalize/greeting.html` with `greeting`."""
    found = greeting(visitor)
    return _rendered("personalize/greeting.html", request, context, greeting=found) if found else ""


def render_category_tile(visitor: Visitor, request: HttpRequest, context: Context | None = None) -> str:
    """`personalize/category_tile.html` with `tile`."""
    found = category_tile(visitor)
    return _rendered("personalize/category_tile.html", request, context, tile=found) if found else ""


def render_last_items(found: LastItems, request: HttpRequest, context: Context | None = None) -> str:
    """`personalize/continue_shopping.html` with `items` (products) and `kind` (viewed or bought)."""
    name = "personalize/continue_shopping.html"
    return _rendered(name, request, context, items=found.products, kind=found.kind) if found.products else ""


def _rendered(name: str, request: HttpRequest, context: Context | None, **values: Any) -> SafeString:
    """The template within the page's context where there is one: the host's context processors have run for that.

    Escaped in any case, whatever the page has switched off around the block.
    """
    if context is None or context.template is None:
        return render_to_string(name, values, request)
    try:
        template = context.template.engine.get_template(name)
    except TemplateDoesNotExist:  # another of the host's engines has it
        return render_to_string(name, values, request)
    escaping, context.autoescape = context.autoescape, True
    try:
        with context.push(**values):
            return template.render(context)
    finally:
        context.autoescape = escaping
