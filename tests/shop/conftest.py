from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import override_settings
from django.test.utils import modify_settings

from django_personalize.shop import problems
from django_personalize.testing import FrozenClock

_INSTALLED = {"INSTALLED_APPS": {"append": "tests.shop.boutique"}}


@pytest.fixture(scope="module")
def boutique_tables(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The boutique's tables, there while a module of tests runs."""
    with django_db_blocker.unblock(), modify_settings(**_INSTALLED):
        models = [model for model in apps.get_app_config("boutique").get_models() if not model._meta.proxy]
        with connection.schema_editor() as editor:
            for model in models:
                editor.create_model(model)
    yield
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        for model in reversed(models):
            editor.delete_model(model)


@pytest.fixture
def boutique(boutique_tables: None, db: None, clock: FrozenClock) -> Iterator[dict[str, Any]]:
    """The boutique is the shop; the dict is its PERSONALIZE setting, and changes of it take part in reshape()."""
    from tests.shop.boutique.mapping import PERSONALIZE

    with modify_settings(**_INSTALLED), override_settings(PERSONALIZE=deepcopy(PERSONALIZE)):
        yield deepcopy(PERSONALIZE)


@pytest.fixture(autouse=True)
def _nothing_was_logged_before() -> None:
    problems._logged.clear()
