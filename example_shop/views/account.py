"""Sign-up, login, the customer's own pages and the wish list."""

from __future__ import annotations

from typing import cast

from django.contrib import auth, messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from example_shop.forms import LoginForm, ProfileForm, SignUpForm
from example_shop.models import Customer, Order, Product, WishlistItem
from example_shop.noting import note
from example_shop.same_origin import same_origin
from example_shop.shelf import listed

_ORDERS_PER_PAGE = 10
_BACKEND = "django.contrib.auth.backends.ModelBackend"


class Login(LoginView):
    template_name = "shop/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def signup(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("account")
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                customer = form.save()
        except IntegrityError:
            # The same form sent twice at once: the other one has made the account.
            form.add_error("email", _("There is an account with this address already. Sign in instead?"))
        else:
            auth.login(request, customer, backend=_BACKEND)
            messages.success(request, _("Welcome to Marlow, %(name)s.") % {"name": customer.first_name})
            return _to(request, default="home")
    return render(request, "shop/signup.html", {"form": form, "next": request.GET.get("next", "")})


@require_POST
@same_origin
def logout(request: HttpRequest) -> HttpResponse:
    auth.logout(request)
    messages.info(request, _("You have signed out."))
    return redirect("home")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def account(request: HttpRequest) -> HttpResponse:
    # A fresh row: the form writes into its instance even when something typed is wrong.
    customer = Customer.objects.get(pk=cast("Customer", request.user).pk)
    form = ProfileForm(request.POST or None, instance=customer)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your details are saved."))
        return redirect("account")
    orders = Order.objects.filter(customer=customer.pk).prefetch_related("lines__product", "lines__variant")[
        :3
    ]
    return render(request, "shop/account.html", {"form": form, "orders": orders})


@require_safe
@never_cache
@login_required
def account_orders(request: HttpRequest) -> HttpResponse:
    orders = Order.objects.filter(customer=cast("Customer", request.user).pk).prefetch_related(
        "lines__product", "lines__variant"
    )
    page = Paginator(orders, _ORDERS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "shop/orders.html", {"page": page})


@require_safe
@never_cache
@login_required
def order_detail(request: HttpRequest, number: str) -> HttpResponse:
    mine = Order.objects.filter(customer=cast("Customer", request.user).pk)
    order = get_object_or_404(mine.prefetch_related("lines__product", "lines__variant"), number=number)
    return render(request, "shop/order.html", {"order": order})


@require_safe
@never_cache
@login_required
def wishlist(request: HttpRequest) -> HttpResponse:
    items = WishlistItem.objects.filter(
        customer=cast("Customer", request.user).pk, product__is_active=True
    ).select_related("product__brand", "product__category")
    products = [item.product for item in items.prefetch_related("product__variants")]
    return render(request, "shop/wishlist.html", {"products": products})


@require_POST
@same_origin
def wishlist_toggle(request: HttpRequest) -> HttpResponse:
    """Put a product on the wish list, or take it off. Guests are asked to sign in first."""
    if not request.user.is_authenticated:
        messages.info(request, _("Sign in to keep a wish list."))
        return redirect("login")
    number = request.POST.get("product", "")
    key = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    product: Product = get_object_or_404(listed(), pk=key)
    customer = cast("Customer", request.user)
    removed, _rows = WishlistItem.objects.filter(customer=customer.pk, product=product).delete()
    act = "wishlist_product_removed" if removed else "wishlist_product_added"
    note(request, act, {"product": product})
    if removed:
        messages.info(request, _("%(product)s is off your wish list.") % {"product": product.name})
    else:
        WishlistItem.objects.get_or_create(customer_id=customer.pk, product=product)
        messages.success(request, _("%(product)s is on your wish list.") % {"product": product.name})
    return _to(request, default="wishlist")


def _to(request: HttpRequest, *, default: str) -> HttpResponseRedirect:
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return HttpResponseRedirect(target)
    return redirect(default)
