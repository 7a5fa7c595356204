"""Many requests at once: exact counts, one person, no answer above 499."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.urls import reverse

from tests.services.servers import Answer, Browser, Shop, product_paths, serve

pytestmark = pytest.mark.services

CUSTOMER = (
    "from example_shop.models import Customer\n"
    "Customer.objects.create_user('ada@example.com', email='ada@example.com', password='correct-horse-battery')"
)


def at_once(times: int, browser: Browser, act: Callable[[Browser], Answer]) -> list[Answer]:
    """The same act `times` over, by copies of one browser that share its cookies as they are now."""
    copies = [replace(browser, cookies=dict(browser.cookies), asked=number) for number in range(times)]
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(act, copies))


def ask(shop: Shop, code: str) -> object:
    """What the database says, as JSON."""
    prelude = (
        "import json; from django_personalize.models import *; "
        "from example_shop.models import CartLine, Customer, Product; "
    )
    return json.loads(
        shop.manage("shell", "-v0", "-c", prelude + f"print(json.dumps({code}))").splitlines()[-1]
    )


@pytest.mark.row("A4")
@pytest.mark.parametrize("cache_url", ["locmem"], indirect=True)
@pytest.mark.parametrize("database_url", ["sqlite", "postgres", "mariadb"], indirect=True)
def test_clicks_in_many_tabs_at_once_add_up_to_what_the_cart_holds(database_url: str, cache_url: str) -> None:
    with serve(database=database_url, cache=cache_url, processes=1, workers=4) as shop:
        pk = ask(
            shop,
            "Product.objects.filter(stock__gte=40, price__gt=0, variants=None).order_by('pk').first().pk",
        )
        browser = Browser(shop.ports)
        browser.accept()
        browser.get("/")
        assert browser.post("/cart/add/", {"product": str(pk), "quantity": "1"}).status == 302
        answers = at_once(
            12, browser, lambda tab: tab.post("/cart/add/", {"product": str(pk), "quantity": "1"})
        )
        assert {answer.status for answer in answers} == {302}
        held = ask(shop, "sum(CartLine.objects.values_list('quantity', flat=True))")
        counted = ask(
            shop,
            "sum(e.properties['product']['quantity'] for e in Event.objects.filter(name='product_added'))",
        )
        assert counted == held == 13
        assert ask(shop, "Profile.objects.count()") == 1


@pytest.mark.trust("T-819")
@pytest.mark.parametrize("cache_url", ["redis"], indirect=True)
@pytest.mark.parametrize("database_url", ["sqlite", "postgres", "mariadb"], indirect=True)
def test_logging_in_many_times_at_once_makes_one_person_and_loses_no_event(
    database_url: str, cache_url: str
) -> None:
    with serve(database=database_url, cache=cache_url, processes=1, workers=4) as shop:
        shop.manage("shell", "-v0", "-c", CUSTOMER)
        browser = Browser(shop.ports)
        browser.accept()
        for path, _ in product_paths(shop, "wood-connectors", limit=4):
            browser.get(path)
        browser.get(reverse("login"))
        answers = at_once(
            20,
            browser,
            lambda tab: tab.post(
                reverse("login"), {"username": "ada@example.com", "password": "correct-horse-battery"}
            ),
        )
        assert max(answer.status for answer in answers) < 500
        assert ask(shop, "Profile.objects.exclude(user_key='').count()") == 1
        owners = ask(
            shop,
            "list(Event.objects.filter(name='product_viewed').values_list('owner__user_key', flat=True))",
        )
        assert owners == [str(ask(shop, "Customer.objects.get().pk"))] * 4


@pytest.mark.trust("T-410")
@pytest.mark.parametrize("cache_url", ["locmem"], indirect=True)
@pytest.mark.parametrize("database_url", ["sqlite", "postgres", "mariadb"], indirect=True)
def test_one_event_sent_by_ten_beacons_at_once_is_one_row(database_url: str, cache_url: str) -> None:
    with serve(database=database_url, cache=cache_url, processes=1, workers=4) as shop:
        browser = Browser(shop.ports)
        browser.accept()
        browser.get("/")
        body = json.dumps(
            {
                "events": [
                    {
                        "event": "page_viewed",
                        "event_id": "5f0c1f6e-7c57-4b3e-9d57-0a8b1f2c3d4e",
                        "page": {"url": "http://shop.test/magazine/"},
                    }
                ]
            }
        )
        answers = at_once(10, browser, lambda tab: tab.send("/personalize/in/", body))
        assert {answer.status for answer in answers} == {204}
        assert ask(shop, "Event.objects.filter(event_id='5f0c1f6e-7c57-4b3e-9d57-0a8b1f2c3d4e').count()") == 1
        assert (
            ask(
                shop,
                "sum(EventCounter.objects.filter(name='page_viewed', object='').values_list('count', flat=True))",
            )
            == 2
        )
