"""A panel for django-debug-toolbar: whom the page took the visitor for, what each personal place shows and why, what
it cost. `DEBUG_TOOLBAR_PANELS = [..., "django_personalize.panels.PersonalizePanel"]`; imported by nothing of ours.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import Any, cast

from asgiref.sync import iscoroutinefunction
from debug_toolbar.panels import Panel
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from django_personalize.conf import settings
from django_personalize.core import clock, page_cache, trace
from django_personalize.onsite import rendering
from django_personalize.tracking import arrival as arrivals
from django_personalize.tracking.visitor import Visitor

_ROOT = str(Path(__file__).parent) + "/"
#: Ours, and yet only on the way: the tag around the shop's default, what asks for somebody above it.
_PASSED_THROUGH = ("templatetags/", "core/")
_SQL_SHOWN = 300
#: Every column of a table by name, which is what a model's query asks for: nothing to look at.
_COLUMNS = re.compile(r"""^SELECT (?:["`]\w+["`]\.["`]\w+["`](?: AS \S+)?,? ?)+ ?FROM """)

Row = dict[str, Any]


class PersonalizePanel(Panel):
    """Facts, places, queries and time of one request. Reads nothing that the page itself has not read."""

    is_async = True
    template = "personalize/debug_panel.html"
    title = _("Personalisation")

    @property
    def nav_title(self) -> str:
        return str(self.title)

    @property
    def nav_subtitle(self) -> str:
        stats = self.get_stats()
        if not stats.get("blocks"):
            return str(_("no personal place"))
        shown = sum(block["shown"] for block in stats["blocks"])
        places = ngettext(
            "%(shown)d of %(count)d place", "%(shown)d of %(count)d places", len(stats["blocks"])
        )
        return places % {"shown": shown, "count": len(stats["blocks"])} + f" · {stats['spent']} ms"

    def process_request(self, request: HttpRequest) -> HttpResponse | Awaitable[HttpResponse]:
        self.queries: list[Row] = []
        self.others = 0
        if iscoroutinefunction(self.get_response):
            return self._watch_async(request)
        with trace.watching() as self.trace, ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(self._look_at(connection.alias)))
            return cast(HttpResponse, super().process_request(request))

    async def _watch_async(self, request: HttpRequest) -> HttpResponse:
        with trace.watching() as self.trace:
            return await cast("Awaitable[HttpResponse]", super().process_request(request))

    def generate_stats(self, request: HttpRequest, response: HttpResponse) -> None:
        spent = getattr(request, "_personalize_spent", 0.0)
        budget = settings.PAGE_BUDGET.total_seconds()
        visitor: Visitor | None = getattr(request, "visitor", None)
        self.record_stats(
            {
                "facts": [{"name": str(name), "value": str(value)} for name, value in _facts(visitor)],
                "blocks": [
                    {
                        "name": block.name,
                        "shown": block.shown,
                        "why": block.why or _why(visitor, shown=block.shown),
                        "ms": _ms(block.seconds),
                    }
                    for block in self.trace.blocks
                ],
                "queries": self.queries,
                "others": self.others,
                "sync": not iscoroutinefunction(self.get_response),
                "query_ms": _ms(sum(query["seconds"] for query in self.queries)),
                "spent": _ms(spent),
                "budget": _ms(budget),
                "used": round(100 * spent / budget) if budget else 100,
                "resting": rendering.is_open(),
            }
        )

    def generate_server_timing(self, request: HttpRequest, response: HttpResponse) -> None:
        self.record_server_timing("page", str(self.title), self.get_stats()["spent"])

    def _look_at(self, alias: str) -> Callable[..., Any]:
        """A wrapper around every statement that notes those that we ask, or ask the shop for."""

        def look(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
            started = time.perf_counter()
            try:
                return execute(sql, params, many, context)
            finally:
                seconds = time.perf_counter() - started
                where = _asked_by(sys._getframe(1))
                if where:
                    short = Truncator(_COLUMNS.sub("SELECT … FROM ", str(sql))).chars(_SQL_SHOWN)
                    self.queries.append(
                        {"where": where, "sql": short, "ms": _ms(seconds), "seconds": seconds, "alias": alias}
                    )
                else:
                    self.others += 1

        return look


def _asked_by(frame: FrameType | None) -> str:
    """The place in our code that asks, "" for the shop's own."""
    where = ""
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(_ROOT) and name != __file__:
            file, function = name.removeprefix(_ROOT), frame.f_code.co_name
            if (file, function) == ("onsite/rendering.py", "personal") and not where:
                # Called straight from here and not through a timed block: the default, which is the shop's.
                return ""
            if file == "middleware.py":  # around the whole view
                return where
            if not file.startswith(_PASSED_THROUGH):
                where = where or f"{file}:{frame.f_lineno} {function}"
        frame = frame.f_back
    return where


def _facts(visitor: Visitor | None) -> list[tuple[Any, Any]]:
    """Whom the page took the visitor for; of somebody whom nobody asked about, only that."""
    if visitor is None:
        return [(_("Visitor"), _("none: the middleware is missing"))]
    if not _was_asked(visitor):
        return [(_("Visitor"), _("not asked: the page needs nothing of them"))]
    facts, snapshot, found = visitor.facts, visitor.snapshot, visitor.found
    source = arrivals.of_request(visitor.request).source
    who = _("nobody known") if found.profile_id is None else f"profile {found.profile_id}"
    rows: list[tuple[Any, Any]] = [
        (_("Visitor"), who),
        (_("Customer"), _signed(visitor)),
        (_("Snapshot"), f"version {snapshot.version}, {_origin()}"),
        (_("Known"), _known(visitor)),
    ]
    at = clock.now()
    rows += [
        (_("Consent: %(purpose)s") % {"purpose": purpose}, _verdict(visitor, purpose, at=at))
        for purpose in settings.PURPOSES
    ]
    rows += [
        (_("Device"), " · ".join(part for part in (facts.device, facts.os, facts.browser) if part)),
        (_("Language"), facts.language or "–"),
        (_("Source"), " · ".join(part for part in (source.channel, source.source, source.campaign) if part)),
        (_("Flags"), _flags(visitor)),
        (_("Waited for the last view"), f"{_ms(visitor.waited)} ms"),
        (_("Will be written"), ", ".join(note.name for note in visitor.notes) or _("after the answer")),
        (_("Cookies set"), ", ".join(visitor.new_cookies) or "–"),
    ]
    return rows


def _was_asked(visitor: Visitor) -> bool:
    """Whether the page has read the visitor, so that reading again costs nothing."""
    return visitor.asked or "found" in vars(visitor)


def _origin() -> str:
    return "by the shared cache" if page_cache.shared() is not None else "by primary key (no shared cache)"


def _signed(visitor: Visitor) -> str:
    if visitor.signed_in:
        return f"user {visitor.user_key}, signed in"
    return f"user {visitor.found.user_key}, not signed in" if visitor.found.user_key else "–"


def _known(visitor: Visitor) -> str:
    snapshot = visitor.snapshot
    return (
        f"{snapshot.sessions} visits, {len(snapshot.viewed)} products viewed, {len(snapshot.bought)} bought, "
        f"{snapshot.orders} orders, {sum(len(values) for values in snapshot.affinities.values())} interests"
    )


def _verdict(visitor: Visitor, purpose: str, *, at: Any) -> str:
    verdict = visitor.verdict(purpose, at=at)
    return f"{'yes' if verdict else 'no'}: {verdict.reason}"


def _flags(visitor: Visitor) -> str:
    facts = visitor.facts
    flags = {
        "robot": facts.is_bot,
        "prefetch": facts.is_prefetch,
        "GPC": facts.gpc,
        "private page": visitor.asked,
        "retired browser id": visitor.found.retired,
        "unreadable": visitor.unreadable,
    }
    return ", ".join(name for name, on in flags.items() if on) or "–"


def _why(visitor: Visitor | None, *, shown: bool) -> str:
    """What a block that met no obstacle shows, and why."""
    if visitor is None or not _was_asked(visitor):
        return "–"
    verdict = visitor.verdict("personalization")
    if not verdict:
        return f"no personalization: {verdict.reason}"
    return f"personalization: {verdict.reason}" if shown else "nothing to show for this visitor"


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 2)
