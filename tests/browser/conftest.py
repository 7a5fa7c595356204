"""Fixtures of the browser tests: a shop served for real, Chromium, and people at it.

Nothing here touches the database of the test process: the shop runs in its own, over its own file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import USER_AGENT, chromium
from tests.browser.guests import Guest
from tests.browser.serving import ROOT, Served, serve
from tests.browser.stock import BUYERS, fill_with_history, fill_with_shoppers

HISTORY = ROOT / "tests" / "data" / "tiny-history"

_buyers = (f"buyer{number:03}@example.com" for number in range(BUYERS))
#: Makes somebody at a browser of their own: `arrive(javascript=False, locale="de")`.
Arrive = Callable[..., Guest]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The shop with its own catalogue and a few simulated shoppers."""
    with serve(tmp_path_factory.mktemp("shop"), fill=fill_with_shoppers) as shop:
        yield shop


@pytest.fixture(scope="session")
def served_history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The shop with the history of `tests/data/tiny-history`."""
    with serve(
        tmp_path_factory.mktemp("history"), fill=lambda settings: fill_with_history(settings, HISTORY)
    ) as shop:
        yield shop


# Of a module and no longer: while Playwright runs, Django takes this thread for one that must not block.
@pytest.fixture(scope="module")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Chromium; a machine without it fails, because these tests must not pass by being left out.

    A module with `IMAGES = False` does without pictures.
    """
    try:
        with chromium(images=getattr(request.module, "IMAGES", True)) as started:
            yield started
    except LookupError as missing:
        pytest.fail(str(missing), pytrace=False)


@pytest.fixture
def arrive(browser: Browser) -> Iterator[Arrive]:
    """People who come to a shop; at the end neither their consoles nor the shop may have complained."""
    came: list[Guest] = []

    def make(served: Served, *, javascript: bool = True, **options: object) -> Guest:
        if not came:
            served.set_clock(0)
            served.complaints()
        context = browser.new_context(
            **{
                "base_url": served.url,
                "user_agent": USER_AGENT,
                "java_script_enabled": javascript,
                "locale": "en-GB",
                **options,
            }
        )
        context.set_default_timeout(20_000)
        guest = Guest(served, context, context.new_page(), javascript, next(_buyers))
        came.append(guest)
        return guest

    yield make
    for guest in came:
        guest.settle()
        guest.context.close()
    for guest in came:
        assert guest.complaints == []
        assert guest.served.complaints() == []


@pytest.fixture
def guest(arrive: Arrive, served: Served) -> Guest:
    """Somebody who has never been here."""
    return arrive(served)


@pytest.fixture
def page(guest: Guest) -> Page:
    """The page of somebody who has never been here."""
    return guest.page


@pytest.fixture
def page_without_js(arrive: Arrive, served: Served) -> Page:
    """The same in a browser that runs no scripts."""
    return arrive(served, javascript=False).page
