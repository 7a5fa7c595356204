"""Requests that leave the house: where to, and what an answer may cost."""

from __future__ import annotations

import os
import socket
from datetime import timedelta

import pytest
from pytest_django import Settings

from django_personalize.core import outbound
from django_personalize.core.outbound import (
    OutboundFailed,
    OutboundRefused,
    Target,
    check_url,
    checked_addresses,
)
from tests.webhooks import receiver as receivers
from tests.webhooks.conftest import receiver as receiver
from tests.webhooks.conftest import webhook_settings as webhook_settings
from tests.webhooks.receiver import CERTIFICATE, HOST, Receiver

#: V-SSRF: addresses that lead into the house, however they are written.
INSIDE = [
    "127.0.0.1",
    "::1",
    "0.0.0.0",  # noqa: S104  nothing is bound to it
    "169.254.169.254",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "::ffff:127.0.0.1",
    "::127.0.0.1",
    "2002:7f00:1::1",
    "64:ff9b::a9fe:a9fe",
    "fe80::1%eth0",
    "fd00::1",
    "fec0::1",
    "fec0::a00:1",
    "192.88.99.1",
    "224.0.0.1",
    "ff02::1",
    "255.255.255.255",
    "240.0.0.1",
    "::",
    "nonsense",
]


@pytest.fixture
def public(settings: Settings) -> None:
    settings.PERSONALIZE = {**settings.PERSONALIZE, "WEBHOOK_HOSTS": ["public.example.com", "2130706433"]}


@pytest.mark.trust("T-620")
@pytest.mark.parametrize(
    "url",
    [
        "http://public.example.com/",
        "file:///etc/passwd",
        "gopher://public.example.com/",
        "ftp://public.example.com/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://0.0.0.0/",
        "https://169.254.169.254/latest/meta-data",
        "https://0x7f.1/",
        "https://localhost./",
        "https://[::ffff:127.0.0.1]/",
        "https://public.example.com./",
        "https://public.example.com.evil.example.org/",
        "https://evil.example.org/?https://public.example.com/",
        "https://public.example.com@evil.example.org/",
        "https://user:word@public.example.com/",
        "https://public.example.com/#fragment",
        "https://public.example.com\\@evil.example.org/",
        "https://public.example.com/a b",
        "https://public.example.com/\r\nX-Injected: 1",
        "https://public.example.com:99999/",
        "https://[/",
        "//public.example.com/",
        "",
    ],
)
def test_an_address_that_is_not_https_on_an_allowed_host_is_refused(public: None, url: str) -> None:
    with pytest.raises(OutboundRefused):
        check_url(url)


@pytest.mark.trust("T-620")
@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_into_the_house_is_refused(public: None, address: str) -> None:
    target = check_url("https://public.example.com/")
    for answers in ([address], ["93.184.216.34", address], [address, "93.184.216.34"]):
        with pytest.raises(OutboundRefused):
            checked_addresses(target, resolve=lambda host, port, found=answers: found)  # type: ignore[misc]


@pytest.mark.trust("T-620")
def test_a_number_for_a_name_is_looked_up_and_refused(public: None) -> None:
    with pytest.raises(OutboundRefused):
        checked_addresses(check_url("https://2130706433/"), resolve=lambda host, port: ["127.0.0.1"])


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"]
)
def test_a_public_address_is_taken(public: None, address: str) -> None:
    target = Target("public.example.com", 443, "/")
    assert checked_addresses(target, resolve=lambda host, port: [address]) == [address]


@pytest.mark.trust("T-620")
def test_no_network_of_ones_own_holds_the_addresses_of_cloud_metadata(settings: Settings) -> None:
    settings.PERSONALIZE = {
        **settings.PERSONALIZE,
        "WEBHOOK_HOSTS": ["a.example.com"],
        "WEBHOOK_NETWORKS": ["0.0.0.0/0"],
    }
    with pytest.raises(OutboundRefused):
        checked_addresses(check_url("https://a.example.com/"), resolve=lambda host, port: ["169.254.169.254"])


def test_by_default_nothing_may_be_sent_anywhere() -> None:
    with pytest.raises(OutboundRefused, match="WEBHOOK_HOSTS"):
        check_url("https://www.example.com/")


@pytest.mark.trust("T-619")
def test_an_address_holds_no_secret(public: None) -> None:
    for name in ("api_secret", "token_auth", "apikey", "password"):
        with pytest.raises(OutboundRefused, match="WEBHOOK_PARAMETERS"):
            check_url(f"https://public.example.com/collect?{name}=planted")


@pytest.mark.trust("T-619")
def test_secret_parameters_come_from_the_settings_and_show_in_no_repr(settings: Settings) -> None:
    settings.PERSONALIZE = {
        **settings.PERSONALIZE,
        "WEBHOOK_HOSTS": ["Stats.example.com"],
        "WEBHOOK_PARAMETERS": {"stats.example.com": {"api_secret": "pl&nted"}},
    }
    target = check_url("https://stats.example.com/collect?measurement_id=G-1")
    assert target.path == "/collect?measurement_id=G-1&api_secret=pl%26nted"
    assert "nted" not in repr(target)


def _post(receiver: Receiver, *, timeout: float = 5.0, addresses: list[str] | None = None) -> outbound.Answer:
    return outbound.post(
        receiver.url,
        b"{}",
        {"Content-Type": "application/json"},
        resolve=lambda host, port: addresses or ["127.0.0.1"],
        timeout=timedelta(seconds=timeout),
    )


def test_a_body_arrives_with_its_headers(receiver: Receiver) -> None:
    receiver.scripts = [receivers.answer(202, X_Seen="yes")]
    answer = _post(receiver)
    assert (answer.status, answer.headers["x-seen"]) == (202, "yes")
    [request] = receiver.received
    assert (request.path, request.body) == ("/hook", b"{}")
    assert request.headers["host"] == f"{HOST}:{receiver.port}"


@pytest.mark.trust("T-620")
def test_the_address_that_was_checked_is_the_one_that_is_reached(receiver: Receiver) -> None:
    asked = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    outbound.post(receiver.url, b"", {}, resolve=rebinding)
    assert asked == [HOST]
    assert len(receiver.received) == 1


@pytest.mark.trust("T-620")
def test_a_redirect_is_an_answer_and_is_not_followed(receiver: Receiver) -> None:
    receiver.scripts = [receivers.answer(302, Location="https://169.254.169.254/latest/meta-data")]
    assert _post(receiver).status == 302
    assert len(receiver.received) == 1


@pytest.mark.trust("T-620")
def test_an_answer_without_an_end_is_cut_at_a_megabyte(receiver: Receiver) -> None:
    receiver.scripts = [receivers.huge]
    with pytest.raises(OutboundFailed, match="larger than 1048576 bytes"):
        _post(receiver)


@pytest.mark.trust("T-620")
def test_an_answer_that_drips_ends_with_the_time_for_the_whole(receiver: Receiver) -> None:
    receiver.scripts = [receivers.dripping]
    with pytest.raises(OutboundFailed, match=r"No answer within 0\.3 seconds"):
        _post(receiver, timeout=0.3)


@pytest.mark.parametrize(
    ("script", "told"), [(receivers.reset, "broke off"), (receivers.gibberish, "no HTTP|broke off")]
)
def test_a_broken_answer_is_told_in_our_words(
    receiver: Receiver, script: receivers.Script, told: str
) -> None:
    receiver.scripts = [script]
    with pytest.raises(OutboundFailed, match=told):
        _post(receiver)


def test_a_closed_door_is_told(webhook_settings: Settings) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        with pytest.raises(OutboundFailed, match="refused"):
            outbound.post(f"https://{HOST}:{port}/", b"", {}, resolve=lambda host, port: ["127.0.0.1"])


def test_a_certificate_of_another_name_is_not_accepted(receiver: Receiver, settings: Settings) -> None:
    settings.PERSONALIZE = {**settings.PERSONALIZE, "WEBHOOK_HOSTS": ["stranger.example.com"]}
    with pytest.raises(OutboundFailed, match="certificate"):
        outbound.post(
            f"https://stranger.example.com:{receiver.port}/",
            b"",
            {},
            resolve=lambda host, port: ["127.0.0.1"],
        )
    assert not receiver.received


def test_a_certificate_that_nobody_vouches_for_is_not_accepted(
    receiver: Receiver, settings: Settings
) -> None:
    settings.PERSONALIZE = {**settings.PERSONALIZE, "WEBHOOK_CA_FILE": None}
    with pytest.raises(OutboundFailed, match="certificate"):
        _post(receiver)


def test_a_name_without_an_address_is_told() -> None:
    with pytest.raises(OutboundFailed, match="cannot be resolved"):
        outbound.look_up("does-not-exist.invalid", 443)


def test_the_certificate_of_the_tests_is_not_open_to_others() -> None:
    assert os.path.getsize(CERTIFICATE) < 2000, "one key and one certificate"
