"""Loading events in bulk: `events.ingest` in chunks of 1,000.

Twin: a bare `bulk_create` in chunks of 1,000 of the same rows, all that the ingest has written (events, counters,
affinities, snapshots), into an empty copy of the database.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.figures import Figure
from benchmarks.probe import Probe
from benchmarks.rounds import median
from benchmarks.run import Run


def measure(run: Run) -> Iterator[Figure]:
    """Events per second, beside the twin's."""
    rounds, people, events = (3, 60, 3000) if run.small else (9, 200, 8000)
    ours = run.databases.new("ingest")
    environment = {"EXAMPLE_SHOP_DATABASE_URL": ours}
    with Probe("benchmarks.sites.personal", environment) as probe:
        probe.call("shoppers.prepare")
        probe.call("bulk.arrive", people=people * rounds)
    twin = run.databases.copy(ours, "ingest_twin")
    with Probe("benchmarks.sites.two", {**environment, "BENCHMARKS_TWIN_URL": twin}) as probe:
        run.say(f"{rounds} rounds of {events} events on {run.databases.kind}")
        done = [
            probe.call("bulk.round_of", number=number, people=people, events=events)
            for number in range(rounds)
        ]
    shares = [100 * one["twin"] / one["ours"] for one in done]
    yield Figure("events per second of a bulk_create of the same rows", median(shares), "%", 30.0, "at least")
    of_events = [100 * one["twin_events"] / one["ours"] for one in done]
    yield Figure("  of a bulk_create of the events alone", median(of_events), "%")
    yield Figure("  ours", median([events / one["ours"] for one in done]), "events/s")
    yield Figure("  the twin's", median([events / one["twin"] for one in done]), "events/s")
    yield Figure("  rows written for an event", median([one["rows"] / events for one in done]), "")
    yield Figure("  statements of a chunk of 1,000", median([one["statements"] for one in done]), "")
    lost = sum(events - one["written"] for one in done)
    yield Figure("  events lost", lost, "", 0, "exactly")
