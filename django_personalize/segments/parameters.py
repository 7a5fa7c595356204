"""What a condition may be asked: kinds of parameters that read JSON, say what is wrong with it and write it back.

A kind is data, so the same declaration makes the form of the editor, the schema of the API and the check of a file.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Generic, TypeVar

from django.utils.functional import Promise

from django_personalize.core.errors import PersonalizeError
from django_personalize.segments.spans import UNITS, Span

V = TypeVar("V")
Json = Any
#: Numbers in rules have at most four digits after the point, as stored amounts do.
_STEP = Decimal("0.0001")
_LARGEST = Decimal(10) ** 14
#: Longest list of alternatives in one parameter.
_MOST = 500


class Wrong(PersonalizeError, ValueError):
    """A value that a parameter does not take; the text says what it takes."""


@dataclass(frozen=True, slots=True)
class Parameter(ABC, Generic[V]):
    """One kind of value with its label."""

    kind: ClassVar[str]
    label: str | Promise

    @abstractmethod
    def clean(self, given: Json) -> V:
        """The typed value; raises `Wrong`."""

    def to_json(self, value: V) -> Json:
        """The same value as JSON; `clean` reads it back unchanged."""
        return value

    def describe(self) -> dict[str, Json]:
        """What a form has to know: kind, label and limits."""
        return {"kind": self.kind, "label": str(self.label)}

    def suggested(self) -> list[tuple[str, str]]:
        """(value, label) that a form may offer now; other values are allowed all the same."""
        return []


@dataclass(frozen=True, slots=True)
class Text(Parameter[str]):
    """Some characters, none of them NUL."""

    kind: ClassVar[str] = "text"
    longest: int = 255
    #: What a form may offer; other values are allowed all the same.
    suggestions: Callable[[], Iterable[tuple[str, str]]] | None = None

    def clean(self, given: Json) -> str:
        if not isinstance(given, str) or not given.strip() or "\x00" in given or len(given) > self.longest:
            raise Wrong(f"{given!r:.80} must be a text of 1 to {self.longest} characters.")
        if any("\ud800" <= character <= "\udfff" for character in given):
            raise Wrong(f"{given!r:.80} holds half a character (a lone surrogate).")
        return given

    def describe(self) -> dict[str, Json]:
        return {"kind": self.kind, "label": str(self.label), "longest": self.longest}

    def suggested(self) -> list[tuple[str, str]]:
        return [(key, str(label)) for key, label in self.suggestions()] if self.suggestions else []


@dataclass(frozen=True, slots=True)
class Currency(Parameter[str]):
    """An ISO 4217 code in capitals."""

    kind: ClassVar[str] = "currency"

    def clean(self, given: Json) -> str:
        if not isinstance(given, str) or len(given) != 3 or not (given.isascii() and given.isupper()):
            raise Wrong(f"{given!r:.80} must be a currency code like EUR.")
        return given


@dataclass(frozen=True, slots=True)
class Texts(Parameter[tuple[str, ...]]):
    """One or several texts, any of which will do; in the order given, each once."""

    kind: ClassVar[str] = "texts"
    longest: int = 255
    suggestions: Callable[[], Iterable[tuple[str, str]]] | None = None

    def clean(self, given: Json) -> tuple[str, ...]:
        if not isinstance(given, list | tuple) or not 1 <= len(given) <= _MOST:
            raise Wrong(f"{given!r:.80} must be a list of 1 to {_MOST} texts.")
        one = Text(self.label, longest=self.longest)
        return tuple(dict.fromkeys(one.clean(entry) for entry in given))

    def to_json(self, value: tuple[str, ...]) -> Json:
        return list(value)

    def describe(self) -> dict[str, Json]:
        return {"kind": self.kind, "label": str(self.label), "longest": self.longest}

    def suggested(self) -> list[tuple[str, str]]:
        return [(key, str(label)) for key, label in self.suggestions()] if self.suggestions else []


@dataclass(frozen=True, slots=True)
class Choice(Parameter[str]):
    """One of a few keys."""

    kind: ClassVar[str] = "choice"
    choices: Mapping[str, str | Promise] = field(default_factory=dict)

    def clean(self, given: Json) -> str:
        if not isinstance(given, str) or given not in self.choices:
            raise Wrong(f"{given!r:.80} must be one of: {', '.join(self.choices)}.")
        return given

    def describe(self) -> dict[str, Json]:
        choices = [[key, str(label)] for key, label in self.choices.items()]
        return {"kind": self.kind, "label": str(self.label), "choices": choices}


@dataclass(frozen=True, slots=True)
class Choices(Parameter[tuple[str, ...]]):
    """Any of a few keys, at least one."""

    kind: ClassVar[str] = "choices"
    choices: Mapping[str, str | Promise] = field(default_factory=dict)

    def clean(self, given: Json) -> tuple[str, ...]:
        if not isinstance(given, list | tuple) or not given:
            raise Wrong(f"{given!r:.80} must be a list of one or more of: {', '.join(self.choices)}.")
        one = Choice(self.label, choices=self.choices)
        return tuple(dict.fromkeys(one.clean(entry) for entry in given))

    def to_json(self, value: tuple[str, ...]) -> Json:
        return list(value)

    def describe(self) -> dict[str, Json]:
        return {**Choice(self.label, choices=self.choices).describe(), "kind": self.kind}


@dataclass(frozen=True, slots=True)
class Whole(Parameter[int]):
    """A whole number within limits, both included."""

    kind: ClassVar[str] = "whole"
    least: int = 0
    most: int = 1_000_000

    def clean(self, given: Json) -> int:
        if isinstance(given, bool) or not isinstance(given, int) or not self.least <= given <= self.most:
            raise Wrong(f"{given!r:.80} must be a whole number from {self.least} to {self.most}.")
        return given

    def describe(self) -> dict[str, Json]:
        return {"kind": self.kind, "label": str(self.label), "least": self.least, "most": self.most}


@dataclass(frozen=True, slots=True)
class Number(Parameter[Decimal]):
    """A number with up to four digits after the point; JSON carries it as a text or a number."""

    kind: ClassVar[str] = "number"
    least: Decimal | None = None

    def clean(self, given: Json) -> Decimal:
        problem = (
            f"{given!r:.80} must be a finite number below 10^14 with at most four digits after the point"
        )
        if isinstance(given, bool) or not isinstance(given, int | float | str | Decimal):
            raise Wrong(f"{problem}.")
        if isinstance(given, float) and not math.isfinite(given):
            raise Wrong(f"{problem}.")
        if isinstance(given, str) and len(given) > 40:
            raise Wrong(f"{problem}.")
        try:
            number = Decimal(str(given))
        except ArithmeticError:
            raise Wrong(f"{problem}.") from None
        if not number.is_finite() or abs(number) >= _LARGEST or number != number.quantize(_STEP):
            raise Wrong(f"{problem}.")
        if self.least is not None and number < self.least:
            raise Wrong(f"{given!r:.80} must be at least {self.least}.")
        return number.quantize(_STEP).normalize() + 0

    def to_json(self, value: Decimal) -> Json:
        return f"{value:f}"

    def describe(self) -> dict[str, Json]:
        least = None if self.least is None else str(self.least)
        return {"kind": self.kind, "label": str(self.label), "least": least}


@dataclass(frozen=True, slots=True)
class Day(Parameter[date]):
    """A calendar day, as 2026-06-15."""

    kind: ClassVar[str] = "day"

    def clean(self, given: Json) -> date:
        try:
            if not isinstance(given, str) or len(given) != 10:
                raise ValueError
            day = date.fromisoformat(given)
        except ValueError:
            raise Wrong(f"{given!r:.80} must be a day like 2026-06-15.") from None
        if not 1900 <= day.year <= 2200:
            raise Wrong(f"{given!r:.80} must lie between the years 1900 and 2200.")
        return day

    def to_json(self, value: date) -> Json:
        return value.isoformat()


@dataclass(frozen=True, slots=True)
class Yes(Parameter[bool]):
    """True or false."""

    kind: ClassVar[str] = "yes"

    def clean(self, given: Json) -> bool:
        if not isinstance(given, bool):
            raise Wrong(f"{given!r:.80} must be true or false.")
        return given


@dataclass(frozen=True, slots=True)
class Window(Parameter[Span]):
    """A length of time in whole days, weeks, months or years: {"n": 10, "unit": "months"}."""

    kind: ClassVar[str] = "window"

    def clean(self, given: Json) -> Span:
        if not isinstance(given, dict) or set(given) != {"n", "unit"}:
            raise Wrong(f'{given!r:.80} must be a length of time like {{"n": 30, "unit": "days"}}.')
        unit = Choice(self.label, choices={key: unit.label for key, unit in UNITS.items()}).clean(
            given["unit"]
        )
        most = UNITS[unit].most
        return Span(Whole(self.label, least=1, most=most).clean(given["n"]), unit)

    def to_json(self, value: Span) -> Json:
        return {"n": value.n, "unit": value.unit}

    def describe(self) -> dict[str, Json]:
        units = [[key, str(unit.label), unit.most] for key, unit in UNITS.items()]
        return {"kind": self.kind, "label": str(self.label), "units": units}
