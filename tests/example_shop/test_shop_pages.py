"""The pages of the example shop: they answer, survive bad rows, ask the database few questions, keep no session."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from django_personalize.events.models import Event
from django_personalize.testing import FrozenClock
from example_shop.models import Article, Category, Customer, Product, Review, WishlistItem
from tests import factories
from tests.conftest import USER_AGENT

pytestmark = pytest.mark.django_db

AtMost = Callable[[int], AbstractContextManager[None]]


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """The magazine's list is cached for five minutes; each test starts without it."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def at_most() -> AtMost:
    """``with at_most(8):`` fails when the shop asks the database more often; the app's own tables do not count."""

    @contextmanager
    def watch(limit: int) -> Iterator[None]:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            yield
        asked = [
            query["sql"]
            for query in seen.captured_queries
            if "personalize_" not in query["sql"] and "SAVEPOINT" not in query["sql"]
        ]
        assert len(asked) <= limit, "\n".join(asked)

    return watch


@pytest.fixture
def full_shop() -> factories.SmallShop:
    """The small shop with reviews, articles, a reduced and a new product, and enough of them for two pages."""
    shop = factories.small_shop()
    for number in range(30):
        product = factories.product(
            f"Screw {number}",
            category=shop.hardware,
            price="10.00",
            list_price=Decimal("12.00") if number % 3 == 0 else None,
            illustration="screw",
            rating=Decimal("4.5"),
            brand=factories.brand(f"Brand {number % 4}"),
        )
        factories.variant(product, colour="grey", colour_hex="#888888", size="S")
        factories.variant(product, colour="black", colour_hex="#222222", size="M")
    dress = shop.dress_products[0]
    for stars in (5, 4):
        Review.objects.create(
            product=dress, author="Mia", rating=stars, title="Good", text="I wear it often."
        )
    article = Article.objects.create(
        slug="how", title="How to choose", category=shop.dresses, body="One.\n\nTwo."
    )
    article.products.add(dress)
    return shop


def every_address(shop: factories.SmallShop) -> list[str]:
    return [
        reverse("home"),
        reverse("all_products"),
        *(category.get_absolute_url() for category in Category.objects.all()),
        *(product.get_absolute_url() for product in shop.products),
        reverse("search"),
        reverse("search") + "?q=dress",
        reverse("search") + "?q=nothing+like+it",
        reverse("cart"),
        reverse("magazine"),
        *(article.get_absolute_url() for article in Article.objects.all()),
        reverse("login"),
        reverse("signup"),
        reverse("demo"),
    ]


def test_every_page_answers_a_new_visitor(client: Client, full_shop: factories.SmallShop) -> None:
    for address in every_address(full_shop):
        response = client.get(address)
        assert response.status_code == 200, address


def test_every_page_answers_a_customer(client: Client, full_shop: factories.SmallShop) -> None:
    factories.order(full_shop.customer)
    client.force_login(full_shop.customer)
    own = [reverse(name) for name in ("account", "account_orders", "wishlist")]
    for address in [*every_address(full_shop)[:-3], *own]:
        assert client.get(address).status_code == 200, address


def test_nobody_who_only_looks_gets_a_session_or_any_cookie(
    client: Client, full_shop: factories.SmallShop
) -> None:
    forms_with_a_token = {reverse("login"), reverse("signup")}
    for address in every_address(full_shop):
        if address not in forms_with_a_token:
            client.get(address)
            assert not client.cookies, address
    assert Session.objects.count() == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 302),
        ({"sec-fetch-site": "cross-site", "origin": "https://evil.example"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "http://testserver"}, 302),
        ({"origin": "http://testserver.evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({}, 302),
    ],
)
def test_another_site_cannot_press_the_buttons(headers: dict[str, str], status: int) -> None:
    lamp, mia = factories.product("Lamp"), factories.customer(demo_note="Lamps")
    client = Client(enforce_csrf_checks=True, headers=headers)
    for address, data in (
        (reverse("cart_add"), {"product": lamp.pk}),
        (reverse("wishlist_toggle"), {"product": lamp.pk}),
        (reverse("become", args=(mia.pk,)), {}),
        (reverse("logout"), {}),
    ):
        assert client.post(address, data).status_code == status, address


def test_forms_that_change_what_somebody_has_need_their_token() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(factories.customer())
    for name in ("account", "cart_update", "cart_remove", "checkout"):
        assert client.post(reverse(name), {}).status_code == 403, name


@pytest.mark.parametrize("signed_in", [False, True], ids=["guest", "customer"])
@pytest.mark.parametrize(
    ("address", "limit"),
    [("/", 10), ("/c/hardware/", 8), ("/c/hardware/?brand=brand-1&page=2", 8), ("/search/?q=screw", 8)],
)
def test_pages_with_many_products_ask_few_questions(
    client: Client, full_shop: factories.SmallShop, at_most: AtMost, address: str, limit: int, signed_in: bool
) -> None:
    extra = 0
    if signed_in:
        factories.cart(full_shop.customer, lines=[(full_shop.dress_products[1], 2)])
        client.force_login(full_shop.customer)
        extra = 4  # session, customer, number of pieces in the cart, wish list
    with at_most(limit + extra):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("signed_in", [False, True], ids=["guest", "customer"])
def test_the_product_page_asks_at_most_twelve_questions(
    client: Client, full_shop: factories.SmallShop, at_most: AtMost, signed_in: bool
) -> None:
    if signed_in:
        client.force_login(full_shop.customer)
    with at_most(12):
        client.get(full_shop.dress_products[0].get_absolute_url())


def test_a_product_without_a_price_is_shown_and_cannot_be_bought(client: Client) -> None:
    product = factories.product("Statue", price=None)
    for address in (reverse("home"), product.category.get_absolute_url(), product.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "Price on request" in page, address
    assert 'name="quantity"' not in client.get(product.get_absolute_url()).content.decode()


def test_an_unknown_illustration_and_a_missing_brand_leave_a_letter(client: Client) -> None:
    product = factories.product("Quilt", illustration="never-drawn", colour="#nohex", brand=None)
    assert product.image_url == ""
    for address in (reverse("home"), product.get_absolute_url()):
        page = client.get(address).content.decode()
        assert '<span class="monogram" aria-hidden="true">Q</span>' in page, address


def test_categories_that_are_their_own_ancestors_do_not_hang_a_page(client: Client) -> None:
    upper = factories.category("Upper")
    lower = factories.category("Lower", parent=upper)
    Category.objects.filter(pk=upper.pk).update(parent=lower)
    product = factories.product("Loop", category=lower)
    for address in (
        reverse("home"),
        upper.get_absolute_url(),
        lower.get_absolute_url(),
        product.get_absolute_url(),
    ):
        assert client.get(address).status_code == 200, address


def test_a_category_shows_what_stands_on_the_shelves_below_it(
    client: Client, full_shop: factories.SmallShop
) -> None:
    page = client.get(full_shop.hardware.get_absolute_url() + "?sort=name").content.decode()
    assert "Angle bracket" in page
    assert "Evening dress" not in page.split('id="content"')[1]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("brand=irongate", ["Angle bracket", "Beam shoe", "Joist hanger", "Post base"]),
        ("low=10&high=20", ["Post base"]),
        ("colour=blue", ["Evening dress"]),
        ("rating=4.5", ["Summer dress"]),
        ("available=on&low=100", []),
        ("reduced=on", ["Summer dress"]),
        ("low=nonsense&brand=unknown&page=99&rating=7", None),
    ],
)
def test_a_listing_can_be_narrowed(client: Client, query: str, expected: list[str] | None) -> None:
    shop = factories.small_shop()
    evening, summer = shop.dress_products
    Product.objects.filter(pk=summer.pk).update(rating=Decimal("4.6"), list_price=Decimal("99.00"))
    Product.objects.filter(pk=evening.pk).update(stock=0)
    page = client.get(f"{reverse('all_products')}?sort=name&{query}").context["shelf"].page
    names = [product.name for product in page]
    if expected is None:
        expected = sorted(product.name for product in shop.products)
    assert names == expected


def test_products_without_a_price_come_last_in_both_directions(client: Client) -> None:
    for name, price in (("Cheap", "1.00"), ("Dear", "9.00"), ("Unknown", None)):
        factories.product(name, price=price)
    for sort, expected in (
        ("price", ["Cheap", "Dear", "Unknown"]),
        ("-price", ["Dear", "Cheap", "Unknown"]),
    ):
        page = client.get(f"{reverse('all_products')}?sort={sort}").context["shelf"].page
        assert [product.name for product in page] == expected


def test_search_puts_names_before_descriptions(client: Client) -> None:
    factories.product("Cushion", description="Goes well with a sofa.", rating=Decimal("5.0"))
    factories.product("Corner sofa", rating=Decimal("3.0"))
    page = client.get(reverse("search"), {"q": "SOFA"}).context["shelf"].page
    assert [product.name for product in page] == ["Corner sofa", "Cushion"]


def test_a_search_without_results_suggests_what_was_meant(client: Client) -> None:
    factories.product("Violet armchair")
    response = client.get(reverse("search"), {"q": "amchair"})
    assert response.context["suggestion"] == "armchair"
    assert '<a href="?q=armchair">armchair</a>' in response.content.decode()


@pytest.mark.parametrize(
    "query", ["", " ", "\x00", "%", "_", "'", "a" * 5000, "<script>alert(1)</script>", "🦄"]
)
def test_search_takes_anything(client: Client, query: str) -> None:
    factories.product("Lamp")
    response = client.get(reverse("search"), {"q": query})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@override_settings(DEBUG=False)
def test_the_magazine_is_the_same_for_everybody_and_may_be_cached_by_anybody(
    client: Client, full_shop: factories.SmallShop
) -> None:
    client.force_login(full_shop.customer)
    factories.cart(full_shop.customer, lines=[(full_shop.dress_products[1], 2)])
    response = client.get(reverse("magazine"))
    assert "public" in response["Cache-Control"]
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies
    page = response.content.decode()
    assert "csrfmiddlewaretoken" not in page
    assert full_shop.customer.first_name not in page
    assert Client().get(reverse("magazine")).content.decode() == page


def test_a_picture_may_be_kept_for_a_year_and_an_unknown_one_is_not_found(client: Client) -> None:
    response = client.get("/art/boot/d98a2b.svg")
    assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert "max-age=31536000" in response["Cache-Control"]
    assert "immutable" in response["Cache-Control"]
    assert client.get("/art/never-drawn/d98a2b.svg").status_code == 404
    assert client.get("/art/boot/red.svg").status_code == 404


def test_a_missing_page_keeps_the_shop_around_it(client: Client, full_shop: factories.SmallShop) -> None:
    response = client.get("/p/long-gone/")
    assert response.status_code == 404
    assert "This shelf is empty" in response.content.decode()
    assert full_shop.dresses.get_absolute_url() in response.content.decode()


def test_a_broken_page_says_so_without_asking_the_database(
    client: Client, monkeypatch: pytest.MonkeyPatch, at_most: AtMost
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("example_shop.views.front.listed", fail)
    client.raise_request_exception = False
    with at_most(0):
        response = client.get(reverse("home"))
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()


def test_no_page_has_inline_scripts_or_handlers(client: Client, full_shop: factories.SmallShop) -> None:
    for address in every_address(full_shop):
        page = client.get(address).content.decode()
        assert "onclick=" not in page
        assert "onsubmit=" not in page
        assert "<script>" not in page, address


def test_a_customer_signs_up_signs_out_and_signs_in_with_any_case(client: Client) -> None:
    response = client.post(
        reverse("signup"),
        {
            "first_name": "Ida",
            "last_name": "Rentsch",
            "email": "Ida@Example.COM",
            "password": "correct-horse-battery",
        },
    )
    assert response.status_code == 302
    ida = Customer.objects.get()
    assert (ida.username, ida.email) == ("ida@example.com", "ida@example.com")
    client.post(reverse("logout"))
    assert "_auth_user_id" not in client.session
    client.post(reverse("login"), {"username": "IDA@example.com", "password": "correct-horse-battery"})
    assert client.session["_auth_user_id"] == str(ida.pk)


def test_an_address_can_sign_up_once(client: Client) -> None:
    factories.customer("ida@example.com")
    response = client.post(
        reverse("signup"),
        {
            "first_name": "Ida",
            "last_name": "R",
            "email": "IDA@example.com",
            "password": "correct-horse-battery",
        },
    )
    assert "There is an account with this address already" in response.content.decode()
    assert Customer.objects.count() == 1


def test_a_customer_changes_the_profile(client: Client) -> None:
    ada = factories.customer()
    client.force_login(ada)
    response = client.post(
        reverse("account"),
        {"first_name": "Ada", "last_name": "King", "birthday": "1990-12-10", "country": "GB"},
    )
    assert response.status_code == 302
    ada.refresh_from_db()
    assert (ada.last_name, ada.birthday.isoformat(), ada.country) == ("King", "1990-12-10", "GB")


def test_the_wish_list_takes_and_gives_back(client: Client) -> None:
    ada, lamp = factories.customer(), factories.product("Lamp")
    client.force_login(ada)
    client.post(reverse("wishlist_toggle"), {"product": lamp.pk})
    assert "Lamp" in client.get(reverse("wishlist")).content.decode()
    client.post(reverse("wishlist_toggle"), {"product": lamp.pk})
    assert WishlistItem.objects.count() == 0


def test_a_guest_who_wishes_is_asked_to_sign_in(client: Client) -> None:
    lamp = factories.product("Lamp")
    response = client.post(reverse("wishlist_toggle"), {"product": lamp.pk})
    assert response["Location"].startswith(reverse("login"))


@override_settings(DEMO=True)
def test_one_click_makes_a_visitor_a_demo_customer(client: Client) -> None:
    mia = factories.customer(first_name="Mia", demo_note="Evening dresses")
    tom = factories.customer(first_name="Tom", demo_note="Bicycles")
    assert "Evening dresses" in client.get(reverse("home")).content.decode()
    client.post(reverse("become", args=(mia.pk,)))
    assert client.session["_auth_user_id"] == str(mia.pk)
    client.post(reverse("become", args=(tom.pk,)))
    assert client.session["_auth_user_id"] == str(tom.pk)


@override_settings(DEMO=True)
def test_nobody_becomes_staff_or_an_ordinary_customer(client: Client) -> None:
    ordinary = factories.customer()
    staff = factories.customer(demo_note="Sees all", is_staff=True)
    for person in (ordinary, staff):
        assert client.post(reverse("become", args=(person.pk,))).status_code == 404
    assert client.get(reverse("become", args=(staff.pk,))).status_code == 405


@override_settings(DEMO=True)
def test_the_demo_bar_says_whom_the_shop_takes_the_visitor_for(client: Client) -> None:
    factories.customer(first_name="Mia", demo_note="Evening dresses")
    browser = Client(headers={"user-agent": USER_AGENT, "origin": "http://testserver"})

    def bar() -> str:
        page = browser.get(reverse("home")).content.decode()
        return page.partition('class="demo-dot"')[2].partition('class="demo-hint"')[0]

    assert "You are a new visitor" in bar()
    browser.post(reverse("personalize:consent"), {"choice": "all"})
    assert "You are known here" in bar()
    browser.post(reverse("personalize:consent"), {"choice": "none"})
    assert "You are a new visitor" in bar()


@override_settings(DEMO=False)
def test_without_the_demo_nobody_becomes_anybody(client: Client) -> None:
    mia = factories.customer(demo_note="Evening dresses")
    assert client.post(reverse("become", args=(mia.pk,))).status_code == 404
    assert client.get(reverse("demo")).status_code == 404
    assert "Evening dresses" not in client.get(reverse("home")).content.decode()


def test_orders_are_shown_to_their_customer_only(client: Client) -> None:
    mine, other = factories.customer(), factories.customer()
    order = factories.order(other)
    client.force_login(mine)
    assert client.get(order.get_absolute_url()).status_code == 404
    assert client.get(reverse("thank_you", args=(order.number,))).status_code == 404
    client.force_login(other)
    assert client.get(order.get_absolute_url()).status_code == 200


def test_a_search_is_told_once_with_its_number_of_results(
    visitor_client: Client, shop: factories.SmallShop, clock: FrozenClock
) -> None:
    for query in ("dress", "unicorn"):
        visitor_client.get(reverse("search"), {"q": query})
        clock.advance(timedelta(seconds=10))
    told = Event.objects.filter(name="products_searched").order_by("pk")
    assert [(event.properties["query"], event.properties["results"]) for event in told] == [
        ("dress", 2),
        ("unicorn", 0),
    ]


def test_wishes_are_told(visitor_client: Client, shop: factories.SmallShop) -> None:
    dress = shop.dress_products[0]
    visitor_client.post(reverse("login"), {"username": shop.customer.email, "password": factories.PASSWORD})
    for _ in range(2):
        visitor_client.post(reverse("wishlist_toggle"), {"product": dress.pk})
    told = Event.objects.filter(name__startswith="wishlist").order_by("pk")
    assert [(event.name, event.product) for event in told] == [
        ("wishlist_product_added", str(dress.pk)),
        ("wishlist_product_removed", str(dress.pk)),
    ]


PLAIN_HOME = """
import django
django.setup()
from django.apps import apps
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
assert not apps.is_installed("django_personalize")
for address in ("/", "/magazine/", "/search/?q=lamp", "/cart/"):
    page = Client(headers={"host": "localhost"}).get(address)
    assert page.status_code == 200, address
    assert b"personalize/" not in page.content, address
print("plain")
"""


def test_the_shop_runs_without_the_app(tmp_path: Path) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "example_shop.settings",
        "EXAMPLE_SHOP_PERSONALIZE": "0",
        "EXAMPLE_SHOP_DATABASE_URL": str(tmp_path / "plain.sqlite3"),
    }
    done = subprocess.run(
        [sys.executable, "-c", PLAIN_HOME],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.returncode) == ("plain", 0), done.stderr
