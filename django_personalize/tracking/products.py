"""Products, lines and orders of the shop as events carry them."""

from __future__ import annotations

from typing import Any

from django_personalize.shop.money import Money
from django_personalize.shop.ports import CartLine, Order, OrderLine

#: Most products one event may carry.
MOST_PRODUCTS = 200


def of_line(line: CartLine | OrderLine, *, quantity: int | None = None) -> dict[str, Any]:
    """The product object of a cart or order line."""
    found: dict[str, Any] = {
        "product_id": line.product_key,
        "variant_id": line.variant_key,
        "name": line.title,
        "quantity": line.quantity if quantity is None else quantity,
        **_price(line.unit_price),
    }
    if isinstance(line, OrderLine):
        found |= {"sku": line.sku, "is_gift": line.is_gift or None}
    return {name: value for name, value in found.items() if value not in (None, "")}


def of_order(order: Order) -> dict[str, Any]:
    """The order object; money as decimal strings."""
    found: dict[str, Any] = {
        "order_id": order.key,
        "number": order.number,
        "cart_id": order.cart_key,
        "total": str(order.total.amount),
        "currency": order.total.currency,
        "coupon": ",".join(order.coupon_codes),
        "is_gift": order.is_gift,
        "products": [of_line(line) for line in order.lines[:MOST_PRODUCTS] if line.product_key],
        "lines": len(order.lines),
    }
    for name in ("discount", "shipping", "tax"):
        money: Money | None = getattr(order, name)
        if money is not None:
            found[name] = str(money.amount)
    return {name: value for name, value in found.items() if value not in (None, "")}


def _price(price: Money | None) -> dict[str, str]:
    return {} if price is None else {"price": str(price.amount), "currency": price.currency}
