"""The page of one person, the list that leads to it, and the log of events told as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from django_personalize.conf import settings
from django_personalize.core import clock, keyset
from django_personalize.core.admin import AFTER, BEFORE, DayFilter, LogAdmin, pretty_json
from django_personalize.events.models import Event, EventCounter
from django_personalize.events.vocabulary import VOCABULARY
from django_personalize.insights import known, person
from django_personalize.insights.merger_admin import may_undo_merges
from django_personalize.insights.sentences import Titles, sentence
from django_personalize.profiles import snapshots
from django_personalize.profiles.admin import SEARCH_HELP, person_link
from django_personalize.profiles.lookup import profiles_matching
from django_personalize.profiles.models import Profile, Trait
from django_personalize.profiles.snapshots import SnapshotData
from django_personalize.profiles.veil import MASK, may_see_personal_data
from django_personalize.shop.money import Money, NotMoney

#: Person-days read at most when events are searched by product.
_DAYS_SEARCHED = 500


class KindFilter(admin.SimpleListFilter):
    """Who was here, the latest first; or customers, visitors, those taken into another profile, the never seen."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("customer", _("Customers")),
            ("visitor", _("Visitors")),
            ("merged", _("Merged")),
            ("unseen", _("Never seen")),
        ]

    def choices(self, changelist: Any) -> Iterator[Any]:
        first, *others = super().choices(changelist)
        yield {**first, "display": _("Seen, latest first")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Profile]) -> QuerySet[Profile]:
        kind = self.value()
        if kind is None and request.GET.get("q"):
            # A search must find a merged profile too: its page leads on to the one that took it in.
            return queryset
        if kind == "merged":
            return queryset.filter(merged_into__isnull=False)
        standing = queryset.filter(merged_into=None)
        if kind == "unseen":
            return standing.filter(snapshot=None)
        if kind == "customer":
            return standing.exclude(user_key="")
        return standing.filter(user_key="") if kind == "visitor" else standing.filter(snapshot__isnull=False)


@admin.register(Profile)
class ProfileAdmin(LogAdmin):
    """People, who was here last first. Their page is read-only: it tells, the shop's own account pages change."""

    list_display = ("who", "kind", "first_seen", "last_seen", "visits", "orders", "spent")
    list_display_links = ("who",)
    list_filter = (KindFilter,)
    list_select_related = ("snapshot",)
    search_fields = ("uuid",)
    search_help_text = SEARCH_HELP
    change_form_template = "admin/django_personalize/profile/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Profile]:
        names = Trait.objects.filter(name__in=known.NAMES)
        return super().get_queryset(request).prefetch_related(Prefetch("traits", names, to_attr="names"))

    def get_keyset(self, request: HttpRequest) -> Sequence[str]:
        # Filters and searches also show people of whom nothing was ever written: those have no such moment.
        chosen = request.GET.get("q") or request.GET.get(KindFilter.parameter_name)
        return ("-id",) if chosen else ("-snapshot__updated_at", "-id")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term.strip():
            return queryset, False
        found = profiles_matching(search_term, by_address=may_see_personal_data(request))
        return queryset.filter(pk__in=found), False

    def prepare(self, request: HttpRequest, rows: list[Profile]) -> None:
        personal, at = may_see_personal_data(request), clock.now()
        for row in rows:
            drawn: Any = row
            drawn.title = known.name_of(row, drawn.names, at=at, personal=personal)
            stored = getattr(row, "snapshot", None)
            drawn.seen = SnapshotData(stored.version, stored.data) if stored else SnapshotData(0)

    @admin.display(description=_("person"))
    def who(self, row: Any) -> str:
        return str(row.title)

    @admin.display(description=_("kind"))
    def kind(self, row: Profile) -> str:
        return str(_("customer") if row.user_key else _("visitor"))

    @admin.display(description=_("first seen"))
    def first_seen(self, row: Any) -> Any:
        return person.first_seen(row, row.seen)

    @admin.display(description=_("last seen"))
    def last_seen(self, row: Any) -> Any:
        stored = row.seen.data.get("last_at")
        return snapshots.moment(stored) if isinstance(stored, int) else None

    @admin.display(description=_("visits"))
    def visits(self, row: Any) -> int:
        return person.visits(row.seen)

    @admin.display(description=_("orders"))
    def orders(self, row: Any) -> int:
        return int(row.seen.orders)

    @admin.display(description=_("spent"))
    def spent(self, row: Any) -> str:
        return person.spent(row.seen) or "–"

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        profile = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, profile):
            raise PermissionDenied
        if profile is None:
            raise Http404(_("There is no such profile."))
        personal = may_see_personal_data(request)
        try:
            read = person.read(
                profile,
                at=clock.now(),
                personal=personal,
                after=request.GET.get(AFTER),
                before=request.GET.get(BEFORE),
            )
        except keyset.BadCursor:
            # As the admin's own lists do with a parameter they cannot read: back to the beginning.
            return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            **(extra_context or {}),
            "opts": self.opts,
            "original": profile,
            "title": read.title,
            "person": read,
            "newer_url": f"?{urlencode({BEFORE: read.timeline.newer})}" if read.timeline.newer else "",
            "older_url": f"?{urlencode({AFTER: read.timeline.older})}" if read.timeline.older else "",
            "may_undo_merges": may_undo_merges(request),
            "timeline_moved": AFTER in request.GET or BEFORE in request.GET,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.change_form_template or [], context)


class EventNameFilter(admin.SimpleListFilter):
    """All names that may occur, without asking the table for those that do."""

    title = _("event")
    parameter_name = "name"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name.replace("_", " ")) for name in sorted(known_names())]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        return queryset.filter(name=self.value()) if self.value() else queryset


class EventDayFilter(DayFilter):
    """A day, served by the index on (name, occurred_at) even when no name is chosen."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() and not request.GET.get("name") and settings.UNKNOWN_EVENTS == "refuse":
            # All names there can be: the table has no index that begins with the moment.
            queryset = queryset.filter(name__in=known_names())
        return super().queryset(request, queryset)


@admin.register(Event)
class EventAdmin(LogAdmin):
    """What happened, in the order of arrival; with a filter or a search, in the order it happened."""

    may_be_late = True
    list_display = ("moment", "told", "who", "shown_value", "came_by")
    list_display_links = ("told",)
    list_select_related = ("owner",)
    list_filter = (EventDayFilter, EventNameFilter)
    search_fields = ("product",)
    search_help_text = _("Exact values: a product's key, a profile's UUID or a user key.")
    _SAID = ("shown_properties", "shown_context")
    _VEILED = ("veiled_properties", "shown_context")
    readonly_fields = ("told", "who", "shown_value", "shown_properties", "veiled_properties", "shown_context")

    def get_fieldsets(self, request: HttpRequest, obj: Event | None = None) -> list[tuple[Any, Any]]:
        said = self._SAID if may_see_personal_data(request) else self._VEILED
        return [
            (None, {"fields": ("told", "name", "who", "occurred_at", "received_at")}),
            (_("About"), {"fields": ("product", "category", "shown_value", *said)}),
            (_("Where it came from"), {"fields": ("source", "basis", "session", "scope", "event_id")}),
        ]

    def get_keyset(self, request: HttpRequest) -> Sequence[str]:
        chosen = any(request.GET.get(name) for name in ("q", "day", "name"))
        return ("-occurred_at", "-id") if chosen else ("-id",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip()
        if not term or "\x00" in term:
            return queryset, False
        wanted = Q(owner__in=profiles_matching(term, by_address=False))
        # Events have no index by product, counters do: first who, then what.
        who = (
            EventCounter.objects.filter(name__in=known_names(), object=f"product:{term}"[:100])
            .order_by("-day")
            .values_list("profile_id", flat=True)[:_DAYS_SEARCHED]
        )
        wanted |= Q(owner__in=set(who), product=term[:64])
        return queryset.filter(wanted), False

    def prepare(self, request: HttpRequest, rows: list[Event]) -> None:
        titles = Titles.of(rows)
        for row in rows:
            drawn: Any = row
            drawn.sentence = sentence(row, titles)

    @admin.display(description=_("what happened"))
    def told(self, row: Any) -> str:
        return row.sentence if hasattr(row, "sentence") else sentence(row, Titles.of([row]))

    @admin.display(description=_("occurred at"))
    def moment(self, row: Event) -> str:
        return formats.date_format(timezone.localtime(row.occurred_at), "SHORT_DATETIME_FORMAT")

    @admin.display(description=_("source and basis"))
    def came_by(self, row: Event) -> str:
        basis = format_html('<span class="pz-badge pz-badge-quiet">{}</span>', gettext(row.basis))
        return format_html("{} {}", gettext(row.source), basis)

    @admin.display(description=_("person"))
    def who(self, row: Event) -> str:
        return person_link(row.owner)

    @admin.display(description=_("value"))
    def shown_value(self, row: Event) -> str:
        if row.value is None:
            return "–"
        try:
            return str(Money.of(row.value, row.currency))
        except NotMoney:
            return str(row.value)

    @admin.display(description=_("properties"))
    def shown_properties(self, row: Event) -> str:
        return pretty_json(row.properties)

    @admin.display(description=_("properties"))
    def veiled_properties(self, row: Event) -> str:
        veiled = dict.fromkeys({"traits", "identities"} & set(row.properties), MASK)
        return pretty_json({**row.properties, **veiled})

    @admin.display(description=_("context"))
    def shown_context(self, row: Event) -> str:
        return pretty_json(row.context)


def known_names() -> list[str]:
    """The names of the vocabulary and of the host's own events."""
    return [*(kind.name for kind in VOCABULARY), *settings.EVENTS]
