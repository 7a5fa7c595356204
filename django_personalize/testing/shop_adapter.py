"""What every shop adapter keeps, as tests: mix the class into your own and let it run on a shop with some data."""

from __future__ import annotations

import json
import pickle
import unittest
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from itertools import islice
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from django_personalize.core import clock
from django_personalize.shop.adapter import get_adapter
from django_personalize.shop.ports import CAPABILITIES, CouponSpec, NotSupported, Product, ShopAdapter

#: Orders, carts and products that are looked at one by one; more would only take longer.
_SAMPLE = 200


class ShopAdapterContract:
    """A mixin for pytest classes and for `django.test.TestCase`.

        @pytest.mark.django_db
        class TestMyShop(ShopAdapterContract):
            @pytest.fixture(autouse=True)
            def _shop(self): make_products_and_orders()

    Override `adapter` to test another one than the settings name, and `request` for a shop whose cart needs more.
    Capabilities that the adapter does not name are skipped.
    """

    #: Queries that reading 500 products, orders or carts may cost, and those that do not depend on the number.
    queries_per_500 = 12
    queries_once = 20

    def adapter(self) -> ShopAdapter:
        """The adapter under test."""
        return get_adapter()

    def request(self) -> HttpRequest:
        """A visitor's first request: no cookie, a session that does not exist yet."""
        request = RequestFactory().get("/")
        request.user = AnonymousUser()
        request.session = SessionStore()
        return request

    # -- catalogue

    def test_capabilities_are_known_ones(self) -> None:
        unknown = self.adapter().capabilities - CAPABILITIES
        assert not unknown, f"Nobody asks for {sorted(unknown)}; see shop.ports.CAPABILITIES."

    def test_there_are_products_with_keys_of_their_own(self) -> None:
        keys = [product.key for product in self.adapter().iter_products()]
        assert keys, "The contract needs a shop with at least one product."
        assert len(keys) == len(set(keys)), "Two products have one key."
        assert all(isinstance(key, str) and 0 < len(key) <= 64 for key in keys)

    def test_products_asked_by_key_are_those_of_the_list(self) -> None:
        listed = {product.key: product for product in self._products()}
        found = self.adapter().get_products(list(listed))
        assert found == listed

    def test_keys_that_are_gone_are_absent_and_never_raise(self) -> None:
        known = self._products()[0].key
        asked = ["", "0", "-1", "no such product", "9" * 40, "\x00", "' OR 1=1 --", known]
        assert set(self.adapter().get_products(asked)) <= {known, "0"}
        assert self.adapter().get_products([]) == {}

    def test_products_are_read_in_a_bounded_number_of_queries(self) -> None:
        with CaptureQueriesContext(connection) as queries:
            count = sum(1 for _product in self.adapter().iter_products())
        self._assert_bounded(len(queries), count)

    def test_products_asked_by_key_take_a_bounded_number_of_queries(self) -> None:
        keys = [product.key for product in self._products()]
        with CaptureQueriesContext(connection) as queries:
            self.adapter().get_products(keys)
        self._assert_bounded(len(queries), len(keys))

    def test_what_the_adapter_gives_can_be_stored(self) -> None:
        given: list[Any] = [*self._products(), *islice(self.adapter().iter_orders(), _SAMPLE)]
        for one in given:
            assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301  our own bytes
            json.dumps(asdict(one), default=str)

    def test_prices_are_finite_and_in_one_currency(self) -> None:
        for product in self._products():
            amounts = [
                money for money in (product.price, product.list_price, product.cost) if money is not None
            ]
            assert all(money.amount.is_finite() and money.amount >= 0 for money in amounts), product.key
            assert len({money.currency for money in amounts}) <= 1, f"Product {product.key} mixes currencies."

    # -- categories

    def test_categories_of_products_are_known(self) -> None:
        self._needs("categories")
        known = {category.key for category in self.adapter().iter_categories()}
        for product in self._products():
            assert set(product.category_keys) <= known, f"Product {product.key} is in an unknown category."

    def test_categories_of_products_have_their_ancestors(self) -> None:
        self._needs("categories")
        parents = {category.key: category.parent_key for category in self.adapter().iter_categories()}
        for product in self._products():
            above = {parents[key] for key in product.category_keys} - {None}
            assert above <= set(product.category_keys), f"Product {product.key} lacks an ancestor category."

    def test_categories_are_a_tree(self) -> None:
        self._needs("categories")
        categories = list(self.adapter().iter_categories())
        parents = {category.key: category.parent_key for category in categories}
        assert len(parents) == len(categories), "Two categories have one key."
        for start in parents:
            way, step = {start}, parents[start]
            while step is not None:
                assert step in parents, f"The parent {step} does not exist."
                assert step not in way, f"Category {step} is its own ancestor."
                way.add(step)
                step = parents[step]

    def test_a_search_finds_known_products_and_survives_anything(self) -> None:
        self._needs("search")
        adapter = self.adapter()
        product = next(product for product in self._products() if product.listed and product.title.strip())
        found = adapter.search_products(product.title.split()[0], limit=5)
        assert len(found) <= 5
        assert set(found) == set(adapter.get_products(found))
        for query in ("", "   ", "%", "'", "\x00", "x" * 5000, "a " * 5000, "\U0001f381", "שלום"):
            assert isinstance(adapter.search_products(query, limit=5), list)

    # -- carts

    def test_a_visitor_without_a_cart_has_none_and_gets_none(self) -> None:
        request = self.request()
        with self._nothing_is_written():
            cart = self.adapter().current_cart(request)
        assert cart is None or not cart.lines
        assert getattr(request.session, "session_key", None) is None, "Looking for a cart opened a session."
        assert not getattr(request.session, "modified", False)

    def test_carts_are_found_by_their_key(self) -> None:
        self._needs("carts")
        adapter = self.adapter()
        for cart in islice(self._idle_carts(), _SAMPLE):
            assert adapter.get_cart(cart.key) == cart
        assert adapter.get_cart("no such cart") is None

    def test_idle_carts_are_read_in_a_bounded_number_of_queries(self) -> None:
        self._needs("carts")
        with CaptureQueriesContext(connection) as queries:
            count = sum(1 for _cart in self._idle_carts())
        self._assert_bounded(len(queries), count)

    # -- orders

    def test_orders_are_found_by_their_key(self) -> None:
        self._needs("orders")
        adapter = self.adapter()
        for order in islice(adapter.iter_orders(), _SAMPLE):
            assert adapter.get_order(order.key) == order
        assert adapter.get_order("no such order") is None

    def test_orders_come_once_and_in_the_order_of_their_placing(self) -> None:
        self._needs("orders")
        with CaptureQueriesContext(connection) as queries:
            orders = list(self.adapter().iter_orders())
        self._assert_bounded(len(queries), len(orders))
        assert len({order.key for order in orders}) == len(orders)
        moments = [order.placed_at for order in orders]
        assert all(timezone.is_aware(moment) for moment in moments)
        assert moments == sorted(moments)

    def test_orders_since_a_moment_are_the_end_of_all_orders(self) -> None:
        self._needs("orders")
        everything = list(self.adapter().iter_orders())
        if not everything:
            raise unittest.SkipTest("The shop has no orders.")
        since = everything[len(everything) // 2].placed_at
        expected = [order.key for order in everything if order.placed_at >= since]
        assert [order.key for order in self.adapter().iter_orders(since=since)] == expected

    # -- coupons

    def test_every_coupon_has_a_code_of_its_own(self) -> None:
        self._needs("coupons")
        at = clock.now()
        spec = CouponSpec("Contract", "percent", 10, valid_from=at, valid_until=at + timedelta(days=1))
        first, second = self.adapter().issue_coupon(spec), self.adapter().issue_coupon(spec)
        assert first.code
        assert first.code != second.code

    def test_what_the_shop_cannot_do_is_refused_with_a_reason(self) -> None:
        adapter, request = self.adapter(), self.request()
        if "apply_coupon" not in adapter.capabilities:
            _assert_refused(adapter.apply_coupon, request, "CODE")
        if "add_to_cart" not in adapter.capabilities:
            _assert_refused(adapter.add_to_cart, request, "1")

    # -- how

    def _products(self) -> list[Product]:
        return list(islice(self.adapter().iter_products(), _SAMPLE))

    def _idle_carts(self) -> Iterator[Any]:
        at = clock.now()
        return self.adapter().iter_carts(
            idle_before=at + timedelta(days=1), idle_after=at - timedelta(days=36500)
        )

    def _needs(self, capability: str) -> None:
        if capability not in self.adapter().capabilities:
            raise unittest.SkipTest(f"The adapter does not name the capability {capability!r}.")

    def _assert_bounded(self, queries: int, count: int) -> None:
        most = self.queries_once + (count // 500 + 1) * self.queries_per_500
        assert queries <= most, f"{queries} queries for {count}; at most {most} are allowed."

    @contextmanager
    def _nothing_is_written(self) -> Iterator[None]:
        before = _row_counts()
        yield
        after = _row_counts()
        changed = {table: after[table] - before[table] for table in after if after[table] != before[table]}
        assert not changed, f"Rows appeared or went: {changed}."


def _row_counts() -> dict[str, int]:
    tables = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    return {model._meta.label: model._base_manager.count() for model in tables}


def _assert_refused(call: Any, *arguments: Any) -> None:
    try:
        call(*arguments)
    except NotSupported:
        return
    raise AssertionError("NotSupported was expected, as the adapter does not name the capability.")
