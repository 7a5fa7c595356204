"""The how-to's condition is real: its two code blocks run as they stand, contract and all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from django_personalize.segments.conditions.base import registry
from django_personalize.testing import ConditionContract

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "own-condition.md"


_names: dict[str, Any] = {"__name__": __name__}
for _block in re.findall(r"```python\n(.*?)```", _PAGE.read_text(encoding="utf-8"), re.DOTALL):
    exec(_block, _names)  # noqa: S102  our own page
TestWroteReviews: type[ConditionContract] = _names["TestWroteReviews"]
#: Registered for these tests alone: other modules look at the registry too.
_condition = registry._items.pop("wrote_reviews")


@pytest.fixture(scope="module", autouse=True)
def _registered() -> Iterator[None]:
    with registry.temporarily("wrote_reviews", _condition):
        yield
