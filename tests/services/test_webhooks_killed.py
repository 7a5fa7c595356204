"""Senders that are killed in the middle: every event arrives, and a double carries the id of the first."""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.webhooks.receiver import listening

pytestmark = pytest.mark.services

ROOT = Path(__file__).resolve().parent.parent.parent
EVENTS = 150
KILLS = 8


def _worker(what: str, port: int, number: int, database: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.webhooks.worker", what, str(port), str(number)],
        cwd=ROOT,
        env={**os.environ, "TEST_DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.row("A35", part="webhook out")
@pytest.mark.parametrize("database_url", ["sqlite", "postgres", "mariadb"], indirect=True)
def test_killed_senders_lose_nothing_and_double_only_what_was_on_its_way(database_url: str) -> None:
    dice = random.Random(20261122)
    database = database_url if "://" in database_url else f"sqlite:///{database_url}"
    with listening() as receiver:
        prepared = _worker("prepare", receiver.port, EVENTS, database)
        assert prepared.wait(300) == 0
        for killed in range(KILLS):
            sender = _worker("send", receiver.port, killed, database)
            assert sender.stdout is not None
            assert sender.stdout.readline() == "ready\n"
            before = len(receiver.received)
            wanted = before + dice.randint(3, 12)
            while len(receiver.received) < wanted and sender.poll() is None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    sender.wait(0.005)
            sender.kill()
            sender.wait(30)
        last = _worker("send", receiver.port, KILLS, database)
        told, _ = last.communicate(timeout=300)
        assert last.returncode == 0
        assert "0 failed, 0 given up, 0 not sent" in told
    ids = Counter(request.headers["webhook-id"] for request in receiver.received)
    assert len(ids) == EVENTS, "nothing is lost"
    assert sum(ids.values()) - EVENTS <= KILLS, "one sender has one event on its way"
