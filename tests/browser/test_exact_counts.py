"""Each act becomes exactly so many events: what people do, crossed with what browsers do.

A cell says how many events of that name an act leaves behind with JavaScript and without ("1/1"). Events that stand in
no row of an act must not happen at all. "-" marks a cell that makes no sense; small letters point to `NOTES`.

once          the act, from the page where it begins, 10 seconds after that page
reload        the page that came is loaded again at once, and once more 10 seconds later
back          Back to the page where the act began, and where it can be done again, once more; each 10 seconds later
double click  the second click comes while the shop still works on the first
two tabs      a second tab, opened before the first click, does the same 10 seconds after the first
prefetch      the browser fetches the page ahead, 10 seconds before the click
cached page   the act begins on the magazine, which shared caches keep
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.acts import ACTS, Act, Goods, arrived, follow, goods
from tests.browser.conftest import Arrive
from tests.browser.guests import Guest, Happened, counted, middle
from tests.browser.serving import Served, eventually

pytestmark = pytest.mark.browser

#: Nobody looks at these pages, and there are many of them.
IMAGES = False

TABLE = """
act               | event                   | once  | reload | back   | double click | two tabs | prefetch | cached page
view product      | product_viewed          | 1/1   | 2/2 a  | 2/2    | 1/1 b        | 2/2 c    | 1/1 d    | - i
                  | product_list_viewed     | 0/0   | 0/0    | 1/1 e  | 0/0          | 0/0      | 0/0      | - i
view category     | product_list_viewed     | 1/1   | 2/2 a  | 2/2    | 1/1 b        | 2/2 c    | 1/1 d    | 1/1
                  | page_viewed             | 0/0   | 0/0    | 1/1 e  | 0/0          | 0/0      | 0/0      | 0/0
view home         | page_viewed             | 1/1   | 2/2 a  | 2/2    | 1/1 b        | 2/2 c    | 1/1 d    | 1/1
                  | product_list_viewed     | 0/0   | 0/0    | 1/1 e  | 0/0          | 0/0      | 0/0      | 0/0
view magazine     | page_viewed             | 1/0 f | 3/0 fv | 2/0 f  | 1/0 bf       | 2/0 cf   | 1/0 df   | - j
                  | product_list_viewed     | 0/0   | 0/0    | 1/1 e  | 0/0          | 0/0      | 0/0      | - j
search, found     | products_searched       | 1/1   | 2/2 a  | 2/2    | 1/1 b        | 2/2 c    | - k      | 1/1
                  | page_viewed             | 0/0   | 0/0    | 1/1 e  | 0/0          | 0/0      | - k      | 0/0
search, nothing   | products_searched       | 1/1   | 2/2 a  | 2/2    | 1/1 b        | 2/2 c    | - k      | 1/1
                  | page_viewed             | 0/0   | 0/0    | 1/1 e  | 0/0          | 0/0      | - k      | 0/0
add to cart       | product_added           | 1/1   | 1/1    | 2/2    | 1/2 g        | 2/2      | - k      | - i
                  | cart_viewed             | 1/1   | 2/2 a  | 2/2    | 1/1          | 2/2 c    | - k      | - i
                  | product_viewed          | 0/0   | 0/0    | 1/1 e  | 0/0          | 0/0      | - k      | - i
change quantity   | product_added           | 1/1   | 1/1    | - l    | 1/1 h        | 1/1 m    | - k      | - i
                  | cart_viewed             | 1/1   | 2/2 a  | - l    | 1/1          | 2/2 c    | - k      | - i
remove            | product_removed         | 1/1   | 1/1    | - l    | 1/1 n        | 1/1 n    | - k      | - i
                  | cart_viewed             | 1/1   | 2/2 a  | - l    | 1/1          | 2/2 c    | - k      | - i
wish              | wishlist_product_added  | 1/1   | 1/1    | - l    | 1/1 o        | 1/1 o    | - k      | - i
                  | wishlist_product_removed| 0/0   | 0/0    | - l    | 0/1 o        | 1/1 o    | - k      | - i
                  | product_viewed          | 1/1 p | 2/2 ap | - l    | 1/1 p        | 2/2 cp   | - k      | - i
sign in           | signed_in               | 1/1   | 1/1    | 1/1 q  | 1/2 r        | 1/1 s    | - k      | - i
                  | page_viewed             | 1/1   | 2/2 a  | 2/2 q  | 1/1          | 1/1 s    | - k      | - i
sign up           | signed_up               | 1/1   | 1/1    | 1/1 q  | 1/1 t        | 1/1 s    | - k      | - i
                  | signed_in               | 1/1   | 1/1    | 1/1 q  | 1/1 t        | 1/1 s    | - k      | - i
                  | page_viewed             | 1/1   | 2/2 a  | 2/2 q  | 1/0 t        | 1/1 s    | - k      | - i
order as guest    | order_completed         | 1/1   | 1/1    | 1/1 q  | 1/1 u        | 1/1 u    | - k      | - i
                  | page_viewed             | 1/1   | 2/2 a  | 1/1    | 1/1          | 2/2 c    | - k      | - i
                  | cart_viewed             | 0/0   | 0/0    | 1/1 q  | 0/0          | 0/0      | - k      | - i
order as customer | order_completed         | 1/1   | 1/1    | 1/1 q  | 1/1 u        | 1/1 u    | - k      | - i
                  | page_viewed             | 1/1   | 2/2 a  | 1/1    | 1/1          | 2/2 c    | - k      | - i
                  | cart_viewed             | 0/0   | 0/0    | 1/1 q  | 0/0          | 0/0      | - k      | - i
order a gift      | order_completed         | 1/1   | 1/1    | 1/1 q  | 1/1 u        | 1/1 u    | - k      | - i
                  | page_viewed             | 1/1   | 2/2 a  | 1/1    | 1/1          | 2/2 c    | - k      | - i
                  | cart_viewed             | 0/0   | 0/0    | 1/1 q  | 0/0          | 0/0      | - k      | - i
"""

NOTES = {
    "a": "Shown three times; the reload at once is one view with the first, as a double click is.",
    "b": "One view whether the browser sends one request or two: the same page within two seconds is one view.",
    "c": "A second tab is a second view.",
    "d": "What the browser fetches ahead nobody has seen yet; the click counts.",
    "e": "Back asks the shop again for a page that may not be kept: one more view of it.",
    "f": "A page from a shared cache is counted by its script; without scripts nobody can tell that it was seen.",
    "g": "The shop's script lets a form go once. Without it two forms arrive: the cart holds 2, the events sum to 2.",
    "h": "Two steps of the arrow are one change with the script; without it the second form changes nothing.",
    "i": "There is no such button or link on the magazine.",
    "j": "The magazine does not lead to the magazine but by a reload.",
    "k": "A form is never fetched ahead.",
    "l": "The page that came has the address of the page where it began: Back leads further away.",
    "m": "The second tab asks for the quantity that is there already.",
    "n": "The second click finds the line gone.",
    "o": "The heart is a switch: pressed twice on a page that shows it empty, it is off again.",
    "p": "The product's page comes back, more than two seconds later: seen again.",
    "q": "The form is no longer there: the shop sends on to the home page, the account, the (empty) cart.",
    "r": "Two forms, two logins: the first answer, with its session, never reached the browser.",
    "s": "The other tab's form is refused (403): a login makes a new token.",
    "t": "The second form finds the account there, and the browser shows that instead of the page after the first.",
    "v": "The script counts displays, and a reload at once is one; the server only knows requests, see a.",
    "u": "One cart becomes one order, however often its form arrives.",
}

_HEADERS, *_LINES = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()]
_PAUSE = 10.0


def _cells() -> list[tuple[str, str, bool, dict[str, int]]]:
    """(act, condition, with JavaScript, event name to count) for every cell that is not left out."""
    found: dict[tuple[str, str, bool], dict[str, int]] = {}
    name = ""
    for act, event, *cells in _LINES:
        name = act or name
        for condition, cell in zip(_HEADERS[2:], cells, strict=True):
            counts, _, letters = cell.partition(" ")
            assert set(letters) <= NOTES.keys(), f"{name}, {condition}: {cell}"
            if counts == "-":
                continue
            for javascript, number in zip((True, False), counts.split("/"), strict=True):
                found.setdefault((name, condition, javascript), {})[event] = int(number)
    return [(*key, counts) for key, counts in found.items()]


@pytest.mark.row("A5")
@pytest.mark.row("A6")
@pytest.mark.parametrize(
    ("name", "condition", "javascript", "expected"),
    [
        pytest.param(*cell, id=f"{cell[0]}-{cell[1]}-{'script' if cell[2] else 'plain'}".replace(" ", "_"))
        for cell in _cells()
    ],
)
def test_an_act_leaves_exactly_its_events(
    arrive: Arrive, served: Served, name: str, condition: str, javascript: bool, expected: dict[str, int]
) -> None:
    guest = arrive(served, javascript=javascript)
    act = ACTS[name]
    guest.accept()
    act.arrange(guest)
    guest.look("/demo/")  # the visit has begun before anything is counted
    mark = _CONDITIONS[condition](guest, act)
    events = guest.since(mark, at_least=sum(expected.values()))
    assert counted(events) == +Counter(expected)
    _check_properties(guest, act, events)
    _check_carts(served, events)


@pytest.mark.row("A4")
@pytest.mark.row("A6")
@pytest.mark.parametrize(
    ("name", "event", "pieces"),
    [
        ("add to cart", "product_added", 2),
        ("remove", "product_removed", 2),
        ("order as guest", "order_completed", 2),
    ],
)
def test_two_tabs_at_the_same_moment_count_what_the_shop_did(
    arrive: Arrive, served: Served, name: str, event: str, pieces: int
) -> None:
    """Both clicks are under way before the first is answered; how many events share the pieces is up to chance."""
    guest = arrive(served)
    act = ACTS[name]
    guest.accept()
    act.arrange(guest)
    tabs = [guest.page, guest.tab()]
    places = []
    for tab in tabs:
        act.ready(guest, tab)
        places.append(middle(tab.locator(act.press(guest, tab)).first))
    guest.let_pass(_PAUSE)
    mark = guest.mark()
    for tab in tabs:
        tab.evaluate("window.before = true")
    with served.slow() as working_on:
        for tab, place in zip(tabs, places, strict=True):
            tab.mouse.click(*place)
        working_on(2)
    for tab in tabs:
        arrived(tab)
    events = [seen for seen in guest.since(mark, at_least=2) if seen.name == event]
    if event == "order_completed":
        (order,) = events
        assert order.properties["order"]["products"][0]["quantity"] == pieces
    else:
        assert sum(seen.properties["product"]["quantity"] for seen in events) == pieces
    _check_carts(served, events)


# -- what browsers do


def _once(guest: Guest, act: Act) -> int:
    act.ready(guest, guest.page)
    guest.let_pass(_PAUSE)
    mark = guest.mark()
    act.do(guest, guest.page)
    return mark


def _reload(guest: Guest, act: Act) -> int:
    mark = _once(guest, act)
    guest.page.reload()
    guest.let_pass(_PAUSE)
    guest.page.reload()
    return mark


def _back(guest: Guest, act: Act) -> int:
    mark = _once(guest, act)
    guest.let_pass(_PAUSE)
    guest.page.go_back()
    if guest.page.locator(act.press(guest, guest.page)).count():
        guest.let_pass(_PAUSE)
        act.prepare(guest, guest.page)
        act.do(guest, guest.page)
    return mark


def _double_click(guest: Guest, act: Act) -> int:
    page = guest.page
    act.ready(guest, page)
    guest.let_pass(_PAUSE)
    mark = guest.mark()

    def twice() -> None:
        if act.steps and guest.javascript:
            page.evaluate(_TWO_STEPS, act.steps)
            return
        x, y = middle(page.locator(act.press(guest, page)).first)
        with guest.served.slow() as working_on:
            page.mouse.click(x, y)
            working_on(1)
            page.mouse.click(x, y)
            if act.sends_forms and not guest.javascript:
                working_on(2)

    follow(guest, page, twice)
    return mark


#: A field whose arrow is pressed twice, quicker than any clock.
_TWO_STEPS = """(field) => {
    const input = document.querySelector(field);
    for (const step of [1, 2]) {
        input.stepUp();
        input.dispatchEvent(new Event("change", { bubbles: true }));
    }
}"""


def _two_tabs(guest: Guest, act: Act) -> int:
    second = guest.tab()
    act.ready(guest, second)
    mark = _once(guest, act)
    guest.let_pass(_PAUSE)
    guest.expect_complaint("403")  # a form with the token from before a login, see note s
    guest.expect_complaint("favicon.ico")  # Django's own page that says so names none
    act.do(guest, second)
    return mark


def _prefetch(guest: Guest, act: Act) -> int:
    assert act.target is not None
    page = guest.page
    act.ready(guest, page)
    guest.let_pass(_PAUSE)
    mark = guest.mark()
    before = guest.served.ask("state")["prefetched"]
    page.evaluate(
        "(url) => document.head.append(Object.assign(document.createElement('link'), {rel: 'prefetch', href: url}))",
        act.target(guest),
    )
    eventually(lambda: guest.served.ask("state")["prefetched"] > before, what="the page to be fetched ahead")
    assert guest.since(mark) == []
    guest.let_pass(_PAUSE)
    act.do(guest, page)
    return mark


def _cached_page(guest: Guest, act: Act) -> int:
    guest.open("/magazine/")
    act.prepare(guest, guest.page)
    guest.let_pass(_PAUSE)
    mark = guest.mark()
    act.do(guest, guest.page)
    return mark


_CONDITIONS: dict[str, Callable[[Guest, Act], int]] = {
    "once": _once,
    "reload": _reload,
    "back": _back,
    "double click": _double_click,
    "two tabs": _two_tabs,
    "prefetch": _prefetch,
    "cached page": _cached_page,
}


# -- what events say


def _check_properties(guest: Guest, act: Act, events: list[Happened]) -> None:
    about = goods(guest.served)
    owners = {event.owner for event in events}
    assert len(owners) <= 1, "all of it belongs to one person"
    for event in events:
        says = event.properties
        assert event.basis == "personalization"
        assert event.source == ("browser" if event.page == "magazine" else "server"), event
        product = says.get("product", {})
        match event.name:
            case "product_viewed" | "wishlist_product_added" | "wishlist_product_removed":
                assert product["product_id"] == str(about.product)
            case "product_added" | "product_removed":
                assert product["product_id"] == str(about.product)
                assert product["price"] == about.price
                assert product["currency"] == "EUR"
                assert product["quantity"] in act.quantities
            case "product_list_viewed":
                at_top = event.context["page"]["url"].endswith(about.top)
                assert says["category"] == str(about.top_category if at_top else about.category)
            case "products_searched":
                assert says == act.searched
            case "signed_in":
                assert says == {"method": "password"}
            case "order_completed":
                _check_order(guest.served, about, says["order"], is_gift=act.name == "order a gift")


def _check_order(served: Served, about: Goods, order: dict[str, Any], *, is_gift: bool) -> None:
    """The event says what the shop's own row says."""
    row = served.rows("SELECT * FROM example_shop_order WHERE number = ?", order["number"])[0]
    assert order["order_id"] == str(row["id"])
    assert order["total"] == f"{row['total']:.2f}"
    assert order["currency"] == "EUR"
    assert order["is_gift"] is is_gift
    assert bool(row["is_gift"]) is is_gift
    (line,) = order["products"]
    assert (line["product_id"], line["quantity"], line["price"]) == (str(about.product), 2, about.price)


def _check_carts(served: Served, events: list[Happened]) -> None:
    """All that was ever added to a cart and removed from it sums to what it holds."""
    for cart in {event.properties["cart_id"] for event in events if "cart_id" in event.properties}:
        sums: Counter[str] = Counter()
        for row in served.rows(
            "SELECT name, product, json_extract(properties, '$.product.quantity') AS quantity"
            " FROM django_personalize_event WHERE name IN ('product_added', 'product_removed')"
            " AND json_extract(properties, '$.cart_id') = ?",
            cart,
        ):
            sums[row["product"]] += row["quantity"] if row["name"] == "product_added" else -row["quantity"]
        held = {
            str(row["product_id"]): row["quantity"]
            for row in served.rows(
                "SELECT product_id, quantity FROM example_shop_cartline WHERE cart_id = ?", cart
            )
        }
        assert +sums == Counter(held)
