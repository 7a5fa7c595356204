"""The catalogue: read as it was last synced, and told what has changed in the shop."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from django_personalize.api.v1 import schemas
from django_personalize.api.v1.operations import operation
from django_personalize.api.v1.paging import paged
from django_personalize.api.v1.problems import Problem, not_found
from django_personalize.api.v1.view import ApiView
from django_personalize.core import clock
from django_personalize.shop import sync
from django_personalize.shop.models import CatalogItem


class Items(ApiView):
    """All products that the catalogue has, those that the shop has removed included."""

    @operation(
        "catalogue.items",
        "List products",
        scope="catalogue:read",
        query=schemas.PAGING,
        gives={200: schemas.page(schemas.ITEM, "items")},
        description="As last synced, by key. What a visitor is shown is read from the shop at that moment instead.",
    )
    def get(self, request: Request) -> Response:
        rows = CatalogItem.objects.exclude(digest="")
        return paged(request, rows, name="items", order=("key",), query=dict(self.query), show=_shown)


class OneItem(ApiView):
    """One product."""

    @operation(
        "catalogue.item",
        "Read a product",
        scope="catalogue:read",
        gives={200: schemas.ITEM},
        problems=("not_found",),
    )
    def get(self, request: Request, key: str) -> Response:
        row = None if "\x00" in key else CatalogItem.objects.exclude(digest="").filter(pk=key).first()
        if row is None:
            raise not_found()
        return Response(_shown(row))


class Changes(ApiView):
    """Products that are new, changed or gone in the shop."""

    @operation(
        "catalogue.changes",
        "Say which products have changed",
        scope="catalogue:write",
        takes=schemas.CHANGED,
        gives={200: schemas.SYNCED},
        problems=("unavailable",),
        idempotent=True,
        description="Each product is read from the shop, which is the truth: a key that the shop no longer has is "
        "removed. Products cannot be sent; only their keys.",
    )
    def post(self, request: Request) -> Response:
        keys = list(dict.fromkeys(self.given["products"]))
        try:
            done = sync.sync_products(keys, at=clock.now())
        except NotImplementedError:
            raise Problem("unavailable", "The shop's adapter cannot read products by their keys.") from None
        touched = done.created + done.updated + done.removed + done.unchanged
        return Response(
            {
                "created": done.created,
                "updated": done.updated,
                "removed": done.removed,
                "unchanged": done.unchanged,
                "unknown": max(0, len(keys) - touched - len({problem.key for problem in done.problems})),
                "problems": [{"product": problem.key, "detail": problem.text} for problem in done.problems],
            }
        )


def _shown(item: CatalogItem) -> dict[str, Any]:
    """Everything but what the shop pays for it."""
    return {
        "key": item.key,
        "title": item.title,
        "url": item.url,
        "image_url": item.image_url,
        "price": _money(item.price, item.currency),
        "list_price": _money(item.list_price, item.currency),
        "available": item.available,
        "listed": item.listed,
        "stock": item.stock,
        "brand": item.brand,
        "categories": item.category_keys,
        "attributes": item.attributes,
        "synced_at": item.synced_at.isoformat(),
        "removed_at": None if item.removed_at is None else item.removed_at.isoformat(),
    }


def _money(amount: Any, currency: str) -> dict[str, str] | None:
    return None if amount is None else {"amount": f"{amount:f}", "currency": currency}
