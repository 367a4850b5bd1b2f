"""One value has one meaning, however and wherever it is written."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from planner.files import reading
from tests.files.reading.sheets import FORMS, Sheets
from tests.files.reading.worlds import Folder

MIDNIGHTS = ["2026-12-07", "2026-12-07 00:00:00", "2026-12-07 00:00", "2026-12-07T00:00", "2026-12-07T00:00:00.0"]


@pytest.mark.parametrize("start", MIDNIGHTS)
@pytest.mark.parametrize("end", MIDNIGHTS)
def test_from_midnight_to_midnight_are_whole_days(folder: Folder, start: str, end: str) -> None:
    for name, row in (("absences.csv", "ana"), ("closures.csv", "one")):
        folder.write(name, f"{folder.text(name).splitlines()[0]}\n{row},{start},{end.replace('-07', '-08', 1)},\n")
    clinic = folder.clinic()
    for absence in (*clinic.absences, *clinic.closures):
        assert absence.span.end - absence.span.start == timedelta(days=2)


def test_a_workbook_and_frames_mean_the_same(tmp_path: Path) -> None:
    lengths = set()
    for first, last in ((date(2026, 12, 7), date(2026, 12, 8)), (datetime(2026, 12, 7), datetime(2026, 12, 8))):
        sheets = Sheets(tmp_path)
        sheets.put("absences", 2, "start", first)
        sheets.put("absences", 2, "end", last)
        span = sheets.load().clinic.absences[0].span
        lengths.add(span.end - span.start)
        sheets.path.unlink()
    assert lengths == {timedelta(days=2)}
    assert reading.sources.frames.written(pd.Timestamp("2026-12-07")).startswith("2026-12-07")


@pytest.mark.parametrize("late", [False, True], ids=["1900", "1904"])
@pytest.mark.parametrize("value", [timedelta(days=1), time(0, 0), "24:00", 1.0])
def test_the_days_end_is_the_same_from_whatever_day_a_workbook_counts(
    tmp_path: Path, late: bool, value: object
) -> None:
    """24:00 is the number 1, which a workbook shows as the day after its first."""
    sheets = Sheets(tmp_path)
    column = sheets.column("shifts", "end")
    with xlsxwriter.Workbook(sheets.path, {"date_1904": late}) as book:
        for name, rows in sheets.rows.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    form = FORMS.get(type(cell))
                    sheet.write(number, place, cell, book.add_format({"num_format": form}) if form else None)
        clock = book.add_format({"num_format": "hh:mm"})
        shifts = book.get_worksheet_by_name("shifts")
        assert shifts
        number = (
            value / timedelta(days=1) if isinstance(value, timedelta) else 0.0 if isinstance(value, time) else value
        )
        shifts.write(1, column, number, clock)
    clinic = reading.load(sheets.path).clinic
    assert clinic.practitioners["ash"].shifts[0].end == time(0)
