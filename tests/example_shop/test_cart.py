"""The cart: put in, change, take out, keep, and join at login."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.urls import reverse

from example_shop.cart import MAX_QUANTITY, current_cart
from example_shop.models import Cart, CartLine, Product
from tests import factories

pytestmark = pytest.mark.django_db


def put(client: Client, product: Product, **choice: object) -> None:
    client.post(reverse("cart_add"), {"product": product.pk, **choice})


def contents() -> list[tuple[str, int]]:
    return [
        (line.product.name, line.quantity)
        for line in CartLine.objects.select_related("product").order_by("pk")
    ]


def test_a_product_put_in_twice_is_one_line_of_two(client: Client) -> None:
    lamp = factories.product("Lamp", price="20.00")
    put(client, lamp)
    put(client, lamp, quantity=1)
    assert contents() == [("Lamp", 2)]
    page = client.get(reverse("cart"))
    assert page.context["totals"].subtotal == Decimal("40.00")
    assert page.context["totals"].shipping == Decimal("4.90")


def test_the_first_product_starts_the_session_and_the_cart(client: Client) -> None:
    put(client, factories.product())
    cart = Cart.objects.get()
    assert Session.objects.count() == 1
    assert cart.session_key == client.session.session_key
    assert client.session["cart_id"] == cart.pk


def test_looking_for_the_cart_makes_nothing(client: Client) -> None:
    client.get(reverse("cart"))
    client.get(reverse("checkout"))
    assert (Cart.objects.count(), Session.objects.count()) == (0, 0)


def test_a_customer_finds_the_cart_in_every_browser() -> None:
    ada, lamp = factories.customer(), factories.product("Lamp")
    first, second = Client(), Client()
    first.force_login(ada)
    second.force_login(ada)
    put(first, lamp)
    assert "Lamp" in second.get(reverse("cart")).content.decode()


def test_a_variant_is_found_by_key_or_by_colour_and_size(client: Client) -> None:
    dress = factories.product("Dress")
    blue = factories.variant(dress, colour="blue", size="M")
    red = factories.variant(dress, colour="red", size="M", price=Decimal("25.00"))
    put(client, dress, variant=blue.pk)
    put(client, dress, colour="red", size="M")
    lines = CartLine.objects.order_by("pk")
    assert [line.variant for line in lines] == [blue, red]
    assert [line.unit_price for line in lines] == [Decimal("19.90"), Decimal("25.00")]


def test_a_product_with_choices_asks_for_one(client: Client) -> None:
    dress = factories.product("Dress")
    for colour in ("blue", "red"):
        factories.variant(dress, colour=colour)
    response = client.post(reverse("cart_add"), {"product": dress.pk})
    assert response["Location"] == dress.get_absolute_url()
    assert contents() == []


def test_a_single_variant_needs_no_choice(client: Client) -> None:
    lamp = factories.product("Lamp")
    only = factories.variant(lamp, colour="brass")
    put(client, lamp)
    assert CartLine.objects.get().variant == only


def test_a_variant_of_another_product_is_refused(client: Client) -> None:
    lamp, dress = factories.product("Lamp"), factories.product("Dress")
    factories.variant(lamp, colour="brass")
    foreign = factories.variant(dress, colour="blue")
    put(client, lamp, variant=foreign.pk)
    assert contents() == []


def test_no_more_goes_in_than_there_is(client: Client) -> None:
    lamp = factories.product("Lamp", stock=3)
    put(client, lamp, quantity=5)
    put(client, lamp, quantity=5)
    assert contents() == [("Lamp", 3)]


@pytest.mark.parametrize("fields", [{"stock": 0}, {"price": None}])
def test_what_cannot_be_bought_stays_out(client: Client, fields: dict[str, object]) -> None:
    product = factories.product("Statue", **fields)  # type: ignore[arg-type]
    response = client.post(reverse("cart_add"), {"product": product.pk})
    assert response["Location"] == product.get_absolute_url()
    assert contents() == []


def test_a_hidden_product_is_not_found(client: Client) -> None:
    hidden = factories.product(is_active=False)
    assert client.post(reverse("cart_add"), {"product": hidden.pk}).status_code == 404


@pytest.mark.parametrize(
    "data",
    [{}, {"product": "x"}, {"product": "-1"}, {"product": "9" * 40}, {"product": "1", "quantity": "0"}],
)
def test_nonsense_is_answered_kindly(client: Client, data: dict[str, str]) -> None:
    response = client.post(reverse("cart_add"), data)
    assert response.status_code == 302
    assert Cart.objects.count() == 0


def test_quantities_change_and_zero_removes(client: Client) -> None:
    lamp, vase = factories.product("Lamp"), factories.product("Vase")
    put(client, lamp)
    put(client, vase)
    line, other = CartLine.objects.order_by("pk")
    client.post(reverse("cart_update"), {"line": line.pk, "quantity": 4})
    assert contents() == [("Lamp", 4), ("Vase", 1)]
    client.post(reverse("cart_update"), {"line": line.pk, "quantity": 0})
    assert contents() == [("Vase", 1)]
    client.post(reverse("cart_remove"), {"line": other.pk})
    assert contents() == []


@pytest.mark.parametrize("quantity", ["-1", "many", str(MAX_QUANTITY + 1), ""])
def test_a_quantity_that_is_none_changes_nothing(client: Client, quantity: str) -> None:
    put(client, factories.product("Lamp"))
    line = CartLine.objects.get()
    client.post(reverse("cart_update"), {"line": line.pk, "quantity": quantity})
    assert contents() == [("Lamp", 1)]


def test_nobody_changes_the_line_of_somebody_else(client: Client) -> None:
    put(Client(), factories.product("Lamp"))
    foreign = CartLine.objects.get()
    put(client, factories.product("Vase"))
    client.post(reverse("cart_update"), {"line": foreign.pk, "quantity": 9})
    client.post(reverse("cart_remove"), {"line": foreign.pk})
    assert contents() == [("Lamp", 1), ("Vase", 1)]


def test_after_adding_the_visitor_returns_to_the_page_they_came_from(client: Client) -> None:
    lamp = factories.product("Lamp")
    response = client.post(reverse("cart_add"), {"product": lamp.pk, "next": "/all/?page=2"})
    assert response["Location"] == "/all/?page=2"
    for elsewhere in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        response = client.post(reverse("cart_add"), {"product": lamp.pk, "next": elsewhere})
        assert response["Location"] == reverse("cart")


def test_the_cart_charges_todays_price_and_says_that_it_changed(client: Client) -> None:
    lamp = factories.product("Lamp", price="20.00")
    put(client, lamp)
    Product.objects.filter(pk=lamp.pk).update(price=Decimal("18.00"))
    page = client.get(reverse("cart"))
    assert page.context["totals"].subtotal == Decimal("18.00")
    assert "it was €20.00 when you put it in" in page.content.decode()


def test_a_product_that_lost_its_price_keeps_the_remembered_one(client: Client) -> None:
    lamp = factories.product("Lamp", price="20.00")
    put(client, lamp)
    Product.objects.filter(pk=lamp.pk).update(price=None)
    assert client.get(reverse("cart")).context["totals"].subtotal == Decimal("20.00")


def test_at_login_the_browsers_cart_becomes_the_customers(client: Client) -> None:
    ada, lamp = factories.customer(), factories.product("Lamp")
    put(client, lamp)
    before = Cart.objects.get()
    client.post(reverse("login"), {"username": ada.email, "password": factories.PASSWORD})
    after = Cart.objects.get()
    assert after.pk == before.pk
    assert after.customer == ada
    assert "cart_id" not in client.session


def test_at_login_two_carts_become_one_and_quantities_add_up(client: Client) -> None:
    ada, lamp, vase = factories.customer(), factories.product("Lamp"), factories.product("Vase")
    own = factories.cart(ada, lines=[(lamp, 1)])
    put(client, lamp, quantity=2)
    put(client, vase)
    client.post(reverse("login"), {"username": ada.email, "password": factories.PASSWORD})
    assert Cart.objects.get() == own
    assert sorted(contents()) == [("Lamp", 3), ("Vase", 1)]


def test_the_next_person_in_the_browser_sees_nothing_of_the_cart(client: Client) -> None:
    ada = factories.customer()
    client.force_login(ada)
    put(client, factories.product("Lamp"))
    client.post(reverse("logout"))
    assert client.get(reverse("cart")).context["rows"] == []


def test_a_forged_session_value_does_not_open_the_cart_of_a_customer(client: Client) -> None:
    foreign = factories.cart(factories.customer(), lines=[(factories.product(), 1)])
    put(client, factories.product("Vase"))
    session = client.session
    session["cart_id"] = foreign.pk
    session.save()
    assert client.get(reverse("cart")).context["rows"] == []


def test_current_cart_reads_only(rf: RequestFactory, client: Client) -> None:
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.sessions.backends.db import SessionStore

    request = rf.get("/")
    request.user = AnonymousUser()
    request.session = SessionStore()
    assert current_cart(request) is None
    assert not request.session.modified
    assert request.session.session_key is None


def test_a_cart_with_a_picture_of_the_chosen_colour(client: Client) -> None:
    dress = factories.product("Dress", illustration="boot", colour="#aa0000")
    blue = factories.variant(dress, colour="blue", colour_hex="#0000aa")
    put(client, dress, variant=blue.pk)
    assert "/art/boot/0000aa.svg" in client.get(reverse("cart")).content.decode()
