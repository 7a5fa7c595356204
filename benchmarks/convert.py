"""Turns a public retail data set into the CSV layout that `python manage.py demo --dataset DIR` loads.

    python -m benchmarks.convert online-retail OUT_DIR
    python -m benchmarks.convert complete-journey OUT_DIR --customers 500

Rows are streamed; only prices and names of products and the list of customers are held. The data sets know
no consent: about four customers in five are given one, always the same ones, and its proof says that it was
made up.

Decisions: returns of online-retail are left out, because most of them cannot be matched to an order; every
order keeps the sum of its sales lines. In complete-journey the price of a line is what was paid plus its
discount, and the discount stands once on the order, so the order's total is what was paid, to the cent.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

Row = dict[str, str]

#: Share of customers that are given a consent.
CONSENTING = 0.8
_CENT = Decimal("0.01")
_DEFAULT_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

_COUNTRIES = {
    **{"United Kingdom": "GB", "Germany": "DE", "France": "FR", "EIRE": "IE", "Spain": "ES"},
    **{"Netherlands": "NL", "Switzerland": "CH", "Belgium": "BE", "Portugal": "PT", "Australia": "AU"},
    **{"Norway": "NO", "Channel Islands": "JE", "Italy": "IT", "Finland": "FI", "Cyprus": "CY"},
    **{"Sweden": "SE", "Austria": "AT", "Denmark": "DK", "Poland": "PL", "Japan": "JP", "Israel": "IL"},
    **{"Hong Kong": "HK", "Singapore": "SG", "Iceland": "IS", "USA": "US", "Canada": "CA", "Greece": "GR"},
    **{"Malta": "MT", "United Arab Emirates": "AE", "RSA": "ZA", "Lebanon": "LB", "Lithuania": "LT"},
    **{"Brazil": "BR", "Czech Republic": "CZ", "Bahrain": "BH", "Saudi Arabia": "SA"},
}


@dataclass(slots=True)
class Converted:
    """What was written; `total` is the exact sum of all orders."""

    orders: int = 0
    guest_orders: int = 0
    lines: int = 0
    products: int = 0
    customers: int = 0
    total: Decimal = Decimal(0)


@dataclass(slots=True)
class Sold:
    """What the lines of a product said last."""

    price: Decimal
    list_price: Decimal


class Dataset(Protocol):
    """How one data set reads."""

    currency: str
    attributes: tuple[str, ...]

    def moment(self, text: str, *, later: timedelta) -> str: ...
    def line(self, row: Row) -> tuple[Decimal, Decimal]: ...
    def country(self, row: Row) -> str: ...
    def customer(self, key: str) -> dict[str, str]: ...
    def products(self, sold: dict[str, Sold], categories: dict[str, Row]) -> Iterator[Row]: ...


class OnlineRetail:
    """A gift-ware web shop: times of London, prices as charged, no categories."""

    currency = "GBP"
    attributes: tuple[str, ...] = ()

    def __init__(self, data: Path) -> None:
        self._data = data
        self._zone = ZoneInfo("Europe/London")

    def moment(self, text: str, *, later: timedelta) -> str:
        return (datetime.fromisoformat(text) + later).replace(tzinfo=self._zone).isoformat()

    def line(self, row: Row) -> tuple[Decimal, Decimal]:
        """(line total, discount on it)."""
        return Decimal(row["unit_price"]) * int(row["quantity"]), Decimal(0)

    def country(self, row: Row) -> str:
        return _COUNTRIES.get(row["country"], "")

    def customer(self, key: str) -> dict[str, str]:
        return {}

    def products(self, sold: dict[str, Sold], categories: dict[str, Row]) -> Iterator[Row]:
        for row in _rows(self._data / "items.csv.gz"):
            if row["item_id"] in sold:
                yield {
                    "product_id": row["item_id"],
                    "name": _sentence(row["name"]) or row["item_id"],
                    "price": str(sold[row["item_id"]].price),
                }


class CompleteJourney:
    """A grocery chain: times in UTC, a tree of department, category and type, a discount per line."""

    currency = "USD"
    attributes: tuple[str, ...] = ("kind of brand", "package")

    def __init__(self, data: Path) -> None:
        self._data = data
        self._people = {row["user_id"]: row for row in _rows(data / "demographics.csv.gz")}

    def moment(self, text: str, *, later: timedelta) -> str:
        return (datetime.fromisoformat(text) + later).replace(tzinfo=UTC).isoformat()

    def line(self, row: Row) -> tuple[Decimal, Decimal]:
        """(line total before the discount, discount on it)."""
        discount = Decimal(row["discount"])
        return Decimal(row["amount"]) + discount, discount

    def country(self, row: Row) -> str:
        return "US"

    def customer(self, key: str) -> dict[str, str]:
        marital = self._people.get(key, {}).get("marital_status", "")
        return {"marital_status": {"Married": "married", "Unmarried": "single"}.get(marital, "")}

    def products(self, sold: dict[str, Sold], categories: dict[str, Row]) -> Iterator[Row]:
        for row in _rows(self._data / "items.csv.gz"):
            if row["item_id"] not in sold:
                continue
            found = sold[row["item_id"]]
            names = [row["department"] or "Other", row["product_category"], row["product_type"]]
            name = _sentence(row["product_type"] or row["product_category"] or row["department"])
            size = row["package_size"].strip()
            yield {
                "product_id": row["item_id"],
                "name": f"{name or 'Product'}, {size}" if size else name or "Product",
                "category_id": _branch([_sentence(part) for part in names if part.strip()], categories),
                "brand": f"Manufacturer {row['manufacturer_id']}" if row["manufacturer_id"] else "",
                "price": str(found.price),
                "list_price": str(found.list_price) if found.list_price > found.price else "",
                "attribute:kind of brand": row["brand"],
                "attribute:package": size,
            }


DATASETS: dict[str, Callable[[Path], Dataset]] = {
    "online-retail": OnlineRetail,
    "complete-journey": CompleteJourney,
}


@dataclass(slots=True)
class _Out:
    """The files being written."""

    stack: ExitStack
    directory: Path
    files: dict[str, Any] = field(default_factory=dict)

    def write(self, name: str, row: dict[str, Any], columns: tuple[str, ...]) -> None:
        writer = self.files.get(name)
        if writer is None:
            handle = (self.directory / f"{name}.csv").open("w", encoding="utf-8", newline="")
            writer = csv.DictWriter(self.stack.enter_context(handle), columns, lineterminator="\n")
            writer.writeheader()
            self.files[name] = writer
        writer.writerow(row)


def convert(
    name: str,
    out: Path,
    *,
    data: Path,
    consented_at: datetime,
    customers: int | None = None,
    until: date | None = None,
) -> Converted:
    """Write the layout's files into `out`.

    `customers`: only so many of them, picked by the digest of their key, with the same share of the guests.
    `until`: all dates move by whole weeks, so that the last order falls into the seven days before it.
    """
    dataset = DATASETS[name](data)
    source = data / "interactions.csv.gz"
    share, later = _scope(source, customers=customers, until=until)
    out.mkdir(parents=True, exist_ok=True)
    done = Converted()
    sold: dict[str, Sold] = {}
    people: dict[str, str] = {}
    with ExitStack() as stack:
        files = _Out(stack, out)
        for _, group in groupby(_rows(source), key=itemgetter("order_id")):
            rows = list(group)
            if _fraction(rows[0]["user_id"] or rows[0]["order_id"]) < share:
                _order(rows, dataset, files, done, sold, people, later=later)
        _products(dataset, files, done, sold)
        for key, country in sorted(people.items()):
            _customer(key, country, dataset, files, consented_at=consented_at)
        done.customers = len(people)
    return done


def _order(
    rows: list[Row],
    dataset: Dataset,
    files: _Out,
    done: Converted,
    sold: dict[str, Sold],
    people: dict[str, str],
    *,
    later: timedelta,
) -> None:
    first = rows[0]
    goods = discounts = Decimal(0)
    for row in rows:
        total, discount = dataset.line(row)
        quantity = int(row["quantity"])
        unit_price = (total / quantity).quantize(_CENT, ROUND_HALF_UP)
        paid = ((total - discount) / quantity).quantize(_CENT, ROUND_HALF_UP)
        sold[row["item_id"]] = Sold(price=paid, list_price=unit_price)
        goods, discounts = goods + total, discounts + discount
        files.write(
            "order_lines",
            {
                "order_id": row["order_id"],
                "product_id": row["item_id"],
                "quantity": quantity,
                "unit_price": unit_price,
                "line_total": total.quantize(_CENT),
            },
            ("order_id", "product_id", "quantity", "unit_price", "line_total"),
        )
    country = dataset.country(first)
    files.write(
        "orders",
        {
            "order_id": first["order_id"],
            "customer_id": first["user_id"],
            "placed_at": dataset.moment(first["ts"], later=later),
            "currency": dataset.currency,
            "discount": discounts.quantize(_CENT),
            "total": (goods - discounts).quantize(_CENT),
            "country": country,
        },
        ("order_id", "customer_id", "placed_at", "currency", "discount", "total", "country"),
    )
    done.orders += 1
    done.lines += len(rows)
    done.total += goods - discounts
    if first["user_id"]:
        people.setdefault(first["user_id"], country)
    else:
        done.guest_orders += 1


def _products(dataset: Dataset, files: _Out, done: Converted, sold: dict[str, Sold]) -> None:
    attributes = tuple(f"attribute:{name}" for name in dataset.attributes)
    columns = ("product_id", "name", "category_id", "brand", "currency", "price", "list_price", *attributes)
    categories: dict[str, Row] = {}
    for product in dataset.products(sold, categories):
        files.write("products", {"currency": dataset.currency, **product}, columns)
        done.products += 1
    for row in categories.values():
        files.write("categories", row, ("category_id", "name", "parent_id", "headline"))


def _customer(key: str, country: str, dataset: Dataset, files: _Out, *, consented_at: datetime) -> None:
    consent = {
        "consents": "personalization analytics",
        "consented_at": consented_at.isoformat(timespec="seconds"),
        "consent_source": "demonstration",
        "consent_proof": "made up for the demonstration; the data set has no consents",
    }
    agrees = _fraction(f"consent {key}") < CONSENTING
    row = {"customer_id": key, "country": country, **dataset.customer(key), **(consent if agrees else {})}
    files.write("customers", row, ("customer_id", "country", "marital_status", *consent))


def _scope(source: Path, *, customers: int | None, until: date | None) -> tuple[float, timedelta]:
    """(share of the customers to keep, how much later everything happens)."""
    if customers is None and until is None:
        return 1.0, timedelta(0)
    people: set[str] = set()
    last = ""
    for row in _rows(source):
        people.add(row["user_id"])
        last = max(last, row["ts"])
    people.discard("")
    share = 1.0
    if customers is not None and customers < len(people):
        share = sorted(map(_fraction, people))[customers]
    later = timedelta(0)
    if until is not None:
        later = timedelta(weeks=(until - timedelta(days=1) - datetime.fromisoformat(last).date()).days // 7)
    return share, later


def _rows(path: Path) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def _branch(names: list[str], categories: dict[str, Row]) -> str:
    """Key of the category at the end of `names`, the way to it added where it is missing."""
    parent = ""
    for depth, name in enumerate(names):
        if depth and name == names[depth - 1]:
            continue
        slug = re.sub(r"[^a-z0-9]+", "-", " ".join(names[: depth + 1]).lower()).strip("-")
        digest = hashlib.sha256("\n".join(names[: depth + 1]).encode()).hexdigest()[:6]
        key = slug if depth == 0 else f"{slug[:50].rstrip('-')}-{digest}"
        categories.setdefault(
            key,
            {
                "category_id": key,
                "name": name[:80],
                "parent_id": parent,
                "headline": f"More from {name}"[:120],
            },
        )
        parent = key
    return parent


def _sentence(text: str) -> str:
    """Upper-case labels as people write them: "FRZN ICE" is "Frzn ice"."""
    return re.sub(r"\s+", " ", text).strip().capitalize()[:150]


def _fraction(key: str) -> float:
    """The same number between 0 and 1 for the same key, spread evenly."""
    return int(hashlib.sha256(key.encode()).hexdigest()[:13], 16) / 16**13


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.convert", description=__doc__.split("\n")[0])
    parser.add_argument("dataset", choices=sorted(DATASETS))
    parser.add_argument("out", type=Path, metavar="OUT_DIR")
    parser.add_argument("--data", type=Path, help="the folder of the data set (default: ../shared/data/NAME)")
    parser.add_argument("--customers", type=int, metavar="N", help="a slice of N customers")
    parser.add_argument(
        "--until",
        type=date.fromisoformat,
        metavar="DATE",
        help="move all dates to end before DATE, by whole weeks",
    )
    options = parser.parse_args(arguments)
    data = options.data or _DEFAULT_DATA / options.dataset
    if not (data / "interactions.csv.gz").is_file():
        print(f"{data} holds no interactions.csv.gz; name the folder with --data.", file=sys.stderr)
        return 2
    done = convert(
        options.dataset,
        options.out,
        data=data,
        consented_at=datetime.now(UTC),
        customers=options.customers,
        until=options.until,
    )
    print(
        f"{options.dataset}: {done.orders:,} orders ({done.guest_orders:,} of guests), {done.lines:,} lines,"
        f" {done.products:,} products, {done.customers:,} customers, total {done.total:,.2f}; in {options.out}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
