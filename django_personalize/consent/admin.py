"""The ledger as a log: who declared what, when, and the words that were shown."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from django_personalize.consent.models import ConsentRecord
from django_personalize.consent.purposes import PURPOSES
from django_personalize.core.admin import pretty_json
from django_personalize.profiles.admin import OfPersonAdmin
from django_personalize.profiles.veil import MASK, may_see_personal_data


class PurposeFilter(admin.SimpleListFilter):
    """The purposes that exist, without asking the table for those that occur."""

    title = _("purpose")
    parameter_name = "purpose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(purpose, purpose.replace("_", " ")) for purpose in PURPOSES]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(purpose=self.value()) if self.value() else queryset


class StatusFilter(admin.SimpleListFilter):
    """Granted, denied or withdrawn."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in ConsentRecord.Status.choices]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(status=self.value()) if self.value() else queryset


@admin.register(ConsentRecord)
class ConsentRecordAdmin(OfPersonAdmin):
    """Append-only in the database as well: see `consent.models`."""

    list_display = ("at", "person", "purpose", "status", "method", "source", "wording_version", "expires_at")
    list_filter = (PurposeFilter, StatusFilter)
    _PROOF = ("at", "person", "purpose", "status", "expires_at", "wording", "wording_version", "language")
    _PLACE = ("source", "method", "actor", "gpc")
    readonly_fields = ("person", "shown_evidence", "veiled_evidence")

    def get_fields(self, request: HttpRequest, obj: ConsentRecord | None = None) -> list[Any]:
        evidence = "shown_evidence" if may_see_personal_data(request) else "veiled_evidence"
        return [*self._PROOF, *self._PLACE, evidence]

    @admin.display(description=_("evidence"))
    def shown_evidence(self, row: ConsentRecord) -> str:
        return pretty_json(row.evidence)

    @admin.display(description=_("evidence"))
    def veiled_evidence(self, row: ConsentRecord) -> str:
        return MASK if row.evidence else "–"
