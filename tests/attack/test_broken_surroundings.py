"""A host that has installed us wrongly, a shop whose parts fail, a database that goes: the pages stay."""

from __future__ import annotations

import logging
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.shortcuts import render
from django.test import Client, override_settings
from django.urls import reverse

from django_personalize.models import Event, Identity, Profile
from django_personalize.onsite import rendering
from django_personalize.profiles import whereabouts
from django_personalize.testing import FrozenClock
from example_shop.models import Customer
from tests.conftest import USER_AGENT
from tests.factories import PASSWORD, SmallShop

pytestmark = pytest.mark.django_db

MIDDLEWARE = "django_personalize.middleware.PersonalizeMiddleware"
HEADERS = {"user-agent": USER_AGENT, "accept-language": "en", "origin": "http://testserver"}


def same_browser(client: Client) -> Client:
    """The same cookies in a client that builds its middleware anew and answers errors like a server."""
    other = Client(headers=HEADERS, raise_request_exception=False)
    other.cookies = client.cookies
    return other


@pytest.mark.trust("T-420")
@pytest.mark.parametrize("path", ["/", "/cart/", "/search/?q=bracket", "/magazine/"])
def test_a_page_whose_person_cannot_be_read_is_shown_with_its_defaults(
    visitor_client: Client, shop: SmallShop, path: str
) -> None:
    visitor_client.get(shop.connector_products[0].get_absolute_url())
    with patch.object(whereabouts, "_find_in_one", side_effect=DatabaseError("gone")):
        response = same_browser(visitor_client).get(path)
    assert response.status_code == 200
    assert "Continue where you left off" not in response.content.decode()
    assert "Traceback" not in response.content.decode()


@pytest.mark.trust("T-547")
def test_a_page_whose_person_cannot_be_read_is_private_all_the_same(
    visitor_client: Client, shop: SmallShop
) -> None:
    with patch.object(whereabouts, "_find_in_one", side_effect=DatabaseError("gone")):
        response = same_browser(visitor_client).get("/")
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", ["/", "/cart/", "/search/?q=bracket", "/magazine/"])
@override_settings(MIDDLEWARE=[name for name in settings.MIDDLEWARE if name != MIDDLEWARE])
def test_without_the_middleware_every_page_is_shown_with_its_defaults(shop: SmallShop, path: str) -> None:
    client = Client(headers=HEADERS, raise_request_exception=False)
    assert client.get(path).status_code == 200


@pytest.mark.trust("T-402")
@override_settings(MIDDLEWARE=[name for name in settings.MIDDLEWARE if name != MIDDLEWARE])
def test_without_the_middleware_the_collector_says_so(
    shop: SmallShop, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(headers=HEADERS, raise_request_exception=False)
    response = client.post("/personalize/in/", '{"event": "page_viewed"}', content_type="text/plain")
    assert response.status_code == 503
    assert response.json()["error"] == "not_installed"
    assert "PersonalizeMiddleware" in caplog.text


@override_settings(MIDDLEWARE=[MIDDLEWARE, *(name for name in settings.MIDDLEWARE if name != MIDDLEWARE)])
def test_with_the_middleware_first_of_all_pages_carts_and_logins_work(
    visitor_client: Client, shop: SmallShop
) -> None:
    client = same_browser(visitor_client)
    assert client.get("/").status_code == 200
    added = client.post(reverse("cart_add"), {"product": shop.products[0].pk, "quantity": 1})
    assert added.status_code == 302
    client.post(reverse("login"), {"username": shop.customer.email, "password": PASSWORD})
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("path", ["/plain/", "/asking/", "/kept-neutral/"])
def test_without_our_addresses_every_page_is_shown(
    visitor_client: Client, shop: SmallShop, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    with override_settings(ROOT_URLCONF="tests.attack.urls_without_ours"):
        stranger = Client(headers=HEADERS, raise_request_exception=False)
        assert stranger.get(path).status_code == 200
        assert same_browser(visitor_client).get(path).status_code == 200
    assert "'personalize' is not a registered namespace" in caplog.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"PRODUCT": {"model": "example_shop.Nothing"}},
        {"PRODUCT": {"model": "example_shop.Product", "title": "no.such.path"}},
        {"CART": {"model": "example_shop.Cart", "current": "no.such.function"}},
        {"ORDER": {"model": "example_shop.Order", "total": "nothing"}},
        {"CUSTOMER": {"first_name": "no.such.path"}},
        {"CATEGORY": {"model": "example_shop.Category", "parent": "nobody"}},
        {"SHARED_CACHE": "nowhere"},
        {"SESSION_TIMEOUT": "half an hour"},
        {"CHOICE_LIFETIME": "soon"},
        {"PAGES": {"home": {}, "product": {"type": "product", "key": "nothing"}, "search": {"type": 3}}},
        {"PURPOSES": ["personalization", "world_peace"]},
        {"EVENTS": {"quiz": {"properties": {"a": "b"}}}},
        {"PRODUCT": None, "CART": None, "ORDER": None, "CATEGORY": None, "PAGES": None, "CUSTOMER": None},
    ],
    ids=lambda wrong: "-".join(wrong),
)
def test_wrong_settings_break_no_page(visitor_client: Client, shop: SmallShop, wrong: dict[str, Any]) -> None:
    product = shop.connector_products[0]
    visitor_client.get(product.get_absolute_url())
    with override_settings(PERSONALIZE={**settings.PERSONALIZE, **wrong}):
        client = same_browser(visitor_client)
        for path in ("/", product.get_absolute_url(), "/search/?q=bracket", "/cart/"):
            assert (path, client.get(path).status_code) == (path, 200)
        client.post(reverse("cart_add"), {"product": product.pk, "quantity": 1})
        assert product.name in client.get("/cart/").content.decode()
        client.post(reverse("login"), {"username": shop.customer.email, "password": PASSWORD})
        assert client.get("/account/").status_code == 200
        assert client.post(reverse("logout")).status_code == 302
    cache.clear()


@pytest.mark.parametrize("given", [None, [], "no dict"])
def test_settings_that_are_no_dict_count_as_none(browser_client: Client, shop: SmallShop, given: Any) -> None:
    with override_settings(PERSONALIZE=given):
        assert same_browser(browser_client).get("/").status_code == 200


def test_a_customer_who_cannot_be_read_is_joined_all_the_same(
    visitor_client: Client,
    shop: SmallShop,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(self: Customer) -> str:
        raise ValueError("no country today")

    monkeypatch.setattr(Customer, "country_name", property(broken), raising=False)
    wrong = {**settings.PERSONALIZE, "CUSTOMER": {"country": "country_name", "first_name": "first_name"}}
    product = shop.connector_products[0]
    visitor_client.get(product.get_absolute_url())
    client = same_browser(visitor_client)
    with override_settings(PERSONALIZE=wrong):
        client.post(reverse("login"), {"username": shop.customer.email, "password": PASSWORD})
        page = client.get("/").content.decode()
        assert client.post(reverse("personalize:consent"), {"choice": "all"}).status_code == 302
    assert shop.customer.first_name in page
    assert Event.objects.filter(name="product_viewed", owner__user_key=str(shop.customer.pk)).count() == 1
    assert "country" in caplog.text


@pytest.mark.trust("T-825")
def test_a_slow_default_of_the_hosts_own_stops_nobodys_personalisation(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What stands between the tags is the host's work: its time is not ours, nor are its failures."""
    from datetime import timedelta

    from django.http import HttpRequest

    seconds = [0.0]
    monkeypatch.setattr(rendering, "_warm", True)
    monkeypatch.setattr(rendering.time, "perf_counter", lambda: seconds[0])
    monkeypatch.setattr(rendering.time, "monotonic", lambda: 1000 + seconds[0])

    def slow_default() -> str:
        seconds[0] += 5
        return "default"

    def failing_default() -> str:
        raise ZeroDivisionError

    request = HttpRequest()
    request.visitor = object()  # type: ignore[attr-defined]
    with override_settings(PERSONALIZE={**settings.PERSONALIZE, "PAGE_BUDGET": timedelta(milliseconds=100)}):
        assert rendering.personal(request, "a", lambda: "", slow_default) == "default"
        assert not rendering.is_open()
        assert rendering.personal(request, "b", lambda: "mine", slow_default) == "mine"
        with pytest.raises(ZeroDivisionError):
            rendering.personal(request, "c", lambda: "", failing_default)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_a_product_that_is_deleted_while_it_is_looked_at_leaves_the_pages_alone(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    product = shop.connector_products[0]
    for shown in shop.connector_products:
        visitor_client.get(shown.get_absolute_url())

    def sold_while_shown(*args: Any, **kwargs: Any) -> Any:
        page = render(*args, **kwargs)
        product.delete()
        return page

    with patch("example_shop.views.catalogue.render", side_effect=sold_while_shown):
        assert visitor_client.get(product.get_absolute_url()).status_code == 200
    page = visitor_client.get("/").content.decode()
    assert product.name not in page
    assert shop.connector_products[1].name in page


def test_a_customer_who_is_deleted_leaves_the_pages_alone(visitor_client: Client, shop: SmallShop) -> None:
    visitor_client.get(shop.connector_products[0].get_absolute_url())
    visitor_client.post(reverse("login"), {"username": shop.customer.email, "password": PASSWORD})
    name = shop.customer.first_name
    assert name in visitor_client.get("/").content.decode()
    shop.customer.delete()
    page = visitor_client.get("/")
    assert page.status_code == 200
    assert name not in page.content.decode()
    assert visitor_client.post(reverse("cart_add"), {"product": shop.products[0].pk}).status_code == 302


def test_a_product_without_price_and_picture_is_shown_like_any_other(
    visitor_client: Client, shop: SmallShop
) -> None:
    from tests import factories

    bare = factories.product("Bare thing", category=shop.connectors, price=None, illustration="", colour="")
    assert visitor_client.get(bare.get_absolute_url()).status_code == 200
    assert visitor_client.get("/").status_code == 200


def test_a_circle_of_categories_breaks_no_page(
    visitor_client: Client, shop: SmallShop, django_capture_on_commit_callbacks: Any
) -> None:
    for product in shop.connector_products:
        visitor_client.get(product.get_absolute_url())
    with django_capture_on_commit_callbacks(execute=True):
        shop.hardware.parent = shop.connectors
        shop.hardware.save()
    for path in ("/", shop.connector_products[0].get_absolute_url(), shop.connectors.get_absolute_url()):
        assert (path, same_browser(visitor_client).get(path).status_code) == (path, 200)


@pytest.mark.trust("T-001")
def test_staff_who_make_an_account_for_somebody_have_not_signed_up(
    visitor_client: Client, shop: SmallShop
) -> None:
    visitor_client.post(reverse("login"), {"username": shop.customer.email, "password": PASSWORD})
    with patch("example_shop.views.front.render", side_effect=_makes_an_account):
        visitor_client.get("/")
    visitor_client.get("/")
    assert Event.objects.filter(name="signed_up").count() == 0
    assert Identity.objects.exists()
    assert Profile.objects.filter(user_key=str(shop.customer.pk)).count() == 1


def _makes_an_account(*args: Any, **kwargs: Any) -> Any:
    from django.http import HttpResponse

    Customer.objects.create(email="new@example.com", first_name="New")
    return HttpResponse("made")
