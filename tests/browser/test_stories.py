"""The living shop as people meet it, in a real browser: one story for each thing that a person can do there."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from django_personalize.tracking import cookies
from tests.browser.acts import ACTS, goods
from tests.browser.conftest import Arrive
from tests.browser.guests import Guest, counted
from tests.browser.looks import look
from tests.browser.serving import PASSWORD, Served

pytestmark = pytest.mark.browser

LEFT_OFF = "Continue where you left off"
BOUGHT = "Your last items"
#: Cookies of the shop itself: Django's session, its token against forged forms, the language.
SHOPS_OWN = {"sessionid", "csrftoken", "messages", "django_language"}
PEOPLE = (
    "profile",
    "identity",
    "trait",
    "affinity",
    "snapshot",
    "event",
    "eventcounter",
    "session",
    "consentrecord",
)

_STORED = """async () => ({
    local: Object.keys(localStorage), session: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).length, caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""


def hero(page: Page) -> str:
    """Where the first big tile of the home page leads."""
    return page.locator(".hero .button").first.get_attribute("href") or ""


def row(page: Page, heading: str) -> list[str]:
    """Addresses of the products in the row under a heading, as they stand there."""
    links = page.locator("section.row", has=page.get_by_role("heading", name=heading)).locator(
        ".card-title a"
    )
    return [link.get_attribute("href") or "" for link in links.all()]


def banner(page: Page) -> Page:
    return page.get_by_role("region", name="Your shop, your choice")


def connectors(served: Served) -> list[str]:
    """Addresses of four wood connectors that can be bought."""
    rows = served.rows(
        "SELECT p.slug FROM example_shop_product p JOIN example_shop_category c ON c.id = p.category_id"
        " WHERE c.slug = 'wood-connectors' AND p.is_active AND p.stock > 0 ORDER BY p.id LIMIT 4"
    )
    return [f"/p/{row['slug']}/" for row in rows]


def people(served: Served) -> dict[str, int]:
    """How many rows there are about people, table by table."""
    count = "SELECT COUNT(*) FROM django_personalize_"
    return {name: served.number(count + name) for name in PEOPLE}


def look_at(guest: Guest, paths: list[str]) -> None:
    for path in paths:
        guest.open(path)
        guest.let_pass(10)


# -- 1: the demo shop


@pytest.mark.row("A1")
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_the_demo_opens_and_one_click_makes_a_demo_customer(
    arrive: Arrive, served: Served, javascript: bool
) -> None:
    guest = arrive(served, javascript=javascript)
    page = guest.open("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Good things, kept for long.")
    page.locator(".demo-bar summary").click()
    person = page.locator(".demo-bar .people button").first
    name = person.locator("strong").inner_text()
    person.click()
    expect(page.locator(".messages")).to_contain_text(f"You are {name} now.")
    expect(page.locator(".demo-bar summary")).to_contain_text(f"You are {name}")
    expect(page.locator(".hello")).to_contain_text(name.split()[0])


# -- 2: from a stranger to a shop that remembers


@pytest.mark.row("G3")
@pytest.mark.trust("T-001")
@pytest.mark.trust("T-002")
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_before_consent_nothing_is_stored_and_nothing_is_sent(
    arrive: Arrive, served: Served, javascript: bool
) -> None:
    guest = arrive(served, javascript=javascript)
    asked: list[str] = []
    guest.context.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    before = people(served)
    for path in ("/", connectors(served)[0], "/search/?q=bracket", "/magazine/", "/"):
        page = guest.open(path)
        expect(banner(page)).to_be_visible() if javascript or path != "/magazine/" else None
    if javascript:
        page.evaluate("() => { personalize.track('page_viewed'); personalize.flush(); personalize.page(); }")
        assert page.evaluate(_STORED) == {
            "local": [],
            "session": [],
            "databases": 0,
            "caches": [],
            "workers": 0,
        }
    guest.settle()
    assert guest.cookies() == set()
    assert [request for request in asked if "/personalize/" in request and "/static/" not in request] == []
    assert people(served) == before


@pytest.mark.trust("T-710")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_refusing_is_as_easy_as_accepting(arrive: Arrive, served: Served, width: int, scheme: str) -> None:
    guest = arrive(served, viewport={"width": width, "height": 844}, color_scheme=scheme)
    page = guest.open("/")
    asked = banner(page)
    refuse, accept = (
        look(asked.get_by_role("button", name=name, exact=True)) for name in ("Refuse", "Accept")
    )
    assert refuse.top == accept.top
    assert refuse.width == pytest.approx(accept.width, rel=0.05)
    assert refuse.height == pytest.approx(accept.height, rel=0.05)
    assert (refuse.font_size, refuse.weight) == (accept.font_size, accept.weight)
    assert refuse.contrast == pytest.approx(accept.contrast, rel=0.05)
    assert refuse.contrast >= 4.5
    assert refuse.height >= 44
    assert look(asked.locator("p").first).contrast >= 4.5
    assert asked.locator("input:checked").count() == 0, "nothing is ticked before"
    assert page.evaluate("document.activeElement.tagName") == "BODY", "a banner takes no focus"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = asked.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["height"] <= 844 * 0.6


@pytest.mark.trust("T-009")
@pytest.mark.trust("T-710")
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_a_refusal_is_heard_and_not_asked_again(arrive: Arrive, served: Served, javascript: bool) -> None:
    guest = arrive(served, javascript=javascript)
    before = people(served)
    page = guest.open("/")
    banner(page).get_by_role("button", name="Refuse", exact=True).click()
    expect(banner(page)).to_be_hidden()
    look_at(guest, connectors(served))
    for path in ("/", "/magazine/"):
        guest.open(path)
        expect(banner(page)).to_be_hidden()
    guest.open("/")
    expect(page.get_by_text(LEFT_OFF)).to_have_count(0)
    guest.settle()
    assert guest.cookies() == {"pz_consent"}
    assert people(served) == before


@pytest.mark.row("C3")
@pytest.mark.row("C14")
@pytest.mark.row("C20")
@pytest.mark.row("B26")
@pytest.mark.trust("T-002")
@pytest.mark.trust("T-008")
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_four_wood_connectors_make_the_shop_personal_and_one_click_ends_it(
    arrive: Arrive, served: Served, javascript: bool
) -> None:
    guest = arrive(served, javascript=javascript)
    page = guest.open("/")
    banner(page).get_by_role("button", name="Accept", exact=True).click()
    expect(banner(page)).to_be_hidden()
    expect(page.locator(".hello")).to_contain_text("Welcome to Marlow.")
    expect(page.get_by_text(LEFT_OFF)).to_have_count(0)

    seen = connectors(served)
    for path in seen:
        guest.open(path)
    guest.open("/")  # the very next request

    expect(page.locator(".hello")).to_contain_text("Welcome to Marlow.")  # still the first visit
    assert row(page, LEFT_OFF) == seen[::-1]
    assert hero(page) == "/c/wood-connectors/"
    tile = page.locator(".hero")
    (shelf,) = served.rows("SELECT headline FROM example_shop_category WHERE slug = 'wood-connectors'")
    expect(tile.get_by_role("heading", level=1)).to_have_text(shelf["headline"])
    picture = tile.locator("img")
    expect(picture).to_be_visible()
    if javascript:
        assert picture.evaluate("(image) => image.complete && image.naturalWidth > 0")
    expect(page.locator("h1")).to_have_count(1)

    known = {cookie.name for cookie in cookies.declared()}
    assert guest.cookies() <= known | SHOPS_OWN
    assert "pz_visitor" in guest.cookies()

    page.get_by_role("button", name="Remember nothing about me").click()  # one click, as accepting was
    guest.open("/")
    expect(page.get_by_text(LEFT_OFF)).to_have_count(0)
    assert hero(page) != "/c/wood-connectors/"
    assert guest.cookies() & known == {"pz_consent"}
    mark = guest.mark()
    look_at(guest, seen[:2])
    assert guest.since(mark) == []


@pytest.mark.row("A26")
@pytest.mark.row("A28")
@pytest.mark.row("A30")
def test_a_visit_is_kept_from_entry_to_exit_with_where_it_came_from(guest: Guest, served: Served) -> None:
    guest.accept()
    mark = guest.mark()
    guest.open("/magazine/?utm_source=letter&utm_medium=email&utm_campaign=spring")
    guest.settle()
    guest.let_pass(60)
    guest.open(connectors(served)[0])
    events = guest.since(mark, at_least=3)
    assert counted(events) == {"session_started": 1, "page_viewed": 1, "product_viewed": 1}
    (visit,) = served.rows("SELECT * FROM django_personalize_session WHERE profile_id = ?", events[0].owner)
    assert visit["entry_url"].endswith("/magazine/?utm_source=letter&utm_medium=email&utm_campaign=spring")
    assert visit["exit_url"].endswith(connectors(served)[0])
    assert (visit["channel"], visit["source"], visit["campaign"]) == ("email", "letter", "spring")
    assert (visit["device"], visit["os"], visit["browser"]) == ("desktop", "linux", "chrome")
    assert visit["page_views"] == 2


def test_one_purpose_alone_is_honoured(guest: Guest, served: Served) -> None:
    """Statistics without personalisation: what is looked at counts, and changes nothing."""
    page = guest.open("/")
    banner(page).get_by_text("Choose one by one").click()
    banner(page).locator('input[value="analytics"]').check()
    banner(page).get_by_role("button", name="Save my choice").click()
    expect(banner(page)).to_be_hidden()
    mark = guest.mark()
    look_at(guest, connectors(served))
    guest.open("/")
    expect(page.get_by_text(LEFT_OFF)).to_have_count(0)
    assert hero(page) != "/c/wood-connectors/"
    events = guest.since(mark, at_least=5)
    assert counted(events) == {"product_viewed": 4, "page_viewed": 1}
    assert {event.basis for event in events} == {"analytics"}


# -- 3: cart, search, login, orders, a shared browser


@pytest.mark.row("A3")
@pytest.mark.row("A4")
@pytest.mark.row("A5")
@pytest.mark.row("A6")
@pytest.mark.row("A27")
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_a_visit_from_the_first_search_to_the_order_of_a_customer(
    arrive: Arrive, served: Served, javascript: bool
) -> None:
    guest = arrive(served, javascript=javascript)
    page = guest.open("/")
    banner(page).get_by_role("button", name="Accept", exact=True).click()
    expect(banner(page)).to_be_hidden()
    mark = guest.mark()
    for name in ("search, found", "add to cart", "change quantity", "remove", "add to cart", "sign in"):
        ACTS[name].ready(guest, page)
        ACTS[name].do(guest, page)
        guest.let_pass(10)
    expect(page.locator(".hello")).to_contain_text("Welcome back")
    ACTS["order as customer"].ready(guest, page)
    ACTS["order as customer"].do(guest, page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")

    events = guest.since(mark, at_least=16)
    assert [event.name for event in events if not event.name.endswith("viewed")] == [
        "products_searched",
        "product_added",
        "product_added",
        "product_removed",
        "product_added",
        "signed_in",
        "checkout_started",
        "order_completed",
    ]
    (customer,) = served.rows(
        "SELECT p.id FROM django_personalize_profile p JOIN example_shop_customer c ON p.user_key = c.id"
        " WHERE c.email = ?",
        guest.buyer,
    )
    assert {event.owner for event in events} == {customer["id"]}, "all of it is the customer's now"
    guest.open("/")
    assert row(page, LEFT_OFF) == [goods(served).path]


@pytest.mark.row("A2")
@pytest.mark.row("A6")
def test_a_guest_orders_a_gift_and_it_says_nothing_about_their_taste(guest: Guest, served: Served) -> None:
    guest.accept()
    act = ACTS["order a gift"]
    act.arrange(guest)
    act.ready(guest, guest.page)
    mark = guest.mark()
    tastes = "SELECT COUNT(*) FROM django_personalize_affinity WHERE kind = 'category' AND profile_id = ?"
    act.do(guest, guest.page)
    (order,) = [event for event in guest.since(mark, at_least=2) if event.name == "order_completed"]
    assert order.properties["order"]["is_gift"] is True
    liked = served.rows(
        "SELECT events FROM django_personalize_affinity WHERE profile_id = ? AND kind = 'category'",
        order.owner,
    )
    assert {row["events"] for row in liked} <= {1}, "the cart counted, the gift did not"
    assert served.number(tastes, order.owner) <= 2


@pytest.mark.trust("T-015")
def test_an_order_without_consent_belongs_to_nobody(guest: Guest, served: Served) -> None:
    page = guest.open("/")
    banner(page).get_by_role("button", name="Refuse", exact=True).click()
    expect(banner(page)).to_be_hidden()
    before = people(served)
    act = ACTS["order as guest"]
    act.arrange(guest)
    act.ready(guest, page)
    mark = guest.mark()
    act.do(guest, page)
    (order,) = guest.since(mark, at_least=1)
    assert (order.name, order.owner, order.basis) == ("order_completed", None, "contract")
    assert people(served) == {**before, "event": before["event"] + 1}


@pytest.mark.row("A27")
@pytest.mark.trust("T-416")
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_on_a_shared_browser_the_next_person_sees_nothing_of_the_last(
    arrive: Arrive, served: Served, javascript: bool
) -> None:
    guest = arrive(served, javascript=javascript)
    guest.accept()
    page = guest.page
    seen = connectors(served)
    look_at(guest, seen)
    guest.open("/account/login/")
    page.fill('main input[name="username"]', guest.buyer)
    page.fill('main input[name="password"]', PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text(LEFT_OFF)).to_be_visible()
    expect(page.locator(".hello")).to_contain_text(guest.buyer.split("@")[0].capitalize())
    guest.put_in_cart(goods(served).product)

    guest.open("/account/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You have signed out.")).to_be_visible()
    expect(page.get_by_text(LEFT_OFF)).to_have_count(0)
    assert hero(page) != "/c/wood-connectors/"
    assert guest.buyer.split("@")[0].capitalize() not in page.content()
    page.go_back()
    page.go_back()
    expect(page.get_by_text(LEFT_OFF)).to_have_count(0)
    guest.open("/cart/")
    expect(page.locator(".line")).to_have_count(0)

    # The next person is another customer: what the first one did stays with the first.
    guest.sign_in(arrive(served).buyer)
    guest.open("/")
    expect(page.get_by_text(LEFT_OFF)).to_have_count(0)


@pytest.mark.row("C4")
def test_a_customer_goes_on_with_another_device(arrive: Arrive, served: Served) -> None:
    desk, phone = arrive(served), arrive(served, viewport={"width": 390, "height": 844}, has_touch=True)
    desk.accept()
    desk.sign_in(desk.buyer)
    seen = connectors(served)[:3]
    look_at(desk, seen)
    phone.accept()
    phone.sign_in(desk.buyer)
    phone.open("/")
    assert row(phone.page, LEFT_OFF) == seen[::-1]


# -- 4: a real shop's history


@pytest.mark.row("A6")
@pytest.mark.row("C20")
def test_a_customer_of_a_loaded_history_finds_their_last_items_and_a_stranger_does_not(
    arrive: Arrive, served_history: Served
) -> None:
    stranger = arrive(served_history)
    page = stranger.open("/")
    expect(page.get_by_text(BOUGHT)).to_have_count(0)
    assert hero(page) == "/all/?sort=newest"

    anna = arrive(served_history)
    page = anna.open("/")
    page.locator(".demo-bar summary").click()
    page.locator(".demo-bar .people button", has_text="anna").click()
    expect(page.get_by_text(BOUGHT)).to_be_visible()
    names = page.locator("section.row", has_text=BOUGHT).locator(".card-title").all_inner_texts()
    assert set(names) == {"Jasmine pearls", "Poppy plait", "Oat biscuits", "Smoky Lapsang", "Assam breakfast"}
    assert names.index("Jasmine pearls") < names.index("Smoky Lapsang"), "the newest order first"
    title = page.locator(".hero h1").inner_text()
    assert title == "A pot for every hour", "tea, and of all her groceries tea alone"

    page.locator(".demo-bar summary").click()
    page.locator(".demo-bar .people button", has_text=re.compile("new visitor")).click()
    expect(page.get_by_text("You have signed out.")).to_be_visible()
    expect(page.get_by_text(BOUGHT)).to_have_count(0)


@pytest.mark.row("A6")
def test_the_loaded_orders_are_the_files_and_lines_without_a_customer_have_no_person(
    served_history: Served,
) -> None:
    orders = served_history.rows("SELECT name, owner_id, value, currency FROM django_personalize_event")
    completed = [order for order in orders if order["name"] == "order_completed"]
    assert len(completed) == 9
    assert sum(round(order["value"] * 100) for order in completed) == 9150
    assert [order["owner_id"] for order in completed].count(None) == 1
    before = len(orders)
    history = served_history.database.parent / "tiny-history"
    served_history.manage("demo", "--no-serve", "-v0", "--dataset", str(history))
    again = served_history.rows("SELECT name FROM django_personalize_event")
    assert len(again) == before, "a second run adds nothing"
