"""Endpoints with their state, and the log of what was sent there. A secret is shown once, and on no other page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from django_personalize.core import clock
from django_personalize.core.admin import KeysetChangeList, LogAdmin
from django_personalize.events.dialects import DIALECTS
from django_personalize.webhooks import deliver, signing
from django_personalize.webhooks.follow import newest_key
from django_personalize.webhooks.forms import EndpointForm
from django_personalize.webhooks.models import EVERY_EVENT, WebhookDelivery, WebhookEndpoint

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[WebhookEndpoint]
else:
    ModelAdmin = admin.ModelAdmin

State = WebhookDelivery.State
#: Names of events that a list shows before it counts the rest.
_NAMED = 2


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(ModelAdmin):
    """Where events go."""

    form = EndpointForm
    change_form_template = "admin/django_personalize/webhooks/endpoint.html"
    list_display = ("name", "state", "waiting", "last_success", "host", "chosen", "format")
    list_per_page = 50
    search_fields = ("name",)
    ordering = ("name",)
    view_on_site = False
    save_as_continue = False
    fieldsets = (
        (None, {"fields": ("name", "url", "dialect")}),
        (_("What is told"), {"fields": ("events", "purpose", "contract", "customer_key")}),
    )

    class Media:
        css = {"all": ["personalize/admin.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebhookEndpoint]:
        waiting = (
            WebhookDelivery.objects.filter(endpoint=OuterRef("pk"), state__in=(State.PENDING, State.SENDING))
            .order_by()
            .values("endpoint")
            .annotate(found=Count("pk"))
            .values("found")
        )
        return (
            super()
            .get_queryset(request)
            .annotate(waiting_count=Coalesce(Subquery(waiting, output_field=IntegerField()), 0))
        )

    @admin.display(description=_("host"))
    def host(self, row: WebhookEndpoint) -> str:
        return row.host

    @admin.display(description=_("events"))
    def chosen(self, row: WebhookEndpoint) -> str:
        if EVERY_EVENT in row.events:
            return gettext("every event")
        named = ", ".join(row.events[:_NAMED])
        more = len(row.events) - _NAMED
        return named if more <= 0 else gettext("%(named)s and %(more)d more") % {"named": named, "more": more}

    @admin.display(description=_("format"))
    def format(self, row: WebhookEndpoint) -> str:
        return DIALECTS[row.dialect].title if row.dialect in DIALECTS else row.dialect

    @admin.display(description=_("state"))
    def state(self, row: WebhookEndpoint) -> str:
        return state_of(row)

    @admin.display(description=_("waiting"))
    def waiting(self, row: Any) -> int:
        return int(row.waiting_count)

    @admin.display(description=_("last success"), ordering="last_success_at")
    def last_success(self, row: WebhookEndpoint) -> str:
        return _moment(row.last_success_at) or "–"

    # -- staff's own acts

    def get_urls(self) -> list[URLPattern]:
        name = "django_personalize_webhookendpoint_{}".format
        acts = (("test", self.send_test), ("pause", self.pause), ("secret", self.secret))
        own = [
            path(f"<int:key>/{act}/", self.admin_site.admin_view(view), name=name(act)) for act, view in acts
        ]
        return [*own, *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: WebhookEndpoint, form: Any, change: bool) -> None:
        if not change:
            obj.created_at = clock.now()
            obj.cursor = newest_key()
            obj.secret_key_mark = signing.key_mark()
            super().save_model(request, obj, form, change)
        elif form.changed_data:  # the sender writes to the same row: only what the form holds is saved
            obj.save(update_fields=list(EndpointForm.Meta.fields))

    def response_add(
        self, request: HttpRequest, obj: WebhookEndpoint, post_url_continue: str | None = None
    ) -> HttpResponse:
        self.message_user(
            request,
            _("Now show the secret below and give it to the receiver, then send a test."),
            messages.SUCCESS,
        )
        return HttpResponseRedirect(self._page(obj))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        found = self.get_object(request, object_id)
        extra: dict[str, Any] = dict(extra_context or {})
        if found is not None:
            rows = WebhookDelivery.objects.filter(endpoint=found)
            extra |= {
                "endpoint": found,
                "state": state_of(found),
                "waiting": rows.filter(state__in=(State.PENDING, State.SENDING)).count(),
                "dead": rows.filter(state=State.DEAD).count(),
                "log_url": f"{reverse(self._url('webhookdelivery_changelist'))}?endpoint__id__exact={found.pk}",
                "last_success": _moment(found.last_success_at),
                "failing_since": _moment(found.failing_since),
                "rests_until": _moment(found.rests_until) if _rests(found) else "",
                "previous_until": _moment(found.secret_previous_until)
                if found.secret_previous_until and found.secret_previous_until > clock.now()
                else "",
                "shown": int(found.secret_shown_at is not None),
                "may_act": self.has_change_permission(request, found),
            }
        response: HttpResponse = super().change_view(request, object_id, form_url, extra)
        return response

    def send_test(self, request: HttpRequest, key: int) -> HttpResponse:
        endpoint = self._endpoint(request, key)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        row = deliver.send_test(endpoint)
        if row.state == State.SENT:
            told = gettext("The test arrived: the receiver answered %(status)s.") % {
                "status": row.status_code
            }
            self.message_user(request, told, messages.SUCCESS)
        else:
            told = gettext("The test did not arrive. %(reason)s") % {"reason": row.reason}
            self.message_user(request, told, messages.ERROR)
        return HttpResponseRedirect(self._page(endpoint))

    def pause(self, request: HttpRequest, key: int) -> HttpResponse:
        """Pause, or go on where it stopped."""
        endpoint = self._endpoint(request, key)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        rows = WebhookEndpoint.objects.filter(pk=endpoint.pk)
        if "resume" in request.POST:
            rows.update(active=True, paused_because="", rests_until=None, failures=0, failing_since=None)
            told = gettext("Events are sent again, from where it stopped, at most three days back.")
        else:
            reason = gettext("%(who)s paused it.") % {"who": request.user.get_username()}
            rows.update(active=False, paused_because=reason[:255])
            told = gettext("Nothing is sent there any more; what happens meanwhile waits for three days.")
        self.log_change(request, endpoint, told)
        self.message_user(request, told, messages.SUCCESS)
        return HttpResponseRedirect(self._page(endpoint))

    def secret(self, request: HttpRequest, key: int) -> HttpResponse:
        """Show the secret for the first and only time, or make a new one and show that."""
        endpoint = self._endpoint(request, key)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        at = clock.now()
        version = endpoint.secret_version
        shown = endpoint.secret_shown_at is not None
        fields = ["secret_shown_at"]
        if shown:
            signing.renew(endpoint, at=at)
            fields += ["secret_version", "secret_key_mark", "secret_previous_until", "secret_previous_mark"]
        endpoint.secret_shown_at = at
        # A page that is sent twice, or by two at once, shows and renews once.
        seen = (request.POST.get("version"), request.POST.get("shown")) == (str(version), str(int(shown)))
        taken = seen and WebhookEndpoint.objects.filter(
            pk=endpoint.pk, secret_version=version, secret_shown_at__isnull=not shown
        ).update(**{field: getattr(endpoint, field) for field in fields})
        if not taken:
            self.message_user(request, _("The secret was shown already; make a new one."), messages.WARNING)
            return HttpResponseRedirect(self._page(endpoint))
        try:
            secret = signing.secret(endpoint)
        except signing.SecretLost as lost:
            self.message_user(request, str(lost), messages.ERROR)
            return HttpResponseRedirect(self._page(endpoint))
        told = gettext("Made a new secret.") if shown else gettext("Looked at the secret.")
        self.log_change(request, endpoint, told)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Signing secret"),
            "opts": self.opts,
            "endpoint": endpoint,
            "secret": secret,
            "renewed": shown,
            "overlap_hours": int(signing.OVERLAP.total_seconds() // 3600),
            "back": self._page(endpoint),
            "media": self.media,
        }
        response = TemplateResponse(request, "admin/django_personalize/webhooks/secret.html", context)
        add_never_cache_headers(response)
        return response

    def _endpoint(self, request: HttpRequest, key: int) -> WebhookEndpoint:
        found = self.get_object(request, str(key))
        if found is None:
            raise Http404
        if not self.has_change_permission(request, found):
            raise PermissionDenied
        return found

    def _page(self, endpoint: WebhookEndpoint) -> str:
        return reverse(self._url("webhookendpoint_change"), args=[endpoint.pk])

    def _url(self, name: str) -> str:
        return f"{self.admin_site.name}:django_personalize_{name}"


class _DeliveryList(KeysetChangeList):
    """A log whose rows can be chosen, to be sent again."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.show_admin_actions = True


class StateFilter(admin.SimpleListFilter):
    """The states that exist, without asking the table for those that occur."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in State.choices]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(state=self.value()) if self.value() else queryset


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(LogAdmin):
    """What was sent where, and what came of it."""

    list_display = (
        "queued",
        "state_badge",
        "event_name",
        "endpoint",
        "shown_reason",
        "attempts",
        "next",
    )
    list_filter = (StateFilter, "endpoint")
    list_select_related = ("endpoint",)
    actions = ("send_again",)  # type: ignore[assignment]  # the base says None
    fields = (
        "event_name",
        "event",
        "endpoint",
        "webhook_id",
        "state_badge",
        "attempts",
        "status_code",
        "shown_reason",
        "queued_at",
        "next",
        "finished_at",
    )
    readonly_fields = ("event", "state_badge", "shown_reason", "next", "webhook_id")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return _DeliveryList

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Whoever may change deliveries may send them again; nobody edits them."""
        return bool(request.user.has_perm("django_personalize.change_webhookdelivery"))

    @admin.action(description=_("Send again"), permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[WebhookDelivery]) -> None:
        keys = list(queryset.values_list("pk", flat=True))
        count = deliver.resend(keys, at=clock.now())
        told = ngettext(
            "%(count)d event waits to be sent again.", "%(count)d events wait to be sent again.", count
        ) % {"count": count}
        if count < len(keys):
            told += " " + gettext("Only what was given up or not sent can be sent again.")
        self.message_user(request, told, messages.SUCCESS if count else messages.WARNING)

    @admin.display(description="webhook-id")
    def webhook_id(self, row: WebhookDelivery) -> str:
        return str(row.uuid)

    @admin.display(description=_("queued"))
    def queued(self, row: WebhookDelivery) -> str:
        return _moment(row.queued_at)

    @admin.display(description=_("key of the event"))
    def event(self, row: WebhookDelivery) -> str:
        if row.event_key is None:
            return gettext("a test")
        try:
            url = reverse(f"{self.admin_site.name}:django_personalize_event_change", args=[row.event_key])
        except NoReverseMatch:
            return str(row.event_key)
        return format_html('<a href="{}">{}</a>', url, row.event_key)

    @admin.display(description=_("state"))
    def state_badge(self, row: WebhookDelivery) -> str:
        kinds = {State.SENT: "yes", State.DEAD: "no", State.SENDING: "warn"}
        kind = "warn" if row.state == State.PENDING and row.attempts else kinds.get(State(row.state), "quiet")
        return format_html('<span class="pz-badge pz-badge-{}">{}</span>', kind, State(row.state).label)

    @admin.display(description=_("reason"))
    def shown_reason(self, row: WebhookDelivery) -> str:
        return row.reason or "–"

    @admin.display(description=_("next attempt"))
    def next(self, row: WebhookDelivery) -> str:
        return _moment(row.due_at) if row.state == State.PENDING else "–"


def state_of(endpoint: WebhookEndpoint) -> str:
    """How an endpoint is, as a badge."""
    if not endpoint.active:
        kind, told = "no", gettext("paused")
    elif endpoint.failing_since is not None:
        kind = "warn"
        told = gettext("failing since %(when)s") % {"when": _moment(endpoint.failing_since)}
    elif endpoint.last_success_at is None:
        kind, told = "quiet", gettext("nothing sent yet")
    else:
        kind, told = "yes", gettext("working")
    return format_html('<span class="pz-badge pz-badge-{}">{}</span>', kind, told)


def _rests(endpoint: WebhookEndpoint) -> bool:
    return endpoint.rests_until is not None and endpoint.rests_until > clock.now()


def _moment(at: Any) -> str:
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT") if at else ""
