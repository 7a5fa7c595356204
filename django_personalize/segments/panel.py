"""What staff see beside a segment's rule: its sentence, its people, why somebody is in it, where it is used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django_personalize.core.errors import PersonalizeError
from django_personalize.profiles.lookup import profiles_matching
from django_personalize.profiles.models import Profile
from django_personalize.profiles.veil import MASK
from django_personalize.segments import catalogue, explain, facts
from django_personalize.segments.catalogue import Published
from django_personalize.segments.conditions.base import Family, registry
from django_personalize.segments.members import members, people
from django_personalize.segments.models import Segment
from django_personalize.segments.tree import Rule, parse

#: Smaller numbers are not told to whoever may not see personal data: they would point at single people.
_FEW = 20
_EXAMPLES = 5
_ALLOWS_MAIL = {"all": [{"allows": {"purpose": "marketing_email"}}]}


@dataclass(frozen=True, slots=True)
class Size:
    """A number of people, or "< 20" for those who may not know."""

    number: int
    exact: bool
    #: How many there are at all: "all but one" tells as much as "one".
    of: int | None = None

    @property
    def is_told(self) -> bool:
        return self.exact or (self.number >= _FEW and (self.of is None or self.of - self.number >= _FEW))

    def __str__(self) -> str:
        if self.is_told:
            return str(self.number)
        return f"< {_FEW}" if self.number < _FEW else f"> {(self.of or 0) - _FEW}"


@dataclass(frozen=True, slots=True)
class Line:
    """One place of the rule, judged for one person; `depth` counts the groups around it."""

    depth: int
    sentence: str
    answer: bool
    found: str
    is_group: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """A person tried: who, whether they belong, and why line by line; `problem` when there is nobody to try."""

    asked: str
    problem: str = ""
    person: Profile | None = None
    belongs: bool = False
    lines: Sequence[Line] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """All of it."""

    sentence: str = ""
    fault: str = ""
    size: Size | None = None
    everybody: Size | None = None
    by_mail: Size | None = None
    examples: Sequence[Profile] = ()
    used_by: Sequence[Published] = ()
    trial: Trial | None = None
    on_site_only: str = ""
    #: The rule asks for personal values, and whoever looks may not see them.
    veiled: bool = False
    conditions: Sequence[tuple[str, str, str]] = field(default_factory=list)


def read(segment: Segment, *, at: datetime, personal: bool, person: str = "") -> Panel:
    """The panel of a segment. Nothing raises: what cannot be told says why."""
    found = catalogue.published().get(segment.slug)
    if found is None or found.fault:
        return Panel(fault=found.fault if found else "", conditions=list(offered()))
    # Trying people one by one would tell the values that the rule asks for.
    veiled = not personal and found.rule is not None and found.rule.is_personal
    trial = _trial(segment, found.rule, person, at=at, personal=personal) if person and not veiled else None
    sentence = found.rule.sentence() if found.rule is not None else ""
    used_by = [
        other
        for other in catalogue.published().values()
        if other.rule is not None and segment.slug in catalogue.inner_slugs(other.rule)
    ]
    try:
        inside = members(segment.slug, at=at)
        by_mail = inside.filter(parse(_ALLOWS_MAIL).as_q(at))
        everybody = people().count()
        size = Size(inside.count(), personal, everybody)
        return Panel(
            sentence=sentence,
            size=size,
            everybody=Size(everybody, personal),
            by_mail=Size(by_mail.count(), personal, size.number),
            examples=list(inside.order_by("-pk")[:_EXAMPLES]) if personal else (),
            veiled=veiled,
            used_by=used_by,
            trial=trial,
            conditions=list(offered()),
        )
    except PersonalizeError as fault:
        return Panel(
            sentence=sentence,
            on_site_only=str(fault),
            veiled=veiled,
            used_by=used_by,
            trial=trial,
            conditions=list(offered()),
        )


def offered() -> Iterator[tuple[str, str, str]]:
    """(key, label, parameters) of every condition, for people who write a rule by hand."""
    for key in sorted(registry):
        condition = registry[key]
        described = condition.describe()["parameters"]
        parameters = ", ".join(given["name"] + ("?" if given["optional"] else "") for given in described)
        yield key, str(condition.label), parameters


def _trial(segment: Segment, rule: Rule | None, asked: str, *, at: datetime, personal: bool) -> Trial:
    matched = profiles_matching(asked, by_address=personal)
    standing = people().filter(pk__in=matched).order_by("-pk").first()
    if standing is None:
        merged = Profile.objects.filter(pk__in=matched).exclude(merged_into=None).first()
        standing = merged.merged_into if merged is not None else None
    if standing is None:
        return Trial(asked, problem="nobody")
    known = facts.of_person(standing.pk, at=at)
    if rule is None:
        return Trial(asked, person=standing, belongs=segment.slug in known.lists)
    reasons = explain.explain(rule, known)
    return Trial(
        asked, person=standing, belongs=reasons.answer, lines=list(_lines(reasons, 0, personal=personal))
    )


def _lines(reasons: explain.Explanation, depth: int, *, personal: bool) -> Iterator[Line]:
    is_group = bool(reasons.inside)
    found = reasons.found
    if not personal and not is_group and registry[reasons.kind].family is Family.PERSON:
        found = MASK
    said = reasons.kind if is_group else reasons.sentence
    yield Line(depth, said, reasons.answer, found, is_group)
    for inside in reasons.inside:
        yield from _lines(inside, depth + 1, personal=personal)
