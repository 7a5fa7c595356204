"""Amounts with their currency."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from django_personalize.shop.money import CurrencyMismatch, Money, NotMoney


@pytest.mark.parametrize(
    ("given", "amount"),
    [("19.90", "19.90"), (19.9, "19.9"), (20, "20"), (Decimal("0.1"), "0.1"), ("-5", "-5")],
)
def test_what_reads_as_a_decimal_is_an_amount(given: object, amount: str) -> None:
    assert Money.of(given, "eur") == Money(Decimal(amount), "EUR")


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("NaN", "EUR"),
        (float("nan"), "EUR"),
        (Decimal("sNaN"), "EUR"),
        ("Infinity", "EUR"),
        ("cheap", "EUR"),
        ("", "EUR"),
        (None, "EUR"),
        (True, "EUR"),
        ("19.90", "EURO"),
        ("19.90", ""),
        ("19.90", "1 €"),
    ],
)
def test_what_is_no_amount_with_a_code_is_refused(amount: object, currency: str) -> None:
    with pytest.raises(NotMoney):
        Money.of(amount, currency)


def test_amounts_of_one_currency_are_added_and_compared() -> None:
    small, large = Money.of("0.10", "EUR"), Money.of("0.20", "EUR")
    assert small + large == Money(Decimal("0.30"), "EUR")
    assert large - small == small
    assert small * 3 == Money(Decimal("0.30"), "EUR")
    assert small < large
    assert small <= large
    assert small <= small
    assert not large <= small
    assert not Money.of(0, "EUR")


def test_currencies_are_never_mixed() -> None:
    euro, dollar = Money.of(1, "EUR"), Money.of(1, "USD")
    for combine in (
        lambda: euro + dollar,
        lambda: euro - dollar,
        lambda: euro < dollar,
        lambda: euro <= dollar,
    ):
        with pytest.raises(CurrencyMismatch, match="Cannot combine"):
            combine()


@pytest.mark.parametrize(
    ("language", "amount", "currency", "text"),
    [
        ("en", "1234.5", "EUR", "€1,234.50"),
        ("de", "1234.5", "EUR", "1.234,50\N{NO-BREAK SPACE}€"),
        ("en", "1234.5", "JPY", "¥1,234"),
        ("en", "1234.5", "KWD", "1,234.500\N{NO-BREAK SPACE}KWD"),
    ],
)
def test_it_is_written_as_the_language_writes_numbers(
    language: str, amount: str, currency: str, text: str
) -> None:
    with translation.override(language):
        assert str(Money.of(amount, currency)) == text
