"""What became of every row of every file: read = loaded + rejected by reason, and sums to the penny."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

_EXAMPLES = 3


@dataclass(slots=True)
class FileReport:
    """Rows of one file; `present` of the `loaded` ones were in the shop before this run."""

    name: str
    read: int = 0
    loaded: int = 0
    present: int = 0
    rejected: dict[str, int] = field(default_factory=dict)
    #: Reason to the first few line numbers.
    examples: dict[str, list[int]] = field(default_factory=dict)

    @property
    def rejected_total(self) -> int:
        return sum(self.rejected.values())

    @property
    def balances(self) -> bool:
        return self.read == self.loaded + self.rejected_total


@dataclass(slots=True)
class SumReport:
    """Order totals of one currency, in hundredths; `shop` and `shop_lines` are read back from the shop."""

    currency: str
    file: int = 0
    loaded: int = 0
    shop: int = 0
    #: Goods of the orders in the shop (total + discount - shipping), and the sum of their lines: equal.
    shop_goods: int = 0
    shop_lines: int = 0

    @property
    def rejected(self) -> int:
        return self.file - self.loaded


class Report:
    """Counts while a history is loaded; `lines()` says it in words.

    With a `log`, every rejected row goes there as it is found: file, line, reason. What the row held stays
    out of it, so that the log can be opened in a spreadsheet and sent around.
    """

    def __init__(self, *, log: Path | None = None) -> None:
        self.files: dict[str, FileReport] = {}
        self.sums: dict[str, SumReport] = {}
        self.counts: Counter[str] = Counter()
        self.notes: list[str] = []
        #: Keys of the accounts with most orders that consented to a personal shop.
        self.loyal: list[int] = []
        self._log_path = log
        self._log_file: IO[str] | None = None

    def file(self, name: str) -> FileReport:
        return self.files.setdefault(name, FileReport(name))

    def currency(self, code: str) -> SumReport:
        return self.sums.setdefault(code, SumReport(code))

    def reject(self, name: str, line: int, reason: str) -> None:
        found = self.file(name)
        found.rejected[reason] = found.rejected.get(reason, 0) + 1
        examples = found.examples.setdefault(reason, [])
        if len(examples) < _EXAMPLES:
            examples.append(line)
        if self._log_path is not None:
            if self._log_file is None:
                self._log_path.parent.mkdir(parents=True, exist_ok=True)
                self._log_file = self._log_path.open("w", encoding="utf-8", newline="")
                csv.writer(self._log_file).writerow(("file", "line", "reason"))
            csv.writer(self._log_file).writerow((name, line, reason))

    def close(self) -> None:
        if self._log_file is not None:
            self._log_file.close()
            self.notes.append(f"Every rejected row with its reason: {self._log_path}")
            self._log_file = None

    @property
    def agrees(self) -> bool:
        """Every row is accounted for, and the shop holds exactly the sums of the loaded orders."""
        return all(found.balances for found in self.files.values()) and all(
            found.shop == found.loaded and found.shop_goods == found.shop_lines
            for found in self.sums.values()
        )

    def lines(self) -> Iterator[str]:
        for found in self.files.values():
            before = f" ({found.present:,} of them were there before)" if found.present else ""
            sign = "=" if found.balances else "!="
            yield (
                f"{found.name}: read {found.read:,} {sign} loaded {found.loaded:,}{before}"
                f" + rejected {found.rejected_total:,}"
            )
            for reason, number in sorted(found.rejected.items(), key=lambda pair: (-pair[1], pair[0])):
                where = ", ".join(str(line) for line in found.examples[reason])
                more = ", …" if number > len(found.examples[reason]) else ""
                yield f"    {number:,} × {reason} (line {where}{more})"
        for total in self.sums.values():
            yield (
                f"{total.currency}: orders in the file {_money(total.file)} = loaded {_money(total.loaded)}"
                f" + rejected {_money(total.rejected)}; in the shop {_money(total.shop)}"
                + (
                    " (equal)"
                    if total.shop == total.loaded
                    else f" (DIFFERS by {_money(total.shop - total.loaded)})"
                )
            )
        for name, number in self.counts.items():
            yield f"{name}: {number:,}"
        yield from self.notes

    def as_json(self) -> dict[str, Any]:
        return {
            "files": {name: asdict(found) for name, found in self.files.items()},
            "sums": {code: asdict(found) for code, found in self.sums.items()},
            "counts": dict(self.counts),
            "notes": self.notes,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Report:
        report = cls()
        report.files = {name: FileReport(**found) for name, found in data["files"].items()}
        report.sums = {code: SumReport(**found) for code, found in data["sums"].items()}
        report.counts = Counter(data["counts"])
        report.notes = list(data["notes"])
        return report


def _money(hundredths: int) -> str:
    return f"{Decimal(hundredths) / 100:,.2f}"
