"""The personal shop with a bare view in place of the collector, and without our middleware: the collector's twin."""

from __future__ import annotations

from benchmarks.sites.personal import *  # noqa: F403  a settings module is made of names
from benchmarks.sites.personal import MIDDLEWARE as _MIDDLEWARE

ROOT_URLCONF = "benchmarks.sites.bare_urls"
MIDDLEWARE = [name for name in _MIDDLEWARE if not name.startswith("django_personalize.")]
