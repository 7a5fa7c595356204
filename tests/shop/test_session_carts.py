"""Carts that are no rows: what the shop's function of the request says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import RequestFactory

from django_personalize.shop.money import Money
from django_personalize.shop.ports import AdapterError, Cart
from tests.shop.conftest import Reshape


@pytest.fixture
def request_with_session(db: None) -> HttpRequest:
    request = RequestFactory().post("/")
    request.user = AnonymousUser()
    request.session = SessionStore()
    request.session.create()
    return request


def _garment(**fields: Any) -> Any:
    from tests.shop.boutique.models import Garment

    return Garment.objects.create(**fields)


def test_quantities_by_key_are_a_cart_with_titles_prices_and_sum(
    reshape: Reshape, request_with_session: HttpRequest
) -> None:
    coat = _garment(label="Coat", amount=Decimal("80.00"), money_code="EUR")
    shop = reshape(
        CART=None, SHOP_FUNCTIONS={"current_cart": lambda request: {str(coat.pk): "2", "gone": 1, "none": 0}}
    )
    cart = shop.current_cart(request_with_session)
    assert cart is not None
    assert [(line.product_key, line.title, line.quantity) for line in cart.lines] == [
        (str(coat.pk), "Coat", 2),
        ("gone", "", 1),
    ]
    assert cart.lines[0].unit_price == Money(Decimal("80.00"), "EUR")
    assert cart.total is None, "the price of one line is unknown"
    assert {"carts", "guest_carts"} <= shop.capabilities


def test_the_key_of_such_a_cart_stays_with_the_session_and_does_not_tell_it(
    reshape: Reshape, request_with_session: HttpRequest
) -> None:
    shop = reshape(CART=None, SHOP_FUNCTIONS={"current_cart": lambda request: {"1": 1}})
    first, second = shop.current_cart(request_with_session), shop.current_cart(request_with_session)
    assert first is not None
    assert second is not None
    assert first.key == second.key
    assert str(request_with_session.session.session_key) not in first.key


def test_two_visitors_whose_sessions_are_not_saved_yet_never_share_a_cart(reshape: Reshape) -> None:
    shop = reshape(CART=None, SHOP_FUNCTIONS={"current_cart": lambda request: {"1": 1}})
    keys = set()
    for _ in range(2):
        request = RequestFactory().post("/")
        request.user, request.session = AnonymousUser(), SessionStore()
        cart = shop.current_cart(request)
        assert cart is not None
        keys.add(cart.key)
    assert len(keys) == 2


@pytest.mark.parametrize("nothing", [None, {}])
def test_nothing_in_it_is_no_cart(
    nothing: object, reshape: Reshape, request_with_session: HttpRequest
) -> None:
    shop = reshape(CART=None, SHOP_FUNCTIONS={"current_cart": lambda request: nothing})
    assert shop.current_cart(request_with_session) is None


def test_a_function_may_give_a_cart_of_its_own(reshape: Reshape, request_with_session: HttpRequest) -> None:
    own = Cart(key="k", user_id=None, email="", lines=(), updated_at=None, total=None)
    shop = reshape(CART=None, SHOP_FUNCTIONS={"current_cart": lambda request: own})
    assert shop.current_cart(request_with_session) is own
    assert shop.get_cart("k") is None, "without its request such a cart cannot be found"


def test_anything_else_is_refused_with_what_is_allowed(
    reshape: Reshape, request_with_session: HttpRequest
) -> None:
    shop = reshape(CART=None, SHOP_FUNCTIONS={"current_cart": lambda request: ["1", "2"]})
    with pytest.raises(
        AdapterError, match=r"gave \['1', '2'\]; it must give a Cart, or a dict of quantities"
    ):
        shop.current_cart(request_with_session)
