"""The shop as gunicorn runs it, and a door for the test: is it still busy, what is its time, does it hold answers.

`/-/state` tells how many requests are being worked on, including what is written after the answer, and what the shop
has logged as an error. `/-/clock?ahead=10` moves the app's clock. `/-/hold?on=1` keeps back the answers to page loads
until `on=0`: a slow shop, in which an impatient second click always comes before the first answer.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from django.core.wsgi import get_wsgi_application
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.browser.settings")

#: A test that forgets to let go must not hang the shop for ever.
_LONGEST_HOLD = 30.0

StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


class Complaints(logging.Handler):
    """Keeps what is logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(logging.Formatter("%(name)s: %(message)s").format(record)[-2000:])


class Watched:
    """The application with a count of what it is doing."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.lock = threading.Lock()
        self.busy = 0
        #: Page loads that the application has worked on while it held its answers.
        self.held = 0
        #: Page loads that the browser made before anybody asked for the page.
        self.prefetched = 0
        self.let_go = threading.Event()
        self.let_go.set()
        self.ahead = timedelta()
        self.complaints = Complaints()
        logging.getLogger().addHandler(self.complaints)
        logging.getLogger("django").addHandler(self.complaints)

    def now(self) -> datetime:
        return timezone.now() + self.ahead

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith("/-/"):
            return self._door(environ, start_response)
        with self.lock:
            self.busy += 1
            self.prefetched += "prefetch" in environ.get("HTTP_SEC_PURPOSE", "")
        answer: Iterable[bytes] | None = None
        try:
            answer = self.application(environ, start_response)
            if environ.get("HTTP_SEC_FETCH_MODE") == "navigate" and not self.let_go.is_set():
                with self.lock:
                    self.held += 1
                self.let_go.wait(_LONGEST_HOLD)
        except BaseException:
            self._done()
            raise
        return _Answer(answer, self._done)

    def _done(self) -> None:
        with self.lock:
            self.busy -= 1

    def _door(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        asked = {name: values[0] for name, values in parse_qs(environ["QUERY_STRING"]).items()}
        match environ["PATH_INFO"]:
            case "/-/clock":
                self.ahead = timedelta(seconds=float(asked["ahead"]))
            case "/-/hold":
                with self.lock:
                    self.held = 0
                if asked["on"] == "1":
                    self.let_go.clear()
                else:
                    self.let_go.set()
            case "/-/forgive":
                self.complaints.heard.clear()
        with self.lock:
            state = {
                "busy": self.busy,
                "held": self.held,
                "prefetched": self.prefetched,
                "complaints": self.complaints.heard,
            }
        body = json.dumps(state).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]


class _Answer:
    """An answer that tells when it is over: sent, closed, and everything written that was left for afterwards."""

    def __init__(self, parts: Iterable[bytes], done: Callable[[], None]) -> None:
        self.parts = parts
        self.done = done

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.parts)

    def close(self) -> None:
        try:
            if hasattr(self.parts, "close"):
                self.parts.close()
        finally:
            self.done()


application = Watched(get_wsgi_application())

from django_personalize.core import clock  # noqa: E402  the app's modules load with the application

_for_good = ExitStack()
_for_good.enter_context(clock.source(application.now))
