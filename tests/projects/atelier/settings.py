"""The atelier's settings; all that connects it stands in PERSONALIZE."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.projects.base import *  # noqa: F403  a settings module is made of names
from tests.projects.base import INSTALLED_APPS as _APPS
from tests.projects.base import MIDDLEWARE as _MIDDLEWARE
from tests.projects.base import databases

INSTALLED_APPS = [*_APPS, "tests.projects.atelier.people", "tests.projects.atelier.wardrobe"]
MIDDLEWARE = [*_MIDDLEWARE]
MIDDLEWARE.insert(2, "django.middleware.locale.LocaleMiddleware")
ROOT_URLCONF = "tests.projects.atelier.urls"
DATABASES = databases("atelier")
DATABASES["default"]["ATOMIC_REQUESTS"] = True
AUTH_USER_MODEL = "people.Customer"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]

PERSONALIZE: dict[str, Any] = {
    "PRODUCT": {
        "model": "wardrobe.Garment",
        "title": "name",
        "price": "from_price",
        "currency": "currency",
        "stock": "pieces",
        "categories": "collections",
        "variants": "cuts",
        "prefetch_related": ["cuts"],
    },
    "CATEGORY": {"model": "wardrobe.Collection", "title": "name"},
    "CART": {
        "model": "wardrobe.Bag",
        "user": "owner",
        "session_key": "session_key",
        "open": {"purchase": None},
        "updated": "touched_at",
        "lines": "lines",
        "product": "cut.garment",
        "variant": "cut",
        "quantity": "pieces",
        "unit_price": "cut.price",
    },
    "ORDER": {
        "model": "wardrobe.Purchase",
        "number": "number",
        "user": "buyer",
        "placed_at": "placed_at",
        "currency": "currency",
        "total": "total",
        "lines": "lines",
        "product": "cut.garment",
        "variant": "cut",
        "line_title": "title",
        "quantity": "pieces",
        "unit_price": "price",
    },
    "CUSTOMER": {"email": "email", "first_name": "first_name"},
    "PAGES": {
        "home": {"type": "home"},
        "garment": {"type": "product"},
        "collection": {"type": "category"},
    },
    "HASH_KEYS": ["a key for identities"],
    "PAGE_BUDGET": timedelta(hours=1),
}
