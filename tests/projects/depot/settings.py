"""The depot's settings; all that connects it stands in PERSONALIZE."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.projects.base import *  # noqa: F403  a settings module is made of names
from tests.projects.base import INSTALLED_APPS as _APPS
from tests.projects.base import databases

INSTALLED_APPS = [*_APPS, "tests.projects.depot.goods"]
ROOT_URLCONF = "tests.projects.depot.urls"
DATABASES = databases("depot")

PERSONALIZE: dict[str, Any] = {
    "CURRENCY": "CHF",
    "PRODUCT": {
        "model": "wms.Article",
        "key": "sku",
        "title": "name",
        "price": "tests.projects.depot.goods.pricing.price_of",
        "stock": "tests.projects.depot.goods.pricing.pieces_of",
        "categories": "department",
        "prefetch_related": ["prices", "levels"],
    },
    "CATEGORY": {"model": "wms.Department", "key": "code", "title": "name", "parent": "above"},
    "CART": {
        "model": "wms.Basket",
        "current": "tests.projects.depot.goods.basket.current",
        "user": "customer",
        "updated": "touched_at",
        "lines": "rows",
        "product": "article",
        "quantity": "pieces",
    },
    "ORDER": {
        "model": "wms.Invoice",
        "key": "number",
        "number": "number",
        "user": "customer",
        "email": "email",
        "placed_at": "placed_at",
        "placed": {"state__in": ["placed", "void"]},
        "status": "state",
        "cancelled_statuses": ["void"],
        "total": "total",
        "cart": "basket",
        "lines": "positions",
        "product": "article",
        "line_title": "article.name",
        "quantity": "pieces",
        "unit_price": "price",
        "sku": "article.sku",
    },
    "PAGES": {
        "home": {"type": "home"},
        "article": {"type": "product", "key": "sku"},
        "department": {"type": "category", "key": "code"},
    },
    "HASH_KEYS": ["a key for identities"],
    "PAGE_BUDGET": timedelta(hours=1),
}
