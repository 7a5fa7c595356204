"""The ledger and its gate: what was said stays said, and every doubt is a no."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from django_personalize.consent import gate, ledger
from django_personalize.consent.models import ConsentRecord, LedgerIsAppendOnly
from django_personalize.consent.purposes import PURPOSES, UnknownPurpose
from django_personalize.profiles import identify
from django_personalize.testing import FrozenClock

EVIDENCE = ledger.Evidence(
    "We remember what you look at.", "1", "en", "/", "banner", details={"request": "r1"}, gpc=False
)

pytestmark = pytest.mark.django_db


@pytest.mark.trust("T-003")
@pytest.mark.parametrize(("granted", "other"), list(permutations(PURPOSES, 2)))
def test_granting_one_purpose_never_allows_another(clock: FrozenClock, granted: str, other: str) -> None:
    profile = identify.create(at=clock.now())
    ledger.record(profile.pk, {granted: "granted"}, at=clock.now(), evidence=EVIDENCE)
    assert gate.allowed(profile.pk, granted, at=clock.now())
    assert not gate.allowed(profile.pk, other, at=clock.now())


@pytest.mark.trust("T-004")
@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ({}, "never asked"),
        ({"analytics": ["denied", 1, None]}, "denied"),
        ({"analytics": ["withdrawn", 1, None]}, "withdrawn"),
        ({"analytics": ["granted", 1, 2]}, "expired"),
        ({"analytics": ["granted"]}, "unreadable"),
        ({"analytics": "granted"}, "unreadable"),
        ({"analytics": ["granted", "x", None]}, "unreadable"),
        ({"analytics": ["granted", 1, "soon"]}, "unreadable"),
        ({"analytics": ["GRANTED", 1, None]}, "denied"),
    ],
)
def test_every_doubt_is_a_no(clock: FrozenClock, state: dict[str, object], reason: str) -> None:
    assert gate.judge(state, "analytics", at=clock.now()) == gate.Verdict(False, reason)


def test_a_grant_ends_after_its_lifetime(clock: FrozenClock) -> None:
    profile = identify.create(at=clock.now())
    ledger.record(profile.pk, {"analytics": "granted"}, at=clock.now(), evidence=EVIDENCE)
    assert gate.allowed(profile.pk, "analytics", at=clock.now() + timedelta(days=729))
    assert not gate.allowed(profile.pk, "analytics", at=clock.now() + timedelta(days=730))


@pytest.mark.trust("T-007")
def test_a_record_can_be_neither_changed_nor_deleted(clock: FrozenClock) -> None:
    profile = identify.create(at=clock.now())
    (row,) = ledger.record(profile.pk, {"analytics": "granted"}, at=clock.now(), evidence=EVIDENCE)
    row.status = "denied"
    with pytest.raises(LedgerIsAppendOnly):
        row.save()
    with pytest.raises(LedgerIsAppendOnly):
        row.delete()
    with pytest.raises(LedgerIsAppendOnly):
        ConsentRecord.objects.update(status="denied")
    with pytest.raises(LedgerIsAppendOnly):
        ConsentRecord.objects.all().delete()
    assert ConsentRecord.objects.get().status == "granted"


@pytest.mark.trust("T-006")
def test_a_record_holds_the_words_and_the_evidence(clock: FrozenClock) -> None:
    profile = identify.create(at=clock.now())
    ledger.record(profile.pk, {"analytics": "granted"}, at=clock.now(), evidence=EVIDENCE)
    row = ConsentRecord.objects.get()
    assert (row.wording, row.language, row.method, row.actor) == (
        "We remember what you look at.",
        "en",
        "banner",
        "person",
    )
    assert (row.evidence, row.gpc, row.at) == ({"request": "r1"}, False, clock.now())


def test_an_unknown_purpose_names_those_that_exist(clock: FrozenClock) -> None:
    profile = identify.create(at=clock.now())
    with pytest.raises(UnknownPurpose, match="must be one of: analytics, personalization"):
        ledger.record(profile.pk, {"everything": "granted"}, at=clock.now(), evidence=EVIDENCE)
    assert not ConsentRecord.objects.exists()
