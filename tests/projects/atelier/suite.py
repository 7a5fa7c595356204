"""The atelier keeps the contract, and its people live through the story, in German."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation

from django_personalize.models import CatalogItem
from django_personalize.shop.adapter import get_adapter
from django_personalize.shop.money import Money
from django_personalize.testing import Outbox, ShopAdapterContract, VisitorClient
from tests.projects.atelier.wardrobe.models import (
    Bag,
    BagLine,
    Collection,
    Cut,
    Garment,
    Purchase,
    PurchaseLine,
)
from tests.projects.story import ShopStory


def stock_up() -> list[Garment]:
    coats = Collection.objects.create(name="Coats", slug="coats")
    hats = Collection.objects.create(name="Hats", slug="hats")
    made = []
    for name, collection, currency, prices in (
        ("Loden coat", coats, "EUR", ("240.00", "260.00")),
        ("Rain coat", coats, "EUR", ("129.00",)),
        ("Panama hat", hats, "USD", ("79.00", "72.50")),
    ):
        garment = Garment.objects.create(name=name, slug=name.lower().replace(" ", "-"), currency=currency)
        garment.collections.add(collection)
        for size, price in zip(("S", "M"), prices, strict=False):
            Cut.objects.create(garment=garment, size=size, price=Decimal(price), pieces=3)
        made.append(garment)
    return made


def make_customer() -> Any:
    return get_user_model().objects.create_user("ada", "ada@example.com", "secret")


@pytest.mark.django_db
class TestTheContract(ShopAdapterContract):
    @pytest.fixture(autouse=True)
    def _shop(self) -> None:
        coat, _, hat = stock_up()
        ada = make_customer()
        for number, garment in (("P-1", coat), ("P-2", hat)):
            cut = garment.cuts.get(size="S")
            purchase = Purchase.objects.create(
                number=number, buyer=ada, currency=garment.currency, total=cut.price
            )
            PurchaseLine.objects.create(
                purchase=purchase, cut=cut, title=garment.name, pieces=1, price=cut.price
            )
        for owner in (ada, None):
            bag = Bag.objects.create(owner=owner, session_key="" if owner else "a" * 32)
            BagLine.objects.create(bag=bag, cut=coat.cuts.get(size="M"), pieces=2)


class TestTheStory(ShopStory):
    def stock_up(self) -> Sequence[Garment]:
        return stock_up()

    def make_customer(self) -> Any:
        return make_customer()

    def home(self) -> str:
        return self._german("home")

    def url_of(self, product: Garment) -> str:
        return self._german("garment", product.slug)

    def put_in_cart(self, visitor: VisitorClient, product: Garment) -> None:
        assert visitor.post(self._german("add", product.cuts.get(size="S").pk)).status_code == 302

    def place_order(self, visitor: VisitorClient) -> None:
        assert "Thank you" in visitor.post(self._german("purchase")).content.decode()

    def take_away(self, product: Garment) -> None:
        for cut in product.cuts.all():
            cut.pieces = 0
            cut.save()

    def test_the_price_of_a_garment_is_that_of_its_cheapest_cut_in_its_own_currency(
        self, products: Sequence[Garment]
    ) -> None:
        found = get_adapter().get_products([str(product.pk) for product in products])
        assert [product.price for product in found.values()] == [
            Money(Decimal("240.00"), "EUR"),
            Money(Decimal("129.00"), "EUR"),
            Money(Decimal("72.50"), "USD"),
        ]
        assert len(found[str(products[2].pk)].variant_keys) == 2

    def test_a_new_price_of_a_cut_reaches_the_catalogue_with_its_commit(
        self, products: Sequence[Garment], django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            cut = products[1].cuts.get()
            cut.price = Decimal("99.00")
            cut.save()
        assert CatalogItem.objects.get(key=str(products[1].pk)).price == Decimal("99.00")

    def test_two_currencies_in_one_bag_are_two_orders_and_no_sum(
        self, products: Sequence[Garment], visitor: VisitorClient, outbox: Outbox
    ) -> None:
        visitor.accept()
        visitor.force_login(self.make_customer())
        self.put_in_cart(visitor, products[0])
        self.put_in_cart(visitor, products[2])
        (cart,) = [get_adapter().get_cart(str(bag.pk)) for bag in Bag.objects.all()]
        assert cart is not None
        assert cart.total is None
        assert [line.unit_price.currency for line in cart.lines if line.unit_price] == ["EUR", "USD"]

        self.place_order(visitor)

        orders = [event.properties["order"] for event in outbox.named("order_completed")]
        sums = sorted((order["currency"], Decimal(order["total"])) for order in orders)
        assert sums == [("EUR", Decimal("240.00")), ("USD", Decimal("79.00"))]

    def test_the_script_may_report_a_page_of_another_language_than_its_own_request(
        self, products: Sequence[Garment]
    ) -> None:
        from django_personalize.tracking import pages

        with translation.override("en"):
            page = pages.of_url(f"http://testserver{self.url_of(products[0])}")
        assert (page.type, page.product) == ("product", str(products[0].pk))

    def _german(self, name: str, *args: Any) -> str:
        with translation.override("de"):
            return reverse(name, args=args)
