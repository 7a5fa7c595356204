"""Turns a cart into an order: once, at today's prices, out of the stock that is there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from example_shop.cart import lines_of, live_price, stock_of, totals_for
from example_shop.models import Cart, CartLine, Customer, Order, OrderLine, Product, Variant
from example_shop.totals import Totals

_NUMBER_ATTEMPTS = 10


class CannotOrder(Exception):
    """The cart cannot become an order as it is; nothing was written."""


class EmptyCart(CannotOrder):
    pass


class OutOfStock(CannotOrder):
    def __init__(self, lines: list[CartLine]) -> None:
        self.lines = lines
        super().__init__(", ".join(str(line) for line in lines))


class PriceChanged(CannotOrder):
    def __init__(self, total: Decimal) -> None:
        self.total = total
        super().__init__(str(total))


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who orders and where it goes; ``customer`` is None for a guest."""

    email: str
    first_name: str
    last_name: str
    street: str
    postcode: str
    city: str
    country: str
    phone: str = ""
    company: str = ""
    customer: Customer | None = field(default=None, compare=False)


def place_order(
    cart_pk: int,
    buyer: Buyer,
    *,
    at: datetime,
    is_gift: bool = False,
    gift_note: str = "",
    expected_total: Decimal | None = None,
) -> Order:
    """The order of this cart. A second call, also at the same moment, returns the first one's order.

    Raises EmptyCart, OutOfStock, or PriceChanged when the total is not ``expected_total``; nothing is written
    then.
    """
    with transaction.atomic():
        cart = Cart.objects.select_for_update().get(pk=cart_pk)
        made = Order.objects.filter(cart=cart).first()
        if made is not None:
            return made
        lines = lines_of(cart)
        if not lines or cart.status != Cart.Status.OPEN:
            raise EmptyCart
        _lock_stock(lines)
        short = [line for line in lines if not _can_ship(line)]
        if short:
            raise OutOfStock(short)
        totals = totals_for(lines)
        if expected_total is not None and totals.total != expected_total:
            raise PriceChanged(totals.total)
        order = _create(cart, buyer, totals, at=at, is_gift=is_gift, gift_note=gift_note)
        OrderLine.objects.bulk_create(_order_line(order, line) for line in lines)
        _take_from_stock(lines)
        cart.status = Cart.Status.ORDERED
        cart.save(update_fields=["status"])
    return order


def _lock_stock(lines: list[CartLine]) -> None:
    """Read stock and price again under a lock; in the order of keys, so that two orders never deadlock."""
    products = Product.objects.select_for_update().order_by("pk").in_bulk({line.product_id for line in lines})
    variants = (
        Variant.objects.select_for_update()
        .order_by("pk")
        .in_bulk({line.variant_id for line in lines if line.variant_id is not None})
    )
    gone = [
        line for line in lines if line.product_id not in products or line.variant_id not in {None, *variants}
    ]
    if gone:
        raise OutOfStock(gone)
    for line in lines:
        line.product = products[line.product_id]
        if line.variant_id is not None:
            line.variant = variants[line.variant_id]
            line.variant.product = line.product


def _can_ship(line: CartLine) -> bool:
    return line.product.is_active and line.quantity <= stock_of(line.product, line.variant)


def _take_from_stock(lines: list[CartLine]) -> None:
    for line in lines:
        if line.variant is not None:
            line.variant.stock -= line.quantity
            line.variant.save(update_fields=["stock"])
        # A product counts all its variants together; never below zero when the two disagree.
        line.product.stock = max(line.product.stock - line.quantity, 0)
        line.product.save(update_fields=["stock"])


def _create(
    cart: Cart, buyer: Buyer, totals: Totals, *, at: datetime, is_gift: bool, gift_note: str
) -> Order:
    for attempt in range(_NUMBER_ATTEMPTS):
        try:
            with transaction.atomic():
                return Order.objects.create(
                    number=_next_number(at),
                    customer=buyer.customer,
                    email=buyer.email.lower(),
                    phone=buyer.phone,
                    first_name=buyer.first_name,
                    last_name=buyer.last_name,
                    company=buyer.company,
                    street=buyer.street,
                    postcode=buyer.postcode,
                    city=buyer.city,
                    country=buyer.country,
                    placed_at=at,
                    created_at=at,
                    updated_at=at,
                    is_gift=is_gift,
                    gift_note=gift_note if is_gift else "",
                    currency=totals.currency,
                    subtotal=totals.subtotal,
                    discount=totals.discount,
                    shipping=totals.shipping,
                    tax=totals.tax,
                    total=totals.total,
                    cart=cart,
                )
        except IntegrityError:
            # Somebody else took the number between reading and writing: read again.
            if attempt == _NUMBER_ATTEMPTS - 1:
                raise
    raise AssertionError("the loop returns or raises")


def _next_number(at: datetime) -> str:
    """The number after the year's highest, such as "2026-0001234"."""
    year = f"{timezone.localtime(at).year}-"
    last = (
        Order.objects.filter(number__startswith=year)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    return f"{year}{int(last.removeprefix(year)) + 1 if last else 1:07d}"


def _order_line(order: Order, line: CartLine) -> OrderLine:
    price = live_price(line)
    title = f"{line.product.name} ({line.variant})" if line.variant else line.product.name
    return OrderLine(
        order=order,
        product=line.product,
        variant=line.variant,
        sku=line.variant.sku if line.variant else line.product.sku,
        title=title[:200],
        quantity=line.quantity,
        unit_price=price,
        line_total=price * line.quantity,
    )
