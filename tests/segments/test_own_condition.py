"""The how-to's condition is real: its class and its test run as they stand, contract and all."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from django_personalize.segments.conditions.base import registry
from django_personalize.testing import ConditionContract

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "own-condition.md"


_blocks = re.findall(r"```python\n(.*?)```", _PAGE.read_text(encoding="utf-8"), re.DOTALL)
_condition_block, _ready_block, _test_block = _blocks
_module = ModuleType("shop.conditions")
_names: dict[str, Any] = {"__name__": __name__}
with pytest.MonkeyPatch.context() as _patch:
    # The page's test imports the condition from the file that the page says it is in.
    _patch.setitem(sys.modules, "shop.conditions", _module)
    exec(_condition_block, vars(_module))  # noqa: S102  our own page
    exec(_test_block, _names)  # noqa: S102
TestWroteReviews: type[ConditionContract] = _names["TestWroteReviews"]
#: Registered for these tests alone: other modules look at the registry too.
_condition = registry._items.pop("wrote_reviews")


@pytest.fixture(scope="module", autouse=True)
def _registered() -> Iterator[None]:
    with registry.temporarily("wrote_reviews", _condition):
        yield


def test_the_ready_of_the_page_imports_the_file_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no other module of that package: another name raises ModuleNotFoundError."""
    monkeypatch.setitem(sys.modules, "shop", ModuleType("shop"))
    names: dict[str, Any] = {"__name__": "shop.apps"}
    exec(_ready_block, names)  # noqa: S102  our own page
    with pytest.raises(ModuleNotFoundError, match=r"shop\.conditions"):
        names["ShopConfig"].ready(None)
    monkeypatch.setitem(sys.modules, "shop.conditions", _module)
    names["ShopConfig"].ready(None)
