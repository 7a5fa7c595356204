"""The cart page and what can be done to a cart. All of it works without a script."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from example_shop import cart as carts
from example_shop.forms import AddToCartForm, ChangeLineForm
from example_shop.options import chosen_variant
from example_shop.same_origin import same_origin
from example_shop.shelf import listed


@require_safe
@never_cache
def cart(request: HttpRequest) -> HttpResponse:
    lines = carts.lines_of(carts.current_cart(request))
    rows = [
        {
            "line": line,
            "price": carts.live_price(line),
            "total": carts.live_price(line) * line.quantity,
            "most": min(max(carts.stock_of(line.product, line.variant), 0), carts.MAX_QUANTITY),
        }
        for line in lines
    ]
    suggestions = []
    if not lines:
        suggestions = list(
            listed()
            .filter(stock__gt=0)
            .select_related("brand", "category")
            .prefetch_related("variants")
            .order_by(F("rating").desc(nulls_last=True), "-rating_count", "pk")[:4]
        )
    return render(
        request,
        "shop/cart.html",
        {"rows": rows, "totals": carts.totals_for(lines), "suggestions": suggestions},
    )


@require_POST
@same_origin
def cart_add(request: HttpRequest) -> HttpResponse:
    form = AddToCartForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("That did not work. Please choose the product again."))
        return _back(request, default="cart")
    asked = form.cleaned_data
    product = get_object_or_404(listed().prefetch_related("variants"), pk=asked["product"])
    variant = None
    if product.choices:
        variant = chosen_variant(product, key=asked["variant"], colour=asked["colour"], size=asked["size"])
        if variant is None:
            messages.error(request, _("Please choose a colour and a size that go together."))
            return redirect(product)
        variant.product = product
    try:
        carts.price_for_sale(product, variant)  # a refused product starts no session and no cart
        carts.add(carts.open_cart(request), product, variant=variant, quantity=asked["quantity"] or 1)
    except carts.NotForSale as refusal:
        messages.error(request, str(refusal))
        return redirect(product)
    messages.success(request, _("%(product)s is in your cart.") % {"product": product.name})
    return _back(request, default="cart")


@require_POST
def cart_update(request: HttpRequest) -> HttpResponse:
    form = ChangeLineForm(request.POST)
    mine = carts.current_cart(request)
    if mine is None or not form.is_valid():
        messages.error(
            request, _("The quantity must be a number from 0 to %(most)s.") % {"most": carts.MAX_QUANTITY}
        )
        return redirect("cart")
    wanted = form.cleaned_data["quantity"]
    try:
        line = carts.change_quantity(mine, form.cleaned_data["line"], wanted)
    except carts.NotForSale as refusal:
        messages.error(request, str(refusal))
        return redirect("cart")
    if line is not None and line.quantity < wanted:
        messages.warning(
            request,
            _("Only %(count)s of %(product)s are left.")
            % {"count": line.quantity, "product": line.product.name},
        )
    return redirect("cart")


@require_POST
def cart_remove(request: HttpRequest) -> HttpResponse:
    mine = carts.current_cart(request)
    number = request.POST.get("line", "")
    if mine is not None and number.isascii() and number.isdigit() and len(number) < 19:
        try:
            carts.remove(mine, int(number))
        except carts.NotForSale as refusal:
            messages.error(request, str(refusal))
    return redirect("cart")


def _back(request: HttpRequest, *, default: str) -> HttpResponseRedirect:
    """To the page that the form names, if it is one of ours."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return HttpResponseRedirect(target)
    return redirect(default)
