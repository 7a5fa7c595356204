"""The history set aside: a temporary SQLite file that holds what was read.

Files of any size and rows in any order are joined and checked there with flat memory, before the first row of
the shop is written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Keys are compared without case, as MariaDB does: two that differ in case only would be one row there.
_TABLES = """
CREATE TABLE categories (
    category_id TEXT PRIMARY KEY COLLATE NOCASE, name TEXT, parent_id TEXT COLLATE NOCASE, headline TEXT,
    line INTEGER, depth INTEGER, pk INTEGER
) WITHOUT ROWID;
CREATE TABLE products (
    product_id TEXT PRIMARY KEY COLLATE NOCASE, name TEXT, category_id TEXT COLLATE NOCASE, brand TEXT,
    currency TEXT, price INTEGER, list_price INTEGER, cost INTEGER, stock INTEGER, description TEXT,
    created_at TEXT, attributes TEXT, line INTEGER, pk INTEGER
) WITHOUT ROWID;
CREATE TABLE customers (
    customer_id TEXT PRIMARY KEY COLLATE NOCASE, joined_at TEXT, country TEXT, birthday TEXT, gender TEXT,
    marital_status TEXT, company TEXT, consents TEXT, consented_at TEXT, consent_source TEXT,
    consent_proof TEXT, line INTEGER, pk INTEGER
) WITHOUT ROWID;
CREATE TABLE orders (
    number INTEGER PRIMARY KEY,
    order_id TEXT UNIQUE COLLATE NOCASE, customer_id TEXT COLLATE NOCASE, placed_at TEXT, currency TEXT,
    total INTEGER, discount INTEGER, shipping INTEGER, tax INTEGER, status TEXT, is_gift INTEGER,
    country TEXT, line INTEGER, subtotal INTEGER, fault TEXT
);
CREATE INDEX orders_of_customer ON orders (customer_id);
CREATE TABLE order_lines (
    number INTEGER PRIMARY KEY,
    order_id TEXT COLLATE NOCASE, product_id TEXT COLLATE NOCASE, quantity INTEGER, unit_price INTEGER,
    line_total INTEGER, title TEXT, line INTEGER, order_number INTEGER, product_pk INTEGER, fault TEXT
);
CREATE TABLE broken_orders (order_id TEXT PRIMARY KEY COLLATE NOCASE) WITHOUT ROWID;
"""


class Staging:
    """A connection to the temporary file; `rows` yields tuples, `run` changes things."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        # The file dies with the process: nothing is gained by writing safely.
        self._connection.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE;"
            "PRAGMA cache_size=-32000;"
        )
        self._connection.executescript(_TABLES)

    def begin(self) -> None:
        self._connection.execute("BEGIN")

    def end(self) -> None:
        self._connection.execute("COMMIT")

    def add(self, table: str, values: dict[str, Any]) -> bool:
        """Put a row in; False when its key is there already."""
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        cursor = self._connection.execute(
            f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})",  # noqa: S608  our own names
            tuple(values.values()),
        )
        return cursor.rowcount == 1

    def run(self, statement: str, *values: Any) -> int:
        """Number of rows that were changed."""
        return self._connection.execute(statement, values).rowcount

    def run_many(self, statement: str, rows: list[tuple[Any, ...]]) -> None:
        self.begin()
        self._connection.executemany(statement, rows)
        self.end()

    def rows(self, statement: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        return iter(self._connection.execute(statement, values))

    def pages(
        self, statement: str, size: int, *values: Any, first: Any = ""
    ) -> Iterator[list[tuple[Any, ...]]]:
        """Rows in portions: `statement` asks, in order, for keys above its first mark; the key comes first.

        Each portion is read to its end, so that the tables may change before the next one.
        """
        last = first
        while page := list(self.rows(f"{statement} LIMIT {size}", last, *values)):
            last = page[-1][0]
            yield page

    def number(self, statement: str, *values: Any) -> int:
        """The single number a statement answers, 0 for NULL."""
        return int(self._connection.execute(statement, values).fetchone()[0] or 0)

    def close(self) -> None:
        self._connection.close()
