"""Oscar's orders, with lines, sums and the codes that were redeemed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from django_personalize.shop.adapters import values
from django_personalize.shop.adapters.mapping import CHUNK
from django_personalize.shop.adapters.oscar.loading import model, pks
from django_personalize.shop.money import Money
from django_personalize.shop.ports import Order, OrderLine, OrderRows

#: Statuses are free text in Oscar; without a setting these parts of a name say that nothing was sold after all.
_UNDONE = ("cancel", "refund")


class Orders:
    """`cancelled`: the statuses in which nothing was sold after all; None goes by their names."""

    def __init__(self, *, cancelled: frozenset[str] | None) -> None:
        self.cancelled = cancelled

    def by_key(self, key: str) -> Order | None:
        found = _rows().filter(pk__in=pks(model("order", "Order"), [key])).first()
        return None if found is None else self._order(found)

    def all(self, *, since: datetime | None) -> Iterator[Order]:
        """In the order of their placing, read in chunks of a fixed number of queries each."""
        rows = _rows().order_by("date_placed", "pk")
        if since is not None:
            rows = rows.filter(date_placed__gte=since)
        chunk = list(rows[:CHUNK])
        while chunk:
            for row in chunk:
                yield self._order(row)
            if len(chunk) < CHUNK:
                return
            last = chunk[-1]
            after = Q(date_placed__gt=last.date_placed) | Q(date_placed=last.date_placed, pk__gt=last.pk)
            chunk = list(rows.filter(after)[:CHUNK])

    def rows(self) -> OrderRows:
        """Oscar's own table, for conditions that ask it in SQL."""
        return OrderRows(
            rows=model("order", "Order").objects.all(),
            key="pk",
            user="user",
            email=None,
            placed_at="date_placed",
            total="total_incl_tax",
            status="status",
            cancelled_statuses=self._cancelled_statuses(),
        )

    def _cancelled_statuses(self) -> frozenset[str]:
        if self.cancelled is not None:
            return self.cancelled
        return frozenset(name for name in model("order", "Order").all_statuses() if _is_undone(name))

    def _order(self, row: Any) -> Order:
        def amount(value: Decimal | None) -> Money | None:
            return None if value is None else Money.of(value, row.currency)

        status = values.text(row.status)
        discounts = list(row.discounts.all())
        lines = list(row.lines.all())
        before = sum((line.line_price_before_discounts_incl_tax for line in lines), Decimal(0))
        address = row.shipping_address
        return Order(
            key=str(row.pk),
            number=values.text(row.number),
            user_id=None if row.user_id is None else str(row.user_id),
            email=values.text(row.email),
            phone=values.text(getattr(address, "phone_number", "")) if address is not None else "",
            placed_at=row.date_placed,
            status=status,
            cancelled=_is_undone(status) if self.cancelled is None else status in self.cancelled,
            lines=tuple(_line(line, amount) for line in lines),
            total=Money.of(row.total_incl_tax, row.currency) or Money(Decimal(0), row.currency),
            subtotal=amount(before),
            discount=amount(sum((one.amount for one in discounts), Decimal(0))),
            shipping=amount(row.shipping_incl_tax),
            tax=amount(row.total_incl_tax - row.total_excl_tax),
            coupon_codes=tuple(dict.fromkeys(one.voucher_code for one in discounts if one.voucher_code)),
            cart_key=None if row.basket_id is None else str(row.basket_id),
        )


def _rows() -> QuerySet[Any]:
    lines = model("order", "Line").objects.order_by("pk").select_related("product")
    found: QuerySet[Any] = model("order", "Order").objects.select_related("user", "shipping_address")
    return found.prefetch_related(Prefetch("lines", queryset=lines), "discounts")


def _is_undone(status: str) -> bool:
    return any(part in status.lower() for part in _UNDONE)


def _line(row: Any, amount: Any) -> OrderLine:
    product = row.product
    return OrderLine(
        product_key=None if product is None else str(product.parent_id or product.pk),
        variant_key=str(product.pk) if product is not None and product.parent_id else None,
        title=values.text(row.title),
        quantity=row.quantity,
        unit_price=amount(row.unit_price_incl_tax),
        sku=values.text(row.partner_sku),
    )
