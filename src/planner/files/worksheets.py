"""Workbooks being written, in which nothing is cut short or left out in silence: XlsxWriter only returns a number."""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from planner.errors import Nonsense

LONGEST = 32_767
"""UTF-16 units that a cell holds (Excel's limit)."""


def units(text: str) -> int:
    """The length of a text as Excel counts it: in UTF-16 units, of which an emoji has two."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def cut(text: str, most: int) -> str:
    """The beginning of a text, of at most so many UTF-16 units."""
    while units(text) > most:
        text = text[: max(most // 2, len(text) - (units(text) - most + 1) // 2)]
    return text


class CarefulWorksheet(Worksheet):  # type: ignore[misc]
    """Raises Nonsense where a text or a table is larger than what a sheet holds."""

    def _write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> Any:
        if units(string) > LONGEST:
            where = f"sheet {self.name}, cell {xl_rowcol_to_cell(row, col)}"
            raise Nonsense(f"{where}: the text has {units(string):,} letters; a cell holds {LONGEST:,}, so shorten it")
        return super()._write_string(row, col, string, cell_format)

    def _check_dimensions(self, row: int, col: int, ignore_row: bool = False, ignore_col: bool = False) -> int:
        if row >= self.xls_rowmax or col >= self.xls_colmax:
            most = f"{self.xls_rowmax:,} rows and {self.xls_colmax:,} columns"
            raise Nonsense(f"sheet {self.name} would have more than {most}; a workbook is too small for this")
        return int(super()._check_dimensions(row, col, ignore_row, ignore_col))


class Workbook(xlsxwriter.Workbook):  # type: ignore[misc]
    """A workbook of such sheets."""

    worksheet_class = CarefulWorksheet
