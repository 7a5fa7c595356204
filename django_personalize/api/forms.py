"""What staff fill in to make a token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from django_personalize.api import tokens
from django_personalize.api.models import ApiToken
from django_personalize.core import clock, http

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[ApiToken]
else:
    _ModelForm = forms.ModelForm


class TokenForm(_ModelForm):
    """Scopes as boxes to tick, origins one a line."""

    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Scopes"),
        choices=[
            (scope, format_lazy("{scope}: {text}", scope=scope, text=text))
            for scope, text in tokens.SCOPES.items()
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    origins = forms.CharField(
        label=gettext_lazy("Origins"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text=gettext_lazy(
            "Only for apps: the pages that may use it, one a line, such as https://app.example.com. "
            "Leave empty for an app without a browser."
        ),
    )

    class Meta:
        model = ApiToken
        fields: ClassVar = ["name", "kind", "scopes", "origins", "rate", "expires_at"]
        widgets: ClassVar = {"kind": forms.RadioSelect}

    def clean_origins(self) -> list[str]:
        origins = str(self.cleaned_data["origins"]).split()
        for origin in origins:
            if not http.is_origin(origin):
                raise ValidationError(
                    _("“%(origin)s” is no origin; give scheme and host, such as https://app.example.com."),
                    params={"origin": origin},
                )
        return origins

    def clean_expires_at(self) -> Any:
        moment = self.cleaned_data["expires_at"]
        if moment is not None and moment <= clock.now():
            raise ValidationError(_("This moment has passed."))
        return moment

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        kind, scopes = found.get("kind"), found.get("scopes")
        is_app = kind == ApiToken.Kind.APP
        if scopes and any((scope in tokens.APP_SCOPES) is not is_app for scope in scopes):
            names = ", ".join(tokens.APP_SCOPES)
            self.add_error(
                "scopes",
                _("An app may have %(names)s and nothing else; a server everything else.") % {"names": names},
            )
        if found.get("origins") and not is_app:
            self.add_error("origins", _("A server token has no origins: it never belongs into a browser."))
        return found
