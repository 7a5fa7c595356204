"""From an empty folder to a shop that serves: `python manage.py demo`, first and second start."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.probe import ROOT, environment
from benchmarks.run import Run

COMMAND = ROOT / "example_shop" / "management" / "commands" / "demo.py"
_GIVES_UP_AFTER = 900.0


def measure(run: Run) -> Iterator[Figure]:
    """Seconds until the home page answers, with 2,000 simulated shoppers (200 in a small run)."""
    shoppers = 200 if run.small else 2000
    first, second = f"first start with {shoppers:,} shoppers", "second start"
    if not COMMAND.exists():
        for name in (first, second):
            yield Figure(name, None, "s", note="the example shop has no command demo yet")
        return
    extra = {"EXAMPLE_SHOP_DATABASE_URL": run.databases.new("demo"), "EXAMPLE_SHOP_DEMO": "1"}
    env = environment("example_shop.settings", extra)
    run.say(first)
    yield Figure(first, _seconds_to_serve(shoppers, env, run.databases.folder), "s", 180.0)
    run.say(second)
    yield Figure(second, _seconds_to_serve(shoppers, env, run.databases.folder), "s", 5.0)


def _seconds_to_serve(shoppers: int, env: dict[str, str], folder: Path) -> float:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    log = folder / "demo.log"
    with log.open("wb") as sink:
        begun = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--shoppers", str(shoppers), "--port", str(port)],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            start_new_session=True,
        )
        try:
            while time.monotonic() - begun < _GIVES_UP_AFTER:
                if process.poll() is not None:
                    raise RuntimeError(f"The demo ended:\n{log.read_text(errors='replace')[-3000:]}")
                if _answers(port):
                    return time.monotonic() - begun
                time.sleep(0.1)
            raise RuntimeError(f"The demo did not serve within {_GIVES_UP_AFTER:.0f} s.")
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
