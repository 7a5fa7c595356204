"""The page is sacred: counted queries, defaults on any failure, a budget, and no cache that is ever wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.http import HttpRequest
from django.template import Context, Template
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from django_personalize.core import page_cache
from django_personalize.onsite import rendering
from django_personalize.testing import FrozenClock
from tests.factories import SmallShop
from tests.settings import PERSONALIZE

WARM = {**PERSONALIZE, "SHARED_CACHE": "default"}
NO_SHARED = {**PERSONALIZE, "SHARED_CACHE": ""}


@pytest.fixture(autouse=True)
def _fresh_process() -> Iterator[None]:
    """No breaker, no cache, no memory of a failed cache from another test."""
    rendering.reset()
    page_cache._rest_until = 0.0
    caches["default"].clear()
    yield
    rendering.reset()
    page_cache._rest_until = 0.0
    caches["default"].clear()


def ours(queries: CaptureQueriesContext) -> list[str]:
    """Statements on our tables while the page was made, up to the first that writes."""
    begins = ("BEGIN", "UPDATE", "INSERT") + (() if connection.vendor == "postgresql" else ("SAVEPOINT",))
    found = []
    for query in queries:
        # PostgreSQL: a savepoint stands around what we read inside the transaction that a test is.
        if query["sql"].startswith(begins) or "FOR UPDATE" in query["sql"]:
            break
        if "django_personalize_" in query["sql"]:
            found.append(query["sql"])
    return found


def known_visitor(client: Client, shop: SmallShop, clock: FrozenClock) -> Client:
    for product in shop.connector_products:
        client.get(product.get_absolute_url())
        clock.advance(timedelta(seconds=10))
    return client


@override_settings(PERSONALIZE=NO_SHARED)
def test_without_a_shared_cache_a_warm_page_asks_once_and_a_cold_one_twice(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    known_visitor(visitor_client, shop, clock)
    tables = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            visitor_client.get(reverse("home"))
        tables.append([re.findall(r'FROM ["`]django_personalize_(\w+)', sql)[-1] for sql in ours(queries)])
        clock.advance(timedelta(seconds=10))
    assert tables == [["identity", "catalogcategory"], ["identity"]]


@pytest.mark.django_db(transaction=True)
@override_settings(PERSONALIZE=WARM)
def test_with_a_shared_cache_a_warm_page_asks_nothing_of_our_tables(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even right after a click: whoever writes a view puts the new state beside its version."""
    monkeypatch.setattr(page_cache, "_MARKER_SECONDS", 0.001)
    known_visitor(visitor_client, shop, clock)
    visitor_client.get(reverse("home"))
    for _ in range(2):
        clock.advance(timedelta(seconds=10))
        with CaptureQueriesContext(connection) as queries:
            page = visitor_client.get(reverse("home"))
        assert "Continue where you left off" in page.content.decode()
        assert ours(queries) == []


def test_the_products_of_a_page_are_read_in_one_batch(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django_personalize.shop.adapters.model import ModelShopAdapter

    known_visitor(visitor_client, shop, clock)
    asked: list[list[str]] = []
    real = ModelShopAdapter.get_cards

    def counting(self: ModelShopAdapter, keys: list[str], **kwargs: object) -> object:
        asked.append(list(keys))
        return real(self, keys, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(ModelShopAdapter, "get_cards", counting)
    visitor_client.get(reverse("home"))
    assert [len(keys) for keys in asked] == [4]


def test_a_visitor_without_a_choice_costs_no_query_of_ours(
    browser_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    with CaptureQueriesContext(connection) as queries:
        browser_client.get(reverse("home"))
    assert ours(queries) == []


def test_a_broken_block_shows_its_default_and_says_so_once(
    visitor_client: Client,
    shop: SmallShop,
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    from django_personalize.shop.adapters.model import ModelShopAdapter

    known_visitor(visitor_client, shop, clock)

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("no products today")

    monkeypatch.setattr(ModelShopAdapter, "get_cards", broken)
    response = visitor_client.get(reverse("home"))
    assert response.status_code == 200
    assert "Continue where you left off" not in response.content.decode()
    assert [record.message for record in caplog.records if record.name == "django_personalize"] == [
        "The personal block 'continue_shopping' failed; its default is shown."
    ]


def test_under_debug_a_broken_block_is_raised(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django_personalize.shop.adapters.model import ModelShopAdapter

    known_visitor(visitor_client, shop, clock)

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("no products today")

    monkeypatch.setattr(ModelShopAdapter, "get_cards", broken)
    with override_settings(DEBUG=True), pytest.raises(RuntimeError, match="no products today"):
        visitor_client.get(reverse("home"))


@pytest.mark.trust("T-825")
@override_settings(PERSONALIZE={**PERSONALIZE, "PAGE_BUDGET": timedelta(milliseconds=100)})
def test_an_overrun_opens_the_breaker_and_time_closes_it(
    rf: object, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    seconds = [0.0]
    monkeypatch.setattr(rendering.time, "perf_counter", lambda: seconds[0])
    monkeypatch.setattr(rendering.time, "monotonic", lambda: 1000 + seconds[0])

    def page(cost: float) -> str:
        request = HttpRequest()
        request.visitor = object()  # type: ignore[attr-defined]

        def render() -> str:
            seconds[0] += cost
            return "personal"

        return rendering.personal(request, "block", render, lambda: "default")

    assert page(0.01) == "personal"
    assert page(0.3) == "personal"
    assert page(0.01) == "default"
    seconds[0] += 31
    assert page(0.01) == "personal"
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_when_everything_is_off_defaults_show_and_nothing_is_kept(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    from django_personalize.models import Event

    known_visitor(visitor_client, shop, clock)
    before = Event.objects.count()
    with override_settings(PERSONALIZE={**PERSONALIZE, "ENABLED": False}):
        page = visitor_client.get(reverse("home")).content.decode()
        visitor_client.post(reverse("cart_add"), {"product": shop.products[0].pk, "quantity": 1})
    assert "Continue where you left off" not in page
    assert "personalize.js" not in page
    assert Event.objects.count() == before


def test_a_tag_with_an_unknown_option_says_what_it_takes() -> None:
    from django.template import TemplateSyntaxError

    with pytest.raises(TemplateSyntaxError, match=r"does not know 'colour'; it takes: limit, without"):
        Template("{% load personalize %}{% continue_shopping colour=3 %}{% endcontinue_shopping %}")


def test_a_tag_without_a_request_shows_its_default() -> None:
    html = Template("{% load personalize %}{% greeting %}Hello{% endgreeting %}").render(Context())
    assert html == "Hello"


@pytest.mark.django_db(transaction=True)
@override_settings(PERSONALIZE=WARM)
def test_a_reader_that_was_slower_than_a_writer_leaves_the_cache_alone() -> None:
    """The reader read before the write and adds after it: the marker is in its way."""
    found = page_cache.remembered("pz:p:1", lambda: "new", keep=lambda value: True)
    assert found == "new"
    with transaction.atomic():
        page_cache.forget(["pz:p:1"])

    def read_slowly() -> str:
        return "old"

    assert page_cache.remembered("pz:p:1", read_slowly, keep=lambda value: True) == "old"
    assert caches["default"].get("pz:p:1") == "writing"


@pytest.mark.django_db(transaction=True)
@override_settings(PERSONALIZE=WARM)
def test_a_reader_that_missed_before_a_write_cannot_add_what_it_read_before() -> None:
    def read_while_somebody_writes() -> str:
        with transaction.atomic():
            page_cache.forget(["pz:p:2"])
        return "old"

    assert page_cache.remembered("pz:p:2", read_while_somebody_writes, keep=lambda value: True) == "old"
    assert caches["default"].get("pz:p:2") == "writing"


@pytest.mark.django_db(transaction=True)
@override_settings(PERSONALIZE=WARM)
def test_a_state_that_comes_late_is_a_miss_and_never_shown() -> None:
    """Two writers commit 5 and 6; the one of 5 puts its state into the cache last."""
    with transaction.atomic():
        page_cache.written([(7, (5, {"is": "old"}))])
    with transaction.atomic():
        page_cache.written([(7, (6, {"is": "new"}))])
    caches["default"].set(page_cache._state_key(7), (5, {"is": "old"}))
    (version, data), _ = page_cache.state(7, lambda: (6, {"is": "new"}), beside="pz:r:x")
    assert (version, data) == (6, {"is": "new"})


@pytest.mark.django_db(transaction=True)
@override_settings(PERSONALIZE=WARM)
def test_a_state_is_not_shown_between_the_commit_and_its_arrival_in_the_cache() -> None:
    with transaction.atomic():
        page_cache.written([(7, (5, {"is": "old"}))])
    caches["default"].set(page_cache._floor_key(7), 6)  # a writer has committed 6 and died before telling
    (version, _), _ = page_cache.state(7, lambda: (6, {"is": "new"}), beside="pz:r:x")
    assert version == 6


@pytest.mark.django_db(transaction=True)
@override_settings(PERSONALIZE=WARM)
def test_what_is_rolled_back_never_reaches_the_cache() -> None:
    with transaction.atomic():
        page_cache.written([(7, (5, {"is": "undone"}))])
        transaction.set_rollback(True)
    (version, data), _ = page_cache.state(7, lambda: (4, {"is": "standing"}), beside="pz:r:x")
    assert (version, data) == (4, {"is": "standing"})


@pytest.mark.trust("T-812")
@override_settings(PERSONALIZE=WARM)
def test_a_cache_that_fails_is_left_in_peace_and_the_database_answers(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise ConnectionError("cache down")

    monkeypatch.setattr(type(caches["default"]), "get", refuse)
    for _ in range(3):
        assert page_cache.remembered("pz:p:3", lambda: "from the database", keep=bool) == "from the database"
    assert len([record for record in caplog.records if "shared cache failed" in record.message]) == 1
