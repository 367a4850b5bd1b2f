"""A clinic's workbook as values by sheet, to be spoiled one cell at a time and saved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from planner.errors import FaultyClinic
from planner.files import reading
from planner.files.starting.workbooks import new_workbook

FORMS = {datetime: "yyyy-mm-dd hh:mm", date: "yyyy-mm-dd", timedelta: "[hh]:mm", time: "hh:mm"}
TODAY = date(2026, 11, 22)


class Sheets:
    """The sample's sheets, or a folder's, by name: lists of rows, the header first."""

    def __init__(self, path: Path, like: Path | None = None) -> None:
        self.path = path / "clinic.xlsx"
        new_workbook(self.path, like, TODAY)
        with CalamineWorkbook.from_path(self.path) as book:
            self.rows = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}

    def column(self, sheet: str, name: str) -> int:
        return self.rows[sheet][0].index(name)

    def put(self, sheet: str, row: int, name: str, value: Any) -> None:
        """A cell, its row as a spreadsheet counts."""
        self.rows[sheet][row - 1][self.column(sheet, name)] = value

    def save(self, after: Callable[[xlsxwriter.Workbook], None] = lambda book: None) -> Path:
        with xlsxwriter.Workbook(self.path) as book:
            for name, rows in self.rows.items():
                sheet = book.add_worksheet(name)
                for number, row in enumerate(rows):
                    for place, value in enumerate(row):
                        form = FORMS.get(type(value))
                        sheet.write(number, place, value, book.add_format({"num_format": form}) if form else None)
            after(book)
        return self.path

    def load(self) -> reading.Reading:
        return reading.load(self.save())

    def faults(self) -> list[str]:
        return faults_of(self.save())

    def warnings(self) -> list[str]:
        return [str(warning) for warning in self.load().warnings]


def faults_of(path: Path) -> list[str]:
    """All faults of a workbook, in words."""
    try:
        reading.load(path)
    except FaultyClinic as faulty:
        return [str(fault) for fault in faulty.faults]
    return []
