"""Segments for marketers: the rule with its sentence, its people, a person to try, and all it said before."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from django_personalize.core import clock, strictjson
from django_personalize.core.admin import ModelAdmin, pretty_json
from django_personalize.profiles.veil import may_see_personal_data
from django_personalize.segments import authoring, catalogue, panel
from django_personalize.segments.models import Segment, SegmentVersion
from django_personalize.segments.tree import BadRule, parse

#: Nesting of the JSON around a rule of the deepest groups.
_DEEPEST = 40
_NEEDS_PERMISSION = gettext_lazy(
    "A rule about traits tells what they are, by its numbers alone: it needs the permission “Can see personal data”."
)

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Segment]
else:
    ModelForm = forms.ModelForm


class _PrettyJson(forms.JSONField):
    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value.strip():
            try:
                return strictjson.parse(value.encode(), max_depth=_DEEPEST)
            except (strictjson.BadJSON, UnicodeEncodeError) as bad:
                raise ValidationError(_("This is no JSON that can be read: %s") % bad) from bad
        return super().to_python(value)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was typed, as it was typed where it cannot be read."""
        if self.disabled or data is None:
            return initial if self.disabled else None
        try:
            return self.to_python(data)
        except ValidationError:
            return forms.fields.InvalidJSONInput(data)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, forms.fields.InvalidJSONInput):
            return str(value)
        return json.dumps(value, indent=2, ensure_ascii=False) if value else ""


class SegmentForm(ModelForm):
    """Checks the rule as `authoring` does, so that the place of a fault stands beside the field."""

    rule = _PrettyJson(
        label=gettext_lazy("Rule"),
        required=False,
        widget=forms.Textarea(
            attrs={"rows": 16, "cols": 80, "spellcheck": "false", "class": "vLargeTextField pz-code"}
        ),
        help_text=gettext_lazy(
            "Groups of all, any and none around conditions; the conditions are listed below."
        ),
    )

    #: Set by the admin page for the member of staff who writes.
    may_ask_personally = False

    class Meta:
        model = Segment
        fields = ("name", "slug", "description", "kind", "rule")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        kind = cleaned.get("kind") or self.instance.kind
        rule = cleaned.get("rule")
        if kind == Segment.Kind.LIST:
            if rule:
                raise ValidationError({"rule": _("A list kept by hand has no rule; leave this empty.")})
            cleaned["rule"] = {}
        elif "rule" not in self.errors:
            try:
                parsed = authoring.checked(cleaned.get("slug") or self.instance.slug, rule)
            except BadRule as bad:
                raise ValidationError({"rule": str(bad)}) from bad
            if parsed.is_personal and not self.may_ask_personally:
                raise ValidationError({"rule": _NEEDS_PERMISSION})
            cleaned["rule"] = parsed.to_json()
        return cleaned


@admin.register(Segment)
class SegmentAdmin(ModelAdmin):
    """Saving makes a version; a segment that stands inside another cannot be deleted."""

    form = SegmentForm
    list_display = ("name", "slug", "kind", "state", "version", "changed_at")
    list_filter = ("kind",)
    search_fields = ("name", "slug")
    ordering = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    change_form_template = "admin/django_personalize/segment/change_form.html"
    show_full_result_count = False
    actions = None

    class Media:
        css = {"all": ["personalize/admin.css"]}

    @admin.display(description=gettext_lazy("state"))
    def state(self, segment: Segment) -> str:
        found = catalogue.published().get(segment.slug)
        return _("broken: %s") % found.fault if found is not None and found.fault else _("works")

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> tuple[str, ...]:
        return ("slug", "kind") if obj is not None else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any | None = None) -> dict[str, Any]:
        return {} if obj is not None else {"slug": ("name",)}

    def get_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        fields = ["name", "slug", "description", "kind", "rule"]
        return fields[:-1] if obj is not None and obj.kind == Segment.Kind.LIST else fields

    def get_form(
        self, request: HttpRequest, obj: Any | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"may_ask_personally": may_see_personal_data(request)})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if obj.kind == Segment.Kind.LIST:
            obj.changed_at = clock.now()
            super().save_model(request, obj, form, change)
            catalogue.renew()
            return
        saved = authoring.save_rule(
            obj.slug, obj.rule, name=obj.name, actor=f"staff:{request.user.pk}", at=clock.now()
        )
        Segment.objects.filter(pk=saved.pk).update(description=obj.description)
        obj.pk, obj.version, obj.changed_at = saved.pk, saved.version, saved.changed_at
        obj._state.adding = False

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        if obj is not None and any(
            obj.slug in catalogue.inner_slugs(other.rule)
            for other in catalogue.published().values()
            if other.rule is not None
        ):
            return False
        return super().has_delete_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        catalogue.renew()

    def get_urls(self) -> list[URLPattern]:
        restore = path(
            "<path:object_id>/restore/<int:version>/",
            self.admin_site.admin_view(self.restore),
            name="django_personalize_segment_restore",
        )
        return [restore, *super().get_urls()]

    def restore(self, request: HttpRequest, object_id: str, version: int) -> HttpResponse:
        """Give the segment an earlier rule, as a new version. POST only."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        segment: Any = self.get_object(request, unquote(object_id))
        if segment is None:
            raise Http404(_("There is no such segment."))
        if not self.has_change_permission(request, segment):
            raise PermissionDenied
        earlier = segment.versions.filter(version=version).first()
        if earlier is not None and not may_see_personal_data(request):
            with suppress(BadRule):
                if parse(earlier.rule).is_personal:
                    raise PermissionDenied
        try:
            authoring.restore(segment, version, actor=f"staff:{request.user.pk}", at=clock.now())
        except SegmentVersion.DoesNotExist as missing:
            raise Http404(_("There is no such version.")) from missing
        except BadRule as bad:
            self.message_user(
                request,
                _("Version %(n)d cannot be used any more: %(why)s") % {"n": version, "why": bad},
                messages.ERROR,
            )
        else:
            self.log_change(request, segment, _("Restored version %d.") % version)
            self.message_user(request, _("Version %d counts again.") % version, messages.SUCCESS)
        return HttpResponseRedirect(
            reverse(f"{self.admin_site.name}:django_personalize_segment_change", args=[segment.pk])
        )

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        extra = dict(extra_context or {}, conditions=list(panel.offered()))
        if object_id is not None and request.method == "GET":
            segment: Any = self.get_object(request, unquote(object_id))
            if segment is not None and self.has_view_permission(request, segment):
                extra["panel"] = panel.read(
                    segment,
                    at=clock.now(),
                    personal=may_see_personal_data(request),
                    person=request.GET.get("person", "").strip()[:254],
                )
                newest = segment.versions.order_by("-version")[:20]
                extra["versions"] = [(version, pretty_json(version.rule)) for version in newest]
                extra["may_change"] = self.has_change_permission(request, segment)
        return super().changeform_view(request, object_id, form_url, extra)
