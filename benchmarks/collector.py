"""The collector under load: 1 and 20 events a request, as the script sends them.

Twin: a bare view behind the same middleware that parses the same JSON and commits the same rows to a copy of the same
database. First both take the same requests and their tables are compared: same events, counters, affinities.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from benchmarks.beacons import Scripts
from benchmarks.figures import Figure
from benchmarks.load import Load, put_on, queue_of
from benchmarks.probe import Probe
from benchmarks.rounds import in_turns, median, percentile
from benchmarks.run import BARE, PERSONAL, Run, Shop
from benchmarks.serving import Site, serve

_SAME = 300


def measure(run: Run) -> Iterator[Figure]:
    """Throughput beside the twin's, waits, and whether every accepted event is a row."""
    # No multiple of the twenty acts: each visitor does all of them in time.
    ours = run.shop("collector", visitors=211 if run.small else 601, events=12)
    twin = ours.at(run.databases.copy(ours.database, "collector_twin"))
    cache = run.redis or "locmem"
    with ExitStack() as stack:
        folder = run.databases.folder
        sites = [
            stack.enter_context(serve(PERSONAL, ours.personal(cache), folder=folder, name="collector")),
            stack.enter_context(serve(BARE, twin.personal(cache), folder=folder, name="bare")),
        ]
        probes = [stack.enter_context(Probe(PERSONAL, shop.personal())) for shop in (ours, twin)]
        yield _same_rows(sites, probes, ours)
        for events in (1, 20):
            yield from _throughput(run, sites, probes[0], ours, events)
        complaints = sites[0].complaints()
    yield Figure("lines in the log", len(complaints), "", note=complaints[-1] if complaints else "")


def _same_rows(sites: Sequence[Site], probes: Sequence[Probe], shop: Shop) -> Figure:
    """Both sides get the same requests one after the other and must hold the same rows afterwards."""
    for site in sites:
        browsers = Scripts(shop.products).browsers(shop.visitors, events=3)
        put_on(site.ports[:1], queue_of(browsers), requests=_SAME, connections=1)
    mine, theirs = (probe.call("beacons.rows") for probe in probes)
    different = [name for name in mine if mine[name] != theirs[name]]
    note = "; ".join(f"{name}: {mine[name]}, the twin {theirs[name]}" for name in different)
    return Figure("kinds of rows that differ from the twin's", len(different), "", 0, counted=True, note=note)


@dataclass
class _Side:
    """One site with the loads it has carried."""

    site: Site
    shop: Shop
    events: int
    loads: list[Load] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._browsers = queue_of(
            Scripts(self.shop.products).browsers(self.shop.visitors, events=self.events)
        )

    def ask(self, seconds: float) -> tuple[float, float]:
        """(requests per second, CPU seconds of the workers per request)."""
        before = self.site.cpu() or 0.0
        load = put_on(self.site.ports, self._browsers, seconds=seconds, connections=8)
        self.loads.append(load)
        return load.rate, ((self.site.cpu() or 0.0) - before) / max(1, load.requests)


def _throughput(run: Run, sites: Sequence[Site], probe: Probe, shop: Shop, events: int) -> Iterator[Figure]:
    rounds, seconds = (3, 2.0) if run.small else (7, 5.0)
    run.say(f"{events} events a request, {rounds} rounds of {seconds:.0f} s on each side")
    mine, twin = (_Side(site, shop, events) for site in sites)
    before: dict[str, Any] = probe.call("beacons.rows")
    for side in (mine, twin):
        side.ask(1.0)
    pairs = in_turns(lambda: mine.ask(seconds), lambda: twin.ask(seconds), rounds=rounds)
    after: dict[str, Any] = probe.call("beacons.rows")
    what = "1 event a request" if events == 1 else f"{events} events a request"
    share = median([100 * a[0] / b[0] for a, b in pairs])
    limits = (
        "limits counted in Redis" if run.redis else "limits counted in each process: no Redis on port 6379"
    )
    yield Figure(f"requests per second of the twin's, {what}", share, "%", 70.0, "at least", note=limits)
    yield Figure(f"  ours, {what}", median([a[0] for a, _ in pairs]), "requests/s")
    yield Figure(f"  ours, {what}", median([a[0] for a, _ in pairs]) * events, "events/s")
    yield Figure(f"  the twin's, {what}", median([b[0] for _, b in pairs]), "requests/s")
    if all(a[1] and b[1] for a, b in pairs):
        yield Figure(
            f"  the same by the workers' CPU time, {what}", median([100 * b[1] / a[1] for a, b in pairs]), "%"
        )
        yield Figure(f"  CPU of a request, {what}", 1000 * median([a[1] for a, _ in pairs]), "ms")
    waits = [wait for load in mine.loads for wait in load.waits]
    yield Figure(f"  p99 of ours, 16 connections, {what}", 1000 * percentile(waits, 0.99), "ms")
    errors = sum(load.server_errors for load in mine.loads)
    yield Figure(f"  answers of 500 and above, {what}", errors, "", 0, counted=True)
    accepted = events * sum(load.statuses[204] for load in mine.loads)
    started = _started(after) - _started(before)
    rows = after["events"] - before["events"] - started
    yield Figure(f"  accepted events that are no row, {what}", accepted - rows, "", 0, "exactly")
    refused = sum(load.requests - load.statuses[204] for load in mine.loads)
    yield Figure(f"  requests that were refused, {what}", refused, "", 0, counted=True)


def _started(rows: dict[str, Any]) -> int:
    """The server's own events, one for each session."""
    return int(rows["by_name"].get("session_started", 0))
