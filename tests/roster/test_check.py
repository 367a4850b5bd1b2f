"""Rosters of every shape held against a clinic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from planner.clinic import Entry, Horizon
from planner.errors import FaultyClinic, Nonsense, UnknownName
from planner.roster import files
from planner.roster.check import check, warnings_of
from planner.rules import Violation
from tests.roster.worlds import TALK, at, clinic, problem, roster

GOOD = at("a1", "2026-12-01 09:00")
EARLY = at("a1", "2026-11-30 09:00")


def rules(found: Iterable[Violation]) -> list[str]:
    return sorted({violation.rule for violation in found})


def test_a_good_roster_breaks_nothing_in_any_shape(tmp_path: Path) -> None:
    found = roster(problem(), GOOD)
    files.write(found, tmp_path)
    here = clinic()
    assert check(here, found) == []
    assert check(here, found.appointments, "2026-12") == []
    assert check(here, [GOOD], "2026-12") == []
    assert check(here, iter([GOOD]), first=date(2026, 12, 1), last=date(2026, 12, 31)) == []
    assert check(here, tmp_path) == []
    assert check(here, str(tmp_path / "appointments.csv")) == []


def test_a_broken_roster_is_found_out_in_any_shape(tmp_path: Path) -> None:
    found = roster(problem(), EARLY)
    files.write(found, tmp_path)
    here = clinic()
    every = [check(here, found), check(here, found.appointments, "2026-12"), check(here, [EARLY], "2026-12")]
    every += [check(here, tmp_path), check(here, tmp_path / "appointments.csv")]
    assert [rules(each) for each in every] == [["window"]] * 5


def test_a_hand_made_frame_needs_little() -> None:
    frame = roster(problem(), GOOD).appointments[["plan", "number", "practitioner", "start", "room"]]
    assert check(clinic(), frame, "2026-12") == []


def test_an_end_that_contradicts_the_service_hides_nothing() -> None:
    short = replace(GOOD, end=GOOD.start + TALK.length)
    assert rules(check(clinic(), [short], "2026-12")) == ["asked"]


def test_days_given_win_over_a_rosters_own(tmp_path: Path) -> None:
    found = roster(problem(), GOOD)
    files.write(found, tmp_path)
    for appointments in (found, tmp_path):
        assert rules(check(clinic(), appointments, "2027-01")) == ["window"]


@pytest.mark.parametrize(
    "days", [{}, {"month": ""}, {"first": date(2026, 12, 1)}, {"month": "2026-12", "last": date(2026, 12, 1)}]
)
def test_days_that_are_not_said_are_refused(days: dict[str, object]) -> None:
    with pytest.raises(Nonsense):
        check(clinic(), [GOOD], **days)  # type: ignore[arg-type]


def test_a_folder_without_its_days_wants_them_named(tmp_path: Path) -> None:
    files.write(roster(problem(), GOOD), tmp_path)
    (tmp_path / "quality.json").unlink()
    with pytest.raises(Nonsense, match=r"no quality\.json"):
        check(clinic(), tmp_path)
    assert check(clinic(), tmp_path, "2026-12") == []


def test_a_path_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Nonsense, match="there is no roster at"):
        check(clinic(), tmp_path / "nowhere")
    with pytest.raises(FaultyClinic):
        check(clinic(), tmp_path / "nowhere", "2026-12")


@pytest.mark.parametrize(
    ("field", "name"), [("plan", "zz"), ("service", "zz"), ("practitioner", "may"), ("room", "three")]
)
def test_a_name_the_clinic_lacks_is_refused(field: str, name: str) -> None:
    with pytest.raises(UnknownName, match=f"no {field} '{name}'"):
        check(clinic(), [replace(GOOD, **{field: name})], "2026-12")


def test_what_is_no_appointment_is_refused() -> None:
    with pytest.raises(Nonsense, match="no Appointment"):
        check(clinic(), ["a1"], "2026-12")  # type: ignore[list-item]
    with pytest.raises(Nonsense, match="no time zone"):
        check(clinic(), [replace(GOOD, start=datetime(2026, 12, 1, 9))], "2026-12")


def booked(status: str, **more: object) -> Entry:
    return Entry("x1", "a", 1, status, GOOD.start, "mai", "one", **more)  # type: ignore[arg-type]


def test_what_was_attended_since_as_planned_is_no_fault() -> None:
    here = clinic(book=(booked("attended"),))
    assert check(here, [GOOD], "2026-12") == []
    assert warnings_of(here, [GOOD], "2026-12") == []


def test_what_was_attended_otherwise_than_planned_is_found() -> None:
    here = clinic(book=(booked("attended"),))
    assert rules(check(here, [at("a1", "2026-12-01 12:00")], "2026-12")) == ["asked"]


def test_what_a_fixed_appointment_breaks_is_a_warning() -> None:
    night = at("a1", "2026-12-01 03:00")
    here = clinic(book=(replace(booked("booked", fixed=True), start=night.start),))
    assert check(here, [night], "2026-12") == []
    assert rules(warnings_of(here, [night], "2026-12")) == ["shift"]


def test_a_horizon_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(Nonsense):
        Horizon.asked("9999-12")
    with pytest.raises(Nonsense):
        Horizon.asked("2026-12", look_ahead=10**9)
    assert Horizon.asked("2026-12").end == date(2027, 1, 14)
