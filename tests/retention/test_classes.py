"""Every class of data has an end, every table of people a class."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.test import override_settings

from django_personalize import schedules
from django_personalize.checks import check_personalize
from django_personalize.core.retention import CLASSES, BadPeriod, Period, aged, period
from django_personalize.events.retention import prune
from django_personalize.models import CartState, DaySum, PruneRun, Session
from django_personalize.profiles.lifecycle import HANDLERS
from django_personalize.testing import FrozenClock
from tests.factories import SmallShop
from tests.retention.people import months_ago, person, prune_all, viewed, write

#: Tables in which nobody can be found: the shop's own catalogue, staff's rules, technical state.
NOBODY = {
    "CatalogCategory",
    "CatalogItem",
    "CatalogItemCategory",
    "Heartbeat",
    "PruneRun",
    "Revision",
    "Segment",
    "SegmentVersion",
    "WebhookEndpoint",
    "ApiToken",
}


def settings(**changes: Any) -> Any:
    return override_settings(PERSONALIZE={**django_settings.PERSONALIZE, **changes})


def messages() -> list[tuple[str, str, str]]:
    return [
        (str(one.id), str(one.msg), str(one.hint))
        for one in check_personalize()
        if str(one.id).startswith("personalize.E04")
    ]


@pytest.mark.trust("T-023")
def test_every_table_that_may_hold_people_is_in_exactly_one_class() -> None:
    placed = [table.__name__ for found in CLASSES.values() for table in found.tables]
    assert len(placed) == len(set(placed))
    # What has no class of its own and belongs to a person lives and goes with the person.
    personal = {handler.model.__name__ for handler in HANDLERS.values()}
    tables = {model.__name__ for model in apps.get_app_config("django_personalize").get_models()}
    assert tables - set(placed) - personal == NOBODY


@pytest.mark.trust("T-023")
def test_every_class_has_an_end_by_default() -> None:
    lengths = {name: str(CLASSES[name].kept) for name in CLASSES}
    assert lengths == lengths | {
        "events": "13 months",
        "anonymous": "13 months",
        "prospects": "36 months",
        "customers": "36 months",
        "consents": "36 months",
        "consent_evidence": "36 months",
        "carts": "90 days",
    }
    assert all(found.kept is not None for found in CLASSES.values())
    assert messages() == []


@pytest.mark.trust("T-023")
def test_a_class_without_an_end_is_an_error_unless_it_is_allowed_by_name() -> None:
    with settings(RETENTION={"events": None}):
        ((number, text, hint),) = messages()
        assert number == "personalize.E042"
        assert "kept without an end" in text
        assert '"ALLOW_UNLIMITED": ["events"]' in hint
    with settings(RETENTION={"events": None}, ALLOW_UNLIMITED=["events"]):
        assert messages() == []
    with settings(RETENTION={"events": None}, ALLOW_UNLIMITED=["carts"]):
        assert [number for number, _, _ in messages()] == ["personalize.E042"]


def test_an_unknown_class_is_named_with_its_nearest() -> None:
    with settings(RETENTION={"event": "6 months"}, ALLOW_UNLIMITED=["cart"]):
        assert [(number, hint) for number, _, hint in messages()] == [
            ("personalize.E040", "Did you mean 'events'?"),
            ("personalize.E040", "Did you mean 'carts'?"),
        ]


@pytest.mark.parametrize(
    "given", ["soon", "", "13", "0 days", "-1 days", 0, -5, True, 1.5, ["1 day"], "2000 months"]
)
def test_a_length_that_nobody_can_read_is_an_error(given: object) -> None:
    with pytest.raises(BadPeriod, match='give "13 months"'):
        period(given)
    with settings(RETENTION={"events": given}):
        assert [number for number, _, _ in messages()] == ["personalize.E041"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("13 months", Period(months=13)),
        ("1 Month", Period(months=1)),
        ("2 years", Period(months=24)),
        ("400 days", Period(days=400)),
        (90, Period(days=90)),
        (timedelta(days=7), Period(days=7)),
    ],
)
def test_lengths_are_text_numbers_of_days_or_timedeltas(given: object, expected: Period) -> None:
    assert period(given) == expected


@pytest.mark.parametrize(
    ("at", "months", "expected"),
    [
        (datetime(2026, 3, 31, 12, tzinfo=UTC), 13, date(2025, 2, 28)),
        (datetime(2025, 3, 31, 12, tzinfo=UTC), 13, date(2024, 2, 29)),
        (datetime(2026, 1, 15, 12, tzinfo=UTC), 1, date(2025, 12, 15)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), 12, date(2026, 1, 1)),
    ],
)
def test_months_are_calendar_months_of_the_shops_zone(at: datetime, months: int, expected: date) -> None:
    from django_personalize.core import clock

    assert clock.day_of(Period(months=months).before(at)) == expected


@pytest.mark.django_db
def test_a_shorter_length_counts_at_once(shop: SmallShop, clock: FrozenClock) -> None:
    ada = person(months_ago(6))
    write(viewed(ada, 1, months_ago(4)))
    assert prune_all("events") == {"events": 0}
    with settings(RETENTION={"events": "90 days"}):
        assert prune_all("events") == {"events": 1}


@pytest.mark.django_db
@pytest.mark.trust("T-024")
@pytest.mark.parametrize("name", ["carts", "sessions", "day_sums"])
def test_rows_go_by_the_boundary_of_their_class(shop: SmallShop, clock: FrozenClock, name: str) -> None:
    found = CLASSES[name]
    assert found.kept is not None
    limit = found.kept.before(clock.now())
    who = person(clock.now())
    for moment in (limit - timedelta(days=1), limit + timedelta(days=1)):
        match name:
            case "carts":
                CartState.objects.create(cart_key=str(moment), profile=who, updated_at=moment)
            case "sessions":
                Session.objects.create(
                    profile=who,
                    origin=who,
                    started_at=moment - timedelta(minutes=5),
                    last_seen_at=moment,
                    channel="direct",
                )
            case _:
                DaySum.objects.create(day=moment.date(), name="product_viewed", count=1)
    assert found.count(limit, clock.now()) == 1
    assert prune_all(name) == {name: 1}
    assert prune_all(name) == {name: 0}
    assert found.tables[0]._base_manager.count() == 1


@pytest.mark.django_db
def test_a_package_registers_its_own_class_in_one_line(shop: SmallShop, clock: FrozenClock) -> None:
    own = aged("visits_of_the_test", Session, "last_seen_at", "30 days", age="the last page")
    who = person(clock.now())
    for days in (29, 31):
        moment = clock.now() - timedelta(days=days)
        Session.objects.create(
            profile=who, origin=who, started_at=moment, last_seen_at=moment, channel="direct"
        )
    with CLASSES.temporarily(own.name, own):
        assert prune_all(own.name) == {own.name: 1}


@pytest.mark.django_db
def test_a_dry_run_counts_and_changes_nothing(shop: SmallShop, clock: FrozenClock) -> None:
    ada = person(months_ago(20), browser="a")
    write(viewed(ada, 1, months_ago(15)))
    told = StringIO()
    call_command("personalize_prune", "--dry-run", stdout=told)
    lines = told.getvalue().splitlines()
    assert "events: 1 older than 13 months (before 2025-05-15)" in lines
    assert "anonymous: 1 older than 13 months (before 2025-05-15)" in lines
    assert not PruneRun.objects.exists()


@pytest.mark.django_db
def test_the_command_says_what_it_removed_by_class(shop: SmallShop, clock: FrozenClock) -> None:
    ada = person(months_ago(20), browser="a")
    write(viewed(ada, 1, months_ago(15)))
    told = StringIO()
    call_command("personalize_prune", stdout=told)
    assert "events: 1 removed, older than 13 months (before 2025-05-15)" in told.getvalue().splitlines()
    assert PruneRun.objects.get(data_class="events").removed == 1
    told = StringIO()
    call_command("personalize_prune", "--only", "events", verbosity=0, stdout=told)
    assert told.getvalue() == ""


@pytest.mark.django_db
def test_an_unknown_class_is_refused_with_the_known_ones() -> None:
    with pytest.raises(CommandError, match=r"--only 'evnts' is no class of data; known are: .*events"):
        call_command("personalize_prune", "--only", "evnts")


@pytest.mark.django_db
def test_a_run_out_of_time_goes_on_where_it_stopped(
    shop: SmallShop, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django_personalize.tracking import departures

    monkeypatch.setattr(departures, "_AT_ONCE", 1)
    people = [person(months_ago(20), browser=str(number)) for number in range(3)]
    first = list(prune(at=clock.now(), only=["anonymous"], seconds=0))
    assert [(step.removed, step.done) for step in first] == [(1, False)]
    rest = list(prune(at=clock.now(), only=["anonymous"], anew=False))
    assert (rest[-1].removed, rest[-1].done) == (3, True)
    assert len(people) == 3
    assert list(prune(at=clock.now(), only=["anonymous"], anew=False)) == []


@pytest.mark.django_db
@pytest.mark.trust("T-024")
def test_the_tick_removes_what_is_too_old_once_a_day(shop: SmallShop, clock: FrozenClock) -> None:
    ada = person(months_ago(20), user="1")
    write(viewed(ada, 1, months_ago(15)))
    results = {ran.name: ran.result for ran in schedules.run_due(all_jobs=True)}
    assert results["data.prune"] == "removed by age: 1 events"
    clock.advance(timedelta(minutes=10))
    results = {ran.name: ran.result for ran in schedules.run_due()}
    assert results["data.prune"] == "removed by age: nothing"


def test_the_table_of_the_docs_names_every_class_with_its_default() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "keep-data-tidy.md"
    told: dict[str, str] = {}
    for line in page.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) == 5 and cells[0].startswith("`"):
            names, lengths = re.findall(r"`(\w+)`", cells[0]), cells[2].split(", ")
            told |= dict(zip(names, lengths if len(lengths) > 1 else lengths * len(names), strict=True))
    assert told == {name: found.default for name, found in ((name, CLASSES[name]) for name in CLASSES)}
