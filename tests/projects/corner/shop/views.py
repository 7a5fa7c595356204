"""The corner shop's pages."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tests.projects.corner.shop import cart as carts
from tests.projects.corner.shop.models import Order, OrderLine, Product, Shelf


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "shop/home.html", {"shelves": Shelf.objects.all()})


def shelf(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Shelf, slug=slug)
    return render(request, "shop/shelf.html", {"shelf": found, "products": found.products.all()})


def product(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "shop/product.html", {"product": get_object_or_404(Product, slug=slug)})


def cart(request: HttpRequest) -> HttpResponse:
    held = carts.quantities(request)
    return render(request, "shop/cart.html", {"products": Product.objects.filter(pk__in=held)})


@require_POST
def add(request: HttpRequest, slug: str) -> HttpResponse:
    carts.add(request, str(get_object_or_404(Product, slug=slug, is_active=True).pk))
    return HttpResponseRedirect(reverse("cart"))


@login_required
@require_POST
def order(request: HttpRequest) -> HttpResponse:
    held = carts.quantities(request)
    products = list(Product.objects.filter(pk__in=held))
    with transaction.atomic():
        total = sum(product.price * held[str(product.pk)] for product in products)
        made = Order.objects.create(buyer=request.user, total=total)
        for product in products:
            count = held[str(product.pk)]
            OrderLine.objects.create(
                order=made, product=product, title=product.name, quantity=count, price=product.price
            )
            product.stock -= count
            product.save()
        del request.session["cart"]
    return HttpResponse(f"Thank you. Your order has the number {made.pk}.")
