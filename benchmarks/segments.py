"""Segments on PostgreSQL: count and refresh of twelve rules, each beside the best hand-written SQL for the same people.

The hand may use our counters. Its SQL is in `benchmarks/inside/groups.py`, and its ids must be ours.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.figures import Figure
from benchmarks.probe import Probe
from benchmarks.run import PERSONAL, Run


def measure(run: Run) -> Iterator[Figure]:
    """Ratios of the best of several rounds; the worst of the twelve decides."""
    if not run.databases.server:
        yield Figure("segments", None, "", note="needs PostgreSQL: --database postgres://user@host:port")
        return
    people, rounds = (20_000, 3) if run.small else (1_000_000, 5)
    address = run.databases.new("segments")
    with Probe(PERSONAL, {"EXAMPLE_SHOP_DATABASE_URL": address}) as probe:
        run.say(f"making {people:,} people with {20 * people:,} events")
        made = probe.call("groups.prepare", people=people)
        yield Figure("people", people, "")
        yield Figure("  made in", made["seconds"], "s")
        yield Figure("  size of the database", made["bytes"] / 1e9, "GB")
        counts, refreshes, memory = [], [], 0.0
        for name in probe.call("groups.names"):
            run.say(name)
            one = probe.call("groups.compare", name=name, rounds=rounds)
            yield Figure(f"{name}: people", one["people"], "")
            yield Figure("  ids that differ from the hand's", one["different"], "", 0, "exactly")
            counts.append(one["count"] / one["hand_count"])
            refreshes.append(one["refresh"] / one["hand_refresh"])
            yield Figure("  count", 1000 * one["count"], "ms", note=f"hand {1000 * one['hand_count']:.0f} ms")
            yield Figure(
                "  refresh", 1000 * one["refresh"], "ms", note=f"hand {1000 * one['hand_refresh']:.0f} ms"
            )
            memory = max(memory, one["memory"])
        yield Figure("worst count beside the hand's", max(counts), "x", 2.0)
        yield Figure("worst refresh beside the hand's", max(refreshes), "x", 2.0)
        yield Figure("memory of the process", memory, "MB", 300.0)
        one = probe.call("groups.one_person", segments=200, rounds=20)
        yield Figure("200 segments for one person, facts loaded", 1000 * one["judged"], "ms", 0.5)
        yield Figure("a changed person to 200 memberships", 1000 * one["refreshed"], "ms", 1000.0)
