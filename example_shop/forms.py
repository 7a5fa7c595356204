from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from example_shop.cart import MAX_QUANTITY
from example_shop.models import Customer

COUNTRIES = [
    ("DE", _("Germany")),
    ("AT", _("Austria")),
    ("CH", _("Switzerland")),
    ("HU", _("Hungary")),
    ("FR", _("France")),
    ("GB", _("United Kingdom")),
    ("IT", _("Italy")),
    ("NL", _("Netherlands")),
    ("PL", _("Poland")),
    ("US", _("United States")),
]


class LabelWithoutColon(forms.BaseForm):
    """Labels stand above their fields and need no colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


def _text(label: Any, autocomplete: str, *, required: bool = True, most: int = 120) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
    )


def _email(autocomplete: str = "email") -> forms.EmailField:
    # The address is also the user name, which has room for 150 characters.
    return forms.EmailField(
        label=_("E-mail"), max_length=150, widget=forms.EmailInput(attrs={"autocomplete": autocomplete})
    )


def _phone() -> forms.CharField:
    return forms.CharField(
        label=_("Phone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )


class AddToCartForm(forms.Form):
    """A product, and the variant by its key or by its colour and size."""

    product = forms.IntegerField(min_value=1, max_value=2**62)
    variant = forms.IntegerField(min_value=1, max_value=2**62, required=False)
    colour = forms.CharField(max_length=40, required=False)
    size = forms.CharField(max_length=20, required=False)
    quantity = forms.IntegerField(min_value=1, max_value=MAX_QUANTITY, required=False)


class ChangeLineForm(forms.Form):
    line = forms.IntegerField(min_value=1, max_value=2**62)
    quantity = forms.IntegerField(min_value=0, max_value=MAX_QUANTITY)


class CheckoutForm(LabelWithoutColon, forms.Form):
    email = _email()
    first_name = _text(_("First name"), "given-name", most=150)
    last_name = _text(_("Last name"), "family-name", most=150)
    company = _text(_("Company (optional)"), "organization", required=False)
    street = _text(_("Street and number"), "street-address", most=160)
    postcode = _text(_("Postcode"), "postal-code", most=12)
    city = _text(_("City"), "address-level2", most=80)
    country = forms.ChoiceField(
        label=_("Country"), choices=COUNTRIES, widget=forms.Select(attrs={"autocomplete": "country"})
    )
    phone = _phone()
    is_gift = forms.BooleanField(label=_("This order is a gift"), required=False)
    gift_note = forms.CharField(
        label=_("A note for the person who receives it"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("We pack it nicely and leave the invoice out of the parcel."),
    )


class LoginForm(LabelWithoutColon, AuthenticationForm):
    """Sign in with the e-mail address, in whatever case it is typed."""

    username = forms.EmailField(
        label=_("E-mail"), max_length=150, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).lower()


class SignUpForm(LabelWithoutColon, forms.ModelForm):
    first_name = _text(_("First name"), "given-name", most=150)
    last_name = _text(_("Last name"), "family-name", most=150)
    email = _email()
    company = _text(_("Company (optional)"), "organization", required=False)
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least eight characters, not a common word."),
    )

    class Meta:
        model = Customer
        fields = ("first_name", "last_name", "email", "company")

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if Customer.objects.filter(username=email).exists():
            raise ValidationError(_("There is an account with this address already. Sign in instead?"))
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        password = cleaned.get("password")
        if password:
            person = Customer(
                email=cleaned.get("email", ""),
                first_name=cleaned.get("first_name", ""),
                last_name=cleaned.get("last_name", ""),
            )
            try:
                password_validation.validate_password(password, person)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned

    def save(self, commit: bool = True) -> Customer:
        customer = super().save(commit=False)
        customer.username = customer.email
        customer.set_password(self.cleaned_data["password"])
        if commit:
            customer.save()
        return customer


class ProfileForm(LabelWithoutColon, forms.ModelForm):
    first_name = _text(_("First name"), "given-name", most=150)
    last_name = _text(_("Last name"), "family-name", most=150)
    birthday = forms.DateField(
        label=_("Birthday"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d"),
    )
    country = forms.ChoiceField(
        label=_("Country"),
        choices=[("", "–"), *COUNTRIES],
        required=False,
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    phone = _phone()
    company = _text(_("Company"), "organization", required=False)
    vat_id = _text(_("VAT number"), "off", required=False, most=20)

    class Meta:
        model = Customer
        fields = (
            "first_name",
            "last_name",
            "birthday",
            "gender",
            "marital_status",
            "country",
            "phone",
            "company",
            "vat_id",
        )
