"""The boutique's settings and the functions that they name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

from django_personalize.core import clock
from tests.shop.boutique.models import Collection, Garment

PRODUCT: dict[str, Any] = {
    "model": "boutique.Garment",
    "title": "label",
    "url": "link",
    "image": "picture",
    "price": "odd_price",
    "currency": "money_code",
    "stock": "on_hand",
    "brand": "maker.name",
    "categories": "collections",
    "parent": "master",
    "attributes": {"cloth": "cloth", "fit": "details.fit", "washing": "details.care.washing"},
    "listed": {"live_from__lte": clock.now},
    "created": "added_on",
    "updated": "changed",
}
CATEGORY: dict[str, Any] = {
    "model": "boutique.Collection",
    "key": "slug",
    "title": "name",
    "url": "tests.shop.boutique.mapping.collection_url",
    "parent": "mother",
    "listed": {"hidden": False},
}
CART: dict[str, Any] = {
    "model": "boutique.Basket",
    "key": "token",
    "user": "owner",
    "session_key": "session",
    "open": {"closed": False},
    "updated": "touched",
    "lines": "basketrow_set",
    "product": "garment",
    "quantity": "pieces",
    "unit_price": "each",
}
ORDER: dict[str, Any] = {
    "model": "boutique.Sale",
    "key": "reference",
    "user": "buyer",
    "placed_at": "closed_at",
    "placed": {"state__gte": 1},
    "status": "state",
    "cancelled_statuses": [9],
    "currency": "money_code",
    "total": "grand",
    "coupons": "vouchers",
    "cart": "basket",
    "lines": "rows",
    "product": "garment",
    "quantity": "pieces",
    "unit_price": "each",
}
PERSONALIZE: dict[str, Any] = {"PRODUCT": PRODUCT, "CATEGORY": CATEGORY, "CART": CART, "ORDER": ORDER}


def collection_url(collection: Collection) -> str:
    return f"/collections/{collection.slug}"


def find_newest(query: str, *, limit: int, request: HttpRequest | None) -> list[Garment]:
    return list(Garment.objects.filter(label__startswith=query).order_by("-added_on")[:limit])


def put_in(request: HttpRequest, product_key: str, *, variant_key: str | None, quantity: int) -> None:
    if quantity > 90:
        raise ValueError("sold out")
    request.META.setdefault("put_in", []).append((product_key, variant_key, quantity))


def tier_of(user_id: str) -> str:
    return {"7": "gold"}.get(user_id, "")


def days_until_delivery(product_keys: Sequence[str], *, country: str) -> dict[str, int]:
    return dict.fromkeys(product_keys, 2 if country == "DE" else 5)


def mails_since(*, since: datetime) -> list[tuple[int, datetime]]:
    return [(7, datetime(2026, 6, 1, tzinfo=UTC))]


NOT_A_FUNCTION = "only a text"
