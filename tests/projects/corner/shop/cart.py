"""The cart: a dict in the session, {product's primary key: {"quantity": 2}}."""

from __future__ import annotations

from django.http import HttpRequest


def quantities(request: HttpRequest) -> dict[str, int]:
    """How many of what; all that personalisation is told of the cart."""
    kept = request.session.get("cart", {})
    return {key: item["quantity"] for key, item in kept.items()}


def add(request: HttpRequest, key: str) -> None:
    """One more of a product."""
    kept = request.session.setdefault("cart", {})
    kept.setdefault(key, {"quantity": 0})["quantity"] += 1
    request.session.modified = True
