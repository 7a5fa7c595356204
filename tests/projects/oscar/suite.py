"""Oscar keeps the contract, and its people live through the story, by Oscar's own views."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse
from oscar.core.loading import get_model
from oscar.test.factories import create_basket, create_order

from django_personalize.models import CatalogItem
from django_personalize.shop.adapter import get_adapter
from django_personalize.shop.money import Money
from django_personalize.testing import Outbox, ShopAdapterContract, VisitorClient
from tests.projects.story import ShopStory

Category = get_model("catalogue", "Category")
Product = get_model("catalogue", "Product")
ProductClass = get_model("catalogue", "ProductClass")
Partner = get_model("partner", "Partner")
StockRecord = get_model("partner", "StockRecord")


def _sell(product: Any, price: str, stock: int = 5) -> None:
    partner, _ = Partner.objects.get_or_create(name="Warehouse")
    StockRecord.objects.create(
        product=product,
        partner=partner,
        partner_sku=f"SKU-{product.pk}",
        price=Decimal(price),
        price_currency="GBP",
        num_in_stock=stock,
    )


def stock_up() -> list[Any]:
    """Two books of one shelf below another, and a shirt in two sizes."""
    downloads = ProductClass.objects.create(name="Download", requires_shipping=False, track_stock=True)
    downloads.attributes.create(name="Brand", code="brand", type="text")
    books = Category.add_root(name="Books")
    poems = books.add_child(name="Poems")
    shirts = Category.add_root(name="Shirts")
    made = []
    for title, category, price in (("Odes", poems, "9.99"), ("Elegies", poems, "12.00")):
        product = Product(structure="standalone", title=title, product_class=downloads)
        product.attr.brand = "Quill Press"
        product.save()
        product.categories.add(category)
        _sell(product, price)
        made.append(product)
    shirt = Product.objects.create(structure="parent", title="Shirt", product_class=downloads)
    shirt.categories.add(shirts)
    for size, price in (("S", "25.00"), ("M", "20.00")):
        _sell(Product.objects.create(structure="child", parent=shirt, title=f"Shirt {size}"), price)
    made.append(shirt)
    return made


@pytest.mark.django_db
class TestTheContract(ShopAdapterContract):
    @pytest.fixture(autouse=True)
    def _shop(self) -> None:
        odes, _, shirt = stock_up()
        ada = get_user_model().objects.create_user("ada", "ada@example.com", "secret")
        for product in (odes, shirt.children.all()[0]):
            basket = create_basket(empty=True)
            basket.owner = ada
            basket.save()
            basket.add_product(product)
            create_order(basket=basket, user=ada)
        left = create_basket(empty=True)
        left.add_product(odes, 2)


class TestTheStory(ShopStory):
    def stock_up(self) -> Sequence[Any]:
        return stock_up()

    def home(self) -> str:
        return reverse("start")

    def url_of(self, product: Any) -> str:
        return product.get_absolute_url()

    def put_in_cart(self, visitor: VisitorClient, product: Any) -> None:
        bought = product.children.first() or product
        answer = visitor.post(reverse("basket:add", args=[product.pk]), self._form(product, bought))
        assert answer.status_code == 302

    def place_order(self, visitor: VisitorClient) -> None:
        visitor.get(reverse("checkout:shipping-method"))
        answer = visitor.post(reverse("checkout:preview"), {"action": "place_order"}, follow=True)
        assert answer.status_code == 200
        assert reverse("checkout:thank-you") in dict(answer.redirect_chain), answer.redirect_chain

    def take_away(self, product: Any) -> None:
        product.is_public = False
        product.save()

    def test_the_settings_have_no_fault(self, products: Sequence[Any]) -> None:
        call_command("check", "django_personalize", fail_level="WARNING")

    def test_its_migrations_are_those_of_its_models(self, db: None) -> None:
        pytest.skip("Oscar's migrations are Oscar's.")

    def test_the_price_of_a_parent_is_that_of_its_cheapest_child(self, products: Sequence[Any]) -> None:
        shirt = get_adapter().get_products([str(products[2].pk)])[str(products[2].pk)]
        assert shirt.price == Money(Decimal("20.00"), "GBP")
        assert (shirt.stock, shirt.available, len(shirt.variant_keys)) == (10, True, 2)

    def test_brand_and_shelves_are_read_with_their_ancestors(self, products: Sequence[Any]) -> None:
        odes = get_adapter().get_products([str(products[0].pk)])[str(products[0].pk)]
        titles = {category.key: category.title for category in get_adapter().iter_categories()}
        assert odes.brand == "Quill Press"
        assert [titles[key] for key in odes.category_keys] == ["Poems", "Books"]

    def test_sold_stock_reaches_the_catalogue_with_the_order(
        self, products: Sequence[Any], visitor: VisitorClient
    ) -> None:
        self._buy(visitor, products[0])
        assert CatalogItem.objects.get(key=str(products[0].pk)).stock == 4

    def test_a_child_is_bought_as_a_variant_of_its_parent(
        self, products: Sequence[Any], visitor: VisitorClient, outbox: Outbox
    ) -> None:
        self._buy(visitor, products[2])
        child = products[2].children.first()
        (event,) = outbox.named("order_completed")
        (line,) = event.properties["order"]["products"]
        assert (line["product_id"], line["variant_id"]) == (str(products[2].pk), str(child.pk))

    def test_joining_baskets_after_signing_in_is_no_act_of_the_customer(
        self, products: Sequence[Any], visitor: VisitorClient, client: Any, outbox: Outbox
    ) -> None:
        ada = self.make_customer()
        client.force_login(ada)
        client.post(reverse("basket:add", args=[products[1].pk]), {"quantity": 1})
        visitor.accept()
        self.put_in_cart(visitor, products[0])
        visitor.force_login(ada)
        self.put_in_cart(visitor, products[2])
        added = [event.product for event in outbox.named("product_added")]
        assert added == [str(products[0].pk), str(products[2].pk)]

    def test_a_cancelled_order_is_known_by_the_name_of_its_status(
        self, products: Sequence[Any], visitor: VisitorClient, outbox: Outbox
    ) -> None:
        self._buy(visitor, products[0])
        order = get_model("order", "Order").objects.get()
        order.set_status("Cancelled")
        visitor.get(self.home())
        (read,) = get_adapter().iter_orders()
        assert (read.status, read.cancelled) == ("Cancelled", True)
        rows = get_adapter().order_rows()
        assert rows is not None
        assert not rows.sold().exists()

    def test_looking_for_a_customers_cart_makes_no_basket(self, products: Sequence[Any], rf: Any) -> None:
        request = rf.post("/")
        request.user = self.make_customer()
        request.session = {}
        assert get_adapter().current_cart(request) is None
        assert not get_model("basket", "Basket").objects.exists()

    def test_a_basket_may_be_filled_from_another_one(
        self, products: Sequence[Any], visitor: VisitorClient, rf: Any
    ) -> None:
        left = create_basket(empty=True)
        left.add_product(products[0], 2)
        request = rf.get("/")
        request.basket = create_basket(empty=True)
        assert get_adapter().restore_cart(request, str(left.pk)) == reverse("basket:summary")
        assert [(line.product, line.quantity) for line in request.basket.lines.all()] == [(products[0], 2)]

    def test_an_unknown_key_of_the_setting_is_named(self, db: None, settings: Any) -> None:
        with override_settings(PERSONALIZE={**settings.PERSONALIZE, "OSCAR": {"brandt": "brand"}}):
            (found,) = get_adapter().check()
        assert (found.id, found.hint) == ("personalize.E122", "Write 'brand' instead.")

    def _form(self, product: Any, bought: Any) -> dict[str, Any]:
        return {"child_id": bought.pk, "quantity": 1} if bought != product else {"quantity": 1}
