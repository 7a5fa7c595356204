"""An amount with its currency; sums and comparisons stay within one currency."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils import formats
from django.utils.translation import get_language

from django_personalize.core.errors import PersonalizeError

#: Currencies without minor units, and those with three digits (ISO 4217); all others have two.
_DIGITS = {"JPY": 0, "KRW": 0, "CLP": 0, "VND": 0, "ISK": 0, "HUF": 0, "KWD": 3, "BHD": 3, "TND": 3, "JOD": 3}
#: Languages that write the symbol before the number; the others write it after a space that does not break.
_SYMBOL_FIRST = frozenset({"en", "ja", "ko", "zh"})
_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}


class CurrencyMismatch(PersonalizeError):
    """Two amounts of different currencies were added or compared."""


class NotMoney(PersonalizeError, ValueError):
    """Not a finite amount with an ISO 4217 code."""


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` in units of `currency` (ISO 4217, upper case)."""

    amount: Decimal
    currency: str

    @classmethod
    def of(cls, amount: object, currency: str) -> Money:
        """From anything that reads as a decimal; raises `NotMoney` on NaN, infinity, text or a bad code."""
        try:
            value = amount if isinstance(amount, Decimal) else Decimal(str(amount))
        except InvalidOperation:
            raise NotMoney(
                f"{amount!r} is no amount of money; give a decimal number such as '19.90'."
            ) from None
        code = str(currency).upper()
        if not value.is_finite() or len(code) != 3 or not code.isalpha():
            raise NotMoney(f"{amount!r} {currency!r} is no money; give a finite amount and an ISO 4217 code.")
        return cls(value, code)

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __mul__(self, factor: int | Decimal) -> Money:
        return Money(self.amount * factor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.amount < other.amount

    def __le__(self, other: Money) -> bool:
        return not other < self

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        digits = _DIGITS.get(self.currency, 2)
        number = formats.number_format(self.amount, decimal_pos=digits, use_l10n=True, force_grouping=True)
        symbol = _SYMBOLS.get(self.currency)
        if symbol and (get_language() or "en").split("-")[0] in _SYMBOL_FIRST:
            return f"{symbol}{number}"
        return f"{number}\N{NO-BREAK SPACE}{symbol or self.currency}"

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(
                f"Cannot combine {self.currency} with {other.currency}; convert one first."
            )
