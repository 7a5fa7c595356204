"""The form of an endpoint: an address that may be reached, events that exist, a purpose that people know."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.admin.widgets import FilteredSelectMultiple
from django.utils.translation import gettext_lazy as _

from django_personalize.conf import settings
from django_personalize.consent.purposes import PURPOSES
from django_personalize.core.outbound import OutboundRefused, allowed_hosts, check_url
from django_personalize.events.dialects import DIALECTS
from django_personalize.events.schema import EVENTS
from django_personalize.webhooks.models import EVERY_EVENT, WebhookEndpoint


class EndpointForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """Everything that staff may say about an endpoint."""

    events = forms.MultipleChoiceField(
        label=_("Events"),
        help_text=_("“Every event” includes those to come."),
        widget=FilteredSelectMultiple(_("events"), is_stacked=False),
    )
    dialect = forms.ChoiceField(label=_("Format"))
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        initial="personalization",
        help_text=_("Asked of the person when the event is sent: whoever does not allow it is left out."),
    )

    class Meta:
        model = WebhookEndpoint
        fields = ("name", "url", "events", "dialect", "purpose", "contract", "customer_key")
        widgets = {"url": forms.URLInput(attrs={"size": 60, "autocomplete": "off"})}
        help_texts = {
            "contract": _(
                "Orders go out whatever the person allows: this system needs them to fulfil the order."
            ),
            "customer_key": _(
                "Adds the shop's own key of the customer, for systems of the shop that know it."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "url" not in self.fields:  # somebody who may only look: nothing is a field
            return
        names = sorted([*EVENTS, *settings.EVENTS])
        # What was chosen while it existed stays until somebody takes it away.
        names += [name for name in self.instance.events if name not in (*names, EVERY_EVENT)]
        self._offer("events", [(EVERY_EVENT, _("Every event")), *((name, name) for name in names)])
        self._offer("dialect", [(key, DIALECTS[key].title) for key in DIALECTS])
        self._offer("purpose", [(key, f"{key.replace('_', ' ')}: {text}") for key, text in PURPOSES.items()])
        hosts = ", ".join(sorted(allowed_hosts()))
        self.fields["url"].help_text = (
            _("An https address on one of these hosts: %(hosts)s.") % {"hosts": hosts}
            if hosts
            else _('No host is allowed yet: name them in PERSONALIZE["WEBHOOK_HOSTS"].')
        )

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        try:
            check_url(url)
        except OutboundRefused as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return url

    def clean_events(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["events"]
        return [EVERY_EVENT] if EVERY_EVENT in chosen else chosen

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("purpose") == "ads_sharing" and cleaned.get("contract"):
            self.add_error(
                "contract", _("Nobody who shares data for advertising needs orders without consent.")
            )
        return cleaned
