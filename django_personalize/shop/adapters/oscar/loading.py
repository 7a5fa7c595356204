"""Oscar's models and classes, as the host's forks of its apps give them; none is imported before it is used."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.module_loading import import_string

from django_personalize.shop.money import Money


def is_installed() -> bool:
    return find_spec("oscar") is not None


def model(app: str, name: str) -> Any:
    """`model("catalogue", "Product")`: the host's own class where it has forked the app."""
    return apps.get_model(app, name)


def strategy(request: HttpRequest | None) -> Any:
    """What decides prices and availability: for this request, or for nobody in particular."""
    found = getattr(request, "strategy", None)
    if found is not None:
        return found
    selector = import_string("oscar.core.loading.get_class")("partner.strategy", "Selector")
    return selector().strategy(request=request)


def money(price: Any) -> Money | None:
    """A price of Oscar's, with tax where that is known; None where there is none."""
    if not price.exists:
        return None
    return Money.of(price.incl_tax if price.is_tax_known else price.excl_tax, price.currency)


def pks(rows: type[models.Model], keys: Iterable[str]) -> list[Any]:
    """The primary keys among `keys`; what no row can have is left out."""
    field, found = rows._meta.pk, []
    for key in keys:
        if not key or "\x00" in key:
            continue
        try:
            value = field.to_python(key)
            field.run_validators(value)
        except (ValidationError, ValueError, TypeError, OverflowError):
            continue
        if str(value) == key:
            found.append(value)
    return found
