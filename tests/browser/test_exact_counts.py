"""Each act becomes exactly so many events: what people do, crossed with what browsers do.

A cell says how many events of that name an act leaves behind with JavaScript and without ("1/1"). Events that stand in
no row of an act must not happen at all. "-" marks a cell that makes no sense; small letters point to `NOTES`.

once          the act, from the page where it begins, 10 seconds after that page
reload        the page that came is loaded again at once, and once more 10 seconds later
back          Back to the page where the act began, then the same once more, each 10 seconds later
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
from playwright.sync_api import Page

from tests.browser.acts import ACTS, Act, Goods, arrived, follow, goods
from tests.browser.conftest import Arrive
from tests.browser.guests import Guest, Happened, counted, middle
from tests.browser.serving import Served, eventually

pytestmark = pytest.mark.browser

TABLE = """
act               | event                    | once | reload | back  | double click | two tabs | prefetch | cached page
view product      | product_viewed           | 1/1  | 2/2 a  | 2/2   | 1/1 b        | 2/2 c    | 1/1 d    | - i
                  | product_list_viewed      | 0/0  | 0/0    | 1/1 e | 0/0          | 0/0      | 0/0      | - i
view category     | product_list_viewed      | 1/1  | 2/2 a  | 2/2   | 1/1 b        | 2/2 c    | 1/1 d    | 1/1
                  | page_viewed              | 0/0  | 0/0    | 1/1 e | 0/0          | 0/0      | 0/0      | 0/0
view home         | page_viewed              | 1/1  | 2/2 a  | 2/2   | 1/1 b        | 2/2 c    | 1/1 d    | 1/1
                  | product_list_viewed      | 0/0  | 0/0    | 1/1 e | 0/0          | 0/0      | 0/0      | 0/0
view magazine     | page_viewed              | 1/0 f| 2/0 af | 2/0 f | 1/0 bf       | 2/0 cf   | 1/0 df   | - j
                  | product_list_viewed      | 0/0  | 0/0    | 1/1 e | 0/0          | 0/0      | 0/0      | - j
search, found     | products_searched        | 1/1  | 2/2 a  | 2/2   | 1/1 b        | 2/2 c    | - k      | 1/1
                  | page_viewed              | 0/0  | 0/0    | 1/1 e | 0/0          | 0/0      | - k      | 0/0
search, nothing   | products_searched        | 1/1  | 2/2 a  | 2/2   | 1/1 b        | 2/2 c    | - k      | 1/1
                  | page_viewed              | 0/0  | 0/0    | 1/1 e | 0/0          | 0/0      | - k      | 0/0
add to cart       | product_added            | 1/1  | 1/1    | 2/2   | 1/2 g        | 2/2      | - k      | - i
                  | cart_viewed              | 1/1  | 2/2 a  | 2/2   | 1/1          | 2/2 c    | - k      | - i
                  | product_viewed           | 0/0  | 0/0    | 1/1 e | 0/0          | 0/0      | - k      | - i
change quantity   | product_added            | 1/1  | 1/1    | - l   | 1/1 h        | 1/1 m    | - k      | - i
                  | cart_viewed              | 1/1  | 2/2 a  | - l   | 1/1          | 2/2 c    | - k      | - i
remove            | product_removed          | 1/1  | 1/1    | - l   | 1/1 n        | 1/1 n    | - k      | - i
                  | cart_viewed              | 1/1  | 2/2 a  | - l   | 1/1          | 2/2 c    | - k      | - i
wish              | wishlist_product_added   | 1/1  | 1/1    | - l   | 1/1 o        | 1/1 o    | - k      | - i
                  | wishlist_product_removed | 0/0  | 0/0    | - l   | 0/1 o        | 1/1 o    | - k      | - i
                  | product_viewed           | 1/1 p| 2/2 ap | - l   | 1/1 p        | 2/2 cp   | - k      | - i
sign in           | signed_in                | 1/1  | 1/1    | - q   | 1/2 r        | 1/1 s    | - k      | - i
                  | page_viewed              | 1/1  | 2/2 a  | - q   | 1/1          | 1/1      | - k      | - i
sign up           | signed_up                | 1/1  | 1/1    | - q   | 1/1 t        | 1/1 s    | - k      | - i
                  | signed_in                | 1/1  | 1/1    | - q   | 1/1 t        | 1/1 s    | - k      | - i
                  | page_viewed              | 1/1  | 2/2 a  | - q   | 1/0 t        | 1/1      | - k      | - i
order as guest    | order_completed          | 1/1  | 1/1    | - q   | 1/1 u        | 1/1 u    | - k      | - i
                  | page_viewed              | 1/1  | 2/2 a  | - q   | 1/1          | 2/2 c    | - k      | - i
order as customer | order_completed          | 1/1  | 1/1    | - q   | 1/1 u        | 1/1 u    | - k      | - i
                  | page_viewed              | 1/1  | 2/2 a  | - q   | 1/1          | 2/2 c    | - k      | - i
order a gift      | order_completed          | 1/1  | 1/1    | - q   | 1/1 u        | 1/1 u    | - k      | - i
                  | page_viewed              | 1/1  | 2/2 a  | - q   | 1/1          | 2/2 c    | - k      | - i
"""

NOTES = {
    "a": "Shown three times, but a reload within two seconds is the same view as a double click; the later one is another.",
    "b": "One view whether the browser sends one request or two: the same page within two seconds is one view.",
    "c": "A second tab is a second view.",
    "d": "What the browser fetches ahead nobody has seen yet; the click counts.",
    "e": "Going back asks the shop again for a page that may not be kept: one more view of the page where it began.",
    "f": "A page from a shared cache is counted by its script; without scripts nobody can tell that it was seen.",
    "g": "The shop's script lets a form go once. Without scripts two forms arrive: the cart holds 2, the events sum to 2.",
    "h": "Two steps of the arrow are one change with the script; without it the second form asks for the same quantity.",
    "i": "There is no such button or link on the magazine.",
    "j": "The magazine does not lead to the magazine but by a reload.",
    "k": "A form is never fetched ahead.",
    "l": "The page that came has the address of the page where it began: Back leads further away.",
    "m": "The second tab asks for the quantity that is there already.",
    "n": "The second click finds the line gone.",
    "o": "The heart is a switch: pressed twice on a page that shows it empty, it is off again.",
    "p": "The product's page comes back, more than two seconds later: seen again.",
    "q": "Back does not lead to the form again, see `test_back_after_a_form`.",
    "r": "Two forms, two logins: the first answer, with its session, never reached the browser.",
    "s": "The other tab's form is refused (403): a login makes a new token.",
    "t": "The second form finds the account there, and the browser shows that instead of the page after the first.",
    "u": "One cart becomes one order, however often its form arrives.",
}

HEADERS, *_LINES = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()]
CONDITIONS = HEADERS[2:]


def _cells() -> list[tuple[str, str, bool, dict[str, int]]]:
    """(act, condition, with JavaScript, event name to count) for every cell that is not left out."""
    found: dict[tuple[str, str, bool], dict[str, int]] = {}
    name = ""
    for act, event, *cells in _LINES:
        name = act or name
        for condition, cell in zip(CONDITIONS, cells, strict=True):
            counts, _, letters = cell.partition(" ") if " " in cell else (cell.rstrip("abcdefghij"), "", "")
            assert set(letters) <= NOTES.keys(), cell
            if counts == "-":
                continue
            for javascript, number in zip((True, False), counts.split("/"), strict=True):
                found.setdefault((name, condition, javascript), {})[event] = int(number)
    return [(*key, counts) for key, counts in found.items()]


@pytest.mark.row("A5")
@pytest.mark.row("A6")
@pytest.mark.parametrize(
    ("act", "condition", "javascript", "expected"),
    [
        pytest.param(*cell, id=f"{cell[0]}-{cell[1]}-{'script' if cell[2] else 'plain'}".replace(" ", "_"))
        for cell in _cells()
    ],
)
def test_an_act_leaves_exactly_its_events(
    arrive: Arrive, served: Served, act: str, condition: str, javascript: bool, expected: dict[str, int]
) -> None:
    guest = arrive(served, javascript=javascript)
    guest.accept()
    done = ACTS[act]
    done.arrange(guest)
    guest.open("/demo/")  # the visit has begun before anything is counted
    mark = CONDITION[condition](guest, done)
    events = guest.since(mark, at_least=sum(expected.values()))
    assert counted(events) == Counter(expected)
    for event in events:
        check = PROPERTIES.get(event.name)
        if check is not None:
            check(event, done, goods(served))
    _check_cart(served, guest, events)
