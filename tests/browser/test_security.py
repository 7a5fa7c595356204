"""Hostile texts stay texts, a strict policy is never broken, and nothing complains in the console."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Arrive
from tests.browser.guests import Guest, counted
from tests.browser.policy import POLICY
from tests.browser.serving import PASSWORD, Served
from tests.browser.stock import ADMIN

pytestmark = pytest.mark.browser

#: What people type who mean harm; every one of them would set `window.__xss` or leave the shop.
HOSTILE = (
    "<script>window.__xss=1</script>",
    "<img src=x onerror=window.__xss=2>",
    '<a href="javascript:window.__xss=3">cheap</a>',
    '<a href="JaVa&#115;cript:window.__xss=4">cheap</a>',
    "<svg><script>window.__xss=5</script></svg>",
    '<math><mi//xlink:href="data:x,<script>window.__xss=6</script>">',
    '<iframe srcdoc="<script>parent.__xss=7</script>"></iframe>',
    "<form action=//evil.invalid><input name=pw></form>",
    '<style>@import "//evil.invalid/x.css"</style>',
    '<div style="background:url(//evil.invalid/x);position:fixed">',
    '<noscript><p title="</noscript><img src=x onerror=window.__xss=8>">',
    '<a href="data:text/html,<script>opener.__xss=9</script>">x</a>',
    '<base href="//evil.invalid/">',
    '<meta http-equiv=refresh content="0;url=//evil.invalid/">',
    "<template><img src=x onerror=window.__xss=10></template>",
    '<p id="__proto__" name="location">',
    '"><script>window.__xss=11</script>',
    "'-window.__xss=12-'",
    "{{constructor.constructor('window.__xss=13')()}}",
    "</script><script>window.__xss=14</script>",
    "javascript:window.__xss=15",
)

_STOCK = f"""
from django.core.management import call_command
from example_shop.models import Article, Brand, Category, Product, Review
hostile = {HOSTILE!r}
shelf = Category.objects.create(name=hostile[1][:80], slug="hostile", headline=hostile[0], illustration="tent",
    colour="#1f5c4a", position=99)
for number, text in enumerate(hostile):
    brand = Brand.objects.create(name=f"{{number}}{{text}}"[:80], slug=f"hostile-{{number}}")
    product = Product.objects.create(sku=f"X-{{number}}", slug=f"hostile-{{number}}", name=text, description=text,
        category=shelf, brand=brand, price="9.90", stock=50, attributes={{"colour": text, text: text}},
        illustration="tent", colour="#1f5c4a")
    Review.objects.create(product=product, author=text[:80], rating=5, title=text[:120], text=text)
Article.objects.create(slug="hostile", title=hostile[16], intro=hostile[1], body=hostile[0], category=shelf)
call_command("personalize_sync", verbosity=0)
"""


@dataclass(frozen=True)
class Hostile:
    """A shop whose shelf "hostile" holds one product for each hostile text."""

    served: Served
    paths: tuple[str, ...]


@pytest.fixture(scope="module")
def hostile(served: Served) -> Iterator[Hostile]:
    served.python(_STOCK)
    yield Hostile(served, tuple(f"/p/hostile-{number}/" for number in range(len(HOSTILE))))
    served.python(
        "from example_shop.models import Product\n"
        "Product.objects.filter(category__slug='hostile').update(is_active=False)"
    )


_INERT = """() => ({
    xss: window.__xss,
    links: [...document.querySelectorAll("[href], [src], [action], [formaction], [xlink\\\\:href]")].flatMap(
        (element) => ["href", "src", "action", "formaction", "xlink:href"]
            .map((name) => element.getAttribute(name) || "")
            .filter((value) => /^\\s*(javascript:|data:|(https?:)?\\/\\/evil)/i.test(value))),
    frames: frames.length,
    strangers: document.querySelectorAll(
        "base, meta[http-equiv=refresh], math, #__proto__, script:not([src]):not([type])"
    ).length,
})"""


def assert_inert(page: Page) -> None:
    """Nothing of a hostile text has become part of the page."""
    assert page.evaluate(_INERT) == {"xss": None, "links": [], "frames": 0, "strangers": 0}, page.url


@pytest.fixture
def watched(arrive: Arrive, served: Served) -> Guest:
    """Somebody with consent whose browser must ask nobody but the shop."""
    guest = arrive(served)
    home = urlsplit(served.url).netloc

    def ask(url: str) -> None:
        if urlsplit(url).netloc != home:
            guest.complaints.append(f"asked a stranger: {url}")

    guest.context.on("request", lambda request: ask(request.url))
    guest.accept()
    return guest


@pytest.mark.trust("T-541")
def test_hostile_products_are_inert_wherever_the_shop_shows_them(watched: Guest, hostile: Hostile) -> None:
    page = watched.page
    for path in hostile.paths:
        watched.open(path)
        assert_inert(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE[-1])
    for path in ("/c/hostile/", "/all/?sort=newest", "/magazine/hostile/", "/search/?q=cheap"):
        watched.open(path)
        assert_inert(page)
    watched.open("/")
    expect(page.get_by_text("Continue where you left off")).to_be_visible()
    expect(page.locator(".hero h1")).to_have_text(HOSTILE[0])
    assert_inert(page)


@pytest.mark.trust("T-541")
def test_hostile_search_words_are_inert(watched: Guest) -> None:
    for text in HOSTILE:
        watched.open(f"/search/?q={quote(text)}")
        assert_inert(watched.page)
    watched.open("/")
    assert_inert(watched.page)


@pytest.mark.trust("T-418")
def test_hostile_words_of_visitors_are_inert_in_the_admin(
    arrive: Arrive, watched: Guest, hostile: Hostile, served: Served
) -> None:
    mark = watched.mark()
    for text, path in zip(HOSTILE, hostile.paths, strict=True):
        query = f"utm_source={quote(text)}&utm_medium={quote(text)}&utm_campaign={quote(text)}"
        watched.page.goto(f"{path}?{query}", referer=f"{served.url}/search/?q={quote(text)}")
        watched.open(f"/search/?q={quote(text)}")
        track = "(text) => personalize.track('promotion_clicked', {promotion_id: 'x', name: text, creative: text})"
        watched.page.evaluate(track, text)
    watched.page.evaluate(
        "() => { document.title = '<img src=x onerror=window.__xss=16>'; personalize.page(); }"
    )
    events = watched.since(mark, at_least=4 * len(HOSTILE))
    said = counted(events)
    assert said["products_searched"] >= len(HOSTILE) - 1
    assert said["promotion_clicked"] == len(HOSTILE)
    person = events[0].owner

    staff = arrive(served)
    staff.expect_complaint("favicon.ico")  # the admin names none
    staff.open("/admin/login/")
    page = staff.page
    page.fill("#id_username", ADMIN)
    page.fill("#id_password", PASSWORD)
    page.locator("[type=submit]").click()
    page.wait_for_url("**/admin/")
    root = "/admin/django_personalize"
    newest = served.rows(
        "SELECT id FROM django_personalize_event WHERE id > ? AND name <> 'session_started'", mark
    )
    pages = [
        f"{root}/profile/",
        f"{root}/profile/{person}/change/",
        f"{root}/event/",
        *(f"{root}/event/{row['id']}/change/" for row in newest[:24]),
        f"{root}/session/",
        f"{root}/daysum/",
        f"{root}/trait/",
        f"{root}/consentrecord/",
        f"{root}/catalogitem/",
        f"{root}/catalogitem/?q={quote(HOSTILE[1])}",
        f"{root}/catalogcategory/",
        f"{root}/event/?q={quote(HOSTILE[16])}",
    ]
    for path in pages:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        assert_inert(page)
    page.goto(f"{root}/profile/{person}/change/")
    assert HOSTILE[1] in page.locator("body").inner_text(), "the words are there to be read"


@pytest.mark.trust("T-421")
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_a_strict_policy_is_kept_on_every_kind_of_page(
    arrive: Arrive, served: Served, javascript: bool
) -> None:
    """The fixture fails the test for every complaint in the console; a broken policy is one."""
    guest = arrive(served, javascript=javascript)
    page = guest.page
    answer = page.goto("/magazine/")
    assert answer is not None
    assert answer.headers["content-security-policy"] == POLICY
    if javascript:
        expect(page.locator(".pz-consent")).to_be_visible()
        page.locator(".pz-consent").get_by_role("button", name="Accept", exact=True).click()
        expect(page.locator(".pz-consent")).to_be_hidden()
        assert page.evaluate("typeof window.personalize.track") == "function"
    else:
        guest.accept()
    for path in (
        "/",
        "/c/wood-connectors/",
        "/search/?q=chair",
        "/cart/",
        "/account/login/",
        "/demo/",
        "/magazine/",
    ):
        guest.open(path)


def test_under_nonces_our_script_and_banner_break_nothing(arrive: Arrive, served: Served) -> None:
    guest = arrive(served, extra_http_headers={"X-Policy": "nonce"})
    guest.expect_complaint(
        "Content Security Policy"
    )  # the shop's own script and style attributes; ours are told below
    page = guest.page
    page.add_init_script("""
        window.broken = [];
        addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, target }) => {
            const ours = target?.closest?.("[class^=pz-], [data-pz-consent]");
            window.broken.push([violatedDirective, blockedURI, ours ? ours.className : ""]);
        });
    """)
    guest.open("/")
    page.locator(".pz-consent summary").click()
    page.locator(".pz-consent").get_by_role("button", name="Accept", exact=True).click()
    expect(page.locator(".pz-consent")).to_be_hidden()
    broken = page.evaluate("window.broken")
    ours = [what for what in broken if what[2] or "personalize" in what[1]]
    assert ours == []
    assert any("shop.js" in what[1] for what in broken), "the policy is at work"


@pytest.mark.trust("T-403")
def test_a_beacon_of_plain_text_is_taken_and_a_form_is_not(guest: Guest, served: Served) -> None:
    asked: list[str] = []
    guest.context.on("request", lambda request: asked.append(request.method))
    guest.accept()
    page = guest.open("/")
    mark = guest.mark()
    asked.clear()
    body = json.dumps({"events": [{"event": "promotion_viewed", "properties": {"promotion_id": "june"}}]})
    assert page.evaluate("(body) => navigator.sendBeacon('/personalize/in/', body)", body) is True
    (event,) = guest.since(mark, at_least=1)
    assert (event.name, event.source) == ("promotion_viewed", "browser")
    assert event.properties == {"promotion_id": "june"}
    assert "OPTIONS" not in asked, "no permission has to be asked first"

    guest.expect_complaint("415")
    post = """(type) => fetch("/personalize/in/", {method: "POST", body: "x=1", headers: {"Content-Type": type}})
        .then((answer) => answer.status)"""
    assert page.evaluate(post, "application/x-www-form-urlencoded") == 415
    assert page.evaluate(post, "text/html") == 415


@pytest.mark.trust("T-406")
@pytest.mark.trust("T-407")
def test_a_script_on_the_page_cannot_claim_an_order_or_another_person(guest: Guest) -> None:
    guest.accept()
    page = guest.open("/")
    mark = guest.mark()
    guest.expect_complaint("400")
    page.evaluate("""() => {
        personalize.track("order_completed", {order: {order_id: "1", total: "9999.00", currency: "EUR"}});
        personalize.track("purchase", {transaction_id: "1", value: 9999, currency: "EUR"});
        personalize.track("signed_in", {method: "password"});
        personalize.track("promotion_viewed", {promotion_id: "june", profile_id: 1, email: "someone@example.com"});
        personalize.flush();
    }""")
    (event,) = guest.since(mark, at_least=1)
    assert (event.name, event.properties) == ("promotion_viewed", {"promotion_id": "june"})
    assert "identify" not in page.evaluate("Object.keys(window.personalize)")
