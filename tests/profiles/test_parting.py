"""Undoing a merger: each side gets its own back, in any order that can be true, and only once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from django_personalize.consent import gate, ledger
from django_personalize.events.draft import EventDraft
from django_personalize.events.ingest import ingest
from django_personalize.models import (
    CartState,
    ConsentRecord,
    Event,
    EventCounter,
    Identity,
    MergeRecord,
    PendingOrder,
    Profile,
    Session,
)
from django_personalize.profiles import identify, merge, snapshots, traits
from django_personalize.testing import FrozenClock
from tests.factories import SmallShop
from tests.profiles.test_merge import EVIDENCE, person, state, view

LATER = timedelta(hours=1)


def took_in(winner: Profile, loser: Profile, at: datetime) -> MergeRecord:
    record = merge.merge(winner, loser, reason="login", at=at)
    assert record is not None
    return record


def known_of(profile: Profile, at: datetime) -> dict[str, Any]:
    return {name: trait.value for name, trait in traits.known(profile.pk, at=at).items()}


def order(profile: Profile, product: str, at: datetime) -> EventDraft:
    lines = [{"product_id": product, "quantity": 1}]
    properties = {"order": {"order_id": "9", "total": "10.00", "currency": "EUR", "products": lines}}
    return EventDraft(
        "order_completed", profile.pk, at, properties, scope="order", basis=Event.Basis.CONTRACT
    )


# -- which may be undone


@pytest.mark.row("A27")
@pytest.mark.parametrize("order_of_undoing", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0)])
def test_mergers_into_one_person_are_undone_in_any_order(
    shop: SmallShop, clock: FrozenClock, order_of_undoing: tuple[int, ...]
) -> None:
    at = clock.now()
    keys = [str(product.pk) for product in shop.products]
    known = person(at, user_key="7")
    others = [person(at, browser=f"b{number}") for number in range(3)]
    traits.write(known.pk, {"device": "desktop", "language": "en"}, source="observed", at=at)
    for number, other in enumerate(others):
        seen = at + timedelta(minutes=number + 1)
        traits.write(
            other.pk, {"device": f"phone {number}", f"own {number}": "x"}, source="observed", at=seen
        )
        ingest([view(other, keys[number], seen), view(other, keys[5], seen)], at=seen)
    ingest([view(known, keys[4], at)], at=at)
    before = state(known, *others)
    records = [took_in(known, other, at + LATER) for other in others]
    assert known_of(known, at + LATER)["device"] == "phone 2"

    undone: set[int] = set()
    for number in order_of_undoing:
        assert merge.undo(records[number], at=at + 2 * LATER) is not None
        undone.add(number)
        standing = [n for n in range(3) if n not in undone]
        expected = {"language": "en", "device": f"phone {max(standing)}" if standing else "desktop"}
        expected |= {f"own {n}": "x" for n in standing}
        assert known_of(known, at + 2 * LATER) == expected
        assert Event.objects.filter(owner=known).count() == 1 + 2 * len(standing)
        counted = EventCounter.objects.filter(
            profile=known, name="product_viewed", object=f"product:{keys[5]}"
        )
        assert sum(counted.values_list("count", flat=True)) == len(standing)
    assert state(known, *others) == before


@pytest.mark.row("A27")
def test_a_merger_that_went_on_into_another_names_the_one_to_undo_first(
    shop: SmallShop, clock: FrozenClock
) -> None:
    at = clock.now()
    first, second, known = person(at, browser="b1"), person(at, browser="b2"), person(at, user_key="7")
    ingest([view(first, str(shop.products[0].pk), at)], at=at)
    before = state(first, second, known)
    one = took_in(second, first, at)
    two = took_in(known, second, at)
    with pytest.raises(merge.LaterMergeStands, match=f"Undo the later merge {two.pk} first") as refusal:
        merge.undo(one, at=at)
    assert refusal.value.later == two
    assert Event.objects.get().owner == known
    merge.undo(two, at=at)
    assert Event.objects.get().owner == second
    assert identify.find(Identity.Kind.VISITOR, "b1") == second
    merge.undo(one, at=at)
    assert state(first, second, known) == before
    assert not Profile.objects.exclude(merged_into=None).exists()


def test_undoing_twice_does_it_once(shop: SmallShop, clock: FrozenClock) -> None:
    at = clock.now()
    record = took_in(person(at, user_key="7"), person(at, browser="b1"), at)
    done = merge.undo(record, at=at + LATER, by="staff:4")
    assert done is not None
    assert (done.undone_at, done.undone_by, done.state) == (at + LATER, "staff:4", "undone")
    assert merge.undo(record, at=at + 2 * LATER, by="staff:5") is None
    record.refresh_from_db()
    assert (record.undone_at, record.undone_by) == (at + LATER, "staff:4")


@pytest.mark.row("A27")
def test_a_merger_is_undone_while_the_tick_is_still_moving_it(
    shop: SmallShop, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge, "AT_ONCE", 10)
    at = clock.now()
    known, browser = person(at, user_key="7"), person(at, browser="b1")
    keys = [str(product.pk) for product in shop.products]
    traits.write(browser.pk, {"language": "hu"}, source="observed", at=at)
    ingest([view(browser, keys[n % 6], at - timedelta(hours=n)) for n in range(35)], at=at)
    ingest([view(known, keys[0], at)], at=at)
    before = state(known, browser)
    record = took_in(known, browser, at)
    merge.finish(record, at=at)
    assert Event.objects.filter(owner=known).count() == 21
    assert record.state == "moving"
    merge.undo(record, at=at)
    assert merge.finish_all(at=at) == 0
    assert merge.finish(record, at=at) is False
    assert state(known, browser) == before
    assert Event.objects.filter(owner=browser).count() == 35


def test_the_record_counts_what_went_over_and_what_came_back(
    shop: SmallShop, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge, "AT_ONCE", 10)
    at = clock.now()
    known, browser = person(at, user_key="7"), person(at, browser="b1")
    traits.write(browser.pk, {"language": "hu", "device": "phone"}, source="observed", at=at)
    ingest([view(browser, str(shop.products[0].pk), at - timedelta(hours=n)) for n in range(25)], at=at)
    record = took_in(known, browser, at)
    merge.finish_all(at=at)
    record.refresh_from_db()
    moved = {
        "django_personalize.Identity": 1,
        "django_personalize.Trait": 2,
        "django_personalize.ConsentRecord": 1,
        "django_personalize.Event": 25,
    }
    assert record.moved["counts"] == moved
    done = merge.undo(record, at=at)
    assert done is not None
    assert done.moved["returned"] == moved


# -- what stays, what goes back


@pytest.mark.row("A27")
def test_what_came_after_the_merger_stays_with_the_kept_profile(shop: SmallShop, clock: FrozenClock) -> None:
    at = clock.now()
    known, browser = person(at, user_key="7"), person(at, browser="b1")
    first, second = (str(product.pk) for product in shop.products[:2])
    ingest([view(browser, first, at)], at=at)
    traits.write(browser.pk, {"language": "hu", "device": "phone"}, source="observed", at=at)
    record = took_in(known, browser, at)
    ingest([view(known, second, at + LATER), view(browser, second, at + LATER)], at=at + LATER)
    traits.write(known.pk, {"device": "tablet"}, source="observed", at=at + LATER)
    merge.undo(record, at=at + 2 * LATER)
    assert list(Event.objects.filter(owner=known).values_list("product", flat=True)) == [second, second]
    assert [seen.key for seen in snapshots.load(known.pk).viewed] == [second]
    assert [seen.key for seen in snapshots.load(browser.pk).viewed] == [first]
    assert known_of(known, at + 2 * LATER) == {"device": "tablet"}
    assert known_of(browser, at + 2 * LATER) == {"language": "hu", "device": "phone"}


def test_a_trait_that_reaches_the_old_profile_while_rows_still_move_does_not_spoil_the_undoing(
    shop: SmallShop, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge, "AT_ONCE", 10)
    at = clock.now()
    known, browser = person(at, user_key="7"), person(at, browser="b1")
    traits.write(known.pk, {"device": "desktop"}, source="observed", at=at)
    traits.write(browser.pk, {"device": "phone"}, source="observed", at=at + timedelta(minutes=1))
    ingest([view(browser, str(shop.products[0].pk), at - timedelta(hours=n)) for n in range(15)], at=at)
    record = took_in(known, browser, at + LATER)
    traits.write(browser.pk, {"language": "de"}, source="observed", at=at + LATER)
    merge.finish_all(at=at + LATER)
    assert known_of(known, at + LATER) == {"device": "phone", "language": "de"}
    merge.undo(record, at=at + LATER)
    assert known_of(known, at + LATER) == {"device": "desktop"}
    assert known_of(browser, at + LATER) == {"device": "phone", "language": "de"}


@pytest.mark.row("A27")
@pytest.mark.row("A28")
def test_carts_pending_orders_and_visits_go_back(shop: SmallShop, clock: FrozenClock) -> None:
    at = clock.now()
    known, browser = person(at, user_key="7"), person(at, browser="b1")
    visit = Session.objects.create(
        profile=browser, origin=browser, started_at=at, last_seen_at=at, channel="direct"
    )
    for profile, visits, session in ((known, 3, "old"), (browser, 2, str(visit.pk))):
        row = snapshots.lock([profile.pk], at=at)[profile.pk]
        row.data |= {"sessions": visits, "session": {"id": session, "last": snapshots.seconds(at) + visits}}
        snapshots.save([row], at=at)
    row.data["session"]["last"] += 100
    snapshots.save([row], at=at)
    CartState.objects.create(cart_key="guest", profile=browser, updated_at=at)
    CartState.objects.create(cart_key="own", profile=known, updated_at=at)
    PendingOrder.objects.create(order_key="9", profile=browser, created_at=at)
    record = took_in(known, browser, at)
    assert set(CartState.objects.values_list("profile", flat=True)) == {known.pk}
    merged = snapshots.load(known.pk)
    assert (merged.sessions, merged.session["id"]) == (5, str(visit.pk))
    merge.undo(record, at=at)
    assert dict(CartState.objects.values_list("cart_key", "profile")) == {
        "guest": browser.pk,
        "own": known.pk,
    }
    assert PendingOrder.objects.get().profile == browser
    assert Session.objects.get().profile == browser
    parted = {profile: snapshots.load(profile.pk) for profile in (known, browser)}
    assert [(found.sessions, found.session["id"]) for found in parted.values()] == [
        (3, "old"),
        (2, str(visit.pk)),
    ]


# -- what was allowed


@pytest.mark.trust("T-040")
def test_ones_own_yes_counts_again_when_the_no_of_the_other_has_gone(
    shop: SmallShop, clock: FrozenClock
) -> None:
    at = clock.now()
    known = person(at, user_key="7", allows=False)
    browser = person(at, browser="b1", allows=False)
    # The other's no is older than the own yes: the merger has to write down that it counts.
    ledger.record(browser.pk, {"personalization": "denied"}, at=at, evidence=EVIDENCE)
    (own,) = ledger.record(known.pk, {"personalization": "granted"}, at=at, evidence=EVIDENCE)
    record = took_in(known, browser, at + LATER)
    assert not gate.allowed(known.pk, "personalization", at=at + LATER)
    merge.undo(record, at=at + 2 * LATER)
    assert gate.allowed(known.pk, "personalization", at=at + 2 * LATER)
    assert not gate.allowed(browser.pk, "personalization", at=at + 2 * LATER)
    restated = ledger.current(known.pk)["personalization"]
    assert (restated.method, restated.evidence, restated.at) == ("merge", {"record": own.pk}, own.at)
    # Saying it again does not prolong it.
    assert restated.expires_at == own.expires_at
    assert ConsentRecord.objects.filter(profile=browser).count() == 1


@pytest.mark.trust("T-040")
def test_the_no_of_a_second_browser_still_counts_when_the_first_has_gone(
    shop: SmallShop, clock: FrozenClock
) -> None:
    at = clock.now()
    known, first, second = (person(at, browser=name, allows=False) for name in ("b0", "b1", "b2"))
    for profile in (first, second):
        ledger.record(profile.pk, {"analytics": "denied"}, at=at, evidence=EVIDENCE)
    ledger.record(known.pk, {"analytics": "granted"}, at=at, evidence=EVIDENCE)
    one, two = took_in(known, first, at + LATER), took_in(known, second, at + LATER)
    merge.undo(one, at=at + 2 * LATER)
    assert not gate.allowed(known.pk, "analytics", at=at + 2 * LATER)
    merge.undo(two, at=at + 2 * LATER)
    assert gate.allowed(known.pk, "analytics", at=at + 2 * LATER)


@pytest.mark.trust("T-040")
def test_a_no_said_after_the_merger_stays(shop: SmallShop, clock: FrozenClock) -> None:
    at = clock.now()
    known, browser = person(at, user_key="7"), person(at, browser="b1", allows=False)
    ledger.record(browser.pk, {"personalization": "denied"}, at=at, evidence=EVIDENCE)
    record = took_in(known, browser, at + LATER)
    ledger.record(known.pk, {"personalization": "withdrawn"}, at=at + LATER, evidence=EVIDENCE)
    merge.undo(record, at=at + 2 * LATER)
    assert gate.allowed(known.pk, "personalization", at=at + 2 * LATER).reason == "withdrawn"


def test_an_order_that_spoke_by_the_others_consent_is_silent_again(
    shop: SmallShop, clock: FrozenClock
) -> None:
    at = clock.now()
    known, guest = person(at, user_key="7"), person(at, allows=False)
    ingest([order(guest, str(shop.products[0].pk), at)], at=at)
    record = took_in(known, guest, at + LATER)
    assert Event.objects.get().basis == Event.Basis.PERSONALIZATION
    assert known.affinities.exists()
    merge.undo(record, at=at + 2 * LATER)
    event = Event.objects.get()
    assert (event.owner, event.basis) == (guest, Event.Basis.CONTRACT)
    assert snapshots.load(guest.pk).spend == {"EUR": 10}
    assert snapshots.load(known.pk).spend == {}
    assert not guest.affinities.exists()
    assert not known.affinities.exists()
