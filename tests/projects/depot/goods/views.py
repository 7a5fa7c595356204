"""The depot's pages; those that only show something are coroutines."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from tests.projects.depot.goods import basket as baskets
from tests.projects.depot.goods.models import Article, BasketRow, Department, Invoice, Position
from tests.projects.depot.goods.pricing import price_of


async def home(request: HttpRequest) -> HttpResponse:
    departments = [department async for department in Department.objects.all()]
    return render(request, "goods/home.html", {"departments": departments})


async def article(request: HttpRequest, sku: str) -> HttpResponse:
    try:
        found = await Article.objects.aget(sku=sku)
    except Article.DoesNotExist:
        raise Http404 from None
    return render(request, "goods/one.html", {"title": found.name})


def department(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "goods/one.html", {"title": get_object_or_404(Department, code=code).name})


@require_POST
def add(request: HttpRequest, sku: str) -> HttpResponse:
    basket = baskets.opened(request)
    row, _ = BasketRow.objects.get_or_create(basket=basket, article=get_object_or_404(Article, sku=sku))
    row.pieces += 1
    row.save()
    return redirect("home")


@login_required
@require_POST
def invoice(request: HttpRequest) -> HttpResponse:
    """An invoice begins as a draft, and is placed when its positions stand."""
    basket = baskets.opened(request)
    with transaction.atomic():
        made = Invoice.objects.create(
            number=f"R{Invoice.objects.count() + 1:06d}",
            basket=basket,
            customer=request.user,
            email=request.user.email,
        )
        total = 0
        for row in basket.rows.select_related("article"):
            price = price_of(row.article)
            Position.objects.create(invoice=made, article=row.article, pieces=row.pieces, price=price)
            total += price * row.pieces
            level = row.article.levels.order_by("-pieces")[0]
            level.pieces -= row.pieces
            level.save()
        made.state, made.placed_at, made.total = "placed", timezone.now(), total
        made.save()
    del request.session["basket"]
    return HttpResponse("Thank you.")
