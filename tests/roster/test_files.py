"""Rosters written and read back, and every fault of a hand-made file."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from planner.clinic import Horizon
from planner.errors import FaultyClinic, Nonsense
from planner.roster import files
from planner.roster.roster import Roster
from tests.roster.worlds import TALK, at, clinic, problem, roster


@pytest.fixture
def answer() -> Roster:
    asked = problem()
    return roster(
        asked,
        at("a1", "2026-12-01 09:00", fixed=True, status="booked"),
        at("f1", "2026-12-02 09:00", "tom", None, TALK),
        at("v1", "2026-12-03 09:00"),
        at("v1", "2026-12-03 11:00", "tom", None, TALK),
        left_out=((asked.by_key["b", 1], 'Every "facial" room is taken, all day.'),),
    )


def faults_of(text: str, tmp_path: Path) -> list[str]:
    path = tmp_path / "hand.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FaultyClinic) as refused:
        files.read_appointments(clinic(), path, problem())
    return [str(fault) for fault in refused.value.faults]


def test_a_written_roster_reads_back_as_it_was(answer: Roster, tmp_path: Path) -> None:
    files.write(answer, tmp_path)
    again = files.read_roster(clinic(), tmp_path)
    pd.testing.assert_frame_equal(again.appointments, answer.appointments)
    pd.testing.assert_frame_equal(again.unplaced, answer.unplaced)
    assert again.figures == replace(answer.figures, seconds=1.235)


def test_what_was_left_out_is_read_as_a_spreadsheet_saves_it(answer: Roster, tmp_path: Path) -> None:
    files.write(answer, tmp_path)
    saved = "\ufeffPlan;Number;Reason\r\nb;1;Every room is taken, all day.\r\n;;\r\n"
    (tmp_path / "unplaced.csv").write_bytes(saved.encode())
    (left,) = files.read_roster(clinic(), tmp_path).left_out
    assert (left.session.key, left.reason) == (("b", 1), "Every room is taken, all day.")


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        ("plan,number,reason\nb,1,Für immer zu\n".encode("cp1252"), "is not UTF-8"),
        (b"plan\tnumber\nb\t1\n", "unplaced.csv, row 1, plan: the column is missing"),
        (b"", "is empty"),
    ],
)
def test_what_was_left_out_is_refused_where_it_cannot_be_read(
    content: bytes, wrong: str, answer: Roster, tmp_path: Path
) -> None:
    files.write(answer, tmp_path)
    (tmp_path / "unplaced.csv").write_bytes(content)
    with pytest.raises(FaultyClinic, match=wrong):
        files.read_roster(clinic(), tmp_path)


@pytest.mark.parametrize("text", ["{", "{}", '{"first": "soon"}', "[]"])
def test_a_roster_without_its_figures_is_refused(text: str, answer: Roster, tmp_path: Path) -> None:
    files.write(answer, tmp_path)
    (tmp_path / "quality.json").write_text(text, encoding="utf-8")
    with pytest.raises(Nonsense, match=r"quality\.json is broken"):
        files.read_roster(clinic(), tmp_path)
    with pytest.raises(Nonsense, match="there is no roster"):
        files.read_roster(clinic(), tmp_path / "elsewhere")


@pytest.mark.parametrize(
    ("name", "value"), [("score", "much"), ("left_out", [1]), ("goals", 7), ("goals", {"place": "x"}), ("due", None)]
)
def test_figures_that_are_no_figures_are_refused(name: str, value: object, answer: Roster, tmp_path: Path) -> None:
    files.write(answer, tmp_path)
    path = tmp_path / "quality.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {name: value}), encoding="utf-8")
    with pytest.raises(Nonsense, match=r"quality\.json is broken"):
        files.read_roster(clinic(), tmp_path)


# --- writing ----------------------------------------------------------------------------------------------------------


def test_written_appointments_are_those_of_the_contract(answer: Roster, tmp_path: Path) -> None:
    files.write(answer, tmp_path / "new" / "roster")
    lines = (tmp_path / "new" / "roster" / "appointments.csv").read_bytes().decode().split("\n")
    assert lines[0] == (
        "appointment,plan,patient,number,phase,service,practitioner,room,start,end,status,late,draft,tentative,fixed"
    )
    assert lines[1] == (
        "a-1,a,ann,1,course,facial,mai,one,2026-12-01T09:00:00-07:00,2026-12-01T10:00:00-07:00,booked,no,no,no,yes"
    )
    assert lines[2].startswith("f-1,f,ben,1,schedule,talk,tom,,2026-12-02T09:00:00-07:00")
    assert lines[-1] == ""


def test_written_unplaced_has_iso_days_and_quoted_reasons(answer: Roster, tmp_path: Path) -> None:
    files.write(answer, tmp_path)
    assert (tmp_path / "unplaced.csv").read_text(encoding="utf-8").splitlines() == [
        "plan,patient,number,phase,service,priority,ideal,window_start,window_end,due,reason,tentative,booked",
        'b,ben,1,course,facial,1,2026-12-01,2026-12-01,2026-12-15,yes,"Every ""facial"" room is taken, all day.",no,',
    ]


def test_a_day_that_is_none_is_an_empty_cell(tmp_path: Path) -> None:
    asked = problem()
    nowhere = replace(asked.by_key["b", 1], ideal=None, window=None)
    files.write(roster(asked, left_out=((nowhere, "Closed for good."),)), tmp_path)
    assert "facial,1,,,,yes,Closed" in (tmp_path / "unplaced.csv").read_text(encoding="utf-8")


def test_quality_is_plain_json(answer: Roster, tmp_path: Path) -> None:
    files.write(answer, tmp_path)
    fields = json.loads((tmp_path / "quality.json").read_text(encoding="utf-8"))
    assert " ".join(fields) == "score bound gap first last end status left_out goals placed due seconds seed book"
    assert (fields["gap"], fields["seconds"], fields["first"]) == (0.2, 1.235, "2026-12-01")
    assert '"bound": 10,' in (tmp_path / "quality.json").read_text(encoding="utf-8")
    assert fields["goals"] == {"place": 0, "timely": 12.5}


def test_a_failed_write_leaves_the_old_files_whole(answer: Roster, tmp_path: Path) -> None:
    files.write(answer, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    broken = replace(answer, placed=(), figures=replace(answer.figures, first=object()))  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        files.write(broken, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_an_empty_roster_is_written_and_read(tmp_path: Path) -> None:
    files.write(roster(problem()), tmp_path)
    assert files.read_appointments(clinic(), tmp_path) == ()


# --- reading ----------------------------------------------------------------------------------------------------------


def test_what_is_written_is_read_back(answer: Roster, tmp_path: Path) -> None:
    files.write(answer, tmp_path)
    assert files.read_appointments(clinic(), tmp_path) == answer.placed
    assert files.from_frame(clinic(), answer.appointments) == answer.placed
    assert files.read_horizon(tmp_path) == answer.problem.horizon


def test_the_hour_that_comes_twice_is_read_back_by_its_offset(tmp_path: Path) -> None:
    second = at("a1", "2026-11-01 01:30")
    second = replace(second, start=second.start + (second.end - second.start))
    asked = problem(horizon=Horizon.month("2026-11"))
    files.write(
        roster(asked, replace(second, end=second.start + (second.end - at("a1", "2026-11-01 01:30").start))), tmp_path
    )
    text = (tmp_path / "appointments.csv").read_text(encoding="utf-8")
    assert "2026-11-01T01:30:00-07:00" in text
    assert files.read_appointments(clinic(), tmp_path)[0].start == second.start


def test_a_hand_made_file_needs_four_columns(tmp_path: Path) -> None:
    path = tmp_path / "hand.csv"
    path.write_bytes(
        "\ufeffPlan; number ;practitioner;start;note\r\n\r\na;1;mai;2026-12-01 09:00;call first\r\n".encode()
    )
    assert files.read_appointments(clinic(), path) == (at("a1", "2026-12-01 09:00", room=None),)


def test_a_missing_service_is_told_from_the_session(tmp_path: Path) -> None:
    assert faults_of("plan,number,practitioner,start\nv,1,mai,2026-12-03T09:00\n", tmp_path) == [
        "hand.csv, row 2, service: is empty, and v, session 1 may be any of facial, talk → name the service"
    ]


def test_every_fault_is_reported_at_once_with_its_row(tmp_path: Path) -> None:
    text = """appointment,plan,number,service,practitioner,room,start,end,status,fixed
x,a,1,facial,mia,one,2026-12-01T09:00,,,
x,aa,0,,mai,three,2026-12-01,,,

,b,1,facil,,one,2026-03-08T02:30,2026-03-08T01:00,cancelled,maybe
y,b,1,facial,mai,one,2026-12-02T09:00,2026-12-02T09:00,,
y,b,2,facial,mai,one,2026-12-09T09:00,,planned,no
y,b,3,facial,mai,one,2026-12-19T09:00,,planned,no
"""
    assert [fault.split(": ")[0] for fault in faults_of(text, tmp_path)] == [
        "hand.csv, row 2, practitioner",
        "hand.csv, row 3, plan",
        "hand.csv, row 3, number",
        "hand.csv, row 3, room",
        "hand.csv, row 3, start",
        "hand.csv, row 5, service",
        "hand.csv, row 5, practitioner",
        "hand.csv, row 5, start",
        "hand.csv, row 5, status",
        "hand.csv, row 5, fixed",
        "hand.csv, row 6, end",
        "hand.csv, row 8, appointment",
    ]


def test_missing_columns_are_named(tmp_path: Path) -> None:
    assert faults_of("plan,number,room\na,1,one\n", tmp_path) == [
        "hand.csv, row 1, practitioner: the column is missing → add it",
        "hand.csv, row 1, start: the column is missing → add it",
    ]


def test_a_comma_too_many_is_a_fault(tmp_path: Path) -> None:
    assert (
        "the row has 5 cells, more than the header"
        in faults_of("plan,number,practitioner,start\na,1,mai,2026-12-01T09:00,one\n", tmp_path)[0]
    )


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", None])
def test_a_file_that_cannot_be_read_is_a_fault(content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "appointments.csv").write_bytes(content)
    with pytest.raises(FaultyClinic, match=r"appointments\.csv"):
        files.read_appointments(clinic(), tmp_path)


def test_a_frame_may_hold_floats_gaps_and_naive_times() -> None:
    frame = pd.DataFrame(
        {
            "plan": ["a", "v"],
            "number": [1.0, 1.0],
            "service": [None, "talk"],
            "practitioner": ["mai", "tom"],
            "room": ["one", None],
            "start": [pd.Timestamp("2026-12-01 09:00"), pd.Timestamp("2026-12-03 11:00")],
        }
    )
    assert files.from_frame(clinic(), frame, problem()) == (
        at("a1", "2026-12-01 09:00"),
        at("v1", "2026-12-03 11:00", "tom", None, TALK),
    )


def test_a_frames_faults_name_its_positions() -> None:
    frame = pd.DataFrame({"plan": ["a"], "number": [1], "practitioner": ["nobody"], "start": ["2026-12-01T09:00"]})
    with pytest.raises(FaultyClinic, match="frame, row 1, practitioner"):
        files.from_frame(clinic(), frame)


# --- the horizon ------------------------------------------------------------------------------------------------------


def test_a_horizon_is_read_beside_the_file_too(tmp_path: Path) -> None:
    (tmp_path / "quality.json").write_text('{"first": "2026-12-01", "last": "2026-12-31", "end": "2027-01-14"}')
    assert files.read_horizon(tmp_path / "appointments.csv") == Horizon(
        date(2026, 12, 1), date(2026, 12, 31), date(2027, 1, 14)
    )
    assert files.read_horizon(tmp_path / "elsewhere" / "appointments.csv") is None


@pytest.mark.parametrize("text", ["{", "[]", '{"first": "2026-12-01"}', '{"first": 1, "last": 2, "end": 3}'])
def test_a_broken_quality_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "quality.json").write_text(text)
    with pytest.raises(Nonsense, match=r"quality\.json is broken"):
        files.read_horizon(tmp_path)
