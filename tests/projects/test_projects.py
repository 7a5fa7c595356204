"""Each hand-written shop runs its own tests, in a process with its own settings."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def run(project: str, *options: str) -> subprocess.CompletedProcess[str]:
    """The project's tests, without this suite's own settings and fixtures."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", str(HERE / "suite.ini")]
    command += ["--rootdir", str(HERE / project), "--confcutdir", str(HERE / project), "--create-db"]
    command += [*options, f"--ds=tests.projects.{project}.settings", str(HERE / project / "suite.py")]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    environment = {**kept, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=600
    )


@pytest.mark.row("A36")
@pytest.mark.parametrize("project", ["corner", "atelier", "depot"])
def test_a_hand_written_shop_is_connected_by_its_settings_alone(project: str) -> None:
    done = run(project)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


@pytest.mark.row("A36")
@pytest.mark.skipif(find_spec("oscar") is None, reason="django-oscar is not installed: tox -e oscar")
def test_a_real_oscar_is_connected_by_the_adapter_that_ships_for_it() -> None:
    # Its tables are made from its models: its hundred migrations are its own affair, and so are its warnings.
    done = run("oscar", "--nomigrations", "-o", "filterwarnings=default")
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
