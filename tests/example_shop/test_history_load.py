"""A history from CSV files: every row is loaded or rejected with a reason, sums agree to the penny, nothing twice."""

from __future__ import annotations

import csv
import gzip
import io
import signal
import subprocess
import sys
import tempfile
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django_personalize.consent.models import ConsentRecord
from django_personalize.profiles import identify
from django_personalize.testing import FrozenClock
from example_shop.history import Refused, Report, Unreadable, load_history
from example_shop.history import records as records_module
from example_shop.history.catalogue import slug_of
from example_shop.history.fields import Rejected, cents, count, day, moment, words
from example_shop.history.layout import layouts
from example_shop.history.records import MAX_BYTES, records
from example_shop.models import Brand, Category, Customer, Order, OrderLine, Product
from tests.example_shop.elsewhere import ROOT, rows_in

NOW = datetime(2026, 6, 15, 10, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")

CATEGORIES = """category_id,name,parent_id,headline
garden,Garden,,Out of doors
tools,Garden tools,garden,Dig in
"""
PRODUCTS = """product_id,name,category_id,brand,currency,price,list_price,stock,attribute:material
S1,Spade,tools,Irongate,GBP,19.90,24.90,7,steel
R1,Rake,tools,IRONGATE,GBP,9.50,,,
X1,Mystery,,,GBP,,,,
"""
CUSTOMERS = """customer_id,country,consents,consented_at,consent_source,consent_proof
17850,GB,personalization analytics,2025-12-05 10:00,shop banner,row 12 of the export
17851,DE,,,,
17852,DE,analytics,,,
"""
ORDERS = """order_id,customer_id,placed_at,currency,total,shipping,discount,status,is_gift
A1,17850,2025-02-01 10:00:00,GBP,53.20,4.90,1.00,delivered,
A2,,2025-02-02T11:30:00+01:00,GBP,9.50,,,,yes
A3,17851,2025-02-03,EUR,9.50,,,paid,
"""
LINES = """order_id,product_id,quantity,unit_price,line_total
A1,S1,2,19.90,
A1,R1,1,9.50,9.50
A2,R1,1,9.50,
A3,X1,1,9.50,
"""
GOOD = {
    "categories": CATEGORIES,
    "products": PRODUCTS,
    "customers": CUSTOMERS,
    "orders": ORDERS,
    "order_lines": LINES,
}

WriteHistory = Callable[..., Path]


@pytest.fixture
def history(tmp_path: Path, clock: FrozenClock) -> WriteHistory:
    """Writes a directory: the good files, with those named replaced (None: left out)."""

    def write(**changed: str | bytes | None) -> Path:
        directory = Path(tempfile.mkdtemp(dir=tmp_path))
        for name, text in {**GOOD, **changed}.items():
            if text is not None:
                (directory / f"{name}.csv").write_bytes(text.encode() if isinstance(text, str) else text)
        return directory

    return write


def load(directory: Path) -> Report:
    report = load_history(directory, at=NOW)
    assert report.agrees, "\n".join(report.lines())
    return report


def tables() -> dict[str, int]:
    return {
        table.__name__: table.objects.count()
        for table in (Category, Brand, Product, Customer, Order, OrderLine)
    }


# -- what is loaded


@pytest.mark.django_db
@pytest.mark.row("A6")
def test_a_good_history_is_in_the_shop_to_the_penny(history: WriteHistory) -> None:
    report = load(history())
    assert {name: (f.read, f.loaded, f.rejected_total) for name, f in report.files.items()} == {
        "categories": (2, 2, 0),
        "products": (3, 3, 0),
        "customers": (3, 3, 0),
        "orders": (3, 3, 0),
        "order_lines": (4, 4, 0),
    }
    assert (report.sums["GBP"].file, report.sums["GBP"].shop) == (6270, 6270)
    assert (report.sums["EUR"].file, report.sums["EUR"].shop) == (950, 950)
    first = Order.objects.get(number="A1")
    assert first.customer is not None
    assert first.customer.email == "customer-17850@example.invalid"
    assert (first.subtotal, first.discount, first.shipping, first.total) == (
        Decimal("49.30"),
        Decimal("1.00"),
        Decimal("4.90"),
        Decimal("53.20"),
    )
    assert first.placed_at == datetime(2025, 2, 1, 10, tzinfo=BERLIN)
    assert [(line.sku, line.quantity, line.line_total) for line in first.lines.all()] == [
        ("S1", 2, Decimal("39.80")),
        ("R1", 1, Decimal("9.50")),
    ]
    assert Order.objects.get(number="A2").is_gift


@pytest.mark.django_db
def test_an_order_without_a_customer_is_an_order_without_a_person(history: WriteHistory) -> None:
    report = load(history())
    guest = Order.objects.get(number="A2")
    assert (guest.customer, guest.email) == (None, "")
    assert guest.placed_at == datetime(2025, 2, 2, 10, 30, tzinfo=UTC)
    assert report.counts["orders without a customer"] == 1


@pytest.mark.django_db
def test_products_stand_in_their_categories_with_brand_price_and_picture(history: WriteHistory) -> None:
    load(history())
    spade = Product.objects.get(sku="S1")
    assert spade.category.slug == "tools"
    assert spade.category.parent is not None
    assert spade.category.parent.slug == "garden"
    assert (spade.price, spade.list_price, spade.stock) == (Decimal("19.90"), Decimal("24.90"), 7)
    assert spade.attributes == {"material": "steel"}
    rake = Product.objects.get(sku="R1")
    assert rake.brand == spade.brand, "one brand, however it is spelled"
    mystery = Product.objects.get(sku="X1")
    assert (mystery.price, mystery.category.slug) == (None, "all-products")
    for thing in (spade, mystery, spade.category, spade.category.parent, mystery.category):
        assert thing.image_url.startswith("/art/")


@pytest.mark.django_db
@pytest.mark.trust("T-031")
def test_a_consent_needs_a_date_a_source_and_a_proof(history: WriteHistory) -> None:
    report = load(history())
    assert report.counts["consents recorded"] == 2
    assert report.counts["consents left out, no date, source or proof"] == 1
    records_ = list(ConsentRecord.objects.order_by("purpose"))
    assert [record.purpose for record in records_] == ["analytics", "personalization"]
    assert records_[0].at == datetime(2025, 12, 5, 10, tzinfo=BERLIN)
    assert records_[0].source == "shop banner"
    assert records_[0].evidence["proof"] == "row 12 of the export"
    without = Customer.objects.get(username="customer-17852@example.invalid")
    assert identify.find("user", str(without.pk)) is None


@pytest.mark.django_db
def test_the_pages_of_a_loaded_shop_open(history: WriteHistory, client: Client) -> None:
    load(history())
    for product in Product.objects.all():
        assert client.get(product.get_absolute_url()).status_code == 200
    for category in Category.objects.all():
        assert client.get(category.get_absolute_url()).status_code == 200
    assert client.get(reverse("home")).status_code == 200
    client.force_login(Customer.objects.get(username="customer-17850@example.invalid"))
    assert client.get(reverse("order_detail", args=("A1",))).status_code == 200


@pytest.mark.django_db
def test_a_second_load_adds_nothing(history: WriteHistory) -> None:
    directory = history()
    load(directory)
    before = tables(), ConsentRecord.objects.count()
    report = load(directory)
    assert (tables(), ConsentRecord.objects.count()) == before
    assert [(f.read, f.loaded, f.present) for f in report.files.values()] == [
        (2, 2, 2),
        (3, 3, 3),
        (3, 3, 3),
        (3, 3, 3),
        (4, 4, 4),
    ]


@pytest.mark.django_db
def test_a_longer_history_adds_only_what_is_new(history: WriteHistory) -> None:
    load(history())
    report = load(
        history(orders=ORDERS + "A4,17850,2025-03-01,GBP,9.50,,,,\n", order_lines=LINES + "A4,R1,1,9.50,\n")
    )
    assert (report.files["orders"].loaded, report.files["orders"].present) == (4, 3)
    assert Order.objects.count() == 4


@pytest.mark.django_db
def test_another_order_of_the_same_number_is_refused_and_not_mistaken(history: WriteHistory) -> None:
    load(history())
    report = load(history(orders=ORDERS.replace("A3,17851,2025-02-03", "A3,17851,2025-02-04")))
    assert report.files["orders"].rejected == {"order_id: the shop has another order of this number": 1}
    assert report.files["order_lines"].rejected == {"its order was rejected": 1}
    assert Order.objects.get(number="A3").placed_at == datetime(2025, 2, 3, tzinfo=BERLIN)


@pytest.mark.django_db
def test_without_a_file_of_customers_the_orders_name_them(history: WriteHistory) -> None:
    report = load(history(customers=None, categories=None, products=PRODUCTS.replace(",tools,", ",,")))
    assert Customer.objects.count() == 2
    assert "customers" not in report.files
    assert (
        Customer.objects.get(username="customer-17850@example.invalid").date_joined.date().isoformat()
        == "2025-02-01"
    )


@pytest.mark.django_db
def test_gzip_byte_order_mark_windows_lines_and_any_order_of_rows_and_columns_are_read(
    tmp_path: Path,
) -> None:
    lines = LINES.splitlines()
    shuffled = "\r\n".join([lines[0], *reversed(lines[1:])]) + "\r\n"
    turned = "\n".join(",".join(reversed(line.split(","))) for line in ORDERS.splitlines())
    for name, text in {**GOOD, "order_lines": shuffled, "orders": turned}.items():
        with gzip.open(tmp_path / f"{name}.csv.gz", "wb") as stream:
            stream.write(b"\xef\xbb\xbf" + text.encode())
    report = load(tmp_path)
    assert report.files["orders"].loaded == 3
    assert report.sums["GBP"].shop == 6270


# -- what is refused before anything is written


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"orders": None}, "orders.csv (or .csv.gz) is missing"),
        ({"products": ""}, "products.csv: no header"),
        (
            {"orders": "id;customer;total\n1;2;3\n"},
            "orders.csv: column order_id, placed_at, currency, total is missing",
        ),
        (
            {"order_lines": LINES.replace("unit_price", "price")},
            "order_lines.csv: column unit_price is missing",
        ),
        (
            {"orders": ORDERS.replace("shipping", "total")},
            "orders.csv: the header names 'total' more than once",
        ),
        ({"products": b"\xff\xfe\x00p"}, "products.csv: no header"),
    ],
)
def test_a_directory_that_is_no_history_is_refused_whole(
    history: WriteHistory, changed: dict[str, str | None], said: str
) -> None:
    with pytest.raises(Refused) as refusal:
        load_history(history(**changed), at=NOW)
    assert said in str(refusal.value)
    assert sum(tables().values()) == 0


@pytest.mark.django_db
def test_all_that_is_wrong_is_said_at_once(history: WriteHistory) -> None:
    with pytest.raises(Refused) as refusal:
        load_history(history(orders=None, products="a,b\n"), at=NOW)
    assert "orders.csv" in str(refusal.value)
    assert "products.csv" in str(refusal.value)


@pytest.mark.django_db
def test_a_file_that_breaks_off_leaves_the_shop_as_it_was(history: WriteHistory) -> None:
    directory = history(order_lines=None)
    packed = gzip.compress((LINES + "A1,S1,1,1,\n" * 50_000).encode())
    (directory / "order_lines.csv.gz").write_bytes(packed[: len(packed) // 2])
    with pytest.raises(Unreadable, match=r"order_lines\.csv\.gz cannot be read to its end"):
        load_history(directory, at=NOW)
    assert sum(tables().values()) == 0


@pytest.mark.django_db
def test_the_same_file_twice_is_a_question_and_not_a_guess(history: WriteHistory) -> None:
    directory = history()
    (directory / "orders.csv.gz").write_bytes(gzip.compress(ORDERS.encode()))
    with pytest.raises(Refused, match=r"orders\.csv and orders\.csv\.gz are both there"):
        load_history(directory, at=NOW)


@pytest.mark.django_db
def test_an_unknown_column_is_named_with_what_was_probably_meant(history: WriteHistory) -> None:
    report = load(history(products=PRODUCTS.replace("stock", "stok")))
    assert "products.csv: column 'stok' is not known and was left out (did you mean stock?)" in report.notes


# -- rows that are rejected, one reason each

_LONG = "x" * 300


@pytest.mark.django_db
@pytest.mark.trust("T-410")
@pytest.mark.parametrize(
    ("name", "row", "reason"),
    [
        ("products", "N1,Nail,tools,,GBP,NaN,,,", "price: not a decimal number"),
        ("products", "N1,Nail,tools,,GBP,Infinity,,,", "price: not a decimal number"),
        ("products", "N1,Nail,tools,,GBP,1e30,,,", "price: not a decimal number"),
        ("products", "N1,Nail,tools,,GBP,1" + "0" * 30 + ",,,", "price: too large"),
        ("products", "N1,Nail,tools,,GBP,-1.00,,,", "price: negative"),
        ("products", "N1,Nail,tools,,GBP,1.005,,,", "price: more than two decimals"),
        ("products", "N1,Nail,tools,,GBP,١,,,", "price: not a decimal number"),
        ("products", "N1,Nail,tools,,pounds,1,,,", "currency: not a currency (ISO 4217)"),
        ("products", "N1,Nail,tools,,GBP,1,,99999999999999999999,", "stock: too large"),
        ("products", f"N1,{_LONG},tools,,GBP,1,,,", "name: longer than 160 characters"),
        ("products", f"{_LONG},Nail,tools,,GBP,1,,,", "product_id: longer than 40 characters"),
        ("products", "N\u00e41,Nail,tools,,GBP,1,,,", "product_id: characters that are not allowed"),
        ("products", "N1,Na\x00il,tools,,GBP,1,,,", "name: control characters"),
        ("products", "N1,Na\u2028il,tools,,GBP,1,,,", "name: control characters"),
        ("products", "N1,,tools,,GBP,1,,,", "name: empty"),
        ("products", "N1,Nail,nowhere,,GBP,1,,,", "category_id: unknown category"),
        ("products", "s1,Spade,tools,,GBP,1,,,", "product_id: there is an earlier row with it"),
        ("products", "N1,Nail,tools", "not as many cells as the header"),
        ("products", 'N1,Na"il,tools,,GBP,1,,,', "a quote is never closed"),
        ("products", '"N1" ,Nail,tools,,GBP,1,,,', "quotes in the wrong place"),
        ("products", "N1," + "y" * 70_000 + ",tools,,GBP,1,,,", "longer than 64 kB"),
        ("customers", "1785 0,,,,,", "customer_id: characters that are not allowed"),
        ("customers", "17860,Germany,,,,", "country: not a country (ISO 3166-1, two letters)"),
        ("customers", "17860,DE,everything,,,", "consents: not among personalization, analytics"),
        ("categories", "a,A,b,", "parent_id: unknown category"),
        (
            "categories",
            "a,A,a,",
            "parent_id: its parents run in a circle, were rejected or are more than 32 deep",
        ),
        ("orders", "A9,17850,01/02/2026,GBP,1,,,,", "placed_at: not a date and time (ISO 8601)"),
        ("orders", "A9,17850,2025-02-30,GBP,1,,,,", "placed_at: not a date and time (ISO 8601)"),
        ("orders", "A9,17850,2999-01-01,GBP,1,,,,", "placed_at: in the future"),
        ("orders", "A9,17850,0001-01-01T00:00+14:00,GBP,1,,,,", "placed_at: before 1970"),
        ("orders", "A9,17850,9999-12-31T23:59-14:00,GBP,1,,,,", "placed_at: in the future"),
        ("orders", "A9,nobody,2025-02-01,GBP,1,,,,", "customer_id: unknown customer"),
        ("orders", "A9,17850,2025-02-01,GBP,1,,,,", "no lines"),
        ("orders", "A9,17850,2025-02-01,GBP,1,,,lost,", "status: not one of"),
        ("orders", "A9,17850,2025-02-01,GBP,1,,,,maybe", "is_gift: not one of 1, 0, true, false, yes, no"),
        ("orders", "A9,17850,2025-02-01,GBP,1,2,,,", "shipping: more than total + discount"),
        ("orders", "a1,17850,2025-02-01,GBP,1,,,,", "order_id: there is an earlier row with it"),
        ("orders", "A/9,17850,2025-02-01,GBP,1,,,,", "order_id: characters that are not allowed"),
        ("order_lines", "A9,S1,1,1,", "order_id: unknown order"),
    ],
)
def test_a_bad_row_is_rejected_with_its_reason_and_the_others_are_loaded(
    history: WriteHistory, name: str, row: str, reason: str
) -> None:
    report = load(history(**{name: GOOD[name] + row + "\n"}))
    found = report.files[name]
    assert found.rejected_total == 1
    assert next(iter(found.rejected)).startswith(reason)
    assert found.examples[next(iter(found.rejected))] == [GOOD[name].count("\n") + 1]
    assert found.loaded == GOOD[name].count("\n") - 1
    assert Order.objects.count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("A1,S1,0,1,", "quantity: less than 1"),
        ("A1,S1,-3,1,", "quantity: less than 1"),
        ("A1,S1,1.5,1,", "quantity: not a whole number"),
        ("A1,S1," + "9" * 5000 + ",1,", "quantity: too large"),
        ("A1,S1,1,NaN,", "unit_price: not a decimal number"),
        ("A1,S1,1,19.90,19.00", "line_total: not quantity × unit_price"),
        ("A1,S1,999999999,99999999,", "quantity × unit_price: too large"),
        ("A1,Q7,1,1,", "product_id: unknown product"),
        ("A1,S1,1,1", "not as many cells as the header"),
    ],
)
def test_an_order_with_a_bad_line_is_not_loaded_without_it(
    history: WriteHistory, line: str, reason: str
) -> None:
    report = load(history(order_lines=LINES + line + "\n"))
    lines = report.files["order_lines"].rejected
    assert lines.pop(reason) == 1
    if reason == "not as many cells as the header":
        # Nobody can tell whose line that was.
        assert (lines, Order.objects.count()) == ({}, 3)
        return
    assert lines == {"its order was rejected": 2}
    assert report.files["orders"].rejected == {"one of its lines was rejected": 1}
    assert sorted(Order.objects.values_list("number", flat=True)) == ["A2", "A3"]
    assert (report.sums["GBP"].file, report.sums["GBP"].rejected, report.sums["GBP"].shop) == (
        6270,
        5320,
        950,
    )


@pytest.mark.django_db
def test_an_order_that_is_a_penny_off_is_rejected(history: WriteHistory) -> None:
    report = load(history(orders=ORDERS.replace("53.20", "53.21")))
    assert report.files["orders"].rejected == {"total: not the sum of its lines + shipping - discount": 1}
    assert report.sums["GBP"].rejected == 5321


@pytest.mark.django_db
def test_a_rounded_unit_price_may_miss_half_a_cent_a_piece(history: WriteHistory) -> None:
    orders = ORDERS + "A4,17850,2025-03-01,GBP,1.00,,,,\n"
    load(history(orders=orders, order_lines=LINES + "A4,R1,3,0.33,1.00\n"))
    line = OrderLine.objects.get(order__number="A4")
    assert (line.unit_price, line.line_total) == (Decimal("0.33"), Decimal("1.00"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "formula", ["=HYPERLINK(1)", "+1+1", "-1", "@SUM(A1)", "|cmd", "<script>alert(1)</script>"]
)
def test_text_that_looks_like_a_formula_or_a_script_is_only_text(
    history: WriteHistory, client: Client, formula: str
) -> None:
    load(history(products=PRODUCTS + f"F1,{formula},tools,,GBP,1.00,,,\n"))
    product = Product.objects.get(sku="F1")
    assert product.name == formula
    page = client.get(product.get_absolute_url())
    assert page.status_code == 200
    assert b"<script>alert(1)" not in page.content


@pytest.mark.django_db
def test_the_log_of_rejected_rows_holds_no_cell_of_theirs(history: WriteHistory, tmp_path: Path) -> None:
    log = tmp_path / "rejected.csv"
    directory = history(products=PRODUCTS + "=cmd(),Nail,tools,,GBP,=1+1,,,\n")
    report = load_history(directory, at=NOW, log=log)
    rows = list(csv.reader(log.open(encoding="utf-8", newline="")))
    assert rows == [["file", "line", "reason"], ["products", "5", "price: not a decimal number"]]
    assert f"Every rejected row with its reason: {log}" in report.notes


def test_a_report_survives_being_stored() -> None:
    report = Report()
    report.file("orders").read = 2
    report.file("orders").loaded = 1
    report.reject("orders", 3, "total: negative")
    report.currency("GBP").file = 100
    assert list(Report.from_json(report.as_json()).lines()) == list(report.lines())
    assert next(report.lines()) == "orders: read 2 = loaded 1 + rejected 1"


# -- reading bytes


@given(
    st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5), max_size=12)
)
@settings(max_examples=80, deadline=None)
def test_what_csv_writes_is_read_back(rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "a.csv"
        path.write_bytes(text.getvalue().encode("utf-8"))
        found = list(records(path))
    assert [record.fault for record in found] == [""] * len(rows)
    assert [record.cells for record in found] == rows


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes_become_records_or_faults(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "a.csv"
        path.write_bytes(data)
        found = list(records(path))
    assert all((record.cells is None) == bool(record.fault) for record in found)
    assert [record.line for record in found] == sorted({record.line for record in found})


@given(
    st.lists(
        st.lists(
            st.one_of(
                st.sampled_from(
                    ["A1", "S1", "17850", "2025-02-01", "GBP", "1", "9.50", "", "NaN", "-1", "=1", "\x00"]
                ),
                st.text(max_size=12),
            ),
            min_size=1,
            max_size=9,
        ),
        max_size=6,
    )
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.django_db(transaction=False)
def test_whatever_stands_in_the_files_every_row_is_accounted_for(
    history: WriteHistory, rows: list[list[str]]
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    junk = text.getvalue().encode("utf-8", "surrogatepass")
    directory = history(**{name: good.encode() + junk for name, good in GOOD.items()})
    with transaction.atomic():
        report = load_history(directory, at=NOW)
        in_shop = sum((order.total for order in Order.objects.filter(currency="GBP")), Decimal(0))
        transaction.set_rollback(True)
    assert report.agrees, "\n".join(report.lines())
    assert all(found.balances for found in report.files.values())
    assert in_shop == Decimal(report.sums["GBP"].shop) / 100


def test_an_open_quote_costs_its_own_line_only(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"two\n3,4\n5,6\n7,"eight\nand a half"\n')
    found = [(record.line, record.cells) for record in records(path)]
    # The first quote closes with the second one, which leaves nonsense behind; the lines between are not lost.
    assert [cells for _, cells in found] == [
        ["a", "b"],
        None,
        ["3", "4"],
        ["5", "6"],
        ["7", "eight\nand a half"],
    ]


def test_a_line_without_an_end_is_passed_over_in_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as stream:
        stream.write(b"a,b\n")
        for _ in range(400):
            stream.write(b"x" * MAX_BYTES)
        stream.write(b"\n1,2\n")
    tracemalloc.start()
    found = [(record.line, record.cells) for record in records(path)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == [(1, ["a", "b"]), (2, None), (3, ["1", "2"])]
    assert peak < 20 * MAX_BYTES
    assert records_module.MAX_BYTES == 65_536


@pytest.mark.django_db
def test_memory_does_not_grow_with_the_length_of_a_file(history: WriteHistory) -> None:
    def peak(rows: int) -> int:
        orders = "".join(f"B{n},,2025-02-01,GBP,9.50,,,,\n" for n in range(rows))
        lines = "".join(f"B{n},R1,1,9.50,\n" for n in range(rows))
        directory = history(orders=ORDERS + orders, order_lines=LINES + lines)
        tracemalloc.start()
        load(directory)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    small, large = peak(600), peak(3_000)
    assert large < small * 1.5


# -- single cells


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [
        ("0", 0),
        ("12", 1200),
        ("12.3", 1230),
        ("12.30", 1230),
        ("012.34000", 1234),
        ("99999999.99", 9_999_999_999),
    ],
)
def test_an_amount_is_read_exactly(text: str, hundredths: int) -> None:
    assert cents(8)(text) == hundredths


@given(st.decimals(min_value=0, max_value=99_999_999, places=2))
def test_every_amount_of_two_decimals_is_read_exactly(amount: Decimal) -> None:
    assert Decimal(cents(8)(f"{amount:f}")).scaleb(-2) == amount


@given(st.text(max_size=30))
def test_no_text_makes_a_cell_fail_in_another_way(text: str) -> None:
    for parse in (
        cents(8),
        count(0, 10),
        words(20),
        moment(BERLIN, latest=NOW),
        day(latest=NOW),
    ):
        with suppress(Rejected):
            parse(text)


def test_keys_become_addresses_that_differ() -> None:
    keys = ["grocery", "Gro cery", "gro-cery", "grocery!", "x" * 200, "x" * 201, "日本", "中国"]
    slugs = [slug_of(key) for key in keys]
    assert slugs[0] == "grocery"
    assert len(set(slugs)) == len(keys)
    assert all(len(slug) <= 80 and slug for slug in slugs)


# -- killed in the middle


@pytest.mark.slow
@pytest.mark.row("A6")
def test_a_load_that_was_killed_is_finished_by_the_next_one(
    history: WriteHistory, elsewhere: tuple[dict[str, str], Path]
) -> None:
    environment, database = elsewhere
    rows = 6_000
    directory = history(
        orders=ORDERS + "".join(f"B{n},17850,2025-02-01,GBP,19.00,,,,\n" for n in range(rows)),
        order_lines=LINES + "".join(f"B{n},R1,1,9.50,\nB{n},X1,1,9.50,\n" for n in range(rows)),
    )
    command = [sys.executable, "manage.py", "demo", "--no-serve", "--dataset", str(directory), "-v", "0"]
    running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    while running.poll() is None and rows_in(database, "example_shop_order") < 500:
        pass
    running.send_signal(signal.SIGKILL)
    running.wait()
    killed_at = rows_in(database, "example_shop_order")
    assert 0 < killed_at < rows, "it was to be killed in the middle"
    assert rows_in(database, "example_shop_orderline") == 2 * killed_at - 2, "an order came without its lines"

    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert (
        f"orders: read {rows + 3:,} = loaded {rows + 3:,} ({killed_at:,} of them were there before)"
        in done.stdout
    )
    assert rows_in(database, "example_shop_order") == rows + 3
    assert rows_in(database, "example_shop_orderline") == 2 * rows + 4
    assert rows_in(database, "example_shop_customer", "WHERE NOT is_superuser") == 3
    assert rows_in(database, "django_personalize_consentrecord") == 2
    assert rows_in(database, "django_personalize_event", "WHERE name = 'order_completed'") == rows + 3

    again = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert "This history is here already" in again.stdout
    assert rows_in(database, "example_shop_order") == rows + 3


def test_the_window_of_dates_ends_a_day_after_the_load() -> None:
    parse = moment(BERLIN, latest=NOW + timedelta(days=1))
    assert parse("2026-06-16 11:00") == datetime(2026, 6, 16, 9, tzinfo=UTC)
    with pytest.raises(Rejected, match="in the future"):
        parse("2026-06-16 13:00")


def test_the_documentation_names_every_file_and_column() -> None:
    page = (ROOT / "docs" / "how-to" / "load-a-history.md").read_text(encoding="utf-8")
    for layout in layouts(zone=BERLIN, latest=NOW):
        section = page.partition(f"### {layout.name}.csv")[2].partition("\n## ")[0].partition("\n### ")[0]
        assert section, layout.name
        for column in layout.columns:
            name = f"**{column.name}**" if column.required else column.name
            assert f"\n| {name} |" in section, f"{layout.name}.csv: {column.name}"
