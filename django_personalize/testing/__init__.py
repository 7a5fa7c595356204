"""What hosts use in their own tests: contracts for plug-ins, a visitor, people, an outbox, a clock that stands still.

The fixtures of `testing.plugin` come with the package, and pytest imports this module before any settings are known:
nothing here imports Django until it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django_personalize.testing.clock import NOON, FrozenClock, frozen_clock
    from django_personalize.testing.condition import ConditionContract
    from django_personalize.testing.outbox import Outbox
    from django_personalize.testing.people import make_profile
    from django_personalize.testing.shop_adapter import ShopAdapterContract
    from django_personalize.testing.visitors import VisitorClient

__all__ = [
    "NOON",
    "ConditionContract",
    "FrozenClock",
    "Outbox",
    "ShopAdapterContract",
    "VisitorClient",
    "frozen_clock",
    "make_profile",
]

_MODULES = {
    "NOON": "clock",
    "ConditionContract": "condition",
    "FrozenClock": "clock",
    "Outbox": "outbox",
    "ShopAdapterContract": "shop_adapter",
    "VisitorClient": "visitors",
    "frozen_clock": "clock",
    "make_profile": "people",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has: {', '.join(__all__)}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
