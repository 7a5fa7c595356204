"""`request.visitor`: the visitor's data, and the questions that need the packages above it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from django_personalize.core import clock
from django_personalize.shop.adapter import get_adapter
from django_personalize.shop.ports import Product
from django_personalize.tracking.visitor import Visitor as TrackedVisitor


class Visitor(TrackedVisitor):
    """What a host's view or template asks: `request.visitor.allows("personalization")`, `.recently_viewed(8)`."""

    @cached_property
    def shown_products(self) -> dict[str, Product]:
        """The live products that this page's personal places may show: one batch for all of them."""
        keys = [seen.key for seen in self.snapshot.viewed]
        return get_adapter().get_products(keys, request=self.request) if keys else {}

    def recently_viewed(self, limit: int = 8, *, without: Sequence[str] = ()) -> list[Product]:
        """Products this person looked at last that can be bought now, newest first; empty without consent."""
        if not self.personal:
            return []
        shown = self.shown_products
        found = (shown.get(seen.key) for seen in self.snapshot.viewed if seen.key not in without)
        return [product for product in found if product and product.listed and product.available][:limit]

    def read_ahead(self) -> None:
        """Read now what tags may ask of a visitor who is known or has chosen: for views that cannot wait."""
        if self.visitor_id is None and not self.user_key:
            return
        if self.allows("personalization", at=clock.now()):
            _ = self.shown_products
