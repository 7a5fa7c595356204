"""Who is welcomed and who is welcomed back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from django_personalize.onsite.greeting import greeting
from django_personalize.testing import FrozenClock
from tests.factories import PASSWORD, SmallShop

pytestmark = [pytest.mark.row("C13"), pytest.mark.row("C14")]


def kind(client: Client) -> str:
    """How the page greets that this browser asks for now."""
    request = client.get(reverse("magazine")).wsgi_request
    request.visitor.answered = False  # type: ignore[attr-defined]
    found = greeting(request.visitor)  # type: ignore[attr-defined]
    return found.kind if found else ""


def test_no_page_of_the_first_visit_welcomes_back(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    seen = [kind(visitor_client)]
    for product in shop.connector_products:
        clock.advance(timedelta(minutes=20))
        visitor_client.get(product.get_absolute_url())
        seen.append(kind(visitor_client))
    assert seen == ["new"] * 5


@pytest.mark.parametrize("away", [timedelta(minutes=30), timedelta(days=20)])
def test_the_first_page_of_the_second_visit_welcomes_back_and_so_do_all_after_it(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock, away: timedelta
) -> None:
    visitor_client.get(shop.products[0].get_absolute_url())
    clock.advance(away)
    seen = []
    for _ in range(3):
        seen.append(kind(visitor_client))
        clock.advance(timedelta(minutes=1))
    assert seen == ["returning"] * 3


def test_who_signs_up_is_not_welcomed_back_at_once(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    response = visitor_client.post(
        reverse("signup"),
        {
            "first_name": "Grace",
            "last_name": "Hopper",
            "email": "grace@example.com",
            "password": PASSWORD,
        },
    )
    assert response.status_code == 302
    assert kind(visitor_client) == "new"


def test_a_customer_who_signs_in_is_welcomed_back_on_a_browser_that_is_new(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    visitor_client.post(reverse("login"), {"username": "ada@example.com", "password": PASSWORD})
    assert kind(visitor_client) == "returning"


def test_without_consent_nobody_is_greeted(browser_client: Client, shop: SmallShop) -> None:
    assert kind(browser_client) == ""
