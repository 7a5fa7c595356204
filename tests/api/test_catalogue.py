"""The catalogue over the API: read page by page, and told which products to read again from the shop."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest

from django_personalize.models import CatalogItem
from django_personalize.shop.ports import AdapterError
from example_shop.models import Product
from tests import factories
from tests.api.conftest import Api
from tests.factories import SmallShop

pytestmark = pytest.mark.django_db


def test_products_are_listed_by_key_page_by_page(api: Api, shop: SmallShop) -> None:
    path: str | None = "/catalogue/items?limit=4"
    seen: list[str] = []
    while path:
        page = api.get(path).json()
        seen += [item["key"] for item in page["items"]]
        path = page["next"]
    assert seen == sorted(str(product.pk) for product in shop.products)


def test_a_product_shows_everything_but_what_the_shop_pays_for_it(api: Api, shop: SmallShop) -> None:
    Product.objects.update(cost="1.23")
    product = shop.connector_products[0]
    api.post("/catalogue/changes", {"products": [str(product.pk)]})
    response = api.get(f"/catalogue/items/{product.pk}")
    item = response.json()
    assert item["title"] == "Angle bracket"
    assert item["price"] == {"amount": "3.2000", "currency": "EUR"}
    assert item["attributes"] == {"material": "steel"}
    assert "1.23" not in response.content.decode()
    assert CatalogItem.objects.get(pk=product.pk).cost is not None


def test_changed_new_and_removed_products_are_read_from_the_shop(api: Api, shop: SmallShop) -> None:
    changed, gone, same, *_ = shop.products
    Product.objects.filter(pk=changed.pk).update(name="Angled bracket")
    key = str(gone.pk)
    Product.objects.filter(pk=gone.pk).delete()
    CatalogItem.objects.filter(pk=key).update(removed_at=None, listed=True)
    new = factories.product("Nail", category=shop.connectors)
    CatalogItem.objects.filter(pk=str(new.pk)).delete()
    body = api.post(
        "/catalogue/changes", {"products": [str(changed.pk), key, str(same.pk), str(new.pk), "no such key"]}
    ).json()
    assert body == {"created": 1, "updated": 1, "removed": 1, "unchanged": 1, "unknown": 1, "problems": []}
    assert api.get(f"/catalogue/items/{changed.pk}").json()["title"] == "Angled bracket"
    assert api.get(f"/catalogue/items/{key}").json()["removed_at"] is not None


@pytest.mark.parametrize(
    ("products", "field"),
    [
        ([], "products"),
        ([1], "products.0"),
        (["x" * 65], "products.0"),
        ([""], "products.0"),
        (["1"] * 501, "products"),
        ("1", "products"),
    ],
)
def test_keys_that_are_none_are_refused_by_place(api: Api, products: Any, field: str) -> None:
    response = api.post("/catalogue/changes", {"products": products})
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == field


def test_a_shop_that_cannot_be_read_is_a_matter_of_time(api: Api, shop: SmallShop) -> None:
    with patch("django_personalize.shop.sync.get_adapter", side_effect=AdapterError("no such model")):
        assert api.post("/catalogue/changes", {"products": ["1"]}).status_code == 503


@pytest.mark.trust("T-605")
def test_a_product_that_is_unknown_is_not_found(api: Api, shop: SmallShop) -> None:
    for key in ("nothing", "%00", "%F0%9F%8E%81", "a%2Fb"):
        assert api.get(f"/catalogue/items/{key}").status_code == 404
