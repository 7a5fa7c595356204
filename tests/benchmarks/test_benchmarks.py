"""`python -m benchmarks`: it names what it can measure, measures, and says so with its exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import NAMES
from benchmarks.figures import Figure, report

ROOT = Path(__file__).resolve().parents[2]


def _benchmarks(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def test_without_a_name_the_names_are_listed() -> None:
    done = _benchmarks()
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(NAMES)


def test_an_unknown_name_is_refused() -> None:
    done = _benchmarks("speed")
    assert done.returncode == 2
    assert "invalid choice: 'speed'" in done.stderr


def test_a_database_that_is_none_is_refused() -> None:
    done = _benchmarks("ingest", "--database", "oracle://somewhere")
    assert done.returncode == 2
    assert done.stderr == (
        "'oracle://somewhere' is neither 'sqlite' nor 'postgres://user@host:port' nor 'mysql://user@host:port'.\n"
    )


def test_every_name_is_a_module_that_measures() -> None:
    missing = [name for name in NAMES if not (ROOT / "benchmarks" / f"{name}.py").is_file()]
    assert missing == []


@pytest.mark.slow
def test_a_small_ingest_prints_a_line_for_each_figure_and_loses_no_event() -> None:
    done = _benchmarks("ingest", "--size", "small", "--json")
    said = json.loads(done.stdout)
    assert said["benchmark"] == "ingest"
    assert said["size"] == "small"
    figures = {figure["name"].strip(): figure for figure in said["figures"]}
    assert figures["events per second of a bulk_create of the same rows"]["bound"] == 30.0
    assert figures["events lost"]["value"] == 0
    assert all(figure["value"] is not None for figure in figures.values())
    assert done.returncode == (0 if said["kept"] else 1)


SHARE = Figure("share", 50.0, "%", 85.0, "at least")
ADDED = Figure("added", 3.5, "ms", 2.0)


@pytest.mark.parametrize("figure", [SHARE, ADDED])
def test_a_small_run_allows_twice_the_overhead_and_half_the_share(figure: Figure) -> None:
    assert figure.holds(small=True)
    assert not figure.holds(small=False)


def test_a_count_gets_no_slack() -> None:
    assert not Figure("statements", 2, "", 1, counted=True).holds(small=True)


def test_what_was_not_measured_says_why_and_misses_nothing() -> None:
    figure = Figure("with Redis", None, "ms", 2.0, note="no Redis on port 6379")
    assert figure.holds(small=False)
    assert figure.line(small=False).split("not measured") == [
        figure.name.ljust(62) + "     ",
        "   no Redis on port 6379",
    ]


def test_a_missed_bound_is_reported_as_missed(capsys: pytest.CaptureFixture[str]) -> None:
    kept = report("page", [ADDED, SHARE], small=False, as_json=False, where={"size": "full"})
    assert not kept
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "page: size full"
    assert lines[1].endswith("3.5 ms            at most 2: MISSED")
    assert lines[2].endswith("50 %             at least 85: MISSED")


def test_json_says_the_same_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(
        "page", [Figure("added", 1.5, "ms", 2.0)], small=False, as_json=True, where={"size": "full"}
    )
    said = json.loads(capsys.readouterr().out)
    assert said["kept"] is True
    assert said["figures"][0]["value"] == 1.5
    assert said["figures"][0]["holds"] is True
