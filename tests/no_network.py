"""Nothing leaves this process: every connection, look-up of a name and child process is noted and refused.

As a plugin (`pytest -p tests.no_network`) it holds for a whole run, which fails when the list is not empty. Drivers of
databases speak in C and are not seen here; of the rest only the cache that the settings name may be reached.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

#: What was tried: "socket.connect 203.0.113.7:443".
egress: list[str] = []

_WATCHED = {
    "socket.connect",
    "socket.sendto",
    "socket.sendmsg",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.gethostbyaddr",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
}
_closed = False
_allowed: set[tuple[str, int]] = set()


class Egress(BaseException):
    """Not an `Exception`: no page and no job may swallow it."""


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if not _closed or event not in _WATCHED:
        return
    if event == "subprocess.Popen" and arguments[0] == sys.executable:
        return  # a test that looks at a fresh interpreter
    where = arguments[1] if event in ("socket.connect", "socket.sendto", "socket.sendmsg") else arguments[:2]
    if isinstance(where, str | bytes) or where is None:
        return  # a socket of this machine's file system, or one that was connected before
    if event.startswith("socket.") and tuple(where[:2]) in _allowed:
        return
    egress.append(f"{event} {':'.join(map(str, where[:2]))}")
    raise Egress(egress[-1])


sys.addaudithook(_refuse)


def close(*, allowed: Iterator[tuple[str, int]] | tuple[tuple[str, int], ...] = ()) -> None:
    """From now on nothing leaves but to these (host, port)."""
    global _closed
    _closed = True
    _allowed.update(allowed)


@contextmanager
def closed() -> Iterator[list[str]]:
    """The same while the block runs; yields the list."""
    global _closed
    before, _closed = _closed, True
    try:
        yield egress
    finally:
        _closed = before


def caches() -> Iterator[tuple[str, int]]:
    """(host, port) of the caches that the settings name."""
    from django.conf import settings

    for entry in settings.CACHES.values():
        parts = urlsplit(str(entry.get("LOCATION", "")))
        if parts.hostname:
            yield parts.hostname, parts.port or 6379


def pytest_collection_finish(session: pytest.Session) -> None:
    close(allowed=caches())


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if egress:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    terminalreporter.write_line(f"egress: {egress}")
