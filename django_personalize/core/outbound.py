"""The one door through which a request leaves the house: to hosts of an allow-list, at addresses checked beforehand.

The address that was checked is the one that is connected to, so a name that answers twice with different addresses
gains nothing. Redirects are not followed. Time and size of the answer are bounded as a whole. Only the tick, a task or
staff pressing a button come here; no page ever does.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from django_personalize.conf import settings
from django_personalize.core.errors import PersonalizeError

TIMEOUT = timedelta(seconds=5)
LARGEST_ANSWER = 1024 * 1024
_CHUNK = 16 * 1024
_HOST = re.compile(
    r"^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"
)
#: Names of parameters that would put a secret into an address, where every list and log shows it.
_SECRET_NAME = re.compile(r"secret|token|password|passwd|api_?key|auth|signature", re.IGNORECASE)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
#: resolve(host, port) gives addresses as text; tests answer in its place.
Resolve = Callable[[str, int], list[str]]


class OutboundRefused(PersonalizeError):
    """An address that nothing may be sent to; the text says why, without the address's parameters."""


class OutboundFailed(PersonalizeError):
    """The other side could not be reached or did not answer as HTTP within the bounds."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The other side's answer: its status and the headers by lower-case name. The body is read and forgotten."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address, split for the connection."""

    host: str
    port: int
    #: Path and query as they are sent, with the parameters that only the settings know.
    path: str = field(repr=False)


def check_url(url: str) -> Target:
    """Where a request to `url` would go; raises `OutboundRefused`. Names are not looked up here."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise OutboundRefused("The address cannot be read; give https://host/path.") from None
    if parts.scheme != "https":
        raise OutboundRefused(f"The address begins with {parts.scheme or 'no scheme'}, must be https.")
    if parts.username is not None or parts.password is not None:
        raise OutboundRefused("The address holds a name or a password; the signature says who is sending.")
    if parts.fragment or re.search(r"[\x00-\x20\x7f\\]", url):
        raise OutboundRefused("The address holds a fragment, a blank or a control character.")
    if not _HOST.match(host) or host not in allowed_hosts():
        raise OutboundRefused(
            f"The host {host or '(none)'!r} is not one of PERSONALIZE['WEBHOOK_HOSTS']; add it there first."
        )
    for name, _ in parse_qsl(parts.query, keep_blank_values=True):
        if _SECRET_NAME.search(name):
            raise OutboundRefused(
                f"The parameter {name!r} would show a secret to everybody who sees the address; "
                f"put it into PERSONALIZE['WEBHOOK_PARAMETERS'][{host!r}]."
            )
    query = "&".join(part for part in (parts.query, urlencode(_parameters(host))) if part)
    return Target(host, port or 443, (parts.path or "/") + (f"?{query}" if query else ""))


def allowed_hosts() -> frozenset[str]:
    """The hosts of the allow-list in lower case."""
    return frozenset(host.lower() for host in settings.WEBHOOK_HOSTS)


def _parameters(host: str) -> Mapping[str, str]:
    given = settings.WEBHOOK_PARAMETERS
    return next((dict(values) for name, values in given.items() if name.lower() == host), {})


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system answers; raises `OutboundFailed`."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise OutboundFailed(f"The name {host} cannot be resolved.") from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def checked_addresses(target: Target, *, resolve: Resolve = look_up) -> list[str]:
    """Every address of the target's name; raises `OutboundRefused` when one of them is not public."""
    found = resolve(target.host, target.port)
    if not found:
        raise OutboundFailed(f"The name {target.host} has no address.")
    private = [ipaddress.ip_network(network, strict=False) for network in settings.WEBHOOK_NETWORKS]
    for text in found:
        address = _address(text)
        allowed = address is not None and (
            is_public(address) or (not address.is_link_local and _within(address, private))
        )
        if not allowed:
            raise OutboundRefused(
                f"{target.host} stands at an address inside a private network; name the network in "
                "PERSONALIZE['WEBHOOK_NETWORKS'] if it is yours."
            )
    return found


def is_public(address: Address) -> bool:
    """Whether an address belongs to the internet: neither private, site- or link-local, loopback,
    multicast, reserved nor that of a 6to4 relay (RFC 7526).

    IPv6 addresses that carry an IPv4 address (mapped, compatible, 6to4, NAT64, Teredo) are what they carry.
    """
    if isinstance(address, ipaddress.IPv6Address):
        carried = _carried(address)
        if carried is not None:
            return is_public(carried)
        if address.is_site_local:
            return False
    elif address in _RELAYS:
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64 or address in _COMPATIBLE:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_COMPATIBLE = ipaddress.ip_network("::/96")
_RELAYS = ipaddress.ip_network("192.88.99.0/24")


def _within(address: Address, networks: Iterable[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    return any(address in network for network in networks)


def _address(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    resolve: Resolve = look_up,
    timeout: timedelta = TIMEOUT,
    largest: int = LARGEST_ANSWER,
) -> Answer:
    """Send one POST and read the answer to its end; raises `OutboundRefused` and `OutboundFailed`.

    An answer of any status is an answer, a redirect too. `timeout` holds for connecting, sending and reading together.
    """
    target = check_url(url)
    address = checked_addresses(target, resolve=resolve)[0]
    connection = _Connection(target, address, timeout=timeout.total_seconds())
    # The time-out of a socket holds for one read: an answer that drips would last for ever.
    watch = threading.Timer(timeout.total_seconds(), connection.cut)
    watch.daemon = True
    watch.start()
    try:
        connection.request("POST", target.path, body=body, headers=dict(headers))
        response = connection.getresponse()
        size = 0
        while chunk := response.read(_CHUNK):
            size += len(chunk)
            if size > largest:
                raise OutboundFailed(f"The answer is larger than {largest} bytes.")
        if connection.was_cut:
            raise TimeoutError
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()})
    except ssl.SSLError as fault:
        raise OutboundFailed(_told(fault, connection, timeout)) from None
    except (OSError, http.client.HTTPException, ValueError) as fault:
        raise OutboundFailed(_told(fault, connection, timeout)) from None
    finally:
        watch.cancel()
        connection.close()


def _told(fault: Exception, connection: _Connection, timeout: timedelta) -> str:
    """What went wrong in our words: the texts of libraries may hold addresses and answers."""
    if connection.was_cut or isinstance(fault, TimeoutError):
        return f"No answer within {timeout.total_seconds():g} seconds."
    if isinstance(fault, ssl.SSLCertVerificationError):
        return f"The certificate is not accepted: {fault.verify_message}."
    if isinstance(fault, ssl.SSLError):
        return "The encrypted connection could not be made."
    if isinstance(fault, ConnectionRefusedError):
        return "The connection was refused."
    if isinstance(fault, OSError | http.client.RemoteDisconnected):
        return "The connection broke off."
    return "The answer is no HTTP."


class _Connection(http.client.HTTPSConnection):
    """HTTPS to an address that is known already; the certificate is that of the name."""

    def __init__(self, target: Target, address: str, *, timeout: float) -> None:
        context = ssl.create_default_context(cafile=settings.WEBHOOK_CA_FILE)
        super().__init__(target.host, target.port, timeout=timeout, context=context)
        self._address = address
        self._tls = context
        self.was_cut = False

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), self.timeout)
        # The handshake comes after, so that the watch can cut it, too.
        sock = self._tls.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock = sock
        if self.was_cut:
            raise TimeoutError
        sock.do_handshake()

    def cut(self) -> None:
        """Time is up: whoever reads or writes is woken with an error."""
        self.was_cut = True
        sock = self.sock
        if sock is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
