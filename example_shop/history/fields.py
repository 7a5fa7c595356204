"""Text of one cell to a value, or the reason why not. Reasons are few and fixed: they are counted."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Parser = Callable[[str], Any]

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_WHOLE = re.compile(r"-?[0-9]+")
#: C0 without tab and line breaks, DEL, C1, and the separators that break lines in scripts.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_BREAKS = re.compile(r"[\t\r\n]")
_TRUE, _FALSE = {"1", "true", "yes"}, {"0", "false", "no"}
_FIRST_YEAR = 1970


class Rejected(Exception):
    """A cell does not hold what its column asks for."""


def identifier(longest: int, allowed: str) -> Parser:
    """A key of the other shop; `allowed` is a regular expression for the whole of it."""
    pattern = re.compile(allowed)

    def parse(text: str) -> str:
        if len(text) > longest:
            raise Rejected(f"longer than {longest} characters")
        if not pattern.fullmatch(text):
            raise Rejected("characters that are not allowed")
        return text

    return parse


def words(longest: int, *, paragraphs: bool = False) -> Parser:
    """Text as it stands; it is never run, and pages escape it. Line breaks only in `paragraphs`."""

    def parse(text: str) -> str:
        if len(text) > longest:
            raise Rejected(f"longer than {longest} characters")
        if _CONTROL.search(text) or (not paragraphs and _BREAKS.search(text)):
            raise Rejected("control characters")
        return text

    return parse


def cents(whole_digits: int) -> Parser:
    """An amount such as "19.90" in whole hundredths; not negative, `whole_digits` before the point."""

    def parse(text: str) -> int:
        if not _NUMBER.fullmatch(text):
            raise Rejected("not a decimal number")
        if text.startswith("-"):
            raise Rejected("negative")
        whole, _, part = text.partition(".")
        whole, part = whole.lstrip("0"), part.rstrip("0")
        if len(whole) > whole_digits:
            raise Rejected("too large")
        if len(part) > 2:
            raise Rejected("more than two decimals")
        return int(whole or "0") * 100 + int(part.ljust(2, "0"))

    return parse


def count(lowest: int, highest: int) -> Parser:
    def parse(text: str) -> int:
        if not _WHOLE.fullmatch(text):
            raise Rejected("not a whole number")
        # Measured before it is read: Python refuses to read thousands of digits, and nobody sold that many.
        number = int(text) if len(text) <= 12 else (highest + 1 if text[0] != "-" else lowest - 1)
        if number > highest:
            raise Rejected("too large")
        if number < lowest:
            raise Rejected(f"less than {lowest}")
        return number

    return parse


def moment(zone: ZoneInfo, *, latest: datetime) -> Parser:
    """ISO 8601 as UTC; without an offset it is the shop's own time. Between 1970 and `latest`."""

    def parse(text: str) -> datetime:
        try:
            value = datetime.fromisoformat(text)
        except ValueError:
            raise Rejected("not a date and time (ISO 8601)") from None
        if value.year < _FIRST_YEAR:
            raise Rejected("before 1970")
        if value.year > latest.year + 1:
            raise Rejected("in the future")
        value = (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
        if value > latest:
            raise Rejected("in the future")
        return value

    return parse


def day(*, latest: datetime) -> Parser:
    def parse(text: str) -> date:
        try:
            value = date.fromisoformat(text)
        except ValueError:
            raise Rejected("not a date (ISO 8601)") from None
        if value.year < 1900:
            raise Rejected("before 1900")
        if value > (latest + timedelta(days=1)).date():
            raise Rejected("in the future")
        return value

    return parse


def one_of(options: tuple[str, ...]) -> Parser:
    def parse(text: str) -> str:
        if text.lower() not in options:
            raise Rejected(f"not one of {', '.join(options)}")
        return text.lower()

    return parse


def some_of(options: tuple[str, ...]) -> Parser:
    """Several of the options, apart by spaces; in their own order and once each."""

    def parse(text: str) -> str:
        named = set(text.lower().split())
        if not named <= set(options):
            raise Rejected(f"not among {', '.join(options)}")
        return " ".join(option for option in options if option in named)

    return parse


def flag(text: str) -> bool:
    if text.lower() in _TRUE:
        return True
    if text.lower() in _FALSE:
        return False
    raise Rejected("not one of 1, 0, true, false, yes, no")


def currency(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", text):
        raise Rejected("not a currency (ISO 4217)")
    return text


def country(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}", text):
        raise Rejected("not a country (ISO 3166-1, two letters)")
    return text
