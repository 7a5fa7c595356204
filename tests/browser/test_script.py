"""The script in a real Chromium, against a page and a collector that only remember."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.tracking.test_script_size import SCRIPT

sync_api = pytest.importorskip("playwright.sync_api")

pytestmark = [pytest.mark.browser]

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
WAIT = 1500
GRANTED, REFUSED, PARTLY = "a.1/1:x", "r.1/1:x", "p.1/1:x"

BANNER = """<section role="region" {more}><form data-pz-consent {form} method="post" action="/consent/">
<button id="no" name="choice" value="none">No</button><button id="yes" name="choice" value="all">Yes</button>
<input type="hidden" name="next" value="/"></form></section>"""


@dataclass
class Shop:
    """A page, the script, a consent endpoint and a collector on one port."""

    port: int = 0
    body: str = ""
    attributes: str = 'data-pz-view="client"'
    headers: dict[str, str] = field(default_factory=dict)
    #: Answers of the collector, one after the other; then always 204.
    answers: list[tuple[int, Any]] = field(default_factory=list)
    consent_status: int = 204
    requests: list[dict[str, Any]] = field(default_factory=list)
    batches: list[dict[str, Any]] = field(default_factory=list)
    choices: list[dict[str, Any]] = field(default_factory=list)
    pages: int = 0
    arrived: threading.Condition = field(default_factory=threading.Condition)

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def events(self) -> list[dict[str, Any]]:
        return [event for batch in self.batches for event in batch["events"]]

    @property
    def names(self) -> list[str]:
        return [event["event"] for event in self.events]

    def wait(self, true: Callable[[], bool]) -> None:
        """Until something has arrived; beacons are invisible to the page that sent them."""
        with self.arrived:
            assert self.arrived.wait_for(true, timeout=20)

    def html(self) -> str:
        tag = (
            f'<script src="/personalize.js" nonce="n" defer data-endpoint="/in/" data-consent-url="/consent/" '
            f'data-consent-cookie="pz_consent" {self.attributes}></script>'
        )
        return f"<!doctype html><title>A page</title><main><h1>Shop</h1>{self.body}</main>{tag}"


class _Handler(BaseHTTPRequestHandler):
    shop: Shop

    def log_message(self, *args: Any) -> None:
        """Nothing: the test prints what matters."""

    def do_GET(self) -> None:
        if self.path == "/personalize.js":
            return self._answer(200, SCRIPT.read_bytes(), "text/javascript")
        if self.path.startswith("/favicon"):
            return self._answer(204, b"")
        self.shop.pages += 1
        return self._answer(200, self.shop.html().encode(), "text/html", **self.shop.headers)

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers["Content-Length"] or 0))
        if self.path == "/in/":
            self.shop.requests.append({"headers": dict(self.headers), "length": len(data)})
            status, answer = self.shop.answers.pop(0) if self.shop.answers else (204, None)
            if status == 204:
                with self.shop.arrived:
                    self.shop.batches.append(json.loads(data))
                    self.shop.arrived.notify_all()
            return self._answer(
                status, b"" if answer is None else json.dumps(answer).encode(), "application/json"
            )
        text = data.decode()
        choice = next((word for word in ("all", "none", "some") if f"\r\n\r\n{word}\r\n" in text), "")
        plain = not choice
        if plain:
            choice = "all" if "choice=all" in text else "none"
        self.shop.choices.append(
            {"choice": choice, "plain": plain, "body": text, "asked": self.headers.get("X-Requested-With")}
        )
        if plain:
            return self._answer(303, b"", Location="/thanks/")
        if self.shop.consent_status != 204:
            return self._answer(self.shop.consent_status, b"")
        value = {"all": GRANTED, "some": PARTLY, "none": REFUSED}[choice]
        return self._answer(204, b"", **{"Set-Cookie": f'pz_consent="{value}"; Path=/; SameSite=Lax'})

    def _answer(self, status: int, body: bytes, content_type: str = "text/plain", **headers: str) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": content_type,
            "Content-Length": str(len(body)),
            **headers,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.fail("No Chromium: install it, or name it in CHROMIUM.")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
        )
        yield browser
        browser.close()


@pytest.fixture
def shop() -> Iterator[Shop]:
    found = Shop()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"shop": found}))
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(chromium: Any, shop: Shop) -> Iterator[Any]:
    """A page whose time the test moves, and which must not raise a single error."""
    context = chromium.new_context()
    page = context.new_page()
    page.clock.install()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.errors = errors
    page.under_way = set()
    page.on(
        "request", lambda request: request.url.endswith(("/in/", "/consent/")) and page.under_way.add(request)
    )
    page.on("requestfinished", lambda request: page.under_way.discard(request))
    page.on("requestfailed", lambda request: page.under_way.discard(request))
    yield page
    context.close()
    assert errors == []


Open = Callable[..., Any]


@pytest.fixture
def visit(page: Any, shop: Shop) -> Open:
    """Open a page with a choice made before ("" for none)."""

    def open_page(choice: str = GRANTED, path: str = "/") -> Any:
        if choice:
            page.context.add_cookies([{"name": "pz_consent", "value": choice, "url": shop.url()}])
        page.goto(shop.url(path))
        page.wait_for_load_state("load")
        return page

    return open_page


def settle(page: Any) -> None:
    """Let the queue's time pass, then wait until everything that was sent has its answer, and what follows from it."""
    page.clock.run_for(WAIT + 100)
    quiet = 0
    for _ in range(200):
        page.evaluate("() => fetch('/favicon.ico').then((answer) => answer.text())")
        quiet = 0 if page.under_way else quiet + 1
        if quiet == 2:
            return
    raise AssertionError(f"Still under way: {page.under_way}")


def stored(page: Any) -> list[Any]:
    return [
        [cookie["name"] for cookie in page.context.cookies() if cookie["name"] != "pz_consent"],
        page.evaluate("() => localStorage.length + sessionStorage.length"),
    ]


@pytest.mark.trust("T-001")
@pytest.mark.trust("T-421")
@pytest.mark.parametrize("choice", ["", REFUSED])
def test_before_consent_and_after_a_refusal_nothing_happens(visit: Open, shop: Shop, choice: str) -> None:
    shop.body = '<button id="b" data-pz-event="product_clicked">x</button>'
    page = visit(choice)
    page.click("#b")
    page.evaluate(
        "() => { personalize.track('product_clicked', {}); personalize.page(); personalize.flush(); }"
    )
    page.evaluate("() => history.pushState({}, '', '/two/')")
    settle(page)
    page.goto(shop.url("/three/"))
    settle(page)
    assert shop.requests == []
    assert stored(page) == [[], 0]


@pytest.mark.trust("T-403")
@pytest.mark.parametrize("choice", [GRANTED, PARTLY, f'"{GRANTED}"'])
def test_with_consent_the_display_is_recorded_once(visit: Open, shop: Shop, choice: str) -> None:
    page = visit(choice, "/?utm_source=june#top")
    settle(page)
    settle(page)
    (event,) = shop.events
    assert event["event"] == "page_viewed"
    assert event["page"] == {"url": shop.url("/?utm_source=june"), "title": "A page", "referrer": ""}
    assert len(event["event_id"]) == 32
    assert event["event_id"][12] == "4"
    headers = shop.requests[0]["headers"]
    assert headers["Content-Type"] == "text/plain;charset=UTF-8"
    assert headers["Sec-Fetch-Site"] == "same-origin"
    assert headers["Origin"] == shop.url().rstrip("/")
    assert stored(page) == [[], 0]


def test_a_view_that_the_server_counted_is_not_counted_again(visit: Open, shop: Shop) -> None:
    shop.attributes = 'data-pz-view="server"'
    settle(visit())
    assert shop.events == []


@pytest.mark.parametrize(
    ("attribute", "choice", "expected"),
    [("granted", "", ["page_viewed"]), ("refused", GRANTED, []), ("", GRANTED, ["page_viewed"])],
)
def test_the_servers_word_about_consent_outranks_the_cookie(
    visit: Open, shop: Shop, attribute: str, choice: str, expected: list[str]
) -> None:
    shop.attributes = f'data-pz-view="client" data-consent="{attribute}"'
    settle(visit(choice))
    assert shop.names == expected


def test_calls_made_before_the_script_arrives_are_kept(visit: Open, shop: Shop) -> None:
    shop.body = """<script>personalize = {q: []};
    for (const name of ["track", "page"]) personalize[name] = (...given) => personalize.q.push([name, ...given]);
    personalize.track("promotion_viewed", {promotion_id: "summer"});</script>"""
    settle(visit())
    assert shop.names == ["page_viewed", "promotion_viewed"]
    assert shop.events[1]["properties"] == {"promotion_id": "summer"}


@pytest.mark.trust("T-409")
def test_clicks_are_declared_in_the_markup(visit: Open, shop: Shop) -> None:
    shop.attributes = 'data-pz-view="server"'
    shop.body = """<div data-pz-event="product_clicked" data-pz-p-product-id="12" data-pz-p-list-id="new"
    data-pz-p-__proto__="x" data-pz-other="y"><b id="inner">Dress</b></div><i id="outside">x</i>
    <script>document.querySelector("#inner").onclick = (event) => event.stopPropagation()</script>"""
    page = visit()
    page.click("#inner")
    page.click("#outside")
    settle(page)
    (event,) = shop.events
    assert event["event"] == "product_clicked"
    assert event["properties"] == {"product_id": "12", "list_id": "new"}
    assert page.evaluate("() => ({}).polluted === undefined && ({}).x === undefined")


def test_a_double_click_is_one_event(visit: Open, shop: Shop) -> None:
    shop.attributes = 'data-pz-view="server"'
    shop.body = '<button id="b" data-pz-event="promotion_clicked">x</button>'
    page = visit()
    page.dblclick("#b")
    settle(page)
    assert shop.names == ["promotion_clicked"]


def test_pages_of_a_single_page_shop_are_views(visit: Open, shop: Shop) -> None:
    page = visit()
    for step in (
        "history.pushState({}, '', '/two/')",
        "history.replaceState({}, '', '/two/?page=2')",
        "history.replaceState({scroll: 5}, '')",
        "location.hash = 'reviews'",
    ):
        page.evaluate(f"() => {{ {step}; }}")
        page.clock.run_for(100)
    with page.expect_event("framenavigated"):
        page.evaluate("() => history.go(-2)")
    page.clock.run_for(100)
    settle(page)
    paths = [(event["page"]["url"], event["page"]["referrer"]) for event in shop.events]
    assert paths == [
        (shop.url("/"), ""),
        (shop.url("/two/"), shop.url("/")),
        (shop.url("/two/?page=2"), shop.url("/two/")),
        (shop.url("/"), shop.url("/two/?page=2")),
    ]


def test_an_event_just_before_leaving_arrives(visit: Open, shop: Shop) -> None:
    shop.body = '<a id="go" href="/next/" data-pz-event="product_clicked" data-pz-p-product-id="1">go</a>'
    page = visit()
    page.click("#go")
    page.wait_for_url("**/next/")
    shop.wait(lambda: len(shop.events) >= 2)
    assert shop.names[:2] == ["page_viewed", "product_clicked"]
    assert shop.requests[0]["headers"]["Sec-Fetch-Mode"] == "no-cors", "a beacon"
    assert shop.requests[0]["headers"]["Content-Type"] == "text/plain;charset=UTF-8"


def test_a_page_that_is_put_away_sends_at_once(visit: Open, shop: Shop) -> None:
    page = visit()
    with page.expect_request("**/in/"):
        page.evaluate("""() => {
            Object.defineProperty(document, "hidden", {get: () => true});
            document.dispatchEvent(new Event("visibilitychange"));
        }""")
    shop.wait(lambda: bool(shop.events))
    assert shop.names == ["page_viewed"]


@pytest.mark.trust("T-421")
def test_at_most_twenty_events_go_in_one_request(visit: Open, shop: Shop) -> None:
    shop.attributes = 'data-pz-view="server"'
    page = visit()
    page.evaluate(
        "() => { for (let n = 0; n < 45; n++) personalize.track('overlay_shown', {overlay_id: n}); }"
    )
    settle(page)
    # Sent at the same time, so any may arrive first; within each the order stands.
    sent = sorted([event["properties"]["overlay_id"] for event in batch["events"]] for batch in shop.batches)
    assert sent == [list(range(20)), list(range(20, 40)), list(range(40, 45))]


@pytest.mark.trust("T-421")
def test_requests_are_split_at_sixty_kilobytes(visit: Open, shop: Shop) -> None:
    shop.attributes = 'data-pz-view="server"'
    page = visit()
    page.evaluate("() => { for (let n = 0; n < 19; n++) personalize.track('x', {text: 'ä'.repeat(3500)}); }")
    for _ in range(3):  # browsers keep 64 KiB of such requests alive at once; what found no room comes again
        with page.expect_response("**/in/"):
            page.evaluate("() => personalize.flush()")
    assert all(request["length"] <= 60_000 for request in shop.requests)
    assert len({event["event_id"] for event in shop.events}) == len(shop.events) == 19
    assert len(shop.batches) == 3


def test_refused_events_do_not_spoil_the_others(visit: Open, shop: Shop) -> None:
    shop.attributes = 'data-pz-view="server"'
    shop.answers = [(400, {"error": "unknown_event", "index": 1, "refused": [1]})]
    page = visit()
    page.evaluate("() => { for (const name of ['a', 'b', 'c']) personalize.track(name); }")
    settle(page)
    settle(page)
    assert shop.names == ["a", "c"]


@pytest.mark.parametrize(
    "answer", [(400, {"error": "empty"}), (404, None), (415, "x"), (403, {"refused": "?"})]
)
def test_a_request_that_is_refused_as_a_whole_is_given_up(visit: Open, shop: Shop, answer: Any) -> None:
    shop.answers = [answer]
    page = visit()
    settle(page)
    page.evaluate("() => personalize.track('later')")
    settle(page)
    assert shop.names == ["later"]


@pytest.mark.parametrize("status", [429, 503])
def test_what_found_no_room_comes_with_the_next(visit: Open, shop: Shop, status: int) -> None:
    shop.answers = [(status, None)]
    page = visit()
    settle(page)
    assert shop.names == []
    page.evaluate("() => personalize.track('later')")
    settle(page)
    assert shop.names == ["page_viewed", "later"]


def test_an_event_that_found_no_network_keeps_its_id(visit: Open, shop: Shop) -> None:
    page = visit()
    page.context.set_offline(True)
    page.clock.run_for(WAIT + 100)
    page.evaluate("() => fetch('/favicon.ico').catch(() => 0)")
    page.context.set_offline(False)
    page.evaluate("() => personalize.flush()")
    settle(page)
    assert shop.names == ["page_viewed"]


@pytest.mark.trust("T-421")
def test_the_script_never_throws_into_the_page(visit: Open, shop: Shop) -> None:
    page = visit()
    page.evaluate("""() => {
        const round = {}; round.round = round;
        personalize.track("a", round); personalize.track("b", 10n); personalize.track(); personalize.page(5);
        personalize.consent(); personalize.scan(null); personalize.flush({});
        history.pushState({}, "", "/x/"); navigator.sendBeacon = () => { throw Error("blocked"); };
        window.dispatchEvent(new Event("pagehide")); document.dispatchEvent(new MouseEvent("click"));
        document.body.dispatchEvent(new Event("submit", {bubbles: true}));
    }""")
    settle(page)
    assert page.errors == []


def test_without_a_beacon_leaving_sends_by_fetch(visit: Open, shop: Shop) -> None:
    page = visit()
    page.evaluate(
        "() => { navigator.sendBeacon = () => false; window.dispatchEvent(new Event('pagehide')); }"
    )
    settle(page)
    assert shop.names == ["page_viewed"]


# -- consent


def test_accepting_starts_on_this_page_without_a_reload(visit: Open, shop: Shop) -> None:
    shop.body = BANNER.format(more='id="banner"', form="")
    page = visit("")
    page.focus("#yes")
    page.keyboard.press("Enter")
    page.wait_for_selector("#banner", state="hidden")
    settle(page)
    assert [(choice["choice"], choice["plain"], choice["asked"]) for choice in shop.choices] == [
        ("all", False, "personalize")
    ]
    assert 'name="next"' in shop.choices[0]["body"]
    assert shop.names == ["page_viewed"]
    assert shop.pages == 1
    assert page.evaluate("() => document.activeElement.tagName") == "MAIN"


def test_refusing_hides_the_banner_and_sends_nothing(visit: Open, shop: Shop) -> None:
    shop.body = BANNER.format(more='id="banner"', form="")
    page = visit("")
    page.click("#no")
    page.wait_for_selector("#banner", state="hidden")
    page.evaluate("() => personalize.track('a')")
    settle(page)
    assert [choice["choice"] for choice in shop.choices] == ["none"]
    assert shop.requests == []


def test_focus_stays_where_it_is_when_it_was_elsewhere(visit: Open, shop: Shop) -> None:
    shop.body = BANNER.format(more='id="banner"', form="") + '<input id="search">'
    page = visit("")
    page.focus("#search")
    page.evaluate("() => document.querySelector('form').requestSubmit(document.querySelector('#no'))")
    page.wait_for_selector("#banner", state="hidden")
    assert page.evaluate("() => document.activeElement.id") == "search"


def test_a_form_may_ask_for_a_reload(visit: Open, shop: Shop) -> None:
    shop.body = BANNER.format(more="", form="data-reload")
    page = visit("")
    with page.expect_navigation():
        page.click("#yes")
    assert shop.pages == 2


def test_when_the_choice_cannot_be_sent_the_form_goes_its_plain_way(visit: Open, shop: Shop) -> None:
    shop.body = BANNER.format(more="", form="")
    shop.consent_status = 500
    page = visit("")
    page.click("#yes")
    page.wait_for_url("**/thanks/")
    assert [(choice["choice"], choice["plain"]) for choice in shop.choices] == [("all", False), ("all", True)]


@pytest.mark.parametrize(("choice", "visible"), [("", True), (REFUSED, False), (GRANTED, False)])
def test_a_lazy_banner_shows_only_to_who_has_not_chosen(
    visit: Open, shop: Shop, choice: str, visible: bool
) -> None:
    shop.body = (
        BANNER.format(more='id="banner" data-pz-lazy hidden', form="") + "<p id='other' data-pz-lazy hidden>x"
    )
    page = visit(choice)
    assert page.is_visible("#banner") is visible
    assert not page.is_visible("#other"), "other lazy places are not the banner's"


def test_a_banner_that_arrives_later_is_found_by_scan(visit: Open, shop: Shop) -> None:
    page = visit("")
    html = BANNER.format(more='id="banner" data-pz-lazy hidden', form="").replace("\n", "")
    page.evaluate(f"() => {{ document.querySelector('main').innerHTML = `{html}`; personalize.scan(); }}")
    assert page.is_visible("#banner")
    page.click("#yes")
    page.wait_for_selector("#banner", state="hidden")
    assert [choice["choice"] for choice in shop.choices] == ["all"]


@pytest.mark.trust("T-008")
def test_the_hosts_own_banner_grants_and_withdraws(visit: Open, shop: Shop) -> None:
    page = visit("")
    for call in ("true", "{personalization: true, analytics: false}", "false"):
        with page.expect_response("**/consent/"):
            page.evaluate(f"() => personalize.consent({call})")
        page.evaluate("() => fetch('/favicon.ico')")
        page.evaluate("() => personalize.track('a')")
    settle(page)
    assert [choice["choice"] for choice in shop.choices] == ["all", "some", "none"]
    assert "personalization" in shop.choices[1]["body"]
    assert "analytics" not in shop.choices[1]["body"]
    assert shop.names == [], "what was still waiting when consent was withdrawn is not sent"


@pytest.mark.trust("T-014")
def test_global_privacy_control_goes_with_every_message(visit: Open, shop: Shop, page: Any) -> None:
    page.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})"
    )
    visit("")
    with page.expect_response("**/consent/"):
        page.evaluate("() => personalize.consent(true)")
    settle(page)
    assert 'name="gpc"' in shop.choices[0]["body"]
    assert [batch["gpc"] for batch in shop.batches] == [True]


# -- displays without a request


def test_a_page_from_the_back_forward_cache_is_a_new_display(visit: Open, shop: Shop) -> None:
    shop.attributes = 'data-pz-view="server"'
    page = visit()
    page.evaluate("() => dispatchEvent(new PageTransitionEvent('pageshow', {persisted: false}))")
    page.evaluate("() => dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    settle(page)
    assert shop.names == ["page_viewed"]


def test_a_prerendered_page_waits_until_somebody_sees_it(visit: Open, shop: Shop, page: Any) -> None:
    page.add_init_script(
        "window.early = true; Object.defineProperty(Document.prototype, 'prerendering', {get: () => window.early})"
    )
    visit()
    settle(page)
    assert shop.requests == []
    page.evaluate("() => { window.early = false; document.dispatchEvent(new Event('prerenderingchange')); }")
    settle(page)
    assert shop.names == ["page_viewed"]


@pytest.mark.trust("T-421")
def test_the_script_runs_under_a_strict_policy(visit: Open, shop: Shop, page: Any) -> None:
    shop.headers = {
        "Content-Security-Policy": "default-src 'self'; script-src 'nonce-n' 'strict-dynamic'; object-src 'none'; "
        "base-uri 'none'; style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
    }
    shop.body = BANNER.format(more='id="banner"', form="")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    visit("")
    page.click("#yes")
    page.wait_for_selector("#banner", state="hidden")
    settle(page)
    assert shop.names == ["page_viewed"]
    assert complaints == []
