"""The log of mergers, and the page on which staff undo one: first what will move back, then the button."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from django_personalize.core import clock
from django_personalize.core.admin import LogAdmin
from django_personalize.insights import mergers
from django_personalize.profiles import merge
from django_personalize.profiles.admin import SEARCH_HELP, person_link
from django_personalize.profiles.lookup import profiles_matching
from django_personalize.profiles.models import MergeRecord
from django_personalize.profiles.veil import may_see_personal_data

_UNDO_TEMPLATE = "admin/django_personalize/mergerecord/undo.html"


def may_undo_merges(request: HttpRequest) -> bool:
    """Whether this member of staff may take two people apart: permission `undo_merge`, and the right to look."""
    return request.user.has_perms(["django_personalize.undo_merge", "django_personalize.view_mergerecord"])


class StateFilter(admin.SimpleListFilter):
    """Still moving, done, undone."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(value), label) for value, label in MergeRecord.State.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[MergeRecord]) -> QuerySet[MergeRecord]:
        match self.value():
            case "moving":
                return queryset.filter(pending=True, undone_at=None)
            case "done":
                return queryset.filter(pending=False, undone_at=None)
            case "undone":
                return queryset.filter(undone_at__isnull=False)
            case _:
                return queryset


@admin.register(MergeRecord)
class MergeRecordAdmin(LogAdmin):
    """Who was found to be one person, why, what moved, and who undid it."""

    list_display = ("when", "taken_in", "person", "reason_told", "moved_told", "state_told")
    list_filter = (StateFilter,)
    list_select_related = ("winner", "loser")
    search_fields = ("winner",)
    search_help_text = SEARCH_HELP
    fields = (
        "merged_at",
        "taken_in",
        "person",
        "reason_told",
        "state_told",
        "moved_told",
        "returned_told",
        "undo_link",
    )
    readonly_fields = fields[1:]

    # -- reading

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term.strip():
            return queryset, False
        found = profiles_matching(search_term, by_address=may_see_personal_data(request))
        return queryset.filter(Q(winner__in=found) | Q(loser__in=found)), False

    def prepare(self, request: HttpRequest, rows: list[MergeRecord]) -> None:
        names = mergers.undoers(rows)
        for row in rows:
            drawn: Any = row
            drawn.undoer = names.get(row.undone_by, row.undone_by)

    def get_fields(self, request: HttpRequest, obj: MergeRecord | None = None) -> list[Any]:
        offered = obj is not None and obj.undone_at is None and may_undo_merges(request)
        return [name for name in self.fields if offered or name != "undo_link"]

    @admin.display(description=_("taken in"))
    def taken_in(self, row: MergeRecord) -> str:
        return person_link(row.loser)

    @admin.display(description=_("into"))
    def person(self, row: MergeRecord) -> str:
        return person_link(row.winner)

    @admin.display(description=_("why"))
    def reason_told(self, row: MergeRecord) -> str:
        return gettext(row.reason)

    @admin.display(description=_("merged at"))
    def when(self, row: MergeRecord) -> str:
        return _moment(row.merged_at)

    @admin.display(description=_("state"))
    def state_told(self, row: MergeRecord) -> str:
        tone = {"moving": "pz-badge-warn", "done": "pz-badge-yes", "undone": "pz-badge-quiet"}[row.state]
        badge = format_html('<span class="pz-badge {}">{}</span>', tone, row.state.label)
        return (
            badge if row.undone_at is None else format_html("{} <small>{}</small>", badge, self.undone(row))
        )

    @admin.display(description=_("moved"))
    def moved_told(self, row: MergeRecord) -> str:
        return mergers.spelled(mergers.moved(row))

    @admin.display(description=_("moved back"))
    def returned_told(self, row: MergeRecord) -> str:
        return mergers.spelled(mergers.returned(row))

    def undone(self, row: Any) -> str:
        """When and by whom."""
        if not hasattr(row, "undoer"):
            row.undoer = mergers.undoers([row]).get(row.undone_by, row.undone_by)
        return " · ".join(part for part in (_moment(row.undone_at), row.undoer) if part)

    @admin.display(description="")
    def undo_link(self, row: MergeRecord) -> str:
        url = reverse("admin:django_personalize_mergerecord_undo", args=[row.pk])
        return format_html('<a class="pz-button" href="{}">{}</a>', url, _("Undo merge…"))

    # -- undoing

    def get_urls(self) -> list[URLPattern]:
        name = "django_personalize_mergerecord_undo"
        return [
            path("<path:object_id>/undo/", self.admin_site.admin_view(self.undo_view), name=name),
            *super().get_urls(),
        ]

    def undo_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """GET shows what will move back; POST does it, once, and says what moved."""
        if not may_undo_merges(request):
            raise PermissionDenied
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404(_("There is no such merge."))
        if request.method == "POST":
            return self._undo(request, record)
        if record.undone_at is not None:
            self._say_undone(request, record)
            return HttpResponseRedirect(_person_page(record))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Undo merge"),
            "undoing": mergers.preview(record, personal=may_see_personal_data(request)),
            "personal": may_see_personal_data(request),
            "back": _person_page(record),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, _UNDO_TEMPLATE, context)

    def _undo(self, request: HttpRequest, record: MergeRecord) -> HttpResponse:
        try:
            with transaction.atomic():  # no undoing without its entry in the log
                undone = merge.undo(record, at=clock.now(), by=f"staff:{request.user.pk}")
                if undone is not None:
                    back = mergers.spelled(mergers.returned(undone))
                    self.log_change(request, undone, f"Undone. Moved back: {back}")
        except merge.LaterMergeStands:
            # The page says which merger is in the way.
            return HttpResponseRedirect(request.path)
        if undone is None:
            record.refresh_from_db()
            self._say_undone(request, record)
        else:
            text = _("%(loser)s and %(winner)s are two people again. Moved back: %(what)s.")
            people = {"loser": record.loser, "winner": record.winner}
            messages.success(request, text % {**people, "what": back})
        return HttpResponseRedirect(_person_page(record))

    def _say_undone(self, request: HttpRequest, record: MergeRecord) -> None:
        by = mergers.undoers([record]).get(record.undone_by, record.undone_by)
        text = (
            _("This merge was undone already: %(when)s · %(who)s.") if by else _("Undone already: %(when)s.")
        )
        messages.warning(request, text % {"when": _moment(record.undone_at), "who": by})


def _moment(at: Any) -> str:
    return formats.date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


def _person_page(record: MergeRecord) -> str:
    """The page of the person who took the other in; the record's own where the host's admin has no such page."""
    try:
        return reverse("admin:django_personalize_profile_change", args=[record.winner_id])
    except NoReverseMatch:
        return reverse("admin:django_personalize_mergerecord_change", args=[record.pk])
