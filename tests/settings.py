"""The example shop under test: any database by `TEST_DATABASE_URL`, quick passwords, nothing else changed."""

import os
from datetime import timedelta

from example_shop import environment
from example_shop.settings import *  # noqa: F403  a settings module is made of names
from example_shop.settings import BASE_DIR
from example_shop.settings import PERSONALIZE as _PERSONALIZE

DEBUG = False
SECRET_KEY = "a key for tests only"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES = {
    "default": environment.database(
        os.environ.get("TEST_DATABASE_URL", ""), default=BASE_DIR / "var" / "test.sqlite3"
    )
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# A busy machine is no reason for a default: the tests of the budget set their own.
PERSONALIZE = dict(_PERSONALIZE, PAGE_BUDGET=timedelta(hours=1))
