"""What a request may hold: JSON Schema as the reference publishes it, and the same dicts enforced here.

The part of JSON Schema 2020-12 that the API uses: type, enum, required, properties, additionalProperties, items,
minimum and maximum, the length limits of texts, lists and objects, pattern, format (uuid, date-time), anyOf.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_date, parse_datetime

from django_personalize.core.uuids import is_storable

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field: `field` is its path ("events.3.event_id"), `code` a word for machines."""

    field: str
    code: str
    detail: str

    def plain(self) -> dict[str, str]:
        """As a problem's `errors` list it."""
        return {"field": self.field, "code": self.code, "detail": self.detail}


def faults(value: Any, schema: Schema, *, field: str = "") -> Iterator[Fault]:
    """Every fault of a parsed JSON value, in the order of the document."""
    if "anyOf" in schema:
        yield from _any_of(value, schema, field)
        return
    wanted = schema.get("type")
    if wanted is not None and not _is(value, wanted):
        yield Fault(field, "type", f"must be {_named(wanted)}, is {_named(_type_of(value))}")
        return
    if "enum" in schema and value not in schema["enum"]:
        allowed = ", ".join(str(entry) for entry in schema["enum"])
        yield Fault(field, "choice", f"must be one of: {allowed}")
    if isinstance(value, str):
        yield from _text(value, schema, field)
    elif isinstance(value, Mapping):
        yield from _object(value, schema, field)
    elif isinstance(value, list):
        yield from _list(value, schema, field)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from _number(value, schema, field)


def _any_of(value: Any, schema: Schema, field: str) -> Iterator[Fault]:
    found = [list(faults(value, option, field=field)) for option in schema["anyOf"]]
    if all(found):
        # Of several forms the one that was meant is the one whose type fits.
        yield from min(
            found, key=lambda option: (option[0].code == "type" and option[0].field == field, len(option))
        )


def _text(value: str, schema: Schema, field: str) -> Iterator[Fault]:
    if len(value) < schema.get("minLength", 0):
        yield Fault(field, "too_short", f"must have at least {schema['minLength']} characters")
    elif "maxLength" in schema and len(value) > schema["maxLength"]:
        yield Fault(field, "too_long", f"must have at most {schema['maxLength']} characters")
    elif "pattern" in schema and not _compiled(schema["pattern"]).search(value):
        yield Fault(field, "pattern", f"must match {schema['pattern']}")
    if "format" in schema and not _FORMATS[schema["format"]](value):
        yield Fault(field, "format", f"must be {_FORMAT_NAMES[schema['format']]}")


def _object(value: Mapping[str, Any], schema: Schema, field: str) -> Iterator[Fault]:
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield Fault(_path(field, name), "required", "is missing")
    others = schema.get("additionalProperties", True)
    names = schema.get("propertyNames", {})
    if len(value) > schema.get("maxProperties", len(value)):
        yield Fault(field, "too_many", f"must have at most {schema['maxProperties']} entries")
        return
    if len(value) < schema.get("minProperties", 0):
        yield Fault(
            field, "too_few", f"must have at least {schema['minProperties']} entries: {', '.join(known)}"
        )
    for name, entry in value.items():
        if name in known:
            yield from faults(entry, known[name], field=_path(field, name))
        elif others is False:
            yield Fault(_path(field, name), "unknown", f"is not known here; known are: {', '.join(known)}")
        else:
            if names:
                yield from faults(name, names, field=_path(field, name))
            if others is not True:
                yield from faults(entry, others, field=_path(field, name))


def _list(value: list[Any], schema: Schema, field: str) -> Iterator[Fault]:
    if len(value) > schema.get("maxItems", len(value)):
        yield Fault(field, "too_many", f"must have at most {schema['maxItems']} entries")
        return
    if len(value) < schema.get("minItems", 0):
        yield Fault(field, "too_few", f"must have at least {schema['minItems']} entries")
    if "items" in schema:
        for index, entry in enumerate(value):
            yield from faults(entry, schema["items"], field=_path(field, str(index)))


def _number(value: float, schema: Schema, field: str) -> Iterator[Fault]:
    if value < schema.get("minimum", value):
        yield Fault(field, "too_small", f"must be at least {schema['minimum']}")
    elif value > schema.get("maximum", value):
        yield Fault(field, "too_large", f"must be at most {schema['maximum']}")


def _path(field: str, name: str) -> str:
    # A name that somebody else chose: short enough to be repeated to them.
    name = name if len(name) <= 80 else f"{name[:79]}…"
    return f"{field}.{name}" if field else name


_TYPES: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "null": (lambda value: value is None, "null"),
    "boolean": (lambda value: isinstance(value, bool), "true or false"),
    "integer": (
        lambda value: (
            (isinstance(value, int) and not isinstance(value, bool))
            or (isinstance(value, float) and value.is_integer())
        ),
        "a whole number",
    ),
    "number": (lambda value: isinstance(value, int | float) and not isinstance(value, bool), "a number"),
    "string": (lambda value: isinstance(value, str), "a text"),
    "array": (lambda value: isinstance(value, list), "a list"),
    "object": (lambda value: isinstance(value, Mapping), "an object"),
}


def _is(value: Any, wanted: str | list[str]) -> bool:
    return any(_TYPES[name][0](value) for name in ([wanted] if isinstance(wanted, str) else wanted))


def _named(wanted: str | list[str]) -> str:
    return " or ".join(_TYPES[name][1] for name in ([wanted] if isinstance(wanted, str) else wanted))


def _type_of(value: Any) -> str:
    return next(name for name, (fits, _) in _TYPES.items() if fits(value))


def _is_uuid(text: str) -> bool:
    try:
        return len(text) == 36 and str(found := UUID(text)) == text.lower() and is_storable(found)
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    try:
        found = parse_datetime(text)
    except ValueError:
        return False
    return found is not None and found.tzinfo is not None


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and parse_date(text) is not None
    except ValueError:
        return False


_FORMATS: Mapping[str, Callable[[str], bool]] = {
    "uuid": _is_uuid,
    "date-time": _is_moment,
    "date": _is_day,
}
_FORMAT_NAMES = {
    "uuid": "a UUID with hyphens",
    "date-time": "ISO 8601 with a time zone",
    "date": "a day such as 2026-06-15",
}


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    """In JSON Schema `$` is the end itself; in Python a line break may follow."""
    return re.compile(f"{pattern[:-1]}\\Z" if pattern.endswith("$") else pattern)
