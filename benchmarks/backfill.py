"""The shop's whole past as events: `personalize_backfill` over half a million orders, in bounded memory.

No twin: the bounds are memory and sums that agree with the shop's to the cent.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from benchmarks.figures import Figure
from benchmarks.probe import Probe
from benchmarks.run import PERSONAL, Run


def measure(run: Run) -> Iterator[Figure]:
    """Memory of the process at its peak, orders per second, and the differences of both sums; then once more."""
    orders = 20_000 if run.small else 500_000
    environment = {"EXAMPLE_SHOP_DATABASE_URL": run.databases.new("backfill")}
    with Probe(PERSONAL, environment) as shop:
        shop.call("shoppers.prepare")
        run.say(f"{orders:,} orders in the shop on {run.databases.kind}")
        shop.call("orders.fill", orders=orders)
    with Probe(PERSONAL, environment) as probe:
        run.say("importing them")
        done = probe.call("orders.backfill")
    for line in done["told"]:
        run.say(line)
    yield Figure("memory of the process at its peak", done["memory"], "MB", 300.0, counted=True)
    yield Figure("orders imported per second, computed traits included", orders / done["seconds"], "orders/s")
    yield Figure("orders without an event", orders - done["orders"], "", 0, "exactly")
    difference = abs(Decimal(done["shop"]) - Decimal(done["ours"]))
    yield Figure("difference between the shop's sum and ours", float(difference), "EUR", 0, "exactly")
    with Probe(PERSONAL, environment) as probe:
        run.say("importing them again")
        again = probe.call("orders.backfill")
    yield Figure("the same import again: events doubled", again["orders"] - done["orders"], "", 0, "exactly")
    yield Figure("  orders looked at per second", orders / again["seconds"], "orders/s")
