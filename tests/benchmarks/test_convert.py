"""The converters of the public data sets; skipped where those are not at hand."""

from __future__ import annotations

import csv
import gzip
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.convert import Converted, convert, main
from example_shop.history import load_history
from example_shop.models import Category, Order, Product

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
NOW = datetime(2026, 6, 15, 10, tzinfo=UTC)


def pack(directory: Path, name: str, text: str) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    (directory / f"{name}.csv.gz").write_bytes(gzip.compress(text.encode()))


@pytest.fixture
def retail(tmp_path: Path) -> Path:
    data = tmp_path / "retail"
    pack(
        data,
        "interactions",
        "user_id,order_id,item_id,ts,quantity,unit_price,country,amount\n"
        "17850,536365,21730,2010-12-01 08:26:00,6,4.25,United Kingdom,25.5\n"
        "17850,536365,22752,2010-12-01 08:26:00,2,7.65,United Kingdom,15.3\n"
        ",536370,21730,2011-07-02 09:00:00,1,4.5,EIRE,4.5\n",
    )
    pack(data, "items", "item_id,name\n21730,GLASS STAR\n22752,NESTING BOXES\n99999,NEVER SOLD\n")
    return data


@pytest.fixture
def journey(tmp_path: Path) -> Path:
    data = tmp_path / "journey"
    pack(
        data,
        "interactions",
        "user_id,order_id,item_id,ts,quantity,amount,discount,store_id\n"
        "900,31198570044,1,2017-01-01 11:53:26,3,1.0,0.1,330\n"
        "900,31198570044,2,2017-01-01 11:53:26,1,2.49,0.0,330\n",
    )
    pack(
        data,
        "items",
        "item_id,manufacturer_id,department,brand,product_category,product_type,package_size\n"
        "1,2,GROCERY,National,FRZN ICE,ICE - CRUSHED/CUBED,22 LB\n"
        "2,69,PASTRY,Private,BREAD,,\n",
    )
    pack(data, "demographics", "user_id,marital_status\n900,Married\n")
    return data


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.open(encoding="utf-8", newline="")))


def test_online_retail_keeps_every_sum_and_its_guests(retail: Path, tmp_path: Path) -> None:
    done = convert("online-retail", tmp_path / "out", data=retail, consented_at=NOW)
    assert done == Converted(
        orders=2, guest_orders=1, lines=3, products=2, customers=1, total=Decimal("45.30")
    )
    orders = rows(tmp_path / "out" / "orders.csv")
    assert [(order["customer_id"], order["total"], order["country"]) for order in orders] == [
        ("17850", "40.80", "GB"),
        ("", "4.50", "IE"),
    ]
    assert orders[0]["placed_at"] == "2010-12-01T08:26:00+00:00"
    assert orders[1]["placed_at"] == "2011-07-02T09:00:00+01:00", "London's summer time"
    products = {row["product_id"]: row for row in rows(tmp_path / "out" / "products.csv")}
    assert products["21730"]["name"] == "Glass star"
    assert products["21730"]["price"] == "4.50", "what it cost last"


def test_complete_journey_keeps_what_was_paid_and_shows_its_discount(journey: Path, tmp_path: Path) -> None:
    done = convert("complete-journey", tmp_path / "out", data=journey, consented_at=NOW)
    assert done.total == Decimal("3.49")
    order = rows(tmp_path / "out" / "orders.csv")[0]
    assert (order["total"], order["discount"], order["country"]) == ("3.49", "0.10", "US")
    line = rows(tmp_path / "out" / "order_lines.csv")[0]
    assert (line["quantity"], line["unit_price"], line["line_total"]) == ("3", "0.37", "1.10")
    ice = rows(tmp_path / "out" / "products.csv")[0]
    assert (ice["brand"], ice["attribute:kind of brand"], ice["name"]) == (
        "Manufacturer 2",
        "National",
        "Ice - crushed/cubed, 22 LB",
    )
    assert (ice["price"], ice["list_price"]) == ("0.33", "0.37")


@pytest.mark.django_db
def test_the_converted_tree_of_categories_can_be_loaded(journey: Path, tmp_path: Path) -> None:
    convert("complete-journey", tmp_path / "out", data=journey, consented_at=NOW)
    report = load_history(tmp_path / "out", at=NOW)
    assert report.agrees
    assert report.sums["USD"].shop == 349
    ice = Product.objects.get(sku="1").category
    assert ice.parent is not None
    assert ice.parent.parent is not None
    assert [ice.parent.parent.name, ice.parent.name, ice.name] == [
        "Grocery",
        "Frzn ice",
        "Ice - crushed/cubed",
    ]
    assert all(category.image_url for category in Category.objects.all())


def test_dates_move_by_whole_weeks_only(retail: Path, tmp_path: Path) -> None:
    convert("online-retail", tmp_path / "out", data=retail, consented_at=NOW, until=date(2026, 6, 15))
    first, last = [datetime.fromisoformat(row["placed_at"]) for row in rows(tmp_path / "out" / "orders.csv")]
    assert (first.weekday(), first.hour) == (2, 8), "still a Wednesday morning"
    assert date(2026, 6, 8) <= last.date() < date(2026, 6, 15)


def test_consents_say_that_they_were_made_up(retail: Path, tmp_path: Path) -> None:
    convert("online-retail", tmp_path / "out", data=retail, consented_at=NOW)
    for row in rows(tmp_path / "out" / "customers.csv"):
        assert bool(row["consents"]) == bool(row["consent_proof"])
        assert not row["consents"] or "made up" in row["consent_proof"]


def test_a_folder_without_data_is_an_error_that_names_the_option(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["online-retail", str(tmp_path), "--data", str(tmp_path)]) == 2
    assert "--data" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.row("A6")
@pytest.mark.parametrize(("name", "currency"), [("online-retail", "GBP"), ("complete-journey", "USD")])
def test_a_slice_of_the_real_data_loads_to_the_penny(
    tmp_path: Path, name: str, currency: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if not (DATA / name / "interactions.csv.gz").is_file():
        pytest.skip(f"the data set {name} is not beside the checkout")
    assert main([name, str(tmp_path), "--data", str(DATA / name), "--customers", "40"]) == 0
    report = load_history(tmp_path, at=datetime.now(UTC))
    assert report.agrees
    assert all(not found.rejected for found in report.files.values())
    orders = rows(tmp_path / "orders.csv")
    assert 30 <= len({order["customer_id"] for order in orders} - {""}) <= 40
    assert sum(Decimal(order["total"]) for order in orders) == Decimal(report.sums[currency].shop) / 100
    assert f"total {Decimal(report.sums[currency].shop) / 100:,.2f}" in capsys.readouterr().out
    assert Order.objects.filter(currency=currency).count() == len(orders)
