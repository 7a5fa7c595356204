"""The depot keeps the contract, and its people live through the story."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth import get_user_model
from django.test import AsyncClient
from django.urls import reverse
from django.utils import timezone

from django_personalize.models import CatalogItem
from django_personalize.shop.adapter import get_adapter
from django_personalize.shop.money import Money
from django_personalize.testing import FrozenClock, ShopAdapterContract, VisitorClient
from django_personalize.testing.visitors import USER_AGENT
from tests.databases import django_db_setup as django_db_setup
from tests.projects.depot.goods.models import (
    Article,
    Basket,
    BasketRow,
    Department,
    Invoice,
    Position,
    PriceRow,
    StockLevel,
)
from tests.projects.story import ShopStory


def stock_up() -> list[Article]:
    tools = Department.objects.create(code="T", name="Tools")
    saws = Department.objects.create(code="T-S", name="Saws", above=tools)
    paint = Department.objects.create(code="P", name="Paint")
    made = []
    for sku, name, department, price in (
        ("SAW-1", "Bow saw", saws, "34.90"),
        ("SAW-2", "Fret saw", saws, "12.50"),
        ("PNT-1", "White paint", paint, "19.00"),
    ):
        article = Article.objects.create(sku=sku, name=name, department=department)
        PriceRow.objects.create(
            article=article, amount=Decimal("99.00"), valid_from=datetime(2020, 1, 1, tzinfo=UTC)
        )
        PriceRow.objects.create(
            article=article, amount=Decimal(price), valid_from=datetime(2021, 1, 1, tzinfo=UTC)
        )
        for warehouse, pieces in (("north", 3), ("south", 4)):
            StockLevel.objects.create(article=article, warehouse=warehouse, pieces=pieces)
        made.append(article)
    return made


BROWSER = {"user-agent": USER_AGENT, "origin": "http://testserver"}


@pytest.mark.django_db
class TestTheContract(ShopAdapterContract):
    @pytest.fixture(autouse=True)
    def _shop(self) -> None:
        saw, other, paint = stock_up()
        ada = get_user_model().objects.create_user("ada", "ada@example.com")
        basket = Basket.objects.create(customer=ada)
        BasketRow.objects.create(basket=basket, article=saw, pieces=2)
        for number, state, article in (("R1", "placed", saw), ("R2", "void", other), ("R3", "draft", paint)):
            invoice = Invoice.objects.create(
                number=number,
                customer=ada,
                email=ada.email,
                state=state,
                placed_at=timezone.now(),
                total=Decimal("10.00"),
            )
            Position.objects.create(invoice=invoice, article=article, pieces=1, price=Decimal("10.00"))
        other.delete()


class TestTheStory(ShopStory):
    def stock_up(self) -> Sequence[Article]:
        return stock_up()

    def url_of(self, product: Article) -> str:
        return product.get_absolute_url()

    def put_in_cart(self, visitor: VisitorClient, product: Article) -> None:
        assert visitor.post(reverse("add", args=[product.sku])).status_code == 302

    def place_order(self, visitor: VisitorClient) -> None:
        assert "Thank you" in visitor.post(reverse("invoice")).content.decode()

    def take_away(self, product: Article) -> None:
        product.delete()

    def test_price_and_stock_come_from_the_tables_beside_the_article(
        self, products: Sequence[Article]
    ) -> None:
        found = get_adapter().get_products(["SAW-1"])["SAW-1"]
        assert (found.price, found.stock) == (Money(Decimal("34.90"), "CHF"), 7)
        assert found.category_keys == ("T-S", "T")

    def test_a_new_price_row_reaches_the_catalogue_with_its_commit_unless_it_is_for_later(
        self, products: Sequence[Article], django_capture_on_commit_callbacks: Any
    ) -> None:
        for amount, valid_from in (
            ("29.90", timezone.now() - timedelta(minutes=1)),
            ("49.90", timezone.now() + timedelta(days=1)),
        ):
            with django_capture_on_commit_callbacks(execute=True):
                PriceRow.objects.create(article=products[0], amount=Decimal(amount), valid_from=valid_from)
            assert CatalogItem.objects.get(key="SAW-1").price == Decimal("29.90")

    def test_an_emptied_warehouse_reaches_the_catalogue_with_its_commit(
        self, products: Sequence[Article], django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            products[0].levels.get(warehouse="north").delete()
        assert CatalogItem.objects.get(key="SAW-1").stock == 4

    def test_a_deleted_article_keeps_its_name_in_the_order_and_is_no_product_any_more(
        self, products: Sequence[Article], visitor: VisitorClient
    ) -> None:
        self._buy(visitor, products[0])
        products[0].delete()
        (order,) = get_adapter().iter_orders()
        assert [(line.product_key, line.title, line.sku) for line in order.lines] == [
            ("SAW-1", "Bow saw", "SAW-1")
        ]
        assert get_adapter().get_products(["SAW-1"]) == {}

    def test_a_draft_is_no_order_and_a_void_one_is_cancelled(self, db: None) -> None:
        for number, state in (("R1", "draft"), ("R2", "void")):
            Invoice.objects.create(
                number=number, state=state, email="a@example.com", placed_at=timezone.now(), total=1
            )
        assert [(order.key, order.cancelled) for order in get_adapter().iter_orders()] == [("R2", True)]

    @pytest.mark.django_db(transaction=True)
    def test_under_asgi_the_async_page_is_personal_too(
        self, products: Sequence[Article], clock: FrozenClock
    ) -> None:
        async def visit() -> str:
            client = AsyncClient()
            await client.post(reverse("personalize:consent"), {"choice": "all"}, headers=BROWSER)
            await client.get(self.url_of(products[0]), headers=BROWSER)
            return (await client.get(self.home(), headers=BROWSER)).content.decode()

        home = async_to_sync(visit)()
        assert self.continued in home
        assert "Bow saw" in home
