"""People enter and leave: by their own deeds, by the clock alone, by a changed rule; each time told once."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from django_personalize.core import clock as core_clock
from django_personalize.events.models import Event, EventCounter
from django_personalize.profiles import merge, traits
from django_personalize.profiles.models import Profile, Snapshot
from django_personalize.segments import authoring, catalogue, members
from django_personalize.segments.models import Segment, SegmentMembership, SegmentSize
from django_personalize.segments.refresh import Moved, enter, leave, refresh_changed, refresh_segment
from django_personalize.testing import FrozenClock
from django_personalize.testing.crowd import crowd

pytestmark = pytest.mark.django_db

VIEWED = {"did": {"events": ["product_viewed"]}}
RECENTLY = {"did": {"events": ["product_viewed"], "within": {"n": 7, "unit": "days"}}}


def _standing(slug: str) -> set[int]:
    return set(SegmentMembership.objects.filter(segment__slug=slug).values_list("profile_id", flat=True))


def _true(slug: str) -> set[int]:
    return set(members.members(slug).values_list("pk", flat=True))


def _person(clock: FrozenClock, *, allows: bool = True) -> Profile:
    person = Profile.objects.create(created_at=clock.now())
    state = {"personalization": ["granted", int(clock.now().timestamp()), None]} if allows else {}
    Snapshot.objects.create(profile=person, version=1, data={"consents": state}, updated_at=clock.now())
    return person


def _views(person: Profile, clock: FrozenClock) -> None:
    EventCounter.objects.create(
        profile=person, name="product_viewed", day=core_clock.day_of(clock.now()), count=1
    )
    Snapshot.objects.filter(pk=person.pk).update(updated_at=clock.now())


def _told(person: Profile) -> list[tuple[str, str]]:
    rows = Event.objects.filter(owner=person).order_by("occurred_at", "pk")
    return [(row.name, row.properties["segment_id"]) for row in rows]


def test_by_their_own_deed_a_person_enters_and_the_event_tells_it_once(clock: FrozenClock) -> None:
    authoring.save_rule("viewers", VIEWED, actor="x", at=clock.now())
    refresh_changed(since=None, at=clock.now())
    person, other = _person(clock), _person(clock)
    _views(person, clock)
    assert refresh_changed(since=clock.now(), at=clock.now()) == Moved(entered=1)
    assert refresh_changed(since=clock.now(), at=clock.now()) == Moved()
    assert _standing("viewers") == {person.pk}
    assert _told(person) == [("segment_entered", "viewers")]
    assert _told(other) == []


@pytest.mark.row("B12")
def test_by_the_clock_alone_a_person_leaves_on_the_day_it_becomes_true(clock: FrozenClock) -> None:
    authoring.save_rule("recent", RECENTLY, actor="x", at=clock.now())
    person = _person(clock)
    _views(person, clock)
    refresh_changed(since=None, at=clock.now())
    left = []
    for _ in range(10):
        last = clock.now()
        clock.advance(timedelta(days=1))
        if refresh_changed(since=last, at=clock.now()).left:
            left.append(str(core_clock.day_of(clock.now())))
    assert left == ["2026-06-22"]
    assert _told(person) == [("segment_entered", "recent"), ("segment_exited", "recent")]


def test_who_allows_nothing_is_counted_and_no_event_is_written_about_them(clock: FrozenClock) -> None:
    authoring.save_rule("viewers", VIEWED, actor="x", at=clock.now())
    person = _person(clock, allows=False)
    _views(person, clock)
    refresh_changed(since=None, at=clock.now())
    assert _standing("viewers") == {person.pk}
    assert _told(person) == []


def test_a_changed_rule_moves_people_with_the_next_refresh(clock: FrozenClock) -> None:
    crowd(80, seed=2, at=clock.now())
    authoring.save_rule("some", VIEWED, actor="x", at=clock.now())
    refresh_changed(since=None, at=clock.now())
    assert _standing("some") == _true("some") != set()
    authoring.save_rule("some", {"none": [VIEWED]}, actor="x", at=clock.now())
    moved = refresh_changed(since=clock.now(), at=clock.now())
    assert _standing("some") == _true("some")
    assert moved.entered + moved.left == 80


def test_a_broken_segment_keeps_the_people_it_had(clock: FrozenClock) -> None:
    crowd(30, seed=2, at=clock.now())
    segment = authoring.save_rule("some", VIEWED, actor="x", at=clock.now())
    refresh_changed(since=None, at=clock.now())
    before = _standing("some")
    Segment.objects.filter(pk=segment.pk).update(rule={"gone_plugin": {}})
    catalogue.renew()
    assert refresh_changed(since=None, at=clock.now()) == Moved()
    assert _standing("some") == before != set()


def test_a_person_who_was_taken_into_another_leaves_without_a_word(clock: FrozenClock) -> None:
    authoring.save_rule("viewers", VIEWED, actor="x", at=clock.now())
    winner, loser = _person(clock), _person(clock)
    _views(loser, clock)
    refresh_changed(since=None, at=clock.now())
    merge.merge(winner, loser, reason="login", at=clock.now())
    refresh_changed(since=clock.now(), at=clock.now())
    assert loser.pk not in _standing("viewers")
    assert not Event.objects.filter(name="segment_exited").exists()


def test_the_size_of_each_day_is_kept(clock: FrozenClock) -> None:
    crowd(150, seed=2, at=clock.now())
    segment = authoring.save_rule("recent", RECENTLY, actor="x", at=clock.now())
    for _ in range(3):
        refresh_segment(segment, at=clock.now())
        clock.advance(timedelta(days=1))
    sizes = list(SegmentSize.objects.order_by("day").values_list("day", "people"))
    assert [str(day) for day, _ in sizes] == ["2026-06-15", "2026-06-16", "2026-06-17"]
    assert sizes[0][1] > 0
    assert sizes[0][1] >= sizes[1][1] >= sizes[2][1]


@pytest.mark.parametrize("seed", range(4))
def test_small_refreshes_over_days_end_where_a_full_count_ends(clock: FrozenClock, seed: int) -> None:
    """Random deeds and passing days; a full reconcile afterwards finds nothing to correct."""
    rng = random.Random(seed)
    ids = crowd(40, seed=seed, at=clock.now())
    rules = {
        "viewers": VIEWED,
        "recent": RECENTLY,
        "quiet": {"none": [RECENTLY, {"orders": {"number": 1}}]},
        "tall": {"trait_number": {"name": "size", "number": "1"}},
        "both": {"all": [{"in_segment": {"slug": "recent"}}, {"none": [{"in_segment": {"slug": "tall"}}]}]},
        "noon": {"all": [{"hours": {"start": 12, "end": 13}}, VIEWED]},
    }
    for slug, rule in rules.items():
        authoring.save_rule(slug, rule, actor="x", at=clock.now())
    refresh_changed(since=None, at=clock.now())
    last = clock.now()
    for _ in range(12):
        clock.advance(timedelta(hours=rng.choice([1, 5, 24, 24 * 8])))
        for pk in rng.sample(ids, 5):
            name = rng.choice(["product_viewed", "order_completed"])
            day = core_clock.day_of(clock.now())
            if not EventCounter.objects.filter(profile_id=pk, name=name, object="", day=day).exists():
                EventCounter.objects.create(profile_id=pk, name=name, day=day, count=1)
            traits.write(pk, {"size": rng.choice([0, 5])}, source="declared", at=clock.now())
            Snapshot.objects.filter(pk=pk).update(updated_at=clock.now())
        refresh_changed(since=last, at=clock.now())
        last = clock.now()
    for slug in rules:
        assert _standing(slug) == _true(slug), slug
        assert refresh_segment(Segment.objects.get(slug=slug), at=clock.now()) == Moved()


def test_two_refreshes_that_both_found_somebody_missing_tell_of_it_once(clock: FrozenClock) -> None:
    segment = authoring.save_rule("viewers", VIEWED, actor="x", at=clock.now())
    person = _person(clock)
    assert enter([(segment, person.pk)], at=clock.now()) == Moved(entered=1)
    clock.advance(timedelta(seconds=1))
    assert enter([(segment, person.pk)], at=clock.now()) == Moved()
    assert _told(person) == [("segment_entered", "viewers")]
    assert leave([(segment, person.pk)], at=clock.now()) == Moved(left=1)
    assert leave([(segment, person.pk)], at=clock.now()) == Moved()
    assert _told(person) == [("segment_entered", "viewers"), ("segment_exited", "viewers")]
