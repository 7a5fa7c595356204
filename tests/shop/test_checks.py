"""System checks name the exact wrong path and the line that fixes it; they ask no database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings

from django_personalize.conf import settings
from django_personalize.shop.checks import check_shop
from django_personalize.shop.ports import ShopAdapter
from example_shop.settings import PERSONALIZE


def wrong(section: str, changes: Any) -> list[tuple[str, str, str]]:
    """(id, message, hint) of the example shop's settings with these changes; None drops a key."""
    given: dict[str, Any] = {**PERSONALIZE}
    if isinstance(changes, dict):
        merged = {**given.get(section, {}), **changes}
        given[section] = {name: value for name, value in merged.items() if value is not None}
    else:
        given[section] = changes
    with override_settings(PERSONALIZE={name: value for name, value in given.items() if value is not None}):
        return [(str(found.id), found.msg, str(found.hint)) for found in check_shop()]


def test_the_example_shops_settings_are_right() -> None:
    assert check_shop() == []


@pytest.mark.parametrize(
    ("section", "changes", "number", "text", "hint"),
    [
        (
            "PRODUCT",
            {"brand": "brnd.name"},
            "E106",
            "PERSONALIZE['PRODUCT']['brand'] = 'brnd.name': example_shop.Product has no 'brnd'; did you mean 'brand'?",
            "Write in PERSONALIZE['PRODUCT']: 'brand': 'brand.name',",
        ),
        (
            "PRODUCT",
            {"brand": "brand.nmae"},
            "E106",
            "PERSONALIZE['PRODUCT']['brand'] = 'brand.nmae': example_shop.Brand has no 'nmae'; did you mean 'name'?",
            "Write in PERSONALIZE['PRODUCT']: 'brand': 'brand.name',",
        ),
        (
            "PRODUCT",
            {"url": "get_absolut_url"},
            "E106",
            "PERSONALIZE['PRODUCT']['url'] = 'get_absolut_url': example_shop.Product has no 'get_absolut_url'; "
            "did you mean 'get_absolute_url'?",
            "Write in PERSONALIZE['PRODUCT']: 'url': 'get_absolute_url',",
        ),
        (
            "PRODUCT",
            {"attributes": {"colour": "colur"}},
            "E106",
            "PERSONALIZE['PRODUCT']['attributes']['colour'] = 'colur': example_shop.Product has no 'colur'; "
            "did you mean 'colour'?",
            "Write in PERSONALIZE['PRODUCT']: 'colour': 'colour',",
        ),
        (
            "PRODUCT",
            {"price": "delete"},
            "E106",
            "PERSONALIZE['PRODUCT']['price'] = 'delete': example_shop.Product.delete changes data; a path must only "
            "read.",
            "Write in PERSONALIZE['PRODUCT']: 'price': 'price',",
        ),
        (
            "PRODUCT",
            {"price": "example_shop.totals.prise_of"},
            "E106",
            "PERSONALIZE['PRODUCT']['price'] = 'example_shop.totals.prise_of': 'example_shop.totals.prise_of' cannot "
            'be imported (Module "example_shop.totals" does not define a "prise_of" attribute/class).',
            "Write in PERSONALIZE['PRODUCT']: 'price': 'price',",
        ),
        (
            "ORDER",
            {"coupons": "vouchers"},
            "E106",
            "PERSONALIZE['ORDER']['coupons'] = 'vouchers': example_shop.Order has no 'vouchers'.",
            "Name a field, a property or a method of example_shop.Order, or leave 'coupons' out.",
        ),
        (
            "PRODUCT",
            {"price": 19.9},
            "E110",
            "PERSONALIZE['PRODUCT']['price'] = 19.9: must be a path such as 'brand.name'.",
            "Write for example: 'price': \"price\",",
        ),
        (
            "PRODUCT",
            {"titel": "name"},
            "E103",
            "PERSONALIZE['PRODUCT'] has an unknown key 'titel'; did you mean 'title'?",
            "Write 'title' instead of 'titel'.",
        ),
        (
            "PRODUCT",
            {"title": None},
            "E104",
            "PERSONALIZE['PRODUCT'] has no 'title' (name).",
            "Add to it: 'title': \"name\",",
        ),
        (
            "PRODUCT",
            {"model": "example_shop.Prodct"},
            "E105",
            "PERSONALIZE['PRODUCT']['model'] = 'example_shop.Prodct': "
            "App 'example_shop' doesn't have a 'Prodct' model.",
            "Write in PERSONALIZE['PRODUCT']: 'model': 'example_shop.Product',",
        ),
        (
            "PRODUCT",
            {"model": "nowhere.Thing"},
            "E105",
            "PERSONALIZE['PRODUCT']['model'] = 'nowhere.Thing': No installed app with label 'nowhere'.",
            'Write "app_label.ModelName" of a model whose app is in INSTALLED_APPS.',
        ),
        (
            "PRODUCT",
            {"key": "image_url"},
            "E108",
            "PERSONALIZE['PRODUCT']['key']: 'image_url' is not made of database fields; no query can use it.",
            "Name a field: 'key': \"sku\",",
        ),
        (
            "PRODUCT",
            {"variants": "brand"},
            "E108",
            "PERSONALIZE['PRODUCT']['variants']: example_shop.Product.brand is no relation to several rows.",
            "Name a relation's related_name: 'variants': \"variants\",",
        ),
        (
            "PRODUCT",
            {"select_related": ["brand", "name"]},
            "E108",
            "PERSONALIZE['PRODUCT']['select_related']: 'name' is no relation of example_shop.Product.",
            "Leave 'name' out of 'select_related'.",
        ),
        (
            "PRODUCT",
            {"categories": "brand"},
            "E111",
            "PERSONALIZE['PRODUCT']['categories'] = 'brand': leads to example_shop.Brand, but PERSONALIZE['CATEGORY'] "
            "is example_shop.Category.",
            "Write in PERSONALIZE['PRODUCT']: 'categories': 'categories',",
        ),
        (
            "CART",
            {"product": "variant", "variant": None},
            "E111",
            "PERSONALIZE['CART']['product'] = 'variant': leads to example_shop.Variant, but PERSONALIZE['PRODUCT'] is "
            "example_shop.Product.",
            "Write in PERSONALIZE['CART']: 'product': 'variant.product',",
        ),
        (
            "CART",
            {"current": "example_shop.cart.curent_cart"},
            "E107",
            "PERSONALIZE['CART']['current']: 'example_shop.cart.curent_cart' cannot be imported "
            '(Module "example_shop.cart" does not define a "curent_cart" attribute/class).',
            "Name an existing function: 'current': \"shop.cart.current_cart\",",
        ),
        (
            "CART",
            {"current": "example_shop.cart.MAX_QUANTITY"},
            "E107",
            "PERSONALIZE['CART']['current']: 'example_shop.cart.MAX_QUANTITY' is int, not a function.",
            "Name an existing function: 'current': \"shop.cart.current_cart\",",
        ),
        (
            "CART",
            {"quantity": "quantiy"},
            "E106",
            "PERSONALIZE['CART']['quantity'] = 'quantiy': example_shop.CartLine has no 'quantiy'; "
            "did you mean 'quantity'?",
            "Write in PERSONALIZE['CART']: 'quantity': 'quantity',",
        ),
        (
            "ORDER",
            {"cancelled_statuses": "cancelled"},
            "E110",
            "PERSONALIZE['ORDER']['cancelled_statuses'] = 'cancelled': must be a list.",
            "Write for example: 'cancelled_statuses': [\"cancelled\"],",
        ),
        (
            "CUSTOMER",
            {"country": "adress.country"},
            "E106",
            "PERSONALIZE['CUSTOMER']['country'] = 'adress.country': example_shop.Customer has no 'adress'.",
            "Name a field of example_shop.Customer, or leave 'country' out.",
        ),
        (
            "PRODUCT",
            "example_shop.Product",
            "E110",
            "PERSONALIZE['PRODUCT'] = 'example_shop.Product': must be a dict.",
            'Write: \'PRODUCT\': {"model": "shop.Product", …},',
        ),
        (
            "CURRENCY",
            "Euro",
            "E112",
            "PERSONALIZE['CURRENCY'] = 'Euro': is no ISO 4217 code.",
            "Write three capital letters: 'CURRENCY': 'EUR',",
        ),
        (
            "SHOP_FUNCTIONS",
            {"add_to_card": "example_shop.cart.add"},
            "E103",
            "PERSONALIZE['SHOP_FUNCTIONS'] has an unknown key 'add_to_card'; did you mean 'add_to_cart'?",
            "Write 'add_to_cart': 'example_shop.cart.add',",
        ),
        (
            "SHOP_FUNCTIONS",
            {"loyalty_tier": "example_shop.nowhere.tier"},
            "E107",
            "PERSONALIZE['SHOP_FUNCTIONS']['loyalty_tier']: 'example_shop.nowhere.tier' cannot be imported "
            "(No module named 'example_shop.nowhere').",
            "Name a function that is called as (user_id) -> str or None: 'loyalty_tier': 'module.function',",
        ),
        (
            "PRODUCT",
            None,
            "W102",
            "PERSONALIZE has no 'PRODUCT': the catalogue cannot be read, so nothing can be shown of it.",
            "Add: 'PRODUCT': {'model': 'shop.Product', 'title': 'name', 'price': 'price'},",
        ),
        (
            "CART",
            {"current": None, "user": None, "session_key": None},
            "W113",
            "PERSONALIZE['CART'] has none of 'current', 'user', 'session_key': no cart can be found.",
            "Add: 'current': 'shop.cart.current_cart',",
        ),
        (
            "SHOP_ADAPTER",
            "example_shop.nowhere.Adapter",
            "E101",
            "PERSONALIZE['SHOP_ADAPTER'] = 'example_shop.nowhere.Adapter' cannot be imported (No module named "
            "'example_shop.nowhere'). Give the dotted path of a ShopAdapter class, such as "
            "'django_personalize.shop.adapters.model.ModelShopAdapter', or leave the key out.",
            "Write: 'SHOP_ADAPTER': 'django_personalize.shop.adapters.model.ModelShopAdapter',",
        ),
    ],
)
def test_a_wrong_line_is_named_with_the_line_that_fixes_it(
    section: str, changes: Any, number: str, text: str, hint: str
) -> None:
    assert (f"personalize.{number}", text, hint) in wrong(section, changes)


def test_a_wrong_filter_names_the_field_that_was_meant() -> None:
    ((number, text, hint),) = wrong("PRODUCT", {"listed": {"is_activ": True}})
    assert number == "personalize.E109"
    assert text.startswith(
        "PERSONALIZE['PRODUCT']['listed'] = {'is_activ': True}: 'is_activ' cannot be asked of example_shop.Product "
    )
    assert hint == "Use lookups of QuerySet.filter(): 'listed': {'is_active': True},"


def test_every_fault_of_a_mapping_is_named_at_once() -> None:
    found = wrong("PRODUCT", {"brand": "brnd", "price": "prce", "nonsense": "x"})
    assert [number for number, _text, _hint in found] == [
        "personalize.E103",
        "personalize.E106",
        "personalize.E106",
    ]


def test_functions_in_filters_are_not_called() -> None:
    assert wrong("PRODUCT", {"listed": {"created_at__lte": _never, "category__in": _never}}) == []


def _never() -> Iterator[None]:
    raise AssertionError("A check must not call the host's functions.")


class Boasting(ShopAdapter):
    capabilities = frozenset({"search", "time_travel"})


def test_an_unknown_capability_is_named() -> None:
    ((number, text, hint),) = wrong("SHOP_ADAPTER", "tests.shop.test_checks.Boasting")
    assert (number, text) == (
        "personalize.E101",
        "Boasting.capabilities names 'time_travel', which nobody asks for.",
    )
    assert hint.startswith("Use names of django_personalize.shop.ports.CAPABILITIES: add_to_cart, ")


def test_every_message_says_how_to_mend_it() -> None:
    found = wrong("ORDER", dict.fromkeys(settings.ORDER or {}, "nonsense.nonsense"))
    assert found
    assert all(hint for _number, _text, hint in found)
