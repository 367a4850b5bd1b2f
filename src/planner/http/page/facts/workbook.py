"""A workbook that somebody sends: read whole, with each fault at its cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from planner.errors import Fault
from planner.files.sheets import WorkbookReading

MOST = 200
"""Faults that are shown; there may be more."""


@dataclass(frozen=True)
class CellFault:
    """A fault with where it is: its sheet, its cell such as `C14`, and the cells of its row, of which one is marked."""

    sheet: str
    cell: str
    column: str
    wrong: str
    mend: str
    row: Sequence[tuple[str, str, bool]]

    @classmethod
    def of(cls, reading: WorkbookReading, fault: Fault) -> CellFault:
        sheet, cell, row = reading.place(fault)
        return cls(sheet, cell, fault.column or "", fault.wrong, fault.mend, row)


def read(content: bytes) -> WorkbookReading:
    """The workbook of a file's content."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "the workbook.xlsx"
        path.write_bytes(content)
        return WorkbookReading.of(path)


def faults_of(reading: WorkbookReading) -> list[CellFault]:
    return [CellFault.of(reading, fault) for fault in reading.faults[:MOST]]
