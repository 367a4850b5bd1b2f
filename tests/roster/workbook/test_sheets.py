"""Each sheet of the workbook holds what is true, where a reader looks for it."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest

from planner.clinic import Absence, Room
from planner.roster.format.colours import colours
from planner.roster.tables.details import MARKS
from planner.roster.workbook import write_workbook
from tests.pages import read, table
from tests.roster.full import HOSTILE, full_roster, span
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
    timely = find(sheet, "Days off the ideal day")
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
    assert labels == [f"Week {number}" for number in range(49, 54)]  # a draft's empty weeks are left out


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


def blocks(sheet: Any) -> dict[str, range]:
    """The rows of each cell with text, by what its first line says; of merged cells all."""
    written = (cell for row in sheet.iter_rows() for cell in row if cell.value)
    found = {cell.coordinate: range(cell.row, cell.row + 1) for cell in written}
    for merged in sheet.merged_cells.ranges:
        found[merged.start_cell.coordinate] = range(merged.min_row, merged.max_row + 1)
    return {str(sheet[at].value).split("\n")[0]: rows for at, rows in found.items() if sheet[at].value}


def test_few_rooms_have_days_of_a_week_side_by_side(book: Any) -> None:
    sheet = book["Rooms by day"]
    first, second = find(sheet, "Tue 1 Dec"), find(sheet, "Wed 2 Dec")
    assert (first.row, first.column < second.column) == (second.row, True)
    rooms = [cell.value for cell in sheet[first.row + 1] if cell.value]
    assert rooms == 2 * ["Room 1", "Room 2", "Without a room"]
    assert find(sheet, "closed 12:00–14:00").column == find(sheet, "Room 2").column
    assert find(sheet, "Tue 8 Dec").row > first.row  # of another week
    assert find(sheet, "Tue 5 Jan · draft").font.i


def test_rooms_are_on_one_time_scale(book: Any) -> None:
    """A block begins at the height of its hour and is as tall as its session is long, whatever its room."""
    sheet = book["Rooms by day"]
    nine, found = find(sheet, "09:00").row, blocks(sheet)
    (ben,) = [rows for text, rows in found.items() if text.startswith("09:15")]
    assert ben == range(nine + 1, nine + 5)
    assert {len(rows) for text, rows in found.items() if "Ann Lee" in text} == {4}  # an hour each
    clock = sheet["A3" : f"A{sheet.max_row}"]
    starts = [cell.row for (cell,) in clock if cell.value == "09:00"]
    hours = [cell.row for (cell,) in clock if cell.value == "10:00"]
    assert {ten - nine for nine, ten in zip(starts, hours, strict=True)} == {4}  # on every page alike
    assert len({sheet.row_dimensions[row].height for first in starts for row in range(first, first + 4)}) == 1


def test_the_edge_of_a_block_is_hatched_while_the_patient_rests(book: Any) -> None:
    sheet = book["Rooms by day"]
    block = find(sheet, "09:00–10:00 Ann Lee\nFacial acupuncture · fixed\nMai/Chen: [first]\nrests 09:15–09:45")
    edge = [block.offset(n, -1).fill.patternType for n in (0, 1, 3)]  # a quarter of an hour a row, the rest two
    assert edge == ["solid", "lightUp", "solid"]
    assert block.fill.fgColor.rgb == f"FF{colours(clinic())['facial'].fill[1:]}"


def test_many_rooms_go_on_on_another_page(tmp_path: Path) -> None:
    names = {f"r{n}": Room(f"r{n}", f"Room {n}") for n in range(1, 11)}
    answer = roster(problem(clinic(rooms=names)), at("a1", "2026-12-01 09:00", room="r10"))
    sheet = written(answer, tmp_path)["Rooms by day"]
    assert sheet.max_column == 1 + 2 * 5
    assert [cell.value for cell in sheet[4] if cell.value] == [f"Room {n}" for n in range(6, 11)]
    assert find(sheet, "Tuesday, 1 December 2026")
    assert "Room 1" not in cells(sheet).values()  # nothing takes place in the first five


def test_a_closed_room_is_grey_on_the_scale_and_says_why(tmp_path: Path) -> None:
    closed = Absence("two", span("2026-12-01 12:00", "2026-12-01 14:00"), "paint")
    rows = at("a1", "2026-12-01 09:00"), at("b1", "2026-12-01 16:00")
    sheet = written(roster(problem(clinic(closures=(closed,))), *rows), tmp_path)["Rooms by day"]
    noon, two = find(sheet, "12:00").row, find(sheet, "14:00").row
    assert blocks(sheet)["closed (paint)"] == range(noon, two)
    assert find(sheet, "closed (paint)").fill.fgColor.rgb == "FFF2F2F2"


def test_a_room_with_places_has_a_lane_for_each_that_is_taken(tmp_path: Path) -> None:
    rooms = {"one": Room("one", "Room 1", places=2)}
    both = at("a1", "2026-12-01 09:00"), at("b1", "2026-12-01 09:30")
    sheet = written(roster(problem(clinic(rooms=rooms)), *both), tmp_path)["Rooms by day"]
    nine, found = find(sheet, "09:00").row, blocks(sheet)
    assert found["09:00–10:00 Ann Lee"] == range(nine, nine + 2)  # half an hour a row
    assert found["09:30–10:30 Ben Wu"] == range(nine + 1, nine + 3)


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
    assert [cell.value for cell in sheet[4]][-1] == "all"


def test_no_title_is_taller_than_its_row(book: Any) -> None:
    """LibreOffice makes no row taller by itself, and what stands below would clip it."""
    for sheet in book:
        for row in sheet.iter_rows():
            height = sheet.row_dimensions[row[0].row].height or 15
            sizes = [cell.font.sz for cell in row if cell.value not in (None, "")]
            assert all(1.15 * size <= height for size in sizes), (sheet.title, row[0].row)


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
