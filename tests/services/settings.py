"""The example shop as a server under test: nothing changed but the patience of its pages on a busy machine."""

import os
from datetime import timedelta

from example_shop.settings import *  # noqa: F403  a settings module is made of names
from example_shop.settings import PERSONALIZE as _PERSONALIZE

#: A fuzzer is faster than a visitor.
_VISITOR_RATE = int(os.environ.get("TEST_VISITOR_RATE", "120"))

PERSONALIZE = {**_PERSONALIZE, "PAGE_BUDGET": timedelta(seconds=20), "COLLECTOR_VISITOR_RATE": _VISITOR_RATE}
