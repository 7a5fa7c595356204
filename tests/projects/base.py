"""What the settings of all these projects have in common: the stock Django project, and the database under test."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from example_shop import environment

_ROOT = Path(__file__).resolve().parents[2]

SECRET_KEY = "a key for tests only"
DEBUG = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "static/"
MEDIA_URL = "/media/"
USE_TZ = True
LOGIN_REDIRECT_URL = "/"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_personalize",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_personalize.middleware.PersonalizeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


def databases(project: str) -> dict[str, dict[str, Any]]:
    """SQLite in memory, or the server at `TEST_DATABASE_URL` with a test database of this project's own."""
    entry = environment.database(
        os.environ.get("TEST_DATABASE_URL", ""), default=_ROOT / "var" / f"test-{project}.sqlite3"
    )
    if "sqlite3" not in entry["ENGINE"]:
        entry["TEST"] = {**entry.get("TEST", {}), "NAME": f"test_{entry['NAME']}_{project}"}
    return {"default": entry}
