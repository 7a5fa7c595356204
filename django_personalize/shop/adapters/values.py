"""What a host's fields and methods give, made into plain values of the ports; ValueError says what is odd."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from django.utils import timezone

from django_personalize.shop.money import Money, NotMoney


def text(value: object) -> str:
    """As text that every database takes: without NUL, lone surrogates replaced; "" for None."""
    if value is None:
        return ""
    return str(value).replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def address(value: object) -> str:
    """A URL; of a file field its file's."""
    if not value:
        return ""
    return text(getattr(value, "url", value))


def money(value: object, currency: str) -> Money | None:
    """None for nothing; objects with `amount` and `currency` keep their own currency. Raises `NotMoney`."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    amount = getattr(value, "amount", None)
    own = getattr(value, "currency", None)
    if amount is not None and own is not None:
        return Money.of(amount, str(own))
    return Money.of(value, currency)


def price(value: object, currency: str) -> Money | None:
    """Money that is not negative."""
    found = money(value, currency)
    if found is not None and found.amount < 0:
        raise NotMoney(f"{found.amount} is below zero, which no price is.")
    return found


def whole(value: object) -> int | None:
    """A whole number, rounded down."""
    if value is None or isinstance(value, int):
        return None if value is None else int(value)
    return math.floor(_decimal(value))


def number(value: object) -> float | None:
    return None if value is None else float(_decimal(value))


def moment(value: object) -> datetime | None:
    """Aware; a date is its midnight, naive moments are in the shop's zone."""
    if value is None:
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if not isinstance(value, datetime):
        raise ValueError(f"{value!r} is neither a date nor a moment.")
    return value if timezone.is_aware(value) else timezone.make_aware(value, timezone.get_default_timezone())


def labels(value: object) -> dict[str, str]:
    """Attribute to value, empty ones left out; lists are joined with ", "."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ValueError(f"{value!r} is no mapping of attributes to values.")
    found = {text(name): _label(one) for name, one in value.items()}
    return {name: label for name, label in found.items() if name and label}


def texts(value: object) -> tuple[str, ...]:
    """One text or several, empty ones left out."""
    if value is None:
        return ()
    several = value if isinstance(value, Iterable) and not isinstance(value, str) else (value,)
    return tuple(one for one in map(text, several) if one)


def _label(value: object) -> str:
    if isinstance(value, Iterable) and not isinstance(value, str | Mapping):
        return ", ".join(texts(value))
    return text(value)


def _decimal(value: object) -> Decimal:
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"{value!r} is no number.") from None
    if not found.is_finite():
        raise ValueError(f"{value!r} is no finite number.")
    return found
