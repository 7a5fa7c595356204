"""The example shop served for browsers: one gunicorn process with threads over an SQLite file of its own."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parents[2]
#: Everybody whom the fixtures sign in has this password.
PASSWORD = "correct-horse-battery"
#: How long anything here may take before it counts as broken.
PATIENCE = 30.0
_LOOK_EVERY = 0.01

Found = TypeVar("Found")


def eventually(ask: Callable[[], Found], *, what: str, within: float = PATIENCE) -> Found:
    """The first answer that is true; fails, naming `what`, when none comes in time."""
    deadline = time.monotonic() + within
    while not (answer := ask()):
        if time.monotonic() > deadline:
            raise AssertionError(f"Waited {within:.0f} s in vain: {what}; last answer {answer!r}")
        time.sleep(_LOOK_EVERY)  # another process is at work: there is nothing here to wait on
    return answer


@dataclass(frozen=True, eq=False)
class Served:
    """A running shop: its address, its database, and the door for tests (see `tests.browser.wsgi`)."""

    url: str
    database: Path
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """A management command against this shop's database."""
        return run(self.environment, "-m", "django", *arguments)

    def python(self, code: str) -> str:
        """What `code` prints, run with the shop's models at hand."""
        return self.manage("shell", "-v0", "-c", code)

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        """Rows of the shop's database, as it stands now."""
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=PATIENCE)
        connection.row_factory = sqlite3.Row
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()

    def number(self, query: str, *values: Any) -> int:
        """The one number that a query answers; 0 for NULL."""
        return int(self.rows(query, *values)[0][0] or 0)

    # -- the door

    def ask(self, path: str) -> dict[str, Any]:
        """What the door answers."""
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=PATIENCE)
        try:
            connection.request("GET", f"/-/{path}")
            answer: dict[str, Any] = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        return answer

    def wait_until_quiet(self) -> None:
        """Wait until nothing is being worked on, nor written after an answer."""
        eventually(lambda: self.ask("state")["busy"] == 0, what="the shop to become quiet")

    def set_clock(self, ahead: float) -> None:
        """Put the app's clock so many seconds before ours."""
        self.ask(f"clock?ahead={ahead}")

    @contextmanager
    def slow(self) -> Iterator[Callable[[int], None]]:
        """While this runs, page loads are worked on but not answered; yields a wait for the nth to be worked on."""
        self.ask("hold?on=1")
        try:
            yield (
                lambda count: (
                    eventually(
                        lambda: self.ask("state")["held"] >= count, what=f"page load {count} to arrive"
                    )
                    and None
                )
            )
        finally:
            self.ask("hold?on=0")

    def complaints(self) -> list[str]:
        """What the shop logged as errors since this was last asked."""
        heard: list[str] = self.ask("state")["complaints"]
        self.ask("forgive")
        return heard


@contextmanager
def serve(directory: Path, *, fill: Callable[[dict[str, str]], None], **settings: str) -> Iterator[Served]:
    """Run the shop over a new database in `directory` that `fill` fills; killed at the end."""
    database = directory / "shop.sqlite3"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "EXAMPLE_SHOP_DATABASE_URL": str(database),
        "EXAMPLE_SHOP_CACHE_URL": "locmem",
        "EXAMPLE_SHOP_DEBUG": "0",
        **settings,
    }
    fill(environment)
    port = _free_port()
    log = (directory / "server.log").open("wb")
    running = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "tests.browser.wsgi:application"),
            *("--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "12", "--log-level", "warning"),
        ],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    served = Served(f"http://127.0.0.1:{port}", database, environment)
    try:
        eventually(lambda: _answers(served, running, directory), what="the shop to open")
        yield served
    finally:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        log.close()


def run(environment: dict[str, str], *arguments: str) -> str:
    """What a Python process prints; fails with what it says when it fails."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def _answers(served: Served, running: subprocess.Popen[bytes], directory: Path) -> bool:
    assert running.poll() is None, (directory / "server.log").read_text()[-3000:]
    try:
        return "busy" in served.ask("state")
    except (OSError, http.client.HTTPException):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
