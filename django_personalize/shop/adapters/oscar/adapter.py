"""`OscarShopAdapter`: what Oscar's models and strategies say, behind the door that all shops share."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import models
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest
from django.urls import reverse

from django_personalize.conf import settings
from django_personalize.shop.adapters.oscar import baskets
from django_personalize.shop.adapters.oscar.catalogue import Catalogue
from django_personalize.shop.adapters.oscar.loading import is_installed, model
from django_personalize.shop.adapters.oscar.orders import Orders
from django_personalize.shop.adapters.watching import follow
from django_personalize.shop.ports import Cart, Category, EventSink, Order, OrderRows, Product, ShopAdapter

_KEYS = ("brand", "cost", "cancelled_statuses")
#: Models whose rows belong to a product that is read with them.
_BESIDE = (
    ("partner", "StockRecord"),
    ("catalogue", "ProductAttributeValue"),
    ("catalogue", "ProductCategory"),
    ("catalogue", "ProductImage"),
)


class OscarShopAdapter(ShopAdapter):
    """django-oscar 4.2. `PERSONALIZE["OSCAR"]` may name what differs from shop to shop, see `conf.Settings.OSCAR`."""

    slug = "oscar"

    @property
    def capabilities(self) -> frozenset[str]:  # type: ignore[override]  # the cost is a matter of settings
        """What Oscar can do; prices may differ from customer to customer."""
        able = {"stock", "categories", "search", "carts", "guest_carts", "orders", "add_to_cart"}
        return frozenset(able | {"cost"} if settings.OSCAR.get("cost") else able)

    @cached_property
    def catalogue(self) -> Catalogue:
        named = settings.OSCAR
        return Catalogue(brand=str(named.get("brand", "brand")), cost=str(named.get("cost") or ""))

    @cached_property
    def orders(self) -> Orders:
        given = settings.OSCAR.get("cancelled_statuses")
        return Orders(cancelled=None if given is None else frozenset(map(str, given)))

    # -- catalogue

    def product_key(self, obj: Any) -> str | None:
        return self.catalogue.key_of(obj)

    def iter_products(self, *, changed_since: datetime | None = None) -> Iterator[Product]:
        return self.catalogue.all(changed_since=changed_since)

    def get_products(self, keys: Sequence[str], *, request: HttpRequest | None = None) -> dict[str, Product]:
        return self.catalogue.by_keys(keys, request=request)

    def iter_categories(self) -> Iterator[Category]:
        return self.catalogue.categories()

    def search_products(
        self, query: str, *, limit: int = 20, request: HttpRequest | None = None
    ) -> list[str]:
        return self.catalogue.search(query, limit=limit)

    # -- carts

    def current_cart(self, request: HttpRequest) -> Cart | None:
        return baskets.current(request)

    def get_cart(self, key: str) -> Cart | None:
        return baskets.by_key(key)

    def iter_carts(self, *, idle_before: datetime, idle_after: datetime) -> Iterator[Cart]:
        return baskets.idle(before=idle_before, after=idle_after)

    def restore_cart(self, request: HttpRequest, cart_key: str) -> str | None:
        cart = self.get_cart(cart_key)
        for line in cart.lines if cart else ():
            baskets.add(request, line.product_key, variant_key=line.variant_key, quantity=line.quantity)
        return reverse("basket:summary")

    def add_to_cart(
        self, request: HttpRequest, product_key: str, *, variant_key: str | None = None, quantity: int = 1
    ) -> None:
        baskets.add(request, product_key, variant_key=variant_key, quantity=quantity)

    # -- orders

    def get_order(self, key: str) -> Order | None:
        return self.orders.by_key(key)

    def iter_orders(self, *, since: datetime | None = None) -> Iterator[Order]:
        return self.orders.all(since=since)

    def order_rows(self) -> OrderRows | None:
        return self.orders.rows()

    # -- events

    def connect(self, sink: EventSink) -> None:
        """Listen to Oscar's models; without Oscar there is nothing to listen to, and the check says so."""
        if not is_installed():
            return

        def product_changed(instance: models.Model, **kwargs: Any) -> None:
            key = None if kwargs.get("raw") else self.product_key(instance)
            if key is not None:
                sink.products_changed([key])

        def beside_changed(instance: models.Model, **kwargs: Any) -> None:
            product = model("catalogue", "Product").objects.filter(pk=getattr(instance, "product_id", None))
            for one in product if not kwargs.get("raw") else ():
                product_changed(one)

        def category_changed(**kwargs: Any) -> None:
            if not kwargs.get("raw"):
                sink.categories_changed()

        def order_saved(instance: models.Model, created: bool, raw: bool = False, **kwargs: Any) -> None:
            if not raw:
                (sink.order_placed if created else sink.order_changed)(str(instance.pk))

        changes = [post_save, post_delete]
        follow(changes, model("catalogue", "Product"), product_changed, "oscar.products")
        for app, name in _BESIDE:
            follow(changes, model(app, name), beside_changed, f"oscar.{name}")
        follow(changes, model("catalogue", "Category"), category_changed, "oscar.categories")
        # Created inside the transaction of Oscar's order: its lines are there when that commits.
        follow([post_save], model("order", "Order"), order_saved, "oscar.orders")

    def check(self) -> Iterable[CheckMessage]:
        """That Oscar is there, and that OSCAR holds what is known."""
        if not is_installed():
            yield Error(
                "PERSONALIZE['SHOP_ADAPTER'] is the one for django-oscar, which is not installed.",
                hint="pip install 'django-personalize[oscar]'",
                id="personalize.E121",
            )
        given: Mapping[str, Any] = settings.OSCAR
        for name in sorted(set(given) - set(_KEYS)):
            near = difflib.get_close_matches(name, _KEYS, n=1)
            hint = f"Write {near[0]!r} instead." if near else f"It may hold: {', '.join(_KEYS)}."
            text = f"PERSONALIZE['OSCAR'] has an unknown key {name!r}."
            yield Error(text, hint=hint, id="personalize.E122")
