"""Settings of the example shop. They work with an empty environment; all that can be set is read here.

``EXAMPLE_SHOP_DATABASE_URL``  path of an SQLite file, ``postgres://user@host:port/name`` or ``mysql://...``
``EXAMPLE_SHOP_CACHE_URL``     ``locmem`` or ``redis://host:port/number``
``EXAMPLE_SHOP_SECRET_KEY``    signs sessions; set it wherever other people can reach the shop
``EXAMPLE_SHOP_DEBUG``         1 or 0
``EXAMPLE_SHOP_DEMO``          1 or 0: the bar that lets anybody become a demo customer
``EXAMPLE_SHOP_PERSONALIZE``   1 or 0: the same shop without django_personalize, for comparison
``EXAMPLE_SHOP_TOOLBAR``       1 or 0: django-debug-toolbar with the panel of django_personalize, where it is installed
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from example_shop import environment

BASE_DIR = Path(__file__).resolve().parent.parent
SHOP_DIR = BASE_DIR / "example_shop"

DEBUG = environment.switch("EXAMPLE_SHOP_DEBUG", default=True)
DEMO = environment.switch("EXAMPLE_SHOP_DEMO", default=True)
PERSONALIZED = environment.switch("EXAMPLE_SHOP_PERSONALIZE", default=True)
TOOLBAR = environment.switch("EXAMPLE_SHOP_TOOLBAR", default=False) and find_spec("debug_toolbar") is not None

SECRET_KEY = os.environ.get("EXAMPLE_SHOP_SECRET_KEY", "marlow-demo-key-for-one-machine-only-set-your-own")
ALLOWED_HOSTS = ["*"]

INSTALLED_APPS = [
    "example_shop",
    "django_personalize",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_personalize.middleware.PersonalizeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

if not PERSONALIZED:
    INSTALLED_APPS.remove("django_personalize")
    MIDDLEWARE.remove("django_personalize.middleware.PersonalizeMiddleware")

if TOOLBAR and DEBUG:
    INSTALLED_APPS.append("debug_toolbar")
    MIDDLEWARE.insert(0, "debug_toolbar.middleware.DebugToolbarMiddleware")
    INTERNAL_IPS = ["127.0.0.1", "::1"]
    DEBUG_TOOLBAR_PANELS = [
        *(["django_personalize.panels.PersonalizePanel"] if PERSONALIZED else []),
        "debug_toolbar.panels.timer.TimerPanel",
        "debug_toolbar.panels.sql.SQLPanel",
        "debug_toolbar.panels.cache.CachePanel",
        "debug_toolbar.panels.templates.TemplatesPanel",
        "debug_toolbar.panels.headers.HeadersPanel",
    ]

ROOT_URLCONF = "example_shop.urls"
WSGI_APPLICATION = "example_shop.wsgi.application"
ASGI_APPLICATION = "example_shop.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # The personal places of the pages in two editions of the same names: with the app's tags, without.
        "DIRS": [SHOP_DIR / ("templates_personal" if PERSONALIZED else "templates_plain")],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "example_shop.context.shop",
            ],
        },
    },
]

DATABASES = {
    "default": environment.database(
        os.environ.get("EXAMPLE_SHOP_DATABASE_URL", ""), default=BASE_DIR / "var" / "shop.sqlite3"
    )
}
CACHES = {"default": environment.cache(os.environ.get("EXAMPLE_SHOP_CACHE_URL", "locmem"))}

AUTH_USER_MODEL = "example_shop.Customer"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German")), ("hu", _("Hungarian"))]
LOCALE_PATHS = [SHOP_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = "Marlow <hello@marlow.example>"

PERSONALIZE: dict[str, Any] = {
    "CURRENCY": "EUR",
    "PRODUCT": {
        "model": "example_shop.Product",
        "title": "name",
        "url": "get_absolute_url",
        "image": "image_url",
        "price": "price",
        "list_price": "list_price",
        "cost": "cost",
        "currency": "currency",
        "stock": "stock",
        "available": "is_available",
        "brand": "brand.name",
        "categories": "category",
        "attributes": "attributes",
        "rating": "rating",
        "listed": {"is_active": True},
        "created": "created_at",
        "updated": "updated_at",
    },
    "CATEGORY": {
        "model": "example_shop.Category",
        "title": "name",
        "url": "get_absolute_url",
        "image": "image_url",
        "headline": "headline",
        "parent": "parent",
    },
    "CART": {
        "model": "example_shop.Cart",
        "lines": "lines",
        "product": "product",
        "variant": "variant",
        "quantity": "quantity",
        "unit_price": "unit_price",
        "user": "customer",
        "session_key": "session_key",
        "updated": "updated_at",
        "open": {"status": "open"},
        "current": "example_shop.cart.current_cart",
    },
    "ORDER": {
        "model": "example_shop.Order",
        "number": "number",
        "user": "customer",
        "email": "email",
        "phone": "phone",
        "placed_at": "placed_at",
        "status": "status",
        "cancelled_statuses": ["cancelled", "returned"],
        "currency": "currency",
        "total": "total",
        "subtotal": "subtotal",
        "discount": "discount",
        "shipping": "shipping",
        "tax": "tax",
        "gift": "is_gift",
        "lines": "lines",
        "product": "product",
        "variant": "variant",
        "sku": "sku",
        "line_title": "title",
        "quantity": "quantity",
        "unit_price": "unit_price",
        "cart": "cart",
    },
    "CUSTOMER": {
        "first_name": "first_name",
        "last_name": "last_name",
        "email": "email",
        "phone": "phone",
        "birthday": "birthday",
        "gender": "gender",
        "country": "country",
        "marital_status": "marital_status",
        "company": "company",
    },
    "PAGES": {
        "home": {"type": "home"},
        "category": {"type": "category"},
        "all_products": {"type": "listing"},
        "product": {"type": "product"},
        "search": {"type": "search", "query": "q"},
        "cart": {"type": "cart"},
        "checkout": {"type": "checkout"},
        "thank_you": {"type": "thank_you"},
        "account": {"type": "account"},
        "account_orders": {"type": "account"},
        "order_detail": {"type": "account"},
        "wishlist": {"type": "wishlist"},
        "magazine": {"type": "magazine"},
        "article": {"type": "article"},
        "demo": {"type": "demo"},
        "login": {"type": "login"},
        "signup": {"type": "signup"},
    },
}
