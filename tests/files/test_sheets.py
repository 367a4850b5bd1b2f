"""A clinic as the text of all its sheets, changed and read again."""

from __future__ import annotations

from pathlib import Path

import pytest

import planner
from planner.errors import FaultyClinic
from planner.files.sheets import Sheets, WorkbookReading
from planner.files.starting.questions import Answers, question_of
from tests.pages import ROOT

EXAMPLE = planner.read(ROOT / "examples" / "maple-street")


def test_the_sheets_of_a_clinic_are_read_as_the_very_same_one() -> None:
    assert Sheets.of(EXAMPLE).clinic().clinic == EXAMPLE


def test_a_workbook_of_them_is_read_as_the_very_same_one(tmp_path: Path) -> None:
    (tmp_path / "out.xlsx").write_bytes(Sheets.of(EXAMPLE).workbook())
    assert WorkbookReading.of(tmp_path / "out.xlsx").clinic == EXAMPLE


def test_what_changes_is_told_row_by_row() -> None:
    before = Sheets.of(EXAMPLE)
    rooms = [dict(row) for row in before.rows["rooms"]]
    rooms[0]["name"] = "The first"
    absences = [*before.rows["absences"][1:], {**before.rows["absences"][0], "reason": "ill"}]
    after = before.with_("rooms", rooms).with_("absences", absences).with_("steps", before.rows["steps"][::-1])
    found = {each.table.name: each for each in before.changes(after)}
    assert found.keys() == {"rooms", "absences", "steps"}
    assert [row["name"] for _, row in found["rooms"].changed] == ["The first"]
    assert len(found["absences"].added) == len(found["absences"].gone) == 1
    assert found["steps"].reordered


def test_a_fault_stands_in_its_row() -> None:
    sheets = Sheets.of(EXAMPLE)
    rows = [*sheets.rows["waits"], {"after": "nothing", "days": "2"}]
    with pytest.raises(FaultyClinic) as faulty:
        sheets.with_("waits", rows).clinic()
    assert {(each.file, each.row) for each in faulty.value.faults} == {("waits", len(rows) + 1)}


def test_each_fault_of_five_answers_belongs_to_a_question() -> None:
    answers = Answers("", "Mars", ["Ana"], ["mon"], "9", "25:00", "Rest", "x", "", "0", "q", "1", "")
    with pytest.raises(FaultyClinic) as faulty:
        answers.sheets().clinic()
    found = {question_of(fault) for fault in faulty.value.faults}
    assert found == {"name", "timezone", "opens", "closes", "minutes", "sessions", "gap"}
