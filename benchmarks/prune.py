"""Removing a million old events while visitors go on: how long locks are held, and how long a visitor waits.

No twin: the bound is a time. The same visitor writes before the removal begins, for comparison.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from benchmarks.figures import Figure
from benchmarks.probe import Probe
from benchmarks.run import PERSONAL, Run

_ALONE = 200


def measure(run: Run) -> Iterator[Figure]:
    """Milliseconds that a transaction of the removal lasts, and that a visitor's view takes beside it."""
    yield from of(run, 20_000 if run.small else 1_000_000)


def of(run: Run, events: int) -> Iterator[Figure]:
    """The same for so many events."""
    environment = {"EXAMPLE_SHOP_DATABASE_URL": run.databases.new("prune")}
    stop = run.databases.folder / "removed"
    with Probe(PERSONAL, environment) as remover, Probe(PERSONAL, environment) as visitor:
        remover.call("shoppers.prepare")
        run.say(f"{events:,} events that are too old on {run.databases.kind}")
        filled = remover.call("aging.fill", events=events)
        run.say(f"removing them, with {filled['counters']:,} counters")
        stop.touch()
        alone = visitor.call("aging.write_until", path=str(stop), at_least=_ALONE)
        stop.unlink()
        with ThreadPoolExecutor(1) as pool:
            writing = pool.submit(visitor.call, "aging.write_until", path=str(stop), at_least=_ALONE)
            try:
                done = remover.call("aging.remove")
            finally:
                stop.touch()
            beside = writing.result()
    yield Figure("longest transaction of the removal", _ms(done["held"][-1]), "ms", 200.0)
    yield Figure("  99 % of them", _ms(_at(done["held"], 0.99)), "ms")
    yield Figure("  median", _ms(_at(done["held"], 0.5)), "ms")
    yield Figure("a visitor's view beside it, longest", _ms(beside[-1]), "ms")
    yield Figure("  99 % of them", _ms(_at(beside, 0.99)), "ms")
    yield Figure("  before it began, longest", _ms(alone[-1]), "ms")
    yield Figure("  before it began, 99 %", _ms(_at(alone, 0.99)), "ms")
    yield Figure("events removed per second", done["removed"] / done["seconds"], "events/s")
    yield Figure("events left that are too old", done["left"], "", 0, "exactly")
    yield Figure("events missing in the sums of months", events - done["months"], "", 0, "exactly")
    yield Figure("events missing in the totals of days", events - done["totals"], "", 0, "exactly")


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _ms(seconds: float) -> float:
    return 1000 * seconds
