"""The example shop served for real: gunicorn processes over one database, and a client that chooses between them."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path

from tests.conftest import USER_AGENT

ROOT = Path(__file__).resolve().parents[2]
#: How long a server may take to answer for the first time.
_STARTS_WITHIN = 40.0


@dataclass(frozen=True)
class Shop:
    """Where the shop listens: one port per process, all over one database."""

    ports: tuple[int, ...]
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """A management command against the same database."""
        return _manage(self.environment, *arguments)


@dataclass
class Answer:
    """What came back; `text` is decoded, header names are lower-case."""

    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Browser:
    """A browser without JavaScript: keeps cookies, sends them to whichever process it is told to ask."""

    ports: Sequence[int]
    cookies: dict[str, str] = field(default_factory=dict)
    asked: int = 0

    def get(self, path: str, **headers: str) -> Answer:
        """Ask the next process in turn."""
        return self._ask("GET", path, None, headers)

    def post(self, path: str, data: dict[str, str], **headers: str) -> Answer:
        """The same with a form; redirects are not followed."""
        if "csrftoken" in self.cookies:
            data = {**data, "csrfmiddlewaretoken": self.cookies["csrftoken"]}
        return self._ask("POST", path, urllib.parse.urlencode(data), headers)

    def send(self, path: str, body: str) -> Answer:
        """What the script sends: JSON as plain text, from a page of the shop."""
        return self._ask("POST", path, body, {"Content_Type": "text/plain;charset=UTF-8"})

    def accept(self) -> None:
        """Say yes to everything in the banner."""
        assert self.post("/personalize/consent/", {"choice": "all"}).status == 302

    def _ask(self, method: str, path: str, body: str | None, extra: dict[str, str]) -> Answer:
        port = self.ports[self.asked % len(self.ports)]
        self.asked += 1
        headers = {
            "Host": "shop.test",
            "User-Agent": USER_AGENT,
            "Accept-Language": "en",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            **{name.replace("_", "-"): value for name, value in extra.items()},
        }
        if body is not None:
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
            headers["Origin"] = "http://shop.test"
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request(method, path, body=body, headers=headers)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                self._keep(value)
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, text)

    def _keep(self, header: str) -> None:
        for name, morsel in SimpleCookie(header).items():
            if morsel.value and morsel["max-age"] != "0":
                self.cookies[name] = morsel.value
            else:
                self.cookies.pop(name, None)


@contextmanager
def serve(
    *, database: str, cache: str, processes: int = 2, workers: int = 1, **settings: str
) -> Iterator[Shop]:
    """Run `processes` gunicorn masters with `workers` each over a fresh catalogue; all are killed at the end."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.services.settings",
        "EXAMPLE_SHOP_DATABASE_URL": database,
        "EXAMPLE_SHOP_CACHE_URL": cache,
        "EXAMPLE_SHOP_DEBUG": "0",
        **settings,
    }
    _manage(environment, "migrate", "-v0")
    _manage(environment, "shell", "-v0", "-c", _LOAD)
    ports = tuple(_free_port() for _ in range(processes))
    running = [_start(port, workers, environment) for port in ports]
    try:
        for port in ports:
            _wait_for(port)
        yield Shop(ports, environment)
    finally:
        for process in running:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


_LOAD = (
    "from django_personalize.core import clock; from example_shop import catalogue; "
    "from django_personalize.shop.sync import reconcile; "
    "catalogue.load(at=clock.now()); reconcile(at=clock.now())"
)


def product_paths(shop: Shop, category: str, *, limit: int) -> list[tuple[str, str]]:
    """(path, name) of products in stock in a category of that slug."""
    code = (
        "from example_shop.models import Product\n"
        f"for p in Product.objects.filter(category__slug={category!r}, stock__gt=0, is_active=True)"
        f".order_by('pk')[:{limit}]: print(p.get_absolute_url() + '|' + p.name)"
    )
    lines = [line for line in shop.manage("shell", "-v0", "-c", code).splitlines() if "|" in line]
    return [(path, name) for path, _, name in (line.partition("|") for line in lines)]


def row_titles(page: str, heading: str) -> list[str]:
    """Names of the products in the row under a heading, in the order in which the page shows them."""
    _, found, after = page.partition(heading)
    section = after.split("</section>")[0] if found else ""
    return [re.sub(r"\s+", " ", name).strip() for name in re.findall(r'href="(/p/[^"]+)"', section)]


def _manage(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "django", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def _start(port: int, workers: int, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "example_shop.wsgi:application",
            "--bind",
            f"127.0.0.1:{port}",
            "--workers",
            str(workers),
            "--log-level",
            "warning",
        ],
        cwd=ROOT,
        env=environment,
        start_new_session=True,
    )


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", "/", headers={"Host": "shop.test", "User-Agent": USER_AGENT})
            connection.getresponse().read()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)  # another process is starting: there is nothing else to wait for
        finally:
            connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
