"""The segments that come with the app: exclusive where they say so, installed by one command, carried by a file."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from django_personalize.segments import authoring, facts, files
from django_personalize.segments.files import BadFile
from django_personalize.segments.members import matching, people
from django_personalize.segments.models import Segment
from django_personalize.segments.ready import ACQUAINTANCE, LIFECYCLE, READY
from django_personalize.segments.tree import parse
from django_personalize.testing import FrozenClock
from django_personalize.testing.crowd import crowd

pytestmark = pytest.mark.django_db


def _run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("personalize_segments", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.row("B14")
def test_everybody_is_a_new_visitor_a_returning_visitor_or_a_returning_customer(clock: FrozenClock) -> None:
    crowd(150, seed=5, at=clock.now())
    sizes = [matching(parse(ready.rule), at=clock.now()).count() for ready in ACQUAINTANCE]
    assert sum(sizes) == people().count() == 150
    assert all(sizes)


@pytest.mark.row("B3")
def test_nobody_is_in_two_stages_of_the_lifecycle(clock: FrozenClock) -> None:
    ids = crowd(150, seed=5, at=clock.now())
    known = facts.of_people(ids, at=clock.now())
    rules = [parse(ready.rule) for ready in LIFECYCLE]
    assert max(sum(rule.matches(known[pk]) for rule in rules) for pk in ids) == 1


def test_one_command_installs_them_and_a_second_run_leaves_changed_ones_alone(clock: FrozenClock) -> None:
    assert "lapsed-customers: installed" in _run("--install")
    assert set(Segment.objects.values_list("slug", flat=True)) == set(READY)
    authoring.save_rule("leads", {"account": {}}, actor="staff:1", at=clock.now())
    assert "leads: is there already, left as it is" in _run("--install", "leads")
    assert Segment.objects.get(slug="leads").rule == {"all": [{"account": {}}]}


def test_the_list_shows_each_size_and_rule(clock: FrozenClock) -> None:
    assert _run() == "There is no segment yet; --install makes the ready ones.\n"
    crowd(10, seed=5, at=clock.now())
    _run("--install", "returning-customers")
    assert _run() == (
        f"returning-customers: {matching(parse(READY['returning-customers'].rule), at=clock.now()).count()}\n"
        "    number of orders: at least 1\n"
    )


def test_an_unknown_ready_segment_is_refused_with_those_that_exist() -> None:
    with pytest.raises(CommandError, match="Unknown ready segment 'vip', must be one of: new-visitors, "):
        _run("--install", "vip")


@pytest.mark.row("B22")
def test_a_file_brings_all_rules_back_in_whatever_order(clock: FrozenClock, tmp_path: Path) -> None:
    _run("--install")
    authoring.save_rule(
        "a-vip", {"all": [{"in_segment": {"slug": "loyal-customers"}}]}, name="VIP", actor="x", at=clock.now()
    )
    before = files.export()
    path = tmp_path / "segments.json"
    _run("--export", str(path))
    Segment.objects.all().delete()
    assert f"{len(READY) + 1} segments taken" in _run("--import", str(path))
    assert files.export() == before
    _run("--import", str(path))
    assert set(Segment.objects.values_list("version", flat=True)) == {1}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "This is no JSON"),
        ("[]", "A file of segments begins with"),
        ('{"format": "other", "segments": []}', "A file of segments begins with"),
        ({"segments": [7]}, "segments[0] must be an object with slug, name and rule."),
        ({"segments": [{"slug": "a b", "rule": {}}]}, "the slug 'a b' must be letters, digits, - and _"),
        ({"segments": [{"slug": "a", "rule": {"all": []}}]}, "a: all: the group is empty"),
        (
            {"segments": [{"slug": "a", "rule": {"in_segment": {"slug": "b"}}},
                          {"slug": "b", "rule": {"in_segment": {"slug": "a"}}}]},
            "a: in_segment: there is no segment 'b'",
        ),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_whole(text: Any, said: str, clock: FrozenClock) -> None:
    if isinstance(text, dict):
        good = {"slug": "good", "rule": {"account": {}}}
        text = json.dumps({"format": files.FORMAT, "segments": [*text["segments"], good]})
    with pytest.raises(BadFile) as refused:
        files.load(text.encode(), actor="file", at=clock.now())
    assert said in str(refused.value)
    assert not Segment.objects.exists()
