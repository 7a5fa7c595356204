"""What a person did, newest first, page by page: three queries for any length of history, nothing counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from django_personalize.core import clock, keyset
from django_personalize.core.links import link_to, short
from django_personalize.events import rollup
from django_personalize.events.models import Event
from django_personalize.insights.sentences import Titles, sentence

#: Entries of one page.
SIZE = 50
_ORDER = ("-occurred_at", "-id")
_TONES = {
    "order": "order",
    "offline": "order",
    "checkout": "order",
    "payment": "order",
    "cart": "cart",
    "coupon": "cart",
    "wishlist": "cart",
    "products": "search",
    "consent": "consent",
    "signed": "account",
    "profile": "account",
    "session": "account",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One event for people. Every text may come from a visitor: templates escape it."""

    id: int
    name: str
    at: datetime
    #: Day in the shop's zone.
    day: date
    text: str
    #: Where it happened: a path; words for a link where `text` says the path already; "" for nothing to show.
    page: str
    #: The page as a link, "" unless it is safe to follow.
    page_url: str
    referrer: str
    referrer_url: str
    #: Colour of its dot: view, cart, order, search, consent, account.
    tone: str
    source: str
    basis: str
    #: It happened to a profile that was merged into this one.
    from_merge: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """One page of entries; `older` and `newer` are cursors, None where the history ends."""

    entries: tuple[Entry, ...]
    older: str | None
    newer: str | None
    #: On the last page: what happened up to this moment was removed by its age and is kept as sums; None: nothing was.
    removed_until: datetime | None = None


def read(
    owners: Sequence[int], *, after: str | None = None, before: str | None = None, size: int = SIZE
) -> Timeline:
    """The events of these profiles (a person and whoever it took in); raises `keyset.BadCursor`."""
    found = keyset.page(
        Event.objects.filter(owner_id__in=owners), order=_ORDER, size=size, after=after, before=before
    )
    titles = Titles.of(found.rows)
    # Asked on every page, so that a long history costs what a short one does.
    removed_until = rollup.events_removed_until(owners)
    return Timeline(
        tuple(_entry(event, titles, person=owners[0]) for event in found.rows),
        older=found.following,
        newer=found.preceding,
        removed_until=None if found.following else removed_until,
    )


def _entry(event: Event, titles: Titles, *, person: int) -> Entry:
    context = event.context if isinstance(event.context, dict) else {}
    page = context.get("page")
    # A product's own page is what the sentence says already.
    url = "" if event.product else _first(page if isinstance(page, dict) else {}, "url", "path")
    referrer = _first(context, "referrer")
    text = sentence(event, titles)
    return Entry(
        id=event.pk,
        name=event.name,
        at=event.occurred_at,
        day=clock.day_of(event.occurred_at),
        text=text,
        page=_where(url, text),
        page_url=link_to(url),
        referrer=referrer if len(referrer) <= 60 else referrer[:59] + "…",
        referrer_url=link_to(referrer),
        tone=_TONES.get(event.name.split("_")[0], "view")
        if event.name not in ("product_added", "product_removed")
        else "cart",
        source=event.source,
        basis=event.basis,
        from_merge=event.origin_id is not None and event.origin_id != person,
    )


def _where(url: str, text: str) -> str:
    """The address as the entry shows it beside its sentence, never the same words twice."""
    path = short(url) if url else ""
    if not path or not text.endswith(f" {path}"):
        return path
    return _("open the page") if link_to(url) else ""


def _first(source: dict[str, object], *names: str) -> str:
    for name in names:
        value = source.get(name)
        if isinstance(value, str) and value:
            return value
    return ""
