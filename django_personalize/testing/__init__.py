"""What hosts use in their own tests: contracts for plug-ins, and a clock that stands still."""

from django_personalize.testing.clock import NOON, FrozenClock, frozen_clock
from django_personalize.testing.shop_adapter import ShopAdapterContract

__all__ = ["NOON", "FrozenClock", "ShopAdapterContract", "frozen_clock"]
