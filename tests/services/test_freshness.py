"""An event in one request changes the next one, in any worker."""

from __future__ import annotations

import random

import pytest

from tests.services.servers import Browser, product_paths, row_titles, serve

pytestmark = pytest.mark.services

#: By server; SQLite and PostgreSQL are where the promise of 200 stands.
REPEATS = {"mysql": 60}
HEADING = "Continue where you left off"


@pytest.mark.row("B26")
@pytest.mark.parametrize(
    ("database_url", "cache_url"),
    [
        ("sqlite", "locmem"),
        ("sqlite", "redis"),
        ("postgres", "locmem"),
        ("postgres", "redis"),
        ("mariadb", "redis"),
    ],
    indirect=True,
)
def test_no_page_is_stale_when_two_workers_alternate(database_url: str, cache_url: str) -> None:
    """Each repeat looks at a product on one worker and at once asks the other for the home page."""
    chance = random.Random(20260615)
    stale: list[str] = []
    with serve(database=database_url, cache=cache_url, processes=2) as shop:
        connectors = product_paths(shop, "wood-connectors", limit=12)
        assert len(connectors) >= 4
        browser = Browser(shop.ports)
        for repeat in range(REPEATS.get(database_url.partition(":")[0], 200)):
            if repeat % 10 == 0:
                browser = Browser(shop.ports, asked=repeat // 10 % 2)
                browser.accept()
                seen: list[str] = []
            path = chance.choice([path for path, _ in connectors if not seen or path != seen[0]])
            assert browser.get(path).status == 200
            seen = [path, *(other for other in seen if other != path)]
            home = browser.get("/").text
            if row_titles(home, HEADING)[:1] != seen[:1]:
                stale.append(f"{repeat}: {row_titles(home, HEADING)} instead of {seen}")
    assert stale == []


@pytest.mark.row("C20")
@pytest.mark.parametrize(
    ("database_url", "cache_url"),
    [("sqlite", "locmem"), ("postgres", "redis"), ("mariadb", "redis")],
    indirect=True,
)
def test_the_fourth_look_turns_the_hero_on_the_very_next_request(database_url: str, cache_url: str) -> None:
    with serve(database=database_url, cache=cache_url, processes=2) as shop:
        connectors = product_paths(shop, "wood-connectors", limit=4)
        for start in range(20):
            browser = Browser(shop.ports, asked=start)
            browser.accept()
            for path, _ in connectors[:3]:
                browser.get(path)
            assert 'href="/c/wood-connectors/"' not in _hero(browser.get("/").text)
            browser.get(connectors[3][0])
            assert 'href="/c/wood-connectors/"' in _hero(browser.get("/").text)


def _hero(page: str) -> str:
    """The part of the home page above its first row."""
    return page.split("<main", 1)[-1].split("</section>", 1)[0]
