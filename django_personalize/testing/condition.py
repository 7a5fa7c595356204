"""What every condition keeps, as tests: mix the class into your own and name some examples."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_personalize.segments import facts as people_facts
from django_personalize.segments.conditions.base import Condition, Scope, registry
from django_personalize.segments.explain import explain
from django_personalize.segments.facts import Facts
from django_personalize.segments.members import matching, people
from django_personalize.segments.parameters import Wrong
from django_personalize.segments.tree import Group, Leaf, parse
from django_personalize.testing.clock import NOON
from django_personalize.testing.crowd import crowd


class ConditionContract:
    """A mixin for pytest classes and for `django.test.TestCase`.

        @pytest.mark.django_db
        class TestOwnsABicycle(ConditionContract):
            examples = [OwnsABicycle(), OwnsABicycle(electric=True)]

            def populate(self, profile_ids, at): ...   # rows that your condition reads

    The examples should be true of some people and false of others; the last test says so when none is.
    """

    examples: ClassVar[Sequence[Condition]]
    #: Parameters that must be refused, as JSON.
    refused: ClassVar[Sequence[Mapping[str, object]]] = ()
    #: How many people are drawn.
    size = 120

    def populate(self, profile_ids: Sequence[int], at: datetime) -> None:
        """Add rows that the condition reads and the crowd does not have."""

    def crowd(self, at: datetime = NOON) -> list[int]:
        """The people to judge."""
        ids = crowd(self.size, seed=7, at=at)
        self.populate(ids, at)
        return ids

    def test_it_is_registered_under_its_key(self) -> None:
        for example in self.examples:
            assert registry[example.key] is type(example)

    def test_json_brings_it_back_unchanged(self) -> None:
        for example in self.examples:
            data = json.loads(json.dumps({example.key: example.to_json()}))
            [leaf] = parse(data).leaves()
            assert leaf.condition == example

    def test_wrong_parameters_are_refused(self) -> None:
        refused: list[Mapping[str, object]] = [*self.refused, {"no such parameter": 1}]
        for data in refused:
            problem = ""
            try:
                type(self.examples[0]).from_json(data)
            except Wrong as wrong:
                problem = str(wrong)
            assert problem, f"{data!r} was taken."

    def test_it_says_itself_in_words_and_describes_its_form(self) -> None:
        for example in self.examples:
            assert example.sentence().strip()
            described = json.loads(json.dumps(type(example).describe()))
            assert {given["name"] for given in described["parameters"]} == set(type(example).parameters())

    def test_of_somebody_unknown_it_tells_without_failing(self) -> None:
        nobody = Facts(at=NOON)
        for example in self.examples:
            assert isinstance(example.matches(nobody), bool)
            assert isinstance(example.found(nobody), str)

    def test_reading_it_in_memory_asks_no_database(self) -> None:
        ids = self.crowd()
        known = people_facts.of_people(ids, at=NOON)
        for example in self.examples:
            Leaf(example).matches(known[ids[0]])  # whatever is compiled once
            with CaptureQueriesContext(connection) as asked:
                for pk in ids:
                    example.matches(known[pk])
            assert not asked.captured_queries, asked.captured_queries[0]["sql"]

    def test_both_readings_agree_on_everybody_and_under_not(self) -> None:
        ids = self.crowd()
        for at in (NOON, NOON + timedelta(days=1), NOON + timedelta(days=40)):
            known = people_facts.of_people(ids, at=at)
            for example in self.examples:
                if example.reaches is Scope.REQUEST:
                    continue
                for rule in (Leaf(example), Group("none", (Leaf(example),))):
                    in_memory = {pk for pk in ids if rule.matches(known[pk])}
                    in_sql = set(matching(rule, at=at).filter(pk__in=ids).values_list("pk", flat=True))
                    assert in_sql == in_memory, (
                        f"{rule.sentence()}: SQL alone finds {sorted(in_sql - in_memory)}, "
                        f"memory alone {sorted(in_memory - in_sql)}"
                    )

    def test_everybody_is_either_in_or_out(self) -> None:
        self.crowd()
        for example in self.examples:
            if example.reaches is Scope.REQUEST:
                continue
            inside = matching(Leaf(example), at=NOON).count()
            outside = matching(Group("none", (Leaf(example),)), at=NOON).count()
            assert inside + outside == people().count()

    def test_its_explanation_gives_the_same_answer(self) -> None:
        ids = self.crowd()
        known = people_facts.of_people(ids, at=NOON)
        for example in self.examples:
            for pk in ids:
                explained = explain(Leaf(example), known[pk])
                assert explained.answer == example.matches(known[pk])
                assert isinstance(explained.found, str)

    def test_the_examples_are_true_of_some_and_false_of_others(self) -> None:
        ids = self.crowd()
        known = people_facts.of_people(ids, at=NOON)
        for example in self.examples:
            if example.reaches is Scope.PERSON and example.family.value != "calendar":
                answers = {example.matches(known[pk]) for pk in ids}
                assert answers == {True, False}, f"{example.sentence()}: always {answers}"
