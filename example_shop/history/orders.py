"""Staged orders with their lines into the shop, and the sums read back from it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from example_shop.history.checks import reject_orders
from example_shop.history.customers import email_of
from example_shop.history.report import Report
from example_shop.history.staging import Staging
from example_shop.models import Order, OrderLine
from example_shop.steps import Advance

_PAGE = 250
_TAKEN = "order_id: the shop has another order of this number"


def load_orders(staging: Staging, report: Report, progress: Advance) -> None:
    """Each order with all its lines, or not at all. An order that is there already is left alone."""
    pages = staging.pages(
        "SELECT o.number, o.order_id, c.pk, o.customer_id, o.placed_at, o.currency, o.subtotal, o.discount,"
        " o.shipping, o.tax, o.total, o.status, o.is_gift, COALESCE(NULLIF(o.country, ''), c.country, '')"
        " FROM orders o LEFT JOIN customers c ON o.customer_id <> '' AND c.customer_id = o.customer_id"
        " WHERE o.fault IS NULL AND o.number > ? ORDER BY o.number",
        _PAGE,
        first=0,
    )
    for page in pages:
        _load_page(page, staging, report)
        progress.advance(len(page))


def read_back(staging: Staging, report: Report, progress: Advance) -> None:
    """The sums of the loaded orders and of their lines as the shop now holds them, added up exactly."""
    pages = staging.pages(
        "SELECT number, order_id FROM orders WHERE fault IS NULL AND number > ? ORDER BY number",
        _PAGE,
        first=0,
    )
    for page in pages:
        numbers = [order_id for _, order_id in page]
        orders = Order.objects.filter(number__in=numbers)
        sums = orders.values_list("currency", "total", "discount", "shipping")
        for currency, total, discount, shipping in sums:
            report.currency(currency).shop += int(total.scaleb(2))
            report.currency(currency).shop_goods += int((total + discount - shipping).scaleb(2))
        lines = OrderLine.objects.filter(order__number__in=numbers).order_by()
        for currency, total in lines.values_list("order__currency", "line_total"):
            report.currency(currency).shop_lines += int(total.scaleb(2))
        progress.advance(len(page))


def _load_page(page: list[tuple[Any, ...]], staging: Staging, report: Report) -> None:
    orders = {row[0]: _order(row) for row in page}
    lines = _lines(staging, first=page[0][0], last=page[-1][0])
    with transaction.atomic():
        there = {number.casefold(): features for number, _, *features in _standing(orders.values())}
        new = {key: order for key, order in orders.items() if order.number.casefold() not in there}
        Order.objects.bulk_create(new.values())
        pks = {number: pk for number, pk, *_ in _standing(new.values())}
        OrderLine.objects.bulk_create(
            OrderLine(order_id=pks[new[key].number], **fields) for key, fields in lines if key in new
        )
    present = {key: order for key, order in orders.items() if key not in new}
    taken = [key for key, order in present.items() if there[order.number.casefold()] != _features(order)]
    reject_orders(staging, report, taken, _TAKEN)
    for key, order in orders.items():
        if key not in taken:
            report.currency(order.currency).loaded += int(order.total.scaleb(2))
            report.counts["orders without a customer"] += order.customer_id is None
    report.file("orders").loaded += len(orders) - len(taken)
    report.file("orders").present += len(present) - len(taken)
    report.file("order_lines").loaded += sum(key not in taken for key, _ in lines)
    report.file("order_lines").present += sum(key in present and key not in taken for key, _ in lines)


def _standing(orders: Iterable[Order]) -> Iterable[tuple[Any, ...]]:
    numbers = [order.number for order in orders]
    return Order.objects.filter(number__in=numbers).values_list(
        "number", "pk", "total", "currency", "placed_at"
    )


def _features(order: Order) -> list[object]:
    """What an order that is there already must share to be the same one."""
    return [order.total, order.currency, order.placed_at]


def _order(row: tuple[Any, ...]) -> Order:
    _, number, customer, key, placed, currency, *sums, status, gift, country = row
    subtotal, discount, shipping, tax, total = map(_money, sums)
    placed_at = datetime.fromisoformat(placed).astimezone(UTC)
    return Order(
        number=number,
        customer_id=customer,
        email=email_of(key) if customer is not None else "",
        first_name="Customer" if customer is not None else "",
        last_name=key if customer is not None else "",
        country=country,
        status=status,
        placed_at=placed_at,
        created_at=placed_at,
        updated_at=placed_at,
        is_gift=bool(gift),
        currency=currency,
        subtotal=subtotal,
        discount=discount,
        shipping=shipping,
        tax=tax,
        total=total,
    )


def _lines(staging: Staging, *, first: int, last: int) -> list[tuple[int, dict[str, Any]]]:
    """(number of the staged order, fields of the line), in the order of the file."""
    return [
        (
            order,
            {
                "product_id": product,
                "sku": key,
                "title": title or name,
                "quantity": quantity,
                "unit_price": _money(unit_price),
                "line_total": _money(line_total),
            },
        )
        for order, product, key, title, name, quantity, unit_price, line_total in staging.rows(
            "SELECT l.order_number, p.pk, p.product_id, l.title, p.name, l.quantity, l.unit_price,"
            " l.line_total FROM order_lines l JOIN products p ON p.product_id = l.product_id"
            " WHERE l.order_number BETWEEN ? AND ? AND l.fault IS NULL ORDER BY l.order_number, l.number",
            first,
            last,
        )
    ]


def _money(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2)
