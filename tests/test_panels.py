"""The panel of the debug toolbar, with the toolbar really installed: what it says, and that it changes nothing."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.test import AsyncClient, Client, override_settings
from django.urls import reverse

from django_personalize.core import trace
from django_personalize.onsite import rendering
from django_personalize.testing import FrozenClock
from tests.conftest import USER_AGENT
from tests.factories import PASSWORD, SmallShop

pytest.importorskip("debug_toolbar", reason="the toolbar comes with the extra dev")

HEADERS = {"user-agent": USER_AGENT, "accept-language": "en", "origin": "http://testserver"}
PANEL = "django_personalize.panels.PersonalizePanel"


@pytest.fixture
def toolbar(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The shop as a developer runs it, with our panel and no other."""
    with override_settings(
        DEBUG=True,
        INTERNAL_IPS=["127.0.0.1"],
        INSTALLED_APPS=[*settings.INSTALLED_APPS, "debug_toolbar"],
        MIDDLEWARE=["debug_toolbar.middleware.DebugToolbarMiddleware", *settings.MIDDLEWARE],
        ROOT_URLCONF="tests.panel_urls",
        DEBUG_TOOLBAR_PANELS=[PANEL],
        DEBUG_TOOLBAR_CONFIG={"IS_RUNNING_TESTS": False},
    ):
        from debug_toolbar.toolbar import DebugToolbar  # has tables, so it is imported as an app

        monkeypatch.setattr(DebugToolbar, "_panel_classes", None)
        monkeypatch.setattr(DebugToolbar, "_urlpatterns", None)
        yield
    rendering.reset()


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def panel(client: Client, path: str) -> str:
    """What the panel shows of a page, as a developer opens it, in one line."""
    return _opened(client, client.get(path).content.decode())


def _opened(client: Client, page: str) -> str:
    found = re.search(r'data-request-id="(\w+)"', page)
    assert found is not None, "the page carries no toolbar"
    answer = client.get(
        reverse("djdt:render_panel"), {"request_id": found[1], "panel_id": "PersonalizePanel"}
    )
    return words(answer.json()["content"])


@pytest.fixture
def visitor(toolbar: None, visitor_client: Client, shop: SmallShop) -> Client:
    """Somebody who allows it and has looked at four wood connectors."""
    for product in shop.connector_products:
        visitor_client.get(product.get_absolute_url())
    return visitor_client


def test_it_says_what_each_place_shows_and_why(visitor: Client, shop: SmallShop) -> None:
    shown = panel(visitor, "/")
    assert re.search(r"greeting personal personalization: granted 2026-06-15 [\d.]+", shown)
    assert re.search(r"category_tile personal personalization: granted 2026-06-15 [\d.]+", shown)
    assert re.search(r"continue_shopping personal personalization: granted 2026-06-15 [\d.]+", shown)
    assert re.search(r"[\d.]+ ms of a budget of 3600000.0 ms \(0 %\)\.", shown)


def test_it_says_whom_the_page_took_the_visitor_for(visitor: Client, shop: SmallShop) -> None:
    shown = panel(visitor, "/?utm_source=letter&utm_medium=email&utm_campaign=june")
    assert re.search(r"Visitor profile \d+ Customer – Snapshot version \d+, by primary key", shown)
    assert "Known 1 visits, 4 products viewed, 0 bought, 0 orders," in shown
    assert "Consent: analytics yes: granted 2026-06-15" in shown
    assert "Device desktop · linux · chrome" in shown
    assert "Source email · letter · june" in shown
    assert "Flags private page" in shown
    visitor.post(reverse("login"), {"username": shop.customer.email, "password": PASSWORD})
    assert f"Customer user {shop.customer.pk}, signed in" in panel(visitor, "/")


def test_it_tells_our_queries_from_the_shops_and_says_where_they_come_from(visitor: Client) -> None:
    panel(visitor, "/")  # now this process knows the categories
    shown = panel(visitor, "/")
    found = re.search(r"(\d+) by personalisation, [\d.]+ ms; (\d+) by the shop itself\.", shown)
    assert found is not None
    ours, others = int(found[1]), int(found[2])
    asked = shown.partition("From SQL ms")[2]
    # Inside the test's own transaction PostgreSQL is given savepoints around them.
    savepoints = len(re.findall(r"\bSAVEPOINT\b", asked))
    assert len(re.findall(r"\.py:\d+", asked)) == ours == 2 + savepoints
    assert others > 0
    assert re.search(r"profiles/\w+\.py:\d+ \w+ SELECT .django_personalize_identity", asked)
    assert re.search(r"shop/adapters/\w+\.py:\d+ \w+ SELECT … FROM .example_shop_product", asked)
    assert "middleware.py" not in asked


def test_what_the_default_between_the_tags_asks_is_the_shops(toolbar: None, shop: SmallShop) -> None:
    shown = panel(Client(headers=HEADERS), "/defaults/")
    assert "greeting default no personalization: never asked" in shown
    assert "0 by personalisation, 0 ms; 1 by the shop itself." in shown


def test_a_place_whose_answer_goes_into_a_variable_counts_as_shown_when_there_is_one(visitor: Client) -> None:
    shown = panel(visitor, "/variables/")
    assert "category_tile personal personalization: granted" in shown
    assert "greeting personal personalization: granted" in shown
    new = Client(headers=HEADERS)
    new.post(reverse("personalize:consent"), {"choice": "all"})
    shown = panel(new, "/variables/")
    assert "category_tile default nothing to show for this visitor" in shown


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({**HEADERS}, "no personalization: never asked"),
        ({**HEADERS, "user-agent": "Googlebot/2.1"}, "no personalization: a robot"),
    ],
)
def test_without_consent_it_names_the_reason(
    toolbar: None, shop: SmallShop, headers: dict[str, str], why: str
) -> None:
    shown = panel(Client(headers=headers), "/")
    assert f"greeting default {why}" in shown
    assert f"continue_shopping default {why}" in shown


def test_it_says_what_failed_and_that_time_is_up(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> str:
        raise ValueError("no greeting today")

    monkeypatch.setattr("django_personalize.onsite.blocks.render_greeting", broken)
    # Errors are shown to nobody but in the panel.
    monkeypatch.setattr(rendering, "django_settings", type("Off", (), {"DEBUG": False}))
    assert "greeting default failed: ValueError: no greeting today" in panel(visitor, "/")
    monkeypatch.setattr(rendering, "_warm", True)
    with override_settings(PERSONALIZE={**settings.PERSONALIZE, "PAGE_BUDGET": 0.0}):
        shown = panel(visitor, "/")
        assert "category_tile default the breaker is open" in shown
        assert "The breaker is open: this process shows defaults for a while." in shown


def test_of_a_page_without_our_tags_it_says_that_nobody_asked(toolbar: None, shop: SmallShop) -> None:
    shown = panel(Client(headers=HEADERS), "/plain/")
    assert "No personal place on this page." in shown
    assert "Visitor not asked: the page needs nothing of them" in shown
    assert "0 by personalisation, 0 ms; 0 by the shop itself." in shown


def test_it_changes_nothing_of_the_page(visitor: Client, shop: SmallShop) -> None:
    with_panel = visitor.get("/").content.decode()
    with override_settings(DEBUG_TOOLBAR_PANELS=[], MIDDLEWARE=settings.MIDDLEWARE[1:]):
        without = visitor.get("/").content.decode()

    def row(page: str) -> list[str]:
        return re.findall(
            r'href="(/p/[^"]+)"', page.partition("Continue where")[2].partition("</section>")[0]
        )

    assert row(with_panel) == row(without) != []


@pytest.mark.django_db(transaction=True)
def test_async_views_have_their_facts_and_places(toolbar: None, clock: FrozenClock) -> None:
    async def visit() -> str:
        client = AsyncClient()
        page = (await client.get("/later/", headers=HEADERS)).content.decode()
        found = re.search(r'data-request-id="(\w+)"', page)
        assert found is not None
        asked = {"request_id": found[1], "panel_id": "PersonalizePanel"}
        content: str = (await client.get(reverse("djdt:render_panel"), asked)).json()["content"]
        return words(content)

    content = async_to_sync(visit)()
    assert "greeting default no personalization: never asked" in content
    assert "Not counted in async views" in content


def test_nobody_watching_leaves_no_trace() -> None:
    trace.note("greeting", shown=True, why="", spent=0.1)
    with trace.watching() as seen:
        trace.note("greeting", shown=True, why="", spent=0.1)
        trace.note_failure(ValueError("x"))
        trace.note("tile", shown=False, why="", spent=0.3)
    trace.note("later", shown=True, why="", spent=0.4)
    assert [(block.name, block.shown, block.why) for block in seen.blocks] == [
        ("greeting", True, ""),
        ("tile", False, "failed: ValueError: x"),
    ]
    assert [block.seconds for block in seen.blocks] == pytest.approx([0.1, 0.2])


def test_a_shop_without_the_toolbar_never_imports_it() -> None:
    code = (
        "import sys; sys.modules['debug_toolbar'] = None\n"
        "import django; django.setup()\n"
        "from django.core.management import call_command; call_command('check', verbosity=0)\n"
        "print('django_personalize.panels' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["False"], done.stderr[-2000:]
