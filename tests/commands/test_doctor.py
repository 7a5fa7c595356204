"""`personalize_doctor`: what is missing, the line that mends it, and an exit code for machines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError
from django.test import override_settings

from django_personalize.core import clock as core_clock
from django_personalize.events import daysums
from django_personalize.events.models import Event
from django_personalize.insights import probes
from django_personalize.insights.health import ERROR, PROBES, Finding, examine
from django_personalize.profiles.models import Profile
from django_personalize.shop.ports import ShopAdapter
from django_personalize.testing import FrozenClock
from django_personalize.tracking.models import Heartbeat, PendingOrder
from example_shop.models import Category
from tests.factories import SmallShop

pytestmark = pytest.mark.django_db


def doctor(**options: Any) -> tuple[str, str]:
    """What the command prints, and its error line ("" when it ends well)."""
    out = StringIO()
    try:
        call_command("personalize_doctor", stdout=out, no_color=True, **options)
    except CommandError as error:
        return out.getvalue(), f"exit {error.returncode}: {error}"
    return out.getvalue(), ""


def report() -> dict[str, list[tuple[str, str, str]]]:
    """Section to its findings (level, text, fix)."""
    text, _ = doctor(json=True)
    sections: dict[str, list[tuple[str, str, str]]] = {}
    for entry in json.loads(text)["findings"]:
        sections.setdefault(entry["section"], []).append((entry["level"], entry["text"], entry["fix"]))
    return sections


@pytest.fixture
def ticked(clock: FrozenClock) -> Heartbeat:
    """A minute ago a tick compared the catalogue."""
    moment = clock.now() - timedelta(minutes=1)
    return Heartbeat.objects.create(job="catalogue.reconcile", started_at=moment, finished_at=moment)


def test_a_healthy_shop_has_no_errors(shop: SmallShop, ticked: Heartbeat) -> None:
    text, failed = doctor()
    assert failed == ""
    assert "0 errors" in text or "All is well." in text
    assert "6 products." in text
    assert "Compared with the shop 60 s ago." in text
    assert "All migrations are applied." in text


def test_the_report_is_one_json_object_for_machines(shop: SmallShop, ticked: Heartbeat) -> None:
    text, failed = doctor(json=True)
    data = json.loads(text)
    assert failed == ""
    assert data["errors"] == 0
    assert {entry["level"] for entry in data["findings"]} <= {"ok", "note", "warning"}
    assert list(dict.fromkeys(entry["section"] for entry in data["findings"])) == [
        "Settings",
        "Migrations",
        "Database",
        "Catalogue",
        "Categories",
        "Shop adapter",
        "Tick",
        "Orders",
        "Pages",
        "Consent",
        "Refused events",
        "Cache",
        "Cookies",
    ]


def test_an_empty_catalogue_is_an_error_with_the_command_that_fills_it(db: None, clock: FrozenClock) -> None:
    text, failed = doctor()
    assert failed == "exit 1: 1 error found."
    assert "The catalogue is empty" in text
    assert "→ python manage.py personalize_sync" in text


@override_settings(PERSONALIZE={"CURENCY": "EUR"})
def test_wrong_settings_are_reported_instead_of_stopping_the_report(shop: SmallShop) -> None:
    text, failed = doctor()
    assert failed
    assert "personalize.E001: PERSONALIZE has the unknown key 'CURENCY'." in " ".join(text.split())
    assert 'Did you mean "CURRENCY"?' in text
    assert "Catalogue" in text


def test_a_line_to_copy_is_never_wrapped(db: None, clock: FrozenClock) -> None:
    text, _ = doctor()
    fixes = [line for line in text.splitlines() if "→" in line]
    assert any(line.endswith("python manage.py personalize_tick") for line in fixes)
    assert max(len(line) for line in text.splitlines() if "→" not in line) <= 112


def test_missing_migrations_end_the_report_with_migrate(
    db: None, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db.migrations.recorder import MigrationRecorder

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda self: {})
    sections = report()
    ((level, text, fix),) = sections["Migrations"]
    assert (level, fix) == ("error", "python manage.py migrate")
    assert "0001" in text
    assert "Catalogue" not in sections


def test_a_catalogue_that_nobody_compared_for_a_day_is_stale(
    shop: SmallShop, ticked: Heartbeat, clock: FrozenClock
) -> None:
    clock.advance(timedelta(hours=25))
    assert report()["Catalogue"][1] == (
        "warning",
        "Last compared with the shop 25 h ago.",
        "python manage.py personalize_sync",
    )


def test_categories_in_a_circle_are_named(shop: SmallShop, ticked: Heartbeat) -> None:
    Category.objects.filter(pk=shop.hardware.pk).update(parent=shop.connectors)
    ((level, text, fix),) = report()["Categories"]
    assert level == "warning"
    assert "are each other's ancestors" in text
    assert "personalize_sync" in fix


def test_a_tick_that_never_ran_comes_with_its_line_for_cron(shop: SmallShop) -> None:
    ((level, text, fix),) = report()["Tick"]
    assert (level, text) == ("warning", "The tick has never run.")
    assert fix.startswith("In the crontab: * * * * *")


def test_a_failing_job_is_an_error(shop: SmallShop, ticked: Heartbeat, clock: FrozenClock) -> None:
    Heartbeat.objects.create(
        job="orders.pending", started_at=clock.now(), finished_at=clock.now(), error="ValueError: no"
    )
    assert report()["Tick"][1][:2] == ("error", "The job orders.pending fails: ValueError: no")
    clock.advance(timedelta(minutes=16))
    assert report()["Tick"][0][:2] == ("warning", "The tick last ran 16 min ago.")


def test_stuck_orders_say_how_long_and_why(shop: SmallShop, ticked: Heartbeat, clock: FrozenClock) -> None:
    at = clock.now()
    for number in range(7):
        PendingOrder.objects.create(
            order_key=str(number),
            created_at=at - timedelta(hours=9 - number),
            attempts=number,
            last_error="AdapterError: no total" if number == 1 else "",
        )
    PendingOrder.objects.create(order_key="fresh", created_at=at)
    rows = [(level, text) for level, text, _ in report()["Orders"]]
    assert rows == [
        ("warning", "Order 0 waits for 9 h: no tick has tried it."),
        ("error", "Order 1 waits for 8 h: AdapterError: no total."),
        ("warning", "Order 2 waits for 7 h: the shop does not show it as placed."),
        ("warning", "Order 3 waits for 6 h: the shop does not show it as placed."),
        ("warning", "Order 4 waits for 5 h: the shop does not show it as placed."),
        ("warning", "2 more orders wait."),
    ]


def _view(
    at: datetime, name: str = "page_viewed", *, url: str = "/", kind: str = "", owner: Any = None
) -> None:
    Event.objects.create(
        scope="test",
        name=name,
        owner=owner,
        occurred_at=at,
        received_at=at,
        source="server",
        basis="personalization",
        context={"page": {"url": url, **({"type": kind} if kind else {})}},
    )


@pytest.mark.row("A33")
def test_the_share_of_views_on_unknown_pages_is_reported_with_the_setting(
    shop: SmallShop, ticked: Heartbeat, clock: FrozenClock
) -> None:
    at = clock.now()
    for _ in range(6):
        _view(at, "product_viewed", url="/p/x/", kind="product")
    _view(at, url="/", kind="home")
    _view(at, url="https://shop.example.com/all/")
    _view(at, url="/all/?page=2")
    _view(at, url="/nowhere/at/all/")
    _view(at - timedelta(days=8), url="/all/")
    ((level, text, fix),) = report()["Pages"]
    assert level == "warning"
    assert text == (
        "30% of the latest 10 views happened on pages of unknown type: all_products (2), no URL name (1)."
    )
    assert fix == 'PERSONALIZE["PAGES"]["all_products"] = {"type": "…"}'


@pytest.mark.row("A33")
def test_views_that_all_have_a_type_are_fine(shop: SmallShop, ticked: Heartbeat, clock: FrozenClock) -> None:
    _view(clock.now(), url="/", kind="home")
    assert report()["Pages"] == [("ok", "Every one of the latest 1 views has a page type.", "")]


def test_the_consented_share_counts_day_sums_too(
    shop: SmallShop, ticked: Heartbeat, clock: FrozenClock
) -> None:
    someone = Profile.objects.create(created_at=clock.now())
    _view(clock.now(), owner=someone)
    daysums.add("page_viewed", ["category:1"], at=clock.now(), times=3)
    assert report()["Consent"] == [("note", "25% of 4 views of the last 7 days have consent.", "")]


@pytest.mark.trust("T-408")
def test_refused_events_are_named_most_frequent_first(
    shop: SmallShop, ticked: Heartbeat, clock: FrozenClock
) -> None:
    daysums.add("events_refused", ["unknown_event:quiz_done"], at=clock.now(), times=3)
    daysums.add("events_refused", ["too_large"], at=clock.now())
    assert report()["Refused events"] == [
        (
            "note",
            "3 × unknown event: quiz_done",
            'If it is yours: PERSONALIZE["EVENTS"]["quiz_done"] = {"properties": {…}}',
        ),
        ("note", "1 × too large", ""),
    ]


def test_what_a_page_pays_for_ten_products_is_measured(shop: SmallShop, ticked: Heartbeat) -> None:
    ((level, text, _),) = report()["Shop adapter"]
    assert level == "ok"
    assert text.startswith("get_products of 6 products: ")
    assert "ms at the 95th percentile" in text


def test_products_that_are_gone_from_the_shop_are_counted(shop: SmallShop, ticked: Heartbeat) -> None:
    type(shop.products[0]).objects.filter(pk=shop.products[0].pk)._raw_delete(
        "default"
    )  # no signal hears of it
    assert report()["Shop adapter"][0][:2] == (
        "warning",
        "1 of 6 products of the catalogue are gone from the shop.",
    )


@override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}})
def test_a_cache_of_one_process_is_a_note_about_what_it_costs(shop: SmallShop, ticked: Heartbeat) -> None:
    ((level, text, _),) = report()["Cache"]
    assert level == "note"
    assert "one query by primary key" in text


@override_settings(
    CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}},
    PERSONALIZE={"SHARED_CACHE": "default"},
)
def test_a_shared_cache_that_forgets_is_an_error(clock: FrozenClock) -> None:
    assert [finding.level for finding in probes.cache(clock.now())] == [ERROR]


def test_cookies_that_travel_in_the_clear_are_a_warning(clock: FrozenClock) -> None:
    def levels(**changes: Any) -> list[str]:
        with override_settings(PERSONALIZE=changes, DEBUG=False):
            return [finding.level for finding in probes.cookie_flags(clock.now())]

    assert levels() == ["ok", "ok", "ok"]
    assert levels(COOKIE_SECURE=False) == ["ok", "ok", "ok", "warning"]
    assert levels(TRUSTED_PROXIES=1) == ["ok", "ok", "ok", "warning"]
    with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        assert levels(TRUSTED_PROXIES=1) == ["ok", "ok", "ok"]


class BrokenAdapter(ShopAdapter):
    """A shop whose categories cannot be read."""

    def iter_categories(self) -> Iterator[Any]:
        raise RuntimeError("the shop is on fire")


def test_a_broken_adapter_is_a_finding_and_the_rest_is_still_examined(
    shop: SmallShop, ticked: Heartbeat
) -> None:
    with override_settings(PERSONALIZE={"SHOP_ADAPTER": "tests.commands.test_doctor.BrokenAdapter"}):
        sections = report()
    assert sections["Categories"][0][:2] == ("error", "Could not look: RuntimeError: the shop is on fire")
    assert "Cookies" in sections


def test_other_parts_can_add_what_they_look_at(clock: FrozenClock) -> None:
    def unwell(at: datetime) -> Iterator[Finding]:
        yield Finding(ERROR, f"No mail since {at:%Y}.", "Start the mail server.")

    def unreadable(at: datetime) -> Iterator[Finding]:
        raise DatabaseError("no such table")

    with PROBES.temporarily("Mail", unwell), PROBES.temporarily("Letters", unreadable):
        found = dict(examine(at=core_clock.now()))
    assert found["Mail"] == Finding(ERROR, "No mail since 2026.", "Start the mail server.")
    assert found["Letters"].fix == "python manage.py migrate"
    assert "Mail" not in PROBES
