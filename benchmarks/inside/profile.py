"""cProfile of pages, the part before the answer and the part after it apart, only what is ours or called by it."""

from __future__ import annotations

import cProfile
import pstats
from typing import Any

from benchmarks.inside import pages

Function = tuple[str, int, str]


def of_pages(path: str, count: int, lines: int) -> str:
    """A table for each part: own and cumulated milliseconds a page, calls a page, function."""
    before, after = cProfile.Profile(), cProfile.Profile()
    browsing = pages.browsing()
    for _ in range(count):
        browsing.serve(path, before, after)
    return "\n\n".join(
        f"{name}\n{_table(profile, count, lines)}"
        for name, profile in (("BEFORE THE ANSWER", before), ("AFTER THE ANSWER", after))
    )


def _table(profile: cProfile.Profile, count: int, lines: int) -> str:
    stats: dict[Function, Any] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    rows = [
        (1000 * cumulated / count, 1000 * own / count, calls / count, _name(function))
        for function, (_, calls, own, cumulated, _) in stats.items()
    ]
    whole = sum(own for _, own, _, _ in rows)
    ours = [row for row in rows if "django_personalize" in row[3]]
    parts = [
        f"together {whole:.2f} ms a page",
        "with what they call, ours:",
        *(_line(row) for row in sorted(ours, reverse=True)[:lines]),
        "by themselves, everything:",
        *(_line(row) for row in sorted(rows, key=lambda row: -row[1])[: lines // 2]),
    ]
    return "\n".join(parts)


def _line(row: tuple[float, float, float, str]) -> str:
    cumulated, own, calls, name = row
    return f"{cumulated:8.3f} ms  {own:8.3f} ms own  {calls:7.1f} calls  {name}"


def _name(function: Function) -> str:
    file, line, name = function
    short = file.rpartition("site-packages/")[2] or file
    if "/django_personalize/" in short:
        short = "django_personalize/" + short.rpartition("/django_personalize/")[2]
    return f"{short}:{line} {name}"
