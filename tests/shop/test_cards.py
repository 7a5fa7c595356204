"""What pages show of products: the same as the products say, read with less."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from django_personalize.shop.adapter import get_adapter
from django_personalize.shop.adapters.model import ModelShopAdapter
from django_personalize.shop.money import Money
from django_personalize.shop.ports import Card, Product, ShopAdapter
from django_personalize.testing import FrozenClock
from example_shop.models import Product as Row
from tests.factories import SmallShop
from tests.settings import PERSONALIZE
from tests.shop.test_model_adapter import collection, garment

pytestmark = pytest.mark.django_db

HALF = Money(Decimal("1.00"), "EUR")


class OwnPrices(ModelShopAdapter):
    """A host that changes what its products say, for example for a customer with a contract."""

    def get_products(self, keys: Sequence[str], *, request: HttpRequest | None = None) -> dict[str, Product]:
        found = super().get_products(keys, request=request)
        return {key: replace(product, price=HALF) for key, product in found.items()}


class OnlyProducts(ShopAdapter):
    """A shop that knows nothing of cards."""

    def get_products(self, keys: Sequence[str], *, request: HttpRequest | None = None) -> dict[str, Product]:
        return {key: Product(key=key, title="Lamp", url="/lamp/") for key in keys if key == "1"}


def test_the_cards_of_a_page_take_one_query_and_join_what_they_show(shop: SmallShop) -> None:
    keys = [str(product.pk) for product in shop.products]
    with CaptureQueriesContext(connection) as queries:
        cards = get_adapter().get_cards(keys)
    assert list(cards) == keys
    assert all(type(card) is Card for card in cards.values())
    assert len(queries) == 1
    sql = queries[0]["sql"]
    assert "example_shop_brand" in sql
    assert "example_shop_category" not in sql.partition(" FROM ")[2]
    assert "EXISTS" not in sql


def test_keys_that_are_gone_are_absent_and_no_keys_are_no_query(shop: SmallShop) -> None:
    known = str(shop.products[0].pk)
    assert list(get_adapter().get_cards(["0", "-1", "x", "\x00", known, "9" * 40])) == [known]
    with CaptureQueriesContext(connection) as queries:
        assert get_adapter().get_cards([]) == {}
        assert get_adapter().get_products([]) == {}
    assert len(queries) == 0


@pytest.mark.usefixtures("boutique")
def test_cards_prefetch_no_categories_and_ask_for_variants_once() -> None:
    coats = [garment(f"Coat {number}") for number in range(3)]
    for coat in coats:
        coat.collections.add(collection(f"c-{coat.label[-1]}"))
        garment(f"{coat.label} S", price="40.00", master=coat)
    with CaptureQueriesContext(connection) as queries:
        cards = get_adapter().get_cards([str(coat.pk) for coat in coats])
    assert {card.price for card in cards.values()} == {Money(Decimal("40.00"), "EUR")}
    assert len(queries) == 2


@pytest.mark.parametrize(
    ("adapter", "price"),
    [("tests.shop.test_cards.OwnPrices", HALF), ("tests.shop.test_cards.OnlyProducts", None)],
)
def test_cards_say_what_a_hosts_own_products_say(shop: SmallShop, adapter: str, price: Money | None) -> None:
    key = str(shop.products[0].pk) if price else "1"
    with override_settings(PERSONALIZE={**PERSONALIZE, "SHOP_ADAPTER": adapter}):
        assert get_adapter().get_cards([key, "0"])[key].price == price
        assert list(get_adapter().get_cards([key, "0"])) == [key]


@pytest.mark.parametrize(
    ("listed", "shown"),
    [
        ({"is_active": True}, "on"),
        ({"is_active": False}, "off"),
        ({}, "on off"),
        ({"is_active__exact": True}, "on"),
        ({"is_active": True, "name__startswith": "o"}, "on"),
        ({"is_active": lambda: True}, "on"),
    ],
    ids=["equal", "unequal", "all", "lookup", "two", "called"],
)
def test_what_the_shop_lists_is_read_from_the_row_or_asked(
    listed: Mapping[str, Any], shown: str, shop: SmallShop
) -> None:
    rows = shop.products[:2]
    for row, name in zip(rows, ("on", "off"), strict=True):
        Row.objects.filter(pk=row.pk).update(name=name, is_active=name == "on")
    changed = {**PERSONALIZE, "PRODUCT": {**PERSONALIZE["PRODUCT"], "listed": listed}}
    with override_settings(PERSONALIZE=changed):
        keys = [str(row.pk) for row in rows]
        cards, products = get_adapter().get_cards(keys), get_adapter().get_products(keys)
    assert " ".join(card.title for card in cards.values() if card.listed) == shown
    assert " ".join(product.title for product in products.values() if product.listed) == shown


def test_a_visitor_reads_cards_and_products_once_for_a_page(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    visitor = visitor_client.get("/").wsgi_request.visitor  # type: ignore[attr-defined]
    keys = [str(product.pk) for product in shop.products[:2]]
    with CaptureQueriesContext(connection) as queries:
        for _ in range(2):
            assert list(visitor.cards([*keys, "0"])) == keys
    assert len(queries) == 1
    assert visitor.products(keys)[keys[0]].category_keys != ()
