"""Fixtures of the example shop's tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture
def elsewhere(tmp_path: Path) -> tuple[dict[str, str], Path]:
    """An environment in which the demo fills a database of its own."""
    database = tmp_path / "elsewhere.sqlite3"
    settings = {"EXAMPLE_SHOP_DATABASE_URL": str(database), "DJANGO_SETTINGS_MODULE": "example_shop.settings"}
    return {**os.environ, **settings}, database
