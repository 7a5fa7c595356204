"""Staff pages about persons' single rows; the page of a whole person is `insights.admin`."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import BooleanField, QuerySet, Value
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from django_personalize.core.admin import LogAdmin
from django_personalize.profiles.lookup import profiles_matching
from django_personalize.profiles.models import MergeRecord, Profile, Trait
from django_personalize.profiles.veil import MASK, may_see_personal_data, readable

#: Says what a person's search box takes.
SEARCH_HELP = _("Exact values: a profile's UUID, a user key or, with the permission, an e-mail address.")


def person_link(profile: Profile | None) -> str:
    """A short name of the person that leads to their page; "–" for nobody."""
    if profile is None:
        return "–"
    try:
        url = reverse("admin:django_personalize_profile_change", args=[profile.pk])
    except NoReverseMatch:
        # The host took the page out of its admin.
        return str(profile)
    return format_html('<a href="{}">{}</a>', url, profile)


class OfPersonAdmin(LogAdmin):
    """A log whose rows belong to a person in `person_field`, searched by that person."""

    person_field = "profile"
    search_fields = ("profile",)
    search_help_text = SEARCH_HELP
    list_select_related = ("profile",)

    @admin.display(description=_("person"))
    def person(self, row: Any) -> str:
        return person_link(getattr(row, self.person_field))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term.strip():
            return queryset, False
        found = profiles_matching(search_term, by_address=may_see_personal_data(request))
        return queryset.filter(**{f"{self.person_field}__in": found}), False


@admin.register(Trait)
class TraitAdmin(OfPersonAdmin):
    """What is known of people, one sight per row."""

    list_display = ("name", "shown_value", "person", "source", "observed_at", "expires_at")
    list_filter = ("source",)
    fields = ("person", "name", "shown_value", "source", "observed_at", "expires_at")
    readonly_fields = ("person", "shown_value")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # A column never sees the request, so the row itself must know who looks at it.
        rows: QuerySet[Trait] = super().get_queryset(request)
        may_see = Value(may_see_personal_data(request), output_field=BooleanField())
        return rows.annotate(personal=may_see)

    @admin.display(description=_("value"))
    def shown_value(self, row: Any) -> str:
        return readable(row.value) if row.personal or row.source == Trait.Source.COMPUTED else MASK


@admin.register(MergeRecord)
class MergeRecordAdmin(LogAdmin):
    """Who was found to be one person, and when that was undone."""

    list_display = ("merged_at", "winner_link", "loser_link", "reason", "pending", "undone_at")
    list_select_related = ("winner", "loser")
    fields = ("merged_at", "winner_link", "loser_link", "reason", "pending", "undone_at")
    readonly_fields = ("winner_link", "loser_link")

    @admin.display(description=_("person"))
    def winner_link(self, row: MergeRecord) -> str:
        return person_link(row.winner)

    @admin.display(description=_("taken in"))
    def loser_link(self, row: MergeRecord) -> str:
        return person_link(row.loser)
