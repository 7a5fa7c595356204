"""The home page of the example shop for a visitor who has consented and looked around.

Twin: the same shop without the app; the shop's own tags print the same greeting, hero tile and row of last products
from two cookies. Both pages are compared before anything is measured: their HTML is the same.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

from benchmarks import memory
from benchmarks.beacons import page_request
from benchmarks.databases import redis_answers
from benchmarks.figures import Figure
from benchmarks.load import Browser, put_on, queue_of
from benchmarks.probe import Probe
from benchmarks.rounds import in_turns, median
from benchmarks.run import PERSONAL, PLAIN, Run, Shop
from benchmarks.serving import Site, serve

PATH = "/"
_CARDS = 8
#: A writer's mark in the cache lives five seconds; a visitor who reads for longer finds it gone.
_PAUSE = 6.0


def measure(run: Run) -> Iterator[Figure]:
    """CPU, throughput, statements and memory of a page."""
    ours = run.shop("page", visitors=200 if run.small else 600)
    twin = ours.at(run.databases.copy(ours.database, "page_twin"))
    yield from _cpu(run, ours, twin)
    yield from _statements(run, ours)
    yield from _throughput(run, ours, twin)
    yield from memory.of(run, ours, twin)


def _cpu(run: Run, ours: Shop, twin: Shop) -> Iterator[Figure]:
    """In this process's children, by their own CPU clocks: what other programs do is not counted."""
    cookies = [visitor["cookies"] for visitor in ours.visitors]
    rounds, pages = (5, 40) if run.small else (15, 100)
    sides = [("without a shared cache", "locmem"), ("with Redis", run.redis)]
    for label, cache in sides:
        if not cache:
            yield Figure(f"CPU added per page, median, {label}", None, "ms", note="no Redis on port 6379")
            continue
        run.say(f"CPU of {rounds} x {pages} pages, {label}")
        with Probe(PERSONAL, ours.personal(cache)) as personal, Probe(PLAIN, twin.plain()) as plain:
            _compare(personal, plain, cookies)
            for probe in (personal, plain):
                probe.call("pages.come", visitors=cookies)
                probe.call("pages.cpu", path=PATH, count=pages)
            before = personal.call("pages.views")
            pairs = in_turns(
                partial(personal.call, "pages.cpu", path=PATH, count=pages),
                partial(plain.call, "pages.cpu", path=PATH, count=pages),
                rounds=rounds,
            )
            written = personal.call("pages.views") - before
        added = [median(mine["before"]) - median(theirs["before"]) for mine, theirs in pairs]
        yield Figure(f"CPU added per page, median, {label}", median(added), "ms", 2.0)
        yield Figure(
            f"  the twin's page, {label}", median([median(theirs["before"]) for _, theirs in pairs]), "ms CPU"
        )
        yield Figure(
            f"  CPU after the answer (the view is written), {label}",
            median([median(mine["after"]) for mine, _ in pairs]),
            "ms",
        )
        yield Figure(
            f"  views written per page shown, {label}",
            written / (rounds * pages),
            "",
            1.0,
            "exactly",
            note="; ".join(_failures(pairs)),
        )


class NotTheSame(RuntimeError):
    """The two sides print different pages, or no personal one: a comparison would say nothing."""


def _compare(personal: Probe, plain: Probe, cookies: list[str]) -> None:
    """Both sides print the same HTML, blanks aside, with a personal hero and a full row. Raises `NotTheSame`."""
    for one in cookies[:3]:
        ours, twins = (
            re.sub(r"\s+", " ", probe.call("pages.html", path=PATH, cookies=one))
            for probe in (personal, plain)
        )
        if "is-personal" not in ours or ours.count('<li> <article class="card') != _CARDS:
            raise NotTheSame(
                "The page shows defaults in place of a personal hero and a full row of products."
            )
        if ours != twins:
            start = next(
                (at for at, (a, b) in enumerate(zip(ours, twins, strict=False)) if a != b), len(twins)
            )
            there = slice(max(0, start - 60), start + 140)
            raise NotTheSame(
                f"The twin (benchmarks/sites) prints another page:\n{ours[there]}\n{twins[there]}"
            )


def _failures(pairs: list[tuple[dict[str, Any], dict[str, Any]]]) -> list[str]:
    failed = sum(side["failed"] for pair in pairs for side in pair)
    return [f"{failed} pages failed"] if failed else []


def _statements(run: Run, shop: Shop) -> Iterator[Figure]:
    """Statements that the app sends before the answer. A visitor who clicks at once, and one who reads first."""
    known = shop.visitors[0]["cookies"]
    run.say("statements of a page")
    with Probe(PERSONAL, shop.personal()) as probe:
        cold = probe.call("pages.statements", path=PATH, cookies=known)
        probe.call("pages.statements", path=PATH, cookies=known)
        warm = probe.call("pages.statements", path=PATH, cookies=known)
        nobody = probe.call("pages.statements", path=PATH, cookies="")
    yield _count("statements of ours, warm, without a shared cache", warm, 1)
    yield _count("statements of ours, first page of a process", cold, 2)
    yield _count("statements of ours, anonymous without consent", nobody, 0)
    yield Figure("batches of products per page", warm["batches"], "", 1, counted=True)
    yield Figure("  statements of the batch (adapter of the shop)", warm["batch"], "")
    yield Figure("  statements of the shop itself", warm["shop"], "")
    names = ("reading first", "clicking at once", "first page, empty cache")
    if not run.redis:
        for name in names:
            yield Figure(f"statements of ours, Redis, {name}", None, "", note="no Redis on port 6379")
        return
    redis_answers(run.redis)  # empties it
    with Probe(PERSONAL, shop.personal(run.redis)) as probe:
        cookies = shop.visitors[1]["cookies"]
        empty = probe.call("pages.statements", path=PATH, cookies=cookies)
        at_once = probe.call("pages.statements", path=PATH, cookies=cookies)
        time.sleep(_PAUSE)
        probe.call("pages.statements", path=PATH, cookies=cookies)
        time.sleep(_PAUSE)
        rested = probe.call("pages.statements", path=PATH, cookies=cookies)
    yield _count(f"statements of ours, Redis, warm, {names[0]}", rested, 0)
    yield _count(f"statements of ours, Redis, warm, {names[1]}", at_once, 0)
    yield _count(f"statements of ours, Redis, {names[2]}", empty, 2)


def _count(name: str, found: dict[str, Any], bound: int) -> Figure:
    tables = [
        text.partition('FROM "')[2].partition('"')[0] for text in found["texts"] if text.startswith("ours")
    ]
    return Figure(name, found["ours"], "", bound, counted=True, note=", ".join(filter(None, tables)))


def _throughput(run: Run, ours: Shop, twin: Shop) -> Iterator[Figure]:
    """Two workers each, as many pages as they can, views written. Closed loop, two connections to each worker."""
    rounds, seconds = (3, 2.0) if run.small else (7, 5.0)
    sides = [("without a shared cache", "locmem")]
    if not run.small:
        sides.append(("with Redis", run.redis))
    for label, cache in sides:
        if not cache:
            yield Figure(f"pages per second of the twin's, {label}", None, "%", note="no Redis on port 6379")
            continue
        run.say(f"throughput, {rounds} rounds of {seconds:.0f} s on each side, {label}")
        folder = run.databases.folder
        with (
            serve(PERSONAL, ours.personal(cache), folder=folder, name="personal") as personal,
            serve(PLAIN, twin.plain(), folder=folder, name="plain") as plain,
        ):
            loads = [_Side(personal, ours), _Side(plain, twin)]
            for side in loads:
                side.ask(requests=40)
            pairs = in_turns(
                partial(loads[0].ask, seconds=seconds),
                partial(loads[1].ask, seconds=seconds),
                rounds=rounds,
            )
            complaints = personal.complaints()
        share = median([100 * mine[0] / theirs[0] for mine, theirs in pairs])
        yield Figure(f"pages per second of the twin's, {label}", share, "%", 85.0, "at least")
        yield Figure(f"  ours, {label}", median([mine[0] for mine, _ in pairs]), "pages/s")
        yield Figure(f"  the twin's, {label}", median([theirs[0] for _, theirs in pairs]), "pages/s")
        if all(mine[1] and theirs[1] for mine, theirs in pairs):
            by_cpu = median([100 * theirs[1] / mine[1] for mine, theirs in pairs])
            yield Figure(f"  the same by the workers' CPU time per page, {label}", by_cpu, "%")
        failed = sum(mine[2] + theirs[2] for mine, theirs in pairs)
        yield Figure(f"  answers that were no page, {label}", failed, "", 0, counted=True)
        yield Figure(
            f"  lines in the log, {label}", len(complaints), "", note=complaints[-1] if complaints else ""
        )


class _Side:
    """One site under load."""

    def __init__(self, site: Site, shop: Shop) -> None:
        self._site = site
        browsers = [
            page_request(PATH, visitor["cookies"], number) for number, visitor in enumerate(shop.visitors)
        ]
        self._browsers: Iterator[Browser] = queue_of(browsers)

    def ask(self, *, seconds: float = 0.0, requests: int = 0) -> tuple[float, float, int]:
        """(pages per second, CPU seconds of the workers per page, answers that were no page)."""
        before = self._site.cpu() or 0.0
        load = put_on(self._site.ports, self._browsers, seconds=seconds, requests=requests)
        used = (self._site.cpu() or 0.0) - before
        return load.rate, used / max(1, load.requests), load.requests - load.statuses[200]
