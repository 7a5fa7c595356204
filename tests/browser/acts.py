"""What people do in the shop, each act with the page where it begins. `tests.browser.test_exact_counts` counts them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any

from playwright.sync_api import Page

from tests.browser.guests import Guest, ask_page, middle
from tests.browser.serving import PASSWORD, Served, eventually

#: "bracket" is in two names of the catalogue.
_FOUND = {"query": "bracket", "results": 2}
_NOTHING = {"query": "velocipede", "results": 0}
_newcomers = count(1)


@dataclass(frozen=True)
class Goods:
    """What the acts are about: two products of one shelf without variants, and the shelf's top."""

    product: int
    path: str
    price: str
    other: int
    shelf: str
    category: int
    top: str
    top_category: int


@cache
def goods(served: Served) -> Goods:
    """Read once from the shop's database."""
    rows = served.rows(
        "SELECT p.id, p.slug, p.price, c.id AS category, c.slug AS shelf, c.parent_id FROM example_shop_product p"
        " JOIN example_shop_category c ON c.id = p.category_id"
        " WHERE c.slug = 'wood-connectors' AND p.is_active AND p.stock > 0"
        " AND NOT EXISTS (SELECT 1 FROM example_shop_variant v WHERE v.product_id = p.id) ORDER BY p.id LIMIT 2"
    )
    first, second = rows
    top = served.rows(
        "SELECT id, slug, parent_id FROM example_shop_category WHERE id = ?", first["parent_id"]
    )[0]
    assert top["parent_id"] is None
    return Goods(
        product=first["id"],
        path=f"/p/{first['slug']}/",
        price=f"{first['price']:.2f}",
        other=second["id"],
        shelf=f"/c/{first['shelf']}/",
        category=first["category"],
        top=f"/c/{top['slug']}/",
        top_category=top["id"],
    )


@dataclass(frozen=True)
class Act:
    """`begin` opens the page where it begins, in any tab; `prepare` fills in; `press` is what the mouse clicks then."""

    name: str
    begin: Callable[[Guest, Page], object]
    press: Callable[[Guest, Page], str]
    prepare: Callable[[Guest, Page], None] = lambda guest, page: None
    #: Before anything is opened: a cart, somebody signed in.
    arrange: Callable[[Guest], None] = lambda guest: None
    #: Where a link leads that can be fetched ahead.
    target: Callable[[Guest], str] | None = None
    #: Whether the click sends a form by POST, which a browser without scripts sends as often as it is clicked.
    sends_forms: bool = False
    #: The field that sends itself when its arrows are pressed, for browsers with scripts.
    steps: str = ""
    #: How many pieces an event of the cart may be about.
    quantities: tuple[int, ...] = (1,)
    #: Properties of the search.
    searched: dict[str, Any] | None = None

    def ready(self, guest: Guest, page: Page) -> None:
        """Stand before the click."""
        self.begin(guest, page)
        self.prepare(guest, page)

    def do(self, guest: Guest, page: Page) -> None:
        """Click, and wait for the page that comes."""
        follow(guest, page, lambda: page.mouse.click(*middle(page.locator(self.press(guest, page)).first)))


def follow(guest: Guest, page: Page, act: Callable[[], None]) -> None:
    """Do something that loads another page, and wait until it is there."""
    page.evaluate("window.before = true")
    act()
    arrived(page)


def arrived(page: Page) -> None:
    """Wait for the page after the one that `follow` marked."""
    eventually(
        lambda: ask_page(page, "!window.before && document.readyState === 'complete'"),
        what=f"the page after {page.url}",
    )


def _open(path: str) -> Callable[[Guest, Page], object]:
    return lambda guest, page: guest.open(path, page=page)


def _click(selector: str) -> Callable[[Guest, Page], str]:
    return lambda guest, page: selector


def _link(path: Callable[[Goods], str], within: str = "body") -> Callable[[Guest, Page], str]:
    return lambda guest, page: f'{within} a[href="{path(goods(guest.served))}"]'


def _search_for(words: str) -> Callable[[Guest, Page], None]:
    return lambda guest, page: page.fill("#q", words)


def _set_quantity(guest: Guest, page: Page) -> None:
    page.locator('.line input[name="quantity"]').first.fill("3")


def _sign_up(guest: Guest, page: Page) -> None:
    number = next(_newcomers)
    for name, value in {
        "first_name": "Noemi",
        "last_name": "Newcomer",
        "email": f"newcomer{number}@example.com",
        "password": PASSWORD,
    }.items():
        page.fill(f'main input[name="{name}"]', value)


def _fill_checkout(guest: Guest, page: Page) -> None:
    for name, value in {
        "email": "guest@example.com",
        "first_name": "Gwen",
        "last_name": "Guest",
        "street": "Lane 1",
        "postcode": "10115",
        "city": "Berlin",
    }.items():
        page.fill(f'main input[name="{name}"]', value)


def _fill_gift(guest: Guest, page: Page) -> None:
    _fill_checkout(guest, page)
    page.check('main input[name="is_gift"]')


def _type_password(guest: Guest, page: Page) -> None:
    page.fill('main input[name="username"]', guest.buyer)
    page.fill('main input[name="password"]', PASSWORD)


def _with_cart(guest: Guest) -> None:
    guest.put_in_cart(goods(guest.served).product, 2)


def _as_nobody(guest: Guest) -> None:
    """Nobody in particular, with nothing in the cart."""


def _with_other_things(guest: Guest) -> None:
    """Somebody who has a cart already: the very first click of a new browser has no session to share with a second."""
    guest.put_in_cart(goods(guest.served).other)


def _as_customer(guest: Guest) -> None:
    guest.sign_in(guest.buyer)


def _as_customer_with_cart(guest: Guest) -> None:
    guest.sign_in(guest.buyer)
    _with_cart(guest)


def _product_page(guest: Guest, page: Page) -> None:
    guest.open(goods(guest.served).path, page=page)


def _shelf(guest: Guest, page: Page) -> None:
    guest.open(goods(guest.served).shelf, page=page)


def _press_quantity(guest: Guest, page: Page) -> str:
    # With the script the field sends itself when it is left; the button stands there for browsers without.
    return "h1" if guest.javascript else ".line-quantity button"


ACTS = {
    act.name: act
    for act in (
        Act(
            "view product",
            _shelf,
            _link(lambda goods: goods.path, ".card-title"),
            target=lambda guest: goods(guest.served).path,
        ),
        Act(
            "view category",
            _open("/"),
            _link(lambda goods: goods.top, ".shelves"),
            target=lambda guest: goods(guest.served).top,
        ),
        Act("view home", _shelf, _click("header .logo"), target=lambda guest: "/"),
        Act(
            "view magazine",
            _shelf,
            _click('.shelves a[href="/magazine/"]'),
            target=lambda guest: "/magazine/",
        ),
        Act("search, found", _open("/"), _click(".search button"), _search_for("bracket"), searched=_FOUND),
        Act(
            "search, nothing",
            _open("/"),
            _click(".search button"),
            _search_for("velocipede"),
            searched=_NOTHING,
        ),
        Act(
            "add to cart",
            _product_page,
            _click(".buy-row .button"),
            arrange=_with_other_things,
            sends_forms=True,
        ),
        Act(
            "change quantity",
            _open("/cart/"),
            _press_quantity,
            _set_quantity,
            _with_cart,
            sends_forms=True,
            steps='.line input[name="quantity"]',
            quantities=(1, 3),
        ),
        Act(
            "remove",
            _open("/cart/"),
            _click(".line-remove button"),
            arrange=_with_cart,
            sends_forms=True,
            quantities=(2,),
        ),
        Act("wish", _product_page, _click(".buy-row .heart-button"), arrange=_as_customer, sends_forms=True),
        *(
            Act(name, _open(path), _click("main button.wide"), fill, arrange, sends_forms=True)
            for name, path, fill, arrange in (
                ("sign in", "/account/login/", _type_password, _as_nobody),
                ("sign up", "/account/signup/", _sign_up, _as_nobody),
                ("order as guest", "/checkout/", _fill_checkout, _with_cart),
                ("order as customer", "/checkout/", _fill_checkout, _as_customer_with_cart),
                ("order a gift", "/checkout/", _fill_gift, _with_cart),
            )
        ),
    )
}
