"""A workbook as another program reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

from planner.roster.roster import Roster
from planner.roster.workbook import write_workbook


def written(roster: Roster, folder: Path) -> Any:
    """The workbook of a roster, read by openpyxl."""
    write_workbook(roster, folder / "roster.xlsx")
    return openpyxl.load_workbook(folder / "roster.xlsx")


def cells(sheet: Any) -> dict[str, Any]:
    """What is written where."""
    return {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value not in (None, "")}


def rows(sheet: Any, first: int) -> list[list[Any]]:
    """The values of each row from one on, counted from 1."""
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first)]


def find(sheet: Any, text: str) -> Any:
    """The first cell with this text."""
    return next(cell for row in sheet.iter_rows() for cell in row if cell.value == text)
