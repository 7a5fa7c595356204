"""What every page may show around its content; each part is read when a template asks for it, and once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import cached_property

from example_shop.cart import count_items
from example_shop.categories import CategoryTree, category_tree
from example_shop.models import Customer, WishlistItem
from example_shop.totals import FREE_SHIPPING_FROM

_DEMO_CUSTOMERS = 8


class ShopContext:
    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def categories(self) -> CategoryTree:
        return category_tree(self._request)

    @cached_property
    def cart_count(self) -> int:
        return count_items(self._request)

    @cached_property
    def wished(self) -> set[int]:
        """Keys of the products on the customer's wish list; empty for guests."""
        if not self._request.user.is_authenticated:
            return set()
        return set(
            WishlistItem.objects.filter(customer=self._request.user.pk).values_list("product", flat=True)
        )

    @property
    def free_shipping_from(self) -> Decimal:
        return FREE_SHIPPING_FROM

    @property
    def demo(self) -> bool:
        return bool(settings.DEMO)

    @property
    def knows_browser(self) -> bool:
        """Whether the browser has been given an id, which needs consent; never without the app."""
        visitor = getattr(self._request, "visitor", None)
        return visitor is not None and visitor.visitor_id is not None

    @cached_property
    def demo_customers(self) -> list[Customer]:
        """The people anybody may become with one click; [] outside a demo."""
        if not settings.DEMO:
            return []
        return list(
            Customer.objects.filter(is_active=True, demo_note__isnull=False).order_by("pk")[:_DEMO_CUSTOMERS]
        )


def shop(request: HttpRequest) -> dict[str, Any]:
    return {"shop": ShopContext(request)}
