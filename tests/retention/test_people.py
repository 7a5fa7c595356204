"""People who have not been here for long go, with everything about them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Q

from django_personalize.consent import ledger
from django_personalize.core.retention import Period
from django_personalize.events import rollup
from django_personalize.events.draft import EventDraft
from django_personalize.models import (
    ConsentEvidence,
    ConsentRecord,
    DayTotal,
    Event,
    Identity,
    MergeRecord,
    Profile,
    PrunedEvent,
    Session,
    Snapshot,
)
from django_personalize.profiles import holds, identify, merge
from django_personalize.profiles.lifecycle import HANDLERS
from django_personalize.testing import FrozenClock
from django_personalize.tracking import departures
from tests.factories import SmallShop
from tests.retention.people import EVIDENCE, months_ago, ordered, person, prune_all, viewed, write

pytestmark = pytest.mark.django_db


def left() -> set[int]:
    return set(Profile.objects.values_list("pk", flat=True))


@pytest.mark.trust("T-023")
@pytest.mark.trust("T-024")
def test_an_anonymous_profile_goes_thirteen_months_after_its_last_visit(
    shop: SmallShop, clock: FrozenClock
) -> None:
    limit = Period(months=13).before(clock.now())
    early, late = person(months_ago(20), browser="a"), person(months_ago(20), browser="b")
    write(viewed(early, 1, limit - timedelta(days=1)), viewed(late, 1, limit + timedelta(days=1)))
    prune_all()
    assert left() == {late.pk}
    clock.advance(timedelta(days=2))
    prune_all()
    assert left() == set()


@pytest.mark.trust("T-023")
def test_a_known_person_without_an_order_goes_after_thirty_six_months(
    shop: SmallShop, clock: FrozenClock
) -> None:
    limit = Period(months=36).before(clock.now())
    early, late = person(limit - timedelta(days=1), user="1"), person(limit - timedelta(days=30), user="2")
    write(viewed(late, 1, limit + timedelta(days=1)))
    assert prune_all()["prospects"] == 1
    assert left() == {late.pk}
    assert not Profile.objects.filter(pk=early.pk).exists()
    # Its events are long gone: the past state remembers the contact.
    assert not Event.objects.exists()
    clock.advance(timedelta(days=2))
    assert prune_all()["prospects"] == 1


@pytest.mark.trust("T-023")
def test_an_opened_message_is_no_sign_of_life(shop: SmallShop, clock: FrozenClock) -> None:
    reader, clicker = person(months_ago(23), user="1"), person(months_ago(23), user="2")
    for who, name in ((reader, "message_opened"), (clicker, "message_clicked")):
        write(EventDraft(name, who.pk, months_ago(1), {"message_id": "m-1"}))
    with_a_shorter_life = {"prospects": "12 months"}
    from django.conf import settings
    from django.test import override_settings

    with override_settings(PERSONALIZE={**settings.PERSONALIZE, "RETENTION": with_a_shorter_life}):
        assert prune_all("prospects") == {"prospects": 1}
    assert left() == {clicker.pk}


def test_a_customer_is_not_a_prospect(shop: SmallShop, clock: FrozenClock) -> None:
    customer, prospect = person(months_ago(23), user="1"), person(months_ago(23), user="2")
    write(ordered(customer, "o-1", [1], months_ago(20)))
    kinds = {
        name: set(Profile.objects.filter(kind).values_list("pk", flat=True))
        for name, kind in (
            ("anonymous", departures.ANONYMOUS),
            ("prospects", departures.PROSPECTS),
            ("customers", departures.CUSTOMERS),
        )
    }
    assert kinds == {"anonymous": set(), "prospects": {prospect.pk}, "customers": {customer.pk}}


def test_every_person_is_of_exactly_one_kind(shop: SmallShop, clock: FrozenClock) -> None:
    identify.create(at=clock.now())
    named = person(clock.now(), browser="x")
    identify.attach(named, Identity.Kind.EMAIL, "ada@example.com", verified=False, at=clock.now())
    write(ordered(person(clock.now(), browser="y"), "o-1", [1], clock.now()))
    kinds = [departures.ANONYMOUS, departures.PROSPECTS, departures.CUSTOMERS]
    found = [pk for kind in kinds for pk in Profile.objects.filter(kind).values_list("pk", flat=True)]
    assert sorted(found) == sorted(left())


@pytest.mark.trust("T-041")
def test_no_row_points_at_somebody_who_was_removed(shop: SmallShop, clock: FrozenClock) -> None:
    gone, taken_in = person(months_ago(23), browser="a"), person(months_ago(23), browser="b")
    write(
        viewed(gone, 1, months_ago(22)),
        viewed(taken_in, 1, months_ago(22)),
        ordered(gone, "o-1", [1], months_ago(22), basis="contract"),
    )
    merge.merge(gone, taken_in, reason="login", at=months_ago(21))
    stays = person(months_ago(23), user="1")
    write(viewed(stays, 1, months_ago(1)))
    undone = merge.merge(
        stays, other := person(months_ago(22), browser="c"), reason="login", at=months_ago(20)
    )
    assert undone is not None
    merge.undo(undone, at=months_ago(20))
    prune_all()
    assert left() == {stays.pk}
    assert other.pk not in left()
    assert not MergeRecord.objects.exists()
    for handler in HANDLERS.values():
        for key in (handler.person, *handler.also):
            rows = handler.model._base_manager.exclude(**{f"{key}__in": [stays.pk]}).filter(~Q(**{key: None}))
            assert not rows.exists(), handler.model
    assert PrunedEvent.objects.get().name == "order_completed"


@pytest.mark.row("A29")
def test_totals_of_days_do_not_change_when_people_go(shop: SmallShop, clock: FrozenClock) -> None:
    gone, stays = person(months_ago(23), browser="a"), person(months_ago(23), user="1")
    day = months_ago(14)
    write(viewed(gone, 1, day), viewed(stays, 1, day), viewed(stays, 1, months_ago(1)))
    before = rollup.totals(day.date(), clock.now().date())
    assert before[day.date(), "product_viewed", ""].count == 2
    prune_all()
    assert left() == {stays.pk}
    assert rollup.totals(day.date(), clock.now().date()) == before
    assert DayTotal.objects.get(object="").count == 2


@pytest.mark.trust("T-023")
def test_the_proof_of_consent_outlives_the_person_by_thirty_six_months(
    shop: SmallShop, clock: FrozenClock
) -> None:
    gone = person(months_ago(20), browser="a")
    digest = Identity.objects.get().pk
    ledger.record(gone.pk, {"analytics": "denied"}, at=months_ago(20), evidence=EVIDENCE)
    records = ConsentRecord.objects.order_by("pk").values_list("purpose", "status", "at", "wording")
    before = list(records)
    prune_all()
    assert not Profile.objects.exists()
    assert not ConsentRecord.objects.exists()
    kept = ConsentEvidence.objects.order_by("pk")
    assert list(kept.values_list("purpose", "status", "at", "wording")) == before
    assert {(row.subject, tuple(row.identities)) for row in kept} == {(gone.uuid, (digest,))}
    removed_at = clock.now()
    clock.set(removed_at + timedelta(days=3 * 365))
    prune_all()
    assert ConsentEvidence.objects.count() == 2
    clock.advance(timedelta(days=3))
    prune_all()
    assert ConsentEvidence.objects.count() == 0


def test_a_replaced_declaration_goes_and_the_current_one_stays(shop: SmallShop, clock: FrozenClock) -> None:
    ada = person(months_ago(60), user="1")
    ledger.record(ada.pk, {"personalization": "withdrawn"}, at=months_ago(50), evidence=EVIDENCE)
    ledger.record(ada.pk, {"personalization": "granted"}, at=months_ago(2), evidence=EVIDENCE)
    assert prune_all("consents") == {"consents": 1}
    # The withdrawal was replaced two months ago only: it still has to be proved.
    statuses = ConsentRecord.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["withdrawn", "granted"]


@pytest.mark.trust("T-024")
def test_a_held_person_stays_with_everything(shop: SmallShop, clock: FrozenClock) -> None:
    held, free = person(months_ago(23), browser="a"), person(months_ago(23), browser="b")
    for who in (held, free):
        write(viewed(who, 1, months_ago(20)))
        Session.objects.create(
            profile=who,
            origin=who,
            started_at=months_ago(20),
            last_seen_at=months_ago(20),
            entry_url="/",
            exit_url="/",
            channel="direct",
        )
    holds.place(held, reason="claim", by="staff:1", at=clock.now())
    prune_all()
    assert left() == {held.pk}
    assert (Event.objects.count(), Session.objects.count()) == (1, 1)


def test_somebody_who_comes_back_while_the_removal_runs_stays(shop: SmallShop, clock: FrozenClock) -> None:
    back = person(months_ago(20), browser="a")
    limit = Period(months=13).before(clock.now())
    ((_, found),) = departures._expired(departures.ANONYMOUS, limit, clock.now(), 0)
    assert found == [back.pk]
    write(viewed(back, 1, clock.now()))
    assert departures.remove(found, limit=limit, at=clock.now()) == 0
    assert left() == {back.pk}


def test_a_profile_without_a_snapshot_goes_too(shop: SmallShop, clock: FrozenClock) -> None:
    bare = identify.create(at=months_ago(20))
    assert not Snapshot.objects.filter(pk=bare.pk).exists()
    assert prune_all("anonymous") == {"anonymous": 1}
