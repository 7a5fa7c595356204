"""A demo in a process and a database of its own, for tests that kill it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def rows_in(database: Path, table: str, where: str = "") -> int:
    """Rows of a table, 0 while there is no table."""
    if not database.exists():
        return 0
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)) as reader:
        try:
            return int(reader.execute(f"SELECT COUNT(*) FROM {table} {where}").fetchone()[0])  # noqa: S608
        except sqlite3.OperationalError:
            return 0
