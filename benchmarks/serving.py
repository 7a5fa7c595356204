"""A site under gunicorn: two processes with one worker each, on a port each, so that kept-alive connections are
shared out evenly; and what those processes cost."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.probe import ROOT, environment

#: How long a server may take to answer for the first time.
_STARTS_WITHIN = 60.0
_OPTIONS = ["--worker-class=gthread", "--workers=1", "--threads=1", "--keep-alive=30", "--log-level=warning"]


class NoServer(RuntimeError):
    """A server did not come up; the text is the end of its log."""


@dataclass(frozen=True)
class Site:
    """A running site."""

    ports: tuple[int, ...]
    masters: tuple[int, ...]
    log: Path

    def workers(self) -> list[int]:
        """Process ids of the workers; [] where the system does not tell (no /proc)."""
        found: list[int] = []
        for master in self.masters:
            try:
                children = Path(f"/proc/{master}/task/{master}/children").read_text()
            except OSError:
                return []
            found.extend(int(child) for child in children.split())
        return found

    def memory(self) -> float | None:
        """Resident megabytes of a worker, the mean of all; None where the system does not tell."""
        sizes = []
        for worker in self.workers():
            for line in Path(f"/proc/{worker}/status").read_text().splitlines():
                if line.startswith("VmRSS:"):
                    sizes.append(int(line.split()[1]) / 1024)
        return sum(sizes) / len(sizes) if sizes else None

    def cpu(self) -> float | None:
        """CPU seconds that all workers have used; None where the system does not tell."""
        ticks = 0
        workers = self.workers()
        for worker in workers:
            # The name in brackets may hold blanks; user and system time are the 14th and 15th value.
            values = Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()
            ticks += int(values[11]) + int(values[12])
        return ticks / os.sysconf("SC_CLK_TCK") if workers else None

    def complaints(self) -> list[str]:
        """What the processes logged as warnings and errors."""
        return [line for line in self.log.read_text(errors="replace").splitlines() if line.strip()]


@contextmanager
def serve(
    settings: str,
    extra: dict[str, str],
    *,
    folder: Path,
    name: str,
    application: str = "example_shop.wsgi:application",
    processes: int = 2,
) -> Iterator[Site]:
    """Serve until the block ends; the processes are killed then."""
    log = folder / f"{name}.log"
    env = environment(settings, extra)
    ports = tuple(_free_port() for _ in range(processes))
    with log.open("wb") as sink:
        running = [
            subprocess.Popen(
                [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", *_OPTIONS],
                cwd=ROOT,
                env=env,
                stdout=sink,
                stderr=sink,
                start_new_session=True,
            )
            for port in ports
        ]
        try:
            for port, process in zip(ports, running, strict=True):
                _wait_for(port, process, log)
            yield Site(ports, tuple(process.pid for process in running), log)
        finally:
            for process in running:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request("GET", "/robots.txt", headers={"Host": "shop.test"})
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    raise NoServer(f"gunicorn did not start on port {port}:\n{log.read_text(errors='replace')[-3000:]}")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
