"""Accounts, browsers and races between them: whose history is whose."""

from __future__ import annotations

import json
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from django_personalize.middleware import PersonalizeMiddleware
from django_personalize.models import Event, Identity, Profile, Snapshot
from django_personalize.profiles import identify
from django_personalize.profiles.whereabouts import NOBODY
from django_personalize.testing import FrozenClock
from django_personalize.tracking.visitor import Visitor, visitor_of
from tests import factories
from tests.conftest import USER_AGENT
from tests.factories import PASSWORD, SmallShop

pytestmark = pytest.mark.django_db

HEADERS = {"user-agent": USER_AGENT, "accept-language": "en", "origin": "http://testserver"}


def browser() -> Client:
    client = Client(headers=HEADERS, raise_request_exception=False)
    client.post(reverse("personalize:consent"), {"choice": "all"})
    return client


def sign_in(client: Client, email: str) -> None:
    assert client.post(reverse("login"), {"username": email, "password": PASSWORD}).status_code == 302


def row(client: Client) -> str:
    """The products that the home page offers to go on with."""
    page = client.get("/").content.decode()
    return page.partition("Continue where")[2].partition("</section>")[0]


@pytest.mark.trust("T-416")
def test_two_accounts_in_a_row_without_a_logout_do_not_mix(shop: SmallShop, clock: FrozenClock) -> None:
    other = factories.customer("second@example.com", first_name="Grace")
    client = browser()
    client.get(shop.connector_products[0].get_absolute_url())
    sign_in(client, shop.customer.email)
    client.get(shop.connector_products[1].get_absolute_url())
    with patch("example_shop.views.account.Login.redirect_authenticated_user", False):
        sign_in(client, other.email)
    assert row(client) == ""
    client.get(shop.dress_products[0].get_absolute_url())
    client.post(reverse("logout"))
    assert row(client) == ""
    viewed = Event.objects.filter(name="product_viewed")
    assert viewed.filter(owner__user_key=str(shop.customer.pk)).count() == 2
    assert list(viewed.filter(owner__user_key=str(other.pk)).values_list("product", flat=True)) == [
        str(shop.dress_products[0].pk)
    ]


@pytest.mark.trust("T-819")
def test_two_browsers_that_sign_in_for_the_first_time_at_once_become_one_person(shop: SmallShop) -> None:
    """The other browser's login comes between our look for the customer and our own claim."""
    one, two = browser(), browser()
    one.get(shop.connector_products[0].get_absolute_url())
    two.get(shop.connector_products[1].get_absolute_url())
    sign_in(one, shop.customer.email)
    real, blind = identify.find, [True]

    def find(kind: str, value: str) -> Any:
        if kind == Identity.Kind.USER and blind:
            blind.clear()
            return None
        return real(kind, value)

    with patch.object(identify, "find", side_effect=find):
        sign_in(two, shop.customer.email)
    person = Profile.objects.get(user_key=str(shop.customer.pk), merged_into=None)
    viewed = Event.objects.filter(name="product_viewed", owner=person).values_list("product", flat=True)
    assert set(viewed) == {str(product.pk) for product in shop.connector_products[:2]}
    assert shop.connector_products[0].name in row(two)


@pytest.mark.trust("T-819")
def test_a_beacon_that_arrives_while_its_page_is_still_making_the_person_joins_it(shop: SmallShop) -> None:
    client = browser()
    before = Profile.objects.count()
    real, blind = Visitor._by_browser, [True]

    def by_browser(self: Visitor) -> Any:
        return NOBODY if blind and blind.pop() else real(self)

    event = {"event": "page_viewed", "page": {"url": "http://testserver/"}}
    with patch.object(Visitor, "_by_browser", by_browser):
        response = client.post("/personalize/in/", json.dumps(event), content_type="text/plain")
    assert response.status_code == 204
    assert Profile.objects.count() == before
    assert Event.objects.filter(name="page_viewed").count() == 1


@pytest.mark.trust("T-416")
def test_a_browser_whose_id_belongs_to_somebody_else_gets_its_own(
    shop: SmallShop, clock: FrozenClock
) -> None:
    """A session that began while we were switched off: the browser still carries the last customer's id."""
    client = browser()
    sign_in(client, shop.customer.email)
    client.get(shop.connector_products[0].get_absolute_url())
    other = factories.customer("second@example.com")
    stranger = Client(headers=HEADERS)
    stranger.force_login(other)
    client.cookies["sessionid"] = stranger.cookies["sessionid"].value
    assert row(client) == ""
    assert client.get(shop.dress_products[0].get_absolute_url()).status_code == 200
    assert client.post(reverse("cart_add"), {"product": shop.dress_products[1].pk}).status_code == 302
    event = {"event": "page_viewed", "page": {"url": "http://testserver/"}}
    response = client.post("/personalize/in/", json.dumps(event), content_type="text/plain")
    assert response.status_code == 204
    mine = Event.objects.filter(owner__user_key=str(shop.customer.pk), name="product_viewed")
    assert [event.product for event in mine] == [str(shop.connector_products[0].pk)]
    assert Event.objects.filter(owner__user_key=str(other.pk), name="product_viewed").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.trust("T-416")
def test_a_view_in_flight_during_a_login_reaches_the_customer(shop: SmallShop) -> None:
    client = browser()
    client.get(shop.connector_products[0].get_absolute_url())
    request = RequestFactory(headers=HEADERS).get("/")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}

    def view(request: HttpRequest) -> HttpResponse:
        assert visitor_of(request).personal
        assert visitor_of(request).profile_id
        return HttpResponse("page")

    request.user, request.session = AnonymousUser(), SessionStore()
    response: Any = PersonalizeMiddleware(view)(request)
    sign_in(client, shop.customer.email)
    response.close()
    assert Event.objects.filter(name="page_viewed", owner__user_key=str(shop.customer.pk)).count() == 1
    assert Event.objects.exclude(owner__user_key=str(shop.customer.pk)).count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.trust("T-008")
def test_a_worker_that_dies_between_cart_and_event_loses_nothing(shop: SmallShop, clock: FrozenClock) -> None:
    """What the cart held and the events about it are written together: the next click finds the difference."""
    client = browser()
    client.post(reverse("cart_add"), {"product": shop.products[0].pk, "quantity": 1})

    class Killed(BaseException):
        """The end of a process, which no handler sees."""

    with patch("django_personalize.tracking.writing.ingest", side_effect=Killed), pytest.raises(Killed):
        client.post(reverse("cart_add"), {"product": shop.products[0].pk, "quantity": 2})
    client.post(reverse("cart_add"), {"product": shop.products[1].pk, "quantity": 1})
    added = Event.objects.filter(name="product_added").order_by("pk")
    assert sum(event.properties["product"]["quantity"] for event in added) == 4
    assert Snapshot.objects.get().data["counts"]["product_added"] == added.count()
