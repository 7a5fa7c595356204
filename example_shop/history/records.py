"""Bytes of a CSV file to records, one at a time, whatever stands in the file.

Memory stays flat: a line longer than `MAX_BYTES` is skipped over in pieces, and a quote that is never closed
costs its own line only.
"""

from __future__ import annotations

import csv
import gzip
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

#: A record may be this long, line breaks inside quotes included.
MAX_BYTES = 65_536
#: A quoted cell may run over this many lines.
MAX_LINES = 200

_BOM = b"\xef\xbb\xbf"


class Unreadable(Exception):
    """The file cannot be read to its end; nothing of it was loaded."""


@dataclass(frozen=True, slots=True)
class Record:
    """`cells` of the record that begins in `line` (the header is line 1); None: `fault` says why."""

    line: int
    cells: list[str] | None
    fault: str = ""


def records(path: Path) -> Iterator[Record]:
    """All records of a `.csv` or `.csv.gz` file, empty lines left out. Raises Unreadable."""
    try:
        with _open(path) as stream:
            yield from _records(stream)
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable(f"{path.name} cannot be read to its end: {error}") from error


def _open(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


def _records(stream: IO[bytes]) -> Iterator[Record]:
    lines = _Lines(stream)
    while (found := lines.take()) is not None:
        number, line = found
        if line is None:
            yield Record(number, None, "longer than 64 kB")
        elif b'"' in line:
            yield _quoted(lines, number, line)
        elif line.strip():
            yield _plain(number, line)


def _plain(number: int, line: bytes) -> Record:
    try:
        return Record(number, line.decode("utf-8").rstrip("\r\n").split(","))
    except UnicodeDecodeError:
        return Record(number, None, "not UTF-8")


def _quoted(lines: _Lines, number: int, line: bytes) -> Record:
    """A record with quotes may run over several lines: it is whole when its quotes are even."""
    block: list[tuple[int, bytes | None]] = [(number, line)]
    text = line
    while text.count(b'"') % 2:
        following = lines.take() if len(block) < MAX_LINES else None
        if following is not None:
            block.append(following)
        if following is None or following[1] is None or len(text) + len(following[1]) > MAX_BYTES:
            lines.give_back(block[1:])
            return Record(number, None, "a quote is never closed")
        text += following[1]
    try:
        rows = list(csv.reader([text.decode("utf-8")], strict=True))
    except UnicodeDecodeError:
        return Record(number, None, "not UTF-8")
    except csv.Error:
        lines.give_back(block[1:])
        return Record(number, None, "quotes in the wrong place")
    return Record(number, rows[0])


class _Lines:
    """Numbered lines, None for one that is too long; a line may be given back."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._number = 0
        self._returned: deque[tuple[int, bytes | None]] = deque()

    def take(self) -> tuple[int, bytes | None] | None:
        if self._returned:
            return self._returned.popleft()
        line = self._stream.readline(MAX_BYTES + 1)
        if not line:
            return None
        self._number += 1
        if self._number == 1:
            line = line.removeprefix(_BOM)
        if len(line) <= MAX_BYTES:
            return self._number, line
        while not line.endswith(b"\n"):
            line = self._stream.readline(MAX_BYTES)
            if not line:
                break
        return self._number, None

    def give_back(self, lines: list[tuple[int, bytes | None]]) -> None:
        self._returned.extendleft(reversed(lines))
