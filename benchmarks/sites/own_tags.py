"""What a shop without the app would write itself: last products and last category, remembered in cookies."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django import template
from django.http import HttpRequest
from django.template.context import Context

from example_shop.categories import category_tree
from example_shop.models import Product
from example_shop.shelf import listed

register = template.Library()


@dataclass(frozen=True, slots=True)
class Amount:
    """A price as the cards print it."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Card:
    """A product as the row of last products prints it."""

    title: str
    url: str
    image_url: str
    brand: str
    price: Amount | None
    list_price: Amount | None
    available: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category as the hero prints it."""

    title: str
    url: str
    image_url: str
    headline: str


@register.simple_tag(takes_context=True)
def last_products(context: Context, limit: int) -> list[Card]:
    """The products of the cookie "seen" ("12.7.31", newest first) that can be bought; one query."""
    request: HttpRequest = context["request"]
    keys = [int(key) for key in request.COOKIES.get("seen", "").split(".") if key.isdigit()]
    if not keys:
        return []
    found = listed().filter(pk__in=keys).select_related("brand").in_bulk()
    shown = [found[key] for key in keys if key in found and found[key].is_available]
    return [_card(product) for product in shown[:limit]]


@register.simple_tag(takes_context=True)
def last_shelf(context: Context) -> Shelf | None:
    """The category of the cookie "shelf", from the tree that the navigation has read already."""
    request: HttpRequest = context["request"]
    category = category_tree(request).by_slug(request.COOKIES.get("shelf", ""))
    if category is None:
        return None
    return Shelf(category.name, category.get_absolute_url(), category.image_url, category.headline)


@register.simple_tag(takes_context=True)
def kind_of_guest(context: Context) -> dict[str, str]:
    """What the greeting says to somebody who has been here."""
    return {"kind": "returning" if "seen" in context["request"].COOKIES else "new", "name": ""}


def _card(product: Product) -> Card:
    return Card(
        title=product.name,
        url=product.get_absolute_url(),
        image_url=product.image_url,
        brand=product.brand.name if product.brand else "",
        price=_amount(product.price, product.currency),
        list_price=_amount(product.list_price, product.currency),
        available=product.is_available,
    )


def _amount(price: Decimal | None, currency: str) -> Amount | None:
    return None if price is None else Amount(price, currency)
