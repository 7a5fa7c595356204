"""The personal shop with a second database of the same tables, for rows that are written twice."""

from __future__ import annotations

import os

from benchmarks.sites.personal import *  # noqa: F403  a settings module is made of names
from benchmarks.sites.personal import BASE_DIR, DATABASES
from example_shop import environment

DATABASES["twin"] = environment.database(
    os.environ["BENCHMARKS_TWIN_URL"], default=BASE_DIR / "var" / "twin.sqlite3"
)
