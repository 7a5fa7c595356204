"""The catalogue as staff see it: what the shop has, what it had, and nothing that could be changed here."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from django_personalize.shop.models import CatalogCategory, CatalogItem
from django_personalize.testing import FrozenClock
from tests.factories import SmallShop

pytestmark = pytest.mark.django_db
ITEMS = "admin:django_personalize_catalogitem_changelist"
ITEM = "admin:django_personalize_catalogitem_change"


def titles(client: Client, **query: str) -> list[str]:
    """The titles on the page, from top to bottom."""
    html = client.get(reverse(ITEMS), query).content.decode()
    return [unescape(title) for title in re.findall(r'<th class="field-title"><a[^>]*>(.*?)</a>', html)]


def row_of(client: Client, title: str, **query: str) -> str:
    """The text of one row."""
    html = client.get(reverse(ITEMS), query).content.decode()
    row = next(row for row in html.split("<tr>") if f">{title}</a>" in row)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split())


def test_an_item_shows_category_brand_prices_stock_and_sync(shop: SmallShop, chief: Client) -> None:
    key = str(shop.connector_products[0].pk)
    CatalogItem.objects.filter(pk=key).update(list_price=Decimal("4.10"), stock=3)
    assert row_of(chief, "Angle bracket") == (
        "Angle bracket Wood connectors Irongate €3.20 €4.10 3 in the shop 06/15/2026 noon"
    )


def test_removed_items_are_shown_when_asked_for_and_marked(
    shop: SmallShop, chief: Client, clock: FrozenClock
) -> None:
    gone = str(shop.dress_products[0].pk)
    CatalogItem.objects.filter(pk=gone).update(removed_at=clock.now() + timedelta(hours=1))
    assert "Evening dress" not in titles(chief)
    assert titles(chief, presence="removed") == ["Evening dress"]
    assert len(titles(chief, presence="all")) == 6
    assert "removed" in row_of(chief, "Evening dress", presence="all")


def test_a_category_filters_by_itself_and_what_lies_below_it(shop: SmallShop, chief: Client) -> None:
    assert len(titles(chief, category=str(shop.hardware.pk))) == 4
    assert titles(chief, category=str(shop.dresses.pk)) == ["Evening dress", "Summer dress"]
    html = chief.get(reverse(ITEMS)).content.decode()
    assert re.search(r">\s*\u2003Wood connectors</a>", html)


def test_items_are_found_by_a_word_of_the_title_or_by_key(shop: SmallShop, chief: Client) -> None:
    assert titles(chief, q="dress") == ["Evening dress", "Summer dress"]
    assert titles(chief, q=str(shop.connector_products[1].pk)) == ["Joist hanger"]


def test_a_product_without_a_price_breaks_nothing(shop: SmallShop, chief: Client) -> None:
    key = str(shop.dress_products[1].pk)
    CatalogItem.objects.filter(pk=key).update(price=None, stock=None, currency="", image_url="", category="")
    assert row_of(chief, "Summer dress").startswith("Summer dress – Larch & Daughter – - in the shop")
    assert chief.get(reverse(ITEM, args=[key])).status_code == 200


@pytest.mark.trust("T-541")
def test_what_a_feed_says_is_text_and_only_safe_pictures_are_loaded(shop: SmallShop, chief: Client) -> None:
    key = str(shop.dress_products[1].pk)
    CatalogItem.objects.filter(pk=key).update(
        title="<script>alert(1)</script>",
        brand="<img src=x onerror=alert(1)>",
        url="javascript:alert(1)",
        image_url="javascript:alert(1)",
        attributes={"<b>x</b>": "<svg onload=alert(1)>"},
    )
    for html in (
        chief.get(reverse(ITEMS)).content.decode(),
        chief.get(reverse(ITEM, args=[key])).content.decode(),
    ):
        assert "<script>alert(1)" not in html
        assert "<img src=x" not in html
        assert "<svg onload" not in html
        assert not re.search(r'(?:src|href)="javascript', html)


def test_the_list_costs_the_same_for_any_number_of_items(shop: SmallShop, chief: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert chief.get(reverse(ITEMS)).status_code == 200
        return len(queries)

    few = cost()
    example = CatalogItem.objects.all()[0]
    CatalogItem.objects.bulk_create(
        CatalogItem(
            key=f"x{number}",
            title=f"Thing {number}",
            url=f"/p/x{number}/",
            digest="",
            synced_at=example.synced_at,
            category=example.category,
        )
        for number in range(120)
    )
    assert cost() == few


def test_nothing_of_the_catalogue_is_changed_here(shop: SmallShop, chief: Client) -> None:
    key = str(shop.products[0].pk)
    assert chief.post(reverse(ITEM, args=[key]), {"title": "x"}).status_code == 403
    for model in ("catalogitem", "catalogcategory"):
        assert chief.get(reverse(f"admin:django_personalize_{model}_add")).status_code == 403
    assert CatalogItem.objects.get(pk=key).title == "Angle bracket"


def test_categories_show_where_they_belong(shop: SmallShop, chief: Client) -> None:
    html = chief.get(reverse("admin:django_personalize_catalogcategory_changelist")).content.decode()
    row = next(row for row in html.split("<tr>") if "Wood connectors</a>" in row)
    assert '<td class="field-parent">Hardware</td>' in row
    assert "Joints that hold for decades" in row
    key = CatalogCategory.objects.get(title="Wood connectors").pk
    assert (
        chief.get(reverse("admin:django_personalize_catalogcategory_change", args=[key])).status_code == 200
    )
