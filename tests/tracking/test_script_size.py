"""The script keeps to its budget and to its manners; what it does is tested in a browser."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

import django_personalize

SCRIPT = Path(django_personalize.__file__).parent / "static" / "personalize" / "personalize.js"


@pytest.fixture(scope="module")
def source() -> str:
    return SCRIPT.read_text()


@pytest.mark.trust("T-421")
def test_the_script_weighs_at_most_two_and_a_half_kilobytes() -> None:
    assert len(gzip.compress(SCRIPT.read_bytes(), 6)) <= 2500


@pytest.mark.trust("T-421")
@pytest.mark.parametrize(
    "word",
    [
        "eval(",
        "new Function",
        "innerHTML",
        "document.write",
        "localStorage",
        "sessionStorage",
        "indexedDB",
        "import(",
    ],
)
def test_the_script_uses_nothing_dangerous_and_no_storage(source: str, word: str) -> None:
    assert word not in source


@pytest.mark.trust("T-421")
def test_the_script_sets_no_cookie_and_knows_no_other_host(source: str) -> None:
    assert not re.search(r"\bcookie\s*=[^=]", source)
    assert "http:" not in source
    assert "https:" not in source


def test_the_script_is_its_own_readable_source(source: str) -> None:
    assert max(map(len, source.splitlines())) <= 125
