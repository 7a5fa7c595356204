"""Each thing a person does with the cart and the checkout becomes exactly one event with the right properties."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from django_personalize.models import DaySum, Event, EventCounter, PendingOrder, Profile, Snapshot
from django_personalize.testing import FrozenClock
from example_shop.models import Cart, CartLine, Order, Product
from tests.factories import PASSWORD, SmallShop

# The event of an order is written on commit, and only a real commit shows that.
pytestmark = pytest.mark.django_db(transaction=True)

CHECKOUT = {
    "email": "guest@example.com",
    "first_name": "Grace",
    "last_name": "Hopper",
    "street": "Main Street 1",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
    "phone": "",
}


def put_in_cart(client: Client, product: Product, quantity: int = 1) -> None:
    client.post(reverse("cart_add"), {"product": product.pk, "quantity": quantity})


def place_order(client: Client, **fields: str) -> Order:
    page = client.get(reverse("checkout"))
    answer = client.post(reverse("checkout"), {"token": page.context["token"], **CHECKOUT, **fields})
    assert answer.status_code == 302, answer.context["form"].errors
    return Order.objects.latest("pk")


def events(*names: str) -> list[tuple[str, str, int]]:
    """(name, product, quantity) in the order of writing."""
    return [
        (event.name, event.product, event.properties["product"]["quantity"])
        for event in Event.objects.filter(name__in=names).order_by("pk")
    ]


@pytest.mark.row("A4")
def test_adding_changing_and_removing_are_one_event_each(visitor_client: Client, shop: SmallShop) -> None:
    bracket, hanger, *_ = shop.connector_products
    put_in_cart(visitor_client, bracket, 2)
    put_in_cart(visitor_client, hanger)
    line = CartLine.objects.get(product=bracket)
    visitor_client.post(reverse("cart_update"), {"line": line.pk, "quantity": 5})
    visitor_client.post(reverse("cart_update"), {"line": line.pk, "quantity": 4})
    visitor_client.post(reverse("cart_remove"), {"line": line.pk})
    assert events("product_added", "product_removed") == [
        ("product_added", str(bracket.pk), 2),
        ("product_added", str(hanger.pk), 1),
        ("product_added", str(bracket.pk), 3),
        ("product_removed", str(bracket.pk), 1),
        ("product_removed", str(bracket.pk), 4),
    ]


@pytest.mark.row("A4")
def test_an_added_product_carries_its_price_and_its_cart(visitor_client: Client, shop: SmallShop) -> None:
    put_in_cart(visitor_client, shop.connector_products[0])
    event = Event.objects.get(name="product_added")
    cart = Cart.objects.get()
    assert event.properties["cart_id"] == str(cart.pk)
    assert Decimal(event.properties["product"]["price"]) == Decimal("3.20")
    assert event.properties["product"]["currency"] == "EUR"
    assert event.category == str(shop.connectors.pk)


@pytest.mark.trust("T-015")
def test_without_consent_the_cart_leaves_only_sums(browser_client: Client, shop: SmallShop) -> None:
    product = shop.connector_products[0]
    put_in_cart(browser_client, product, 3)
    assert Event.objects.count() == Profile.objects.count() == 0
    assert DaySum.objects.get(name="product_added", object=f"product:{product.pk}").count == 1


@pytest.mark.row("A6")
@pytest.mark.row("A11")
def test_a_guests_order_is_one_event_with_its_lines(visitor_client: Client, shop: SmallShop) -> None:
    put_in_cart(visitor_client, shop.connector_products[0], 2)
    order = place_order(visitor_client)
    event = Event.objects.get(name="order_completed")
    assert (event.value, event.currency) == (order.total, "EUR")
    assert event.properties["order"]["order_id"] == str(order.pk)
    assert [(line["product_id"], line["quantity"]) for line in event.properties["order"]["products"]] == [
        (str(shop.connector_products[0].pk), 2)
    ]
    assert event.owner == Profile.objects.get()
    assert event.basis == "personalization"
    assert not PendingOrder.objects.exists()
    assert not Event.objects.filter(name="product_removed").exists()


@pytest.mark.trust("T-015")
def test_without_consent_a_guests_order_belongs_to_nobody(browser_client: Client, shop: SmallShop) -> None:
    put_in_cart(browser_client, shop.connector_products[0])
    place_order(browser_client)
    event = Event.objects.get()
    assert (event.name, event.owner, event.basis) == ("order_completed", None, "contract")
    assert Profile.objects.count() == 0


def test_without_consent_a_customers_order_is_kept_for_the_contract_and_shows_no_taste(
    browser_client: Client, shop: SmallShop
) -> None:
    browser_client.post(reverse("login"), {"username": "ada@example.com", "password": PASSWORD})
    put_in_cart(browser_client, shop.connector_products[0])
    place_order(browser_client)
    event = Event.objects.get()
    assert (event.name, event.basis) == ("order_completed", "contract")
    assert event.owner is not None
    assert event.owner.user_key == str(shop.customer.pk)
    assert not event.owner.affinities.exists()


def test_consent_lets_earlier_orders_speak_and_withdrawing_silences_them(
    browser_client: Client, shop: SmallShop
) -> None:
    browser_client.post(reverse("login"), {"username": "ada@example.com", "password": PASSWORD})
    put_in_cart(browser_client, shop.connector_products[0])
    place_order(browser_client)
    profile = Profile.objects.get()
    browser_client.post(reverse("personalize:consent"), {"choice": "all"})
    assert profile.affinities.filter(kind="category", value=str(shop.connectors.pk)).exists()
    browser_client.post(reverse("personalize:consent"), {"choice": "none"})
    assert not profile.affinities.exists()
    assert Event.objects.filter(name="order_completed", owner=profile).count() == 1


@pytest.mark.row("A2")
def test_a_gift_order_counts_as_an_order_and_not_as_a_taste(visitor_client: Client, shop: SmallShop) -> None:
    dress = shop.dress_products[1]
    put_in_cart(visitor_client, dress)
    before = {(row.kind, row.value): row.weight for row in Profile.objects.get().affinities.all()}
    place_order(visitor_client, is_gift="on", gift_note="For you")
    after = {(row.kind, row.value): row.weight for row in Profile.objects.get().affinities.all()}
    assert after == before
    assert Snapshot.objects.get().data.get("bought", []) == []
    assert EventCounter.objects.get(name="order_completed", object="").count == 1
    assert Event.objects.get(name="order_completed").properties["order"]["is_gift"] is True


def test_an_order_posted_twice_is_one_order_and_one_event(visitor_client: Client, shop: SmallShop) -> None:
    put_in_cart(visitor_client, shop.connector_products[0])
    fields = {"token": visitor_client.get(reverse("checkout")).context["token"], **CHECKOUT}
    visitor_client.post(reverse("checkout"), fields)
    visitor_client.post(reverse("checkout"), fields)
    assert Order.objects.count() == Event.objects.filter(name="order_completed").count() == 1


def test_a_cancelled_order_is_one_more_event_and_leaves_the_purchases(
    visitor_client: Client, shop: SmallShop
) -> None:
    put_in_cart(visitor_client, shop.connector_products[0])
    order = place_order(visitor_client)
    assert [key for key, *_ in Snapshot.objects.get().data["bought"]] == [str(shop.connector_products[0].pk)]
    order.status = "cancelled"
    order.save()
    order.save()
    assert Event.objects.filter(name="order_cancelled").count() == 1
    data = Snapshot.objects.get().data
    assert data["bought"] == []
    assert Decimal(data["spend"]["EUR"]) == 0


def test_logging_in_merges_carts_without_inventing_an_event(visitor_client: Client, shop: SmallShop) -> None:
    put_in_cart(visitor_client, shop.connector_products[0])
    visitor_client.post(reverse("login"), {"username": "ada@example.com", "password": PASSWORD})
    put_in_cart(visitor_client, shop.connector_products[1])
    assert events("product_added", "product_removed") == [
        ("product_added", str(shop.connector_products[0].pk), 1),
        ("product_added", str(shop.connector_products[1].pk), 1),
    ]


def test_a_shop_whose_adapter_fails_still_sells(
    visitor_client: Client, shop: SmallShop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from django_personalize.shop.adapters.model import ModelShopAdapter

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the adapter is broken")

    for name in ("current_cart", "get_order", "get_cards", "get_products", "get_cart"):
        monkeypatch.setattr(ModelShopAdapter, name, broken)
    put_in_cart(visitor_client, shop.connector_products[0])
    assert visitor_client.get(reverse("home")).status_code == 200
    place_order(visitor_client)
    assert Order.objects.count() == 1
    assert PendingOrder.objects.get().last_error.startswith("RuntimeError")


def test_the_tick_writes_an_order_that_a_dying_worker_left_behind(
    visitor_client: Client, shop: SmallShop, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from django_personalize import schedules
    from django_personalize.tracking import orders

    put_in_cart(visitor_client, shop.connector_products[0])
    with monkeypatch.context() as patch:
        patch.setattr(orders, "write_or_log", lambda order_key: None)
        place_order(visitor_client)
    assert not Event.objects.filter(name="order_completed").exists()
    clock.advance(timedelta(minutes=1))
    assert {ran.name: ran.error for ran in schedules.run_due()}["orders.pending"] == ""
    assert Event.objects.filter(name="order_completed").count() == 1


def test_cancelling_one_of_two_orders_leaves_the_product_bought(
    visitor_client: Client, shop: SmallShop
) -> None:
    product = shop.connector_products[0]
    orders = []
    for _ in range(2):
        put_in_cart(visitor_client, product)
        orders.append(place_order(visitor_client))
    for left, order in ((1, orders[1]), (0, orders[0])):
        order.status = "cancelled"
        order.save()
        assert len(Snapshot.objects.get().data["bought"]) == left
