"""A fault of the shop is said once on a terminal: by the command that looks for it, not by the log beside it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.core.management import call_command
from django.test import override_settings

from django_personalize.core import clock as clocks
from django_personalize.shop import problems
from django_personalize.shop.adapter import get_adapter
from django_personalize.shop.adapters.model import ModelShopAdapter
from django_personalize.shop.sync import reconcile
from django_personalize.testing import FrozenClock
from django_personalize.tracking.receivers import Sink
from tests.factories import SmallShop

pytestmark = pytest.mark.django_db


@pytest.fixture
def sink() -> Iterator[Sink]:
    """Where an adapter of the test may report; afterwards the shop's own is followed again."""
    yield Sink()
    get_adapter().connect(Sink())


@pytest.fixture(autouse=True)
def nothing_logged_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problems, "_logged", set())


def misconfigured(entry: str, **changes: str) -> override_settings:
    configured: dict[str, Any] = settings.PERSONALIZE
    return override_settings(PERSONALIZE={**configured, entry: {**configured[entry], **changes}})


def test_a_product_that_cannot_be_read_is_printed_once(
    shop: SmallShop, caplog: pytest.LogCaptureFixture
) -> None:
    said = "PERSONALIZE['PRODUCT']['price'] = 'name' cannot be read"
    with misconfigured("PRODUCT", price="name"), caplog.at_level(logging.WARNING):
        err, out = StringIO(), StringIO()
        call_command("personalize_sync", stdout=StringIO(), stderr=err)
        call_command("personalize_doctor", stdout=out)
        assert err.getvalue().count(said) == len(shop.products)
        # The doctor reads these to see how long it takes, and names five.
        assert " ".join(out.getvalue().split()).count(said) == 5
        assert "1 more of these 6 products." in out.getvalue()
        assert not caplog.records
        # Where nobody prints them, the log has them.
        reconcile(at=clocks.now())
        assert len(caplog.records) == len(shop.products)


def test_faults_of_the_orders_are_named_by_the_checks_and_only_pointed_at_by_the_log(
    clock: FrozenClock, sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    with misconfigured("ORDER", total="totall", placed_at="nope"), caplog.at_level(logging.WARNING):
        ModelShopAdapter().connect(sink)
        assert [record.getMessage() for record in caplog.records] == [
            "Changes of ORDER are not followed: PERSONALIZE['ORDER'] has faults; manage.py check names them."
        ]
        named = [message.msg for message in run_checks(tags=["personalize"]) if "'ORDER'" in str(message.msg)]
    assert len(named) == 2
