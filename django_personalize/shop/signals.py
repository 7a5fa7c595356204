"""What the catalogue tells the rest of the house, after the commit; a failing receiver is logged, no more."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.dispatch import Signal


@dataclass(frozen=True, slots=True)
class ItemState:
    """A product at one moment; amounts in `currency`."""

    price: Decimal | None
    currency: str
    stock: int | None
    available: bool
    listed: bool


@dataclass(frozen=True, slots=True)
class ItemChange:
    """A product that differs from what was known; `old` is None for a new one, `new` for one that is gone."""

    key: str
    old: ItemState | None
    new: ItemState | None

    @property
    def price_dropped(self) -> bool:
        """Cheaper than before, in the same currency."""
        if self.old is None or self.new is None or self.old.currency != self.new.currency:
            return False
        return self.old.price is not None and self.new.price is not None and self.new.price < self.old.price

    @property
    def restocked(self) -> bool:
        """Could not be bought, now can."""
        if self.old is None or self.new is None:
            return False
        return self.new.listed and self.new.available and not (self.old.listed and self.old.available)

    def ran_low(self, *, at_most: int) -> bool:
        """Stock fell to `at_most` pieces or fewer, and some are left."""
        if self.old is None or self.new is None or self.old.stock is None or self.new.stock is None:
            return False
        return self.old.stock > at_most >= self.new.stock > 0


#: Products were created, changed, removed or came back.
#: Arguments: `changes` (list of ItemChange, at most 500), `at` (datetime of the sync that noticed).
catalog_changed = Signal()

#: Categories were created, changed, removed or came back.
#: Arguments: `keys` (list of str), `at` (datetime).
categories_changed = Signal()
