"""What a browser may send that no browser of ours would: odd characters, old tokens, promises nobody made."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from django_personalize.models import DaySum, Event, Identity, Profile, Session, Snapshot
from django_personalize.testing import FrozenClock
from django_personalize.tracking import views_once
from django_personalize.tracking.pages import Page
from tests.conftest import USER_AGENT
from tests.factories import PASSWORD, SmallShop

pytestmark = pytest.mark.django_db

HEADERS = {"user-agent": USER_AGENT, "accept-language": "en", "origin": "http://testserver"}
COLLECTOR = "/personalize/in/"


@pytest.fixture(autouse=True)
def _fresh_counters() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def beacon(client: Client, url: str) -> int:
    """A view as the script sends it; the answer's status."""
    event = {"event": "page_viewed", "event_id": str(uuid.uuid4()), "page": {"url": url, "referrer": url}}
    response = client.post(COLLECTOR, json.dumps({"events": [event]}), content_type="text/plain")
    return int(response.status_code)


@pytest.mark.trust("T-402")
@pytest.mark.parametrize("name", ["utm_source", "utm_medium", "utm_campaign"])
def test_control_characters_in_a_campaign_are_left_out(
    visitor_client: Client, shop: SmallShop, name: str
) -> None:
    """PostgreSQL takes no NUL, neither in a text nor inside JSON."""
    assert beacon(visitor_client, f"http://testserver/?{name}=sum%00mer%01") == 204
    assert getattr(Session.objects.get(), name.removeprefix("utm_")) == "summer"
    assert "\\u0000" not in json.dumps(Snapshot.objects.get().data)
    assert visitor_client.get(f"/?{name}=win%00ter").status_code == 200
    assert getattr(Session.objects.order_by("started_at", "pk").last(), name.removeprefix("utm_")) in (
        "summer",
        "winter",
    )
    assert Session.objects.count() == (2 if name == "utm_campaign" else Session.objects.count())


@pytest.mark.trust("T-402")
def test_searched_words_that_the_server_reads_itself_are_cleaned_like_any_other() -> None:
    """A shop that only names its search page in PAGES: what stands in the address is a stranger's."""
    name, properties = views_once.event_of(Page("search", query="a\x00b\x1f" + "x" * 5000))
    assert name == "products_searched"
    assert properties["query"] == "ab" + "x" * 998


@pytest.mark.trust("T-402")
def test_an_address_with_thousands_of_parameters_is_a_page_like_any_other(visitor_client: Client) -> None:
    assert beacon(visitor_client, "http://testserver/?" + "a&" * 1500) == 204


@pytest.mark.trust("T-402")
@pytest.mark.urls("tests.attack.urls")
def test_a_nul_in_an_address_finds_nothing_and_asks_no_database(
    visitor_client: Client, shop: SmallShop
) -> None:
    pages = {**settings.PERSONALIZE["PAGES"], "any-product": {"type": "product", "key": "key"}}
    with override_settings(PERSONALIZE={**settings.PERSONALIZE, "PAGES": pages}):
        assert beacon(visitor_client, "http://testserver/any/%00x/") == 204
    event = Event.objects.exclude(name="session_started").get()
    assert "\x00" not in event.product
    pages = {**settings.PERSONALIZE["PAGES"], "any-product": {"type": "product"}}
    with override_settings(PERSONALIZE={**settings.PERSONALIZE, "PAGES": pages}):
        assert beacon(visitor_client, "http://testserver/any/%00x/") == 204


@pytest.mark.urls("tests.attack.urls")
def test_two_products_whose_addresses_are_uuids_are_two_views(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    """Stored addresses show no secrets, and a UUID may be one: both pages read "/any/:token/"."""
    pages = {**settings.PERSONALIZE["PAGES"], "any-product": {"type": "product", "key": "key"}}
    keys = ["6499b9eb-1f6a-4c0e-9f0e-5a3d2b1c0d9e", "b02fdbdb-7c1e-4a55-8b6d-0c9e8f7a6b5d"]
    with override_settings(PERSONALIZE={**settings.PERSONALIZE, "PAGES": pages}):
        for key in [*keys, keys[1]]:
            visitor_client.get(f"/any/{key}/")
    viewed = Event.objects.filter(name="product_viewed").order_by("pk")
    assert [event.product for event in viewed] == keys


@override_settings(
    MIDDLEWARE=[*settings.MIDDLEWARE, "django.contrib.auth.middleware.LoginRequiredMiddleware"]
)
def test_where_everything_needs_a_login_the_question_can_be_answered_before(
    browser_client: Client, shop: SmallShop
) -> None:
    client = Client(headers=HEADERS)
    response = client.post(reverse("personalize:consent"), {"choice": "none", "next": "/account/login/"})
    assert response["Location"] == "/account/login/"
    assert client.cookies["pz_consent"].value.startswith("r.")


@pytest.mark.trust("T-412")
@pytest.mark.parametrize("promise", ["999999999", "2", "50", "1:2", "x", "1/1750000000:x"])
def test_nobody_waits_for_a_promise_that_was_never_made(
    visitor_client: Client, shop: SmallShop, promise: str
) -> None:
    """Each wait holds a worker: a browser that could ask for one would stop the shop with a few requests a second."""
    visitor_client.get("/")
    visitor_client.cookies["pz_seen"] = promise
    with patch.object(time, "sleep") as sleep:
        assert visitor_client.get("/").status_code == 200
    assert sleep.call_count == 0


@pytest.mark.trust("T-412")
def test_a_promise_is_good_for_ten_seconds(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    visitor_client.get("/")
    promise = visitor_client.cookies["pz_seen"].value
    Snapshot.objects.update(version=0)
    clock.advance(timedelta(seconds=11))
    visitor_client.cookies["pz_seen"] = promise
    with patch.object(time, "sleep") as sleep:
        visitor_client.get("/")
    assert sleep.call_count == 0


@pytest.mark.trust("T-412")
def test_a_promise_to_one_browser_holds_up_no_other(visitor_client: Client, shop: SmallShop) -> None:
    for product in shop.connector_products:
        visitor_client.get(product.get_absolute_url())
    other = Client(headers=HEADERS)
    other.post(reverse("personalize:consent"), {"choice": "all"})
    other.cookies["pz_seen"] = visitor_client.cookies["pz_seen"].value
    with patch.object(time, "sleep") as sleep:
        other.get("/")
    assert sleep.call_count == 0


@pytest.mark.trust("T-415")
@pytest.mark.trust("T-416")
def test_a_browser_that_missed_the_answer_to_its_logout_begins_afresh(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    """The id was taken back, but the cookie that says so never arrived."""
    visitor_client.post(reverse("login"), {"username": shop.customer.email, "password": PASSWORD})
    visitor_client.get("/")
    old = visitor_client.cookies["pz_visitor"].value
    visitor_client.post(reverse("logout"))
    visitor_client.cookies["pz_visitor"] = old
    visitor_client.get(shop.products[0].get_absolute_url())
    clock.advance(timedelta(minutes=1))
    visitor_client.get(shop.products[1].get_absolute_url())
    clock.advance(timedelta(minutes=1))
    page = visitor_client.get("/").content.decode()
    assert visitor_client.cookies["pz_visitor"].value not in ("", old)
    assert shop.products[1].name in page
    assert Identity.objects.filter(retired_at=None, kind="visitor").count() == 1
    fresh = Identity.objects.get(retired_at=None, kind="visitor").profile
    assert fresh.user_key == ""
    assert Event.objects.filter(name="product_viewed", owner=fresh).count() >= 1


@pytest.mark.trust("T-416")
def test_a_token_from_before_login_shows_nothing_of_the_customer(
    visitor_client: Client, shop: SmallShop
) -> None:
    product = shop.connector_products[0]
    visitor_client.get(product.get_absolute_url())
    stolen = visitor_client.cookies["pz_visitor"].value
    consent = visitor_client.cookies["pz_consent"].value
    visitor_client.post(reverse("login"), {"username": shop.customer.email, "password": PASSWORD})
    visitor_client.get(shop.connector_products[1].get_absolute_url())
    thief = Client(headers=HEADERS)
    for _ in range(2):
        thief.cookies["pz_visitor"], thief.cookies["pz_consent"] = stolen, consent
        page = thief.get("/").content.decode()
        assert product.name not in page.partition("Continue where")[2].partition("</section>")[0]
        assert beacon(thief, "http://testserver/") == 204
    assert Event.objects.filter(owner__user_key=str(shop.customer.pk), source="browser").count() == 0


@pytest.mark.trust("T-415")
@pytest.mark.parametrize(
    "value", ["", "x" * 4000, "é" * 50, "a:b:c", ":" * 50, "%00", '"quoted"', "0" * 32 + ":sig", "=;,"]
)
@pytest.mark.parametrize("name", ["pz_visitor", "pz_consent", "pz_seen"])
def test_a_cookie_of_any_shape_is_a_missing_cookie(
    visitor_client: Client, shop: SmallShop, name: str, value: str
) -> None:
    visitor_client.cookies[name] = value
    assert visitor_client.get("/").status_code == 200
    assert beacon(visitor_client, "http://testserver/") == 204


@pytest.mark.trust("T-009")
@pytest.mark.parametrize("version", ["2026/06", "1/", "ü:2", "a.b", "x" * 200])
def test_a_choice_is_remembered_whatever_the_wordings_version_is_called(
    browser_client: Client, shop: SmallShop, version: str
) -> None:
    with override_settings(PERSONALIZE={**settings.PERSONALIZE, "CONSENT_WORDING_VERSION": version}):
        browser_client.post(reverse("personalize:consent"), {"choice": "all"})
        page = browser_client.get("/").content.decode()
    assert "data-pz-consent" not in page
    assert Profile.objects.count() == 1


# -- what a stranger may type


def searched(client: Client, *words: str) -> dict[str, int]:
    """Every search word is searched for; what the day's sums say of words."""
    for word in words:
        assert client.get("/search/", {"q": word}).status_code == 200
    rows = DaySum.objects.filter(name="products_searched").exclude(object__in=["", "no_result"])
    return {row.object: row.count for row in rows}


def limited(words: int) -> override_settings:
    return override_settings(PERSONALIZE={**settings.PERSONALIZE, "SEARCH_WORDS_PER_DAY": words})


@pytest.mark.trust("T-420")
def test_a_script_that_searches_for_ever_new_words_does_not_fill_the_table(
    browser_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    with limited(3):
        sums = searched(browser_client, "shoe", "hat", *(f"word {number}" for number in range(20)), "hat")
    assert sums == {"query:shoe": 1, "query:hat": 2, "query:word 0": 1, "other_words": 19}
    total = DaySum.objects.get(name="products_searched", object="")
    assert total.count == 23, "no search is lost"


@pytest.mark.trust("T-420")
def test_the_next_day_has_room_for_words_again(
    browser_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    with limited(1):
        searched(browser_client, "shoe", "hat")
        clock.advance(timedelta(days=1))
        sums = searched(browser_client, "hat")
    assert sums == {"query:shoe": 1, "other_words": 1, "query:hat": 1}
