"""Progress of a long command: one rewritten line on a terminal, a line now and then in a log."""

from __future__ import annotations

from django.core.management.base import OutputWrapper

#: In a log: so many lines where the total is known.
_LOG_LINES = 10


class Progress:
    """`label: 1500 of 20000 (7 %)`. Steps are counted, not timed, so the same run prints the same lines."""

    def __init__(
        self, stdout: OutputWrapper, label: str, *, total: int | None = None, verbosity: int = 1
    ) -> None:
        self.count = 0
        self._stdout = stdout
        self._label = label
        self._total = total
        self._silent = verbosity < 1
        self._terminal = stdout.isatty()
        self._next = 0
        self._width = 0
        self._shown = -1

    def advance(self, n: int = 1) -> None:
        """`n` more are done."""
        self.count += n
        if not self._silent and self.count >= self._next:
            self._print(ending="\r" if self._terminal else "\n")
            self._next = self.count + self._pause()

    def done(self) -> None:
        """All is done: the last line, which stays."""
        if not self._silent and (self._terminal or self._shown != self.count):
            self._print(ending="\n")

    def _pause(self) -> int:
        """Steps until the next line: a percent on a terminal; in a log a tenth, or as many again."""
        if self._terminal:
            return max(1, (self._total or self.count) // 100)
        return max(1, self._total // _LOG_LINES if self._total else self.count)

    def _print(self, *, ending: str) -> None:
        line = f"{self._label}: {self.count}"
        if self._total:
            line += f" of {self._total} ({min(100, self.count * 100 // self._total)} %)"
        padding = " " * max(0, self._width - len(line)) if self._terminal else ""
        self._width = len(line)
        self._shown = self.count
        self._stdout.write(line + padding, ending=ending)
        self._stdout.flush()
