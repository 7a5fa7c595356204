"""Every shipped condition keeps the contract, on the crowd and on whichever database the run uses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import pytest

from django_personalize.segments import authoring
from django_personalize.segments.conditions import shipped
from django_personalize.segments.conditions.base import registry
from django_personalize.segments.conditions.shipped import (
    Account,
    Allows,
    Anniversary,
    Between,
    CameBy,
    Did,
    FirstDid,
    Hours,
    InSegment,
    LastDid,
    Likes,
    Orders,
    Season,
    Spend,
    TraitDay,
    TraitFlag,
    TraitKnown,
    TraitNumber,
    TraitText,
    Uses,
    Weekday,
)
from django_personalize.segments.models import Segment
from django_personalize.segments.spans import Span
from django_personalize.testing import NOON, ConditionContract

VIEWED = ("product_viewed",)
ORDERED = ("order_completed",)


@pytest.mark.django_db
class TestDid(ConditionContract):
    examples = (
        Did(VIEWED),
        Did(VIEWED, times=3),
        Did(VIEWED, "category", "4", within=Span(30, "days")),
        Did(VIEWED, "category", "A"),
        Did(VIEWED, "brand", "Acme", often="at_most", times=2),
        Did((*VIEWED, "products_searched"), often="exactly", times=3),
        Did(("products_searched",), "query", "Red  DRESS", within=Span(1, "years")),
        Did(("products_searched",), "no_result", within=Span(10, "months")),
        Did(("session_started",), often="exactly", times=0),
    )
    refused = (
        {},
        {"events": []},
        {"events": ["no_such_event"]},
        {"events": ["product_viewed"], "times": -1},
        {"events": ["product_viewed"], "times": True},
        {"events": ["product_viewed"], "about": "category"},
        {"events": ["product_viewed"], "value": "4"},
        {"events": ["products_searched"], "about": "no_result", "value": "x"},
        {"events": ["product_viewed"], "within": {"n": 0, "unit": "days"}},
        {"events": ["product_viewed"], "within": {"n": 10**9, "unit": "days"}},
        {"events": ["product_viewed"], "within": 30},
        {"events": ["product_viewed\x00"]},
    )


@pytest.mark.django_db
class TestLastDid(ConditionContract):
    examples = (
        LastDid(ORDERED, ago=Span(10, "months")),
        LastDid(("session_started",), when="less_than", ago=Span(7, "days")),
        LastDid(VIEWED, "category", "4", ago=Span(30, "days")),
    )


@pytest.mark.django_db
class TestFirstDid(ConditionContract):
    examples = (
        FirstDid(("session_started",), ago=Span(30, "days")),
        FirstDid(VIEWED, when="more_than", ago=Span(1, "years")),
    )


@pytest.mark.django_db
class TestOrders(ConditionContract):
    examples = (
        Orders(),
        Orders("at_least", 2),
        Orders("at_most", 0),
        Orders("equals", 1),
        Orders("less_than", 3),
        Orders("more_than", 1),
    )
    refused = ({"compare": "about"}, {"number": 1.5}, {"number": "1"})


@pytest.mark.django_db
class TestSpend(ConditionContract):
    size = 200
    examples = (
        Spend(Decimal("0.3"), "EUR"),
        Spend(Decimal("20.09"), "EUR", "more_than"),
        Spend(Decimal(0), "EUR", "at_most"),
        Spend(Decimal(0), "EUR", "equals"),
    )
    refused = (
        {"amount": "1", "currency": "eur"},
        {"amount": "1", "currency": "€"},
        {"amount": "NaN", "currency": "EUR"},
        {"amount": float("nan"), "currency": "EUR"},
        {"amount": float("inf"), "currency": "EUR"},
        {"amount": "1e400", "currency": "EUR"},
        {"amount": "0.00001", "currency": "EUR"},
        {"amount": -1, "currency": "EUR"},
        {"amount": "1; DROP TABLE", "currency": "EUR"},
        {"amount": "9" * 5000, "currency": "EUR"},
    )


@pytest.mark.django_db
class TestTraitKnown(ConditionContract):
    examples = (TraitKnown("gender"), TraitKnown("mixed"))


@pytest.mark.django_db
@pytest.mark.row("B7")
class TestTraitText(ConditionContract):
    examples = (
        TraitText("gender", ("f",)),
        TraitText("gender", ("F", "Größe")),
        TraitText("gender", ("f ",)),
        TraitText("gender", ("Gr", "ün", "Ü"), "starts_with"),
        TraitText("gender", ("0%", "_"), "contains"),
        TraitText("gender", ("🙂",), "contains"),
        TraitText("mixed", ("f",)),
    )
    refused = (
        {"name": "gender", "values": []},
        {"name": "gender", "values": [""]},
        {"name": "gender", "values": "f"},
        {"name": "gender", "values": [None]},
        {"name": "gender", "values": ["\ud800"]},
        {"name": "gender", "values": ["x" * 256]},
        {"name": "gender", "values": ["f"], "how": "regex"},
        {"name": {"$ne": 1}, "values": ["f"]},
    )


@pytest.mark.django_db
class TestTraitNumber(ConditionContract):
    examples = (
        TraitNumber("size", Decimal("0.3")),
        TraitNumber("size", Decimal("0.3"), "equals"),
        TraitNumber("size", Decimal(0), "less_than"),
        TraitNumber("mixed", Decimal(-4), "more_than"),
    )


@pytest.mark.django_db
class TestTraitFlag(ConditionContract):
    examples = (TraitFlag("vip"), TraitFlag("vip", False), TraitFlag("mixed"))


@pytest.mark.django_db
class TestTraitDay(ConditionContract):
    examples = (
        TraitDay("birthday", date(1992, 2, 29)),
        TraitDay("birthday", date(1992, 2, 29), "before"),
        TraitDay("birthday", NOON.date(), "after"),
    )
    refused = (
        {"name": "birthday", "day": "2026-02-30"},
        {"name": "birthday", "day": "0001-01-01"},
        {"name": "birthday", "day": 20260615},
    )


@pytest.mark.django_db
class TestAnniversary(ConditionContract):
    examples = (Anniversary("birthday"), Anniversary("birthday", 40))


@pytest.mark.django_db
class TestAccount(ConditionContract):
    examples = (Account(),)


@pytest.mark.django_db
class TestAllows(ConditionContract):
    examples = (Allows("personalization"), Allows("marketing_email"))
    refused = ({"purpose": "everything"},)


@pytest.mark.django_db
@pytest.mark.row("B5")
class TestLikes(ConditionContract):
    examples = (
        Likes("category", "4", score=Decimal(1)),
        Likes("category", "4", top=1),
        Likes("brand", "Acme", score=Decimal("0.5"), top=1),
        Likes("attribute:colour", "red", score=Decimal(4)),
    )
    refused = (
        {"kind": "category", "value": "4"},
        {"kind": "planet", "value": "4", "top": 1},
        {"kind": "category", "value": "4", "top": 0},
    )


@pytest.mark.django_db
@pytest.mark.row("B11")
class TestCameBy(ConditionContract):
    examples = (
        CameBy("channel", ("direct", "email")),
        CameBy("channel", ("paid_search",), "first"),
        CameBy("campaign", ("spring",)),
        CameBy("device", ("phone",)),
        CameBy("language", ("de",), "first"),
    )
    refused = ({"what": "password", "values": ["x"]},)


@pytest.mark.django_db
@pytest.mark.row("B15")
class TestUses(ConditionContract):
    examples = (Uses("device", ("phone",)),)


@pytest.mark.django_db
class TestWeekday(ConditionContract):
    examples = (Weekday(("mon",)), Weekday(("sat", "sun")))
    refused = ({"days": []}, {"days": ["someday"]})


@pytest.mark.django_db
class TestHours(ConditionContract):
    examples = (Hours(12, 13), Hours(13, 12))
    refused = ({"start": 5, "end": 5}, {"start": 24, "end": 3})


@pytest.mark.django_db
class TestBetween(ConditionContract):
    examples = (
        Between(NOON.date(), NOON.date()),
        Between(None, date(2026, 6, 14)),
        Between(date(2026, 6, 16)),
    )
    refused = ({}, {"first": "2026-06-15", "last": "2026-06-14"})


@pytest.mark.django_db
@pytest.mark.row("A8")
class TestSeason(ConditionContract):
    examples = (Season(("summer",)), Season(("winter",), "south"), Season(("winter",)))


@pytest.mark.django_db
@pytest.mark.row("B16")
class TestInSegment(ConditionContract):
    examples = (InSegment("viewers"), InSegment("friends"))

    @pytest.fixture(autouse=True)
    def _segments(self) -> None:
        authoring.save_rule("viewers", {"did": {"events": ["product_viewed"]}}, actor="test", at=NOON)
        Segment.objects.create(slug="friends", name="Friends", kind="list", changed_at=NOON)

    def populate(self, profile_ids: Sequence[int], at: datetime) -> None:
        authoring.add_to_list(Segment.objects.get(slug="friends"), profile_ids[::3], at=at)


def test_every_shipped_condition_has_a_contract_here() -> None:
    tested = {
        type(case.examples[0]).key
        for case in ConditionContract.__subclasses__()
        if case.__module__ == __name__
    }
    assert tested == {getattr(shipped, name).key for name in shipped.__all__}
    assert tested <= set(registry)
