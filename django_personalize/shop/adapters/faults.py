"""System-check messages about the mappings: each names the exact wrong path and the line that fixes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Warning
from django.db import models

from django_personalize.conf import settings
from django_personalize.shop.adapters.functions import Functions
from django_personalize.shop.adapters.keys import MAPPINGS
from django_personalize.shop.adapters.mapping import Fault, Table
from django_personalize.shop.adapters.paths import PathError, compile_path

#: (mapping, key) whose rows must be those of another mapping.
_REFERENCES = {
    ("PRODUCT", "categories"): "CATEGORY",
    ("PRODUCT", "parent"): "PRODUCT",
    ("CATEGORY", "parent"): "CATEGORY",
    ("CART", "product"): "PRODUCT",
    ("ORDER", "product"): "PRODUCT",
    ("ORDER", "cart"): "CART",
}


def messages(tables: Mapping[str, Table], functions: Functions) -> list[CheckMessage]:
    """Everything wrong with the settings that the adapter reads. Asks no database."""
    faults = [*_not_mappings(), *(fault for table in tables.values() for fault in table.faults)]
    faults += [*_references(tables), *functions.faults(), *_customer(), *_currency()]
    found: list[CheckMessage] = [
        Error(fault.text, hint=fault.hint, id=f"personalize.{fault.number}") for fault in faults
    ]
    return [*found, *_missing(tables)]


def _not_mappings() -> Iterator[Fault]:
    given = getattr(django_settings, "PERSONALIZE", {})
    for name in (*MAPPINGS, "CUSTOMER", "SHOP_FUNCTIONS", "PAGES"):
        if given.get(name) is not None and not isinstance(given[name], Mapping):
            text = f"PERSONALIZE[{name!r}] = {given[name]!r}: must be a dict."
            model = MAPPINGS[name]["model"].sample if name in MAPPINGS else ""
            sample = f'{{"model": {model}, …}}' if model else "{…}"
            yield Fault("E110", text, f"Write: {name!r}: {sample},")


def _references(tables: Mapping[str, Table]) -> Iterator[Fault]:
    for (section, name), other in _REFERENCES.items():
        table, target = tables.get(section), tables.get(other)
        path = table.paths.get(name) if table else None
        if path is None or path.target is None or target is None or not target.config.get("model"):
            continue
        if target.faults or _related(path.target, target.model):
            continue
        text = (
            f"PERSONALIZE['{section}']['{name}'] = {path.text!r}: leads to {path.target._meta.label}, "
            f"but PERSONALIZE['{other}'] is {target.model._meta.label}."
        )
        onward = _foreign_key(path.target, target.model)
        meant = f"{path.text}.{onward}" if onward else MAPPINGS[section][name].sample.strip('"')
        yield Fault("E111", text, f"Write in PERSONALIZE['{section}']: {name!r}: {meant!r},")


def _customer() -> Iterator[Fault]:
    user = get_user_model()
    for trait, given in settings.CUSTOMER.items():
        try:
            compile_path(user, given)
        except PathError as error:
            hint = f"Name a field of {user._meta.label}, or leave {trait!r} out."
            if error.suggestion:
                hint = f"Write in PERSONALIZE['CUSTOMER']: {trait!r}: {error.suggestion!r},"
            end = "" if str(error).endswith("?") else "."
            yield Fault("E106", f"PERSONALIZE['CUSTOMER'][{trait!r}] = {given!r}: {error}{end}", hint)


def _currency() -> Iterator[Fault]:
    code = settings.CURRENCY
    if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        text = f"PERSONALIZE['CURRENCY'] = {code!r}: is no ISO 4217 code."
        yield Fault("E112", text, "Write three capital letters: 'CURRENCY': 'EUR',")


def _missing(tables: Mapping[str, Table]) -> Iterator[CheckMessage]:
    if "PRODUCT" not in tables:
        yield Warning(
            "PERSONALIZE has no 'PRODUCT': the catalogue cannot be read, so nothing can be shown of it.",
            hint="Add: 'PRODUCT': {'model': 'shop.Product', 'title': 'name', 'price': 'price'},",
            id="personalize.W102",
        )
    cart = tables.get("CART")
    if cart is not None and not {"current", "user", "session_key"} & set(cart.config):
        yield Warning(
            "PERSONALIZE['CART'] has none of 'current', 'user', 'session_key': no cart can be found.",
            hint="Add: 'current': 'shop.cart.current_cart',",
            id="personalize.W113",
        )


def _related(one: type[models.Model], other: type[models.Model]) -> bool:
    first, second = one._meta.concrete_model, other._meta.concrete_model
    return bool(first and second and (issubclass(first, second) or issubclass(second, first)))


def _foreign_key(source: type[models.Model], target: type[models.Model]) -> str:
    """Name of a foreign key from one model to the other, "" where there is none."""
    for field in source._meta.fields:
        if isinstance(field, models.ForeignKey) and field.related_model is target:
            return field.name
    return ""
