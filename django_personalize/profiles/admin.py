"""Staff pages about persons' single rows; the page of a whole person is `insights.admin`."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import BooleanField, QuerySet, Value
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from django_personalize.core import clock
from django_personalize.core.admin import LogAdmin, ReadOnlyAdmin
from django_personalize.profiles import holds
from django_personalize.profiles.lookup import profiles_matching
from django_personalize.profiles.models import LegalHold, Profile, Trait
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


@admin.register(LegalHold)
class LegalHoldAdmin(ReadOnlyAdmin):
    """Whose data age does not remove, and why. Holds are placed and released, never changed."""

    change_form_template = "admin/change_form.html"
    list_display = ("person", "reason", "placed_at", "until", "released_at")
    list_display_links = ("reason",)
    list_select_related = ("profile",)
    fields = ("profile", "reason", "until")
    raw_id_fields = ("profile",)
    actions = ("release",)  # type: ignore[assignment]  # the base offers none

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("django_personalize.add_legalhold"))

    def has_release_permission(self, request: HttpRequest) -> bool:
        """Asked before the action is offered."""
        return bool(request.user.has_perm("django_personalize.change_legalhold"))

    def get_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        if obj is None:
            return self.fields
        return ("person", "reason", "placed_by", "placed_at", "until", "released_by", "released_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        return () if obj is None else self.get_fields(request, obj)

    def save_model(self, request: HttpRequest, obj: LegalHold, form: Any, change: bool) -> None:
        obj.placed_by, obj.placed_at = f"staff:{request.user.pk}", clock.now()
        super().save_model(request, obj, form, change)

    @admin.display(description=_("person"))
    def person(self, row: LegalHold) -> str:
        return person_link(row.profile)

    @admin.action(description=_("Release the chosen holds"), permissions=["release"])
    def release(self, request: HttpRequest, queryset: QuerySet[LegalHold]) -> None:
        chosen = list(queryset.filter(released_at=None))
        for hold in chosen:
            holds.release(hold, by=f"staff:{request.user.pk}", at=clock.now())
            self.log_change(request, hold, [{"changed": {"fields": ["released_at"]}}])
        told = ngettext("%d hold was released.", "%d holds were released.", len(chosen)) % len(chosen)
        self.message_user(request, told)
