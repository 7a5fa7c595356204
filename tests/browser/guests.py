"""Somebody at a browser, and what the shop has put down about them."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Dialog, Locator, Page, Request
from playwright.sync_api import Error as PlaywrightError

from tests.browser.serving import PASSWORD, Served, eventually

_COLLECTOR = "/personalize/in/"
#: After this long the events that are there are all that will come; the caller says what is missing.
_EVENTS_WITHIN = 6.0
#: Send what waits, and a request after it: when that is answered, the browser has told us of both.
_FLUSH = "() => { window.personalize?.flush(); return fetch('/-/state').then((answer) => answer.ok); }"
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Happened:
    """One event as it stands in the database."""

    name: str
    owner: int | None
    source: str
    basis: str
    properties: dict[str, Any]
    context: dict[str, Any]

    @property
    def page(self) -> str:
        """Type of the page on which it happened, "" where none is kept."""
        return str(self.context.get("page", {}).get("type", ""))


@dataclass
class Guest:
    """A browser of its own (cookies, storage, cache) with one page open in it."""

    served: Served
    context: BrowserContext
    page: Page
    javascript: bool
    #: Address of a customer of this guest's own, who signs in with `PASSWORD` and was never here before.
    buyer: str
    #: Messages of the console, of the policy and of the scripts that no page of ours may cause.
    complaints: list[str] = field(default_factory=list)
    _expected: list[str] = field(default_factory=list)
    _under_way: set[Request] = field(default_factory=set)
    _ahead: float = 0.0

    def __post_init__(self) -> None:
        context = self.context
        context.on("console", lambda said: self._hear(said.type, f"{said.text} at {said.location['url']}"))
        context.on("dialog", self._hear_dialog)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("request", self._begin)
        context.on("response", lambda answer: self._end(answer.request))
        context.on("requestfailed", self._end)

    # -- going about

    def open(self, path: str, *, page: Page | None = None) -> Page:
        """Go to an address of the shop as if it had been typed in."""
        page = page or self.page
        page.goto(path)
        return page

    def look(self, path: str) -> str:
        """Ask for a page without showing it; its HTML."""
        answer = self.context.request.get(path)
        assert answer.ok, f"{path} answered {answer.status}"
        return answer.text()

    def tab(self) -> Page:
        """One more tab of the same browser."""
        return self.context.new_page()

    def accept(self) -> None:
        """Allow everything, as the banner's form does without JavaScript."""
        self.post("/personalize/consent/", {"choice": "all"})

    def post(self, path: str, fields: dict[str, Any]) -> None:
        """Send a form from this browser without showing its answer."""
        answer = self.context.request.post(
            path, form=fields, headers={"origin": self.served.url}, max_redirects=0
        )
        assert answer.status in (204, 302), f"{path} answered {answer.status}"

    def sign_in(self, email: str) -> None:
        """Sign in as a customer whose password is `PASSWORD`, without showing the page."""
        found = _TOKEN.search(self.look("/account/login/"))
        assert found, "the login page has no form"
        fields = {"username": email, "password": PASSWORD, "csrfmiddlewaretoken": found[1]}
        self.post("/account/login/", fields)

    def put_in_cart(self, product: int, quantity: int = 1) -> None:
        """Put something into the cart without showing the page."""
        self.post("/cart/add/", {"product": str(product), "quantity": str(quantity)})

    def let_pass(self, seconds: float) -> None:
        """Let time pass, for the app and for this browser's scripts, once what happened before is written."""
        self.served.wait_until_quiet()
        self._ahead += seconds
        self.served.set_clock(self._ahead)
        if self.javascript:
            self.context.clock.set_fixed_time(time.time() + self._ahead)

    def cookies(self) -> set[str]:
        """Names of the cookies this browser holds."""
        return {str(cookie.get("name")) for cookie in self.context.cookies()}

    # -- what was put down

    def settle(self) -> None:
        """Wait until everything that happened in this browser is written: what scripts hold, what the shop does."""
        for page in self.context.pages:
            page.wait_for_load_state("load")
            if self.javascript and page.url.startswith(self.served.url):
                page.evaluate(
                    "() => { window.personalize?.flush(); return fetch('/-/state').then(r => r.ok); }"
                )
        eventually(self._has_sent, what="what the pages send")
        self.served.wait_until_quiet()

    def mark(self) -> int:
        """Where the event log stands now, everything so far written."""
        self.settle()
        return self.served.number("SELECT MAX(id) FROM django_personalize_event")

    def since(self, mark: int, *, at_least: int = 0) -> list[Happened]:
        """Events written after `mark`, oldest first, once `at_least` so many are there and all is settled."""

        late = time.monotonic() + _EVENTS_WITHIN
        count = "SELECT COUNT(*) FROM django_personalize_event WHERE id > ?"
        eventually(
            lambda: self.served.number(count, mark) >= at_least or time.monotonic() > late,
            what="the first events",
        )
        self.settle()
        rows = self.served.rows(
            "SELECT name, owner_id, source, basis, properties, context FROM django_personalize_event"
            " WHERE id > ? ORDER BY id",
            mark,
        )
        return [
            Happened(
                row["name"],
                row["owner_id"],
                row["source"],
                row["basis"],
                json.loads(row["properties"]),
                json.loads(row["context"]),
            )
            for row in rows
        ]

    # -- the console

    def expect_complaint(self, words: str) -> None:
        """Let the console say something with these words; the test knows why."""
        self._expected.append(words)

    def _hear(self, kind: str, text: str) -> None:
        if any(words in text for words in self._expected):
            return
        if kind == "error" or "Content Security Policy" in text:
            self.complaints.append(text)

    def _hear_dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"a dialog opened: {dialog.message}")
        dialog.dismiss()

    def _begin(self, request: Request) -> None:
        if _COLLECTOR in request.url and request.resource_type == "fetch":
            self._under_way.add(request)

    def _end(self, request: Request) -> None:
        self._under_way.discard(request)

    def _has_sent(self) -> bool:
        """Whether no request of the script is under way; hears what the browser has to tell."""
        for page in self.context.pages:
            ask_page(page, "1")
        return not self._under_way


def counted(events: Sequence[Happened]) -> Counter[str]:
    """How many of which."""
    return Counter(event.name for event in events)


def ask_page(page: Page, expression: str) -> Any:
    """What a page's JavaScript answers; None while the page gives way to another."""
    try:
        return page.evaluate(expression)
    except PlaywrightError as error:
        if "context was destroyed" not in str(error):
            raise
        return None


def middle(place: Locator) -> tuple[float, float]:
    """A point inside an element, brought into view, for a mouse that does not wait for what it causes."""
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box is not None, f"{place} is not to be seen"
    return box["x"] + min(box["width"] / 2, 40), box["y"] + box["height"] / 2
