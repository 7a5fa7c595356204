"""Oscar's baskets, read without touching `request.basket`: evaluating that would make one for every customer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings as django_settings
from django.core.signing import BadSignature, Signer
from django.db.models import Max, Prefetch, QuerySet
from django.http import HttpRequest

from django_personalize.shop.adapters import values
from django_personalize.shop.adapters.mapping import in_chunks
from django_personalize.shop.adapters.oscar.loading import model, money, pks, strategy
from django_personalize.shop.adapters.sales import signed_in, sum_of
from django_personalize.shop.ports import Cart, CartLine

#: A basket that waits for its payment is frozen, and may be left there.
_OPEN = ("Open", "Frozen")


def current(request: HttpRequest) -> Cart | None:
    """The request's basket: the one Oscar has found for it already, or the one it would find.

    A customer who has just signed in may have two, which Oscar joins when it next looks: they count as joined.
    """
    known = getattr(request, "_basket_cache", None)
    if known is not None:
        found = _rows().filter(pk=known.pk, status__in=_OPEN).first() if known.pk else None
        return _cart(found, request)
    customer = signed_in(request)
    left = _by_cookie(request)
    if customer is None:
        return _cart(left, request)
    own = _rows().filter(owner=customer, status="Open").order_by("pk").first()
    if own is None or left is None:
        return _cart(own or left, request)
    return _cart(own, request, joined=left)


def by_key(key: str) -> Cart | None:
    """A basket that is not ordered yet."""
    found = _rows().filter(pk__in=pks(model("basket", "Basket"), [key]), status__in=_OPEN).first()
    return _cart(found, None)


def idle(*, before: datetime, after: datetime) -> Iterator[Cart]:
    """Baskets with lines, none of which changed since `before`; ordered ones are left out."""
    touched = (
        _rows().filter(status__in=_OPEN, order__isnull=True).annotate(touched=Max("lines__date_updated"))
    )
    for chunk in in_chunks(touched.filter(touched__gt=after, touched__lte=before)):
        for row in chunk:
            cart = _cart(row, None)
            if cart is not None:
                yield cart


def add(request: HttpRequest, product_key: str, *, variant_key: str | None, quantity: int) -> None:
    """Put a product, or one of its children, into the request's basket. Raises what Oscar raises."""
    products = model("catalogue", "Product").objects.public()
    request.basket.add_product(products.get(pk=variant_key or product_key), quantity)  # type: ignore[attr-defined]


def _rows() -> QuerySet[Any]:
    lines = model("basket", "Line").objects.order_by("pk")
    lines = lines.select_related("product__product_class", "product__parent__product_class", "stockrecord")
    lines = lines.prefetch_related("product__stockrecords")
    found: QuerySet[Any] = model("basket", "Basket").objects.select_related("owner")
    return found.prefetch_related(Prefetch("lines", queryset=lines))


def _by_cookie(request: HttpRequest) -> Any:
    given = request.COOKIES.get(getattr(django_settings, "OSCAR_BASKET_COOKIE_OPEN", "oscar_open_basket"))
    if not given:
        return None
    try:
        pk = Signer().unsign(given)
    except BadSignature:
        return None
    known = pks(model("basket", "Basket"), [pk])
    return _rows().filter(pk__in=known, owner=None, status="Open").first()


def _cart(row: Any, request: HttpRequest | None, *, joined: Any = None) -> Cart | None:
    if row is None:
        return None
    how = strategy(request)
    kept = {line.line_reference: line for line in row.lines.all()}
    more = {line.line_reference: line for line in joined.lines.all()} if joined is not None else {}
    counts = {
        reference: max(line[reference].quantity for line in (kept, more) if reference in line)
        for reference in {**kept, **more}
    }
    lines = tuple(_line(line, counts[name], how) for name, line in {**more, **kept}.items() if counts[name])
    touched = [line.date_updated for line in (*kept.values(), *more.values())]
    return Cart(
        key=str(row.pk),
        user_id=None if row.owner_id is None else str(row.owner_id),
        email=values.text(row.owner.email) if row.owner_id is not None else "",
        lines=lines,
        updated_at=max(touched, default=row.date_created),
        total=sum_of(lines),
    )


def _line(row: Any, quantity: int, how: Any) -> CartLine:
    product = row.product
    return CartLine(
        product_key=str(product.parent_id or product.pk),
        variant_key=str(product.pk) if product.parent_id else None,
        title=values.text(product.get_title()),
        quantity=quantity,
        unit_price=money(how.fetch_for_product(product).price),
    )
