"""The workbook being written: its roster, its sheets, its formats."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import TracebackType
from typing import Any, BinaryIO

from xlsxwriter.chart import Chart
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from planner.files.ownership import MADE_BY
from planner.files.worksheets import Workbook
from planner.roster.format.colours import PALETTE, Colour, colours
from planner.roster.roster import Roster
from planner.roster.tables.details import SessionDetails, shown
from planner.roster.workbook.names import sheet_name

FONT: Mapping[str, Any] = {"font_name": "Arial", "font_size": 9, "valign": "vcenter"}
NORMAL: Mapping[str, Any] = {"font_name": "Arial", "font_size": 10}
"""By whose digits the widths of columns are counted; every program has this font, or one as wide."""
ROW = 15.0
"""Points of a row that says nothing else."""
GREY, PALE, INK = "#6B6B6B", "#F2F2F2", "#1F3347"


class Book:
    """A context that writes the workbook out when it closes."""

    def __init__(self, file: BinaryIO, roster: Roster) -> None:
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = Workbook(file, {**options, "default_format_properties": NORMAL})
        self._book.set_properties({"title": f"Roster of {roster.problem.clinic.name}", "comments": f"{MADE_BY}."})
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.roster = roster

    def __enter__(self) -> Book:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self._book.close()

    def sheet(self, name: str, tab: str | None = None) -> Worksheet:
        """A new sheet of about this name."""
        sheet = self._book.add_worksheet(sheet_name(name, self._book.sheetnames))
        sheet.hide_gridlines(2)
        sheet.set_default_row(ROW)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # names and ids may be digits
        if tab:
            sheet.set_tab_color(tab)
        return sheet

    def style(self, **properties: Any) -> Format:
        """The format of these properties, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({**FONT, **properties})
        return self._formats[key]

    def chart(self, kind: str, stacked: bool = False) -> Chart:
        return self._book.add_chart({"type": kind} | ({"subtype": "stacked"} if stacked else {}))

    @property
    def title(self) -> Format:
        return self.style(bold=True, font_size=16, font_color=INK)

    @property
    def heading(self) -> Format:
        return self.style(bold=True, font_size=11, font_color=INK)

    @property
    def note(self) -> Format:
        return self.style(font_color=GREY)

    @cached_property
    def sessions(self) -> list[SessionDetails]:
        """Every session of the roster, as a reader sees it."""
        return shown(self.roster.problem, self.roster.placed)

    @cached_property
    def _colours(self) -> Mapping[str, Colour]:
        return colours(self.roster.problem.clinic)

    def colour(self, service: str) -> Colour:
        """The service's colour; grey for one that the clinic does not have."""
        return self._colours.get(service, PALETTE[-1])
