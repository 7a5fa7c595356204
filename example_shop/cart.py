"""The cart of a visitor: found, filled, changed, and joined with the customer's own at login."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.db.models import Sum
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from example_shop.models import Cart, CartLine, Customer, Product, Variant
from example_shop.totals import Totals, totals_of

#: More of one thing is a telephone call.
MAX_QUANTITY = 99
_SESSION_KEY = "cart_id"


class NotForSale(Exception):
    """The product or the chosen variant cannot be ordered now; the text is for the customer."""


def current_cart(request: HttpRequest) -> Cart | None:
    """The visitor's open cart, None where there is none. Writes nothing and starts no session."""
    if request.user.is_authenticated:
        return Cart.objects.filter(customer=request.user.pk, status=Cart.Status.OPEN).first()
    cart_id = request.session.get(_SESSION_KEY)
    if cart_id is None:
        return None
    return Cart.objects.filter(pk=cart_id, customer=None, status=Cart.Status.OPEN).first()


@transaction.atomic
def open_cart(request: HttpRequest) -> Cart:
    """The visitor's open cart, made now where there is none; a guest's first one starts the session."""
    if request.user.is_authenticated:
        # Two first clicks at once wait here for each other, so that one customer has one open cart.
        Customer.objects.select_for_update().get(pk=request.user.pk)
    cart = current_cart(request)
    if cart is not None:
        return cart
    if request.user.is_authenticated:
        return Cart.objects.create(customer_id=request.user.pk)
    if not request.session.session_key:
        request.session.create()
    cart = Cart.objects.create(session_key=request.session.session_key or "")
    request.session[_SESSION_KEY] = cart.pk
    return cart


def count_items(request: HttpRequest) -> int:
    """Number of pieces in the visitor's cart, for the badge; no query for a visitor without a session."""
    lines = CartLine.objects.filter(cart__status=Cart.Status.OPEN)
    if request.user.is_authenticated:
        lines = lines.filter(cart__customer=request.user.pk)
    elif (cart_id := request.session.get(_SESSION_KEY)) is not None:
        lines = lines.filter(cart=cart_id, cart__customer=None)
    else:
        return 0
    return int(lines.aggregate(pieces=Sum("quantity"))["pieces"] or 0)


def forget_cart(request: HttpRequest) -> None:
    """The cart was ordered: the next thing bought starts a new one."""
    request.session.pop(_SESSION_KEY, None)


def live_price(line: CartLine) -> Decimal:
    """What the line's product costs now; the remembered price where it has lost its own."""
    price = line.variant.unit_price if line.variant else line.product.price
    return line.unit_price if price is None else price


def stock_of(product: Product, variant: Variant | None) -> int:
    return variant.stock if variant else product.stock


def lines_of(cart: Cart | None) -> list[CartLine]:
    """The lines with product, brand and variant, in the order they were added; [] without a cart."""
    if cart is None:
        return []
    lines = list(cart.lines.select_related("product__category", "product__brand", "variant"))
    for line in lines:
        if line.variant is not None:
            line.variant.product = line.product  # the same row; saves the query behind unit_price
    return lines


def totals_for(lines: list[CartLine]) -> Totals:
    return totals_of((live_price(line), line.quantity) for line in lines)


def price_for_sale(product: Product, variant: Variant | None) -> Decimal:
    """What one piece costs now. Raises NotForSale where there is none to be had."""
    price = variant.unit_price if variant else product.price
    if not product.is_active or price is None:
        raise NotForSale(_("%(product)s cannot be ordered online at the moment.") % {"product": product.name})
    if stock_of(product, variant) < 1:
        raise NotForSale(_("%(product)s is sold out at the moment.") % {"product": product.name})
    return price


@transaction.atomic
def add(cart: Cart, product: Product, *, variant: Variant | None = None, quantity: int = 1) -> CartLine:
    """Put ``quantity`` more into the cart, at most what is in stock. Raises NotForSale."""
    cart = _locked(cart)
    price = price_for_sale(product, variant)
    most = min(stock_of(product, variant), MAX_QUANTITY)
    line = cart.lines.filter(product=product, variant=variant).first()
    if line is None:
        line = cart.lines.create(
            product=product, variant=variant, quantity=min(quantity, most), unit_price=price
        )
    else:
        line.quantity = min(line.quantity + quantity, most)
        line.unit_price = price
        line.save(update_fields=["quantity", "unit_price"])
    cart.save(update_fields=["updated_at"])
    return line


@transaction.atomic
def change_quantity(cart: Cart, line_pk: int, quantity: int) -> CartLine | None:
    """Set the quantity of a line, at most what is in stock; 0 removes it. None where nothing is left."""
    cart = _locked(cart)
    line = cart.lines.select_related("product", "variant").filter(pk=line_pk).first()
    if line is None:
        return None
    most = min(stock_of(line.product, line.variant), MAX_QUANTITY)
    if quantity < 1 or most < 1:
        line.delete()
        line = None
    else:
        line.quantity = min(quantity, most)
        line.save(update_fields=["quantity"])
    cart.save(update_fields=["updated_at"])
    return line


def remove(cart: Cart, line_pk: int) -> None:
    change_quantity(cart, line_pk, 0)


def _locked(cart: Cart) -> Cart:
    """The cart, locked until the transaction ends. Raises NotForSale when it was ordered meanwhile."""
    fresh = Cart.objects.select_for_update().filter(pk=cart.pk, status=Cart.Status.OPEN).first()
    if fresh is None:
        raise NotForSale(_("This cart has been ordered already."))
    return fresh


@receiver(user_logged_in, dispatch_uid="example_shop.cart.merge")
def merge_at_login(sender: type[Any], request: HttpRequest | None, user: Customer, **kwargs: Any) -> None:
    """The browser's cart becomes the customer's; where they have one already, quantities are added up."""
    if request is None or not hasattr(request, "session"):
        return
    cart_id = request.session.pop(_SESSION_KEY, None)
    if cart_id is None:
        return
    with transaction.atomic():
        Customer.objects.select_for_update().get(pk=user.pk)
        brought = (
            Cart.objects.select_for_update()
            .filter(pk=cart_id, customer=None, status=Cart.Status.OPEN)
            .first()
        )
        if brought is None:
            return
        own = Cart.objects.select_for_update().filter(customer=user, status=Cart.Status.OPEN).first()
        if own is None:
            brought.customer = user
            brought.save(update_fields=["customer"])
            return
        lines = {(line.product_id, line.variant_id): line for line in own.lines.all()}
        for line in brought.lines.all():
            known = lines.get((line.product_id, line.variant_id))
            if known is None:
                line.cart = own
                line.save(update_fields=["cart"])
            else:
                known.quantity = min(known.quantity + line.quantity, MAX_QUANTITY)
                known.save(update_fields=["quantity"])
        own.updated_at = timezone.now()
        own.save(update_fields=["updated_at"])
        brought.delete()
