"""Clocks that jump, caches that fail for a moment, databases that refuse in the middle: what comes after is right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.cache import BaseCache, caches
from django.db import DatabaseError, OperationalError, connections
from django.test import AsyncClient, Client, override_settings
from django.urls import reverse

from django_personalize.core import page_cache
from django_personalize.models import Event, Heartbeat
from django_personalize.profiles import whereabouts
from django_personalize.schedules import run_due
from django_personalize.testing import FrozenClock
from tests.conftest import USER_AGENT
from tests.factories import SmallShop

HEADERS = {"user-agent": USER_AGENT, "accept-language": "en", "origin": "http://testserver"}
SHARED = {**settings.PERSONALIZE, "SHARED_CACHE": "default"}


@pytest.fixture(autouse=True)
def _fresh_cache(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    caches["default"].clear()
    monkeypatch.setattr(page_cache, "_rest_until", 0.0)
    monkeypatch.setattr(page_cache, "_owed", {})
    yield
    caches["default"].clear()


# -- the clock


@pytest.mark.django_db
@pytest.mark.trust("T-827")
def test_a_clock_that_was_ahead_for_a_while_stops_no_job(clock: FrozenClock) -> None:
    right = clock.now()
    clock.set(right + timedelta(days=400))
    list(run_due())
    Heartbeat.objects.update(held_until=clock.now() + timedelta(minutes=15))  # and one runner died with it
    clock.set(right)
    assert {ran.name for ran in run_due()} == set(Heartbeat.objects.values_list("job", flat=True))
    assert Heartbeat.objects.filter(started_at__gt=right).count() == 0


@pytest.mark.django_db
@pytest.mark.trust("T-827")
def test_a_clock_that_jumps_back_an_hour_leaves_pages_and_events_alone(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    visitor_client.get(shop.products[0].get_absolute_url())
    clock.set(clock.now() - timedelta(hours=1))
    assert visitor_client.get(shop.products[1].get_absolute_url()).status_code == 200
    clock.advance(timedelta(days=40))
    page = visitor_client.get("/").content.decode()
    assert shop.products[0].name in page
    assert shop.products[1].name in page
    assert Event.objects.filter(name="product_viewed").count() == 2


# -- the shared cache


class FailingFor:
    """A cache whose every command fails while the block runs: one worker cannot reach it, others can."""

    def __init__(self) -> None:
        self.cache: BaseCache = caches["default"]

    def __enter__(self) -> None:
        failure = ConnectionError("timed out")
        names = ("get", "get_many", "set", "set_many", "add", "delete", "delete_many", "incr")
        self.patches = [patch.object(self.cache, name, side_effect=failure) for name in names]
        for one in self.patches:
            one.start()

    def __exit__(self, *args: Any) -> None:
        for one in self.patches:
            one.stop()


@pytest.mark.django_db(transaction=True)
@pytest.mark.trust("T-812")
@override_settings(PERSONALIZE=SHARED)
@pytest.mark.parametrize("who", ["another worker", "the same worker"])
def test_what_was_written_while_the_cache_failed_is_shown_once_it_is_back(
    visitor_client: Client,
    shop: SmallShop,
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
    who: str,
) -> None:
    first, second = shop.connector_products[:2]
    visitor_client.get(first.get_absolute_url())
    assert first.name in visitor_client.get("/").content.decode()
    with FailingFor():
        visitor_client.get(second.get_absolute_url())
    monkeypatch.setattr(page_cache, "_rest_until", 0.0)  # a while later: the cache answers again
    del visitor_client.cookies["pz_seen"]
    if who == "another worker":
        stranger = Client(headers=HEADERS)  # whose page the worker serves that could not reach the cache
        stranger.post(reverse("personalize:consent"), {"choice": "all"})
        stranger.get("/")
        assert page_cache._owed == {}
    page = visitor_client.get("/").content.decode()
    assert second.name in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.trust("T-008")
@override_settings(PERSONALIZE=SHARED)
def test_a_promise_that_the_cache_cannot_keep_is_kept_by_the_database(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    """This worker never noticed that another one could not tell the cache."""
    first, second = shop.connector_products[:2]
    visitor_client.get(first.get_absolute_url())
    visitor_client.get("/")
    kept = dict(caches["default"]._cache)  # type: ignore[attr-defined]
    expiry = dict(caches["default"]._expire_info)  # type: ignore[attr-defined]
    visitor_client.get(second.get_absolute_url())
    caches["default"]._cache.update(kept)  # type: ignore[attr-defined]
    caches["default"]._expire_info.update(expiry)  # type: ignore[attr-defined]
    with patch("time.sleep") as sleep:
        page = visitor_client.get("/").content.decode()
    assert second.name in page
    assert sleep.call_count == 0


# -- the database


@pytest.mark.django_db(transaction=True)
@pytest.mark.trust("T-420")
@pytest.mark.urls("tests.onsite.async_urls")
def test_an_async_page_whose_person_cannot_be_read_shows_its_defaults(shop: SmallShop) -> None:
    async def visit() -> Any:
        client = AsyncClient(raise_request_exception=False)
        await client.post("/personalize/consent/", {"choice": "all"}, headers=HEADERS)
        with patch.object(whereabouts, "_find_in_one", side_effect=DatabaseError("gone")):
            return await client.get("/async/", headers=HEADERS)

    response = async_to_sync(visit)()
    assert response.status_code == 200
    assert response.content.decode().startswith("Hello()")


@pytest.mark.django_db(transaction=True)
@pytest.mark.trust("T-811")
def test_under_atomic_requests_a_collector_without_database_still_answers_503(
    visitor_client: Client, shop: SmallShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of the request runs inside a transaction that would still have to be ended without a database."""
    connection = connections["default"]
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
    inside = []

    def gone(keys: list[str]) -> None:
        inside.append(connection.in_atomic_block)
        raise OperationalError("no route")

    with patch.object(whereabouts, "_find_in_one", side_effect=gone):
        response = visitor_client.post(
            "/personalize/in/", '{"event": "page_viewed"}', content_type="text/plain"
        )
    assert inside == [False]
    assert response.status_code == 503
    assert response["Retry-After"] == "30"


@pytest.mark.django_db(transaction=True)
def test_under_atomic_requests_cart_login_order_and_views_are_recorded(
    visitor_client: Client, shop: SmallShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.factories import PASSWORD

    monkeypatch.setitem(connections["default"].settings_dict, "ATOMIC_REQUESTS", True)
    visitor_client.get(shop.products[0].get_absolute_url())
    visitor_client.post(reverse("cart_add"), {"product": shop.products[0].pk, "quantity": 2})
    visitor_client.post(reverse("login"), {"username": shop.customer.email, "password": PASSWORD})
    assert shop.products[0].name in visitor_client.get("/").content.decode()
    names = Event.objects.filter(owner__user_key=str(shop.customer.pk)).values_list("name", flat=True)
    assert {"product_viewed", "product_added", "signed_in"} <= set(names)
