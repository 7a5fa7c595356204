"""Segments change by checked rules, keep what they said, and break loudly."""

from __future__ import annotations

from datetime import timedelta

import pytest

from django_personalize.core import clock as core_clock
from django_personalize.events.models import EventCounter
from django_personalize.profiles import merge
from django_personalize.profiles.models import Profile
from django_personalize.segments import authoring, catalogue, facts, members
from django_personalize.segments.catalogue import BrokenSegment, UnknownSegment
from django_personalize.segments.members import OnSiteOnly
from django_personalize.segments.models import ListMember, Segment
from django_personalize.segments.tree import BadRule
from django_personalize.testing import FrozenClock
from django_personalize.testing.crowd import crowd

pytestmark = pytest.mark.django_db

ACCOUNT = {"all": [{"account": {}}]}


def _inside(slug: str) -> dict[str, object]:
    return {"all": [{"in_segment": {"slug": slug}}]}


def test_a_new_rule_counts_at_once_and_the_old_one_is_kept(clock: FrozenClock) -> None:
    ids = crowd(20, seed=1, at=clock.now())
    segment = authoring.save_rule("regulars", ACCOUNT, actor="staff:1", at=clock.now())
    with_account = set(Profile.objects.exclude(user_key="").values_list("pk", flat=True))
    assert set(members.members("regulars").values_list("pk", flat=True)) == with_account

    authoring.save_rule("regulars", {"none": [{"account": {}}]}, actor="staff:2", at=clock.now())
    assert set(members.members("regulars").values_list("pk", flat=True)) == set(ids) - with_account
    assert list(segment.versions.order_by("version").values_list("version", "actor")) == [
        (1, "staff:1"),
        (2, "staff:2"),
    ]

    authoring.restore(segment, 1, actor="staff:3", at=clock.now())
    segment.refresh_from_db()
    assert (segment.version, segment.rule) == (3, ACCOUNT)


def test_the_same_rule_again_makes_no_version(clock: FrozenClock) -> None:
    for _ in range(3):
        segment = authoring.save_rule("regulars", {"account": {}}, actor="file", at=clock.now())
    assert segment.versions.count() == 1


def test_a_bad_rule_changes_nothing(clock: FrozenClock) -> None:
    authoring.save_rule("regulars", ACCOUNT, actor="staff:1", at=clock.now())
    with pytest.raises(BadRule):
        authoring.save_rule(
            "regulars", {"all": [{"account": {}}, {"any": []}]}, actor="staff:1", at=clock.now()
        )
    segment = Segment.objects.get()
    assert (segment.rule, segment.version) == (ACCOUNT, 1)


def test_a_segment_may_stand_in_another_but_not_in_a_circle(clock: FrozenClock) -> None:
    at = clock.now()
    authoring.save_rule("a", ACCOUNT, actor="x", at=at)
    authoring.save_rule("b", _inside("a"), actor="x", at=at)
    authoring.save_rule("c", {"none": [{"in_segment": {"slug": "b"}}]}, actor="x", at=at)
    with pytest.raises(BadRule, match="circle: a → c → b → a"):
        authoring.save_rule("a", _inside("c"), actor="x", at=at)
    with pytest.raises(BadRule, match="circle: d → d"):
        authoring.save_rule("d", _inside("d"), actor="x", at=at)
    with pytest.raises(BadRule, match=r"there is no segment 'nowhere', must be one of: a, b, c\."):
        authoring.save_rule("d", _inside("nowhere"), actor="x", at=at)


def test_a_circle_that_two_people_closed_at_once_breaks_its_segments_and_no_others(
    clock: FrozenClock,
) -> None:
    at = clock.now()
    authoring.save_rule("sound", ACCOUNT, actor="x", at=at)
    authoring.save_rule("a", ACCOUNT, actor="x", at=at)
    authoring.save_rule("b", _inside("a"), actor="x", at=at)
    Segment.objects.filter(slug="a").update(rule=_inside("b"))
    catalogue.renew()
    with pytest.raises(BrokenSegment, match="circle: a → b → a"):
        members.members("a")
    assert members.members("sound").count() == 0


def test_a_segment_around_a_broken_one_is_broken_too_and_says_why(clock: FrozenClock) -> None:
    at = clock.now()
    authoring.save_rule("inner", ACCOUNT, actor="x", at=at)
    authoring.save_rule("outer", {"none": [{"in_segment": {"slug": "inner"}}]}, actor="x", at=at)
    Segment.objects.filter(slug="inner").update(rule={"all": [{"gone_plugin": {}}]})
    catalogue.renew()
    with pytest.raises(
        BrokenSegment, match=r"the segment 'inner' inside it: .*Unknown condition 'gone_plugin'"
    ):
        members.members("outer")
    nobody = facts.Facts(at=at)
    with pytest.raises(BrokenSegment):
        members.belongs("outer", nobody)
    assert members.segments_of(nobody) == []


def test_an_unknown_segment_names_those_that_exist(clock: FrozenClock) -> None:
    authoring.save_rule("regulars", ACCOUNT, actor="x", at=clock.now())
    with pytest.raises(UnknownSegment, match=r"Unknown segment 'vip', must be one of: regulars\."):
        members.members("vip")


def test_a_segment_that_needs_a_request_is_for_the_site_alone(clock: FrozenClock) -> None:
    at = clock.now()
    authoring.save_rule("phones", {"uses": {"what": "device", "values": ["phone"]}}, actor="x", at=at)
    authoring.save_rule("outer", _inside("phones"), actor="x", at=at)
    for slug in ("phones", "outer"):
        with pytest.raises(OnSiteOnly, match="known only while somebody visits"):
            members.members(slug)


def test_a_list_follows_a_merge_and_its_undoing(clock: FrozenClock) -> None:
    at = clock.now()
    winner, loser, other = crowd(3, seed=3, at=at)
    Profile.objects.filter(pk=loser).update(user_key="")
    friends = Segment.objects.create(slug="friends", name="Friends", kind="list", changed_at=at)
    catalogue.renew()
    assert authoring.add_to_list(friends, [loser, other], at=at) == 2
    assert authoring.add_to_list(friends, [loser], at=at) == 0
    record = merge.merge(Profile.objects.get(pk=winner), Profile.objects.get(pk=loser), reason="login", at=at)
    assert set(members.members("friends").values_list("pk", flat=True)) == {winner, other}
    merge.undo(record, at=at)
    assert set(members.members("friends").values_list("pk", flat=True)) == {loser, other}
    assert authoring.take_off_list(friends, [loser]) == 1
    assert ListMember.objects.count() == 1


@pytest.mark.row("B30")
def test_a_lapsed_buyer_enters_on_the_day_it_becomes_true(clock: FrozenClock) -> None:
    """Bought dresses before, nothing for ten months: by the clock alone."""
    buyer = Profile.objects.create(created_at=clock.now())
    day = core_clock.day_of(clock.now())
    for about in ("", "category:dresses"):
        EventCounter.objects.create(profile=buyer, name="order_completed", object=about, day=day, count=1)
    authoring.save_rule(
        "lapsed",
        {
            "all": [
                {"did": {"events": ["order_completed"], "about": "category", "value": "dresses"}},
                {"last_did": {"events": ["order_completed"], "ago": {"n": 10, "unit": "months"}}},
            ]
        },
        actor="x",
        at=clock.now(),
    )
    entered = []
    for _ in range(320):
        clock.advance(timedelta(days=1))
        known = facts.of_person(buyer.pk, at=clock.now())
        assert members.belongs("lapsed", known) == members.members("lapsed").filter(pk=buyer.pk).exists()
        if members.belongs("lapsed", known):
            entered.append(core_clock.day_of(clock.now()))
            break
    assert [str(day) for day in entered] == ["2027-04-16"]


def test_segments_inside_segments_go_ten_deep_and_no_further(clock: FrozenClock) -> None:
    authoring.save_rule("s1", ACCOUNT, actor="x", at=clock.now())
    for level in range(2, 12):
        authoring.save_rule(f"s{level}", _inside(f"s{level - 1}"), actor="x", at=clock.now())
    assert members.members("s10").count() == 0
    with pytest.raises(BrokenSegment, match="more than 10 levels deep"):
        members.members("s11")


def test_many_segments_that_name_each_other_twice_are_settled_each_once(clock: FrozenClock) -> None:
    """Pairs on pairs: without a memory this would take 2 to the power of the levels."""
    rows = [Segment(slug="a0", name="a0", rule=ACCOUNT, changed_at=clock.now())]
    rows.append(Segment(slug="b0", name="b0", rule=ACCOUNT, changed_at=clock.now()))
    for level in range(1, 60):
        inside = {"all": [{"in_segment": {"slug": f"{one}{level - 1}"}} for one in "ab"]}
        rows += [Segment(slug=f"{one}{level}", name="x", rule=inside, changed_at=clock.now()) for one in "ab"]
    Segment.objects.bulk_create(rows)
    catalogue.renew()
    published = catalogue.published()
    assert not published["a5"].fault
    assert "more than 10 levels deep" in published["a30"].fault


def test_who_was_taken_into_somebody_twice_is_put_on_a_list_as_who_they_are_now(clock: FrozenClock) -> None:
    first, second, third = (Profile.objects.get(pk=pk) for pk in crowd(3, seed=3, at=clock.now()))
    Profile.objects.update(user_key="")
    merge.merge(second, first, reason="login", at=clock.now())
    merge.merge(third, second, reason="login", at=clock.now())
    friends = Segment.objects.create(slug="friends", name="Friends", kind="list", changed_at=clock.now())
    catalogue.renew()
    authoring.add_to_list(friends, [first.pk], at=clock.now())
    assert set(members.members("friends").values_list("pk", flat=True)) == {third.pk}
