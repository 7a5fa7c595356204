"""Staff make and revoke tokens, and see who read personal data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from django_personalize.api import tokens
from django_personalize.api.forms import TokenForm
from django_personalize.api.models import ApiToken
from django_personalize.core import clock
from django_personalize.core.admin import LogAdmin, ReadOnlyAdmin
from django_personalize.profiles.models import AuditEntry

_TEMPLATES = "admin/django_personalize/apitoken"


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    """Keys to the API. Made here, shown once, revoked for good; never changed."""

    change_form_template = f"{_TEMPLATES}/change_form.html"
    form = TokenForm
    list_display = ("name", "prefix", "kind", "state", "last_used_on", "expires_at", "created_at")
    list_filter = ("kind",)
    search_fields = ("name", "prefix")
    ordering = ("-created_at",)
    _SHOWN = ("name", "prefix", "kind", "state", "shown_scopes", "shown_origins", "rate")
    _MOMENTS = ("created_at", "created_by", "last_used_on", "expires_at", "revoked_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("django_personalize.add_apitoken"))

    def get_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> Any:
        return TokenForm.Meta.fields if obj is None else (*self._SHOWN, *self._MOMENTS)

    def get_readonly_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> Any:
        return () if obj is None else (*self._SHOWN, *self._MOMENTS)

    @admin.display(description=gettext_lazy("state"))
    def state(self, token: ApiToken) -> str:
        if token.revoked_at is not None:
            return _("revoked")
        if token.expires_at is not None and token.expires_at <= clock.now():
            return _("expired")
        return _("active")

    @admin.display(description=gettext_lazy("scopes"))
    def shown_scopes(self, token: ApiToken) -> str:
        return ", ".join(token.scopes) or "–"

    @admin.display(description=gettext_lazy("origins"))
    def shown_origins(self, token: ApiToken) -> str:
        return ", ".join(token.origins) or "–"

    def save_model(self, request: HttpRequest, obj: ApiToken, form: Any, change: bool) -> None:
        obj.created_at = clock.now()
        obj.created_by = str(request.user.pk)
        # Kept on the object for the page that follows, and nowhere else: no message, no session, no log.
        obj.shown_key = tokens.issue(obj)  # type: ignore[attr-defined]
        obj.save()

    def response_add(
        self, request: HttpRequest, obj: ApiToken, post_url_continue: str | None = None
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "token": obj,
            "key": obj.shown_key,  # type: ignore[attr-defined]
            "title": _("The new token"),
        }
        return TemplateResponse(request, f"{_TEMPLATES}/created.html", context)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        # Whatever is pressed, the key is shown next.
        one_button = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().add_view(request, form_url, {**(extra_context or {}), **one_button})

    def get_urls(self) -> list[URLPattern]:
        view: Callable[..., HttpResponse] = self.admin_site.admin_view(self.revoke_view)
        return [
            path("<int:pk>/revoke/", view, name="django_personalize_apitoken_revoke"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        token = self.get_object(request, object_id)
        may = token is not None and token.revoked_at is None and self._may_revoke(request)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "may_revoke": may})

    def revoke_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, then end the token for good."""
        if not self._may_revoke(request):
            raise PermissionDenied
        token = ApiToken.objects.filter(pk=pk).first()
        if token is None:
            raise Http404(_("There is no such token."))
        if request.method == "POST":
            if tokens.revoke(token):
                self.log_change(request, token, "revoked")
                messages.success(
                    request, _("%(token)s is revoked; it opens nothing any more.") % {"token": token}
                )
            return HttpResponseRedirect(reverse("admin:django_personalize_apitoken_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "token": token,
            "title": _("Revoke %(token)s") % {"token": token},
        }
        return TemplateResponse(request, f"{_TEMPLATES}/revoke.html", context)

    def _may_revoke(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("django_personalize.change_apitoken"))


@admin.register(AuditEntry)
class AuditEntryAdmin(LogAdmin):
    """Who read personal data, about whom; never the data."""

    list_display = ("at", "actor", "action", "subject", "extent")
    search_fields = ("actor", "subject")
    search_help_text = gettext_lazy(
        "Exact values: an actor such as token:ab3kd9xz, or the UUID of a profile."
    )
    fields = ("at", "actor", "action", "subject", "extent")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        try:
            return queryset.filter(subject=UUID(term)), False
        except ValueError:
            return queryset.filter(actor=term), False
