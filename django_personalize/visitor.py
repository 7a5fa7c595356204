"""`request.visitor`: the visitor's data, and the questions that need the packages above it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django_personalize.core import clock
from django_personalize.onsite.tile import tile_of
from django_personalize.profiles.snapshots import Seen
from django_personalize.shop.adapter import get_adapter
from django_personalize.shop.ports import Card, Product
from django_personalize.tracking.visitor import Visitor as TrackedVisitor

C = TypeVar("C", bound=Card)

#: Products read beyond a full row, for those that may have sold out meanwhile.
_SPARE = 2


@dataclass(frozen=True, slots=True)
class LastItems:
    """Products to go on with; `kind` is "viewed", or "bought" for a person who has looked at nothing lately."""

    kind: str
    products: list[Card]


class Visitor(TrackedVisitor):
    """What a host's view or template asks: `request.visitor.allows("personalization")`, `.last_items(8)`."""

    def last_items(self, limit: int = 8, *, without: Sequence[str] = ()) -> LastItems:
        """What this person looked at last and can buy now, newest first; what was bought last where no look is known.

        Empty without consent. Purchases are shown to nobody but the signed-in customer.
        """
        if not self.personal:
            return LastItems("viewed", [])
        viewed = self._sellable(self.snapshot.viewed, limit, without)
        if viewed or not self.signed_in:
            return LastItems("viewed", viewed)
        return LastItems("bought", self._sellable(self.snapshot.bought, limit, without))

    def recently_viewed(self, limit: int = 8, *, without: Sequence[str] = ()) -> list[Card]:
        """Products this person looked at last that can be bought now, newest first; empty without consent."""
        return self._sellable(self.snapshot.viewed, limit, without) if self.personal else []

    def products(self, keys: Sequence[str]) -> dict[str, Product]:
        """Live products with all that the shop knows of them, each read once for the page; unknown keys are absent."""
        return self._once("_products", keys, get_adapter().get_products)

    def cards(self, keys: Sequence[str]) -> dict[str, Card]:
        """The same with what pages show of a product, which costs less to read."""
        return self._once("_cards", keys, get_adapter().get_cards)

    def _once(self, kept: str, keys: Sequence[str], ask: Callable[..., Mapping[str, C]]) -> dict[str, C]:
        read: dict[str, C | None] = self.__dict__.setdefault(kept, {})
        missing = [key for key in keys if key not in read]
        if missing:
            found = ask(missing, request=self.request)
            read.update({key: found.get(key) for key in missing})
        return {key: product for key in keys if (product := read[key]) is not None}

    def read_ahead(self) -> None:
        """Read now what tags may ask of a visitor who is known or has chosen: for views that cannot wait."""
        if self.visitor_id is None and not self.user_key:
            return
        at = clock.now()
        if self.allows("personalization", at=at):
            tile_of(self.found, at=at)
            self.cards([seen.key for seen in self.snapshot.viewed])
            self.cards([seen.key for seen in self.snapshot.bought])

    def _sellable(self, seen: Sequence[Seen], limit: int, without: Sequence[str]) -> list[Card]:
        """The first `limit` of these that are listed and available; one batch unless many have sold out."""
        keys = [entry.key for entry in seen if entry.key not in without]
        found: list[Card] = []
        size = limit + _SPARE
        for start in range(0, len(keys), size):
            batch = self.cards(keys[start : start + size])
            found += [product for product in batch.values() if product.listed and product.available]
            if len(found) >= limit:
                break
        return found[:limit]
