"""A shared browser was mistaken for one person; staff undo it, and everybody's next page is their own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client, override_settings
from django.urls import reverse

from django_personalize.models import Event, Identity, MergeRecord, Profile
from django_personalize.profiles import identify, merge, snapshots
from django_personalize.testing import FrozenClock
from tests import factories
from tests.conftest import USER_AGENT
from tests.factories import PASSWORD, SmallShop

HEADERS = {"user-agent": USER_AGENT, "accept-language": "en", "origin": "http://testserver"}


@pytest.fixture(params=["", "default"], ids=["own cache", "shared cache"])
def caching(request: pytest.FixtureRequest) -> object:
    """Pages read people from the database, and from a cache that remembers who a cookie is."""
    caches["default"].clear()
    with override_settings(PERSONALIZE={**settings.PERSONALIZE, "SHARED_CACHE": request.param}):
        yield request.param
    caches["default"].clear()


@pytest.fixture
def staff(db: None) -> Client:
    client = Client()
    client.force_login(factories.customer(is_staff=True, is_superuser=True))
    return client


def guest() -> Client:
    client = Client(headers=HEADERS)
    client.post(reverse("personalize:consent"), {"choice": "all"})
    return client


def log_in(client: Client, shop: SmallShop) -> None:
    sent = client.post(reverse("login"), {"username": shop.customer.email, "password": PASSWORD})
    assert sent.status_code == 302


def undo(staff: Client, record: MergeRecord) -> None:
    url = reverse("admin:django_personalize_mergerecord_undo", args=[record.pk])
    assert staff.get(url).status_code == 200
    assert staff.post(url).status_code == 302


def seen(profile: Profile) -> list[str]:
    return [entry.key for entry in snapshots.load(profile.pk).viewed]


@pytest.mark.row("A27")
@pytest.mark.usefixtures("caching")
def test_the_customer_goes_on_alone_and_the_strangers_looks_are_gone_from_the_next_page(
    shop: SmallShop, clock: FrozenClock, staff: Client
) -> None:
    bracket, dress = shop.connector_products[0], shop.dress_products[0]
    home = guest()
    home.get(dress.get_absolute_url())
    log_in(home, shop)  # the customer exists as a person from here on
    clock.advance(timedelta(days=1))
    office = guest()
    office.get(bracket.get_absolute_url())  # somebody else, at the office's computer
    clock.advance(timedelta(minutes=5))
    log_in(office, shop)
    page = office.get("/").content.decode()
    assert bracket.get_absolute_url() in page
    customer = Profile.objects.exclude(user_key="").get()
    clock.advance(timedelta(minutes=1))

    undo(staff, MergeRecord.objects.get())

    page = office.get("/").content.decode()
    row = page.partition("Continue where you left off")[2].partition("</section>")[0]
    assert dress.get_absolute_url() in row
    assert bracket.get_absolute_url() not in row
    clock.advance(timedelta(minutes=1))
    office.get(shop.dress_products[1].get_absolute_url())
    assert seen(customer) == [str(shop.dress_products[1].pk), str(dress.pk)]
    stranger = Event.objects.get(product=str(bracket.pk)).owner
    assert stranger is not None
    assert stranger != customer
    assert seen(stranger) == [str(bracket.pk)]
    assert stranger.user_key == ""


@pytest.mark.row("A27")
@pytest.mark.usefixtures("caching")
def test_a_cookie_that_led_to_the_kept_profile_leads_to_its_own_person_again(
    shop: SmallShop, clock: FrozenClock, staff: Client
) -> None:
    bracket, dress = shop.connector_products[0], shop.dress_products[0]
    first, second = guest(), guest()
    first.get(bracket.get_absolute_url())
    second.get(dress.get_absolute_url())
    one, two = Profile.objects.order_by("pk")
    clock.advance(timedelta(minutes=1))
    record = merge.merge(one, two, reason="api", at=clock.now())
    assert record is not None
    assert bracket.get_absolute_url() in second.get("/").content.decode()
    clock.advance(timedelta(minutes=1))

    undo(staff, record)

    page = second.get("/").content.decode()
    row = page.partition("Continue where you left off")[2].partition("</section>")[0]
    assert dress.get_absolute_url() in row
    assert bracket.get_absolute_url() not in row
    clock.advance(timedelta(minutes=1))
    second.get(shop.dress_products[1].get_absolute_url())
    assert seen(two) == [str(shop.dress_products[1].pk), str(dress.pk)]
    assert seen(one) == [str(bracket.pk)]
    assert Identity.objects.filter(profile=two, retired_at=None).count() == 1
    assert identify.live(two) == two
