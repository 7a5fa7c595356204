"""From a stranger to a shop that remembers: items 2 and 3 of the living shop, without a browser."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from django_personalize.models import (
    ConsentRecord,
    DaySum,
    Event,
    Identity,
    Profile,
    Session,
    Snapshot,
)
from django_personalize.testing import FrozenClock
from django_personalize.tracking import views_once
from django_personalize.tracking.arrival import Arrival
from django_personalize.tracking.visitor import Visitor
from tests.conftest import USER_AGENT
from tests.factories import PASSWORD, SmallShop


def look_at(client: Client, shop: SmallShop, clock: FrozenClock) -> None:
    """Four wood connectors, ten seconds apart."""
    for product in shop.connector_products:
        assert client.get(product.get_absolute_url()).status_code == 200
        clock.advance(timedelta(seconds=10))


@pytest.mark.row("G3")
@pytest.mark.trust("T-001")
def test_before_consent_nothing_about_the_visitor_is_stored(browser_client: Client, shop: SmallShop) -> None:
    for url in (reverse("home"), shop.connector_products[0].get_absolute_url(), "/search/?q=bracket"):
        response = browser_client.get(url)
        assert not [name for name in response.cookies if name.startswith("pz_")]
    assert Profile.objects.count() == Identity.objects.count() == Event.objects.count() == 0
    assert Session.objects.count() == Snapshot.objects.count() == 0


@pytest.mark.row("C11")
def test_before_consent_only_day_sums_without_a_person_are_kept(
    browser_client: Client, shop: SmallShop
) -> None:
    product = shop.connector_products[0]
    browser_client.get(product.get_absolute_url())
    sums = {(row.name, row.object): row.count for row in DaySum.objects.all()}
    assert sums == {("product_viewed", ""): 1, ("product_viewed", f"product:{product.pk}"): 1}


@pytest.mark.row("C3")
@pytest.mark.row("C20")
@pytest.mark.row("B26")
def test_four_wood_connectors_make_the_next_home_page_personal(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    before = visitor_client.get(reverse("home")).content.decode()
    assert "Continue where you left off" not in before
    assert "Joints that hold for decades" not in before

    look_at(visitor_client, shop, clock)
    home = visitor_client.get(reverse("home")).content.decode()

    assert "Continue where you left off" in home
    assert "Joints that hold for decades" in home
    assert shop.connectors.get_absolute_url() in home
    assert "Welcome to Marlow" in home
    for product in shop.connector_products:
        assert product.name in home


@pytest.mark.row("C3")
def test_a_new_visitor_sees_no_continue_shopping_even_with_consent(
    visitor_client: Client, shop: SmallShop
) -> None:
    assert "Continue where you left off" not in visitor_client.get(reverse("home")).content.decode()


@pytest.mark.row("A26")
def test_three_visits_are_kept_under_one_profile(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    for _ in range(3):
        visitor_client.get(reverse("home"))
        clock.advance(timedelta(days=2))
    assert Profile.objects.count() == 1
    assert Session.objects.count() == 3
    assert Snapshot.objects.get().data["sessions"] == 3


@pytest.mark.row("A28")
def test_a_session_knows_its_entry_its_exit_and_its_length(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    visitor_client.get(reverse("home") + "?utm_source=letter&utm_medium=email&utm_campaign=spring")
    clock.advance(timedelta(minutes=4))
    visitor_client.get(shop.connector_products[1].get_absolute_url())
    session = Session.objects.get()
    assert session.entry_url.endswith("/?utm_source=letter&utm_medium=email&utm_campaign=spring")
    assert session.exit_url.endswith(shop.connector_products[1].get_absolute_url())
    assert (session.duration_seconds, session.page_views) == (240, 2)
    assert (session.channel, session.source, session.campaign) == ("email", "letter", "spring")


@pytest.mark.row("A3")
def test_each_page_view_is_one_event_with_address_and_type(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    for url in (reverse("home"), shop.connectors.get_absolute_url(), reverse("cart")):
        visitor_client.get(url)
        clock.advance(timedelta(seconds=5))
    visitor_client.get(shop.connector_products[0].get_absolute_url())
    seen = [
        (event.name, event.context["page"]["type"])
        for event in Event.objects.exclude(name="session_started").order_by("occurred_at")
    ]
    assert seen == [
        ("page_viewed", "home"),
        ("product_list_viewed", "category"),
        ("cart_viewed", "cart"),
        ("product_viewed", "product"),
    ]


@pytest.mark.row("A5")
def test_a_search_keeps_its_words_and_how_much_it_found(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    visitor_client.get("/search/?q=bracket")
    clock.advance(timedelta(seconds=5))
    visitor_client.get("/search/?q=velocipede")
    found = {
        event.properties["query"]: event.properties["results"]
        for event in Event.objects.filter(name="products_searched")
    }
    assert found == {"bracket": 1, "velocipede": 0}


@pytest.mark.trust("T-008")
def test_a_withdrawn_consent_counts_on_the_next_request(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    look_at(visitor_client, shop, clock)
    events = Event.objects.count()
    visitor_client.post(reverse("personalize:consent"), {"choice": "none"})
    home = visitor_client.get(reverse("home")).content.decode()
    assert "Continue where you left off" not in home
    assert Event.objects.count() == events
    assert "pz_visitor" not in {name for name, morsel in visitor_client.cookies.items() if morsel.value}
    assert list(ConsentRecord.objects.order_by("pk").values_list("status", flat=True)) == [
        "granted",
        "granted",
        "withdrawn",
        "withdrawn",
    ]


@pytest.mark.trust("T-020")
def test_the_visitor_cookie_is_random_signed_and_out_of_reach_of_scripts(
    visitor_client: Client, shop: SmallShop
) -> None:
    cookie = visitor_client.cookies["pz_visitor"]
    visitor_id, _, signature = cookie.value.partition(":")
    assert len(bytes.fromhex(visitor_id)) == 16
    assert signature
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")
    assert int(cookie["max-age"]) <= 396 * 24 * 3600


@pytest.mark.trust("T-415")
def test_a_visitor_id_of_the_browsers_own_choosing_is_never_taken(
    browser_client: Client, shop: SmallShop
) -> None:
    browser_client.cookies["pz_visitor"] = "0123456789abcdef0123456789abcdef:forged"
    browser_client.post(reverse("personalize:consent"), {"choice": "all"})
    assert not browser_client.cookies["pz_visitor"].value.startswith("0123456789abcdef")


@pytest.mark.trust("T-547")
def test_a_page_made_for_one_person_is_kept_by_no_shared_cache(
    visitor_client: Client, shop: SmallShop
) -> None:
    response = visitor_client.get(reverse("home"))
    assert response["Cache-Control"] == "private, no-store"
    assert "Cookie" in response["Vary"]


def test_a_page_without_personal_places_does_not_vary_and_stays_public(
    visitor_client: Client, shop: SmallShop
) -> None:
    response = visitor_client.get(reverse("magazine"))
    assert "Cookie" not in response.get("Vary", "")
    assert "public" in response["Cache-Control"]
    assert 'data-pz-view="client"' in response.content.decode()


def test_a_double_click_on_a_link_is_one_view(visitor_client: Client, shop: SmallShop) -> None:
    url = shop.connector_products[0].get_absolute_url()
    visitor_client.get(url)
    visitor_client.get(url)
    assert Event.objects.filter(name="product_viewed").count() == 1


@pytest.mark.parametrize("header", ["sec-purpose", "purpose", "x-moz"])
def test_a_prefetch_is_no_view(visitor_client: Client, shop: SmallShop, header: str) -> None:
    url = shop.connector_products[0].get_absolute_url()
    response = visitor_client.get(url, headers={header: "prefetch"})
    assert Event.objects.filter(name="product_viewed").count() == 0
    assert 'data-pz-view="client"' in response.content.decode()


@pytest.mark.trust("T-413")
def test_a_robot_leaves_no_profile_even_if_it_accepts(db: None, shop: SmallShop) -> None:
    robot = Client(
        headers={"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}
    )
    robot.post(reverse("personalize:consent"), {"choice": "all"})
    robot.get(shop.connector_products[0].get_absolute_url())
    assert Profile.objects.count() == Event.objects.count() == 0


@pytest.mark.row("A27")
def test_logging_in_joins_what_was_looked_at_before_to_the_customer(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    look_at(visitor_client, shop, clock)
    before = visitor_client.cookies["pz_visitor"].value
    visitor_client.post(reverse("login"), {"username": "ada@example.com", "password": PASSWORD})
    home = visitor_client.get(reverse("home")).content.decode()
    assert "Continue where you left off" in home
    profile = Profile.objects.get(user_key=str(shop.customer.pk))
    viewed = Event.objects.filter(owner=profile, name="product_viewed").count()
    assert viewed == 4
    assert visitor_client.cookies["pz_visitor"].value != before


@pytest.mark.trust("T-416")
def test_on_a_shared_browser_the_next_person_sees_nothing_of_the_last(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    visitor_client.post(reverse("login"), {"username": "ada@example.com", "password": PASSWORD})
    look_at(visitor_client, shop, clock)
    assert "Continue where you left off" in visitor_client.get(reverse("home")).content.decode()
    visitor_client.post(reverse("logout"))
    home = visitor_client.get(reverse("home")).content.decode()
    assert "Continue where you left off" not in home
    assert "Joints that hold" not in home
    assert "Ada" not in home


@pytest.mark.row("C4")
def test_a_customer_continues_on_another_device(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    visitor_client.post(reverse("login"), {"username": "ada@example.com", "password": PASSWORD})
    look_at(visitor_client, shop, clock)
    phone = Client(headers={"user-agent": USER_AGENT, "origin": "http://testserver"})
    phone.post(reverse("personalize:consent"), {"choice": "all"})
    phone.post(reverse("login"), {"username": "ada@example.com", "password": PASSWORD})
    assert "Continue where you left off" in phone.get(reverse("home")).content.decode()


@pytest.mark.row("C13")
@pytest.mark.row("C14")
def test_a_customer_is_greeted_by_name_only_while_signed_in(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    shop.customer.first_name = "Ada"
    shop.customer.save()
    visitor_client.post(reverse("login"), {"username": "ada@example.com", "password": PASSWORD})
    assert "Ada" in visitor_client.get(reverse("home")).content.decode()


@pytest.mark.row("A5")
def test_a_wish_is_one_event_and_shows_a_taste(visitor_client: Client, shop: SmallShop) -> None:
    visitor_client.post(reverse("login"), {"username": "ada@example.com", "password": PASSWORD})
    dress = shop.dress_products[0]
    for name in ("wishlist_product_added", "wishlist_product_removed"):
        visitor_client.post(reverse("wishlist_toggle"), {"product": dress.pk})
        assert Event.objects.get(name=name).product == str(dress.pk)
    assert Profile.objects.get(user_key=str(shop.customer.pk)).affinities.filter(kind="brand").exists()


@pytest.mark.trust("T-016")
def test_an_address_typed_into_the_search_is_a_page_view_without_the_address(
    visitor_client: Client, shop: SmallShop
) -> None:
    visitor_client.get("/search/?q=jane.doe@example.com")
    event = Event.objects.exclude(name="session_started").get()
    assert event.name == "page_viewed"
    assert "jane" not in f"{event.properties}{event.context}"
    assert not DaySum.objects.filter(object__contains="jane").exists()


@pytest.mark.trust("T-016")
def test_without_consent_an_address_typed_into_the_search_is_in_no_sum(
    browser_client: Client, shop: SmallShop
) -> None:
    browser_client.get("/search/?q=jane.doe@example.com")
    assert not DaySum.objects.filter(object__contains="jane").exists()


def test_a_view_happened_when_the_page_was_asked_for_however_long_its_answer_took(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    asked_at = clock.now()
    record = views_once.note

    def after_a_slow_answer(visitor: Visitor, arrival: Arrival) -> None:
        clock.advance(timedelta(seconds=40))
        record(visitor, arrival)

    with patch("django_personalize.tracking.views_once.note", after_a_slow_answer):
        visitor_client.get(shop.products[0].get_absolute_url())
    view = Event.objects.get(name="product_viewed")
    assert (view.occurred_at, view.received_at) == (asked_at, asked_at + timedelta(seconds=40))


@pytest.mark.row("C32")
def test_what_was_looked_at_can_be_returned_to_from_any_page(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    look_at(visitor_client, shop, clock)
    here = shop.connector_products[1]
    for url in (here.get_absolute_url(), reverse("cart")):
        page = visitor_client.get(url).content.decode()
        row = page.partition("Continue where you left off")[2].partition("</section>")[0]
        assert shop.connector_products[0].get_absolute_url() in row
    page = visitor_client.get(here.get_absolute_url()).content.decode()
    row = page.partition("Continue where you left off")[2].partition("</section>")[0]
    assert f'href="{here.get_absolute_url()}"' not in row
