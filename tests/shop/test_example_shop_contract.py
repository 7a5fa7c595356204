"""The example shop, by its settings alone, keeps the contract of shop adapters."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import RequestFactory

from django_personalize.shop.adapter import get_adapter
from django_personalize.shop.money import Money
from django_personalize.testing import FrozenClock, ShopAdapterContract
from example_shop.models import Order
from tests import factories


@pytest.mark.django_db
class TestTheExampleShop(ShopAdapterContract):
    @pytest.fixture(autouse=True)
    def _shop(self, clock: FrozenClock) -> None:
        shelf = factories.category("Connectors", parent=factories.category("Wood"))
        brand = factories.brand("Alma")
        things = [factories.product(f"Angle {n}", category=shelf, brand=brand) for n in range(4)]
        factories.product("On request", price=None, illustration="", is_active=False)
        ada = factories.customer()
        factories.cart(ada, lines=[(things[0], 2), (things[1], 1)])
        factories.order(ada, lines=[(things[0], 1), (things[2], 3)])
        factories.order(email="guest@example.com", lines=[(things[3], 1)], status=Order.Status.CANCELLED)


@pytest.mark.django_db
@pytest.mark.row("A11", part="orders")
class TestOrdersOfTheExampleShop:
    def test_an_order_is_read_with_its_lines_and_sums(self, clock: FrozenClock) -> None:
        ada = factories.customer("ada@example.com", phone="+49 30 1234")
        dress = factories.product("Dress", price="30.00")
        blue = factories.variant(dress, colour="blue", size="M")
        made = factories.order(ada, lines=[(dress, 1)], is_gift=True)
        made.lines.update(variant=blue)

        order = get_adapter().get_order(str(made.pk))

        assert order is not None
        assert (order.key, order.number, order.user_id) == (str(made.pk), made.number, str(ada.pk))
        assert order.total == Money(made.total, "EUR")
        assert order.subtotal == Money(Decimal("30.00"), "EUR")
        assert order.shipping == Money(Decimal("4.90"), "EUR")
        assert order.is_gift
        assert not order.cancelled
        (line,) = order.lines
        assert (line.product_key, line.variant_key, line.quantity) == (str(dress.pk), str(blue.pk), 1)
        assert line.unit_price == Money(Decimal("30.00"), "EUR")

    @pytest.mark.parametrize(
        ("status", "cancelled"), [("paid", False), ("cancelled", True), ("returned", True)]
    )
    def test_a_cancelled_order_says_so(self, status: str, cancelled: bool, clock: FrozenClock) -> None:
        made = factories.order(status=status)
        order = get_adapter().get_order(str(made.pk))
        assert order is not None
        assert order.cancelled is cancelled

    def test_a_line_keeps_its_title_when_the_product_is_gone(self, clock: FrozenClock) -> None:
        thing = factories.product("Lamp")
        made = factories.order(lines=[(thing, 2)])
        thing.delete()
        order = get_adapter().get_order(str(made.pk))
        assert order is not None
        assert [(line.product_key, line.title, line.quantity) for line in order.lines] == [(None, "Lamp", 2)]

    def test_a_condition_may_ask_the_shops_own_orders_in_sql(self, clock: FrozenClock) -> None:
        ada, ben = factories.customer(), factories.customer()
        factories.order(ada, lines=[(factories.product(price="100.00"), 1)])
        factories.order(ben, lines=[(factories.product(price="100.00"), 1)], status="cancelled")

        rows = get_adapter().order_rows()

        assert rows is not None
        big = {f"{rows.total}__gte": 100}
        assert set(rows.rows.filter(**big).values_list(rows.user, flat=True)) == {ada.pk, ben.pk}
        assert list(rows.sold().filter(**big).values_list(rows.user, flat=True)) == [ada.pk]


@pytest.mark.django_db
class TestCartsOfTheExampleShop:
    def test_a_customers_cart_is_read_with_titles_prices_and_sum(self, clock: FrozenClock) -> None:
        ada = factories.customer("ada@example.com")
        made = factories.cart(ada, lines=[(factories.product("Lamp", price="12.50"), 2)])
        request = RequestFactory().get("/")
        request.user = ada

        cart = get_adapter().current_cart(request)

        assert cart is not None
        assert (cart.key, cart.user_id, cart.email) == (str(made.pk), str(ada.pk), "ada@example.com")
        assert [(line.title, line.quantity) for line in cart.lines] == [("Lamp", 2)]
        assert cart.total == Money(Decimal("25.00"), "EUR")
        assert cart.updated_at == made.updated_at
