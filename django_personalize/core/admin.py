"""The bases of our admin pages: rows that nobody edits here, and logs that are never counted or scanned."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from django_personalize.core import clock, freshness, keyset

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin

AFTER = "after"
BEFORE = "before"


class ReadOnlyAdmin(ModelAdmin):
    """Lists and shows rows; nobody adds, changes or deletes them here, whatever their permissions."""

    change_form_template = "admin/django_personalize/read_only_form.html"
    list_per_page = 50
    actions = None
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    view_on_site = False

    class Media:
        css = {"all": ["personalize/admin.css"]}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return False


class KeysetChangeList(ChangeList):
    """A change list with "older" and "newer" in place of page numbers: no COUNT(*), no OFFSET."""

    #: Addresses of the neighbouring pages, "" where there is none.
    older_url = ""
    newer_url = ""

    def get_filters_params(self, params: dict[str, Any] | None = None) -> dict[str, Any]:
        lookups: dict[str, Any] = super().get_filters_params(params)
        return {name: value for name, value in lookups.items() if name not in (AFTER, BEFORE)}

    def get_query_string(
        self, new_params: dict[str, Any] | None = None, remove: Iterable[str] | None = None
    ) -> str:
        # Another filter is another list: a position in this one means nothing there.
        return super().get_query_string({AFTER: None, BEFORE: None, **(new_params or {})}, list(remove or ()))

    def get_results(self, request: HttpRequest) -> None:
        log = cast("LogAdmin", self.model_admin)
        self.params.pop(AFTER, None)
        self.params.pop(BEFORE, None)
        try:
            found = keyset.page(
                self.queryset,
                order=log.get_keyset(request),
                size=self.list_per_page,
                after=request.GET.get(AFTER),
                before=request.GET.get(BEFORE),
            )
        except keyset.BadCursor as error:
            raise IncorrectLookupParameters(error) from error
        log.prepare(request, found.rows)
        if found.following is not None:
            self.older_url = self.get_query_string({AFTER: found.following})
        if found.preceding is not None:
            self.newer_url = self.get_query_string({BEFORE: found.preceding})
        self.result_list = found.rows
        # The rows at hand: equal numbers keep the search box from printing a total that nobody counted.
        self.result_count = self.full_result_count = len(found.rows)
        self.show_full_result_count = False
        self.show_admin_actions = False
        self.can_show_all = True
        self.multi_page = False
        self.paginator = Paginator(found.rows, self.list_per_page)


class LogAdmin(ReadOnlyAdmin):
    """A long table, newest first. Subclasses search by exact, indexed values only."""

    change_list_template = "admin/django_personalize/log_change_list.html"
    #: Order of the list by columns that an index covers, the last one unique.
    keyset: Sequence[str] = ("-id",)
    #: Whether a replica may answer: for logs that nobody acts upon.
    may_be_late = False
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = super().get_queryset(request)
        return freshness.replica_of(rows) if self.may_be_late else rows

    def get_keyset(self, request: HttpRequest) -> Sequence[str]:
        """The order of this request's list; a filter may be served by another index."""
        return self.keyset

    def prepare(self, request: HttpRequest, rows: list[Any]) -> None:
        """Called with a page's rows before they are drawn: the place to load what columns need at once."""

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return list(self.get_keyset(request))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return KeysetChangeList


class DayFilter(admin.SimpleListFilter):
    """One day of the shop's zone: today, yesterday, or any that is typed into the date field."""

    title = _("day")
    parameter_name = "day"
    template = "admin/django_personalize/day_filter.html"
    #: The column, a moment or a date.
    column = "occurred_at"
    #: Other parameters of the request, which the date field's form carries along.
    others: tuple[tuple[str, str], ...] = ()

    def __init__(
        self, request: HttpRequest, params: dict[str, Any], model: type[models.Model], model_admin: Any
    ) -> None:
        super().__init__(request, params, model, model_admin)
        left_out = (self.parameter_name, AFTER, BEFORE, "e")
        self.others = tuple((name, str(value)) for name, value in request.GET.items() if name not in left_out)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        today = clock.day_of(clock.now())
        return [
            (today.isoformat(), _("Today")),
            ((today - timedelta(days=1)).isoformat(), _("Yesterday")),
        ]

    def day(self) -> date | None:
        """The chosen day, None for all. Raises `IncorrectLookupParameters` on text that is no date."""
        value = self.value()
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise IncorrectLookupParameters(error) from error

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        day = self.day()
        if day is None:
            return queryset
        if not isinstance(queryset.model._meta.get_field(self.column), models.DateTimeField):
            return queryset.filter(**{self.column: day})
        since, until = bounds(day)
        return queryset.filter(**{f"{self.column}__gte": since, f"{self.column}__lt": until})


def bounds(day: date) -> tuple[datetime, datetime]:
    """When a day of the shop's zone begins and when the next one does. Raises `IncorrectLookupParameters`."""
    zone = timezone.get_default_timezone()
    try:
        since = datetime.combine(day, time(), tzinfo=zone)
        return since, datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)
    except OverflowError as error:
        raise IncorrectLookupParameters(error) from error


def pretty_json(value: object) -> SafeString:
    """JSON as people read it, escaped."""
    return format_html(
        '<pre class="pz-json">{}</pre>', json.dumps(value, indent=2, ensure_ascii=False, default=str)
    )
