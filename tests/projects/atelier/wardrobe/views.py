"""The atelier's pages."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from tests.projects.atelier.wardrobe.models import (
    Bag,
    BagLine,
    Collection,
    Cut,
    Garment,
    Purchase,
    PurchaseLine,
)


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "wardrobe/home.html", {"collections": Collection.objects.all()})


def collection(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Collection, slug=slug)
    return render(request, "wardrobe/list.html", {"title": found.name, "rows": found.garments.all()})


def garment(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Garment, slug=slug)
    return render(request, "wardrobe/list.html", {"title": found.name, "rows": found.cuts.all()})


@require_POST
def add(request: HttpRequest, cut: UUID) -> HttpResponse:
    wanted = get_object_or_404(Cut, pk=cut, pieces__gt=0)
    line, _ = BagLine.objects.get_or_create(bag=_bag(request), cut=wanted)
    line.pieces += 1
    line.save()
    return redirect("home")


@login_required
@require_POST
def purchase(request: HttpRequest) -> HttpResponse:
    """What is in the bag becomes one purchase for each currency."""
    bag = _bag(request)
    by_currency: dict[str, list[BagLine]] = defaultdict(list)
    for line in bag.lines.select_related("cut__garment"):
        by_currency[line.cut.garment.currency].append(line)
    for currency, lines in sorted(by_currency.items()):
        made = Purchase.objects.create(
            number=f"P-{Purchase.objects.count() + 1:05d}",
            buyer=request.user,
            currency=currency,
            total=sum(line.cut.price * line.pieces for line in lines),
        )
        for line in lines:
            PurchaseLine.objects.create(
                purchase=made,
                cut=line.cut,
                title=line.cut.garment.name,
                pieces=line.pieces,
                price=line.cut.price,
            )
            line.cut.pieces -= line.pieces
            line.cut.save()
        bag.purchase = made
    bag.save()
    return HttpResponse("Thank you.")


def _bag(request: HttpRequest) -> Bag:
    if request.user.is_authenticated:
        return Bag.objects.get_or_create(owner=request.user, purchase=None)[0]
    if request.session.session_key is None:
        request.session.create()
    key = str(request.session.session_key)
    return Bag.objects.get_or_create(session_key=key, owner=None, purchase=None)[0]
