"""What a cart costs. Prices include value added tax; delivery is free from 60 EUR."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CURRENCY = "EUR"
TAX_RATE = Decimal("0.19")
SHIPPING = Decimal("4.90")
FREE_SHIPPING_FROM = Decimal("60.00")
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums in ``currency``: total = subtotal - discount + shipping; ``tax`` is the part of it that is tax."""

    subtotal: Decimal
    discount: Decimal
    shipping: Decimal
    tax: Decimal
    total: Decimal
    currency: str = CURRENCY

    @property
    def missing_for_free_shipping(self) -> Decimal:
        """How much more the cart needs, 0 where delivery is free already."""
        return max(FREE_SHIPPING_FROM - (self.subtotal - self.discount), Decimal("0.00"))


def totals_of(prices: Iterable[tuple[Decimal, int]], *, discount: Decimal = Decimal("0.00")) -> Totals:
    """Totals of (unit price, quantity) pairs. Nothing in the cart costs nothing, not even delivery."""
    subtotal = sum((price * quantity for price, quantity in prices), Decimal("0.00"))
    goods = subtotal - discount
    shipping = SHIPPING if Decimal("0.00") < goods < FREE_SHIPPING_FROM else Decimal("0.00")
    total = goods + shipping
    tax = (total * TAX_RATE / (1 + TAX_RATE)).quantize(_CENT, ROUND_HALF_UP)
    return Totals(subtotal=subtotal, discount=discount, shipping=shipping, tax=tax, total=total)
