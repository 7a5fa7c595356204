"""The adapter for django-oscar where there is no Oscar; with one, `tests/projects/oscar` tells how it does."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from django.test import override_settings

from django_personalize.shop.adapter import get_adapter
from django_personalize.shop.adapters.oscar import OscarShopAdapter, adapter
from django_personalize.tracking.receivers import Sink

SETTINGS = {"SHOP_ADAPTER": "django_personalize.shop.adapters.oscar.OscarShopAdapter"}


@pytest.fixture(autouse=True)
def _no_oscar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "is_installed", lambda: False)


@override_settings(PERSONALIZE=SETTINGS)
def test_a_missing_oscar_is_a_check_that_names_the_line_to_type() -> None:
    (found,) = [message for message in run_checks() if message.id == "personalize.E121"]
    assert found.hint == "pip install 'django-personalize[oscar]'"


@override_settings(PERSONALIZE=SETTINGS)
def test_a_missing_oscar_keeps_no_process_from_starting() -> None:
    shop = get_adapter()
    assert isinstance(shop, OscarShopAdapter)
    shop.connect(Sink())


@pytest.mark.parametrize(("given", "capable"), [({}, False), ({"OSCAR": {"cost": "purchase_price"}}, True)])
def test_the_cost_is_known_where_an_attribute_is_named_for_it(
    given: dict[str, object], capable: bool
) -> None:
    with override_settings(PERSONALIZE={**SETTINGS, **given}):
        assert ("cost" in get_adapter().capabilities) is capable
