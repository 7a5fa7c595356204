"""Which requirement is proven by which test: `python -m tests.rows [NAME...] [--covered] [--open] [--trust]`.

Prints each row of the feature list with its "Accept", and each test that names it (`@pytest.mark.row`) with
what became of that test when it last ran; `--trust` does the same for the numbered trust requirements
(`@pytest.mark.trust`). The lists stand beside the repository, in `../shared/spec`; where they are absent this
says so and ends well.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import pytest

from tests import outcomes

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT.parent / "shared" / "spec"

_TABLE_ROW = re.compile(r"^\| *([A-HU]\d+) *\|(.*)\| *$")
_DUTY = re.compile(r"^(\d+)\. (.+)$")
_REQUIREMENT = re.compile(r"^- \*\*(T-\d+)\*\* (.+)$")
_FAULT_TEST = re.compile(r"^\| (T-\d+) \|(.*)\|$")


@dataclass(frozen=True)
class Row:
    """One requirement: `name` as tests name it, what it is called, and what counts as done."""

    name: str
    title: str
    accept: str


@dataclass(frozen=True)
class Proof:
    """One test that names a requirement; `part` where several places make it up."""

    test: str
    part: str = ""


@dataclass
class Proofs:
    """What the collected tests name, and how each of them ended last."""

    rows: dict[str, list[Proof]] = field(default_factory=lambda: defaultdict(list))
    trust: dict[str, list[Proof]] = field(default_factory=lambda: defaultdict(list))
    outcomes: dict[str, str] = field(default_factory=dict)
    collected: int = 0

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.collected = len(session.items)
        cache = session.config.cache
        if cache is not None:
            self.outcomes = cache.get(outcomes.KEY, {})
        for item in session.items:
            for mark in item.iter_markers("row"):
                for name in mark.args:
                    self.rows[name].append(Proof(item.nodeid, mark.kwargs.get("part", "")))
            for mark in item.iter_markers("trust"):
                for name in mark.args:
                    self.trust[name].append(Proof(item.nodeid))


def feature_rows(text: str) -> Iterator[Row]:
    """The rows A1 … H9 and U1 … of the tables, and the numbered design duties as K1, K2 …"""
    in_duties = False
    for line in text.splitlines():
        if line.startswith("## "):
            in_duties = line.startswith("## K.")
        if match := _TABLE_ROW.match(line):
            cells = [cell.strip() for cell in match[2].split("|")]
            yield Row(match[1], cells[0].replace("**", ""), cells[-1])
        elif in_duties and (match := _DUTY.match(line)):
            yield Row(f"K{match[1]}", "Design duty", match[2].replace("**", ""))


def trust_rows(text: str) -> Iterator[Row]:
    """The requirements T-001 …, without their sources in brackets, and the load and fault tests of the table."""
    for line in text.splitlines():
        if match := _FAULT_TEST.match(line):
            priority, what, *accept = (cell.strip() for cell in match[2].split("|"))
            yield Row(match[1], f"{priority} {what}", " ".join(accept))
        if match := _REQUIREMENT.match(line):
            kind, _, accept = match[2].partition("—")
            yield Row(
                match[1], kind.strip(), re.sub(r"\s*\[[^\[\]]*\]\s*$", "", accept).replace("**", "").strip()
            )


def collect() -> Proofs:
    """Collect the tests without running them; a test file that cannot be imported raises."""
    proofs = Proofs()
    arguments = ["--collect-only", "-q", "-q", "--no-header", "-p", "no:randomly", str(ROOT / "tests")]
    with redirect_stdout(StringIO()) as said:
        status = pytest.main(arguments, plugins=[proofs])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise SystemExit(f"{said.getvalue()}\nThe tests cannot be collected.")
    return proofs


def lines_of(row: Row, tests: Iterable[Proof], ends_of: dict[str, str]) -> Iterator[str]:
    """The row, its Accept, and a line per test; parametrised cases of one test are counted together."""
    yield f"{row.name}  {row.title}"
    yield f"    Accept: {row.accept}"
    together: dict[tuple[str, str], list[str]] = defaultdict(list)
    for proof in tests:
        together[proof.test.partition("[")[0], proof.part].append(ends_of.get(proof.test, "not run"))
    for (test, part), ends in together.items():
        counts = ", ".join(
            f"{ends.count(end)} {end}" if len(ends) > 1 else end for end in dict.fromkeys(sorted(ends))
        )
        yield f"    {counts:<10} {test}{f'  ({part})' if part else ''}"
    if not together:
        yield "    no test names it"


def main(arguments: list[str]) -> int:
    """Print the lists; 1 when a test names a requirement that does not exist."""
    parser = argparse.ArgumentParser(prog="python -m tests.rows", description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", help="only these: A5 K13 T-010")
    parser.add_argument("--covered", action="store_true", help="only what a test names")
    parser.add_argument("--open", action="store_true", help="only what no test names")
    parser.add_argument("--trust", action="store_true", help="the trust requirements too")
    options = parser.parse_args(arguments)
    if not SPEC.is_dir():
        print(
            f"Nothing to compare with: {SPEC.parent.name}/{SPEC.name} does not stand beside the repository."
        )
        return 0
    features = list(feature_rows((SPEC / "features.md").read_text(encoding="utf-8")))
    trust = list(trust_rows((SPEC / "trust.md").read_text(encoding="utf-8")))
    proofs = collect()
    with_trust = options.trust or any(name.startswith("T-") for name in options.names)
    shown = [(row, proofs.rows) for row in features] + [(row, proofs.trust) for row in trust if with_trust]
    for row, known in shown:
        tests = known.get(row.name, [])
        if options.names and row.name not in options.names:
            continue
        if (options.covered and not tests) or (options.open and tests):
            continue
        print("\n".join(lines_of(row, tests, proofs.outcomes)))
    unknown = sorted(
        {*proofs.rows} - {row.name for row in features} | {*proofs.trust} - {row.name for row in trust}
    )
    print(
        f"\n{proofs.collected} tests name {len(proofs.rows)} of {len(features)} rows"
        f" and {len(proofs.trust)} of {len(trust)} trust requirements."
    )
    if unknown:
        print(f"No such requirement: {', '.join(unknown)}", file=sys.stderr)
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
