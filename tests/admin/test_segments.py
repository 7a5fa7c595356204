"""Segments in the admin: a rule is checked beside its field, told as a sentence, counted, tried and restored."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from django_personalize.profiles.models import Profile
from django_personalize.segments import authoring, members
from django_personalize.segments.models import Segment
from django_personalize.testing import FrozenClock
from django_personalize.testing.crowd import crowd
from example_shop.models import Customer

ACCOUNT = {"all": [{"account": {}}]}
NAMED = {"all": [{"trait_text": {"name": "first_name", "values": ["Ada"]}}, {"none": [{"orders": {}}]}]}


def _page(segment: Segment) -> str:
    return reverse("admin:django_personalize_segment_change", args=[segment.pk])


def _add(client: Client, rule: Any, **fields: str) -> Any:
    text = rule if isinstance(rule, str) else json.dumps(rule)
    return client.post(
        reverse("admin:django_personalize_segment_add"),
        {"name": "Regulars", "slug": "regulars", "description": "", "kind": "rule", "rule": text, **fields},
    )


@pytest.fixture
def regulars(clock: FrozenClock, db: None) -> Segment:
    return authoring.save_rule("regulars", ACCOUNT, name="Regulars", actor="staff:1", at=clock.now())


@pytest.mark.row("B22")
def test_a_rule_is_written_saved_as_a_version_and_counted(chief: Client, ada: Profile) -> None:
    assert _add(chief, NAMED).status_code == 302
    segment = Segment.objects.get(slug="regulars")
    assert segment.versions.get().actor == f"staff:{Customer.objects.get(is_superuser=True).pk}"
    shown = chief.get(_page(segment)).content.decode()
    assert "People who: first_name is “Ada” and not: number of orders: at least 1" in shown
    assert "<dd>1</dd>" in shown
    assert f">{ada}</a>" in shown


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"all": []}, "all: the group is empty; put a condition into it or take it out."),
        ({"all": [{"vist": {}}]}, "all[0].vist: Unknown condition &#x27;vist&#x27;"),
        ({"in_segment": {"slug": "regulars"}}, "the segments would go in a circle: regulars → regulars."),
        ("{not json", "This is no JSON that can be read"),
        ("", "nothing must be a group like"),
    ],
)
def test_a_bad_rule_is_refused_beside_its_field_and_nothing_is_saved(
    chief: Client, rule: Any, said: str
) -> None:
    response = _add(chief, rule)
    assert response.status_code == 200
    assert said in response.content.decode().replace("&quot;", '"')
    assert not Segment.objects.exists()


@pytest.mark.row("B16")
def test_a_person_is_tried_with_the_answer_and_the_value_at_each_condition(
    chief: Client, ada: Profile, clock: FrozenClock
) -> None:
    segment = authoring.save_rule("adas", NAMED, actor="x", at=clock.now())
    shown = chief.get(_page(segment), {"person": str(ada.uuid)}).content.decode()
    assert "belongs" in shown
    assert 'first_name is “Ada” <span class="pz-found">(found: Ada)' in shown
    assert 'number of orders: at least 1 <span class="pz-found">(found: 0 orders)' in shown
    nobody = chief.get(_page(segment), {"person": "no such key"}).content.decode()
    assert "Nobody has this key." in nobody


@pytest.mark.trust("T-602", "T-603")
def test_who_may_not_see_personal_data_cannot_ask_a_rule_for_it(
    marketer: Client, ada: Profile, clock: FrozenClock
) -> None:
    crowd(60, seed=1, at=clock.now())
    direct = authoring.save_rule("adas", NAMED, actor="x", at=clock.now())
    around = authoring.save_rule(
        "around", {"none": [{"in_segment": {"slug": "adas"}}]}, actor="x", at=clock.now()
    )
    for segment in (direct, around):
        shown = marketer.get(_page(segment), {"person": str(ada.uuid)}).content.decode()
        assert "trying people needs the permission" in shown
        assert "belongs</span>" not in shown
        assert "pz-found" not in shown
        assert f">{ada}</a>" not in shown
    assert "&lt; 20" in marketer.get(_page(direct)).content.decode()
    # All but one tells as much as one.
    assert "&gt; 41" in marketer.get(_page(around)).content.decode()


@pytest.mark.trust("T-602")
def test_a_rule_about_traits_is_written_and_restored_only_with_the_right_to_see_them(
    marketer: Client, clock: FrozenClock
) -> None:
    member = Customer.objects.get(first_name="Kay")
    ours = Permission.objects.filter(codename__in=("add_segment", "change_segment"))
    member.user_permissions.add(*ours)
    assert "tells what they are, by its numbers alone" in _add(marketer, NAMED).content.decode()
    assert not Segment.objects.exists()
    segment = authoring.save_rule("adas", NAMED, actor="x", at=clock.now())
    authoring.save_rule("adas", ACCOUNT, actor="x", at=clock.now())
    inside = _add(marketer, {"in_segment": {"slug": "adas"}})
    assert inside.status_code == 302
    restored = marketer.post(reverse("admin:django_personalize_segment_restore", args=[segment.pk, 1]))
    assert restored.status_code == 403


@pytest.mark.parametrize("text", ["[" * 100_000, '{"all":[' * 3000, "1" * 5000, '{"all": ["\\ud800"]}'])
def test_hostile_json_is_a_fault_of_the_field(chief: Client, text: str) -> None:
    response = _add(chief, text)
    assert response.status_code == 200
    assert "This is no JSON that can be read" in response.content.decode()


def test_an_earlier_version_is_restored_by_post_alone_and_by_whoever_may_change(
    chief: Client, marketer: Client, regulars: Segment, clock: FrozenClock
) -> None:
    authoring.save_rule("regulars", NAMED, actor="staff:2", at=clock.now())
    url = reverse("admin:django_personalize_segment_restore", args=[regulars.pk, 1])
    assert chief.get(url).status_code == 405
    assert marketer.post(url).status_code == 403
    assert chief.post(url).status_code == 302
    regulars.refresh_from_db()
    assert (regulars.rule, regulars.version) == (ACCOUNT, 3)
    assert (
        chief.post(reverse("admin:django_personalize_segment_restore", args=[regulars.pk, 9])).status_code
        == 404
    )


def test_a_segment_inside_another_says_so_and_cannot_be_deleted(
    chief: Client, regulars: Segment, clock: FrozenClock
) -> None:
    authoring.save_rule(
        "outer", {"in_segment": {"slug": "regulars"}}, name="Outer", actor="x", at=clock.now()
    )
    assert "The segment “Outer”; while it does" in chief.get(_page(regulars)).content.decode()
    delete = reverse("admin:django_personalize_segment_delete", args=[regulars.pk])
    assert chief.post(delete, {"post": "yes"}).status_code == 403
    Segment.objects.filter(slug="outer").delete()
    authoring.save_rule("other", ACCOUNT, actor="x", at=clock.now())
    assert chief.post(delete, {"post": "yes"}).status_code == 302
    assert not Segment.objects.filter(slug="regulars").exists()


def test_a_broken_segment_says_why_on_its_page_and_in_the_list(chief: Client, regulars: Segment) -> None:
    Segment.objects.filter(pk=regulars.pk).update(rule={"gone_plugin": {}})
    members.catalogue.renew()
    assert "This segment is broken" in chief.get(_page(regulars)).content.decode()
    shown = chief.get(reverse("admin:django_personalize_segment_changelist")).content.decode()
    assert "broken: gone_plugin: Unknown condition" in shown


def test_a_segment_for_the_site_alone_says_why_it_has_no_number(chief: Client, clock: FrozenClock) -> None:
    segment = authoring.save_rule(
        "phones", {"uses": {"what": "device", "values": ["phone"]}}, actor="x", at=clock.now()
    )
    assert "is known only while somebody visits" in chief.get(_page(segment)).content.decode()


def test_a_list_kept_by_hand_takes_no_rule_and_counts_its_members(chief: Client, clock: FrozenClock) -> None:
    assert "A list kept by hand has no rule" in _add(chief, ACCOUNT, kind="list").content.decode()
    assert _add(chief, "", kind="list").status_code == 302
    segment = Segment.objects.get()
    authoring.add_to_list(segment, crowd(3, seed=1, at=clock.now()), at=clock.now())
    shown = chief.get(_page(segment)).content.decode()
    assert "<dd>3</dd>" in shown
    response = chief.post(_page(segment), {"name": "Friends", "description": "by hand"})
    assert response.status_code == 302
    segment.refresh_from_db()
    assert (segment.name, segment.kind, segment.rule) == ("Friends", "list", {})


def test_somebody_with_the_right_to_look_alone_sees_the_page(marketer: Client, regulars: Segment) -> None:
    assert Permission.objects.filter(codename="view_segment").exists()
    assert marketer.get(_page(regulars)).status_code == 200
    assert marketer.post(_page(regulars), {"name": "X"}).status_code == 403
