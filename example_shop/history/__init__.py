"""Loads the history of a real shop from plain CSV files; `docs/how-to/load-a-history.md` describes them.

First everything is read, checked and set aside in a temporary file, then it is written in portions: a file
that cannot be read to its end leaves the shop as it was, and a load that was killed goes on where it stopped.
Nothing is added twice.
"""

from __future__ import annotations

from example_shop.history.load import load_history
from example_shop.history.reader import Refused
from example_shop.history.records import Unreadable
from example_shop.history.report import Report

__all__ = ["Refused", "Report", "Unreadable", "load_history"]
