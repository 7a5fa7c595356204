"""`python manage.py demo`: from nothing to a living shop, and a second start that finds everything there."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from django_personalize.consent import gate
from django_personalize.events.models import Event
from django_personalize.profiles import identify, snapshots
from django_personalize.shop.models import CatalogItem
from django_personalize.testing import FrozenClock
from example_shop import demo
from example_shop.management.commands import demo as command_module
from example_shop.models import Cart, Customer, Load, Order, OrderLine, Product
from example_shop.simulation import again, writing
from tests.example_shop.elsewhere import ROOT, rows_in
from tests.example_shop.test_history_load import GOOD

# The app's clock stands still; the shop itself lives in the present, as its command does.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def run(**options: Any) -> str:
    out = StringIO()
    call_command("demo", no_serve=True, stdout=out, **options)
    return out.getvalue()


def small(**options: Any) -> str:
    return run(shoppers=30, days=60, seed=3, **options)


def rows() -> dict[str, int]:
    tables = (Customer, Cart, Order, OrderLine, Product, Event, Load, CatalogItem)
    return {table.__name__: table.objects.count() for table in tables}


@pytest.mark.row("A6")
def test_one_command_fills_the_shop_and_the_app_knows_it() -> None:
    said = small()
    assert re.search(r"Ready after \d+ s: \d+ accounts, \d+ orders\.", said)
    truth = writing.standing()
    assert truth is not None
    assert len(truth.people) == 30
    assert Order.objects.count() == len(truth.order_numbers)
    assert Event.objects.filter(name="order_completed").count() == Order.objects.count()
    assert CatalogItem.objects.count() == Product.objects.count()
    agreed = [
        person
        for person in truth.people
        if person.has_account and person.consents and truth.actions_of(person)
    ]
    customer = Customer.objects.get(username=agreed[0].email)
    profile = identify.find("user", str(customer.pk))
    assert profile is not None
    looks = [
        action.good
        for action in truth.actions_of(agreed[0])
        if action.kind == "product_viewed" and action.good
    ]
    last_sku = looks[-1].sku
    assert snapshots.load(profile.pk).viewed[0].key == str(Product.objects.get(sku=last_sku).pk)


def test_a_second_run_adds_nothing() -> None:
    small()
    before = rows()
    assert "30 shoppers are here already." in small()
    assert "30 shoppers are here already." in run()
    assert rows() == before


def test_a_run_that_stopped_after_the_shoppers_is_finished_by_the_next() -> None:
    small()
    before = rows()
    Event.objects.filter(name="order_completed").delete()
    Customer.objects.update(demo_note=None)
    Load.objects.update(finished_at=None)
    run()
    assert rows() == before
    assert Customer.objects.exclude(demo_note=None).exists()
    assert Load.objects.get().finished_at is not None


def test_other_shoppers_need_another_database() -> None:
    small()
    with pytest.raises(
        CommandError, match="holds 30 shoppers of seed 3 over 60 days already; use an empty database"
    ):
        run(shoppers=40)


def test_demo_customers_can_be_become_with_one_click(client: Client) -> None:
    run(shoppers=120, days=60, seed=3)
    people = Customer.objects.exclude(demo_note=None)
    assert 1 <= len(people) <= 8
    response = client.post(reverse("become", args=(people[0].pk,)))
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(people[0].pk)


def test_an_administrator_is_made_under_debug_only(settings: Any) -> None:
    assert "Administrator" not in small()
    assert not Customer.objects.filter(is_superuser=True).exists()
    settings.DEBUG = True
    assert "Administrator: admin, password admin" in small()
    assert Customer.objects.get(is_superuser=True).check_password("admin")
    assert settings.DEBUG, "the load turns the log of statements off and on again"
    assert "Administrator" not in small()


def test_the_shop_is_served_on_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[tuple[Any, ...]] = []
    original = call_command

    def catch(name: str, *args: Any, **options: Any) -> Any:
        if name == "runserver":
            return served.append((*args, options))
        return original(name, *args, **options)

    monkeypatch.setattr(command_module, "call_command", catch)
    out = StringIO()
    call_command("demo", shoppers=10, days=20, port=8123, stdout=out)
    assert served == [("127.0.0.1:8123", {"use_reloader": False})]
    assert "http://127.0.0.1:8123/" in out.getvalue()


def test_workers_are_served_by_gunicorn_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(command_module.os, "execv", lambda path, arguments: started.append(arguments))
    call_command("demo", shoppers=10, days=20, workers=2, stdout=StringIO())
    assert started[0][1:] == [
        "-m",
        "gunicorn",
        "example_shop.wsgi",
        "--workers",
        "2",
        "--bind",
        "127.0.0.1:8000",
    ]
    monkeypatch.setattr(command_module, "find_spec", lambda name: None)
    with pytest.raises(CommandError, match=r'pip install "django-personalize\[demo\]"'):
        call_command("demo", shoppers=10, days=20, workers=2, stdout=StringIO())


@pytest.mark.parametrize("option", ["--shoppers=0", "--days=-1", "--shoppers=many"])
def test_a_number_that_makes_no_sense_is_refused(option: str) -> None:
    with pytest.raises(CommandError, match=r"a whole number, at least 1"):
        call_command("demo", option, "--no-serve", stdout=StringIO())


# -- a real shop's history


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    for name, text in GOOD.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.row("A6")
def test_a_history_is_loaded_told_and_known_to_the_app(directory: Path) -> None:
    said = run(dataset=directory)
    assert "orders: read 3 = loaded 3 + rejected 0" in said
    assert "GBP: orders in the file 62.70 = loaded 62.70 + rejected 0.00; in the shop 62.70 (equal)" in said
    assert "orders without a customer: 1" in said
    assert Product.objects.count() == 3, "the shop's own catalogue stays out"
    orders = Event.objects.filter(name="order_completed")
    assert orders.count() == 3
    assert orders.filter(owner=None).count() == 1


@pytest.mark.row("A6")
def test_only_a_customer_with_consent_becomes_a_demo_customer(directory: Path, clock: FrozenClock) -> None:
    run(dataset=directory)
    chosen = Customer.objects.get(demo_note__isnull=False)
    assert chosen.username == "customer-17850@example.invalid"
    assert chosen.demo_note == "1 order, often: Rake"
    profile = identify.find("user", str(chosen.pk))
    assert profile is not None
    assert gate.allowed(profile.pk, "personalization", at=clock.now())
    keys = {str(pk) for pk in Product.objects.filter(sku__in=["S1", "R1"]).values_list("pk", flat=True)}
    assert {seen.key for seen in snapshots.load(profile.pk).bought} == keys


def test_a_history_that_has_not_changed_is_not_read_again(directory: Path) -> None:
    first = run(dataset=directory)
    before = rows()
    second = run(dataset=directory)
    assert "This history is here already" in second
    assert "orders: read 3 = loaded 3 + rejected 0" in second
    assert rows() == before
    assert "This history is here already" not in first


def test_a_history_that_grew_is_read_again_and_only_the_new_is_added(directory: Path) -> None:
    run(dataset=directory)
    orders, lines = directory / "orders.csv", directory / "order_lines.csv"
    orders.write_text(GOOD["orders"] + "A4,17850,2025-03-01,GBP,9.50,,,,\n")
    lines.write_text(GOOD["order_lines"] + "A4,R1,1,9.50,\n")
    said = run(dataset=directory)
    assert "orders: read 4 = loaded 4 (3 of them were there before) + rejected 0" in said
    assert Event.objects.filter(name="order_completed").count() == 4


def test_a_directory_that_is_no_history_is_an_error_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as error:
        run(dataset=tmp_path / "nowhere")
    assert "Nothing was loaded." in str(error.value)
    with pytest.raises(CommandError, match=r"products\.csv \(or \.csv\.gz\) is missing"):
        run(dataset=tmp_path)
    assert sum(rows().values()) == 0


def test_the_load_does_not_keep_the_text_of_its_statements(settings: Any) -> None:
    settings.DEBUG = True
    with demo.without_query_log():
        assert not settings.DEBUG
    assert settings.DEBUG


# -- killed in the middle


@pytest.mark.slow
def test_a_demo_that_was_killed_is_finished_by_the_next_start(elsewhere: tuple[dict[str, str], Path]) -> None:
    environment, database = elsewhere
    command = [
        sys.executable,
        "manage.py",
        "demo",
        "--no-serve",
        "--days",
        "60",
        "--shoppers",
        "400",
        "-v",
        "0",
    ]
    running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    while running.poll() is None and rows_in(database, "example_shop_customer") < 100:
        pass
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert 100 <= rows_in(database, "example_shop_customer") < 250, "it was to be killed in the middle"

    subprocess.run([*command[:4]], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
    with closing(sqlite3.connect(database)) as reader:
        parameters = reader.execute("SELECT parameters FROM example_shop_load").fetchone()[0]
    truth = again(json.loads(parameters))
    assert len(truth.people) == 400
    assert rows_in(database, "example_shop_customer", "WHERE NOT is_superuser") == sum(
        person.has_account for person in truth.people
    )
    assert rows_in(database, "example_shop_order") == len(truth.order_numbers)
    seen = sum(
        action.kind != "order_completed"
        for person in truth.people
        if person.consents
        for action in truth.actions_of(person)
    )
    orders = rows_in(database, "django_personalize_event", "WHERE name = 'order_completed'")
    assert orders == len(truth.order_numbers)
    others = "WHERE name NOT IN ('order_completed', 'order_cancelled')"
    assert rows_in(database, "django_personalize_event", others) == seen
