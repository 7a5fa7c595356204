"""Pages served in this very process by Django's WSGI handler: what one costs, and which statements it sends."""

from __future__ import annotations

import io
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from types import FrameType
from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import connection

USER_AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)


@dataclass(frozen=True, slots=True)
class Served:
    """A page: CPU seconds until the answer was complete, and those after it."""

    status: int
    html: str
    before: float
    after: float
    set_cookies: dict[str, str]


@cache
def handler() -> WSGIHandler:
    """The shop, with its middleware loaded."""
    return WSGIHandler()


def environ(path: str, cookies: str) -> dict[str, Any]:
    """A request as a server hands it over."""
    path, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "shop.test",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "shop.test",
        "HTTP_USER_AGENT": USER_AGENT,
        "HTTP_ACCEPT_LANGUAGE": "en",
        "HTTP_COOKIE": cookies,
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }


def visitor_of(cookies: str) -> Any:
    """`request.visitor` of a browser with these cookies, outside of any request."""
    from django_personalize.visitor import Visitor

    return Visitor(WSGIRequest(environ("/", cookies)))


def serve(
    path: str,
    cookies: str,
    before: AbstractContextManager[Any] | None = None,
    after: AbstractContextManager[Any] | None = None,
) -> Served:
    """One page, to the end of everything that it makes the process do; profilers may stand around its two parts."""
    head: list[Any] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], failure: Any = None
    ) -> Callable[[bytes], object]:
        head.extend((int(status[:3]), headers))
        return lambda data: None

    given = environ(path, cookies)
    begun = time.process_time()
    with before or nullcontext():
        response = handler()(given, start_response)
        body = b"".join(response)
    answered = time.process_time()
    with after or nullcontext():
        response.close()
    done = time.process_time()
    status, headers = head
    pairs = (value.partition(";")[0].partition("=") for name, value in headers if name == "Set-Cookie")
    return Served(
        status, body.decode(), answered - begun, done - answered, {name: value for name, _, value in pairs}
    )


class Browsing:
    """Visitors in turn; each sends back the freshness cookie that it was given."""

    def __init__(self, visitors: Sequence[str]) -> None:
        self._cookies = list(visitors)
        self._seen = [""] * len(visitors)
        self._next = 0

    def serve(
        self,
        path: str,
        before: AbstractContextManager[Any] | None = None,
        after: AbstractContextManager[Any] | None = None,
    ) -> Served:
        """The page for the next visitor."""
        turn = self._next % len(self._cookies)
        self._next += 1
        seen = f"; pz_seen={self._seen[turn]}" if self._seen[turn] else ""
        served = serve(path, self._cookies[turn] + seen, before, after)
        self._seen[turn] = served.set_cookies.get("pz_seen", self._seen[turn])
        return served


_browsing: list[Browsing] = []


def come(visitors: list[str]) -> None:
    """The visitors (Cookie headers) who ask for pages from now on."""
    _browsing[:] = [Browsing(visitors)]


def browsing() -> Browsing:
    """Those who came."""
    return _browsing[0]


def cpu(path: str, count: int) -> dict[str, Any]:
    """CPU milliseconds of so many pages, each for the next visitor: before and after the answer."""
    pages = [browsing().serve(path) for _ in range(count)]
    return {
        "before": [page.before * 1000 for page in pages],
        "after": [page.after * 1000 for page in pages],
        "failed": sum(page.status != 200 for page in pages),
    }


def html(path: str, cookies: str) -> str:
    """The page's text."""
    return serve(path, cookies).html


def views() -> int:
    """How many views have been written."""
    from django_personalize.events.models import Event

    return Event.objects.filter(name__in=["page_viewed", "product_viewed"]).count()


def statements(path: str, cookies: str) -> dict[str, Any]:
    """The statements of one page before its answer: ours, those of our product batch, and the shop's.

    Ours are those that code of django_personalize sends. The answer's write happens, uncounted.
    """
    found: Counter[str] = Counter()
    texts: list[str] = []
    batches: list[int] = []
    with _batches(batches):
        with connection.execute_wrapper(_count_into(found, texts)):
            response = handler()(environ(path, cookies), lambda status, headers, failure=None: None)  # type: ignore[arg-type]
            set_cookies = {morsel.key: morsel.value for morsel in response.cookies.values()}
            b"".join(response)
        response.close()
    return {
        "ours": found["ours"],
        "batch": found["batch"],
        "shop": found["shop"],
        "batches": len(batches),
        "texts": texts,
        "seen": set_cookies.get("pz_seen", ""),
    }


def _count_into(found: Counter[str], texts: list[str]) -> Callable[..., Any]:
    def counted(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        kind = _sender(sys._getframe())
        found[kind] += 1
        if kind != "shop":
            texts.append(f"{kind}: {sql[:800]}")
        return execute(sql, params, many, context)

    return counted


def _sender(frame: FrameType | None) -> str:
    """Whose code waits for the statement that is being sent."""
    ours = False
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if module.startswith("django_personalize."):
            if frame.f_code.co_name == "get_cards":
                return "batch"
            # The middleware stands around everything; what it waits for is the shop's until something of ours asks.
            ours = ours or module != "django_personalize.middleware"
        elif ours and module.startswith("example_shop.views"):
            break
        frame = frame.f_back
    return "ours" if ours else "shop"


@contextmanager
def _batches(calls: list[int]) -> Iterator[None]:
    """Count how often products are asked for."""
    try:
        from django_personalize.shop.adapter import get_adapter
    except ImportError:
        yield
        return
    adapter = get_adapter()
    asked = adapter.get_cards

    def counting(keys: Sequence[str], **more: Any) -> Any:
        calls.append(len(keys))
        return asked(keys, **more)

    adapter.get_cards = counting  # type: ignore[method-assign]
    try:
        yield
    finally:
        del adapter.get_cards
