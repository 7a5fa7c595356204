"""Events go when they are old enough; what they meant stays."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_personalize.consent import ledger
from django_personalize.core import clock as core_clock
from django_personalize.core.retention import Period
from django_personalize.events import rollup
from django_personalize.events.rebuild import rebuild
from django_personalize.models import (
    DayTotal,
    Event,
    EventCounter,
    PastCounter,
    PastState,
    PrunedEvent,
    Snapshot,
)
from django_personalize.profiles import holds, merge, snapshots
from django_personalize.testing import FrozenClock
from tests.factories import SmallShop
from tests.retention.people import (
    EVIDENCE,
    counters_of,
    known_of,
    months_ago,
    ordered,
    person,
    prune_all,
    searched,
    viewed,
    write,
)

pytestmark = pytest.mark.django_db


@pytest.mark.trust("T-024")
def test_an_event_goes_one_day_after_its_limit_and_stays_one_day_before(
    shop: SmallShop, clock: FrozenClock
) -> None:
    limit = Period(months=13).before(clock.now())
    ada = person(limit - timedelta(days=9))
    write(viewed(ada, 1, limit - timedelta(days=1)), viewed(ada, 2, limit + timedelta(days=1)))
    assert prune_all("events") == {"events": 1}
    assert list(Event.objects.values_list("product", flat=True)) == ["2"]
    clock.advance(timedelta(days=1))
    assert prune_all("events") == {"events": 0}
    clock.advance(timedelta(days=1))
    assert prune_all("events") == {"events": 1}


@pytest.mark.trust("T-024")
def test_the_limit_is_the_beginning_of_a_day_in_the_shops_zone(shop: SmallShop, clock: FrozenClock) -> None:
    limit = Period(months=13).before(clock.now())
    assert core_clock.local(limit).isoformat() == "2025-05-15T00:00:00+02:00"
    ada = person(limit - timedelta(days=9))
    write(viewed(ada, 1, limit - timedelta(microseconds=1)), viewed(ada, 2, limit))
    prune_all("events")
    assert list(Event.objects.values_list("product", flat=True)) == ["2"]


@pytest.mark.row("A29")
@pytest.mark.row("G6")
def test_sums_by_month_and_totals_by_day_stay_true_when_the_events_are_gone(
    shop: SmallShop, clock: FrozenClock
) -> None:
    ada, bob = person(months_ago(24), user="1"), person(months_ago(24), browser="b")
    hanger, dress = shop.connector_products[1], shop.dress_products[0]
    first = months_ago(20)
    write(
        viewed(ada, hanger.pk, first),
        viewed(ada, hanger.pk, first + timedelta(days=1)),
        viewed(bob, hanger.pk, first),
        viewed(ada, dress.pk, months_ago(1)),
        searched(ada, "joist hanger", first),
        ordered(ada, "o-1", [hanger.pk, dress.pk], first, total="85.80"),
    )
    totals = rollup.totals(
        first.date(), first.date() + timedelta(days=1), counted=("", f"product:{hanger.pk}")
    )
    months = rollup.months([ada.pk])
    month = first.date().replace(day=1)
    category = f"category:{shop.connectors.pk}"
    assert totals[first.date(), "product_viewed", f"product:{hanger.pk}"].count == 2
    assert months[month, "product_viewed", category].count == 2
    assert months[month, "order_completed", ""].value == Decimal("85.80")

    assert prune_all("events")["events"] == 5
    old = EventCounter.objects.filter(day__lt=date(2025, 5, 15))
    assert set(old.exclude(name="order_completed").values_list("day", flat=True)) == {month}
    assert set(old.filter(name="order_completed").values_list("day", flat=True)) == {first.date()}
    assert rollup.months([ada.pk]) == months
    assert (
        rollup.totals(first.date(), first.date() + timedelta(days=1), counted=("", f"product:{hanger.pk}"))
        == totals
    )


@pytest.mark.trust("T-024")
def test_what_was_looked_at_and_searched_for_long_ago_is_kept_of_nobody(
    shop: SmallShop, clock: FrozenClock
) -> None:
    ada = person(months_ago(24))
    write(
        viewed(ada, shop.products[0].pk, months_ago(20)),
        searched(ada, "a present for grandfather", months_ago(20)),
        ordered(ada, "o-1", [shop.products[1].pk], months_ago(20)),
    )
    prune_all("events")
    objects = set(PastCounter.objects.values_list("name", "object"))
    assert ("order_completed", f"product:{shop.products[1].pk}") in objects
    assert not [pair for pair in objects if pair[0] == "product_viewed" and pair[1].startswith("product:")]
    assert not [pair for pair in objects if pair[1].startswith("query:")]


@pytest.mark.row("A29")
def test_who_has_ever_ordered_or_looked_is_still_known_when_the_events_are_gone(
    shop: SmallShop, clock: FrozenClock
) -> None:
    ada = person(months_ago(24), user="1")
    write(
        viewed(ada, shop.products[0].pk, months_ago(20)),
        ordered(ada, "o-1", [shop.products[4].pk], months_ago(20), total="149.00"),
        ordered(ada, "o-2", [shop.products[4].pk], months_ago(1), total="149.00"),
    )

    def ever() -> dict[str, int]:
        wanted = ("", "currency:EUR", f"category:{shop.dresses.pk}", f"category:{shop.connectors.pk}")
        rows = EventCounter.objects.filter(profile=ada, object__in=wanted)
        found: dict[str, int] = {}
        for name, about, times in rows.values_list("name", "object", "count"):
            found[f"{name} {about}"] = found.get(f"{name} {about}", 0) + times
        return found

    before = ever()
    assert before["order_completed "] == 2
    prune_all("events")
    assert ever() == before
    rebuild([ada.pk], at=clock.now())
    assert ever() == before


@pytest.mark.row("A29")
def test_a_month_that_goes_day_by_day_adds_up(shop: SmallShop, clock: FrozenClock) -> None:
    ada = person(months_ago(14))
    start = Period(months=13).before(clock.now())
    acts = [viewed(ada, shop.products[0].pk, start + timedelta(days=number)) for number in range(-14, 30)]
    write(*acts, viewed(ada, shop.products[0].pk, start - timedelta(days=14, hours=1)))
    before, total = rollup.months([ada.pk]), rollup.totals(date(2025, 4, 1), clock.now().date())
    for _ in range(30):
        prune_all("events")
        assert rollup.months([ada.pk]) == before
        assert rollup.totals(date(2025, 4, 1), clock.now().date()) == total
        clock.advance(timedelta(days=1))
    rebuild([ada.pk], at=clock.now())
    assert rollup.months([ada.pk]) == before


@pytest.mark.row("A29")
def test_a_rebuild_after_the_removal_finds_what_a_rebuild_before_it_found(
    shop: SmallShop, clock: FrozenClock
) -> None:
    ada = person(months_ago(24), user="1")
    for number, product in enumerate(shop.products * 3):
        write(viewed(ada, product.pk, months_ago(22, hours=number)))
        write(viewed(ada, product.pk, months_ago(3, hours=number)))
    write(
        searched(ada, "old words", months_ago(21)),
        searched(ada, "new words", months_ago(2)),
        ordered(ada, "o-1", [shop.products[0].pk, shop.products[4].pk], months_ago(20), total="152.20"),
        ordered(ada, "o-2", [shop.products[0].pk], months_ago(2), total="8.10"),
    )
    rebuild([ada.pk], at=clock.now())
    before, months = known_of(ada), rollup.months([ada.pk])
    recent = [row for row in counters_of(ada) if row[3] >= date(2025, 5, 15)]
    bought = [row for row in counters_of(ada) if row[3] == months_ago(20).date()]

    assert prune_all("events")["events"] == len(shop.products) * 3 + 2
    assert known_of(ada) == before
    rebuild([ada.pk], at=clock.now())
    assert known_of(ada) == before
    assert rollup.months([ada.pk]) == months
    after = counters_of(ada)
    assert [row for row in after if row[3] >= date(2025, 5, 15)] == recent
    assert [row for row in after if row[3] == months_ago(20).date()] == bought
    assert {row[3].day for row in after if row[3] < date(2025, 5, 15) and row not in bought} == {1}


@pytest.mark.row("A27")
def test_an_undone_merger_gives_back_the_sums_of_events_that_are_gone(
    shop: SmallShop, clock: FrozenClock
) -> None:
    known, browser = person(months_ago(24), user="1"), person(months_ago(24), browser="b1")
    write(
        viewed(known, shop.products[0].pk, months_ago(20)),
        viewed(browser, shop.products[0].pk, months_ago(20)),
        viewed(browser, shop.products[1].pk, months_ago(20, hours=1)),
        viewed(browser, shop.products[2].pk, months_ago(2)),
    )
    for profile in (known, browser):
        rebuild([profile.pk], at=clock.now())
    before = {one.pk: (known_of(one), rollup.months([one.pk])) for one in (known, browser)}
    record = merge.merge(known, browser, reason="login", at=clock.now())
    assert record is not None
    together = rollup.months([known.pk])
    assert prune_all("events")["events"] == 3
    assert rollup.months([known.pk]) == together
    assert set(PastCounter.objects.values_list("owner", flat=True)) == {known.pk}

    merge.undo(record, at=clock.now())
    for one in (known, browser):
        assert (known_of(one), rollup.months([one.pk])) == before[one.pk]


def test_a_merger_after_the_removal_adds_both_pasts_and_can_be_undone(
    shop: SmallShop, clock: FrozenClock
) -> None:
    known, browser = person(months_ago(24), user="1"), person(months_ago(24), browser="b1")
    write(
        viewed(known, shop.products[0].pk, months_ago(20)),
        viewed(browser, shop.products[0].pk, months_ago(20)),
        ordered(browser, "o-1", [shop.products[1].pk], months_ago(19)),
    )
    prune_all("events")
    before = {one.pk: (known_of(one), rollup.months([one.pk])) for one in (known, browser)}
    record = merge.merge(known, browser, reason="login", at=clock.now())
    assert record is not None
    rebuild([known.pk], at=clock.now())
    assert snapshots.load(known.pk).counts == {"product_viewed": 2, "order_completed": 1}
    assert rollup.months([known.pk])[months_ago(20).date().replace(day=1), "product_viewed", ""].count == 2
    merge.undo(record, at=clock.now())
    assert {one.pk: (known_of(one), rollup.months([one.pk])) for one in (known, browser)} == before


def test_cancelling_an_order_whose_event_is_gone_takes_its_money_back(
    shop: SmallShop, clock: FrozenClock
) -> None:
    ada = person(months_ago(24), user="1")
    bought = shop.products[0].pk
    write(ordered(ada, "o-1", [bought], months_ago(20), total="30.00"))
    prune_all("events")
    cancelled = ordered(ada, "o-1", [bought], clock.now(), total="30.00")
    from dataclasses import replace

    from django_personalize.events.draft import derived_id

    write(replace(cancelled, name="order_cancelled", event_id=derived_id("order_cancelled", "o-1")))
    rebuild([ada.pk], at=clock.now())
    snapshot = snapshots.load(ada.pk)
    assert (snapshot.orders, snapshot.spend, snapshot.bought) == (0, {"EUR": Decimal("0.00")}, [])


@pytest.mark.trust("T-008")
def test_whoever_withdraws_loses_what_was_concluded_from_orders_that_are_gone(
    shop: SmallShop, clock: FrozenClock
) -> None:
    ada = person(months_ago(15), user="1")
    write(ordered(ada, "o-1", [shop.products[0].pk], months_ago(14)))
    prune_all("events")
    assert not Event.objects.exists()
    assert known_of(ada)["affinities"]
    ledger.record(ada.pk, {"personalization": "withdrawn"}, at=clock.now(), evidence=EVIDENCE)
    assert known_of(ada)["affinities"] == {}
    assert snapshots.load(ada.pk).orders == 1
    ledger.record(ada.pk, {"personalization": "granted"}, at=clock.now(), evidence=EVIDENCE)
    assert known_of(ada)["affinities"] == {}


@pytest.mark.trust("T-024")
def test_nothing_of_a_held_person_goes_and_all_of_it_when_the_hold_ends(
    shop: SmallShop, clock: FrozenClock
) -> None:
    held, free = person(months_ago(24), user="1"), person(months_ago(24), user="2")
    taken_in = person(months_ago(24), browser="b")
    write(
        viewed(held, 1, months_ago(20)), viewed(free, 1, months_ago(20)), viewed(taken_in, 1, months_ago(21))
    )
    merge.merge(held, taken_in, reason="login", at=clock.now())
    hold = holds.place(taken_in, reason="court order 4 C 12/26", by="staff:1", at=clock.now())
    assert holds.held(clock.now()) == {held.pk, taken_in.pk}
    assert prune_all("events") == {"events": 1}
    assert set(Event.objects.values_list("owner", flat=True)) == {held.pk}
    holds.release(hold, by="staff:1", at=clock.now())
    assert prune_all("events") == {"events": 2}


def test_a_hold_with_a_last_day_ends_by_itself(shop: SmallShop, clock: FrozenClock) -> None:
    ada = person(clock.now())
    holds.place(ada, reason="claim", by="staff:1", at=clock.now(), until=date(2026, 6, 20))
    clock.advance(timedelta(days=5))
    assert holds.held(clock.now()) == {ada.pk}
    clock.advance(timedelta(days=1))
    assert holds.held(clock.now()) == set()


def test_the_orders_of_guests_go_too_and_their_sums_stay(shop: SmallShop, clock: FrozenClock) -> None:
    write(ordered(None, "g-1", [shop.products[0].pk], months_ago(20), total="12.50", basis="contract"))
    assert rollup.order_sums() == {"EUR": Decimal("12.50")}
    assert prune_all("events") == {"events": 1}
    assert rollup.order_sums() == {"EUR": Decimal("12.50")}
    assert PrunedEvent.objects.get().day == months_ago(20).date()


def test_a_person_of_a_thousand_events_a_month_goes_day_by_day(
    shop: SmallShop, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django_personalize.core import retention as core
    from django_personalize.events import removal

    monkeypatch.setattr(removal, "_FIRST", 5)
    monkeypatch.setattr(removal, "_MOST", 5)
    monkeypatch.setattr(removal, "_LEAST", 5)
    ada = person(months_ago(24))
    write(*(viewed(ada, 1, months_ago(20, hours=6 * number)) for number in range(40)))
    steps = [
        step.removed
        for step in removal.batches(Period(months=13).before(clock.now()), clock.now(), "")
        if step.removed
    ]
    assert sum(steps) == 40
    assert max(steps) <= 8
    assert PastCounter.objects.get(object="").count == 40
    assert core.CLASSES["events"].count(Period(months=13).before(clock.now()), clock.now()) == 0


def test_events_that_arrive_late_are_added_to_the_sums_that_stand(
    shop: SmallShop, clock: FrozenClock
) -> None:
    ada = person(months_ago(24))
    write(viewed(ada, 1, months_ago(20)))
    prune_all("events")
    write(viewed(ada, 2, months_ago(20)), viewed(ada, 2, months_ago(23)))
    expected = rollup.months([ada.pk])
    assert expected[months_ago(20).date().replace(day=1), "product_viewed", ""].count == 2
    prune_all("events")
    assert rollup.months([ada.pk]) == expected
    assert PastState.objects.get().data["counts"] == {"product_viewed": 3}


def test_expired_events_are_found_by_the_index(shop: SmallShop, clock: FrozenClock) -> None:
    from django_personalize.events import removal

    ada = person(months_ago(24))
    write(viewed(ada, 1, months_ago(20)))
    limit = Period(months=13).before(clock.now())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Three rows are read faster without any index.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = removal._expired("product_viewed", limit, set()).explain()
    assert "personalize_event_name" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


def test_a_run_with_nothing_to_do_asks_little(shop: SmallShop, clock: FrozenClock) -> None:
    ada = person(months_ago(3))
    write(viewed(ada, 1, months_ago(2)))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert prune_all("events") == {"events": 0}
    assert len(asked) <= 10


def test_the_removal_changes_no_snapshot(shop: SmallShop, clock: FrozenClock) -> None:
    ada = person(months_ago(24))
    write(viewed(ada, 1, months_ago(20)))
    before = Snapshot.objects.values().get()
    prune_all("events")
    assert Snapshot.objects.values().get() == before
    assert DayTotal.objects.filter(name="product_viewed", object="").get().count == 1
