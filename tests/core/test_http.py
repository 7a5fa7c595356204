"""Requests before anybody is known: origin, address, and a body within its limit."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from django_personalize.core.http import (
    BodyRefused,
    BodyTooLarge,
    Origin,
    address_block,
    client_address,
    is_among,
    is_origin,
    origin_of,
    read_body,
    same_origin,
)

SHOP = "https://shop.example.com"


def _request(**headers: str) -> HttpRequest:
    return RequestFactory().post("/", secure=True, headers={"host": "shop.example.com", **headers})


@pytest.fixture(autouse=True)
def _any_host(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.PERSONALIZE = {}


@pytest.mark.trust("T-404")
@pytest.mark.trust("T-405")
@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("https://shop.example.com", Origin.SAME),
        ("https://SHOP.example.com", Origin.SAME),
        ("https://shop.example.com:443", Origin.SAME),
        ("http://shop.example.com", Origin.FOREIGN),
        ("https://shop.example.com.evil.com", Origin.FOREIGN),
        ("https://evilshop.example.com", Origin.FOREIGN),
        ("https://shop.example.com:8443", Origin.FOREIGN),
        ("null", Origin.FOREIGN),
        ("", Origin.FOREIGN),
        ("https://shop.example.com, https://evil.com", Origin.FOREIGN),
        ("https://shop.example.com https://shop.example.com", Origin.FOREIGN),
        ("https://shop.example.com/path", Origin.FOREIGN),
        ("https://user@shop.example.com", Origin.FOREIGN),
        ("https://shop.example.com:port", Origin.FOREIGN),
        ("https://[shop", Origin.FOREIGN),
    ],
)
def test_an_origin_is_compared_exactly(origin: str, expected: Origin) -> None:
    assert origin_of(_request(origin=origin)) is expected
    allowed_elsewhere = RequestFactory().post("/", headers={"host": "api.example.com", "origin": origin})
    want = Origin.ALLOWED if expected is Origin.SAME else Origin.FOREIGN
    assert origin_of(allowed_elsewhere, allowed=[SHOP]) is want


@pytest.mark.trust("T-404")
@pytest.mark.parametrize(
    ("site", "expected"),
    [
        ("same-origin", Origin.SAME),
        ("same-site", Origin.FOREIGN),
        ("cross-site", Origin.FOREIGN),
        ("none", Origin.FOREIGN),
    ],
)
def test_without_origin_the_browser_says_where_it_stands(site: str, expected: Origin) -> None:
    assert origin_of(_request(**{"sec-fetch-site": site})) is expected


@pytest.mark.trust("T-404")
def test_without_both_headers_the_origin_is_absent_and_not_proven() -> None:
    assert origin_of(_request()) is Origin.ABSENT
    assert not same_origin(_request())
    assert same_origin(_request(origin=SHOP))


def test_headers_that_contradict_each_other_are_foreign() -> None:
    assert origin_of(_request(origin=SHOP, **{"sec-fetch-site": "cross-site"})) is Origin.FOREIGN
    assert (
        origin_of(_request(origin="https://evil.com", **{"sec-fetch-site": "same-origin"})) is Origin.FOREIGN
    )


def test_behind_a_proxy_that_ends_tls_the_browsers_word_counts() -> None:
    inside = RequestFactory().post(
        "/", headers={"host": "shop.example.com", "origin": SHOP, "sec-fetch-site": "same-origin"}
    )
    assert origin_of(inside) is Origin.SAME
    older = RequestFactory().post("/", headers={"host": "shop.example.com", "origin": SHOP})
    assert origin_of(older) is Origin.FOREIGN


@pytest.mark.trust("T-411")
@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "1.2.3.4", "203.0.113.9"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
        (2, "1.2.3.4", "203.0.113.9"),
        (1, "unknown", "203.0.113.9"),
        (1, "1.2.3.4:5678", "1.2.3.4"),
        (1, "[2001:db8::1]:443", "2001:db8::1"),
        (1, "::ffff:1.2.3.4", "1.2.3.4"),
        (1, "", "203.0.113.9"),
    ],
)
def test_only_trusted_proxies_name_the_client(
    settings: Any, proxies: int, forwarded: str, expected: str
) -> None:
    settings.PERSONALIZE = {"TRUSTED_PROXIES": proxies}
    request = RequestFactory().get("/", headers={"x-forwarded-for": forwarded}, REMOTE_ADDR="203.0.113.9")
    assert client_address(request) == expected


def test_behind_a_unix_socket_the_client_is_unknown() -> None:
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="")) == ""


@pytest.mark.trust("T-411")
def test_an_ipv6_subscriber_is_one_network() -> None:
    assert (
        address_block("2001:db8:0:8d3:0:8a2e:70:7344")
        == address_block("2001:db8:0:8d3::1")
        == "2001:db8:0:8d3::/64"
    )
    assert address_block("2001:db8:0:8d4::1") != address_block("2001:db8:0:8d3::1")
    assert address_block("203.0.113.9") == "203.0.113.9"


class _Wire(BytesIO):
    """A body that remembers how much was read of it."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        self.taken += len(found)
        return found


def _post(body: bytes, *, length: str | None = None) -> tuple[HttpRequest, _Wire]:
    wire = _Wire(body)
    declared = str(len(body)) if length is None else length
    extra: dict[str, Any] = {"CONTENT_LENGTH": declared, "wsgi.input": wire}
    return RequestFactory().generic("POST", "/", **extra), wire


def test_a_body_within_the_limit_is_read_whole() -> None:
    request, _ = _post(b"x" * 100)
    assert read_body(request, limit=100) == b"x" * 100


@pytest.mark.trust("T-401")
def test_a_body_that_is_declared_too_large_is_not_read_at_all() -> None:
    request, wire = _post(b"x" * 101)
    with pytest.raises(BodyTooLarge):
        read_body(request, limit=100)
    assert wire.taken == 0


@pytest.mark.trust("T-401")
def test_nothing_is_read_past_the_limit_when_no_length_was_declared() -> None:
    request, _ = _post(b"")
    wire = _Wire(b"x" * 1_000_000)
    request._stream = wire  # type: ignore[attr-defined]  as an ASGI server hands over a chunked body
    request.META["CONTENT_LENGTH"] = ""
    with pytest.raises(BodyTooLarge):
        read_body(request, limit=65_536)
    assert wire.taken == 65_537


@pytest.mark.trust("T-402")
@pytest.mark.parametrize("length", ["abc", "-5", "1.5", "１２", "0x10"])
def test_a_length_that_is_no_number_is_refused(length: str) -> None:
    request, _ = _post(b"{}", length=length)
    with pytest.raises(BodyRefused) as refusal:
        read_body(request, limit=100)
    assert refusal.value.reason == "wrong_length"


@pytest.mark.trust("T-402")
def test_a_body_shorter_than_declared_is_refused() -> None:
    request, _ = _post(b"{}", length="50")
    with pytest.raises(BodyRefused) as refusal:
        read_body(request, limit=100)
    assert refusal.value.reason == "wrong_length"


@pytest.mark.trust("T-402")
def test_a_length_of_a_hundred_digits_is_too_large_and_not_even_converted() -> None:
    request, _ = _post(b"{}", length="9" * 100)
    with pytest.raises(BodyTooLarge):
        read_body(request, limit=100)


def test_a_body_that_somebody_read_before_is_taken_from_there() -> None:
    request, _ = _post(b'{"a": 1}')
    assert request.body
    assert read_body(request, limit=100) == b'{"a": 1}'


def test_a_connection_that_breaks_off_is_a_refusal() -> None:
    class Broken(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError("reset by peer")

    request, _ = _post(b"")
    request._stream = Broken()  # type: ignore[attr-defined]
    request.META["CONTENT_LENGTH"] = "5"
    with pytest.raises(BodyRefused):
        read_body(request, limit=100)


@pytest.mark.trust("T-405")
@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://app.example.com", True),
        ("http://localhost:3000", True),
        ("https://app.example.com/", False),
        ("app.example.com", False),
        ("*", False),
        ("null", False),
        ("https://*.example.com", False),
        ("https://", False),
        ("https://a.example.com https://b.example.com", False),
        ("javascript:alert(1)", False),
    ],
)
def test_an_origin_is_scheme_host_and_port_alone(text: str, is_one: bool) -> None:
    assert is_origin(text) is is_one
    assert is_among(text, [text]) is is_one
