"""Checkout: from a cart exactly one order, at the price that was shown, out of stock that is there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from example_shop.models import Cart, Order, Product, Variant
from example_shop.ordering import Buyer, EmptyCart, OutOfStock, place_order
from example_shop.totals import totals_of
from tests import factories

pytestmark = pytest.mark.django_db

ADDRESS = {
    "email": "Gisela@Example.com",
    "first_name": "Gisela",
    "last_name": "Gast",
    "street": "Hauptstr. 1",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
}
BUYER = Buyer(**ADDRESS)


def form_of(client: Client, **answers: str) -> dict[str, str]:
    """The checkout form as the page gave it, filled in."""
    return {"token": client.get(reverse("checkout")).context["token"], **ADDRESS, **answers}


def put(client: Client, product: Product, **choice: object) -> None:
    client.post(reverse("cart_add"), {"product": product.pk, **choice})


def order_now(client: Client, **answers: str) -> HttpResponse:
    return client.post(reverse("checkout"), form_of(client, **answers))  # type: ignore[return-value]


def test_a_guest_orders_and_is_thanked(client: Client) -> None:
    lamp = factories.product("Lamp", price="20.00", stock=5)
    put(client, lamp, quantity=2)
    response = order_now(client)
    order = Order.objects.get()
    assert response["Location"] == reverse("thank_you", args=(order.number,))
    assert (order.email, order.customer, order.status) == ("gisela@example.com", None, "placed")
    assert (order.subtotal, order.shipping, order.tax, order.total) == (
        Decimal("40.00"),
        Decimal("4.90"),
        Decimal("7.17"),
        Decimal("44.90"),
    )
    line = order.lines.get()
    assert (line.sku, line.title, line.quantity, line.line_total) == (lamp.sku, "Lamp", 2, Decimal("40.00"))
    assert order.number == f"{timezone.localtime(order.placed_at).year}-0000001"
    assert "Thank you, Gisela." in client.get(response["Location"]).content.decode()


def test_the_order_takes_the_stock_and_closes_the_cart(client: Client) -> None:
    dress = factories.product("Dress", stock=15)
    blue = factories.variant(dress, colour="blue", stock=5)
    factories.variant(dress, colour="red", stock=10)
    put(client, dress, variant=blue.pk, quantity=3)
    order_now(client)
    assert Product.objects.get().stock == 12
    assert Variant.objects.get(colour="blue").stock == 2
    assert Variant.objects.get(colour="red").stock == 10
    assert Cart.objects.get().status == "ordered"
    assert client.get(reverse("cart")).context["rows"] == []
    assert Order.objects.get().lines.get().title == "Dress (blue)"


def test_a_customer_need_not_type_the_address_again(client: Client) -> None:
    ada = factories.customer()
    client.force_login(ada)
    put(client, factories.product())
    order_now(client)
    assert Order.objects.get().customer == ada
    put(client, factories.product())
    form = client.get(reverse("checkout")).context["form"]
    assert (form["street"].value(), form["city"].value(), form["email"].value()) == (
        "Hauptstr. 1",
        "Berlin",
        ada.email,
    )


def test_a_gift_carries_its_note_and_a_note_without_a_gift_is_dropped(client: Client) -> None:
    put(client, factories.product())
    order_now(client, is_gift="on", gift_note="Happy birthday")
    put(client, factories.product())
    order_now(client, gift_note="never mind")
    gift, own = Order.objects.order_by("pk")
    assert (gift.is_gift, gift.gift_note) == (True, "Happy birthday")
    assert (own.is_gift, own.gift_note) == (False, "")


def test_the_form_sent_twice_is_one_order(client: Client) -> None:
    put(client, factories.product(stock=10))
    form = form_of(client)
    first = client.post(reverse("checkout"), form)
    second = client.post(reverse("checkout"), form)
    assert first["Location"] == second["Location"]
    assert Order.objects.count() == 1
    assert Product.objects.get().stock == 9


def test_the_form_sent_from_two_tabs_is_one_order(client: Client) -> None:
    put(client, factories.product())
    one, two = form_of(client), form_of(client)
    client.post(reverse("checkout"), one)
    client.post(reverse("checkout"), two)
    assert Order.objects.count() == 1


def test_the_next_order_is_another_one(client: Client) -> None:
    for _ in range(2):
        put(client, factories.product())
        order_now(client)
    assert [order.number[-7:] for order in Order.objects.order_by("pk")] == ["0000001", "0000002"]


def test_a_missing_answer_is_asked_for_and_nothing_is_written(client: Client) -> None:
    put(client, factories.product())
    response = order_now(client, email="", city="")
    assert response.status_code == 422
    assert "This field is required." in response.content.decode()
    assert Order.objects.count() == 0


@pytest.mark.parametrize("token", ["", "forged", "eyJjYXJ0IjoxfQ:1abc:xyz"])
def test_a_forged_token_orders_nothing(client: Client, token: str) -> None:
    put(client, factories.product())
    response = order_now(client, token=token)
    assert response["Location"] == reverse("cart")
    assert Order.objects.count() == 0


def test_the_token_of_one_browser_is_worthless_in_another(client: Client) -> None:
    put(client, factories.product())
    form = form_of(client)
    thief = Client()
    put(thief, factories.product())
    response = thief.post(reverse("checkout"), form)
    assert response["Location"] == reverse("cart")
    assert Order.objects.count() == 0


def test_what_sold_out_meanwhile_is_named_and_nothing_is_written(client: Client) -> None:
    lamp, vase = factories.product("Lamp", stock=5), factories.product("Vase", stock=5)
    put(client, lamp, quantity=2)
    put(client, vase)
    form = form_of(client)
    Product.objects.filter(pk=lamp.pk).update(stock=1)
    response = client.post(reverse("checkout"), form, follow=True)
    assert "We do not have enough left of: Lamp." in response.content.decode()
    assert Order.objects.count() == 0
    assert Product.objects.get(pk=vase.pk).stock == 5


def test_a_price_that_changed_meanwhile_is_shown_before_it_is_charged(client: Client) -> None:
    lamp = factories.product("Lamp", price="20.00")
    put(client, lamp)
    form = form_of(client)
    Product.objects.filter(pk=lamp.pk).update(price=Decimal("30.00"))
    response = client.post(reverse("checkout"), form)
    assert response.status_code == 200
    assert "the total is now €34.90" in response.content.decode()
    assert Order.objects.count() == 0
    client.post(reverse("checkout"), {**form, "token": response.context["token"]})
    assert Order.objects.get().total == Decimal("34.90")


def test_an_empty_cart_has_no_checkout(client: Client) -> None:
    assert client.get(reverse("checkout"))["Location"] == reverse("cart")
    with pytest.raises(EmptyCart):
        place_order(factories.cart().pk, BUYER, at=timezone.now())


def test_thanks_are_for_the_buyer_only(client: Client) -> None:
    put(client, factories.product())
    thanks = order_now(client)["Location"]
    assert client.get(thanks).status_code == 200
    assert Client().get(thanks).status_code == 404


@pytest.mark.parametrize(
    ("prices", "shipping", "total", "tax"),
    [
        ([], "0.00", "0.00", "0.00"),
        ([("59.99", 1)], "4.90", "64.89", "10.36"),
        ([("60.00", 1)], "0.00", "60.00", "9.58"),
        ([("19.90", 3), ("0.30", 1)], "0.00", "60.00", "9.58"),
    ],
)
def test_delivery_is_free_from_sixty(
    prices: list[tuple[str, int]], shipping: str, total: str, tax: str
) -> None:
    totals = totals_of((Decimal(price), quantity) for price, quantity in prices)
    assert (totals.shipping, totals.total, totals.tax) == (Decimal(shipping), Decimal(total), Decimal(tax))


def test_a_place_without_stock_raises_and_keeps_the_cart_open() -> None:
    lamp = factories.product(stock=1)
    cart = factories.cart(lines=[(lamp, 2)])
    with pytest.raises(OutOfStock):
        place_order(cart.pk, BUYER, at=timezone.now())
    cart.refresh_from_db()
    assert cart.status == "open"


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite in memory has one writer; needs a real server"
)
def test_eight_buyers_at_once_sell_five_pieces_and_get_five_numbers() -> None:
    lamp = factories.product(stock=5)
    carts = [factories.cart(lines=[(lamp, 1)]).pk for _ in range(8)]

    def buy(cart_pk: int) -> str:
        try:
            return place_order(cart_pk, BUYER, at=timezone.now()).number
        except OutOfStock:
            return ""
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        # Every cart is ordered twice at the same moment.
        numbers = list(pool.map(buy, [*carts, *carts]))
    assert len({number for number in numbers if number}) == 5
    assert Order.objects.count() == 5
    assert Product.objects.get().stock == 0
