"""Random rules read the same in memory and in SQL, on a crowd drawn at the borders."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django_personalize.segments import facts
from django_personalize.segments.conditions.base import Condition, Scope
from django_personalize.segments.members import matching
from django_personalize.segments.tree import Rule, parse
from django_personalize.testing import NOON, ConditionContract
from django_personalize.testing.crowd import crowd
from tests.segments import test_conditions

LEAVES: list[Condition] = [
    example
    for case in ConditionContract.__subclasses__()
    if case.__module__ == test_conditions.__name__
    for example in case.examples
    if example.key != "in_segment" and example.scope is Scope.PERSON
]


def _group(inside: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.builds(
        lambda kind, rules: {kind: rules},
        st.sampled_from(["all", "any", "none"]),
        st.lists(inside, min_size=1, max_size=3),
    )


RULES = st.recursive(
    st.sampled_from(LEAVES).map(lambda leaf: {leaf.key: leaf.to_json()}), _group, max_leaves=6
).map(parse)
MOMENTS = st.integers(0, 40).map(lambda days: NOON + timedelta(days=days))


@pytest.fixture
def people(db: None) -> list[int]:
    return crowd(60, seed=11, at=NOON)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=RULES, at=MOMENTS)
def test_a_random_rule_finds_the_same_people_in_sql_and_in_memory(
    people: list[int], rule: Rule, at: datetime
) -> None:
    known = facts.of_people(people, at=at)
    in_memory = {pk for pk in people if rule.matches(known[pk])}
    in_sql = set(matching(rule, at=at).filter(pk__in=people).values_list("pk", flat=True))
    assert in_sql == in_memory, rule.to_json()
