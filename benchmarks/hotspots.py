"""Where the time of a page goes: `python -m benchmarks.hotspots [home|product] [--database URL] [--redis]`.

Prints milliseconds per page of each part, before and after the answer, by cProfile (which makes everything about twice
as slow: read the shares), for the functions in which most is spent including what they call, and by themselves.
"""

from __future__ import annotations

import argparse

from benchmarks.databases import for_this_run
from benchmarks.probe import Probe
from benchmarks.run import PERSONAL, Run


def main() -> None:
    """Profile pages of visitors with a history."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hotspots")
    parser.add_argument("page", nargs="?", choices=("home", "product"), default="home")
    parser.add_argument("--database", default="sqlite", metavar="URL")
    parser.add_argument("--redis", action="store_true", help="with a cache that processes share")
    parser.add_argument("--pages", type=int, default=150)
    parser.add_argument("--lines", type=int, default=45)
    given = parser.parse_args()
    with for_this_run(given.database) as databases:
        run = Run(databases, small=True)
        shop = run.shop("hotspots", visitors=150)
        path = "/" if given.page == "home" else shop.products[3]["url"]
        with Probe(PERSONAL, shop.personal(run.redis if given.redis else "locmem")) as probe:
            probe.call("pages.come", visitors=[visitor["cookies"] for visitor in shop.visitors])
            probe.call("pages.cpu", path=path, count=len(shop.visitors))
            print(probe.call("profile.of_pages", path=path, count=given.pages, lines=given.lines))


if __name__ == "__main__":
    main()
