"""Each sheet of the workbook holds what is true, where a reader looks for it."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest

from planner.clinic import Room
from planner.roster.format.colours import colours
from planner.roster.tables.details import MARKS
from planner.roster.workbook import write_workbook
from tests.pages import read, table
from tests.roster.full import HOSTILE, full_roster
from tests.roster.workbook.reading import cells, find, rows, written
from tests.roster.worlds import at, clinic, problem, roster

SHEETS = [
    *("Summary", "Mai Chen first", "Tom Roy", "Rooms by day", "Sessions", "Unplaced"),
    *("Utilisation", "Utilisation by day", "Supplies", "Legend"),
]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return written(full_roster(), tmp_path_factory.mktemp("workbook"))


def test_the_sheets_come_in_reading_order(book: Any) -> None:
    assert book.sheetnames == SHEETS


def test_the_docs_name_the_sheets_and_the_marks() -> None:
    page = read("docs/exports.md")
    said = [row[0] for row in table(page, "The workbook")]
    assert said == [SHEETS[0], "a sheet for each practitioner", *SHEETS[3:]]
    assert dict(table(page, "What is shown of a session")) == MARKS


def test_the_summary_says_how_good_the_roster_is(book: Any) -> None:
    said = list(cells(book["Summary"]).values())
    assert said[0] == "Maple & Sons · December 2026"
    assert said[1].startswith("7 of ")
    assert said[2].startswith("The days asked for are 1–31 December 2026. Up to 14 January 2027 there is a draft")
    sheet = book["Summary"]
    assert [find(sheet, name).offset(0, 1).value for name in ("Score", "Bound", "Gap", "Status")] == [
        *("12.5", "10", "20.0%", "feasible")
    ]
    assert [find(sheet, name).offset(0, 1).value for name in ("3, the highest", "2", "1, the lowest")] == [1, 0, 2]
    timely = find(sheet, "timely")
    assert [timely.offset(0, n).value for n in (1, 2)] == [12.5, 1]
    assert timely.offset(0, 3).value.startswith("Every day a session is off its ideal day")
    assert len(sheet._charts) == 1


# --- a practitioner's month -------------------------------------------------------------------------------------------


def test_weeks_go_down_and_days_across(book: Any) -> None:
    sheet = book["Mai Chen first"]
    assert [cell.value for cell in sheet[3]] == [None, "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    assert [cell.value for cell in sheet[4]] == [
        *("Week 49", "Mon 30 Nov", "Tue 1 Dec", "Wed 2 Dec", "Thu 3 Dec", "Fri 4 Dec")
    ]
    assert [cell.value for cell in sheet[5]][1:3] == [None, "09:00–17:00"]
    labels = [cell.value for cell in sheet["A"] if cell.value and cell.row > 2]
    assert labels == [f"Week {number}" for number in (49, 50, 51, 52, 53, 1, 2)]


def test_a_session_is_a_block_of_three_lines_under_its_day(book: Any) -> None:
    sheet = book["Mai Chen first"]
    first = find(sheet, "09:00–10:00  Ann Lee")
    assert first.column == find(sheet, "Tue 1 Dec").column
    assert [first.offset(n).value for n in (1, 2)] == ["Facial acupuncture · fixed", "Room 1 · rests 09:15–09:45"]
    second = find(sheet, f"09:15–10:15  {HOSTILE}")
    assert (second.column, second.row - first.row) == (first.column, 4)
    assert sum("Ann Lee" in str(value) for value in cells(sheet).values()) == 3  # shared with her second plan: once


def test_the_colour_is_the_services_and_the_rest_is_hatched(book: Any) -> None:
    colour = colours(clinic())["facial"]
    block = find(book["Mai Chen first"], "09:00–10:00  Ann Lee")
    assert (block.fill.patternType, block.fill.fgColor.rgb) == ("solid", f"FF{colour.fill[1:]}")
    assert (block.border.left.style, block.border.left.color.rgb) == ("thick", f"FF{colour.line[1:]}")
    assert [block.offset(n).fill.patternType for n in (1, 2)] == ["solid", "lightUp"]
    talk = find(book["Tom Roy"], "Consultation")
    assert talk.offset(1).fill.patternType == "solid"  # nobody rests in it


def test_tentative_sessions_and_drafts_are_marked(book: Any) -> None:
    sheet = book["Mai Chen first"]
    tuesday = find(sheet, "Tue 15 Dec")
    block = tuesday.offset(3)
    assert block.value == "09:00–10:00  Ann Lee"
    assert block.border.left.style == "mediumDashed"
    assert block.offset(1).value.endswith("· tentative")
    assert (tuesday.font.i, find(sheet, "Fri 1 Jan · draft").font.i) == (False, True)
    assert find(book["Tom Roy"], "Tue 5 Jan · draft").offset(4).value.endswith("· tentative · late")


def test_a_day_off_is_grey_and_says_why(book: Any) -> None:
    friday = find(book["Tom Roy"], "Fri 4 Dec")
    assert friday.offset(1).value == "absent: day off"
    assert friday.offset(3).fill.fgColor.rgb == "FFF2F2F2"
    assert friday.offset(3, -1).fill.patternType is None


# --- the day sheet, and the tables ------------------------------------------------------------------------------------


def test_a_day_has_its_rooms_across(book: Any) -> None:
    sheet = book["Rooms by day"]
    day = find(sheet, "Tuesday, 1 December 2026")
    assert [cell.value for cell in sheet[day.row + 1]] == [None, "Room 1", "Room 2", "Without a room"]
    assert sheet.cell(day.row + 2, 3).value == "closed 12:00–14:00"
    assert [sheet.cell(day.row + n, 3).value for n in (4, 6)] == [
        *(f"09:15–10:15  {HOSTILE}", "Mai/Chen: [first] · rests 09:30–10:00")
    ]
    call = find(sheet, "Wednesday, 2 December 2026")
    assert sheet.cell(call.row + 4, 4).value == f"09:00–09:30  {HOSTILE}"
    assert find(sheet, "Tuesday, 5 January 2027 · draft")


def test_many_rooms_stand_below_one_another(tmp_path: Path) -> None:
    names = {f"r{n}": Room(f"r{n}", f"Room {n}") for n in range(1, 11)}
    answer = roster(problem(clinic(rooms=names)), at("a1", "2026-12-01 09:00", room="r10"))
    sheet = written(answer, tmp_path)["Rooms by day"]
    assert sheet.max_column == 6
    assert find(sheet, "Room 10").offset(3).value == "09:00–10:00  Ann Lee"
    assert "Room 1" not in cells(sheet).values()  # nothing takes place in the first five


def test_all_sessions_are_in_one_table_to_filter(book: Any) -> None:
    sheet = book["Sessions"]
    heading, *found = rows(sheet, 2)
    assert sheet.auto_filter.ref == "A2:L8"
    assert len(found) == 6
    assert dict(zip(heading, found[-1], strict=True)) == {
        "Day": datetime(2027, 1, 5),
        "Weekday": "Tuesday",
        "From": time(9),
        "Until": time(10),
        "Patient": "Ann Lee",
        "Service": "Facial acupuncture",
        "Practitioner": "Tom Roy",
        "Room": "Room 1",
        "Plan": "a",
        "Session": 4,
        "Patient rests": "09:15–09:45",
        "Marks": "tentative, late, draft",
    }


def test_unplaced_sessions_have_their_reasons(book: Any) -> None:
    sheet = book["Unplaced"]
    heading, closed, taken = rows(sheet, 3)
    assert sheet.auto_filter.ref == "A3:L5"
    assert [row[heading.index("Reason")] for row in (closed, taken)] == [
        *("Closed for good.", "=1+1 days in reach: full 9 (room one)")
    ]
    assert [closed[heading.index(name)] for name in ("Priority", "Due", "Ideal day", "Tentative")] == [
        *(3, "yes", None, "yes")
    ]
    assert taken[heading.index("Window from")] == datetime(2026, 12, 6)


def test_no_text_becomes_a_formula_or_a_link(book: Any) -> None:
    for sheet in book:
        assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []
        assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.hyperlink] == []
    assert HOSTILE in cells(book["Sessions"]).values()


def test_utilisation_counts_the_month_without_the_draft(book: Any) -> None:
    sheet = book["Utilisation"]
    people = find(sheet, "Practitioner")
    name, *mai = [cell.value for cell in sheet[people.row + 1]][:7]
    assert (name, mai) == ("Mai/Chen: [first]", pytest.approx([176, 2, 1.25, 172.75, 2 / 176, 4]))
    assert [cell.value for cell in sheet[people.row + 2]][6] == 1
    room, taken = [cell.value for cell in sheet[find(sheet, "Room 2").row]][1:5], 65 / 60  # its reset included
    assert room == pytest.approx([174, taken, 174 - taken, taken / 174])
    assert len(sheet._charts) == 2


def test_the_map_has_a_column_a_day(book: Any) -> None:
    sheet = book["Utilisation by day"]
    assert [cell.value for cell in sheet[3]][1:5] == ["Tu", "We", "Th", "Fr"]
    assert [cell.value for cell in sheet[4]][1:5] == [1, 2, 3, 4]
    tom = find(sheet, "Tom Roy")
    assert [tom.offset(0, n).value for n in (1, 2, 4)] == [0, 100 * 0.5 / 8, None]  # away on the fourth
    assert tom.offset(0, 4).fill.fgColor.rgb == "FFEFEFEF"
    assert len(sheet.conditional_formatting) == 1


def test_supplies_are_summed_with_and_without_the_draft(book: Any) -> None:
    sheet = book["Supplies"]
    assert [cell.value for cell in sheet[3]][:4] == ["In all, 1–31 December 2026", None, 220, 10]
    assert [cell.value for cell in sheet[4]][:4] == ["With the draft", None, 275, 12.5]
    first, *_, last = rows(sheet, 7)
    assert first == [datetime(2026, 12, 1), "Tuesday", 110, 5, None]
    assert (last[0], last[-1]) == (datetime(2027, 1, 5), "draft")


def test_the_legend_explains_colours_and_marks(book: Any) -> None:
    said = cells(book["Legend"])
    assert find(book["Legend"], "Facial acupuncture").offset(0, 1).value == (
        "needling, 15 min · rest, 30 min · needles out, 15 min"
    )
    assert {"booked", "fixed", "tentative", "late", "draft"} <= set(said.values())


# --- nothing, and in place --------------------------------------------------------------------------------------------


def test_an_empty_roster_is_a_workbook_too(tmp_path: Path) -> None:
    nothing = roster(problem(clinic(plans={}, rooms={}, practitioners={}, services={}, protocols={})))
    book = written(nothing, tmp_path)
    assert "No session is placed." in cells(book["Rooms by day"]).values()
    assert "No service placed in these days names any supplies." in cells(book["Supplies"]).values()


def test_a_failed_write_leaves_the_old_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_workbook(full_roster(), tmp_path / "roster.xlsx")
    before = (tmp_path / "roster.xlsx").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("planner.files.atomic.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_workbook(full_roster(), tmp_path / "roster.xlsx")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("roster.xlsx", before)]
