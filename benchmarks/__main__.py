"""`python -m benchmarks` lists the benchmarks; `python -m benchmarks NAME` measures beside a bare twin.

    python -m benchmarks page
    python -m benchmarks collector --size small
    python -m benchmarks ingest --database postgres://postgres@127.0.0.1:5432 --json

Ends with 1 when a bound is missed. A small run is quick, and fails at twice the bound (`benchmarks.figures.SLACK`).
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sys

from benchmarks.databases import NoDatabase, for_this_run
from benchmarks.figures import report
from benchmarks.page import NotTheSame
from benchmarks.probe import ProbeFailed
from benchmarks.run import Run
from benchmarks.serving import NoServer

#: Each is a module of this package with `measure(run)`.
NAMES = {
    "page": "the personal home page beside the same HTML from the shop's own tags",
    "collector": "events from browsers, 1 and 20 a request, beside a bare view that commits the same rows",
    "ingest": "events in bulk beside a bare bulk_create of the same rows",
    "segments": "counting and refreshing rules beside hand-written SQL, on PostgreSQL",
    "prune": "removing old events while visitors go on: how long anything is locked",
    "backfill": "the shop's whole past as events: memory, and sums that agree",
    "upgrade": "the migrations since the first release, beside a visitor's events: how long one waits",
    "memory": "what a web process weighs with the app and without",
    "demo": "seconds until the demo serves",
    "peers": "the same page made by other packages",
}


def main(arguments: list[str] | None = None) -> int:
    """0: every bound was kept; 1: one was missed; 2: nothing could be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measures beside bare twins.")
    parser.add_argument("name", nargs="?", choices=sorted(NAMES), metavar="NAME")
    parser.add_argument("--size", choices=("small", "full"), default="full")
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.add_argument(
        "--database",
        default="sqlite",
        metavar="URL",
        help="'sqlite' (default), postgres://user@host:port or mysql://user@host:port",
    )
    given = parser.parse_args(arguments)
    if given.name is None:
        for name, what in NAMES.items():
            print(f"{name:<10} {what}")
        return 0
    small = given.size == "small"
    measure = importlib.import_module(f"benchmarks.{given.name}").measure
    try:
        with for_this_run(given.database) as databases:
            figures = list(measure(Run(databases, small)))
            where = {
                "size": given.size,
                "database": databases.kind,
                "python": platform.python_version(),
                "cores": os.cpu_count(),
            }
    except (NoDatabase, NoServer, ProbeFailed, NotTheSame) as failure:
        print(failure, file=sys.stderr)
        return 2
    return 0 if report(given.name, figures, small=small, as_json=given.json, where=where) else 1


if __name__ == "__main__":
    sys.exit(main())
