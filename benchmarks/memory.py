"""What a web process weighs after 200 pages, beside the same shop without the app."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.beacons import page_request
from benchmarks.figures import Figure
from benchmarks.load import put_on, queue_of
from benchmarks.run import PERSONAL, PLAIN, Run, Shop
from benchmarks.serving import serve

_PAGES = 200


def measure(run: Run) -> Iterator[Figure]:
    """Resident memory of a worker that has shown 200 pages: home, product and category pages."""
    ours = run.shop("memory", visitors=100)
    yield from of(run, ours, ours.at(run.databases.copy(ours.database, "memory_twin")))


def of(run: Run, ours: Shop, twin: Shop) -> Iterator[Figure]:
    """The same for a shop that is there already."""
    run.say(f"memory after {_PAGES} pages")
    weights = []
    for name, settings, shop, environment in (
        ("personal", PERSONAL, ours, ours.personal()),
        ("plain", PLAIN, twin, twin.plain()),
    ):
        paths = ["/", *(product["url"] for product in shop.products[:7]), "/all/"]
        browsers = queue_of(
            [
                page_request(paths[number % len(paths)], visitor["cookies"], number)
                for number, visitor in enumerate(shop.visitors)
            ]
        )
        with serve(
            settings, environment, folder=run.databases.folder, name=f"{name}_memory", processes=1
        ) as site:
            put_on(site.ports, browsers, requests=_PAGES)
            weights.append(site.memory())
    if weights[0] is None or weights[1] is None:
        yield Figure("memory added to a web process", None, "MB", note="this system has no /proc")
        return
    yield Figure(f"memory added to a web process, {_PAGES} pages", weights[0] - weights[1], "MB", 30.0)
    yield Figure("  the process with the app", weights[0], "MB")
    yield Figure("  the twin's", weights[1], "MB")
