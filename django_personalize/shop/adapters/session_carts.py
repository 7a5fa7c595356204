"""Carts that are no rows: kept in the session or elsewhere, told by the shop's function of the request."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from django_personalize.core import hashing
from django_personalize.shop.adapters import values
from django_personalize.shop.adapters.products import Products
from django_personalize.shop.adapters.sales import sum_of
from django_personalize.shop.money import Money
from django_personalize.shop.ports import AdapterError, Cart, CartLine, Product


class SessionCarts:
    """`find(request)` gives a `Cart`, or how many of what: quantities by product key, empty or None for none."""

    def __init__(self, find: Callable[[HttpRequest], Any], products: Products | None) -> None:
        self.find = find
        self.products = products

    def current(self, request: HttpRequest) -> Cart | None:
        """The request's cart. Raises `AdapterError` when the function gives something else."""
        found = self.find(request)
        if not found or isinstance(found, Cart):
            return found or None
        if not isinstance(found, Mapping):
            raise AdapterError(
                f"PERSONALIZE['SHOP_FUNCTIONS']['current_cart'] gave {found!r}; "
                "it must give a Cart, or a dict of quantities by product key."
            )
        counts = {str(key): values.whole(count) or 0 for key, count in found.items()}
        products = self.products.by_keys(list(counts)) if self.products else {}
        lines = tuple(_line(key, count, products.get(key)) for key, count in counts.items() if count > 0)
        user = getattr(request, "user", None)
        return Cart(
            key=_key(request),
            user_id=str(user.pk) if lines and user is not None and user.is_authenticated else None,
            email="",
            lines=lines,
            updated_at=None,
            total=sum_of(lines),
        )

    def by_key(self, key: str) -> Cart | None:
        """None: without its request such a cart cannot be found."""
        return None

    def idle(self, *, before: datetime, after: datetime) -> Iterator[Cart]:
        """None of them, for the same reason."""
        return iter(())


def _line(key: str, quantity: int, product: Product | None) -> CartLine:
    price: Money | None = product.price if product else None
    return CartLine(key, None, product.title if product else "", quantity, price)


def _key(request: HttpRequest) -> str:
    """The session's, hashed: whoever has it is signed in. A session that is not saved yet has none."""
    session_key = getattr(getattr(request, "session", None), "session_key", None)
    return hashing.digest("cart", session_key)[:40] if session_key else secrets.token_hex(20)
