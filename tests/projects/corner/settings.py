"""The corner shop's settings; all that connects it stands in PERSONALIZE."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.projects.base import *  # noqa: F403  a settings module is made of names
from tests.projects.base import INSTALLED_APPS as _APPS
from tests.projects.base import databases

INSTALLED_APPS = [*_APPS, "tests.projects.corner.shop"]
ROOT_URLCONF = "tests.projects.corner.urls"
DATABASES = databases("corner")

PERSONALIZE: dict[str, Any] = {
    "CURRENCY": "EUR",
    "PRODUCT": {
        "model": "shop.Product",
        "title": "name",
        "image": "photo",
        "price": "price",
        "stock": "stock",
        "categories": "shelf",
        "listed": "is_active",
    },
    "CATEGORY": {"model": "shop.Shelf", "key": "slug", "title": "name", "parent": "above"},
    "ORDER": {
        "model": "shop.Order",
        "user": "buyer",
        "placed_at": "placed_at",
        "total": "total",
        "lines": "lines",
        "product": "product",
        "line_title": "title",
        "quantity": "quantity",
        "unit_price": "price",
    },
    "SHOP_FUNCTIONS": {"current_cart": "tests.projects.corner.shop.cart.quantities"},
    "EVENTS": {
        "tea_tasted": {"properties": {"product": "product", "cups": "number"}, "required": ["product"]},
    },
    "PAGES": {
        "home": {"type": "home"},
        "product": {"type": "product"},
        "shelf": {"type": "category"},
        "cart": {"type": "cart"},
    },
    "HASH_KEYS": ["a key for identities"],
    "PAGE_BUDGET": timedelta(hours=1),
}
