"""Checkout on one page, and the page that says thank you."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from example_shop import cart as carts
from example_shop.forms import CheckoutForm
from example_shop.models import Cart, Order
from example_shop.ordering import Buyer, EmptyCart, OutOfStock, PriceChanged, place_order
from example_shop.templatetags.shop import money
from example_shop.totals import Totals

_SALT = "example_shop.checkout"
_SESSION_KEY = "order_numbers"
_REMEMBERED_ORDERS = 20


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def checkout(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _order(request)
    cart = carts.current_cart(request)
    if cart is None or not cart.lines.exists():
        messages.info(request, _("Your cart is empty."))
        return redirect("cart")
    return _page(request, cart, CheckoutForm(initial=_known_address(request)))


def _order(request: HttpRequest) -> HttpResponse:
    """Places the order that the form's token stands for; sent twice, it leads to the same order."""
    token = _read_token(request)
    if token is None:
        messages.info(request, _("Your cart has changed in the meantime. Please look at it again."))
        return redirect("cart")
    cart_pk, expected_total = token
    form = CheckoutForm(request.POST)
    cart = Cart.objects.filter(pk=cart_pk).first()
    if cart is None:
        messages.info(request, _("Your cart is empty."))
        return redirect("cart")
    if not form.is_valid():
        return _page(request, cart, form)
    answers = form.cleaned_data
    address = {name: answers[name] for name in answers if name not in {"is_gift", "gift_note"}}
    try:
        order = place_order(
            cart_pk,
            Buyer(**address, customer=request.user if request.user.is_authenticated else None),
            at=timezone.now(),
            is_gift=answers["is_gift"],
            gift_note=answers["gift_note"],
            expected_total=expected_total,
        )
    except EmptyCart:
        messages.info(request, _("Your cart is empty."))
        return redirect("cart")
    except OutOfStock as refusal:
        names = ", ".join(line.product.name for line in refusal.lines)
        messages.error(request, _("We do not have enough left of: %(names)s.") % {"names": names})
        return redirect("cart")
    except PriceChanged as refusal:
        messages.warning(
            request,
            _("A price has changed: the total is now %(total)s. Please confirm once more.")
            % {"total": money(refusal.total)},
        )
        return _page(request, cart, form)
    carts.forget_cart(request)
    numbers = [*request.session.get(_SESSION_KEY, []), order.number]
    request.session[_SESSION_KEY] = list(dict.fromkeys(numbers))[-_REMEMBERED_ORDERS:]
    return redirect("thank_you", order.number)


@require_safe
@never_cache
def thank_you(request: HttpRequest, number: str) -> HttpResponse:
    order = get_object_or_404(
        Order.objects.prefetch_related("lines__product", "lines__variant"), number=number
    )
    own = request.user.is_authenticated and order.customer_id == request.user.pk
    if not own and number not in request.session.get(_SESSION_KEY, []):
        raise Http404(f"No order {number!r}")
    return render(request, "shop/thank_you.html", {"order": order})


def _page(request: HttpRequest, cart: Cart, form: CheckoutForm) -> HttpResponse:
    lines = carts.lines_of(cart)
    totals = carts.totals_for(lines)
    rows = [{"line": line, "total": carts.live_price(line) * line.quantity} for line in lines]
    return render(
        request,
        "shop/checkout.html",
        {"form": form, "rows": rows, "totals": totals, "token": _token(request, cart, totals)},
        status=422 if form.is_bound and form.errors else 200,
    )


def _owner(request: HttpRequest) -> str:
    return (
        f"user:{request.user.pk}"
        if request.user.is_authenticated
        else f"browser:{request.session.session_key}"
    )


def _token(request: HttpRequest, cart: Cart, totals: Totals) -> str:
    """Names the cart, whose it is and the total that was shown; it cannot be made up by the browser."""
    return signing.dumps(
        {
            "cart": cart.pk,
            "total": str(totals.total),
            "owner": signing.Signer(salt=_SALT).signature(_owner(request)),
        },
        salt=_SALT,
    )


def _read_token(request: HttpRequest) -> tuple[int, Decimal] | None:
    """Cart and shown total of a form that this visitor was given, None for anything else."""
    try:
        token = signing.loads(request.POST.get("token", ""), salt=_SALT)
        if token["owner"] != signing.Signer(salt=_SALT).signature(_owner(request)):
            return None
        return int(token["cart"]), Decimal(token["total"])
    except (signing.BadSignature, InvalidOperation):
        return None


def _known_address(request: HttpRequest) -> dict[str, Any]:
    """What a signed-in customer need not type again: their last order's address, then their profile."""
    if not request.user.is_authenticated:
        return {"country": "DE"}
    user = request.user
    known: dict[str, Any] = {
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "company": user.company,
        "phone": user.phone,
        "country": user.country or "DE",
    }
    last = Order.objects.filter(customer=user.pk).first()
    if last is not None:
        known |= {"street": last.street, "postcode": last.postcode, "city": last.city}
        known["country"] = last.country or known["country"]
    return known
