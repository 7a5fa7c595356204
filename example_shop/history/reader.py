"""Reads the files of a history into the staging file, row by row, and says why a row cannot be taken."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from example_shop.history.fields import Rejected, words
from example_shop.history.layout import ATTRIBUTE, Column, Layout, layouts
from example_shop.history.records import Record, Unreadable, records
from example_shop.history.report import Report
from example_shop.history.staging import Staging

_MOST_ATTRIBUTES = 40
_attribute_value = words(120)


class Refused(Exception):
    """The directory is no history: a file or a column is missing. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file with its header understood: position in the row to column, and to the name of an attribute."""

    layout: Layout
    path: Path
    width: int
    columns: tuple[tuple[int, Column], ...]
    attributes: tuple[tuple[int, str], ...]


def sources(directory: Path, *, zone: ZoneInfo, latest: datetime, report: Report) -> list[Source]:
    """The files there are, headers checked. Raises Refused, which says what is wrong with each file."""
    if not directory.is_dir():
        raise Refused(f"{directory} is no directory.")
    found: list[Source] = []
    faults: list[str] = []
    for layout in layouts(zone=zone, latest=latest):
        try:
            path = _path(directory, layout)
            if path is not None:
                found.append(_source(path, layout, report))
        except (Refused, Unreadable) as refusal:
            faults.append(str(refusal))
    if faults:
        raise Refused("\n".join(faults))
    return found


def read(source: Source, staging: Staging, report: Report, advance: Callable[[int], None]) -> None:
    """Stage every good row of the file and report every other one. Raises Unreadable."""
    name = source.layout.name
    key = source.layout.columns[0].name
    counts = report.file(name)
    unique = name != "order_lines"
    staging.begin()
    for record in _body(source.path):
        counts.read += 1
        try:
            values = _values(source, record)
            if name == "order_lines":
                _price(values)
            elif name == "orders":
                _sums(values, report)
        except Rejected as fault:
            report.reject(name, record.line, str(fault))
            _remember_broken(name, source, record, staging)
        else:
            values["line"] = record.line
            if not staging.add(name, values) and unique:
                report.reject(name, record.line, f"{key}: there is an earlier row with it")
        if counts.read % 1000 == 0:
            advance(1000)
    advance(counts.read % 1000)
    staging.end()


def _path(directory: Path, layout: Layout) -> Path | None:
    candidates = [directory / f"{layout.name}.csv", directory / f"{layout.name}.csv.gz"]
    there = [path for path in candidates if path.is_file()]
    if len(there) > 1:
        raise Refused(f"{there[0].name} and {there[1].name} are both there; keep one of them.")
    if not there and not layout.optional:
        raise Refused(f"{candidates[0].name} (or .csv.gz) is missing in {directory}.")
    return there[0] if there else None


def _source(path: Path, layout: Layout, report: Report) -> Source:
    first = next(records(path), None)
    if first is None or first.cells is None:
        raise Refused(f"{path.name}: no header; the first line must name the columns.")
    header = [cell.strip() for cell in first.cells]
    known = {column.name: column for column in layout.columns}
    twice = sorted({_shown(name) for name in header if header.count(name) > 1})
    if twice:
        raise Refused(f"{path.name}: the header names {', '.join(twice)} more than once.")
    missing = [column.name for column in layout.columns if column.required and column.name not in header]
    if missing:
        raise Refused(
            f"{path.name}: column {', '.join(missing)} is missing; the header has"
            f" {', '.join(_shown(name) for name in header[:30])}."
        )
    attributes: list[tuple[int, str]] = []
    for position, name in enumerate(header):
        if layout.attributes and name.startswith(ATTRIBUTE) and len(name) > len(ATTRIBUTE):
            attributes.append((position, name.removeprefix(ATTRIBUTE)[:60]))
        elif name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            meant = f" (did you mean {near[0]}?)" if near else ""
            report.notes.append(f"{path.name}: column {_shown(name)} is not known and was left out{meant}")
    if len(attributes) > _MOST_ATTRIBUTES:
        raise Refused(f"{path.name}: more than {_MOST_ATTRIBUTES} columns of attributes.")
    return Source(
        layout=layout,
        path=path,
        width=len(header),
        columns=tuple((position, known[name]) for position, name in enumerate(header) if name in known),
        attributes=tuple(attributes),
    )


def _body(path: Path) -> Iterator[Record]:
    found = records(path)
    next(found)
    return found


def _values(source: Source, record: Record) -> dict[str, Any]:
    cells = record.cells
    if cells is None:
        raise Rejected(record.fault)
    if len(cells) != source.width:
        raise Rejected("not as many cells as the header")
    values: dict[str, Any] = {column.name: column.default for column in source.layout.columns}
    for position, column in source.columns:
        text = cells[position].strip()
        if not text:
            if column.required:
                raise Rejected(f"{column.name}: empty")
            continue
        try:
            value = column.parse(text)
        except Rejected as fault:
            raise Rejected(f"{column.name}: {fault}") from None
        values[column.name] = value.isoformat() if isinstance(value, date) else value
    if source.layout.attributes:
        values["attributes"] = json.dumps(_attributes(source, cells))
    return values


def _attributes(source: Source, cells: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for position, name in source.attributes:
        if text := cells[position].strip():
            try:
                found[name] = _attribute_value(text)
            except Rejected as fault:
                raise Rejected(f"{ATTRIBUTE}{name}: {fault}") from None
    return found


def _price(values: dict[str, Any]) -> None:
    """A line costs quantity × unit price. `line_total` may differ by half a cent a piece: rounded prices."""
    product = values["quantity"] * values["unit_price"]
    given = values["line_total"]
    if given is None:
        if product >= 10**12:
            raise Rejected("quantity × unit_price: too large")
        values["line_total"] = product
    elif abs(given - product) * 2 > values["quantity"]:
        raise Rejected("line_total: not quantity × unit_price")


def _sums(values: dict[str, Any], report: Report) -> None:
    report.currency(values["currency"]).file += values["total"]
    subtotal = values["total"] + values["discount"] - values["shipping"]
    if subtotal < 0:
        raise Rejected("shipping: more than total + discount")
    if subtotal >= 10**12:
        raise Rejected("total + discount: too large")
    if values["tax"] > values["total"]:
        raise Rejected("tax: more than the total")
    values["subtotal"] = subtotal


def _remember_broken(name: str, source: Source, record: Record, staging: Staging) -> None:
    """An order one of whose lines was rejected must not be loaded without it."""
    if name != "order_lines" or record.cells is None or len(record.cells) != source.width:
        return
    column = next(position for position, column in source.columns if column.name == "order_id")
    order_id = record.cells[column].strip()
    if 0 < len(order_id) <= 20 and order_id.isascii():
        staging.add("broken_orders", {"order_id": order_id})


def _shown(text: str) -> str:
    """Somebody else's text for a terminal: short, and no control character reaches it."""
    return ascii(text[:40])
