"""The corner shop keeps the contract, and its people live through the story."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from django_personalize.testing import ShopAdapterContract, VisitorClient
from tests.projects.corner.shop.models import Order, OrderLine, Product, Shelf
from tests.projects.story import ShopStory


def stock_up() -> list[Product]:
    pantry = Shelf.objects.create(name="Pantry", slug="pantry")
    tea = Shelf.objects.create(name="Tea", slug="tea", above=pantry)
    soap = Shelf.objects.create(name="Soap", slug="soap")
    return [
        Product.objects.create(name=name, slug=slug, shelf=shelf, price=Decimal(price), stock=9)
        for name, slug, shelf, price in (
            ("Green tea", "green-tea", tea, "4.50"),
            ("Black tea", "black-tea", tea, "3.90"),
            ("Olive soap", "olive-soap", soap, "2.20"),
        )
    ]


@pytest.mark.django_db
class TestTheContract(ShopAdapterContract):
    @pytest.fixture(autouse=True)
    def _shop(self) -> None:
        green, *_ = stock_up()
        ada = get_user_model().objects.create_user("ada")
        order = Order.objects.create(buyer=ada, total=green.price)
        OrderLine.objects.create(order=order, product=green, title=green.name, quantity=1, price=green.price)


class TestTheStory(ShopStory):
    def stock_up(self) -> Sequence[Product]:
        return stock_up()

    def url_of(self, product: Product) -> str:
        return product.get_absolute_url()

    def put_in_cart(self, visitor: VisitorClient, product: Product) -> None:
        assert visitor.post(reverse("cart_add", args=[product.slug])).status_code == 302

    def place_order(self, visitor: VisitorClient) -> None:
        assert "Thank you" in visitor.post(reverse("order")).content.decode()

    def take_away(self, product: Product) -> None:
        product.is_active = False
        product.save()

    def test_the_cart_in_the_session_names_no_session_key(
        self, products: Sequence[Product], visitor: VisitorClient
    ) -> None:
        visitor.accept()
        for product in products[:2]:
            self.put_in_cart(visitor, product)
        (_, second) = visitor.events("product_added")
        session_key = visitor.session.session_key
        assert second.properties["cart_id"]
        assert session_key not in str(second.properties)
        assert second.properties["product"]["price"] == "3.90"

    def test_an_event_of_the_tracking_plan_is_kept_and_one_outside_it_refused_or_flagged(
        self, products: Sequence[Product], visitor: VisitorClient, settings: Any
    ) -> None:
        visitor.accept()
        tasted = {"product": {"product_id": str(products[0].pk)}, "cups": 2, "mood": "fine"}
        assert self._report(visitor, "tea_tasted", tasted) == 204
        assert self._report(visitor, "tea_spilled", {"cups": 1}) == 400
        settings.PERSONALIZE = {**settings.PERSONALIZE, "UNKNOWN_EVENTS": "flag"}
        assert self._report(visitor, "tea_spilled", {"cups": 1}) == 204

        kept, flagged = visitor.events("tea_tasted", "tea_spilled")
        assert (kept.product, kept.properties["cups"], "mood" in kept.properties) == (
            str(products[0].pk),
            2,
            False,
        )
        assert "unknown" not in kept.context
        assert (flagged.name, flagged.context["unknown"]) == ("tea_spilled", True)

    def _report(self, visitor: VisitorClient, name: str, properties: dict[str, Any]) -> int:
        event = {"event": name, "properties": properties}
        return visitor.post(
            reverse("personalize:collect"), event, content_type="application/json"
        ).status_code
