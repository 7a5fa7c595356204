"""Many browsers at once over kept-alive connections: plain sockets and prepared bytes, so that the one who asks costs
little beside the one who answers."""

from __future__ import annotations

import itertools
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.rounds import percentile

#: Answers with these carry no body.
_BODYLESS = frozenset({204, 304})
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
#: The cookie by which the next request of a browser says what it has to know of.
_SEEN = re.compile(rb"(?i)\r\nset-cookie: *pz_seen=([^;\r]*)")


@dataclass
class Browser:
    """One visitor's next request: `ask` gets the value of the last `pz_seen` cookie, b"" for none."""

    ask: Callable[[bytes], bytes]
    seen: bytes = b""


@dataclass
class Load:
    """What came back within the time."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    #: Seconds per request.
    waits: list[float] = field(default_factory=list)

    @property
    def requests(self) -> int:
        return sum(self.statuses.values())

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds if self.seconds else 0.0

    @property
    def server_errors(self) -> int:
        return sum(count for status, count in self.statuses.items() if status >= 500)

    @property
    def p99(self) -> float:
        """Milliseconds."""
        return percentile(self.waits, 0.99) * 1000


def queue_of(browsers: Sequence[Browser]) -> Iterator[Browser]:
    """The browsers in turn, for ever: whoever asked last comes back when all others have asked."""
    return itertools.cycle(browsers)


def put_on(
    ports: Sequence[int],
    browsers: Iterator[Browser],
    *,
    seconds: float = 0.0,
    requests: int = 0,
    connections: int = 2,
) -> Load:
    """Ask for so long, or so often, over `connections` to each port; each asks again when its answer is complete."""
    load = Load()
    turn = threading.Lock()
    left = itertools.count(requests, -1)
    begun = time.perf_counter()
    deadline = begun + seconds if seconds else float("inf")

    def next_one() -> Browser | None:
        with turn:
            if time.perf_counter() >= deadline or (requests and next(left) <= 0):
                return None
            return next(browsers)

    def ask(port: int) -> None:
        statuses: Counter[int] = Counter()
        waits: list[float] = []
        with _Line(port) as line:
            while (browser := next_one()) is not None:
                asked = time.perf_counter()
                status, head = line.exchange(browser.ask(browser.seen))
                waits.append(time.perf_counter() - asked)
                statuses[status] += 1
                if found := _SEEN.search(head):
                    browser.seen = found.group(1).strip(b'"')
        with turn:
            load.statuses.update(statuses)
            load.waits.extend(waits)

    threads = [threading.Thread(target=ask, args=(port,)) for port in ports for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.seconds = time.perf_counter() - begun
    return load


class _Line:
    """One kept-alive connection; opened again when the server closes it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def __enter__(self) -> _Line:
        return self

    def __exit__(self, *failure: object) -> None:
        self._hang_up()

    def exchange(self, request: bytes) -> tuple[int, bytes]:
        """(status, head) of the answer; its body is read and thrown away."""
        for attempt in (1, 2):
            if self._socket is None:
                self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=60)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                self._socket.sendall(request)
                return self._read(self._socket)
            except ConnectionError:
                self._hang_up()
                if attempt == 2:
                    raise
        raise AssertionError("two attempts, two outcomes")

    def _read(self, line: socket.socket) -> tuple[int, bytes]:
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            part = line.recv(65536)
            if not part:
                raise ConnectionError("closed before an answer")
            data += part
        head = data[: end + 2]
        status = int(head[9:12])
        found = _LENGTH.search(head)
        missing = (int(found.group(1)) if found and status not in _BODYLESS else 0) - (len(data) - end - 4)
        while missing > 0:
            part = line.recv(min(missing, 262144))
            if not part:
                raise ConnectionError("closed within an answer")
            missing -= len(part)
        if b"\r\nconnection: close" in head.lower():
            self._hang_up()
        return status, head

    def _hang_up(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None
