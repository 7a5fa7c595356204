"""The list of requirements beside their tests."""

from __future__ import annotations

import pytest

from tests import rows

FEATURES = """\
| # | Capability | Brief | Quote (translated) | Accept (testable) |
|---|---|---|---|---|
| A5 | Behaviour: words searched for | 000 | "keywords" | `products_searched` with query. |
| U1 | **Decision in the request**: no hop | nearest | p95 added |

## K. What users complain about
13. **Merge must move history and be reversible** (Tracardi).

## L. Something else
14. Not a duty.
"""
TRUST = """\
- **T-010** P0 U — `Sec-GPC` is honoured exactly per spec. [S33]
- not a requirement
| T-819 | P0 | 100 parallel logins | one profile |
"""


def test_a_table_row_has_its_title_and_what_counts_as_done() -> None:
    found = list(rows.feature_rows(FEATURES))
    assert found[0] == rows.Row("A5", "Behaviour: words searched for", "`products_searched` with query.")
    assert found[1] == rows.Row("U1", "Decision in the request: no hop", "p95 added")


def test_a_design_duty_is_a_row_too() -> None:
    duty = list(rows.feature_rows(FEATURES))[2:]
    assert duty == [rows.Row("K13", "Design duty", "Merge must move history and be reversible (Tracardi).")]


def test_a_trust_requirement_is_read_without_its_sources() -> None:
    assert list(rows.trust_rows(TRUST)) == [
        rows.Row("T-010", "P0 U", "`Sec-GPC` is honoured exactly per spec."),
        rows.Row("T-819", "P0 100 parallel logins", "one profile"),
    ]


def test_the_cases_of_one_test_are_counted_together() -> None:
    row = rows.Row("A5", "Search", "counted")
    proofs = [
        rows.Proof("tests/a.py::test_search[with]"),
        rows.Proof("tests/a.py::test_search[without]"),
        rows.Proof("tests/b.py::test_mail", part="mail"),
    ]
    ends = {"tests/a.py::test_search[with]": "passed", "tests/a.py::test_search[without]": "failed"}
    assert list(rows.lines_of(row, proofs, ends)) == [
        "A5  Search",
        "    Accept: counted",
        "    1 failed, 1 passed tests/a.py::test_search",
        "    not run    tests/b.py::test_mail  (mail)",
    ]


def test_a_row_without_a_test_says_so() -> None:
    assert list(rows.lines_of(rows.Row("A5", "Search", "counted"), [], {}))[-1] == "    no test names it"


def test_without_the_lists_beside_the_repository_there_is_nothing_to_compare(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(rows, "SPEC", rows.Path(str(tmp_path)) / "shared" / "spec")
    assert rows.main([]) == 0
    assert "does not stand beside the repository" in capsys.readouterr().out
