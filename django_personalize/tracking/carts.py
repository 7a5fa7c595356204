"""Carts by difference: what was added and removed, exactly, in any shop, with no signal of the host.

The cart is compared with what it held when it was last read (`CartState`), under the state's row lock: two clicks at
once find the same total, whoever comes first. A cart that changes hands (login) or is ordered is not compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from django_personalize.core.freshness import fresh_reads
from django_personalize.profiles import snapshots
from django_personalize.shop.adapter import get_adapter
from django_personalize.shop.ports import Cart, CartLine
from django_personalize.tracking import products
from django_personalize.tracking.models import CartState
from django_personalize.tracking.visitor import Visitor
from django_personalize.tracking.writing import person_of

#: (product key, variant key or "") to quantity.
Contents = Counter[tuple[str, str]]


def before(request: HttpRequest) -> Cart | None:
    """The cart as the request finds it; read before the shop's view runs."""
    return _now(request)


def note_changes(visitor: Visitor, earlier: Cart | None, *, at: datetime) -> int:
    """Note what the request did to the cart; how many events that makes. Called after the shop's view."""
    now = _now(visitor.request)
    if now is None and earlier is None:
        return 0
    if earlier is not None and (now is None or now.key != earlier.key or now.user_id != earlier.user_id):
        # Ordered, merged into a customer's cart, or given up with its session: not an act of choosing products.
        if now is not None and visitor.basis(at=at):
            _settle(visitor, now, at=at)
        return 0
    if now is None:
        return 0
    held = contents(earlier)
    if visitor.basis(at=at):
        held, now = _exchange(visitor, now, held, at=at)
    return _note(visitor, held, now, earlier, at=at)


def _now(request: HttpRequest) -> Cart | None:
    with fresh_reads():  # a replica may not have the last click yet
        return get_adapter().current_cart(request)


def contents(cart: Cart | None) -> Contents:
    """How many of what."""
    found: Contents = Counter()
    for line in cart.lines if cart is not None else ():
        found[line.product_key, line.variant_key or ""] += line.quantity
    return found


def _exchange(visitor: Visitor, cart: Cart, held: Contents, *, at: datetime) -> tuple[Contents, Cart]:
    """Put down what the cart holds now; what it held when last put down (`held` for a new cart), and the cart.

    The cart is read once more under the lock: a click in another tab may have changed it meanwhile, and belongs to
    whichever of the two requests gets here first, but only to that one.
    """
    with transaction.atomic():
        profile_id = person_of(visitor, at=at)
        snapshots.lock([profile_id], at=at)  # before the cart's state, as everybody does who needs both
        state, made = CartState.objects.select_for_update().get_or_create(
            cart_key=cart.key,
            defaults={
                "profile_id": profile_id,
                "lines": _plain(held),
                "updated_at": at,
            },
        )
        if not made:
            held = Counter({(product, variant): count for product, variant, count in state.lines})
        with fresh_reads():
            fresh = get_adapter().get_cart(cart.key) or cart
        state.lines = _plain(contents(fresh))
        state.updated_at = at
        state.save(update_fields=["lines", "updated_at"])
    return held, fresh


def _settle(visitor: Visitor, cart: Cart, *, at: datetime) -> None:
    CartState.objects.update_or_create(
        cart_key=cart.key,
        defaults={
            "profile_id": person_of(visitor, at=at),
            "lines": _plain(contents(cart)),
            "updated_at": at,
        },
    )


def _note(visitor: Visitor, held: Contents, cart: Cart, earlier: Cart | None, *, at: datetime) -> int:
    holds = contents(cart)
    lines = {**_lines(earlier), **_lines(cart)}
    count = 0
    for key in sorted(held.keys() | holds.keys()):
        difference = holds[key] - held[key]
        if difference:
            line = lines.get(key) or CartLine(key[0], key[1] or None, "", 0)
            name = "product_added" if difference > 0 else "product_removed"
            product = products.of_line(line, quantity=abs(difference))
            visitor.note(name, {"cart_id": cart.key, "product": product}, at=at)
            count += 1
    return count


def _lines(cart: Cart | None) -> Mapping[tuple[str, str], CartLine]:
    found = cart.lines if cart is not None else ()
    return {(line.product_key, line.variant_key or ""): line for line in found}


def _plain(held: Contents) -> list[list[object]]:
    return [[product, variant, count] for (product, variant), count in sorted(held.items()) if count]
