"""A removal is killed in the middle, again and again: nothing is lost and nothing counted twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import Any

import pytest

from tests.services.servers import ROOT

pytestmark = pytest.mark.services


def _environment(database: str) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.services.settings",
        "EXAMPLE_SHOP_DATABASE_URL": database,
        "PYTHONUNBUFFERED": "1",
    }


def _run(database: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env=_environment(database),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def _told(database: str, what: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_run(database, "tests.services.past", what).splitlines()[-1])
    return found


@pytest.mark.trust("T-024")
@pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)
def test_a_killed_removal_goes_on_and_the_sums_are_those_of_before(database_url: str) -> None:
    _run(database_url, "django", "migrate", "-v0")
    old = _told(database_url, "fill")["old"]
    before = _told(database_url, "state")
    removed = 0
    for batches in (1, 2, 1, 3):
        removed = max(removed, _removed_when_killed(database_url, batches))
    assert 0 < removed < old
    _run(database_url, "django", "personalize_prune", "--only", "events", "-v0")
    after = _told(database_url, "state")
    assert after.pop("events") == before.pop("events") - old
    for name, expected in before.items():
        assert after[name] == expected, name


def _removed_when_killed(database: str, batches: int) -> int:
    """Start the removal and kill it once it has told of so many batches; events it had told of by then."""
    process = subprocess.Popen(
        [sys.executable, "-m", "django", "personalize_prune", "--only", "events", "-v2"],
        cwd=ROOT,
        env=_environment(database),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    told: list[int] = []
    for line in process.stdout:
        if "so far" in line:
            told.append(int(line.split()[1]))
        if len(told) >= batches:
            break
    os.kill(process.pid, signal.SIGKILL)
    process.stdout.close()
    assert process.wait() == -signal.SIGKILL
    return told[-1]
