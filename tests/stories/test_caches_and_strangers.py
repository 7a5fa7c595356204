"""What other people's caches, links and logs may never give away."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from django_personalize.models import Event, Profile
from django_personalize.testing import FrozenClock
from tests.conftest import USER_AGENT
from tests.factories import PASSWORD, SmallShop

HEADERS = {"user-agent": USER_AGENT, "accept-language": "en", "origin": "http://testserver"}


@dataclass
class CarelessCache:
    """A cache in front of the shop that keeps whatever it is not told to leave alone, and ignores `Vary`."""

    kept: dict[str, HttpResponse] = field(default_factory=dict)
    hits: int = 0

    def get(self, client: Client, path: str) -> str:
        if path in self.kept:
            self.hits += 1
            return self.kept[path].content.decode()
        response = client.get(path)
        rules = response.get("Cache-Control", "")
        if response.status_code == 200 and "private" not in rules and "no-store" not in rules:
            self.kept[path] = response
        return response.content.decode()


@pytest.mark.trust("T-547")
@pytest.mark.trust("T-832")
def test_through_a_careless_cache_nobody_sees_anothers_page(shop: SmallShop, clock: FrozenClock) -> None:
    cache = CarelessCache()
    tastes = {0: shop.connector_products, 1: shop.dress_products, 2: []}
    visitors = [Client(headers=HEADERS) for _ in tastes]
    for number, visitor in enumerate(visitors):
        visitor.post(reverse("personalize:consent"), {"choice": "all"})
        for product in tastes[number]:
            cache.get(visitor, product.get_absolute_url())
    foreign = []
    for turn in range(30):
        number = turn % 3
        home = cache.get(visitors[number], "/")
        cache.get(visitors[number], reverse("magazine"))
        row = home.partition("Continue where you left off")[2].partition("</section>")[0]
        shown = set(re.findall(r'href="(/p/[^"]+)"', row))
        foreign += [turn] if shown != {product.get_absolute_url() for product in tastes[number]} else []
    assert foreign == []
    assert cache.hits == 29  # the magazine, which carries no personal place
    assert all("Continue where" not in page.content.decode() for page in cache.kept.values())


@pytest.mark.trust("T-550")
@pytest.mark.parametrize("tail", ["x.css", "me.json/a.js", ";.css", "%2F.css"])
def test_an_address_that_only_looks_like_a_file_is_not_served(
    visitor_client: Client, shop: SmallShop, tail: str
) -> None:
    for name in ("personalize:collect", "personalize:consent"):
        assert visitor_client.get(reverse(name) + tail).status_code == 404


@pytest.mark.trust("T-551")
def test_forwarded_headers_change_nothing_on_a_public_page(browser_client: Client, shop: SmallShop) -> None:
    plain = browser_client.get(reverse("magazine")).content
    poisoned = browser_client.get(
        reverse("magazine") + "?other",
        headers={
            "x-forwarded-host": "evil.example",
            "x-original-url": "/admin/",
            "x-forwarded-scheme": "http",
        },
    ).content
    assert poisoned.replace(b"?other", b"") == plain
    assert b"evil.example" not in poisoned


@pytest.mark.trust("T-417")
def test_a_parameter_of_a_link_never_identifies_the_one_who_opens_it(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    visitor_client.post(reverse("login"), {"username": "ada@example.com", "password": PASSWORD})
    for product in shop.connector_products:
        visitor_client.get(product.get_absolute_url())
    token = visitor_client.cookies["pz_visitor"].value
    friend = Client(headers=HEADERS)
    friend.post(reverse("personalize:consent"), {"choice": "all"})
    home = friend.get(
        "/", {"pz_visitor": token, "visitor": token, "email": "ada@example.com"}
    ).content.decode()
    assert "Continue where you left off" not in home
    assert Profile.objects.get(user_key=str(shop.customer.pk)).identities.filter(kind="visitor").count() == 2


@pytest.mark.trust("T-419")
@override_settings(LOGGING_CONFIG=None)
def test_no_log_line_names_a_person(
    visitor_client: Client, shop: SmallShop, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django_personalize.shop.adapters.model import ModelShopAdapter

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the shop fails")

    caplog.set_level(logging.DEBUG, logger="django_personalize")
    visitor_client.post(reverse("login"), {"username": "ada@example.com", "password": PASSWORD})
    token = visitor_client.cookies["pz_visitor"].value
    for name in ("get_cards", "get_products", "current_cart", "get_order"):
        monkeypatch.setattr(ModelShopAdapter, name, broken)
    visitor_client.get(shop.products[0].get_absolute_url())
    visitor_client.get("/?email=needle@example.com", headers={"x-forwarded-for": "203.0.113.77"})
    visitor_client.post(
        reverse("personalize:collect"), '{"event": "needle@example.com"', content_type="text/plain"
    )
    lines = caplog.text
    for needle in ("ada@example.com", "needle@example.com", "203.0.113.77", "127.0.0.1", token, "Lovelace"):
        assert needle not in lines


@pytest.mark.trust("T-552")
def test_scores_and_keys_of_a_profile_never_reach_the_page(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    for product in shop.connector_products:
        visitor_client.get(product.get_absolute_url())
    page = visitor_client.get("/").content.decode()
    profile = Profile.objects.get()
    assert str(profile.uuid) not in page
    assert str(profile.bucketing_key) not in page
    for word in ("affinity", "affinities", "score", "snapshot", "segment"):
        assert word not in page.lower()


@pytest.mark.row("A30")
def test_the_first_and_the_last_source_of_a_person_are_kept(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    from datetime import timedelta

    from django_personalize.profiles import traits

    visitor_client.get("/?gclid=abc&utm_campaign=autumn&utm_source=google&utm_medium=cpc")
    clock.advance(timedelta(days=1))
    visitor_client.get("/", headers={"referer": "https://www.bing.com/search?q=bracket"})
    known = traits.known(Profile.objects.get().pk, at=clock.now())
    assert (known["first_channel"].value, known["last_channel"].value) == ("paid_search", "organic_search")
    assert known["first_campaign"].value == "autumn"
    assert not Event.objects.filter(context__icontains="abc").exists()


@pytest.mark.row("A32")
def test_habits_of_hour_weekday_and_cadence_become_traits(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    from datetime import timedelta

    from django_personalize.profiles import traits
    from django_personalize.tracking import derive

    for _week in range(6):  # Mondays at noon, beginning with the clock's
        visitor_client.get(shop.products[0].get_absolute_url())
        clock.advance(timedelta(days=7))
    assert derive.derive(since=None, at=clock.now()) == 1
    known = traits.known(Profile.objects.get().pk, at=clock.now())
    assert (known["usual_hour"].value, known["usual_weekday"].value) == (12, 1)
    assert known["order_count"].value == 0
    assert "purchase_interval_days" not in known
