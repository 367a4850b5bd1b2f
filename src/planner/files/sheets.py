"""A clinic as the text of all its sheets, to be changed in a cell or as a whole and read again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from planner.clinic import Clinic
from planner.errors import Fault, FaultyClinic
from planner.files.reading import NAMES, Reading
from planner.files.reading.assembly import assemble
from planner.files.reading.findings import Findings
from planner.files.reading.sources import Row, Sheet, Source, settings_sheets, workbooks
from planner.files.reading.sources.package import letters
from planner.files.reading.tables import Table
from planner.files.starting.settings import spread
from planner.files.starting.workbooks import EVERY, workbook_of
from planner.files.writing.settings import settings_of
from planner.files.writing.tables import text_of

Cells = Mapping[str, str]
"""The text of a row's cells by column; one that is not there is empty."""
HEADER = 1
"""The row of the columns' names; what a sheet holds begins below it."""


@dataclass(frozen=True)
class SheetChange:
    """What one sheet has otherwise: rows that are new, gone, or of the same id with other cells (before, after)."""

    table: Table
    added: Sequence[Cells] = ()
    gone: Sequence[Cells] = ()
    changed: Sequence[tuple[Cells, Cells]] = ()
    reordered: bool = False

    @property
    def count(self) -> int:
        return len(self.added) + len(self.gone) + len(self.changed) + self.reordered


@dataclass(frozen=True)
class Sheets:
    """The rows of each sheet by its table's name, in order."""

    rows: Mapping[str, Sequence[Cells]]

    @classmethod
    def of(cls, clinic: Clinic) -> Self:
        """All that a clinic holds, its book too."""
        found = spread(settings_of(clinic)) | text_of(clinic)
        return cls({name: [_whole(table, row) for row in found.get(name, ())] for name, table in EVERY.items()})

    def clinic(self, now: datetime | None = None) -> Reading:
        """The clinic that these say, with its warnings. Raises FaultyClinic; row 2 is the first below the header."""
        findings = Findings()
        source = Source("clinic", sheets={name: _sheet(name, rows) for name, rows in self.rows.items()})
        settings_sheets.gather(source, findings)
        return assemble(source, findings, now)

    def workbook(self) -> bytes:
        """As a workbook that planner reads again."""
        return workbook_of({name: [dict(row) for row in rows] for name, rows in self.rows.items()})

    def with_(self, table: str, rows: Sequence[Cells]) -> Self:
        """The same with other rows of one sheet."""
        return type(self)({**self.rows, table: rows})

    def changes(self, after: Sheets) -> list[SheetChange]:
        """What another has otherwise, sheet by sheet; those that are alike are left out."""
        pairs = ((table, self.rows[name], after.rows[name]) for name, table in EVERY.items())
        return [_change(*pair) for pair in pairs if pair[1] != pair[2]]


@dataclass(frozen=True)
class WorkbookReading:
    """A workbook as it was read: its clinic, or else all of its faults, each with the row that it is in."""

    clinic: Clinic | None
    faults: Sequence[Fault]
    warnings: Sequence[Fault]
    sheets: Mapping[str, Sheet]

    @classmethod
    def of(cls, path: Path, now: datetime | None = None) -> Self:
        findings = Findings()
        source = workbooks.find(path, NAMES, findings)
        sheets = source.sheets if source else {}
        try:
            reading = assemble(source, findings, now) if source else None
        except FaultyClinic as faulty:
            return cls(None, faulty.faults, faulty.warnings, sheets)
        return cls(reading.clinic if reading else None, findings.faults, findings.warnings, sheets)

    def place(self, fault: Fault) -> tuple[str, str, Sequence[tuple[str, str, bool]]]:
        """The sheet of a fault, its cell such as `C14`, and the cells of its row, each with whether it is the one."""
        name = fault.file.removeprefix(workbooks.SHEET)
        sheet = self.sheets.get(name)
        if sheet is None or fault.row is None:
            return name, "", ()
        row = next((row for row in sheet.rows if row.number == fault.row), None)
        at = sheet.columns.index(fault.column) if fault.column in sheet.columns else None
        cells = [(column, row.cells.get(column, "") if row else "", n == at) for n, column in enumerate(sheet.columns)]
        return name, f"{letters(at + 1) if at is not None else ''}{fault.row}", cells


def _sheet(name: str, rows: Sequence[Cells]) -> Sheet:
    columns = tuple(column.name for column in EVERY[name].columns)
    return Sheet(name, columns, [Row(number, row) for number, row in enumerate(rows, start=HEADER + 1)])


def _whole(table: Table, row: Cells) -> dict[str, str]:
    return {column.name: row.get(column.name, "") for column in table.columns}


def _change(table: Table, before: Sequence[Cells], after: Sequence[Cells]) -> SheetChange:
    old, new = Counter(map(_key, before)), Counter(map(_key, after))
    gone = [dict(key) for key in (old - new).elements()]
    added = [dict(key) for key in (new - old).elements()]
    if not gone and not added:
        return SheetChange(table, reordered=True)
    if not table.identified:
        return SheetChange(table, added, gone)
    was = {row[table.key]: row for row in gone}
    ids = {row[table.key] for row in added}
    return SheetChange(
        table,
        [row for row in added if row[table.key] not in was],
        [row for row in gone if row[table.key] not in ids],
        [(was[row[table.key]], row) for row in added if row[table.key] in was],
    )


def _key(row: Cells) -> tuple[tuple[str, str], ...]:
    return tuple(row.items())
