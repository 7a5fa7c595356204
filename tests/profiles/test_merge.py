"""Two profiles that turn out to be one person, and two that do not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q

from django_personalize.consent import gate, ledger
from django_personalize.events.draft import EventDraft
from django_personalize.events.ingest import ingest
from django_personalize.models import (
    Affinity,
    ConsentRecord,
    Event,
    EventCounter,
    Identity,
    MergeRecord,
    Profile,
    Snapshot,
    Trait,
)
from django_personalize.profiles import identify, merge, snapshots, traits
from django_personalize.testing import FrozenClock
from tests.factories import SmallShop

EVIDENCE = ledger.Evidence("words", "1", "en", "/", "banner")


def person(at: datetime, *, user_key: str = "", browser: str = "", allows: bool = True) -> Profile:
    profile = identify.create(at=at)
    if user_key:
        identify.attach(profile, Identity.Kind.USER, user_key, verified=True, at=at)
    if browser:
        identify.attach(profile, Identity.Kind.VISITOR, browser, verified=True, at=at)
    if allows:
        ledger.record(profile.pk, {"personalization": "granted"}, at=at, evidence=EVIDENCE)
    return profile


def view(profile: Profile, product: str, at: datetime) -> EventDraft:
    return EventDraft("product_viewed", profile.pk, at, {"product": {"product_id": product}})


def state(*profiles: Profile) -> dict[str, object]:
    """Everything a merge may touch, comparable."""
    ids = [profile.pk for profile in profiles]
    return {
        "events": sorted(Event.objects.filter(owner_id__in=ids).values_list("pk", "owner_id")),
        "counters": sorted(
            EventCounter.objects.filter(profile_id__in=ids).values_list(
                "profile_id", "name", "object", "day", "count", "value"
            )
        ),
        "affinities": sorted(
            (row.profile_id, row.kind, row.value, row.events, f"{row.weight:.6e}")
            for row in Affinity.objects.filter(profile_id__in=ids)
        ),
        "identities": sorted(Identity.objects.filter(profile_id__in=ids).values_list("pk", "profile_id")),
        "traits": sorted(
            Trait.objects.filter(profile_id__in=ids).values_list("profile_id", "name", "source", "text")
        ),
        "viewed": {pk: snapshots.load(pk).data.get("viewed") for pk in ids},
        "counts": {pk: snapshots.load(pk).data.get("counts") for pk in ids},
        "consents": sorted(
            ConsentRecord.objects.filter(profile_id__in=ids).values_list("pk", "profile_id", "status")
        ),
    }


@pytest.mark.row("A27")
def test_a_merge_moves_history_and_undo_gives_it_back(shop: SmallShop, clock: FrozenClock) -> None:
    at = clock.now()
    products = [str(product.pk) for product in shop.products]
    known = person(at, user_key="7")
    browser = person(at, browser="b1")
    traits.write(known.pk, {"country": "DE"}, source=Trait.Source.SHOP, at=at)
    traits.write(browser.pk, {"language": "hu"}, source=Trait.Source.OBSERVED, at=at)
    ingest([view(known, products[0], at), view(known, products[1], at)], at=at)
    ingest([view(browser, products[1], at + timedelta(minutes=1)), view(browser, products[4], at)], at=at)
    before = state(known, browser)

    record = merge.merge(known, browser, reason="login", at=at)
    assert record is not None
    merged = snapshots.load(known.pk)
    assert {seen.key for seen in merged.viewed} == {products[0], products[1], products[4]}
    assert merged.viewed[0].key == products[1]
    assert merged.counts["product_viewed"] == 4
    assert Event.objects.filter(owner=known).count() == 4
    assert EventCounter.objects.get(profile=known, object=f"product:{products[1]}").count == 2
    assert identify.find(Identity.Kind.VISITOR, "b1") == known
    assert set(traits.known(known.pk, at=at)) == {"country", "language"}

    merge.undo(record, at=at)
    assert state(known, browser) == before
    assert identify.find(Identity.Kind.VISITOR, "b1") == browser


@pytest.mark.row("A14")
def test_merged_affinities_equal_those_of_one_person_who_did_it_all(
    shop: SmallShop, clock: FrozenClock
) -> None:
    at = clock.now()
    keys = [str(product.pk) for product in shop.products]
    both, left, right = (person(at) for _ in range(3))
    days = [timedelta(days=day) for day in range(6)]
    for number, (key, day) in enumerate(zip(keys, days, strict=True)):
        ingest([view(both, key, at - day), view((left, right)[number % 2], key, at - day)], at=at)
    merge.merge(left, right, reason="login", at=at)
    one = {(row.kind, row.value): row.weight for row in both.affinities.all()}
    two = {(row.kind, row.value): row.weight for row in left.affinities.all()}
    assert two == pytest.approx(one)


@pytest.mark.trust("T-819")
def test_merging_the_same_two_again_changes_nothing(shop: SmallShop, clock: FrozenClock) -> None:
    at = clock.now()
    known, browser = person(at, user_key="7"), person(at, browser="b1")
    assert merge.merge(known, browser, reason="login", at=at) is not None
    assert merge.merge(known, browser, reason="login", at=at) is None
    assert MergeRecord.objects.count() == 1


def test_two_customers_are_never_one_person(shop: SmallShop, clock: FrozenClock) -> None:
    at = clock.now()
    with pytest.raises(merge.CannotMerge, match="two customers are never one person"):
        merge.merge(person(at, user_key="1"), person(at, user_key="2"), reason="login", at=at)
    assert not Profile.objects.exclude(merged_into=None).exists()


@pytest.mark.parametrize(
    ("mine", "theirs", "allowed"),
    [
        ("granted", "granted", True),
        ("granted", None, True),
        (None, "granted", True),
        ("granted", "denied", False),
        ("denied", "granted", False),
        ("withdrawn", "granted", False),
        (None, None, False),
    ],
)
@pytest.mark.trust("T-040")
def test_an_explicit_no_on_either_side_wins(
    shop: SmallShop, clock: FrozenClock, mine: str | None, theirs: str | None, allowed: bool
) -> None:
    at = clock.now()
    known, browser = person(at, user_key="7", allows=False), person(at, allows=False)
    for profile, status in ((known, mine), (browser, theirs)):
        if status:
            ledger.record(profile.pk, {"personalization": status}, at=at, evidence=EVIDENCE)
    merge.merge(known, browser, reason="login", at=at)
    assert bool(gate.allowed(known.pk, "personalization", at=at)) is allowed


def test_an_event_written_to_a_merged_profile_reaches_the_one_that_took_it_in(
    shop: SmallShop, clock: FrozenClock
) -> None:
    at = clock.now()
    known, browser = person(at, user_key="7"), person(at, browser="b1")
    merge.merge(known, browser, reason="login", at=at)
    ingest([view(browser, str(shop.products[0].pk), at)], at=at)
    assert Event.objects.get().owner == known


def test_people_lock_in_the_order_of_their_ids_those_who_took_them_in_too(
    shop: SmallShop, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = clock.now()
    last, winner, other, loser = (person(at) for _ in range(4))
    merge.merge(winner, loser, reason="test", at=at)
    order: list[int] = []
    locked = snapshots._locked

    def watched(*asked: Any) -> dict[int, Snapshot]:
        rows = locked(*asked)
        order.extend(rows)
        return rows

    monkeypatch.setattr(snapshots, "_locked", watched)
    with transaction.atomic():
        assert {pk: row.pk for pk, row in snapshots.lock([loser.pk], at=at).items()} == {loser.pk: winner.pk}
    assert order == [winner.pk, loser.pk]
    order.clear()
    merge.merge(last, winner, reason="test", at=at)
    order.clear()
    with transaction.atomic():
        rows = snapshots.lock([loser.pk, other.pk], at=at)
    assert {pk: row.pk for pk, row in rows.items()} == {other.pk: other.pk, loser.pk: last.pk}
    assert order == [last.pk, winner.pk, other.pk, loser.pk]


def test_somebody_who_is_merged_while_a_writer_waits_is_followed(
    shop: SmallShop, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = clock.now()
    winner, other, loser = (person(at) for _ in range(3))
    merge.merge(winner, loser, reason="test", at=at)
    monkeypatch.setattr(snapshots, "_moved", lambda asked: (set(), []))
    with transaction.atomic():
        rows = snapshots.lock([loser.pk, other.pk], at=at)
    assert {pk: row.pk for pk, row in rows.items()} == {other.pk: other.pk, loser.pk: winner.pk}


def test_a_writer_for_one_person_locks_in_one_statement(
    shop: SmallShop, clock: FrozenClock, django_assert_num_queries: Any
) -> None:
    one = person(clock.now())
    with transaction.atomic(), django_assert_num_queries(1):
        assert list(snapshots.lock([one.pk], at=clock.now())) == [one.pk]


def test_a_long_history_moves_in_steps_and_nothing_is_lost(
    shop: SmallShop, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge, "AT_ONCE", 10)
    at = clock.now()
    known, browser = person(at, user_key="7"), person(at)
    keys = [str(product.pk) for product in shop.products]
    ingest([view(browser, keys[n % 6], at - timedelta(hours=n)) for n in range(35)], at=at)
    total = sum(EventCounter.objects.filter(object="").values_list("count", flat=True))
    record = merge.merge(known, browser, reason="login", at=at)
    assert record is not None
    assert record.pending
    assert Event.objects.filter(owner=known).count() == 10
    merge.finish_all(at=at)
    assert Event.objects.filter(owner=known).count() == 35
    assert not MergeRecord.objects.get().pending
    counters = EventCounter.objects.filter(profile=known, object="")
    assert sum(counters.values_list("count", flat=True)) == total == 35
    assert not EventCounter.objects.filter(profile=browser).exists()


def test_every_table_with_a_key_to_a_person_takes_part_in_merge_export_and_erasure() -> None:
    from django_personalize.profiles.lifecycle import HANDLERS

    tables: dict[str, set[str]] = {}
    for field in Profile._meta.get_fields(include_hidden=True):
        if field.auto_created and not field.concrete and field.related_model is not Profile:
            tables.setdefault(field.related_model._meta.label, set()).add(field.field.name)  # type: ignore[union-attr]
    handled = {label: {HANDLERS[label].person, *HANDLERS[label].also} for label in HANDLERS}
    assert handled == tables


def test_erasing_every_handled_table_leaves_nothing_of_the_person(
    shop: SmallShop, clock: FrozenClock
) -> None:
    from django_personalize.profiles.lifecycle import HANDLERS

    at = clock.now()
    gone, stays = person(at, browser="b1"), person(at, browser="b2")
    ingest([view(gone, str(shop.products[0].pk), at), view(stays, str(shop.products[0].pk), at)], at=at)
    exported = {label: list(HANDLERS[label].export(gone.pk)) for label in HANDLERS}
    assert exported["django_personalize.Event"][0]["product"] == str(shop.products[0].pk)
    for handler in HANDLERS.values():
        handler.erase(gone.pk)
    for handler in HANDLERS.values():
        assert not handler._rows(gone.pk).exists()
    assert Snapshot.objects.filter(pk=stays.pk).exists()
    assert Event.objects.filter(Q(owner=stays)).count() == 1
