"""The workbook on paper: A4 landscape, as wide as a page, and turned into real pages by LibreOffice."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from planner.clinic import Room
from planner.roster.workbook.paper import breaks
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


def test_each_day_asked_for_has_a_page_of_its_own(book: Any) -> None:
    sheet = book["Rooms by day"]
    ends = [each.id for each in sheet.row_breaks.brk]
    second = find(sheet, "Wednesday, 2 December 2026")
    assert ends[0] == second.row - 1
    assert len(ends) == 4  # before four of five days: three more asked for, and the draft's


def test_a_day_of_many_rooms_goes_on_on_pages_that_say_which_day_it_is(tmp_path: Path) -> None:
    rooms = {f"r{n}": Room(f"r{n}", f"Room {n}") for n in range(70)}
    taken = [at("b1", f"2026-12-01 {hour}:00", room=id) for id in rooms for hour in (10, 12, 14)]
    sheet = written(roster(problem(clinic(rooms=rooms)), *taken), tmp_path)["Rooms by day"]
    days = [cell.row for (cell,) in sheet["A3" : f"A{sheet.max_row}"] if cell.value == "Tuesday, 1 December 2026"]
    assert [each.id for each in sheet.row_breaks.brk] == [row - 1 for row in days[1:]]
    assert len(days) == 3


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
