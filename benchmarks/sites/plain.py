"""The example shop without the app: the twin of its pages.

The shop's own tags (`benchmarks.sites.own_tags`) print the same greeting, the same category and the same last
products from two small cookies, the way a shop does it by hand, so that both sides send the same HTML.
Needs EXAMPLE_SHOP_PERSONALIZE=0.
"""

from __future__ import annotations

from pathlib import Path

from example_shop.settings import *  # noqa: F403  a settings module is made of names
from example_shop.settings import DATABASES, PERSONALIZED, TEMPLATES

if PERSONALIZED:
    raise RuntimeError("The plain shop is started with EXAMPLE_SHOP_PERSONALIZE=0.")

DATABASES["default"]["CONN_MAX_AGE"] = 600
TEMPLATES[0]["DIRS"] = [Path(__file__).parent / "templates", *TEMPLATES[0]["DIRS"]]
TEMPLATES[0]["OPTIONS"]["libraries"] = {"own_tags": "benchmarks.sites.own_tags"}
