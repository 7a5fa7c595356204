"""Which shop we stand in: the one adapter that the settings name."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from django_personalize.conf import settings
from django_personalize.shop.ports import AdapterError, ShopAdapter

_EXAMPLE = "'django_personalize.shop.adapters.model.ModelShopAdapter'"


def get_adapter() -> ShopAdapter:
    """The shop's adapter, made once per process. Raises `AdapterError` when `SHOP_ADAPTER` names none."""
    return _made(settings.SHOP_ADAPTER)


@cache
def _made(path: str) -> ShopAdapter:
    given = f"PERSONALIZE['SHOP_ADAPTER'] = {path!r}"
    try:
        found = import_string(path)
    except Exception as error:  # the host's module may fail in any way while it is imported
        raise AdapterError(
            f"{given} cannot be imported ({error}). "
            f"Give the dotted path of a ShopAdapter class, such as {_EXAMPLE}, or leave the key out."
        ) from error
    if not (isinstance(found, type) and issubclass(found, ShopAdapter)):
        raise AdapterError(
            f"{given} is {found!r}, which is no ShopAdapter. "
            "Derive the class from django_personalize.shop.ports.ShopAdapter."
        )
    try:
        return found()
    except Exception as error:  # the same: a host's constructor
        raise AdapterError(
            f"{given} cannot be made without arguments ({error}). Read settings inside its methods instead."
        ) from error


def _forget(*, setting: str, **kwargs: Any) -> None:
    if setting in {"PERSONALIZE", "INSTALLED_APPS"}:
        _made.cache_clear()


setting_changed.connect(_forget, dispatch_uid="django_personalize.shop.adapter")
