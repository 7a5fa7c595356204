"""What a benchmark found out: figures with their bounds, printed one a line or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

#: `--size small` on a busy machine: a ratio may be half of its bound, an overhead twice. Counts get no slack.
SLACK = 2.0

Kind = Literal["at least", "at most", "exactly"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. `bound` None: for information. `value` None: could not be measured here, `note` says why.

    `kind` says how value and bound compare; with "exactly" and for counts (`counted`) there is no slack.
    """

    name: str
    value: float | None
    unit: str
    bound: float | None = None
    kind: Kind = "at most"
    counted: bool = False
    note: str = ""

    def allowed(self, *, small: bool) -> float | None:
        """The bound that counts in a run of this size."""
        if self.bound is None or not small or self.counted or self.kind == "exactly":
            return self.bound
        return self.bound / SLACK if self.kind == "at least" else self.bound * SLACK

    def holds(self, *, small: bool) -> bool:
        """Whether the bound is kept; what could not be measured, and mere information, misses nothing."""
        allowed = self.allowed(small=small)
        if allowed is None or self.value is None:
            return True
        if self.kind == "at least":
            return self.value >= allowed
        if self.kind == "at most":
            return self.value <= allowed
        return self.value == allowed

    def line(self, *, small: bool) -> str:
        """ "CPU added per page, median   1.62 ms   at most 2 ms   held"."""
        if self.value is None:
            return f"{self.name:<62} {'not measured':>16}   {self.note}".rstrip()
        parts = [f"{self.name:<62} {_number(self.value):>10} {self.unit:<12}"]
        allowed = self.allowed(small=small)
        if allowed is not None:
            verdict = "held" if self.holds(small=small) else "MISSED"
            slack = f" (of {_number(self.bound or 0)})" if allowed != self.bound else ""
            parts.append(f"{self.kind} {_number(allowed)}{slack}: {verdict}")
        if self.note:
            parts.append(f"[{self.note}]")
        return "  ".join(part for part in parts if part).rstrip()


def report(
    name: str, figures: Iterable[Figure], *, small: bool, as_json: bool, where: dict[str, Any]
) -> bool:
    """Print the figures; whether every bound was kept."""
    figures = list(figures)
    kept = all(figure.holds(small=small) for figure in figures)
    if as_json:
        rows = [
            {**asdict(figure), "allowed": figure.allowed(small=small), "holds": figure.holds(small=small)}
            for figure in figures
        ]
        print(json.dumps({"benchmark": name, "kept": kept, **where, "figures": rows}, indent=2))
        return kept
    print(f"{name}: " + ", ".join(f"{key} {value}" for key, value in where.items()))
    for figure in figures:
        print(figure.line(small=small))
    return kept


def _number(value: float) -> str:
    if value == int(value) and abs(value) < 1e9:
        return f"{int(value):,}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
