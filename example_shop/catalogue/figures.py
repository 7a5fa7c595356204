"""Numbers of a product that nobody wrote down: cost, list price, stock, rating, age.

They are drawn by hashing the SKU, so every installation and every run gets the same ones.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


def draw(key: str, topic: str, sides: int) -> int:
    """A number in 0..sides-1 that depends on the key and on what it is for."""
    digest = hashlib.blake2s(f"{topic}:{key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % sides


@dataclass(frozen=True, kw_only=True)
class Figures:
    """`age` is how long ago the product came into the shop; `rating` is None without ratings."""

    cost: Decimal | None
    list_price: Decimal | None
    rating: Decimal | None
    rating_count: int
    age: timedelta


def figures(sku: str, price: Decimal | None) -> Figures:
    """Cost is 45 to 70 % of the price, one product in five is reduced, one in twelve has no rating yet."""
    cost = list_price = None
    if price is not None:
        cost = (price * (45 + draw(sku, "cost", 26)) / 100).quantize(_CENT, ROUND_HALF_UP)
        if draw(sku, "reduced", 5) == 0:
            list_price = _shop_price(price * (112 + draw(sku, "list", 28)) / 100)
    is_new = draw(sku, "new", 9) == 0
    age = timedelta(days=2 + draw(sku, "age", 25) if is_new else 40 + draw(sku, "age", 700))
    count = 0 if draw(sku, "unrated", 12) == 0 else 3 + draw(sku, "count", 18 if is_new else 390)
    # Two draws: ratings gather around 4.5, few are poor.
    rating = Decimal(50 - draw(sku, "rating", 7) - draw(sku, "mood", 6)) / 10 if count else None
    return Figures(cost=cost, list_price=list_price, rating=rating, rating_count=count, age=age)


def stock_of(key: str) -> int:
    """One in sixteen is sold out, one in eight is low (1 to 3), the others have 6 to 60."""
    level = draw(key, "stock", 16)
    if level == 0:
        return 0
    if level <= 2:
        return 1 + draw(key, "rest", 3)
    return 6 + draw(key, "rest", 55)


def stock_of_variant(sku: str, product_sku: str) -> int:
    """What is left of one colour and size; all variants of a sold-out product are gone."""
    if stock_of(product_sku) == 0:
        return 0
    return 0 if draw(sku, "variant", 9) == 0 else 1 + draw(sku, "rest", 14)


def _shop_price(price: Decimal) -> Decimal:
    """Rounded to what a price tag shows: whole euros ending in 9 from 100 on, else 90 cents."""
    if price >= 100:
        return (price / 10).quantize(Decimal(1), ROUND_HALF_UP) * 10 + Decimal(9)
    return price.quantize(Decimal(1), ROUND_HALF_UP) + Decimal("0.90")
