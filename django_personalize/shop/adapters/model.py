"""The adapter of hand-written shops: driven by settings only, no code in the host."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.checks import CheckMessage
from django.db import models
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from django_personalize.conf import settings
from django_personalize.shop.adapters.categories import Categories
from django_personalize.shop.adapters.faults import messages
from django_personalize.shop.adapters.functions import Functions
from django_personalize.shop.adapters.keys import MAPPINGS
from django_personalize.shop.adapters.mapping import Table
from django_personalize.shop.adapters.products import Products
from django_personalize.shop.adapters.sales import Carts, Orders
from django_personalize.shop.adapters.session_carts import SessionCarts
from django_personalize.shop.adapters.watching import watch_categories, watch_orders, watch_products
from django_personalize.shop.ports import (
    AdapterError,
    Card,
    Cart,
    Category,
    Coupon,
    CouponSpec,
    EventSink,
    NotSupported,
    Order,
    OrderRows,
    Product,
    Return,
    ShopAdapter,
)

logger = logging.getLogger("django_personalize.shop")


class ModelShopAdapter(ShopAdapter):
    """Reads the shop's own models by PERSONALIZE["PRODUCT"], ["CATEGORY"], ["CART"] and ["ORDER"].

    What is not mapped is not there: without CATEGORY there are no categories, and nothing raises. A wrong
    mapping raises `AdapterError` where it is first used; `manage.py check` names every wrong path before.
    """

    slug = "model"

    @property
    def capabilities(self) -> frozenset[str]:  # type: ignore[override]  # computed from what is configured
        """What the settings make possible."""
        product, cart = settings.PRODUCT or {}, settings.CART or {}
        possible = {
            "stock": "stock" in product,
            "cost": "cost" in product,
            "categories": bool(settings.CATEGORY) and "categories" in product,
            "search": bool(product),
            "carts": bool(cart),
            "guest_carts": (
                "session_key" in cart or "current" in cart or "current_cart" in settings.SHOP_FUNCTIONS
            ),
            "orders": bool(settings.ORDER),
            # Prices are read from the rows alone: who asks makes no difference.
            "uniform_prices": bool(product),
        }
        return frozenset(name for name, there in possible.items() if there) | self.functions.capabilities

    # -- the compiled mappings; None where the setting is missing

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Every configured mapping, compiled."""
        by_pk = {"user", "variant"}
        given = {name: getattr(settings, name) for name in MAPPINGS}
        for kind, config in (("category", given["CATEGORY"]), ("cart", given["CART"])):
            if config is None or "key" not in config:
                by_pk.add(kind)
        product = given["PRODUCT"] or {}
        if "key" not in product and "parent" not in product:
            by_pk.add("product")
        return {
            name: Table(name, config, MAPPINGS[name], by_pk=frozenset(by_pk))
            for name, config in given.items()
            if config is not None
        }

    @cached_property
    def functions(self) -> Functions:
        return Functions()

    @cached_property
    def categories(self) -> Categories | None:
        table = self.tables.get("CATEGORY")
        return None if table is None else Categories(table)

    @cached_property
    def products(self) -> Products | None:
        table = self.tables.get("PRODUCT")
        return None if table is None else Products(table, self.categories)

    @cached_property
    def carts(self) -> Carts | SessionCarts | None:
        table = self.tables.get("CART")
        if table is not None:
            return Carts(table, self.products)
        find = self.functions.get("current_cart")
        return None if find is None else SessionCarts(find, self.products)

    @cached_property
    def orders(self) -> Orders | None:
        table = self.tables.get("ORDER")
        carts = self.carts if isinstance(self.carts, Carts) else None
        return None if table is None else Orders(table, self.products, carts)

    # -- catalogue

    def product_key(self, obj: Any) -> str | None:
        if self.products is None or not isinstance(obj, models.Model):
            return None
        return self.products.key_of(obj)

    def iter_products(self, *, changed_since: datetime | None = None) -> Iterator[Product]:
        return iter(()) if self.products is None else self.products.all(changed_since=changed_since)

    def get_products(self, keys: Sequence[str], *, request: HttpRequest | None = None) -> dict[str, Product]:
        return {} if self.products is None else self.products.by_keys(keys)

    def get_cards(self, keys: Sequence[str], *, request: HttpRequest | None = None) -> Mapping[str, Card]:
        if type(self).get_products is not ModelShopAdapter.get_products:
            # A host changed what products say (a customer's own prices): pages say the same.
            return self.get_products(keys, request=request)
        return {} if self.products is None else self.products.cards(keys)

    def iter_categories(self) -> Iterator[Category]:
        return iter(()) if self.categories is None else self.categories.all()

    def search_products(
        self, query: str, *, limit: int = 20, request: HttpRequest | None = None
    ) -> list[str]:
        own = self.functions.get("search")
        if own is not None:
            found = (self._key_of_hit(one) for one in own(query, limit=limit, request=request))
            return list(dict.fromkeys(key for key in found if key))[:limit]
        if self.products is None:
            raise NotSupported(self._missing("search"))
        return self.products.search(query, limit=limit)

    # -- carts

    def current_cart(self, request: HttpRequest) -> Cart | None:
        return None if self.carts is None else self.carts.current(request)

    def get_cart(self, key: str) -> Cart | None:
        return None if self.carts is None else self.carts.by_key(key)

    def iter_carts(self, *, idle_before: datetime, idle_after: datetime) -> Iterator[Cart]:
        return iter(()) if self.carts is None else self.carts.idle(before=idle_before, after=idle_after)

    def restore_cart(self, request: HttpRequest, cart_key: str) -> str | None:
        own = self.functions.get("restore_cart")
        if own is not None:
            went: str | None = own(request, cart_key)
            return went
        self._function("add_to_cart")
        cart = self.get_cart(cart_key)
        for line in cart.lines if cart else ():
            try:
                self.add_to_cart(
                    request, line.product_key, variant_key=line.variant_key, quantity=line.quantity
                )
            except Exception:  # sold out since, most likely; the rest of the cart is still worth having
                logger.warning(
                    "Product %s could not be put back into a cart", line.product_key, exc_info=True
                )
        return _cart_page()

    def add_to_cart(
        self, request: HttpRequest, product_key: str, *, variant_key: str | None = None, quantity: int = 1
    ) -> None:
        self._function("add_to_cart")(request, product_key, variant_key=variant_key, quantity=quantity)

    # -- orders

    def get_order(self, key: str) -> Order | None:
        return None if self.orders is None else self.orders.by_key(key)

    def iter_orders(self, *, since: datetime | None = None) -> Iterator[Order]:
        return iter(()) if self.orders is None else self.orders.all(since=since)

    def order_rows(self) -> OrderRows | None:
        if self.orders is None:
            return None
        table = self.orders.table
        return OrderRows(
            rows=self.orders.placed(table.model._default_manager.all()),
            key=table.key_column,
            user=table.column_of("user"),
            email=table.column_of("email"),
            placed_at=table.column_of("placed_at") or "",
            total=table.column_of("total"),
            status=table.column_of("status"),
            cancelled_statuses=self.orders.cancelled_statuses,
        )

    def iter_returns(self, *, since: datetime | None = None) -> Iterator[Return]:
        own = self.functions.get("returns")
        return iter(()) if own is None else iter(own(since=since))

    def has_open_ticket(self, user_id: str) -> bool:
        own = self.functions.get("open_ticket")
        return own is not None and bool(own(user_id))

    def loyalty_tier(self, user_id: str) -> str | None:
        own = self.functions.get("loyalty_tier")
        tier = None if own is None else own(user_id)
        return str(tier) if tier else None

    def delivery_days(self, product_keys: Sequence[str], *, country: str) -> dict[str, int]:
        own = self.functions.get("delivery_days")
        found: Mapping[str, int] = {} if own is None else own(product_keys, country=country)
        return {str(key): int(days) for key, days in found.items()}

    def iter_shop_mails(self, *, since: datetime) -> Iterator[tuple[str, datetime]]:
        own = self.functions.get("shop_mails")
        for user_id, moment in () if own is None else own(since=since):
            yield str(user_id), moment

    # -- coupons

    def issue_coupon(self, spec: CouponSpec) -> Coupon:
        coupon: Coupon = self._function("issue_coupon")(spec)
        return coupon

    def apply_coupon(self, request: HttpRequest, code: str) -> bool:
        return bool(self._function("apply_coupon")(request, code))

    # -- events

    def connect(self, sink: EventSink) -> None:
        """Listen to the shop's models. A mapping with faults is left out: checks name it, pages go on."""
        for name, watch in self._watches():
            try:
                watch(sink)
            except AdapterError:
                # Whoever reads this on a terminal reads the faults beside it, with what mends them.
                logger.error(
                    "Changes of %s are not followed: PERSONALIZE[%r] has faults; manage.py check names them.",
                    name,
                    name,
                )

    def check(self) -> Iterable[CheckMessage]:
        return messages(self.tables, self.functions)

    def _watches(self) -> Iterator[tuple[str, Callable[[EventSink], None]]]:
        products, categories, orders = self.products, self.categories, self.orders
        if products is not None:
            yield "PRODUCT", lambda sink: watch_products(products, sink)
        if categories is not None:
            yield "CATEGORY", lambda sink: watch_categories(categories, sink)
        if orders is not None:
            yield "ORDER", lambda sink: watch_orders(orders, sink)

    def _key_of_hit(self, found: object) -> str | None:
        """A search of the host's own gives product rows or their keys."""
        return self.product_key(found) if isinstance(found, models.Model) else str(found)

    def _function(self, name: str) -> Callable[..., Any]:
        own = self.functions.get(name)
        if own is None:
            raise NotSupported(
                f"The shop cannot do {name!r}: name a function for it, "
                f"PERSONALIZE['SHOP_FUNCTIONS'] = {{{name!r}: 'module.function'}}."
            )
        return own


def _cart_page() -> str:
    """Address of the page that PAGES calls the cart, "/" where it names none."""
    for name, page in settings.PAGES.items():
        if page.get("type") == "cart":
            try:
                return reverse(name)
            except NoReverseMatch:
                continue
    return "/"
