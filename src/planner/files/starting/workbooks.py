"""A clinic's workbook to fill in: a sheet a table, drop-down lists, formats, and a note on each column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from planner.clinic import default_policy
from planner.clinic.spans import WEEKDAYS
from planner.errors import Fault, FaultyClinic, Nonsense
from planner.files.atomic import put_in_place
from planner.files.reading import NAMES, cells, load
from planner.files.reading.cells import OneOf, items, number, weekday, yes_no
from planner.files.reading.findings import Findings
from planner.files.reading.moments import When, clock, day, end_clock, last_day, moment, when
from planner.files.reading.settings_tables import SETTINGS
from planner.files.reading.sources import Source, folders
from planner.files.reading.sources.workbooks import ENDING, GUIDE, is_workbook
from planner.files.reading.tables import TABLES, Column, Table
from planner.files.starting.folders import new_folder
from planner.files.starting.settings import Rows, spread
from planner.files.worksheets import Workbook

ROWS = 2000
"""How far down the formats and drop-down lists reach."""
LONGEST = 255
"""Characters a drop-down list written out may have (Excel's limit)."""
DAY, TIME, MOMENT = "yyyy-mm-dd", "[hh]:mm", "yyyy-mm-dd hh:mm"
FORMS: Mapping[Callable[[str], Any], str] = {
    **{day: DAY, last_day: DAY, when: MOMENT, clock: TIME, end_clock: TIME, moment: MOMENT},
    cells.text: "@",
}
"""How the cells of a column are shown, by what reads them: a phone or a note stays as it is typed."""
NEEDED, MAY_BE_EMPTY, FIRST_TAB = "#1F4E79", "#7F99B2", "#C55A11"
FIRST = ("practitioners", "shifts", "rooms", "patients", "plans")
"""What a clinic fills in first: the first sheets behind the guide, with tabs of a colour of their own."""
_KNOWN = {table.name: table for table in (*SETTINGS, *TABLES)}
EVERY = {name: _KNOWN[name] for name in (*FIRST, *(name for name in _KNOWN if name not in FIRST))}


def new_workbook(path: Path, like: Path | None = None, today: date | None = None) -> tuple[Fault, ...]:
    """Write a workbook that holds the sample clinic, or that of a folder, and return the warnings of its tables.

    Raises Nonsense where `path` is taken, `like` is no folder or a text is too long for a cell, FaultyClinic where the
    folder's tables hold faults.
    """
    if path.suffix.lower() != ENDING:
        raise Nonsense(f"{path} does not end in {ENDING}, so it would be no workbook")
    if path.exists():
        raise Nonsense(f"{path} is there already; nothing was written, name another")
    if like is not None and is_workbook(like):
        raise Nonsense(f"{like} is a workbook already; copy the file")
    with TemporaryDirectory() as made:
        if like is None:
            new_folder(like := Path(made) / "sample", today)
        warnings, content = load(like).warnings, _written(_found(like))
    put_in_place({path: content})
    return warnings


def _found(folder: Path) -> Source:
    """A folder's tables as text."""
    findings = Findings()
    source = folders.find(folder, NAMES, findings)
    if source is None:  # gone since
        raise FaultyClinic(findings.faults)
    return source


def _written(source: Source) -> bytes:
    rows: dict[str, Rows] = spread(source.settings or {})
    rows |= {name: [dict(row.cells) for row in sheet.rows] for name, sheet in source.sheets.items()}
    return workbook_of(rows, GUIDING)


def workbook_of(rows: Mapping[str, Rows], guiding: Sequence[str] = ()) -> bytes:
    """A workbook of these rows by table, in sheets that can be filled in; its first one says `guiding` above a list."""
    content = BytesIO()
    with Workbook(content, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        _guide(book, guiding)
        for table in EVERY.values():
            _Sheet(book, table).write(rows.get(table.name, []))
    return content.getvalue()


def _guide(book: xlsxwriter.Workbook, guiding: Sequence[str]) -> None:
    sheet = book.add_worksheet(GUIDE)
    sheet.hide_gridlines(2)
    sheet.set_tab_color(FIRST_TAB)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 95, book.add_format({"text_wrap": True, "valign": "top"}))
    sheet.set_row(0, 28)
    sheet.write(0, 0, "One clinic, a sheet a table", book.add_format({"bold": True, "font_size": 16}))
    for row, words in enumerate(guiding, start=2):
        sheet.set_row(row, 18)
        sheet.write(row, 0, words, book.add_format({"bold": row == 2, "font_size": 11}))
    top = len(guiding) + 3
    head = book.add_format({"bold": True, "bottom": 1})
    sheet.write_row(top, 0, ("sheet", "what it holds"), head)
    for row, table in enumerate(EVERY.values(), start=top + 1):
        first = table.name in FIRST
        colour = FIRST_TAB if first else "#0563C1"
        link = book.add_format({"font_color": colour, "underline": 1, "bold": first, "valign": "top"})
        said = f"{table.about} {'Needed.' if table.needed else ''}".strip()
        said = f"{FIRST.index(table.name) + 1} of the {len(FIRST)} to fill first. {said}" if first and guiding else said
        sheet.write_url(row, 0, f"internal:'{table.name}'!A1", link, table.name)
        sheet.write(row, 1, said)
        sheet.set_row(row, 15 * -(-len(said) // 115))
    _page(sheet)


GUIDING = (
    f"Fill these five first: {', '.join(FIRST)}. The others may wait, or stay empty.",
    "The rows you find are invented: replace them by your own, and keep the names of the sheets and columns.",
    "Rest the pointer on a column's name to read what it holds. Dark names must be given, light ones may stay empty.",
    "Several items in one cell stand apart by ;   Last days are included. An id is a short name you give once.",
    "planner validate WORKBOOK says all that is wrong, at once, with its sheet, row and column.",
)


class _Sheet:
    def __init__(self, book: xlsxwriter.Workbook, table: Table) -> None:
        self.book, self.table = book, table
        self.forms: dict[str, Format] = {}
        self.sheet: Worksheet = book.add_worksheet(table.name)
        tab = FIRST_TAB if table.name in FIRST else MAY_BE_EMPTY if table in SETTINGS else NEEDED
        self.sheet.set_tab_color(tab)

    def write(self, rows: Rows) -> None:
        for place, column in enumerate(self.table.columns):
            texts = [row.get(column.name, "") for row in rows]
            self._column(place, column, max(map(len, [column.name, *texts])))
            for number_, text in enumerate(texts, start=1):
                self._cell(number_, place, column, text)
        self.sheet.freeze_panes(1, 1)
        self.sheet.autofilter(0, 0, max(ROWS, len(rows)), len(self.table.columns) - 1)
        self.sheet.repeat_rows(0)
        _page(self.sheet)

    def _column(self, place: int, column: Column, widest: int) -> None:
        head = {"bold": True, "font_color": "white", "bg_color": NEEDED if column.needed else MAY_BE_EMPTY}
        self.sheet.write(0, place, column.name, self.book.add_format(head))
        said = f"{column.about[:1].upper()}{column.about[1:]}."
        note = f"{said}\n{'Must be given.' if column.needed else 'May stay empty.'}"
        self.sheet.write_comment(0, place, note, {"width": 240, "height": 90})
        self.sheet.set_column(place, place, min(max(widest, 8), 40) + 3, self._form(FORMS.get(column.parse)))
        if rule := _rule(column):
            self.sheet.data_validation(1, place, ROWS, place, rule)

    def _form(self, form: str | None) -> Format | None:
        """One format for all cells of a form: XlsxWriter compares each with all others in the end."""
        if form and form not in self.forms:
            self.forms[form] = self.book.add_format({"num_format": form, "align": "left"})
        return self.forms[form] if form else None

    def _cell(self, row: int, place: int, column: Column, text: str) -> None:
        """A cell as its kind, where it can be read so; what cannot stays the text it was."""
        value = _value(column, text)
        form = FORMS.get(column.parse)
        if isinstance(value, datetime):
            self.sheet.write_datetime(row, place, value, self._form(form))
        elif isinstance(value, date):
            self.sheet.write_datetime(row, place, value, self._form(DAY))
        elif isinstance(value, timedelta | int | float):
            number_ = value / timedelta(days=1) if isinstance(value, timedelta) else value
            self.sheet.write_number(row, place, number_, self._form(form))
        elif text:
            self.sheet.write_string(row, place, text, self._form(form))


def _value(column: Column, text: str) -> Any:
    """A date, moment, time of day or number; None for anything else, or what no cell can hold, such as an offset."""
    try:
        value = column.parse(text) if text else None
    except Nonsense:
        return None
    if isinstance(value, When):
        value = value.at or value.day
    if isinstance(value, time):
        whole_day = column.parse is end_clock and value == time(0)
        return timedelta(days=1) if whole_day else timedelta(hours=value.hour, minutes=value.minute)
    if isinstance(value, bool) or column.parse is weekday:
        return None
    if isinstance(value, datetime) and (value.tzinfo or value.second or value.microsecond):
        return None
    return value if isinstance(value, date | int | float) else None


def _rule(column: Column) -> dict[str, Any] | None:
    """What a spreadsheet offers and accepts in a column."""
    title = {"error_title": column.name[:32]}
    if column.parse is yes_no:
        return title | {"validate": "list", "source": ["yes", "no"]}
    if column.parse is weekday:
        return title | {"validate": "list", "source": list(WEEKDAYS)}
    if isinstance(column.parse, OneOf):
        return title | {"validate": "list", "source": list(column.parse.names)}
    if column.refers in EVERY and column.parse is items:  # a list would refuse several ids in one cell
        return {"validate": "list", "source": _ids(column.refers), "show_error": False}
    if column.refers in EVERY:
        message = f"There is no such {column.refers.removesuffix('s')} in the sheet {column.refers} yet."
        listed = {"validate": "list", "source": _ids(column.refers)}
        return title | listed | {"error_type": "warning", "error_message": message}
    if column.offers in EVERY or column.refers == "rooms or equipment":
        return {"validate": "list", "source": _ids(column.offers or "rooms"), "show_error": False}
    if "kinds" in (column.refers, column.offers):
        kinds = sorted(default_policy().kinds)
        return {"validate": "list", "source": kinds, "show_error": False} if len(",".join(kinds)) <= LONGEST else None
    if column.parse in (day, last_day, when, moment):
        asked = {"validate": "date", "criteria": ">=", "value": date(1900, 1, 1), "error_type": "warning"}
        return title | asked | {"error_message": "Write a date, such as 2026-12-01."}
    if column.parse in (clock, end_clock):
        asked = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1, "error_type": "warning"}
        return title | asked | {"error_message": "Write a time of day, such as 09:30."}
    if column.parse is number:
        asked = {"validate": "decimal", "criteria": ">=", "value": 0}
        return title | asked | {"error_message": "Write a number."}
    return None


def _ids(table: str) -> str:
    return f"='{table}'!$A$2:$A${ROWS + 1}"


def _page(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
