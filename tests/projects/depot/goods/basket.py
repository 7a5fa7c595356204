"""Whose basket it is: its number is kept in the session."""

from __future__ import annotations

from django.http import HttpRequest

from tests.projects.depot.goods.models import Basket


def current(request: HttpRequest) -> Basket | None:
    """The request's basket, if there is one; nothing is written."""
    number = request.session.get("basket")
    return Basket.objects.filter(pk=number).first() if number else None


def opened(request: HttpRequest) -> Basket:
    """The request's basket, made when there is none."""
    found = current(request)
    if found is None:
        user = request.user if request.user.is_authenticated else None
        found = Basket.objects.create(customer=user)
        request.session["basket"] = found.pk
    return found
