"""Carts and orders of a hand-written shop, read by PERSONALIZE["CART"] and PERSONALIZE["ORDER"]."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import LazyObject

from django_personalize.shop.adapters import values
from django_personalize.shop.adapters.mapping import CHUNK, Table, in_chunks
from django_personalize.shop.adapters.products import Products
from django_personalize.shop.adapters.reading import Row, reference
from django_personalize.shop.money import Money
from django_personalize.shop.ports import Cart, CartLine, Order, OrderLine

_PLACED = "personalize_placed_at"


class Carts:
    """The cart model."""

    def __init__(self, table: Table, products: Products | None) -> None:
        self.table = table
        self.products = products
        _join_products(table, products)

    def current(self, request: HttpRequest) -> Cart | None:
        """The request's open cart, by the host's function; without one the customer's or the session's."""
        find = self.table.functions.get("current")
        if find is not None:
            found = find(request)
            if found is None or found.pk is None:
                return None
            return self._first(self.table.rows().filter(pk=found.pk))
        rows = self.table.rows().filter(self.table.condition("open"))
        updated = self.table.column_of("updated")
        rows = rows.order_by(f"-{updated}", "-pk") if updated else rows.order_by("-pk")
        user, session_key = self.table.column_of("user"), self.table.column_of("session_key")
        customer = signed_in(request)
        if customer is not None:
            return self._first(rows.filter(**{user: customer})) if user else None
        key = getattr(getattr(request, "session", None), "session_key", None)
        if not key or not session_key:
            return None
        nobodys = {f"{user}__isnull": True} if user else {}
        return self._first(rows.filter(**{session_key: key}, **nobodys))

    def by_key(self, key: str) -> Cart | None:
        return self._first(self.table.by_keys([key], fresh=True))

    def idle(self, *, before: datetime, after: datetime) -> Iterator[Cart]:
        """Open carts last changed after `after` and not after `before`; none where no "updated" is mapped."""
        updated = self.table.column_of("updated")
        if updated is None:
            return
        rows = self.table.rows().filter(
            self.table.condition("open"), **{f"{updated}__gt": after, f"{updated}__lte": before}
        )
        for chunk in in_chunks(rows):
            for row in chunk:
                cart = self._cart(row)
                if cart is not None:
                    yield cart

    def _first(self, rows: QuerySet[Any]) -> Cart | None:
        found = rows.first()
        return None if found is None else self._cart(found)

    def _cart(self, source: models.Model) -> Cart | None:
        key = self.table.key_of(source)
        if not key:
            return None
        row = Row(self.table, source, key=key)
        lines = tuple(line for line in (self._line(row, one) for one in _lines(self.table, source)) if line)
        total = row.value("total", lambda value: values.money(value, row.currency()), None)
        return Cart(
            key=key,
            user_id=row.value("user", _user_key, None),
            email=row.value("email", values.text, "") or _email_of_user(self.table, source),
            lines=lines,
            updated_at=row.value("updated", values.moment, None),
            total=total if total is not None else sum_of(lines),
        )

    def _line(self, cart: Row, source: models.Model) -> CartLine | None:
        row = Row(self.table, source, key=cart.key)
        product = row.value("product", lambda found: found, None)
        key = _product_key(self.products, product)
        quantity = row.value("quantity", values.whole, None) or 0
        if key is None or quantity < 1:
            return None
        currency = cart.currency(default=self.products.currency_of(product) if self.products else "")
        return CartLine(
            product_key=key,
            variant_key=_variant_key(row, self.products, product),
            title=_line_title(row, self.products, product),
            quantity=quantity,
            unit_price=row.value("unit_price", lambda value: values.money(value, currency), None),
        )


class Orders:
    """The order model."""

    def __init__(self, table: Table, products: Products | None, carts: Carts | None) -> None:
        self.table = table
        self.products = products
        self.carts = carts
        _join_products(table, products)
        self.cancelled_statuses = frozenset(
            str(status) for status in table.config.get("cancelled_statuses", ())
        )

    def placed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Without drafts, and with the moment of placing on each row."""
        column = self.table.column_of("placed_at")
        placed = rows.filter(self.table.condition("placed"), **{f"{column}__isnull": False})
        annotated: QuerySet[Any] = placed.annotate(**{_PLACED: F(str(column))})
        return annotated

    def by_key(self, key: str) -> Order | None:
        found = self.placed(self.table.by_keys([key], fresh=True)).first()
        return None if found is None else self._order(found)

    def all(self, *, since: datetime | None) -> Iterator[Order]:
        """Placed orders in the order of their placing, read in chunks of a fixed number of queries each."""
        rows = self.placed(self.table.rows()).order_by(_PLACED, "pk")
        if since is not None:
            rows = rows.filter(**{f"{_PLACED}__gte": since})
        chunk = list(rows[:CHUNK])
        while chunk:
            for row in chunk:
                order = self._order(row)
                if order is not None:
                    yield order
            if len(chunk) < CHUNK:
                return
            last = getattr(chunk[-1], _PLACED)
            after = Q(**{f"{_PLACED}__gt": last}) | Q(**{_PLACED: last, "pk__gt": chunk[-1].pk})
            chunk = list(rows.filter(after)[:CHUNK])

    def _order(self, source: models.Model) -> Order | None:
        key = self.table.key_of(source)
        if not key:
            return None
        row = Row(self.table, source, key=key)
        currency = row.currency()

        def amount(name: str) -> Money | None:
            return row.value(name, lambda value: values.money(value, currency), None)

        placed_at, total = row.value("placed_at", values.moment, None), amount("total")
        if placed_at is None or total is None:
            row.leave_out("an order needs a moment and a total")
            return None
        status = row.value("status", values.text, "")
        return Order(
            key=key,
            number=row.value("number", values.text, "") or key,
            user_id=row.value("user", _user_key, None),
            email=row.value("email", values.text, "") or _email_of_user(self.table, source),
            phone=row.value("phone", values.text, ""),
            placed_at=placed_at,
            status=status,
            cancelled=status in self.cancelled_statuses,
            lines=tuple(self._line(row, line, currency) for line in _lines(self.table, source)),
            total=total,
            subtotal=amount("subtotal"),
            discount=amount("discount"),
            shipping=amount("shipping"),
            tax=amount("tax"),
            coupon_codes=row.value("coupons", values.texts, ()),
            cart_key=row.value("cart", self._cart_key, None),
            is_gift=row.value("gift", bool, False),
        )

    def _cart_key(self, value: object) -> str | None:
        return reference(self.carts.table if self.carts else None, value)

    def _line(self, order: Row, source: models.Model, currency: str) -> OrderLine:
        row = Row(self.table, source, key=order.key)
        product = row.value("product", lambda found: found, None)
        return OrderLine(
            product_key=_product_key(self.products, product),
            variant_key=_variant_key(row, self.products, product),
            title=_line_title(row, self.products, product),
            quantity=row.value("quantity", values.whole, None) or 0,
            unit_price=row.value("unit_price", lambda value: values.money(value, currency), None),
            sku=row.value("sku", values.text, ""),
            is_gift=row.value("line_gift", bool, False),
        )


def _join_products(table: Table, products: Products | None) -> None:
    if products is not None:
        asked = (products.table.paths.get(name) for name in ("key", "parent", "title", "currency"))
        table.select_on_lines("product", [path for path in asked if path is not None])


def _lines(table: Table, source: models.Model) -> list[models.Model]:
    found = table.paths["lines"].read(source)
    return found if isinstance(found, list) else []


def signed_in(request: HttpRequest) -> Any:
    """Primary key of the customer. A visitor without a session is nobody, and finding that out opens none."""
    user = getattr(request, "user", None)
    session = getattr(request, "session", None)
    unasked = issubclass(type(user), LazyObject) and not hasattr(request, "_cached_user")
    if user is None or (unasked and session is not None and session.session_key is None):
        return None
    return user.pk if user.is_authenticated else None


def _user_key(value: object) -> str | None:
    return reference(None, value)


def _email_of_user(table: Table, source: models.Model) -> str:
    path = table.paths.get("user")
    user = None if path is None or path.leads_to is None else path.read(source)
    if not isinstance(user, models.Model):
        return ""
    name = getattr(type(user), "get_email_field_name", lambda: "email")()
    return values.text(getattr(user, name, ""))


def _product_key(products: Products | None, value: object) -> str | None:
    return reference(None, value) if products is None else products.key_of(value)


def _variant_key(line: Row, products: Products | None, product: object) -> str | None:
    own = line.value("variant", lambda value: reference(None, value), None)
    return own if own is not None or products is None else products.variant_key_of(product)


def _line_title(line: Row, products: Products | None, product: object) -> str:
    title = line.value("line_title", values.text, "")
    if title or products is None or not isinstance(product, products.table.model):
        return title
    return Row(products.table, product, key=line.key).value("title", values.text, "")


def sum_of(lines: tuple[CartLine, ...]) -> Money | None:
    """What the lines cost; None where a price is missing or currencies differ: half a sum is a wrong one."""
    prices = [line.unit_price for line in lines]
    known = [price for price in prices if price is not None]
    if not known or len(known) < len(prices) or len({price.currency for price in known}) > 1:
        return None
    total = sum((price.amount * line.quantity for price, line in zip(known, lines, strict=True)), Decimal(0))
    return Money(total, known[0].currency)
