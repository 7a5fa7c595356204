"""System checks of the shop: is there an adapter, and do its settings lead somewhere."""

from __future__ import annotations

from django.core.checks import CheckMessage, Error

from django_personalize.shop.adapter import get_adapter
from django_personalize.shop.ports import CAPABILITIES, AdapterError

_DEFAULT = "'django_personalize.shop.adapters.model.ModelShopAdapter'"


def check_shop() -> list[CheckMessage]:
    """Messages personalize.E101 to E113. Asks no database."""
    try:
        adapter = get_adapter()
    except AdapterError as error:
        return [Error(str(error), hint=f"Write: 'SHOP_ADAPTER': {_DEFAULT},", id="personalize.E101")]
    found = [message for message in adapter.check() if isinstance(message, CheckMessage)]
    unknown = sorted(adapter.capabilities - CAPABILITIES)
    if unknown:
        names, known = ", ".join(map(repr, unknown)), ", ".join(sorted(CAPABILITIES))
        found.append(
            Error(
                f"{type(adapter).__name__}.capabilities names {names}, which nobody asks for.",
                hint=f"Use names of django_personalize.shop.ports.CAPABILITIES: {known}.",
                id="personalize.E101",
            )
        )
    return found
