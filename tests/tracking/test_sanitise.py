"""What must not be stored: personal texts, secrets, addresses beyond what they name."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_personalize.events.schema import EVENTS, EventType, find
from django_personalize.tracking.sanitise import (
    URL_LENGTH,
    clean_properties,
    clean_url,
    looks_personal,
    luhn,
    mask_ip,
)


@pytest.fixture(autouse=True)
def _no_settings(settings: Any) -> None:
    settings.PERSONALIZE = {}


@pytest.mark.trust("T-016")
@pytest.mark.parametrize(
    "text",
    [
        "Jane <jane.doe+x@example.co.uk>",
        "jane%40example.com",
        "jane%2540example.com",
        "JANE@EXAMPLE.COM",
        "mailto:jane@example.com?subject=hi",
        "jane＠example.com",
        "jörg@müller.de",
        "+49 (0)151 1234567",
        "+4915112345678",
        "0049 151 1234567",
        "0151 1234567",
        "(030) 901820",
        "030/901 820 0",
        "(555) 123-4567",
        "DE89 3704 0044 0532 0130 00",
        "de89370400440532013000",
        "AT61 1904 3002 3457 3201 euro",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "card 378282246310005",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc",
        "?token=…&utm_source=a",
        "password: hunter2",
        'password":"hunter2',
        "secret=abc",
        "sessionid=abc",
        "api_key=abc",
    ],
)
def test_what_names_a_person_or_a_secret_is_recognised(text: str) -> None:
    assert looks_personal(text)
    assert looks_personal(f"please call {text} today")


@pytest.mark.trust("T-016")
@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",
        "2026-0001234",
        "AB-1234567890",
        "4006381333931",
        "0012345678905",
        "red dress 36/38",
        "120 x 80 x 40 cm",
        "Victoria's Secret: red",
        "secret santa",
        "password book",
        "hero@2x.png",
        "2@3.50",
        "me @ home",
        "wood screws 4.0x40 200 pcs",
        "DE89370400440532013001",
        "GB sizes 12 14 16 18 20 22",
        "iPhone 15 Pro 256GB",
        "",
    ],
)
def test_what_a_shop_sells_is_kept(text: str) -> None:
    assert not looks_personal(text)


@pytest.mark.trust("T-016")
def test_numeric_keys_are_never_taken_for_cards_or_phones() -> None:
    assert looks_personal("4111111111111111")
    assert not looks_personal("4111111111111111", digits=False)
    assert looks_personal("jane@example.com", digits=False)


def test_luhn_knows_its_check_digit() -> None:
    assert luhn("79927398713")
    assert [digit for digit in "0123456789" if luhn(f"7992739871{digit}")] == ["3"]


@pytest.mark.trust("T-016")
def test_personal_properties_are_dropped_and_named() -> None:
    cleaned = clean_properties(
        EVENTS["product_clicked"],
        {
            "product": {"product_id": "4111111111111111", "name": "for jane@example.com", "brand": "Larch"},
            "list_id": "jane@example.com",
        },
    )
    assert cleaned.properties == {"product": {"product_id": "4111111111111111", "brand": "Larch"}}
    assert cleaned.personal == ["product.name", "list_id"]
    assert not cleaned.problems


@pytest.mark.trust("T-016")
def test_an_event_that_was_nothing_but_personal_has_a_problem() -> None:
    cleaned = clean_properties(EVENTS["products_searched"], {"query": "jane@example.com", "results": 0})
    assert (cleaned.properties, cleaned.problems) == ({"results": 0}, ["query was personal"])


@pytest.mark.trust("T-016")
def test_a_product_whose_key_was_personal_is_no_product() -> None:
    cleaned = clean_properties(EVENTS["product_clicked"], {"product": {"product_id": "jane@example.com"}})
    assert (cleaned.properties, cleaned.problems) == ({}, ["product was personal"])
    listed = clean_properties(
        EVENTS["cart_viewed"], {"products": [{"product_id": "a@example.com"}, {"product_id": "2"}]}
    )
    assert listed.properties == {"products": [{"product_id": "2"}]}


@pytest.mark.trust("T-016")
def test_lists_orders_and_addresses_are_cleaned_inside() -> None:
    cleaned = clean_properties(
        EVENTS["checkout_started"],
        {"order": {"order_id": "7", "coupon": "jane@example.com", "products": [{"product_id": "1"}]}},
    )
    assert cleaned.properties == {"order": {"order_id": "7", "products": [{"product_id": "1"}]}}
    assert cleaned.personal == ["order.coupon"]
    filters = clean_properties(EVENTS["product_list_filtered"], {"filters": ["red", "jane@example.com"]})
    assert filters.properties == {"filters": ["red"]}
    url = clean_properties(
        EVENTS["product_clicked"],
        {"product": {"product_id": "1", "url": "https://u:p@example.com/a?token=x#y", "image_url": "?x#y"}},
    )
    assert url.properties["product"] == {"product_id": "1", "url": "https://example.com/a"}


@pytest.mark.trust("T-016")
def test_secrets_by_name_do_not_survive_in_flagged_events(settings: Any) -> None:
    settings.PERSONALIZE = {"UNKNOWN_EVENTS": "flag"}
    event_type = find("something_new")
    assert event_type == EventType("something_new", unknown=True)
    cleaned = clean_properties(
        event_type,
        {"session_key": "a", "csrf_token": "b", "password": "c", "colour": "red", "to": "a@example.com"},
    )
    assert cleaned.properties == {"colour": "red"}
    assert sorted(cleaned.personal) == ["csrf_token", "password", "session_key", "to"]


@pytest.mark.trust("T-017")
@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("?token=…&utm_source=a", "?utm_source=a"),
        ("/reset/MQ/bx9k2j-3f2a…/", "/reset/MQ/:token/"),
        ("/reset/MQ/bx9k2j-3f2a9d8e7c6b5a4938271605f4e3d2c1/", "/reset/MQ/:token/"),
        (
            "https://jane:secret@Shop.example.com:8443/a?utm_source=x&q=dress&gclid=1#frag",
            "https://shop.example.com:8443/a?utm_source=x",
        ),
        (
            "https://shop.example.com/?utm_content=jane@example.com&utm_source=b",
            "https://shop.example.com/?utm_source=b",
        ),
        ("https://shop.example.com/?utm_content=jane%40example.com", "https://shop.example.com/"),
        ("/mail/jane@example.com/off/", "/mail/:token/off/"),
        ("/mail/jane%40example.com/off/", "/mail/:token/off/"),
        ("/x/0b8e1f2c-9a4d-4c3b-8f6e-1a2b3c4d5e6f/", "/x/:token/"),
        ("/x/d41d8cd98f00b204e9800998ecf8427e", "/x/:token"),
        ("/x/wJalrXUtnFEMI-K7MDENG_bPxRfiCYEXAMPLEKEY/", "/x/:token/"),
        ("/x/MQ:1tX9ab:Ykd8sJq2Lx0vB3nW5rT7uZ1cE4gH6jK/", "/x/:token/"),
        ("/p/red-evening-dress-with-very-long-sleeves/", "/p/red-evening-dress-with-very-long-sleeves/"),
        ("/p/iphone-15-pro-max-256gb-black-b08n5wrwnw/", "/p/iphone-15-pro-max-256gb-black-b08n5wrwnw/"),
        ("/p/Donaudampfschifffahrtsgesellschaft/", "/p/Donaudampfschifffahrtsgesellschaft/"),
        ("/p/AB-1234567890/", "/p/AB-1234567890/"),
        ("/käse/100%25/", "/k%C3%A4se/100%25/"),
        ("/a%2Fb/", "/a%2Fb/"),
        ("http://[::1]:8000/a", "http://[::1]:8000/a"),
        ("HTTPS://EXAMPLE.COM/A", "https://example.com/A"),
        ("", ""),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//evil.com/x", ""),
        ("http://", ""),
        ("http:evil.com", ""),
        ("http://x:99999/", ""),
        ("http://[::1", ""),
        ("shop", ""),
        ("android-app://com.example/", ""),
        ("/a\r\nSet-Cookie: b=c", "/aSet-Cookie:%20b=c"),
    ],
)
def test_an_address_keeps_what_names_the_page(url: str, expected: str) -> None:
    assert clean_url(url) == expected


@pytest.mark.trust("T-017")
def test_further_parameters_are_kept_by_setting(settings: Any) -> None:
    settings.PERSONALIZE = {"URL_PARAMETERS": ["q"]}
    assert clean_url("/s/?q=red+dress&page=2") == "/s/?q=red+dress"
    assert clean_url("/s/?q=jane@example.com") == "/s/"


def test_an_address_fits_its_column() -> None:
    assert len(clean_url("/" + "ab/" * 1000)) == URL_LENGTH


@given(st.text(max_size=200))
def test_cleaning_an_address_twice_changes_nothing_more(url: str) -> None:
    once = clean_url(url)
    assert clean_url(once) == once
    assert "@" not in once.partition("?")[0].partition("//")[2].partition("/")[0]


@pytest.mark.trust("T-019")
@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("192.168.1.100", "192.168.0.0"),
        ("::ffff:192.168.1.100", "::ffff:192.168.0.0"),
        ("2001:db8:0:8d3:0:8a2e:70:7344", "2001:db8::"),
        ("0.0.0.0", "0.0.0.0"),  # noqa: S104  a test vector
        ("255.255.255.255", "255.255.0.0"),
        ("fe80::1%eth0", "fe80::"),
        ("", None),
        ("192.168.1", None),
        ("shop.example.com", None),
    ],
)
def test_an_ip_address_is_masked(address: str, masked: str | None) -> None:
    assert mask_ip(address) == masked


@pytest.mark.trust("T-019")
def test_a_mask_may_be_narrower() -> None:
    assert mask_ip("2001:db8:0:8d3:0:8a2e:70:7344", prefix=64) == "2001:db8:0:8d3::"
    assert mask_ip("192.168.1.100", octets=1) == "192.168.1.0"
