"""A shop with years of orders, and their import."""

from __future__ import annotations

import itertools
import random
import resource
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.db.models import Sum

from django_personalize.core import clock
from django_personalize.events import rollup
from django_personalize.events.models import Event
from example_shop.models import Customer, Order, OrderLine, Product

_CHUNK = 2000
_LINES = 2


def fill(orders: int) -> dict[str, int]:
    """So many orders of two lines over three years; one in ten of a guest, one in fifty cancelled."""
    at = clock.now()
    customers = [
        Customer(username=f"customer-{number}", email=f"customer-{number}@example.invalid", password="!")  # noqa: S106  nobody can sign in with it
        for number in range(orders // 10)
    ]
    buyers = [row.pk for row in Customer.objects.bulk_create(customers, batch_size=_CHUNK)]
    products = list(Product.objects.exclude(price=None).order_by("pk"))
    chance = random.Random(3)
    drawn = (_order(number, orders, buyers, chance, at) for number in range(orders))
    while chunk := list(itertools.islice(drawn, _CHUNK)):
        bought = [chance.sample(products, _LINES) for _ in chunk]
        for order, chosen in zip(chunk, bought, strict=True):
            order.subtotal = order.total = sum((item.price or Decimal(0) for item in chosen), Decimal(0))
        made = Order.objects.bulk_create(chunk)
        OrderLine.objects.bulk_create(list(_lines(made, bought)))
    return {"orders": Order.objects.count(), "lines": OrderLine.objects.count()}


def backfill() -> dict[str, Any]:
    """`personalize_backfill` in this process: seconds, the most memory it ever held in MB, and both sums."""
    told = StringIO()
    begun = time.perf_counter()
    call_command("personalize_backfill", stdout=told)
    seconds = time.perf_counter() - begun
    return {
        "seconds": seconds,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "orders": Event.objects.filter(name="order_completed").count(),
        "shop": str(Order.objects.aggregate(all=Sum("total"))["all"]),
        "ours": str(rollup.order_sums().get("EUR")),
        "told": told.getvalue().splitlines()[-4:],
    }


def _order(number: int, orders: int, buyers: list[int], chance: random.Random, at: datetime) -> Order:
    placed = at - timedelta(days=1095) * (1 - number / orders)
    return Order(
        number=f"B-{number:08d}",
        customer_id=None if number % 10 == 0 else chance.choice(buyers),
        email="guest@example.invalid",
        status="cancelled" if number % 50 == 7 else "delivered",
        placed_at=placed,
        created_at=placed,
        updated_at=placed,
        discount=Decimal(0),
        shipping=Decimal(0),
        tax=Decimal(0),
    )


def _lines(orders: list[Order], bought: list[list[Product]]) -> Iterator[OrderLine]:
    for order, chosen in zip(orders, bought, strict=True):
        for item in chosen:
            price = item.price or Decimal(0)
            yield OrderLine(
                order=order,
                product=item,
                sku=item.sku,
                title=item.name,
                quantity=1,
                unit_price=price,
                line_total=price,
            )
