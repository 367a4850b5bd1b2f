"""History beside its plans: sessions before the book began, and what cannot have taken place."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import FaultyClinic
from planner.files.reading import load
from planner.files.reading.assembly import Reading
from tests.files.worlds import small_folder

PLANS = "plan,patient,protocol,start,attended,last_attended\n"
BOOK = "appointment,plan,number,phase,practitioner,room,start,status,fixed\n"
OFTEN = "c1,p1,course,2026-11-01,,\nc2,p2,course,2026-11-01,,\nc3,p1,course,2026-11-01,,\n"


def reading(path: Path, plans: str, *rows: str) -> Reading:
    folder = small_folder(path)
    (folder / "plans.csv").write_text(PLANS + plans, encoding="utf-8")
    (folder / "appointments.csv").write_text(BOOK + "\n".join(rows), encoding="utf-8")
    return load(folder)


def fault(path: Path, plans: str, *rows: str) -> str:
    with pytest.raises(FaultyClinic) as wrong:
        reading(path, plans, *rows)
    return str(wrong.value.faults[0])


def test_sessions_before_the_book_began_are_read(tmp_path: Path) -> None:
    plan = reading(tmp_path, "c1,p1,course,2026-11-01,4,2026-11-25\n").clinic.plans["c1"]
    assert (plan.attended, str(plan.last_attended)) == (4, "2026-11-25")


@pytest.mark.parametrize("status", ["attended", "booked", "cancelled", "withdrawn", "no-show"])
def test_a_row_at_or_below_them_is_a_fault(tmp_path: Path, status: str) -> None:
    said = fault(tmp_path, "c1,p1,course,2026-11-01,4,2026-11-25\n", f"a1,c1,4,,ana,one,2026-11-25T09:00,{status},")
    assert "appointments.csv" in said
    assert "row 2" in said
    assert "the sessions 1 to 4 of plan 'c1' took place before the book" in said


def test_the_row_after_them_is_none(tmp_path: Path) -> None:
    rows = "a1,c1,5,,ana,one,2026-12-03T09:00,booked,"
    assert reading(tmp_path, "c1,p1,course,2026-11-01,4,2026-11-25\n", rows).warnings == ()


def test_there_are_at_most_as_many_as_the_course_has(tmp_path: Path) -> None:
    said = fault(tmp_path, "c1,p1,course,2026-11-01,7,2026-11-25\n")
    assert "plans.csv" in said
    assert "the course of plan 'c1' has 6 sessions, so 7 cannot have been attended" in said


WRONG = {
    "out of order": (("c1,1", "2026-11-20T09:00", "ana"), ("c1,2", "2026-11-10T09:00", "ana"), 3, "before session 1"),
    "twice a day": (("c1,1", "2026-11-20T09:00", "ana"), ("c1,2", "2026-11-20T11:00", "ana"), 3, "on the same day as"),
    "before the plan began": (
        ("c1,1", "2026-10-20T09:00", "ana"),
        ("c1,2", "2026-11-20T11:00", "ana"),
        2,
        "before the plan 'c1' began on 2026-11-01",
    ),
    "at two places": (
        ("c1,1", "2026-11-20T09:00", "ana"),
        ("c3,1", "2026-11-20T09:00", "ben"),
        3,
        "'p1' was elsewhere on 2026-11-20 09:00, by row 2",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_history_that_cannot_be_is_pointed_out(tmp_path: Path, case: str) -> None:
    *sessions, row, words = WRONG[case]
    rows = [f"a{n},{key},,{who},one,{start},attended," for n, (key, start, who) in enumerate(sessions)]
    (warning,) = reading(tmp_path, OFTEN, *rows).warnings
    assert (warning.file, warning.row, warning.column) == ("appointments.csv", row, "start")
    assert words in warning.wrong


def test_sound_history_is_not(tmp_path: Path) -> None:
    rows = [
        "a1,c1,1,,ana,one,2026-11-10T09:00,attended,",
        "a2,c3,1,,ana,one,2026-11-10T09:00,attended,",
        "a3,c1,3,,ana,one,2026-11-20T09:00,attended,",
        "a4,c2,1,,ben,two,2026-11-10T09:00,attended,",
        "a5,c1,2,,ben,two,2026-11-25T09:00,no-show,",
    ]
    assert reading(tmp_path, OFTEN, *rows).warnings == ()
