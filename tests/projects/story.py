"""What every hand-written shop must be able to live through, told once; each project says how its own shop does it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from django_personalize.models import Profile
from django_personalize.shop.adapter import get_adapter
from django_personalize.shop.sync import reconcile
from django_personalize.testing import FrozenClock, Outbox, VisitorClient


class ShopStory(ABC):
    """Mixed into the tests of a project, which fill in what differs from shop to shop."""

    #: What stands on the home page for a visitor who looked at products.
    continued = "Continue where you left off"

    @abstractmethod
    def stock_up(self) -> Sequence[Any]:
        """Make at least three products for sale, the first two of one category; the shop's rows."""

    @abstractmethod
    def url_of(self, product: Any) -> str:
        """Address of a product's page, in the language that the visitor speaks."""

    @abstractmethod
    def put_in_cart(self, visitor: VisitorClient, product: Any) -> None:
        """By the shop's own view."""

    @abstractmethod
    def place_order(self, visitor: VisitorClient) -> None:
        """By the shop's own view."""

    @abstractmethod
    def take_away(self, product: Any) -> None:
        """As the shop's staff does when a product is no longer sold."""

    def home(self) -> str:
        return reverse("home")

    def make_customer(self) -> Any:
        return get_user_model().objects.create_user("ada", "ada@example.com", "secret")

    def make_chief(self) -> Any:
        return get_user_model().objects.create_superuser("mel", "mel@example.com", "secret")

    @pytest.fixture
    def products(self, db: None, clock: FrozenClock) -> Sequence[Any]:
        made = self.stock_up()
        reconcile(at=clock.now())
        return made

    def test_the_settings_have_no_fault(self, products: Sequence[Any]) -> None:
        call_command("check", fail_level="WARNING")

    def test_its_migrations_are_those_of_its_models(self, db: None) -> None:
        own = [config.label for config in apps.get_app_configs() if config.name.startswith("tests.projects.")]
        call_command("makemigrations", *own, check_changes=True, dry_run=True)

    def test_before_consent_nothing_is_personal_and_nobody_is_known(
        self, products: Sequence[Any], visitor: VisitorClient
    ) -> None:
        visitor.get(self.url_of(products[0]))
        assert self.continued not in self._home(visitor)
        assert visitor.profile is None
        assert not Profile.objects.exists()

    def test_what_was_looked_at_stands_on_the_next_home_page(
        self, products: Sequence[Any], visitor: VisitorClient
    ) -> None:
        visitor.accept()
        for product in products[:2]:
            assert visitor.get(self.url_of(product)).status_code == 200
        home = self._home(visitor)
        shown = get_adapter().get_products([self._key(product) for product in products])
        assert self.continued in home
        for product in products[:2]:
            assert shown[self._key(product)].title in home
            assert self.url_of(product) in home
        seen = [(event.name, event.product) for event in visitor.events("product_viewed")]
        assert seen == [("product_viewed", self._key(product)) for product in products[:2]]

    def test_the_shops_own_cart_makes_one_event_for_each_act(
        self, products: Sequence[Any], visitor: VisitorClient
    ) -> None:
        visitor.accept()
        self.put_in_cart(visitor, products[0])
        self.put_in_cart(visitor, products[0])
        self.put_in_cart(visitor, products[2])
        added = [
            (event.product, event.properties["product"]["quantity"])
            for event in visitor.events("product_added")
        ]
        first, third = self._key(products[0]), self._key(products[2])
        assert added == [(first, 1), (first, 1), (third, 1)]

    def test_a_customers_order_is_one_event_and_stands_on_the_page_of_the_person(
        self, products: Sequence[Any], visitor: VisitorClient, outbox: Outbox
    ) -> None:
        self._buy(visitor, products[0])
        (event,) = outbox.named("order_completed")
        (order,) = get_adapter().iter_orders()
        lines = event.properties["order"]["products"]
        assert [line["product_id"] for line in lines] == [self._key(products[0])]
        page = self._person_page()
        assert f"Ordered 1 product for {order.total}" in page
        assert order.lines[0].title in page

    def test_a_product_that_is_taken_away_leaves_the_blocks_and_stays_in_the_order(
        self,
        products: Sequence[Any],
        visitor: VisitorClient,
        django_capture_on_commit_callbacks: Callable[..., Any],
    ) -> None:
        self._buy(visitor, products[0])
        visitor.get(self.url_of(products[1]))
        title = get_adapter().get_products([self._key(products[0])])[self._key(products[0])].title
        assert title in self._home(visitor)

        with django_capture_on_commit_callbacks(execute=True):
            self.take_away(products[0])

        home = self._home(visitor)
        assert title not in home
        assert self.url_of(products[1]) in home
        (order,) = get_adapter().iter_orders()
        assert [line.title for line in order.lines] == [title]
        assert title in self._person_page()

    # -- how

    def _buy(self, visitor: VisitorClient, product: Any) -> None:
        visitor.accept()
        visitor.force_login(self.make_customer())
        visitor.get(self.url_of(product))
        self.put_in_cart(visitor, product)
        self.place_order(visitor)

    def _home(self, visitor: VisitorClient) -> str:
        answer = visitor.get(self.home())
        assert answer.status_code == 200
        return unescape(answer.content.decode())

    def _key(self, product: Any) -> str:
        key = get_adapter().product_key(product)
        assert key is not None
        return key

    def _person_page(self) -> str:
        chief = Client()
        chief.force_login(self.make_chief())
        person = Profile.objects.exclude(user_key="").get()
        page = chief.get(reverse("admin:django_personalize_profile_change", args=[person.pk]))
        assert page.status_code == 200
        return unescape(page.content.decode())
