"""What a visitor would be shown, as data instead of HTML: each personal place registers how it decides."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django_personalize.core import clock
from django_personalize.core.registry import Registry
from django_personalize.onsite.greeting import greeting
from django_personalize.onsite.tile import category_tile
from django_personalize.shop.money import Money
from django_personalize.tracking.visitor import Visitor

logger = logging.getLogger("django_personalize")


@dataclass(frozen=True, slots=True)
class Decided:
    """`content` is plain JSON, None for the caller's own default; `reason` says why."""

    content: dict[str, Any] | None
    reason: str


#: decide(visitor, limit): asked only of visitors who allow personalisation.
Decide = Callable[[Any, int], Decided]
#: Name of a place to how it decides.
DECISIONS: Registry[Decide] = Registry("decision")


@dataclass(frozen=True, slots=True)
class Decision:
    """One place's answer for one visitor."""

    name: str
    content: dict[str, Any] | None
    reason: str


def decide(visitor: Visitor, names: Iterable[str], *, limit: int) -> list[Decision]:
    """The answers of these places. Consent is asked now; a place that fails says so and shows its default."""
    verdict = visitor.verdict("personalization")
    found = []
    for name in names:
        place = DECISIONS[name]
        if not verdict:
            found.append(Decision(name, None, verdict.reason))
            continue
        try:
            decided = place(visitor, limit)
        except Exception:  # the shop's adapter may fail in any way, and the other places still answer
            logger.exception("The decision %r failed; its default is shown.", name)
            decided = Decided(None, "failed")
        found.append(Decision(name, decided.content, decided.reason))
    return found


def _greeting(visitor: Any, limit: int) -> Decided:
    found = greeting(visitor)
    if found is None:
        return Decided(None, "nothing personal may be said")
    return Decided(asdict(found), f"{found.kind} visitor")


def _last_items(visitor: Any, limit: int) -> Decided:
    found = visitor.last_items(limit)
    if not found.products:
        return Decided(None, "nothing was looked at that can be bought now")
    products = [product_of(product) for product in found.products]
    return Decided({"kind": found.kind, "products": products}, f"last {found.kind}")


def _category_tile(visitor: Visitor, limit: int) -> Decided:
    found = category_tile(visitor)
    if found is None:
        return Decided(None, "no interest is strong enough")
    return Decided(asdict(found), f"strongest category at {clock.now():%Y-%m-%d}")


def product_of(product: Any) -> dict[str, Any]:
    """A live product as the API shows it."""
    return {
        "key": product.key,
        "title": product.title,
        "url": product.url,
        "image_url": product.image_url or "",
        "price": money_of(product.price),
        "list_price": money_of(product.list_price),
    }


def money_of(money: Money | None) -> dict[str, str] | None:
    """An amount as decimal text beside its currency."""
    return None if money is None else {"amount": str(money.amount), "currency": money.currency}


for _name, _decide in (
    ("greeting", _greeting),
    ("continue_shopping", _last_items),
    ("category_tile", _category_tile),
):
    DECISIONS.register(_name, _decide)
