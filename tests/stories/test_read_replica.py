"""Behind a read replica that lags: nobody's page, consent, cart or order comes from it; reports may."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import partialmethod
from pathlib import Path
from subprocess import run
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.db import router
from django.test import Client, RequestFactory
from django.urls import reverse

from django_personalize.core.freshness import FreshModel, fresh_reads, replica_of, wants_fresh
from django_personalize.insights.databases import database
from django_personalize.insights.health import NOTE
from django_personalize.models import CatalogItem, Event, Profile, Snapshot
from django_personalize.profiles import snapshots
from django_personalize.profiles.models import MergeRecord
from django_personalize.shop.adapters.model import ModelShopAdapter
from django_personalize.shop.sync import reconcile, sync_products
from django_personalize.testing import FrozenClock
from django_personalize.tracking import orders
from example_shop.models import Cart, Customer, Order, Product
from tests import factories
from tests.behind_replica import ALIAS, ReadTheReplica, behind_replica
from tests.factories import PASSWORD, SmallShop
from tests.stories.test_cart_and_order import place_order, put_in_cart

ROOT = Path(__file__).resolve().parents[2]
OURS, ALL, FRESH = (
    "tests.behind_replica.OursFromReplica",
    "tests.behind_replica.AllFromReplica",
    "django_personalize.routers.FreshReads",
)


@pytest.fixture
def asked(transactional_db: None) -> Iterator[list[str]]:
    """What reaches the replica while reads of our tables are sent there."""
    with behind_replica(OURS) as statements:
        yield statements


@pytest.mark.django_db(transaction=True)
def test_a_customer_is_served_from_what_was_written_never_from_the_replica(
    asked: list[str], visitor_client: Client, shop: SmallShop, clock: FrozenClock
) -> None:
    """Consent, views, the next page, the cart, login, an order, the script's beacon, the tick, the person page."""
    for product in shop.connector_products:
        visitor_client.get(product.get_absolute_url())
    assert "Continue where you left off" in visitor_client.get("/").content.decode()
    put_in_cart(visitor_client, shop.dress_products[1], 2)
    put_in_cart(visitor_client, shop.connector_products[0])
    visitor_client.post(reverse("login"), {"username": shop.customer.email, "password": PASSWORD})
    place_order(visitor_client)
    beacon = {"events": [{"event": "page_viewed", "page": {"url": "http://testserver/magazine/"}}]}
    answer = visitor_client.post(
        reverse("personalize:collect"), json.dumps(beacon), content_type="text/plain;charset=UTF-8"
    )
    assert answer.status_code == 204
    call_command("personalize_tick", "--all", verbosity=0)
    person = Profile.objects.get(user_key=str(shop.customer.pk))
    assert {
        name: Event.objects.filter(owner=person, name=name).count()
        for name in ("product_viewed", "product_added", "order_completed", "page_viewed")
    } == {"product_viewed": 4, "product_added": 2, "order_completed": 1, "page_viewed": 2}
    assert snapshots.load(person.pk).orders == 1
    chief = Client()
    chief.force_login(Customer.objects.create_superuser("chief@example.com", password=PASSWORD))
    page = chief.get(reverse("admin:django_personalize_profile_change", args=[person.pk]))
    assert page.status_code == 200
    assert shop.dress_products[1].name in page.content.decode()
    visitor_client.post(reverse("personalize:consent"), {"choice": "none"})
    assert "Continue where you left off" not in visitor_client.get("/").content.decode()
    assert asked == []


def test_every_table_of_ours_is_read_where_it_is_written(asked: list[str]) -> None:
    for model in apps.get_app_config("django_personalize").get_models():
        assert issubclass(model, FreshModel), f"{model.__name__}: derive it from core.freshness.FreshModel"
        assert model._default_manager.all().db == "default"
        assert model._base_manager.all().db == "default"
    profile = Profile.objects.create(created_at="2026-06-15T10:00Z")
    assert profile.identities.all().db == "default"
    Snapshot.objects.create(profile=profile, updated_at="2026-06-15T10:00Z")
    assert Snapshot.objects.get().profile == profile  # a relation that is followed
    profile.refresh_from_db()
    assert asked == []


def test_only_logs_that_nobody_acts_upon_may_be_late(asked: list[str]) -> None:
    late = {
        model.__name__ for model, page in admin.site._registry.items() if getattr(page, "may_be_late", False)
    }
    assert late == {"Event", "DaySum"}
    assert replica_of(Event.objects.all()).db == ALIAS
    log = admin.site._registry[Event]
    assert log.get_queryset(RequestFactory().get("/")).db == ALIAS
    assert admin.site._registry[MergeRecord].get_queryset(RequestFactory().get("/")).db == "default"


@pytest.mark.django_db(transaction=True)
def test_carts_orders_and_changed_products_of_the_shop_are_read_where_they_were_written(
    shop: SmallShop, clock: FrozenClock
) -> None:
    """The shop sends all of its reads away; our router, the first in the list, calls back those that count."""
    cart = factories.cart(shop.customer, lines=[(shop.dress_products[0], 2)])
    order = factories.order(shop.customer)
    request = RequestFactory().get("/")
    request.user = shop.customer
    Product.objects.filter(pk=shop.products[0].pk).update(name="Renamed")
    with behind_replica(ALL) as asked, pytest.raises(ReadTheReplica):
        Cart.objects.get(pk=cart.pk)
    assert len(asked) == 1
    with behind_replica(FRESH, ALL) as asked:
        found = orders.read(str(order.pk))
        assert found is not None
        assert found.lines[0].quantity == 1
        sync_products([str(shop.products[0].pk)], at=clock.now())
        assert reconcile(at=clock.now()).removed == 0
        assert asked == []
        with pytest.raises(ReadTheReplica):  # what is merely shown is the shop's to send where it likes
            Order.objects.get(pk=order.pk)
    assert CatalogItem.objects.get(key=str(shop.products[0].pk)).title == "Renamed"


@pytest.mark.django_db(transaction=True)
def test_a_cart_is_compared_with_what_the_shop_has_just_written(
    shop: SmallShop, visitor_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both looks at the cart, before and after the shop's view, and the third one under the lock."""
    looks: list[tuple[str, bool]] = []
    for name in ("current_cart", "get_cart"):

        def look(adapter: ModelShopAdapter, about: Any, *, name: str = name, read: Any = None) -> Any:
            looks.append((name, wants_fresh()))
            return read(adapter, about)

        read = getattr(ModelShopAdapter, name)
        monkeypatch.setattr(ModelShopAdapter, name, partialmethod(look, read=read))
    put_in_cart(visitor_client, shop.dress_products[1], 3)
    assert looks == [("current_cart", True), ("current_cart", True), ("get_cart", True)]
    assert Event.objects.get(name="product_added").properties["product"]["quantity"] == 3


@pytest.mark.django_db
def test_fresh_reads_end_with_their_block() -> None:
    with behind_replica(FRESH, ALL):
        with fresh_reads():
            assert router.db_for_read(Cart) == "default"
            with fresh_reads():
                pass
            assert router.db_for_read(Cart) == "default"
        assert router.db_for_read(Cart) == ALIAS
        assert router.db_for_read(Event) == "default"


@pytest.mark.django_db
def test_the_doctor_says_that_a_replica_is_there(shop: SmallShop, clock: FrozenClock) -> None:
    with behind_replica(OURS):
        texts = [found.text for found in database(clock.now()) if found.level == NOTE]
    assert texts == ["Reports may read from 'replica'; pages, consent and all that is written use 'default'."]


@pytest.mark.slow
def test_the_whole_of_pages_events_consent_and_people_works_behind_a_replica(tmp_path: Path) -> None:
    """Every test of these folders once more, with a replica that breaks whoever reads it."""
    done = run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-x",
            "-p",
            "tests.behind_replica",
            "-o",
            f"cache_dir={tmp_path}",
        ]
        + ["-m", "not browser and not services and not slow", "--ignore=tests/stories/test_read_replica.py"]
        + [
            f"tests/{name}"
            for name in ("attack", "consent", "events", "onsite", "profiles", "stories", "tracking")
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
