"""A rule: conditions in groups of all, any and none. Reads JSON, refuses what is wrong with the place of the fault.

In JSON a group is `{"all": […]}`, `{"any": […]}` or `{"none": […]}`, a condition is its key with its parameters:
`{"did": {"events": ["product_viewed"], "times": 3}}`. An empty group is an error: "none of nothing" would be everybody.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from django_personalize.core.errors import PersonalizeError
from django_personalize.core.wording import listed
from django_personalize.segments.conditions.base import Condition, Scope, registry
from django_personalize.segments.facts import Facts
from django_personalize.segments.parameters import Json, Wrong

#: An editor shows three levels; files and the API may go deeper.
DEEPEST = 10
MOST_LEAVES = 200
GROUPS = ("all", "any", "none")


class BadRule(PersonalizeError, ValueError):
    """A rule that cannot be kept; `path` leads to the fault: "all[1].any[0].did"."""

    def __init__(self, path: str, problem: str) -> None:
        self.path = path
        self.problem = problem
        super().__init__(f"{path}: {problem}" if path else problem)


class _Part(ABC):
    """What groups and leaves can do."""

    __slots__ = ()

    @abstractmethod
    def matches(self, facts: Facts) -> bool:
        """Whether it is true of this person."""

    @abstractmethod
    def as_q(self, at: datetime) -> Q:
        """The people of whom it is true at `at`, as a `Q` over `Profile`."""

    @abstractmethod
    def sentence(self) -> str:
        """In plain words."""

    @abstractmethod
    def to_json(self) -> dict[str, Json]:
        """As JSON; `parse` reads it back."""

    @abstractmethod
    def leaves(self) -> Iterator[Leaf]:
        """Its conditions, from left to right."""

    @property
    def is_personal(self) -> bool:
        """Whether its answers tell values that only some of the staff may see."""
        return any(leaf.condition.is_personal for leaf in self.leaves())

    @property
    def scope(self) -> Scope:
        """REQUEST when a condition inside needs the visitor's own request."""
        return max((leaf.reaches for leaf in self.leaves()), key=list(Scope).index)


@dataclass(frozen=True, slots=True)
class Leaf(_Part):
    """One condition, with the place where it stands."""

    condition: Condition
    path: str = ""

    def matches(self, facts: Facts) -> bool:
        return self.condition.matches(facts)

    def as_q(self, at: datetime) -> Q:
        return self.condition.as_q(at)

    def sentence(self) -> str:
        return self.condition.sentence()

    def to_json(self) -> dict[str, Json]:
        return {self.condition.key: self.condition.to_json()}

    def leaves(self) -> Iterator[Leaf]:
        yield self

    @property
    def reaches(self) -> Scope:
        """Whom the condition can answer for."""
        return self.condition.reaches


@dataclass(frozen=True, slots=True)
class Group(_Part):
    """Several rules of which all, any or none must be true."""

    kind: str
    rules: tuple[Rule, ...]
    path: str = ""

    def matches(self, facts: Facts) -> bool:
        if self.kind == "all":
            return all(rule.matches(facts) for rule in self.rules)
        return any(rule.matches(facts) for rule in self.rules) == (self.kind == "any")

    def as_q(self, at: datetime) -> Q:
        first, *others = (rule.as_q(at) for rule in self.rules)
        for other in others:
            first = first & other if self.kind == "all" else first | other
        return ~first if self.kind == "none" else first

    def sentence(self) -> str:
        said = [
            f"({rule.sentence()})" if isinstance(rule, Group) and len(rule.rules) > 1 else rule.sentence()
            for rule in self.rules
        ]
        together = listed(said, or_=self.kind != "all")
        return (
            _("not: %s") % (f"({together})" if len(said) > 1 else together)
            if self.kind == "none"
            else together
        )

    def to_json(self) -> dict[str, Json]:
        return {self.kind: [rule.to_json() for rule in self.rules]}

    def leaves(self) -> Iterator[Leaf]:
        for rule in self.rules:
            yield from rule.leaves()


Rule = Group | Leaf


def parse(data: Any) -> Rule:
    """The rule of this JSON. Raises `BadRule` with the place of the first fault."""
    rule = _parse(data, "", 1, [MOST_LEAVES])
    if isinstance(rule, Leaf):
        return Group("all", (rule,))
    return rule


def _parse(data: Any, path: str, depth: int, left: list[int]) -> Rule:
    if depth > DEEPEST:
        raise BadRule(path, f"groups may stand at most {DEEPEST} deep; use a segment inside a segment.")
    if not isinstance(data, Mapping) or len(data) != 1:
        given = "nothing" if data in ({}, [], None, "") else f"{data!r:.80}"
        raise BadRule(
            path, f'{given} must be a group like {{"all": […]}} or a condition like {{"orders": {{…}}}}.'
        )
    [(key, inside)] = data.items()
    here = f"{path}.{key!s:.64}" if path else f"{key!s:.64}"
    if key in GROUPS:
        return _group(key, inside, here, depth, left)
    return _leaf(key, inside, here, left)


def _group(kind: str, inside: Any, path: str, depth: int, left: list[int]) -> Group:
    if not isinstance(inside, list):
        raise BadRule(path, f"{inside!r:.80} must be a list of conditions and groups.")
    if not inside:
        raise BadRule(path, "the group is empty; put a condition into it or take it out.")
    rules = tuple(_parse(entry, f"{path}[{n}]", depth + 1, left) for n, entry in enumerate(inside))
    return Group(kind, rules, path)


def _leaf(key: Any, inside: Any, path: str, left: list[int]) -> Leaf:
    left[0] -= 1
    if left[0] < 0:
        raise BadRule(
            path, f"a rule may have at most {MOST_LEAVES} conditions; use a list or another segment."
        )
    if not isinstance(key, str):
        raise BadRule(path, f"{key!r:.80} must be the key of a condition.")
    try:
        condition = registry[key]
    except KeyError as unknown:
        raise BadRule(path, str(unknown)) from None
    if not isinstance(inside, Mapping):
        raise BadRule(path, f"{inside!r:.80} must be an object with the condition's parameters.")
    try:
        return Leaf(condition.from_json(inside), path)
    except Wrong as wrong:
        raise BadRule(path, str(wrong)) from None
