"""The example shop with the app, as it is served; only the patience of pages on a busy machine is longer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from example_shop.settings import *  # noqa: F403  a settings module is made of names
from example_shop.settings import DATABASES
from example_shop.settings import PERSONALIZE as _PERSONALIZE

DATABASES["default"]["CONN_MAX_AGE"] = 600

#: Each simulated visitor has an address of its own, which a proxy in front of the shop reports.
_CHANGED: dict[str, Any] = {"PAGE_BUDGET": timedelta(seconds=30), "TRUSTED_PROXIES": 1}
PERSONALIZE = {**_PERSONALIZE, **_CHANGED}
