"""Why somebody is in a segment, or is not: each group and condition with its answer and what was found."""

from __future__ import annotations

from dataclasses import dataclass, field

from django_personalize.segments.facts import Facts
from django_personalize.segments.tree import Group, Leaf


@dataclass(frozen=True, slots=True)
class Explanation:
    """One place of a rule with its answer; `found` only at a condition."""

    path: str
    kind: str
    sentence: str
    answer: bool
    found: str = ""
    inside: list[Explanation] = field(default_factory=list)


def explain(rule: Group | Leaf, facts: Facts) -> Explanation:
    """The same answer as `rule.matches`, with its reasons all the way down."""
    if isinstance(rule, Leaf):
        condition = rule.condition
        return Explanation(
            rule.path, condition.key, condition.sentence(), rule.matches(facts), condition.found(facts)
        )
    inside = [explain(inner, facts) for inner in rule.rules]
    return Explanation(rule.path, rule.kind, rule.sentence(), rule.matches(facts), "", inside)
