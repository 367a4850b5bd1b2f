"""The clinic's appointments.csv, rewritten cell by cell: what does not change stays as its keeper wrote it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from planner.clinic import Entry
from planner.files.atomic import put_in_place

BOOK = "appointments.csv"
COLUMNS = ("appointment", "plan", "number", "phase", "practitioner", "room", "start", "status", "fixed")
MAY_BE_MISSING = ("practitioner", "room", "service")
"""Columns that a book may lack; one is added when a row has something to say in it."""
MARK = "\ufeff"
"""The byte-order mark that Excel puts in front."""


Cells = Mapping[str, str]
"""The text of a row's cells by column."""


@dataclass(frozen=True)
class _Record:
    """One row of the file: its text as it stands, line break included, and the cells in it."""

    text: str
    cells: tuple[str, ...]

    @property
    def ending(self) -> str:
        return self.text[len(self.text.rstrip("\r\n")) :]


class _Table:
    """The file taken apart, so that it can be put together again to the byte."""

    def __init__(self, content: str) -> None:
        self.mark, text = (MARK, content[1:]) if content.startswith(MARK) else ("", content)
        first = next((line for line in text.splitlines() if line.strip()), ",".join(COLUMNS))
        self.delimiter = ";" if first.count(";") > first.count(",") else ","
        self.records = list(self._records(text)) or [self._written(COLUMNS, "\n")]
        self.header = next(place for place, record in enumerate(self.records) if any(map(str.strip, record.cells)))
        self.columns = [cell.strip() for cell in self.records[self.header].cells]
        self.ending = self.records[self.header].ending or "\n"

    def _records(self, text: str) -> Iterator[_Record]:
        lines, taken = list(io.StringIO(text, newline="")), 0
        reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
        for cells in reader:
            yield _Record("".join(lines[taken : reader.line_num]), tuple(cells))
            taken = reader.line_num

    def _written(self, cells: Sequence[str], ending: str) -> _Record:
        text = io.StringIO()
        csv.writer(text, delimiter=self.delimiter, lineterminator=ending).writerow(cells)
        return _Record(text.getvalue(), tuple(cells))

    def add_columns(self, names: Iterable[str]) -> None:
        missing = [name for name in names if name not in self.columns]
        if missing:
            header = self.records[self.header]
            added = self.delimiter.join(["", *missing])
            text = header.text.removesuffix(header.ending) + added + header.ending
            self.records[self.header] = _Record(text, (*header.cells, *missing))
            self.columns += missing

    def change(self, cells: Mapping[str, Mapping[str, str]]) -> None:
        """Put new cells, by column, into the rows of these appointments."""
        id = self.columns.index("appointment")
        for place, record in enumerate(self.records[self.header + 1 :], start=self.header + 1):
            new = cells.get(record.cells[id].strip(), {}) if id < len(record.cells) else {}
            known = {self.columns.index(name): cell for name, cell in new.items() if name in self.columns}
            if known:
                wide = [*record.cells, *[""] * (max(known) + 1 - len(record.cells))]
                row = [known.get(column, cell) for column, cell in enumerate(wide)]
                self.records[place] = self._written(row, record.ending)

    def append(self, cells: Mapping[str, str]) -> None:
        last = self.records[-1]
        if not last.ending:
            self.records[-1] = _Record(last.text + self.ending, last.cells)
        self.records.append(self._written([cells.get(name, "") for name in self.columns], self.ending))

    @property
    def content(self) -> str:
        return self.mark + "".join(record.text for record in self.records)

    @property
    def between(self) -> str:
        """What the file has between a date and its time of day: T, or a blank as spreadsheets write it."""
        start = self.columns.index("start")
        starts = [record.cells[start].strip() for record in self.records[self.header + 1 :] if record.cells[start:]]
        return " " if any(cell[10:11] == " " for cell in starts) else "T"


def rewritten(content: str, before: Sequence[Entry], after: Sequence[Entry], zone: ZoneInfo) -> str:
    """The file with what differs between the two books: changed cells in place, new rows at the end."""
    table = _Table(content)
    changed, added = differences(before, after, zone, table.between)
    table.add_columns(said_in(changed, added))
    table.change(changed)
    for row in added:
        table.append(row)
    return table.content


def differences(
    before: Sequence[Entry], after: Sequence[Entry], zone: ZoneInfo, between: str = "T"
) -> tuple[dict[str, Cells], list[Cells]]:
    """What differs between the two books, as cells by column: those changed, by their appointment, and new rows."""
    there = {entry.id: cells_of(entry, zone, between) for entry in before}
    rows = {entry.id: cells_of(entry, zone, between) for entry in after}
    changed = {
        id: {name: cell for name, cell in row.items() if cell != there[id][name]}
        for id, row in rows.items()
        if id in there
    }
    return {id: cells for id, cells in changed.items() if cells}, [rows[id] for id in rows if id not in there]


def said_in(changed: Mapping[str, Cells], added: Iterable[Cells]) -> list[str]:
    """The columns that a book may lack in which something is to be said."""
    rows = [*changed.values(), *({name: cell for name, cell in row.items() if cell} for row in added)]
    return [name for name in MAY_BE_MISSING if any(name in row for row in rows)]


def cells_of(entry: Entry, zone: ZoneInfo, between: str = "T") -> dict[str, str]:
    """An entry as its row's cells by column."""
    fields: dict[str, Any] = {
        **{"appointment": entry.id, "plan": entry.plan, "number": entry.number, "phase": entry.phase},
        **{"practitioner": entry.practitioner, "room": entry.room, "start": wall_clock(entry.start, zone, between)},
        **{"status": entry.status, "fixed": "yes" if entry.fixed else None, "service": entry.service},
    }
    return {name: "" if value is None else str(value) for name, value in fields.items()}


def wall_clock(moment: datetime, zone: ZoneInfo, between: str = "T") -> str:
    """The wall clock's time, with its offset only where the clock shows that time twice and the later is meant."""
    local = moment.astimezone(zone)
    exact = "auto" if local.second or local.microsecond else "minutes"
    return (local if local.fold else local.replace(tzinfo=None)).isoformat(between, exact)


def keep(folder: Path, before: Sequence[Entry], after: Sequence[Entry], zone: ZoneInfo) -> None:
    """Rewrite the folder's book where the two differ."""
    write(folder, rewritten(read(folder), before, after, zone))


def read(folder: Path) -> str:
    """The content of the folder's book; none at all where there is no such file."""
    path = folder / BOOK
    return path.read_bytes().decode("utf-8") if path.exists() else ""


def write(folder: Path, content: str) -> None:
    """Put the book in its place, whole."""
    put_in_place({(folder / BOOK).resolve(): content.encode()})
