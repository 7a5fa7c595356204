"""Known things about a person: typed, with source and time; the better source and the newer sight win."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q

from django_personalize.core.errors import PersonalizeError
from django_personalize.core.upsert import upsert
from django_personalize.profiles.models import Trait

Value = str | int | float | Decimal | bool | date
#: What a person says outranks what the shop stored, that what other systems told, that what was seen or calculated.
RANK = (
    Trait.Source.DECLARED,
    Trait.Source.SHOP,
    Trait.Source.API,
    Trait.Source.OBSERVED,
    Trait.Source.COMPUTED,
)


class BadTrait(PersonalizeError, ValueError):
    """A trait's name or value cannot be kept."""


@dataclass(frozen=True, slots=True)
class Known:
    """A trait as it counts now."""

    name: str
    value: Value
    source: str
    observed_at: datetime


@dataclass(frozen=True, slots=True)
class Observation:
    """One trait to write; value None forgets it."""

    profile_id: int
    name: str
    value: Value | None
    source: str
    at: datetime
    expires_at: datetime | None = None


def write(profile_id: int, values: Mapping[str, Value | None], *, source: str, at: datetime) -> None:
    """Set traits of one person; None forgets one. Raises `BadTrait` before anything is written."""
    write_many([Observation(profile_id, name, value, source, at) for name, value in values.items()])


def write_many(observations: Iterable[Observation]) -> None:
    """Set traits of many people in two statements; of two sights of one trait the later stays."""
    rows: dict[tuple[int, str, str], Trait] = {}
    forgotten: dict[tuple[str, str], set[int]] = {}
    for seen in sorted(observations, key=lambda seen: seen.at):
        key = (seen.profile_id, seen.name, seen.source)
        rows.pop(key, None)
        if seen.value is None or seen.value == "":
            forgotten.setdefault((seen.name, seen.source), set()).add(seen.profile_id)
        else:
            rows[key] = _row(seen)
    gone = Q()
    for (name, source), people in forgotten.items():
        # By name, not by person: databases bound how many alternatives a statement may have.
        gone |= Q(name=name, source=source, profile_id__in=people)
    if gone:
        Trait.objects.filter(gone).delete()
    upsert(
        Trait,
        list(rows.values()),
        key=["profile", "name", "source"],
        update=["text", "number", "day", "flag", "observed_at", "expires_at"],
    )


def known(profile_id: int, *, at: datetime) -> dict[str, Known]:
    """What counts now of each trait: expired sights are unknown, the better source wins."""
    best: dict[str, Known] = {}
    rows = Trait.objects.filter(profile_id=profile_id).filter(Q(expires_at=None) | Q(expires_at__gt=at))
    for row in sorted(rows, key=lambda row: RANK.index(Trait.Source(row.source)), reverse=True):
        best[row.name] = Known(row.name, row.value, row.source, row.observed_at)  # type: ignore[arg-type]
    return best


def fault(name: str, value: object) -> str:
    """Why this cannot be kept as a trait, without the value itself; "" when it can."""
    if not name or len(name) > 64:
        return "a trait's name must have 1 to 64 characters"
    match value:
        case None | bool() | date() | str():
            return ""
        case int() | float() | Decimal():
            number = Decimal(str(value))
            fits = number.is_finite() and abs(number) < Decimal(10) ** 14
            return "" if fits else "it must be a finite number below 10^14"
        case _:
            return "it must be a text, number, date or boolean"


def _row(seen: Observation) -> Trait:
    wrong = fault(seen.name, seen.value)
    if wrong:
        raise BadTrait(f"Trait {seen.name!r} = {seen.value!r} cannot be kept: {wrong}.")
    if seen.source not in Trait.Source.values:
        raise BadTrait(f"Trait source {seen.source!r} must be one of: {', '.join(Trait.Source.values)}.")
    row = Trait(
        profile_id=seen.profile_id,
        name=seen.name,
        source=seen.source,
        observed_at=seen.at,
        expires_at=seen.expires_at,
    )
    match seen.value:
        case bool():
            row.flag = seen.value
        case int() | float() | Decimal():
            row.number = Decimal(str(seen.value))
        case datetime():
            row.day = seen.value.date()
        case date():
            row.day = seen.value
        case str():
            row.text = seen.value.replace("\x00", "")[:255]
    return row
