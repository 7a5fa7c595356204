"""No third party at all: nothing leaves the shop's machine, and no browser is sent anywhere else.

The same tests that tell the product's story run once more with every way out closed: by an audit hook that sees each
connection and look-up that Python makes, and in a network namespace that has no route at all, not even to itself.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, SmallShop
from tests.no_network import Egress, closed
from tests.stories.test_cart_and_order import place_order, put_in_cart

ROOT = Path(__file__).resolve().parents[2]
#: In HTML, CSS and scripts, what names a host.
_ADDRESS = re.compile(
    r"(?:\b(?:src|href|action|srcset|poster|data)=|url\(|fetch\(|import\()"
    r"[\"']?\s*((?:https?:)?//[^\"'\s)>]+)"
)
#: What a shop runs: pages and the banner, the collector, the cart and orders, the admin, the tick and the doctor.
STORIES = [
    f"tests/{name}" for name in ("stories", "onsite", "tracking", "consent", "profiles", "admin", "commands")
]


def again(cache: Path, *before: str, plugins: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Those tests in a process of their own, on SQLite in memory."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TEST_")}
    return subprocess.run(
        [*before, sys.executable, "-m", "pytest", "-q", "-x", "-o", f"cache_dir={cache}"]
        + [part for plugin in plugins for part in ("-p", plugin)]
        + ["-m", "not browser and not services and not slow", *STORIES],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.row("A19", part="server")
@pytest.mark.row("U4", part="sockets blocked")
@pytest.mark.services
def test_with_all_sockets_blocked_every_story_works_and_the_egress_list_is_empty(tmp_path: Path) -> None:
    done = again(tmp_path, plugins=("tests.no_network",))
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "egress: []" in done.stdout


@pytest.mark.row("U4", part="no route")
@pytest.mark.services
def test_in_a_network_namespace_without_any_route_every_story_works(tmp_path: Path) -> None:
    apart = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--net", "--map-root-user"]
    probe = subprocess.run(
        [*apart, sys.executable, "-c", _REACHES_NOTHING], capture_output=True, text=True, check=False
    )
    if probe.returncode != 0 and "unshare" in probe.stderr:
        pytest.skip(f"this machine lets nobody make a network namespace: {probe.stderr.strip()}")
    assert probe.stdout.split() == ["unreachable", "unreachable"], probe.stderr
    done = again(tmp_path, *apart)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


_REACHES_NOTHING = """
import socket
for address in (("192.0.2.1", 80), ("127.0.0.1", 80)):
    try:
        socket.create_connection(address, timeout=2)
    except OSError as error:
        print("refused" if isinstance(error, ConnectionRefusedError) else "unreachable")
"""


@pytest.mark.row("H5")
@pytest.mark.row("A19", part="server")
@pytest.mark.services
def test_an_sqlite_file_and_a_crontab_are_all_that_is_needed(tmp_path: Path) -> None:
    """From an empty file to a catalogue, a tick of every job and a healthy doctor: no broker, no cache, no network."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "example_shop.settings",
        "EXAMPLE_SHOP_DATABASE_URL": str(tmp_path / "shop.sqlite3"),
        "EXAMPLE_SHOP_CACHE_URL": "locmem",
    }
    done = subprocess.run(
        [sys.executable, "-c", _FROM_NOTHING],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    assert done.stdout.splitlines()[-2:] == ["egress: []", "needless: []"]


_FROM_NOTHING = """
import sys
from tests import no_network
import django
django.setup()
from django.core.management import call_command
no_network.close()
call_command("migrate", verbosity=0)
from django_personalize.core import clock
from example_shop import catalogue
catalogue.load(at=clock.now())
call_command("personalize_sync", verbosity=0)
call_command("personalize_tick", "--all", verbosity=0)
call_command("personalize_doctor")
print("egress:", no_network.egress)
print("needless:", sorted({"celery", "kombu", "redis", "amqp", "requests", "httpx"} & set(sys.modules)))
"""


@pytest.mark.row("A19", part="browser")
@pytest.mark.django_db(transaction=True)
def test_no_page_sends_the_browser_to_another_host(visitor_client: Client, shop: SmallShop) -> None:
    pages = [
        reverse("home"),
        shop.products[0].get_absolute_url(),
        reverse("category", args=[shop.connectors.slug]),
        reverse("search") + "?q=bracket",
        reverse("cart"),
        reverse("magazine"),
    ]
    foreign = []
    with closed() as egress:
        put_in_cart(visitor_client, shop.connector_products[0])
        visitor_client.post(reverse("login"), {"username": shop.customer.email, "password": PASSWORD})
        for path in pages:
            response = visitor_client.get(path)
            assert response.status_code == 200, path
            foreign += [f"{path}: {found}" for found in addresses(body_of(response))]
        place_order(visitor_client)
    assert foreign == []
    assert egress == []


def body_of(response: object) -> str:
    streamed = getattr(response, "streaming_content", None)
    return (b"".join(streamed) if streamed is not None else response.content).decode()  # type: ignore[attr-defined]


def addresses(text: str) -> list[str]:
    """Whatever a browser would load, open or send to on a host that is not the shop's."""
    found = _ADDRESS.findall(text)
    own = ("http://testserver/", "//testserver/")
    return [one for one in found if not one.startswith(own)]


def test_the_test_would_see_a_foreign_address_and_a_connection() -> None:
    page = (
        '<script src="https://cdn.example/x.js"></script><a href="//ads.example/">x</a><img src="/own.png">'
    )
    assert addresses(page) == ["https://cdn.example/x.js", "//ads.example/"]
    import socket

    with closed() as egress, pytest.raises(Egress):
        socket.create_connection(("192.0.2.1", 443), timeout=1)
    assert egress.pop().startswith("socket.getaddrinfo 192.0.2.1")
