"""Which requests the shop's small forms take for its own."""

from __future__ import annotations

import pytest
from django.test import RequestFactory, override_settings

from example_shop.same_origin import from_this_site


def taken(*, origin: str | None, site: str | None = None, host: str = "shop.test", **meta: str) -> bool:
    headers = {"host": host}
    if origin is not None:
        headers["origin"] = origin
    if site is not None:
        headers["sec-fetch-site"] = site
    return from_this_site(RequestFactory().post("/cart/add/", headers=headers, **meta))


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://shop.test", "shop.test"),
        ("HTTP://Shop.Test", "shop.test"),
        ("http://shop.test:80", "shop.test"),
        ("http://shop.test", "shop.test:80"),
        ("http://shop.test:8000", "shop.test:8000"),
        ("http://[::1]:8000", "[::1]:8000"),
    ],
)
@pytest.mark.parametrize("site", [None, "same-origin"])
def test_the_shops_own_origin_is_taken(origin: str, host: str, site: str | None) -> None:
    assert taken(origin=origin, host=host, site=site)


@pytest.mark.parametrize(
    "origin",
    [
        "https://shop.test",
        "http://shop.test:8000",
        "http://evil.example",
        "http://shop.test.evil.example",
        "http://evil.example@shop.test",
        "http://shop.test/",
        "http://shop.test http://evil.example",
        "//shop.test",
        "ftp://shop.test",
        "http://shop.test:",
        "null",
        "",
    ],
)
def test_any_other_origin_is_not(origin: str) -> None:
    assert not taken(origin=origin)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense", ""])
@pytest.mark.parametrize("origin", [None, "http://shop.test"])
def test_what_the_browser_calls_foreign_is_not_taken_whatever_else_it_says(
    site: str, origin: str | None
) -> None:
    assert not taken(origin=origin, site=site)


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_foreign_origin_is_not_taken_whatever_else_the_request_says(site: str) -> None:
    assert not taken(origin="http://evil.example", site=site)
    assert not taken(origin="null", site=site)


def test_a_request_that_says_nothing_is_taken() -> None:
    assert taken(origin=None)


@override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"), USE_X_FORWARDED_HOST=True)
def test_behind_a_known_proxy_the_origin_is_the_one_outside() -> None:
    outside = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_HOST": "www.shop.test"}
    assert taken(origin="https://www.shop.test", host="10.0.0.7:8000", **outside)
    assert not taken(origin="http://www.shop.test", host="10.0.0.7:8000", **outside)
    assert not taken(origin="https://10.0.0.7:8000", host="10.0.0.7:8000", **outside)


def test_behind_an_unknown_proxy_that_ends_tls_only_the_browsers_word_is_taken() -> None:
    assert taken(origin="https://shop.test", site="same-origin")
    assert not taken(origin="https://shop.test")
    assert not taken(origin="https://shop.test", site="none")
    assert not taken(origin="https://other.test", site="same-origin")
    assert not taken(origin="http://shop.test", site="same-origin", **{"wsgi.url_scheme": "https"})
