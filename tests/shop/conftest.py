from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import pytest
from django.apps import AppConfig, apps
from django.db import connection
from django.test import override_settings

from django_personalize.shop import problems
from django_personalize.shop.adapter import get_adapter
from django_personalize.shop.adapters.model import ModelShopAdapter
from django_personalize.testing import FrozenClock


@contextmanager
def _installed() -> Iterator[AppConfig]:
    """The boutique among the apps. Not by INSTALLED_APPS: that would run every other app's ready() again."""
    config = AppConfig.create("tests.shop.boutique")
    config.apps = apps
    apps.app_configs["boutique"] = config
    config.import_models()
    apps.clear_cache()
    try:
        yield config
    finally:
        del apps.app_configs["boutique"]
        apps.clear_cache()


@pytest.fixture(scope="module")
def boutique_tables(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The boutique's tables, there while a module of tests runs."""
    with django_db_blocker.unblock(), _installed() as config:
        models = [model for model in config.get_models() if not model._meta.proxy]
        with connection.schema_editor() as editor:
            for model in models:
                editor.create_model(model)
    yield
    with django_db_blocker.unblock(), _installed(), connection.schema_editor() as editor:
        for model in reversed(models):
            editor.delete_model(model)


@pytest.fixture
def boutique(boutique_tables: None, db: None, clock: FrozenClock) -> Iterator[None]:
    """The boutique is the shop that stands behind the adapter."""
    with _installed():
        from tests.shop.boutique.mapping import PERSONALIZE

        with override_settings(PERSONALIZE=deepcopy(PERSONALIZE)):
            yield


Reshape = Callable[..., ModelShopAdapter]


@pytest.fixture
def reshape(boutique: None) -> Iterator[Reshape]:
    """`reshape(PRODUCT={"price": "amount"})` changes keys of the boutique's mappings (None drops one)."""
    from tests.shop.boutique.mapping import PERSONALIZE

    overrides: list[override_settings] = []

    def changed(**sections: Any) -> ModelShopAdapter:
        wanted = deepcopy(PERSONALIZE)
        for section, changes in sections.items():
            merged = {**wanted.get(section, {}), **changes} if isinstance(changes, dict) else changes
            wanted[section] = merged
            if isinstance(merged, dict):
                wanted[section] = {name: value for name, value in merged.items() if value is not None}
        override = override_settings(PERSONALIZE={k: v for k, v in wanted.items() if v is not None})
        override.enable()
        overrides.append(override)
        adapter = get_adapter()
        assert isinstance(adapter, ModelShopAdapter)
        return adapter

    yield changed
    for override in reversed(overrides):
        override.disable()


@pytest.fixture(autouse=True)
def _nothing_was_logged_before() -> None:
    problems._logged.clear()
