"""What a writer cannot say is refused by name, never cut or dropped in silence."""

from __future__ import annotations

import warnings
from dataclasses import replace
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree

import planner
from planner.clinic import Horizon, Problem
from planner.engine.planning import front_desk
from planner.errors import Nonsense
from planner.files.starting.workbooks import new_workbook
from planner.files.worksheets import LONGEST, CarefulWorksheet, Workbook, cut, units
from planner.roster.roster import Roster
from planner.roster.workbook.names import sheet_name
from tests.cli.worlds import Said
from tests.files.reading.worlds import Folder
from tests.worlds import day, patient, phase, plan, protocol, service, world


@pytest.mark.parametrize("note", ["x" * (LONGEST + 1), "💙" * (LONGEST // 2 + 1)], ids=["letters", "emoji"])
def test_a_text_too_long_for_a_cell_is_named_by_its_cell(folder: Folder, tmp_path: Path, note: str) -> None:
    folder.swap("patients.csv", "likes tea", note)
    with pytest.raises(Nonsense, match=r"sheet patients, cell [A-Z]2: "):
        new_workbook(tmp_path / "clinic.xlsx", folder.path)
    assert Said("new", tmp_path / "clinic.xlsx", "--from", folder.path).status == 2
    assert not (tmp_path / "clinic.xlsx").exists()


def test_the_longest_text_comes_through_whole(folder: Folder, tmp_path: Path) -> None:
    folder.swap("patients.csv", "likes tea", "x" * LONGEST)
    new_workbook(tmp_path / "clinic.xlsx", folder.path)
    assert planner.read(tmp_path / "clinic.xlsx").patients["p1"].note == "x" * LONGEST


def test_a_rosters_workbook_refuses_it_too(roster: Roster, tmp_path: Path) -> None:
    clinic = roster.problem.clinic
    people = {id: replace(one, name="x" * (LONGEST + 1)) for id, one in clinic.patients.items()}
    long = replace(roster, problem=Problem.of(replace(clinic, patients=people), roster.problem.horizon))
    with pytest.raises(Nonsense, match="shorten it"):
        planner.write_workbook(long, tmp_path / "roster.xlsx")
    assert not (tmp_path / "roster.xlsx").exists()


def test_rows_that_no_sheet_has_are_refused(tmp_path: Path) -> None:
    sheet = Workbook(tmp_path / "x.xlsx").add_worksheet("many")
    assert isinstance(sheet, CarefulWorksheet)
    for row, column in ((1_048_576, 0), (0, 16_384)):
        with pytest.raises(Nonsense, match="sheet many"):
            sheet.write(row, column, "x")


@pytest.mark.parametrize("wanted", ["💙" * 31, "x" * 30 + "💙", "💙" * 15 + "xy", "History", "x" * 40, "a'" * 20])
def test_the_names_of_sheets_are_counted_as_excel_counts(wanted: str) -> None:
    taken: list[str] = []
    for _ in range(12):
        name = sheet_name(wanted, taken)
        assert 0 < units(name) <= 31
        assert name not in taken
        taken.append(name)


@pytest.mark.parametrize("most", [0, 1, 2, 5, 30])
@pytest.mark.parametrize("text", ["", "x" * 40, "💙" * 40, "x💙" * 20, "💙x" * 20])
def test_a_text_is_cut_where_it_must_be(text: str, most: int) -> None:
    found = cut(text, most)
    assert text.startswith(found)
    assert units(found) <= most
    assert found == text or units(text[: len(found) + 1]) > most


@pytest.mark.parametrize("letter", ["💙", "&", "x", "'"])
def test_no_head_of_a_page_is_left_out(clinic: Path, tmp_path: Path, letter: str) -> None:
    """XlsxWriter leaves out what is longer than 255 and only warns."""
    there = planner.read(clinic)
    staff = {id: replace(one, name=letter * 90) for id, one in there.practitioners.items()}
    roster = front_desk(replace(there, name=letter * 300, practitioners=staff), "2026-12")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        planner.write_workbook(roster, tmp_path / "roster.xlsx")
    with ZipFile(tmp_path / "roster.xlsx") as package:
        sheets = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    heads = [etree.fromstring(sheet).findtext("{*}headerFooter/{*}oddHeader") for sheet in sheets]
    assert all(head and letter in head for head in heads)


def test_made_ids_are_each_others_unlike() -> None:
    """`a` and `1-2` would get that of `a-1` and `2`, and so would visits of several services."""
    two = protocol("two", phase("x", "2", gap=(1, 1, 3), sessions=3))
    one = protocol("one", phase("x", gap=(1, 1, 3), sessions=3))
    plans = [plan("a", "two"), plan("a-1", "one", "ben"), plan("a-1-2", "one", "cy"), plan("a-2", "two", "di")]
    clinic = world([service("x"), service("2")], [two, one], plans=plans)
    problem = Problem.of(clinic, Horizon.between(day(0), day(20), 0))
    ids = [problem.appointment_id(session, each) for session in problem.sessions for each in session.services]
    assert len(ids) == len(set(ids))
    again = Problem.of(clinic, Horizon.between(day(0), day(20), 0))
    assert ids == [again.appointment_id(session, each) for session in again.sessions for each in session.services]


def test_a_roster_of_such_plans_is_read_again(tmp_path: Path) -> None:
    two = protocol("two", phase("x", "2", gap=None, sessions=1))
    one = protocol("one", phase("x", gap=(1, 1, 3), sessions=2))
    clinic = world([service("x"), service("2")], [two, one], plans=[plan("a", "two"), plan("a-1", "one", "ben")])
    roster = front_desk(clinic, "2026-06")
    planner.write(roster, tmp_path / "roster")
    assert planner.check(clinic, tmp_path / "roster", "2026-06") == []
    assert patient("ann").id in clinic.patients
    assert date(2026, 6, 1) == day(0)
