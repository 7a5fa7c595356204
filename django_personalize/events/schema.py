"""The schema registry: which events exist, what they may say, and values brought into their one form.

Three steps, in this order: `resolve` a name of any dialect, `find` its type, `validate` its properties.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from django.utils.dateparse import parse_datetime

from django_personalize.conf import settings
from django_personalize.core.errors import PersonalizeError
from django_personalize.core.registry import Registry
from django_personalize.events.dialects import ALIASES, resolve
from django_personalize.events.vocabulary import (
    ORDER,
    PRODUCT,
    SERVER_ONLY_PRODUCT,
    VOCABULARY,
    EventType,
    Kinds,
)

__all__ = [
    "EVENTS",
    "KIND_NAMES",
    "Cleaned",
    "EventType",
    "Unusable",
    "find",
    "plan_problems",
    "resolve",
    "validate",
]

#: The vocabulary. The host's own events live in `PERSONALIZE["EVENTS"]` and are read at every question.
EVENTS: Registry[EventType] = Registry("event")
for _type in VOCABULARY:
    EVENTS.register(_type.name, _type)

NAME = re.compile(r"^[a-z][a-z0-9_.]{0,63}$")
TEXT_LENGTH = 1000
KEY_LENGTH = 64
MOST_PRODUCTS = 200
MOST_TEXTS = 64
#: What fits a column of 14 digits with 4 decimals.
_LARGEST_AMOUNT = Decimal(10) ** 10
_FINEST_AMOUNT = Decimal("0.0001")
#: Integers that every browser and JSON reader keeps exactly.
_LARGEST_NUMBER = 2**53
#: C0 and C1 controls but for tab and line breaks, and the separators that break lines in JavaScript and mail.
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_YES = {"true", "1", "yes"}
_NO = {"false", "0", "no"}


class Unusable(PersonalizeError, ValueError):
    """A value that does not fit its kind; the text says why."""


@dataclass(slots=True)
class Cleaned:
    """Properties in their one form, `dropped` paths that did not survive, `problems` why it cannot count."""

    properties: dict[str, Any]
    dropped: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    #: Paths that held personal data or secrets; filled by `tracking.sanitise`.
    personal: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    """One pass over one event: who says it, and what was found wrong."""

    browser: bool
    dropped: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def find(name: str) -> EventType | None:
    """The type of that canonical name: the vocabulary's, the host's, or, when UNKNOWN_EVENTS is "flag", an
    open one.

    None means: refuse it.
    """
    known = EVENTS.get(name)
    if known is not None:
        return known
    own = settings.EVENTS.get(name)
    if own is not None:
        return EventType(
            name,
            dict(own.get("properties", {})),
            tuple(own.get("required", ())),
            server_only=bool(own.get("server_only", False)),
            browser=not own.get("server_only", False),
        )
    if settings.UNKNOWN_EVENTS == "flag" and NAME.fullmatch(name):
        return EventType(name, unknown=True)
    return None


def validate(event_type: EventType, properties: Mapping[str, Any], *, browser: bool = False) -> Cleaned:
    """Only allowed properties survive, each in its one form. A `browser` never tells a product's cost.

    What is merely not allowed is dropped; problems (no product, an amount that is none, an amount without
    currency) mean that the event must be refused.
    """
    reading = _Reading(browser)
    if event_type.unknown:
        cleaned = _open(properties, reading)
    else:
        cleaned = _fields(event_type.properties, properties, reading, path="")
    for name in event_type.required:
        if name not in cleaned:
            reading.problems.append(f"{name} is missing")
    if "value" in cleaned and "currency" not in cleaned:
        reading.problems.append("value needs currency beside it")
    elif "currency" in cleaned and "value" in event_type.properties and "value" not in cleaned:
        del cleaned["currency"]
        reading.dropped.append("currency")
    return Cleaned(cleaned, reading.dropped, reading.problems)


def _fields(kinds: Kinds, given: Mapping[str, Any], reading: _Reading, *, path: str) -> dict[str, Any]:
    """The allowed ones among `given`. None and "" say nothing and vanish without a trace."""
    cleaned: dict[str, Any] = {}
    for name, value in given.items():
        where = f"{path}{name}"
        kind = kinds.get(name)
        if kind is None or (reading.browser and kinds is PRODUCT and name in SERVER_ONLY_PRODUCT):
            reading.dropped.append(where)
            continue
        if value is None or value == "":
            continue
        try:
            if kind in _NESTED:
                cleaned[name] = _NESTED[kind](value, reading, f"{where}.")
            elif kind in KINDS:
                cleaned[name] = KINDS[kind](value)
            else:  # a slip in the host's tracking plan; `plan_problems` tells them
                reading.dropped.append(where)
        except Unusable as refusal:
            if kind in _STRICT:
                reading.problems.append(f"{where} {refusal}")
            else:
                reading.dropped.append(where)
    return cleaned


def _open(given: Mapping[str, Any], reading: _Reading) -> dict[str, Any]:
    """Single values under well-formed names: all that is kept of an event without a schema."""
    cleaned: dict[str, Any] = {}
    for name, value in given.items():
        if NAME.fullmatch(name) and isinstance(value, bool):
            cleaned[name] = value
        elif NAME.fullmatch(name) and isinstance(value, str | int | float | Decimal):
            kind = text if isinstance(value, str) else number
            try:
                cleaned[name] = kind(value)
            except Unusable:
                reading.dropped.append(name)
        elif value is not None:
            reading.dropped.append(name)
    return cleaned


def plan_problems() -> list[str]:
    """What is wrong with the host's tracking plan (`PERSONALIZE["EVENTS"]`), one sentence each."""
    problems = []
    for name, own in settings.EVENTS.items():
        if not NAME.fullmatch(name):
            problems.append(f"Event name {name!r} must match {NAME.pattern}.")
        if name in EVENTS:
            problems.append(f"Event {name!r} belongs to the vocabulary; choose another name.")
        if name in ALIASES:
            problems.append(
                f"Event {name!r} is another tool's name of {ALIASES[name]!r}; choose another name."
            )
        properties = own.get("properties", {})
        for entry, kind in properties.items():
            if not NAME.fullmatch(entry):
                problems.append(f"Property name {entry!r} of event {name!r} must match {NAME.pattern}.")
            if kind not in KIND_NAMES:
                allowed = ", ".join(KIND_NAMES)
                problems.append(
                    f"Property {entry!r} of event {name!r} is {kind!r}, must be one of: {allowed}."
                )
        for entry in own.get("required", ()):
            if entry not in properties:
                problems.append(f"Event {name!r} requires {entry!r}, which is not among its properties.")
    return problems


def text(value: Any) -> str:
    """A trimmed text of at most 1,000 characters, without control characters. Numbers become text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise Unusable("is no text")
    return CONTROLS.sub("", str(value)).strip()[:TEXT_LENGTH]


def key(value: Any) -> str:
    """An identifier of at most 64 characters; a longer one would name something else when it is cut."""
    found = text(value)
    if not found or len(found) > KEY_LENGTH:
        raise Unusable(f"is no key of 1 to {KEY_LENGTH} characters")
    return found


def number(value: Any) -> int | float:
    """A finite number; text that reads as one is accepted."""
    if isinstance(value, int) and not isinstance(value, bool):
        found: int | float = value
    else:
        try:
            found = float(value) if isinstance(value, str | float | Decimal) else math.nan
        except (ValueError, OverflowError):
            raise Unusable("is no number") from None
    if not math.isfinite(found) or abs(found) > _LARGEST_NUMBER:
        raise Unusable("is no finite number")
    return found


def integer(value: Any) -> int:
    """A whole number; 2.0 and "2" are 2."""
    found = number(value)
    if found != int(found):
        raise Unusable("is no whole number")
    return int(found)


def money(value: Any) -> str:
    """An amount as decimal string, at most four decimals: "19.90". Not finite or too large is unusable."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise Unusable("is no amount")
    try:
        amount = Decimal(str(value).strip())
    except InvalidOperation:
        raise Unusable("is no amount") from None
    if not amount.is_finite() or abs(amount) >= _LARGEST_AMOUNT:
        raise Unusable("is no finite amount")
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -4:
        amount = amount.quantize(_FINEST_AMOUNT)
    return format(amount, "f")


def currency(value: Any) -> str:
    """An ISO 4217 code in capitals."""
    code = value.strip().upper() if isinstance(value, str) else ""
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise Unusable("is no currency code")
    return code


def boolean(value: Any) -> bool:
    """True or false; 1, 0, "yes" and "no" are understood."""
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower() if isinstance(value, str | int) else ""
    if word in _YES or word in _NO:
        return word in _YES
    raise Unusable("is neither true nor false")


def url(value: Any) -> str:
    """An http(s) address, or a path of this shop; every other scheme is unusable."""
    found = text(value)
    try:
        parts = urlsplit(found)
    except ValueError:
        raise Unusable("is no address") from None
    is_path = found.startswith("/") and not found.startswith(("//", "/\\"))
    if not is_path and (parts.scheme not in ("http", "https") or not parts.netloc):
        raise Unusable("is no http(s) address")
    return found


def texts(value: Any) -> list[str]:
    """A list of at most 64 texts; one text is a list of one. What is no text is left out."""
    entries: Iterable[Any] = value if isinstance(value, list | tuple | set | frozenset) else [value]
    found = [text(entry) for entry in entries if isinstance(entry, str | int | float | Decimal)]
    found = [entry for entry in found if entry][:MOST_TEXTS]
    if not found:
        raise Unusable("is no list of texts")
    return found


def moment(value: Any) -> str:
    """A moment as ISO 8601 text in UTC; without a zone it is unusable."""
    try:
        found = value if isinstance(value, datetime) else parse_datetime(text(value))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Unusable("is no moment with a time zone")
    return found.astimezone(UTC).isoformat()


def _product(value: Any, reading: _Reading, path: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise Unusable("is no product")
    cleaned = _fields(PRODUCT, value, reading, path=path)
    if "product_id" not in cleaned:
        raise Unusable("has no product_id")
    return cleaned


def _products(value: Any, reading: _Reading, path: str) -> list[dict[str, Any]]:
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        raise Unusable("is no list of products")
    if len(value) > MOST_PRODUCTS:
        where = path.rstrip(".")
        if reading.browser:
            reading.problems.append(f"{where} holds more than {MOST_PRODUCTS} products")
        else:
            reading.dropped.append(f"{where}[{MOST_PRODUCTS}:]")
    found = []
    for position, entry in enumerate(value[:MOST_PRODUCTS]):
        try:
            found.append(_product(entry, reading, f"{path}{position}."))
        except Unusable:
            reading.dropped.append(f"{path}{position}")
    return found


def _order(value: Any, reading: _Reading, path: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise Unusable("is no order")
    cleaned = _fields(ORDER, value, reading, path=path)
    if "total" in cleaned and "currency" not in cleaned:
        reading.problems.append(f"{path}total needs currency beside it")
    return cleaned


#: Kind to the function that brings a value into its form or raises `Unusable`.
KINDS: Mapping[str, Callable[[Any], Any]] = {
    "text": text,
    "key": key,
    "number": number,
    "integer": integer,
    "money": money,
    "currency": currency,
    "boolean": boolean,
    "url": url,
    "texts": texts,
    "moment": moment,
}
#: A wrong amount is refused, never left out: sums would be silently too small.
_STRICT = frozenset({"money", "currency"})
_NESTED: Mapping[str, Callable[[Any, _Reading, str], dict[str, Any] | list[dict[str, Any]]]] = {
    "product": _product,
    "products": _products,
    "order": _order,
}
#: Everything a tracking plan may name as the kind of a property.
KIND_NAMES = (*KINDS, *_NESTED)
