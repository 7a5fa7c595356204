"""A request before anybody is known: where it comes from, who sent it, and its body within a limit."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from enum import StrEnum
from urllib.parse import SplitResult, urlsplit

from django.http import HttpRequest
from django.http.request import UnreadablePostError

from django_personalize.conf import settings
from django_personalize.core.errors import PersonalizeError

_DEFAULT_PORTS = {"http": 80, "https": 443}
_CHUNK = 16 * 1024
#: Origins consist of these alone: scheme, host, port. Anything else (a list, a path, a blank) is no single
#: origin.
_ORIGIN = re.compile(r"^https?://[a-z0-9.\-_\[\]:]+$", re.IGNORECASE)


class BodyRefused(PersonalizeError):
    """The body cannot be taken; `reason` is a word for machines."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class BodyTooLarge(BodyRefused):
    """More bytes than the limit were declared or sent."""


class Origin(StrEnum):
    """Where a request was made."""

    SAME = "same"
    #: On the allow-list, exactly.
    ALLOWED = "allowed"
    #: Neither `Origin` nor `Sec-Fetch-Site`: an old browser, or no browser.
    ABSENT = "absent"
    FOREIGN = "foreign"


def origin_of(request: HttpRequest, *, allowed: Iterable[str] = ()) -> Origin:
    """Where the page stands that made this request.

    `Origin` is compared exactly: scheme, host without regard to case, port; `null`, lists and blanks are
    foreign. `Sec-Fetch-Site` decides where `Origin` is missing, and must not contradict it.
    """
    origin = request.META.get("HTTP_ORIGIN")
    site = request.META.get("HTTP_SEC_FETCH_SITE")
    if origin is None:
        if site is None:
            return Origin.ABSENT
        return Origin.SAME if site == "same-origin" else Origin.FOREIGN
    theirs = _origin_parts(origin)
    if theirs is None:
        return Origin.FOREIGN
    if is_among(origin, allowed):
        return Origin.ALLOWED
    own = _origin_parts(f"{request.scheme}://{request.get_host()}")
    if theirs == own:
        return Origin.SAME if site in (None, "same-origin") else Origin.FOREIGN
    if site == "same-origin" and _is_behind_tls(theirs, own):
        return Origin.SAME
    return Origin.FOREIGN


def is_origin(text: str) -> bool:
    """Whether a text is exactly one http(s) origin: "https://app.example.com", with a port where it has one."""
    return _origin_parts(text) is not None


def is_among(origin: str, allowed: Iterable[str]) -> bool:
    """Whether an origin is on the list, exactly: scheme, host without regard to case, port."""
    theirs = _origin_parts(origin)
    return theirs is not None and theirs in (_origin_parts(entry) for entry in allowed)


def same_origin(request: HttpRequest, *, allowed: Iterable[str] = ()) -> bool:
    """Whether the request was provably made by a page of this shop or of an allowed origin."""
    return origin_of(request, allowed=allowed) in (Origin.SAME, Origin.ALLOWED)


def client_address(request: HttpRequest) -> str:
    """The address of the client, "" when unknown.

    `X-Forwarded-For` counts from the right as far as `TRUSTED_PROXIES` says; what stands further left was
    written by the client itself. With fewer entries than proxies the request went around them: the peer's
    address counts.
    """
    proxies = settings.TRUSTED_PROXIES
    if proxies > 0:
        forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
        if len(forwarded) >= proxies and (address := _address(forwarded[-proxies])):
            return address
    return _address(str(request.META.get("REMOTE_ADDR", "")))


def address_block(address: str) -> str:
    """What one subscriber has: the IPv4 address itself, the /64 network of an IPv6 address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))


def read_body(request: HttpRequest, *, limit: int) -> bytes:
    """The body, at most `limit` bytes; nothing is read past the limit, or at all when more was declared.

    Raises `BodyTooLarge`, or `BodyRefused` when the length declared is none or is not what arrived.
    """
    declared = str(request.META.get("CONTENT_LENGTH") or "")
    if declared and not (declared.isascii() and declared.isdigit()):
        raise BodyRefused("wrong_length", "Content-Length is no number.")
    if declared and (len(declared) > 12 or int(declared) > limit):
        raise BodyTooLarge("too_large", f"At most {limit} bytes are taken.")
    body = _read(request, limit=limit)
    if len(body) > limit:
        raise BodyTooLarge("too_large", f"At most {limit} bytes are taken.")
    if declared and len(body) != int(declared):
        raise BodyRefused("wrong_length", "Content-Length is not the length of the body.")
    return body


def _read(request: HttpRequest, *, limit: int) -> bytes:
    """Up to `limit` bytes and one more, which tells that there are too many."""
    chunks: list[bytes] = []
    missing = limit + 1
    try:
        while missing > 0 and (chunk := request.read(min(_CHUNK, missing))):
            chunks.append(chunk)
            missing -= len(chunk)
    except (UnreadablePostError, OSError):
        raise BodyRefused("wrong_length", "The body broke off.") from None
    return b"".join(chunks)


def _origin_parts(origin: str) -> tuple[str, str, int] | None:
    """Scheme, host in lower case and port; None when it is not exactly one http(s) origin."""
    if not _ORIGIN.match(origin):
        return None
    try:
        parts: SplitResult = urlsplit(origin)
        port = parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if not parts.hostname:
        return None
    return scheme, parts.hostname.lower(), port or _DEFAULT_PORTS[scheme]


def _is_behind_tls(theirs: tuple[str, str, int], own: tuple[str, str, int] | None) -> bool:
    """Same host, https outside, http inside: a proxy ends TLS and `SECURE_PROXY_SSL_HEADER` is not set."""
    return own is not None and theirs[1] == own[1] and (theirs[0], own[0]) == ("https", "http")


def _address(text: str) -> str:
    """A single address out of a header's entry, its port and zone taken away; "" when it is none."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        parsed = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(parsed)
