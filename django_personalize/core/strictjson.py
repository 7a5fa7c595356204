"""JSON from strangers: bytes in, plain values out, or one clear refusal.

Stricter than `json.loads` where its leniency would fail later: NaN and infinities, numbers a database
column or a browser cannot hold, NUL and lone surrogates, which PostgreSQL refuses, and nesting that ends in
a RecursionError. Of duplicate keys the last wins, as in every browser. Keys that pollute prototypes in
JavaScript, and keys that begin with `$` or `_`, are dropped.
"""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from django_personalize.core.errors import PersonalizeError

#: Keys that never survive, besides those that begin with one of `_FORBIDDEN_STARTS`.
FORBIDDEN_KEYS = frozenset({"__proto__", "prototype", "constructor"})
_FORBIDDEN_STARTS = ("$", "_")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
#: Integers are exact in browsers and fit every database's bigint up to here; text of more digits is not
#: converted.
_LARGEST_INTEGER = 2**63 - 1
_DIGITS = 20


class BadJSON(PersonalizeError, ValueError):
    """The bytes are no JSON that we accept; `reason` is a word for machines."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def parse(data: bytes, *, max_depth: int = 16) -> Any:
    """The value of a UTF-8 JSON text; lists and objects may be nested `max_depth` deep. Raises `BadJSON`."""
    if not data.strip():
        raise BadJSON("empty", "The body is empty.")
    if data.startswith(_BYTE_ORDER_MARK):
        raise BadJSON("byte_order_mark", "The body begins with a byte order mark; send plain UTF-8.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise BadJSON("not_utf8", "The body is not UTF-8.") from None
    try:
        value = json.loads(text, parse_constant=_constant, parse_float=_float, parse_int=_integer)
    except BadJSON:
        raise
    except RecursionError:
        raise BadJSON("too_deep", f"Nested deeper than {max_depth} levels.") from None
    except ValueError:
        raise BadJSON("not_json", "The body is not JSON.") from None
    # Raw control characters are no JSON and raw surrogates no UTF-8: only an escape can bring either.
    _clean(value, max_depth, check_text="\\u" in text)
    return value


def _clean(value: Any, room: int, *, check_text: bool) -> None:
    """Check `value` in place and drop forbidden keys; `room` is how many more levels may follow."""
    if isinstance(value, str):
        if check_text:
            _check_text(value)
        return
    if not isinstance(value, dict | list):
        return
    if room <= 0:
        raise BadJSON("too_deep", "Nested too deeply.")
    if isinstance(value, list):
        for entry in value:
            _clean(entry, room - 1, check_text=check_text)
        return
    forbidden = [key for key in value if key in FORBIDDEN_KEYS or key.startswith(_FORBIDDEN_STARTS)]
    for key in forbidden:
        del value[key]
    for key, entry in value.items():
        if check_text:
            _check_text(key)
        _clean(entry, room - 1, check_text=check_text)


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise BadJSON("forbidden_character", "A text holds a NUL character.")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise BadJSON("forbidden_character", "A text holds half of a surrogate pair.") from None


def _constant(name: str) -> NoReturn:
    raise BadJSON("number_out_of_range", f"{name} is no number in JSON.")


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise BadJSON("number_out_of_range", "A number is too large.")
    return number


def _integer(text: str) -> int:
    if len(text) > _DIGITS or abs(int(text)) > _LARGEST_INTEGER:
        raise BadJSON("number_out_of_range", "An integer is too large.")
    return int(text)
