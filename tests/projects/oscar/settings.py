"""A stock django-oscar, with the adapter that ships for it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import oscar
from oscar.defaults import *  # noqa: F403  as Oscar's own documentation has it

from tests.projects.base import *  # noqa: F403  a settings module is made of names
from tests.projects.base import MIDDLEWARE as _MIDDLEWARE
from tests.projects.base import TEMPLATES as _TEMPLATES
from tests.projects.base import databases

SITE_ID = 1
INSTALLED_APPS = [*oscar.INSTALLED_APPS, "sorl.thumbnail", "django_personalize"]
MIDDLEWARE = [
    *_MIDDLEWARE,
    "oscar.apps.basket.middleware.BasketMiddleware",
    "django.contrib.flatpages.middleware.FlatpageFallbackMiddleware",
]
ROOT_URLCONF = "tests.projects.oscar.urls"
DATABASES = databases("oscar")
DATABASES["default"]["ATOMIC_REQUESTS"] = True
AUTHENTICATION_BACKENDS = [
    "oscar.apps.customer.auth_backends.EmailBackend",
    "django.contrib.auth.backends.ModelBackend",
]
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
TEMPLATES = [
    {
        **_TEMPLATES[0],
        "DIRS": [Path(__file__).resolve().parent / "templates"],
        "OPTIONS": {
            "context_processors": [
                *_TEMPLATES[0]["OPTIONS"]["context_processors"],
                "oscar.apps.search.context_processors.search_form",
                "oscar.apps.checkout.context_processors.checkout",
                "oscar.core.context_processors.metadata",
            ],
        },
    }
]
OSCAR_INITIAL_ORDER_STATUS = "Pending"
OSCAR_ORDER_STATUS_PIPELINE = {"Pending": ("Sent", "Cancelled"), "Sent": (), "Cancelled": ()}

PERSONALIZE: dict[str, Any] = {
    "SHOP_ADAPTER": "django_personalize.shop.adapters.oscar.OscarShopAdapter",
    "CURRENCY": "GBP",
    "PAGES": {
        "start": {"type": "home"},
        "catalogue:detail": {"type": "product", "key": "pk"},
        "catalogue:category": {"type": "category", "key": "pk"},
        "basket:summary": {"type": "cart"},
    },
    "HASH_KEYS": ["a key for identities"],
    "PAGE_BUDGET": timedelta(hours=1),
}
