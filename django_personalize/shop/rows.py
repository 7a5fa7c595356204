"""Products as rows of the read model: cut to what the columns hold, with a digest that tells any change."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

from django_personalize.shop.money import Money
from django_personalize.shop.ports import Product
from django_personalize.shop.problems import report

KEY_LENGTH, TEXT_LENGTH, URL_LENGTH, BRAND_LENGTH = 64, 255, 500, 120
_LARGEST_AMOUNT = Decimal(10) ** 10
_AMOUNT_STEP = Decimal("0.0001")
_LARGEST_STOCK = 2**31 - 1


@dataclass(frozen=True, slots=True)
class ItemRow:
    """What a `CatalogItem` holds of a product; field names are its columns."""

    key: str
    title: str
    url: str
    image_url: str
    price: Decimal | None
    list_price: Decimal | None
    cost: Decimal | None
    currency: str
    stock: int | None
    available: bool
    listed: bool
    brand: str
    attributes: dict[str, str]
    rating: float | None
    category: str
    category_keys: list[str]
    created_at: datetime | None

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of everything above."""
        plain = json.dumps(asdict(self), sort_keys=True, default=str, ensure_ascii=True)
        return hashlib.sha256(plain.encode()).hexdigest()


def is_key(key: str) -> bool:
    """Whether the read model can hold that key at all."""
    return 0 < len(key) <= KEY_LENGTH and key == clean(key)


def item_row(product: Product) -> ItemRow | None:
    """The product as a row; None, and reported, where its key or address is longer than a column."""
    key = str(product.key)
    if not is_key(key) or len(product.url) > URL_LENGTH:
        why = f"key or address is empty or too long (at most {KEY_LENGTH} and {URL_LENGTH} characters)"
        report(f"Product {key} is left out of the catalogue: its {why}.", key=key)
        return None
    currency = _currency(product)
    categories = [one for one in product.category_keys if len(one) <= KEY_LENGTH]
    return ItemRow(
        key=key,
        title=clean(product.title)[:TEXT_LENGTH],
        url=clean(product.url),
        image_url=image_address(product.image_url),
        price=_amount(product, "price", currency),
        list_price=_amount(product, "list_price", currency),
        cost=_amount(product, "cost", currency),
        currency=currency,
        stock=None if product.stock is None else max(-_LARGEST_STOCK, min(product.stock, _LARGEST_STOCK)),
        available=bool(product.available),
        listed=bool(product.listed),
        brand=clean(product.brand)[:BRAND_LENGTH],
        attributes={clean(name): clean(value) for name, value in product.attributes.items()},
        rating=product.rating if product.rating is None or math.isfinite(product.rating) else None,
        category=categories[0] if categories else "",
        category_keys=categories,
        created_at=product.created_at,
    )


def image_address(url: str | None) -> str:
    """ "" where there is none or it is longer than the column: half an address is a broken picture."""
    return clean(url) if url and len(url) <= URL_LENGTH else ""


def clean(text: str) -> str:
    """Without what PostgreSQL refuses: NUL and lone surrogates."""
    return str(text).replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _currency(product: Product) -> str:
    amounts = (product.price, product.list_price, product.cost)
    return next((money.currency for money in amounts if money is not None), "")


def _amount(product: Product, name: str, currency: str) -> Decimal | None:
    money: Money | None = getattr(product, name)
    if money is None:
        return None
    if not money.amount.is_finite() or abs(money.amount) >= _LARGEST_AMOUNT or money.currency != currency:
        report(f"Product {product.key}: {name} {money.amount} {money.currency} is not kept.", key=product.key)
        return None
    return money.amount.quantize(_AMOUNT_STEP)
