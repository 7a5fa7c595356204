"""A directory of CSV files into the shop: read and check everything, then write, then read the sums back."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from example_shop.history.catalogue import load_categories, load_products
from example_shop.history.checks import check
from example_shop.history.customers import load_customers, loyal_customers
from example_shop.history.orders import load_orders, read_back
from example_shop.history.reader import read, sources
from example_shop.history.report import Report
from example_shop.history.staging import Staging
from example_shop.steps import Silent, Steps

#: So many customers are named in the report, for whoever wants to look around as one of them.
_LOYAL = 8


def load_history(directory: Path, *, at: datetime, steps: Steps = Silent, log: Path | None = None) -> Report:
    """Load what `directory` holds; nothing may have happened later than a day after `at`.

    Every portion is one transaction and every row has a natural key, so that a second call, or one after the
    process was killed, adds what is missing and nothing twice. Raises `Refused` or `Unreadable` before
    anything is written.
    """
    report = Report(log=log)
    zone = timezone.get_default_timezone()
    found = sources(directory, zone=zone, latest=at + timedelta(days=1), report=report)
    listed = any(source.layout.name == "customers" for source in found)
    with tempfile.TemporaryDirectory(prefix="history-") as place:
        staging = Staging(Path(place) / "staging.sqlite3")
        try:
            for source in found:
                step = steps(f"reading {source.path.name}")
                read(source, staging, report, step.advance)
                step.done()
            step = steps("checking")
            check(staging, report, customers_listed=listed)
            step.done()
            _write(staging, report, steps, at=at, listed=listed)
            report.loyal = loyal_customers(staging, most=_LOYAL)
        finally:
            staging.close()
            report.close()
    return report


def _write(staging: Staging, report: Report, steps: Steps, *, at: datetime, listed: bool) -> None:
    orders = staging.number("SELECT COUNT(*) FROM orders WHERE fault IS NULL")
    step = steps("categories", staging.number("SELECT COUNT(*) FROM categories"))
    load_categories(staging, report, step)
    step.done()
    step = steps("products", staging.number("SELECT COUNT(*) FROM products"))
    load_products(staging, report, step, at=at)
    step.done()
    step = steps("customers", staging.number("SELECT COUNT(*) FROM customers"))
    load_customers(staging, report, step, at=at, listed=listed)
    step.done()
    step = steps("orders", orders)
    load_orders(staging, report, step)
    step.done()
    step = steps("adding up", orders)
    read_back(staging, report, step)
    step.done()
