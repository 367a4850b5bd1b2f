"""A practitioner's month: what stands over each day, and what lies in it."""

from __future__ import annotations

from datetime import date
from typing import Any

from planner.clinic import Horizon
from planner.roster.roster import Roster
from planner.roster.tables.details import shown
from planner.roster.tables.months import Day, Month, months
from tests.roster.full import full_roster
from tests.roster.worlds import at, clinic, problem, roster


def months_of(answer: Roster) -> list[Month]:
    return months(answer, shown(answer.problem, answer.placed))


def day_of(month: Month, day: date) -> Day:
    return next(each for week in month.weeks for each in week if each.day == day)


def test_hours_absences_and_closed_days_stand_over_the_day() -> None:
    mai, tom = months_of(full_roster())
    assert day_of(tom, date(2026, 12, 3)).hours == "09:00–17:00"
    assert day_of(tom, date(2026, 12, 4)).hours == "absent: day off"
    assert day_of(mai, date(2026, 12, 24)).hours == "closed by the clinic"
    assert [day_of(tom, date(2026, 12, n)).works for n in (3, 4, 24)] == [True, False, False]


def test_a_public_holiday_is_named_and_a_free_day_is_off() -> None:
    some: dict[str, Any] = {"holidays": "CA-AB"}
    (mai, _) = months_of(roster(problem(clinic(**some))))
    assert day_of(mai, date(2026, 12, 25)).hours == "closed: Christmas Day"
    mai = months_of(roster(full_roster().problem, at("a1", "2026-12-05 09:00")))[0]  # a Saturday nobody works
    assert day_of(mai, date(2026, 12, 5)).hours == "off"
    assert len(day_of(mai, date(2026, 12, 5)).sessions) == 1


def test_weeks_run_from_monday_over_the_days_on_which_anybody_works() -> None:
    mai, _ = months_of(full_roster())
    assert mai.weekdays == [0, 1, 2, 3, 4]
    assert [week[0].day for week in mai.weeks][:2] == [date(2026, 11, 30), date(2026, 12, 7)]
    first, last = mai.weeks[0][0], mai.weeks[-1][-1]
    assert (first.inside, last.day, last.draft) == (False, date(2027, 1, 1), True)  # no empty weeks of a draft
    assert day_of(mai, date(2027, 1, 1)).draft
    assert not day_of(mai, date(2026, 12, 31)).draft


def test_a_week_without_a_day_of_the_horizon_is_left_out() -> None:
    weekend = Horizon.between(date(2026, 12, 5), date(2026, 12, 8), look_ahead=0)  # Saturday to Tuesday
    mai, _ = months_of(roster(problem(full_roster().problem.clinic, weekend)))
    assert [week[0].day for week in mai.weeks] == [date(2026, 12, 7)]


def test_the_note_counts_a_shared_session_once_and_the_draft_apart() -> None:
    mai, tom = months_of(full_roster())
    assert mai.note == "4 sessions · 2.0 h with patients, 176.0 h on shift · 0 more in the draft, 1–14 January 2027"
    assert tom.note.startswith("1 session · 0.5 h with patients, 168.0 h on shift · 1 more in the draft")


def test_somebody_the_clinic_does_not_have_gets_a_month_too() -> None:
    assert [month.name for month in months_of(roster(problem(), at("a1", "2026-12-01 09:00", "eve")))] == [
        *("Mai Chen", "Tom Roy", "eve")
    ]
