"""A rule is read from JSON that anybody may have written: one clear error with its place, or the rule."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_personalize.segments.facts import Facts
from django_personalize.segments.tree import MOST_LEAVES, BadRule, parse
from django_personalize.testing import NOON

ORDERS = {"orders": {"compare": "at_least", "number": 1}}


def _deep(levels: int) -> Any:
    rule: Any = ORDERS
    for _ in range(levels):
        rule = {"all": [rule]}
    return rule


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({}, 'nothing must be a group like {"all": […]} or a condition like {"orders": {…}}.'),
        ({"all": []}, "all: the group is empty; put a condition into it or take it out."),
        ({"all": {}}, "all: {} must be a list of conditions and groups."),
        (
            {"any": [ORDERS, {"none": []}]},
            "any[1].none: the group is empty; put a condition into it or take it out.",
        ),
        ({"all": [ORDERS], "any": [ORDERS]}, "must be a group like"),
        ({"all": [{"vist": {}}]}, "all[0].vist: Unknown condition 'vist', must be one of: account, allows,"),
        ({"orderss": {}}, "Did you mean 'orders'?"),
        ({"orders": []}, "orders: [] must be an object with the condition's parameters."),
        (
            {"orders": {"numbr": 1}},
            "orders: 'orders' has no parameter 'numbr'; its parameters are: compare, number.",
        ),
        ({"orders": {"number": "1' OR 1=1 --"}}, 'orders: number: "1\' OR 1=1 --" must be a whole number'),
        (
            {"orders": {"number": float("nan")}},
            "orders: number: nan must be a whole number from 0 to 100000.",
        ),
        ({"trait_day": {"name": "x", "day": "9999-12-31"}}, "must lie between the years 1900 and 2200."),
        ([ORDERS], "must be a group like"),
        ("all", "must be a group like"),
        (None, "nothing must be a group like"),
        (_deep(500), "groups may stand at most 10 deep; use a segment inside a segment."),
        ({"any": [ORDERS] * 10_000}, f"a rule may have at most {MOST_LEAVES} conditions"),
    ],
)
def test_a_bad_rule_is_refused_with_the_place_and_what_is_allowed(rule: Any, said: str) -> None:
    with pytest.raises(BadRule) as refused:
        parse(rule)
    assert said in str(refused.value)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
        lambda inside: (
            st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=12), inside, max_size=3)
        ),
        max_leaves=20,
    )
)
def test_any_json_is_a_rule_or_a_bad_rule(data: Any) -> None:
    with suppress(BadRule):
        rule = parse(data)
        assert parse(json.loads(json.dumps(rule.to_json()))) == rule


def test_a_single_condition_becomes_a_group_and_reads_back() -> None:
    rule = parse(ORDERS)
    assert rule.to_json() == {"all": [ORDERS]}


def test_a_rule_says_itself_as_one_sentence() -> None:
    rule = parse(
        {
            "all": [
                {"did": {"events": ["product_viewed"], "about": "category", "value": "4", "times": 3}},
                {"any": [{"account": {}}, {"likes": {"kind": "brand", "value": "Acme", "top": 3}}]},
                {"none": [ORDERS]},
            ]
        }
    )
    assert rule.sentence() == (
        "did: product viewed with the category “4” at least 3 times, "
        "(have an account or are drawn to brand “Acme” (among their first 3)) and not: number of orders: at least 1"
    )


def test_groups_answer_as_their_names_say() -> None:
    true, false = {"hours": {"start": 12, "end": 13}}, {"hours": {"start": 13, "end": 14}}
    nobody = Facts(at=NOON)
    table = {
        ("all", True, True): True,
        ("all", True, False): False,
        ("any", True, False): True,
        ("any", False, False): False,
        ("none", False, False): True,
        ("none", True, False): False,
    }
    for (kind, first, second), answer in table.items():
        rule = parse({kind: [true if first else false, true if second else false]})
        assert rule.matches(nobody) is answer, (kind, first, second)
