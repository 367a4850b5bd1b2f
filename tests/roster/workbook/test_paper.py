"""The workbook on paper: A4 landscape, as wide as a page, and turned into real pages by LibreOffice."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import column_index_from_string, get_column_letter

from planner.clinic import Room
from planner.roster.workbook.paper import HEIGHT, TITLE, WIDTH, breaks
from tests.roster.full import HOSTILE, full_roster
from tests.roster.workbook.reading import find, written
from tests.roster.worlds import at, clinic, problem, roster

TOOLS = ("soffice", "pdftoppm", "pdftotext")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return written(full_roster(), tmp_path_factory.mktemp("paper"))


def test_every_sheet_fits_the_width_of_a_page(book: Any) -> None:
    for sheet in book:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9), sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
        assert sheet.page_setup.fitToWidth in (None, 1), sheet.title
        assert sheet.page_setup.fitToHeight == (None if sheet.title == "Summary" else 0), sheet.title


def test_every_written_cell_and_chart_is_in_the_print_area(book: Any) -> None:
    for sheet in book:
        area = re.sub(r"^.*!|\$", "", sheet.print_area)
        printed = {cell.coordinate for row in sheet[area] for cell in row}
        written = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.value is not None}
        assert written - printed == set(), sheet.title
        corners = {(chart.anchor._from.row + 1, chart.anchor._from.col + 1) for chart in sheet._charts}
        assert {sheet.cell(*corner).coordinate for corner in corners} <= printed, sheet.title


def test_every_page_says_whose_it_is_and_which(book: Any) -> None:
    for sheet in book:
        assert sheet.oddHeader.left.text == "Maple && Sons"  # an & alone begins a code
        assert sheet.oddHeader.right.text == "December 2026"
        assert sheet.oddFooter.right.text == "Page &P of &N"
        assert sheet.print_title_rows, sheet.title
    assert book["Mai Chen first"].oddHeader.center.text == "Mai/Chen: [first]"
    assert book["Mai Chen first"].print_title_rows == "$1:$3"


def test_a_name_of_digits_is_no_font_size_and_a_long_one_no_trouble(tmp_path: Path) -> None:
    long = replace(full_roster().problem.clinic, name="5 Elements & " + 40 * "& long ")
    header = written(roster(problem(long)), tmp_path)["Tom Roy"].oddHeader
    assert header.left.text.startswith("5 Elements && && long")
    assert (header.left.size, header.left.font) == (9, "Arial,Regular")
    assert header.center.text == "Tom Roy"


def test_headings_stay_in_sight(book: Any) -> None:
    panes = {sheet.title: sheet.freeze_panes for sheet in book}
    assert panes["Mai Chen first"] == "B4"
    assert panes["Sessions"] == "A3"
    assert all(panes.values())


def test_each_page_of_rooms_begins_with_its_days(book: Any) -> None:
    sheet = book["Rooms by day"]
    firsts = [find(sheet, day).row for day in ("Tue 8 Dec", "Tue 15 Dec", "Tue 5 Jan · draft")]
    assert [each.id for each in sheet.row_breaks.brk] == [row - 1 for row in firsts]


def test_a_day_of_many_rooms_goes_on_on_pages_that_say_which_day_it_is(tmp_path: Path) -> None:
    rooms = {f"r{n}": Room(f"r{n}", f"Room {n}") for n in range(20)}
    taken = [at("b1", f"2026-12-01 {hour}:00", room=id) for id in rooms for hour in (10, 12, 14)]
    sheet = written(roster(problem(clinic(rooms=rooms)), *taken), tmp_path)["Rooms by day"]
    days = [cell.row for (cell,) in sheet["A3" : f"A{sheet.max_row}"] if cell.value == "Tuesday, 1 December 2026"]
    assert [each.id for each in sheet.row_breaks.brk] == [row - 1 for row in days[1:]]
    assert len(days) == 3


def points(sheet: Any) -> tuple[float, list[float]]:
    """How wide a sheet is, and how tall each of its pages below what is repeated; at full size."""
    letters = [get_column_letter(n) for n in range(1, sheet.max_column + 1)]
    wide = sum(0.75 * round(7 * width_of(sheet, letter)) for letter in letters)
    tall = [sheet.row_dimensions[row].height or 15 for row in range(1, sheet.max_row + 1)]
    first = int(sheet.print_title_rows.split("$")[-1])
    ends = [first, *(each.id for each in sheet.row_breaks.brk), sheet.max_row]
    return wide, [sum(tall[a:b]) for a, b in pairwise(ends)]


def width_of(sheet: Any, letter: str) -> float:
    """A column's characters, padding included; openpyxl keeps those of like columns with the first of them."""
    number = column_index_from_string(letter)
    return next(each.width for each in sheet.column_dimensions.values() if each.min <= number <= each.max)


@pytest.mark.parametrize("name", ["Mai Chen first", "Tom Roy", "Rooms by day"])
def test_what_is_hung_up_fills_the_page_and_no_more(book: Any, name: str) -> None:
    sheet = book[name]
    wide, tall = points(sheet)
    scale = min(1.0, WIDTH / wide)
    assert 0.94 * WIDTH <= wide * scale <= WIDTH
    assert max(tall) * scale < HEIGHT


def test_a_day_of_rooms_is_as_tall_as_the_page(tmp_path: Path) -> None:
    rows = at("a1", "2026-12-01 09:00"), at("b1", "2026-12-01 16:00", room="two")
    wide, tall = points(written(roster(problem(), *rows), tmp_path)["Rooms by day"])
    assert 0.9 * HEIGHT < max(tall) * min(1.0, WIDTH / wide) + TITLE < HEIGHT


def test_a_week_of_many_sessions_is_set_smaller_to_stay_on_one_page(tmp_path: Path) -> None:
    rows = [at("a1", f"2026-12-01 09:{n:02d}", id=f"{n}") for n in range(16)]
    sheet = written(roster(problem(), *rows), tmp_path)["Mai Chen"]
    wide, tall = points(sheet)
    assert WIDTH / wide < 1
    assert max(tall) * WIDTH / wide < HEIGHT


def test_the_chart_of_many_rooms_is_no_taller_than_a_page(tmp_path: Path) -> None:
    rooms = {f"r{n}": Room(f"r{n}", f"Room {n}") for n in range(70)}
    book = written(roster(problem(clinic(rooms=rooms)), at("b1", "2026-12-01 10:00", room="r1")), tmp_path)
    anchor = book["Utilisation"]._charts[-1].anchor
    assert 30 <= anchor.to.row - anchor._from.row <= 40


def test_a_band_that_has_no_room_left_begins_a_page() -> None:
    narrow = [9.0, 20.0]  # printed at full size, so a page has about 500 points
    assert breaks([(3, 200), (9, 200), (15, 200), (21, 600), (27, 100)], narrow, head=50) == [15, 21, 27]
    assert breaks([(3, 200), (9, 200), (15, 200)], [60.0] * 5, head=50) == []  # set smaller, more fits


@pytest.mark.skipif(bool(MISSING), reason=f"{', '.join(MISSING)} not installed")
def test_libreoffice_makes_pages_of_every_sheet(tmp_path: Path) -> None:
    sheets = written(full_roster(), tmp_path).sheetnames
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    office = ("soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path))
    subprocess.run([*office, str(tmp_path / "roster.xlsx")], check=True, capture_output=True, timeout=120)
    pdf = tmp_path / "roster.pdf"
    subprocess.run(["pdftoppm", "-r", "20", "-gray", str(pdf), str(tmp_path / "page")], check=True, timeout=60)
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
    pages, pictures = text.split("\f")[:-1], sorted(tmp_path.glob("page-*.pgm"))
    assert len(pages) == len(pictures) >= len(sheets)
    for page, picture in zip(pages, pictures, strict=True):
        assert ink(picture) > 0.003, page
        assert "Maple & Sons" in page
    for words in ("What each goal cost", HOSTILE[:20], "Closed for good.", "needling, 15 min", "172.8"):
        assert words in text
    assert "###" not in text  # a number that has no room in its column


def ink(picture: Path) -> float:
    """The part of a page's pixels that are not white; a PGM's are its last bytes."""
    width, height = map(int, picture.read_bytes().split(maxsplit=4)[1:3])
    pixels = picture.read_bytes()[-width * height :]
    return sum(pixel < 200 for pixel in pixels) / len(pixels)
