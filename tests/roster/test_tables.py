"""Each table on the smallest roster on which it could be wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time

import pandas as pd
import pytest

from planner.clinic import Absence, Entry, Horizon, Span, WeeklyHours
from planner.clinic.spans import Days
from planner.errors import Nonsense
from planner.roster import tables
from tests.roster.worlds import EDMONTON, FACIAL, TALK, at, clinic, minutes, problem

CONTRACT = "appointment plan patient number phase service practitioner room start end status late draft"


def lengths(table: pd.DataFrame, kind: str, id: str, day: str) -> dict[str, float]:
    row = table[(table["kind"] == kind) & (table["id"] == id) & (table["day"] == day)].iloc[0]
    spans = ("on_shift", "attended", "resting", "idle")
    return {name: row[name] / minutes(1) for name in spans} | {"sessions": int(row["sessions"])}


# --- appointments -----------------------------------------------------------------------------------------------------


def test_appointments_have_the_columns_of_the_contract_first() -> None:
    table = tables.appointments(problem(), [at("a1", "2026-12-01 09:00")])
    assert " ".join(table.columns) == f"{CONTRACT} tentative fixed"
    row = table.iloc[0]
    assert (row["patient"], row["phase"], row["number"]) == ("ann", "course", 1)
    assert row["start"].isoformat() == "2026-12-01T09:00:00-07:00"
    assert table["end"].dt.tz == EDMONTON


def test_an_empty_roster_has_the_same_dtypes() -> None:
    full = tables.appointments(problem(), [at("a1", "2026-12-01 09:00")])
    empty = tables.appointments(problem(), [])
    assert empty.empty
    assert list(empty.dtypes.astype(str)) == list(full.dtypes.astype(str))
    for name in ("unplaced", "supplies", "gaps"):
        assert getattr(tables, name)(problem(), []).empty
    for view in ("day", "week", "month"):
        assert tables.calendar(problem(), [], "room", view).empty


def test_appointments_are_sorted_by_start_practitioner_room() -> None:
    rows = [
        at("a2", "2026-12-08 09:00"),
        at("b1", "2026-12-01 09:00", "tom", "two"),
        at("f1", "2026-12-01 09:00", "tom", None, TALK),
        at("a1", "2026-12-01 09:00", "mai", "two"),
    ]
    assert list(tables.appointments(problem(), rows)["appointment"]) == ["a-1", "f-1", "b-1", "a-2"]


def test_late_is_after_the_window_and_draft_after_the_month() -> None:
    asked = problem()
    assert asked.by_key["a", 1].window == Days(date(2026, 12, 1), date(2026, 12, 15))
    rows = [at("a1", "2026-12-15 09:00"), at("b1", "2026-12-16 09:00"), at("a2", "2027-01-01 09:00")]
    table = tables.appointments(asked, rows).set_index("appointment")
    assert dict(table["late"]) == {"a-1": False, "b-1": True, "a-2": True}
    assert dict(table["draft"]) == {"a-1": False, "b-1": False, "a-2": True}


def test_a_session_without_a_window_is_never_late() -> None:
    asked = problem()
    bare = replace(asked, sessions=tuple(replace(session, window=None) for session in asked.sessions))
    assert not tables.appointments(bare, [at("a1", "2027-01-05 09:00")])["late"].any()


def test_sessions_that_a_review_may_end_are_tentative() -> None:
    rows = [at("a2", "2026-12-08 09:00"), at("a3", "2026-12-15 09:00")]
    assert list(tables.appointments(problem(), rows)["tentative"]) == [False, True]


def test_a_row_of_an_unknown_session_keeps_plain_values() -> None:
    stranger = at("x9", "2026-12-01 09:00", None, None)
    row = tables.appointments(problem(), [stranger]).iloc[0]
    assert (row["phase"], row["patient"], row["late"]) == ("", "", False)
    assert pd.isna(row["practitioner"])
    assert tables.gaps(problem(), [stranger]).empty
    assert tables.utilisation(problem(), [stranger])["sessions"].sum() == 0


# --- unplaced ---------------------------------------------------------------------------------------------------------


def test_unplaced_goes_by_priority_then_ideal_day() -> None:
    asked = problem()
    pairs = [(asked.by_key[key], "No room is free.") for key in [("b", 1), ("v", 1), ("a", 2), ("a", 1)]]
    nowhere = replace(asked.by_key["a", 3], ideal=None, window=None)
    table = tables.unplaced(asked, [(nowhere, "Closed for good."), *pairs])
    assert list(zip(table["plan"], table["number"], strict=True)) == [("a", 1), ("a", 2), ("a", 3), ("v", 1), ("b", 1)]
    assert table["service"].iloc[3] == "facial;talk"
    assert table["window_end"].iloc[0] == pd.Timestamp("2026-12-15")
    assert table.loc[2, ["ideal", "window_start", "window_end"]].isna().all()


# --- calendar ---------------------------------------------------------------------------------------------------------


def test_a_week_has_its_clock_times_down_and_days_across() -> None:
    rows = [at("a1", "2026-12-01 09:00"), at("b1", "2026-12-03 09:00"), at("a2", "2026-12-08 10:00", "tom")]
    table = tables.calendar(problem(), rows, "practitioner", "week")
    assert table.index.names == ["practitioner", "week", "time"]
    assert list(table.index) == [
        ("mai", pd.Timestamp("2026-11-30"), "09:00"),
        ("tom", pd.Timestamp("2026-12-07"), "10:00"),
    ]
    assert list(table.columns) == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert list(table.iloc[0]) == [
        "",
        "Ann Lee · Facial acupuncture (Room 1)",
        "",
        "Ben Wu · Facial acupuncture (Room 1)",
        "",
        "",
        "",
    ]


def test_a_month_has_a_line_for_each_session() -> None:
    rows = [at("b1", "2026-12-01 10:30"), at("a1", "2026-12-01 09:00")]
    table = tables.calendar(problem(), rows, "room", "month")
    assert table.loc[("one", "2026-11-30"), "Tue"] == (
        "09:00 Ann Lee · Facial acupuncture\n10:30 Ben Wu · Facial acupuncture"
    )


def test_a_patients_day_says_with_whom_and_where() -> None:
    rows = [at("v1", "2026-12-03 11:00", "tom", None, TALK), at("v1", "2026-12-03 09:00")]
    table = tables.calendar(problem(), rows, "patient", "day")
    assert table.index.names == ["patient", "day"]
    assert table.to_dict("list") == {
        "start": ["09:00", "11:00"],
        "end": ["10:00", "11:30"],
        "service": ["Facial acupuncture", "Consultation"],
        "practitioner": ["Mai Chen", "Tom Roy"],
        "room": ["Room 1", ""],
    }


def test_a_shared_session_is_one_cell() -> None:
    rows = [at("a1", "2026-12-01 09:00"), at("a21", "2026-12-01 09:00")]
    assert tables.calendar(problem(), rows, "practitioner", "week").iloc[0]["Tue"].count("Ann Lee") == 1


def test_a_session_without_a_room_is_in_no_rooms_calendar() -> None:
    assert tables.calendar(problem(), [at("f1", "2026-12-02 09:00", "mai", None, TALK)], "room", "day").empty


@pytest.mark.parametrize(("by", "view", "choices"), [("nurse", "week", "patient"), ("room", "year", "month")])
def test_an_unknown_calendar_names_the_choices(by: str, view: str, choices: str) -> None:
    with pytest.raises(Nonsense, match=choices):
        tables.calendar(problem(), [], by, view)


# --- utilisation ------------------------------------------------------------------------------------------------------


def test_while_a_patient_rests_the_practitioner_works_in_another_room() -> None:
    # 9:00 Ann is needled, 9:15–9:45 she rests, meanwhile 9:15–9:30 Ben is needled and rests until 10:00
    rows = [at("a1", "2026-12-01 09:00"), at("b1", "2026-12-01 09:15", "mai", "two")]
    table = tables.utilisation(problem(), rows)
    assert lengths(table, "practitioner", "mai", "2026-12-01") == {
        "on_shift": 480,
        "attended": 60,
        "resting": 15,
        "idle": 405,
        "sessions": 2,
    }
    assert lengths(table, "room", "two", "2026-12-01") == {
        "on_shift": 480,
        "attended": 65,
        "resting": 0,
        "idle": 415,
        "sessions": 1,
    }


def test_a_shared_session_is_used_once() -> None:
    rows = [at("a1", "2026-12-01 09:00"), at("a21", "2026-12-01 09:00")]
    used = lengths(tables.utilisation(problem(), rows), "practitioner", "mai", "2026-12-01")
    assert (used["attended"], used["sessions"]) == (30, 1)
    table = tables.supplies(problem(), rows)
    assert dict(zip(table["item"], table["quantity"], strict=True)) == {"needles": 55, "swabs": 2.5}


def test_two_patients_at_once_are_two_sessions() -> None:
    rows = [at("a1", "2026-12-01 09:00"), at("b1", "2026-12-01 09:00")]
    assert list(tables.supplies(problem(), rows)["quantity"]) == [110, 5]


def test_absences_closures_and_closed_days_are_not_on_shift() -> None:
    def span(start: str, end: str) -> Span:
        return Span(at("a1", start).start, at("a1", end).start)

    here = clinic(
        absences=(Absence("mai", span("2026-12-01 12:00", "2026-12-02 00:00")),),
        closures=(Absence("one", span("2026-12-01 09:00", "2026-12-01 10:00")),),
        closed=frozenset({date(2026, 12, 2)}),
    )
    table = tables.utilisation(problem(here), [at("a1", "2026-12-02 09:00")])
    assert lengths(table, "practitioner", "mai", "2026-12-01")["on_shift"] == 180
    assert lengths(table, "room", "one", "2026-12-01")["on_shift"] == 420  # Tom is there all day
    closed = lengths(table, "practitioner", "mai", "2026-12-02")
    assert (closed["on_shift"], closed["attended"], closed["idle"]) == (0, 30, 0)


def test_a_room_of_several_places_has_the_hours_of_all_of_them() -> None:
    here = clinic()
    here = replace(here, rooms={**here.rooms, "one": replace(here.rooms["one"], places=2)})
    rows = [at("a1", "2026-12-01 09:00"), at("b1", "2026-12-01 09:15"), at("v1", "2026-12-01 09:30", "tom")]
    used = lengths(tables.utilisation(problem(here), rows), "room", "one", "2026-12-01")
    taken = 15 + 2 * (15 + 35 + 15) + 15  # for 35 minutes there are three, of which it can have two
    assert used == {"on_shift": 960, "attended": taken, "resting": 0, "idle": 960 - taken, "sessions": 3}


def test_a_room_is_there_while_it_is_open_and_somebody_is_at_its_site() -> None:
    here = clinic()
    hours = tuple(WeeklyHours(day, time(10), time(12)) for day in range(7))
    rooms = {"one": replace(here.rooms["one"], hours=hours), "two": replace(here.rooms["two"], site="north")}
    people = {who: replace(each, shifts=_at("south", each.shifts)) for who, each in here.practitioners.items()}
    table = tables.utilisation(problem(replace(here, rooms=rooms)), [])
    assert lengths(table, "room", "one", "2026-12-01")["on_shift"] == 120
    assert lengths(table, "room", "two", "2026-12-01")["on_shift"] == 480
    table = tables.utilisation(problem(replace(here, rooms=rooms, practitioners=people)), [])
    assert lengths(table, "room", "two", "2026-12-01")["on_shift"] == 0


def _at(site: str, shifts: Iterable[WeeklyHours]) -> tuple[WeeklyHours, ...]:
    return tuple(replace(shift, site=site) for shift in shifts)


def test_every_owner_has_every_day_of_the_horizon() -> None:
    horizon = Horizon.month("2026-12", look_ahead=3)
    table = tables.utilisation(problem(horizon=horizon), [])
    assert len(table) == 4 * 34
    assert list(table["kind"].unique()) == ["practitioner", "room"]


def test_the_night_the_clocks_go_back_is_an_hour_longer() -> None:
    horizon = Horizon(date(2026, 11, 1), date(2026, 11, 1), date(2026, 11, 2))
    asked = problem(horizon=horizon)
    night = [replace(at("a1", "2026-11-01 00:30"), end=at("a1", "2026-11-01 02:30").start)]
    table = tables.appointments(asked, night)
    assert table["end"].iloc[0] - table["start"].iloc[0] == minutes(180)
    assert table["start"].iloc[0].isoformat() == "2026-11-01T00:30:00-06:00"
    assert table["end"].iloc[0].isoformat() == "2026-11-01T02:30:00-07:00"
    assert lengths(tables.utilisation(asked, night), "room", "one", "2026-11-01")["attended"] == 185


# --- gaps -------------------------------------------------------------------------------------------------------------


def test_gaps_count_whole_days_from_the_nearest_session_before() -> None:
    rows = [at("a1", "2026-12-01 16:00"), at("a3", "2026-12-12 09:00"), at("b1", "2026-12-01 09:00")]
    table = tables.gaps(problem(), rows)
    assert table.to_dict("records") == [
        {
            "plan": "a",
            "patient": "ann",
            "number": 3,
            "day": pd.Timestamp("2026-12-12"),
            "before": pd.Timestamp("2026-12-01"),
            "gap": 11,
            "least": 5,
            "ideal": 7,
            "most": 9,
            "late": False,
        }
    ]


def test_gaps_reach_back_into_the_history() -> None:
    attended = at("a1", "2026-11-28 09:00")
    entry = Entry("x", "a", 1, "attended", attended.start, "mai", "one")
    table = tables.gaps(problem(clinic(book=(entry,))), [at("a2", "2026-12-05 09:00")])
    assert list(table["gap"]) == [7]


def test_a_fixed_schedule_asks_for_no_gap() -> None:
    rows = [at(key, when, "mai", None, TALK) for key, when in [("f1", "2026-12-02 09:00"), ("f2", "2026-12-09 09:00")]]
    table = tables.gaps(problem(), rows)
    assert list(table["gap"]) == [7]
    assert table[["least", "ideal", "most"]].isna().all(axis=None)
    assert str(table["least"].dtype) == "Int64"


def test_a_visit_of_two_services_is_one_row() -> None:
    entry = Entry("x", "v", 1, "attended", at("v1", "2026-11-02 09:00").start)
    twice = [at("v2", "2026-12-03 09:00"), at("v2", "2026-12-03 11:00", "tom", None, TALK)]
    table = tables.gaps(replace(problem(clinic(book=(entry,))), sessions=()), twice)
    assert len(table) == 1
    assert list(table["least"].isna()) == [True]


def test_a_service_unknown_to_the_clinic_is_attended_throughout() -> None:
    odd = replace(FACIAL, id="odd")
    table = tables.utilisation(problem(), [at("a1", "2026-12-01 09:00", service=odd)])
    assert lengths(table, "practitioner", "mai", "2026-12-01")["attended"] == 60
