"""Visits, and orders that still wait to become events."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from django_personalize.core.admin import DayFilter, LogAdmin
from django_personalize.core.links import link_to, short
from django_personalize.profiles.admin import OfPersonAdmin, person_link
from django_personalize.tracking.models import PendingOrder, Session


class StartedDayFilter(DayFilter):
    column = "started_at"


@admin.register(Session)
class SessionAdmin(OfPersonAdmin):
    """Visits from entry to exit."""

    keyset = ("-started_at", "-id")
    list_display = (
        "started_at",
        "person",
        "duration",
        "page_views",
        "channel",
        "came_from",
        "device",
        "entry",
    )
    list_filter = (StartedDayFilter,)
    fields = (
        "person",
        "started_at",
        "last_seen_at",
        "duration",
        "page_views",
        "entry",
        "exit",
        "channel",
        "source",
        "medium",
        "campaign",
        "click_id",
        "device",
        "os",
        "browser",
        "language",
    )
    readonly_fields = ("person", "duration", "entry", "exit")

    @admin.display(description=_("duration"))
    def duration(self, row: Session) -> str:
        return str(timedelta(seconds=row.duration_seconds))

    @admin.display(description=_("came from"))
    def came_from(self, row: Session) -> str:
        return " · ".join(part for part in (row.source, row.campaign) if part) or "–"

    @admin.display(description=_("entry"))
    def entry(self, row: Session) -> str:
        return _address(row.entry_url)

    @admin.display(description=_("exit"))
    def exit(self, row: Session) -> str:
        return _address(row.exit_url)


@admin.register(PendingOrder)
class PendingOrderAdmin(LogAdmin):
    """Orders that the tick has not read yet; a row with an error is one that it cannot read."""

    keyset = ("-created_at", "-order_key")
    list_display = ("order_key", "created_at", "attempts", "last_error", "person")
    list_select_related = ("profile",)
    fields = ("order_key", "created_at", "attempts", "last_error", "person", "basis")
    readonly_fields = ("person",)

    @admin.display(description=_("person"))
    def person(self, row: PendingOrder) -> str:
        return person_link(row.profile)


def _address(url: str) -> str:
    """An address that a browser sent: a link only where it is safe to follow."""
    safe = link_to(url)
    if not safe:
        return short(url) or "–"
    return format_html('<a href="{}" rel="noopener noreferrer nofollow">{}</a>', safe, short(url))
