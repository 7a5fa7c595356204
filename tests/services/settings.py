"""The example shop as a server under test: nothing changed but the patience of its pages on a busy machine."""

from datetime import timedelta

from example_shop.settings import *  # noqa: F403  a settings module is made of names
from example_shop.settings import PERSONALIZE as _PERSONALIZE

PERSONALIZE = {**_PERSONALIZE, "PAGE_BUDGET": timedelta(seconds=20)}
