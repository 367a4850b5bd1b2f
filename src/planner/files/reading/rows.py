"""Sheets made records of typed values, their references followed, and facts made of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from planner.clinic import texts
from planner.errors import Nonsense
from planner.faults import quoted
from planner.files.reading.findings import Findings, nearest
from planner.files.reading.sources import Row, Sheet, Source
from planner.files.reading.tables import Column, Table

EMPTY = "the cell is empty"
SUGGESTIONS = 20
"""How many names that point nowhere are told the nearest, in one column."""
ONE = {"kinds": "kind of event", "rooms or equipment": "room and no equipment"}


@dataclass
class Record:
    """The values of one row by column, without those that could not be read; `fact` is what was made of them."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    sound: bool = True
    fact: Any = None


@dataclass
class Listing:
    """A table as read. `whole` unless parts of it could not be, so that an id may stand in a part unseen."""

    table: Table
    file: str
    found: bool
    whole: bool
    records: list[Record] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether every row of it became a fact."""
        return self.whole and all(record.fact is not None for record in self.records)

    @property
    def ids(self) -> frozenset[str] | None:
        """The ids that may be pointed to; None where they are not all known."""
        keys = [record.values[self.table.key] for record in self.records if self.table.key in record.values]
        return frozenset(keys) if self.whole and len(keys) == len(self.records) else None

    def made(self) -> list[tuple[Record, Any]]:
        return [(record, record.fact) for record in self.records if record.fact is not None]


def read(table: Table, source: Source, findings: Findings) -> Listing:
    """The records of one table; each fault in a cell is noted, the row's other cells are read all the same."""
    file, sheet = source.named(table.name), source.sheets.get(table.name)
    if sheet is None:
        if table.needed:
            columns = ", ".join(column.name for column in table.columns)
            mend = f"add it, with the columns {columns}{_stray(table.name, source.strays)}"
            findings.fault(file, None, None, "the table is missing", mend)
        return Listing(table, file, found=False, whole=not table.needed)
    listing = Listing(table, file, found=True, whole=sheet.whole)
    if not sheet.columns:
        return listing
    there = _columns(table, sheet, findings)
    listing.whole = listing.whole and len(there) == len(table.columns)
    listing.records = [_record(row, there, file, findings) for row in sheet.rows]
    if table.identified:
        _once_each(listing, findings)
    return listing


def _columns(table: Table, sheet: Sheet, findings: Findings) -> list[Column]:
    """The table's columns less those missing that are needed; unknown ones are pointed out."""
    names = [column.name for column in table.columns]
    unknown = [name for name in dict.fromkeys(sheet.columns) if name not in names]
    for name in unknown:
        if name or any(row.cells.get(name) for row in sheet.rows):
            mend = nearest(name, names, f"the columns are {', '.join(names)}")
            findings.warn(sheet.file, 1, name or None, "no column has this name, it is not used", mend)
    for name in names:
        if sheet.columns.count(name) > 1:
            findings.fault(sheet.file, 1, name, "two columns have this name", "keep one")
    missing = [column for column in table.columns if column.needed and column.name not in sheet.columns]
    for column in missing:
        findings.fault(sheet.file, 1, column.name, "the column is missing", f"add it{_stray(column.name, unknown)}")
    return [column for column in table.columns if column not in missing]


def _stray(name: str, strays: Collection[str]) -> str:
    """The end of a mend: what is there under a name like this one."""
    near = nearest(name, strays, "")
    return f"; is it {near.split()[-1]}" if near.startswith("did you mean") else ""


def _record(row: Row, columns: list[Column], file: str, findings: Findings) -> Record:
    record = Record(row.number)
    for column in columns:
        cell = row.cells.get(column.name, "")
        try:
            if found := texts.stray(cell):
                findings.fault(file, row.number, column.name, f"the cell holds the character {found}", texts.MEND)
            elif cell:
                record.values[column.name] = column.parse(cell)
            elif not column.needed:
                record.values[column.name] = column.default
            else:
                findings.fault(file, row.number, column.name, EMPTY, "every row needs this")
        except Nonsense as why:
            findings.refused(file, row.number, column.name, why)
    record.sound = all(column.name in record.values for column in columns)
    return record


def _once_each(listing: Listing, findings: Findings) -> None:
    first: dict[str, int] = {}
    key = listing.table.key
    for record in listing.records:
        id = record.values.get(key)
        if id in first:
            wrong = f"{quoted(id)} stands in row {first[id]} already"
            findings.fault(listing.file, record.row, key, wrong, "give each row an id of its own, or drop one")
            record.sound = False
        elif id is not None:
            first[id] = record.row
            if len(id) > texts.LONGEST_ID:
                mend = f"use at most {texts.LONGEST_ID}"
                findings.fault(listing.file, record.row, key, f"the id has {len(id)} letters", mend)


def follow(listing: Listing, known: Mapping[str, Collection[str] | None], findings: Findings) -> None:
    """A fault for every id that points nowhere; `known` gives the ids by what a column refers to, None if unknown."""
    for column in listing.table.columns:
        ids = known[column.refers] if column.refers else None
        if ids is None:
            continue
        mends: dict[str, str] = {}
        for record in listing.records:
            value = record.values.get(column.name)
            missing = [
                id for id in (value if isinstance(value, tuple) else (value,)) if id is not None and id not in ids
            ]
            for id in missing:
                if id not in mends:  # looking for near names takes long where there are many
                    mends[id] = nearest(id, ids if len(mends) < SUGGESTIONS else (), "add it there, or mend it here")
            if missing:  # a cell is one fault, whatever it lists
                wrong = "there is " + " and ".join(f"no {_one(column)} {quoted(id)}" for id in missing)
                mend = "; ".join(dict.fromkeys(mends[id] for id in missing))
                findings.fault(listing.file, record.row, column.name, wrong, mend)
                record.sound = False


def _one(column: Column) -> str:
    """What one of those is called that a column refers to."""
    return ONE.get(column.refers) or column.refers.removesuffix("s")


def make(listing: Listing, zone: ZoneInfo, findings: Findings) -> None:
    """Make a fact of each sound record, if the table has its columns; what cannot be is noted."""
    needed = {column.name for column in listing.table.columns}
    for record in listing.records:
        if record.sound and needed <= record.values.keys():
            try:
                record.fact = listing.table.make(record.values, zone)
            except Nonsense as why:
                findings.refused(listing.file, record.row, listing.table.blame, why, listing.table.mend)
