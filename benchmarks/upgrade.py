"""An upgrade under load: how long a visitor's event waits while the migrations since the first release run.

No twin: the bound is a time. The same visitor writes before the upgrade begins, for comparison.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from benchmarks.figures import Figure
from benchmarks.probe import Probe
from benchmarks.run import PERSONAL, Run

_ALONE = 200


def measure(run: Run) -> Iterator[Figure]:
    """Milliseconds that one event takes to be committed, alone and beside the upgrade."""
    events = 20_000 if run.small else 1_000_000
    environment = {"EXAMPLE_SHOP_DATABASE_URL": run.databases.new("upgrade")}
    stop = run.databases.folder / "upgraded"
    with Probe(PERSONAL, environment) as operator, Probe(PERSONAL, environment) as visitor:
        run.say(f"at least {events:,} events in the tables of the first release on {run.databases.kind}")
        filled = operator.call("upgrading.fill", events=events)
        run.say(f"upgrading {filled['events']:,} events")
        stop.touch()
        alone = visitor.call("upgrading.write_until", path=str(stop), at_least=_ALONE)
        stop.unlink()
        with ThreadPoolExecutor(1) as pool:
            writing = pool.submit(visitor.call, "upgrading.write_until", path=str(stop), at_least=_ALONE)
            try:
                done = operator.call("upgrading.upgrade")
            finally:
                stop.touch()
            beside = writing.result()
    lost = filled["events"] + len(alone) - done["events"]
    yield Figure("longest wait for an event beside the upgrade", 1000 * beside[-1], "ms", 2000.0)
    yield Figure("  99 % of them", 1000 * _at(beside, 0.99), "ms")
    yield Figure("  before it began, longest", 1000 * alone[-1], "ms")
    yield Figure("the upgrade itself", done["seconds"], "s")
    yield Figure("events lost", max(0, lost), "", 0, "exactly")


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
