"""Possible days: on some start of the grid nothing closes them but other appointments. Day 0 is a Monday."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from planner.clinic import Absence, Span, WeeklyHours
from planner.clinic.courses.possible_days import PossibleDays
from tests.worlds import absence, at, day, event, hours, patient, plan, practitioner, service, world

LAST = 13


def possible(*services: str, asks: Any = None, **more: Any) -> list[int]:
    """The days from 0 to 6 that are possible for Ann's plan."""
    asks = asks or plan()
    clinic = world(more.pop("given", [service(), service("talk", needs=frozenset({"talks"}))]), plans=[asks], **more)
    days = PossibleDays(clinic, asks, services or ("needling",), day(LAST), clinic.day_starts)
    return [number for number in range(7) if day(number) in days]


TWO = [practitioner(), practitioner("bo", shifts=hours("9:00-10:00", days=(4,)))]
FORTNIGHTLY = replace(hours("9:00-12:00", days=(2,))[0], first=day(-7), every=2)
WEEK = list(range(7))
CASES: dict[str, tuple[list[int], list[int]]] = {
    "nothing closes them": (possible(), WEEK),
    "the clinic is closed": (possible(closed=frozenset({day(2)})), [0, 1, 3, 4, 5, 6]),
    "the policy closes one": (possible(given=[service(acts=("skin:face",))], events=(event("peel", 1),)), [0, 4, 5, 6]),
    "nobody is at work": (possible(practitioners=[practitioner(shifts=hours("9:00-12:00", days=(0, 3)))]), [0, 3]),
    "the shift is too short": (possible(practitioners=[practitioner("mai", "9:00-9:15")]), []),
    "no start of the grid fits": (possible(practitioners=[practitioner("mai", "9:15-9:45")]), []),
    "rows that touch are one": (possible(practitioners=[practitioner("mai", "9:15-9:45", "9:45-10:15")]), WEEK),
    "an absence leaves too little": (possible(absences=(absence("mai", 1, "9:15-11:45"),)), [0, 2, 3, 4, 5, 6]),
    "an absence leaves an hour": (possible(absences=(absence("mai", 1, "10:00-12:00"),)), WEEK),
    "the licence ends": (possible(practitioners=[practitioner(licensed_until=day(2))]), [0, 1, 2]),
    "nobody is qualified": (possible("talk"), []),
    "one is qualified": (
        possible("talk", practitioners=[practitioner(), practitioner("bo", qualifications=frozenset({"talks"}))]),
        WEEK,
    ),
    "the only one is not for this patient": (possible(patients=[patient(not_with=("mai",))]), []),
    "the plan names another": (
        possible(asks=plan(practitioner="bo"), practitioners=TWO),
        [4],
    ),
    "the patient can come on some": (possible(patients=[patient(times=hours("9:00-12:00", days=(1, 5)))]), [1, 5]),
    "the patient's times meet no shift": (possible(patients=[patient(times=hours("11:45-17:00"))]), []),
    "the patient is away": (possible(away=(Absence("ann", Span(at(1, "0:00"), at(4, "0:00"))),)), [0, 4, 5, 6]),
    "the patient is away in the morning": (possible(away=(absence("ann", 1, "00:00-11:45"),)), [0, 2, 3, 4, 5, 6]),
    "every second week": (
        possible(practitioners=[practitioner(shifts=(*hours("9:00-12:00", days=(0,)), FORTNIGHTLY))]),
        [0],
    ),
    "rooms are not looked at": (
        possible(given=[service(room=frozenset({"sauna"}))], rooms=[]),
        WEEK,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_days_are_possible(name: str) -> None:
    found, expected = CASES[name]
    assert found == expected


def test_of_several_services_each_has_a_start() -> None:
    talks = practitioner("bo", shifts=hours("9:00-10:00", days=(3,)), qualifications=frozenset({"talks"}))
    assert possible("needling", "talk", practitioners=[practitioner(), talks]) == [3]


def test_days_after_the_horizon_are_possible() -> None:
    asks = plan()
    clinic = world(plans=[asks], practitioners=[])
    days = PossibleDays(clinic, asks, ("needling",), day(LAST), clinic.day_starts)
    assert [number for number in range(20) if day(number) in days] == list(range(LAST + 1, 20))
    assert days.first_from(day(0)) == day(LAST + 1)
    assert days.any_of(day(0), day(LAST + 1))
    assert not days.any_of(day(0), day(LAST))


def test_what_stands_in_the_way_is_counted() -> None:
    asks = plan()
    away = (absence("ann", 2),)
    on = (0, 2, 3)
    clinic = world(
        plans=[asks],
        practitioners=[practitioner(shifts=hours("9:00-12:00", days=on))],
        patients=[patient(times=hours("13:00-17:00"))],
        away=away,
        closed=frozenset({day(0)}),
    )
    days = PossibleDays(clinic, asks, ("needling",), day(LAST), clinic.day_starts)
    said = "clinic closed 1, nobody at work who may give Needling 1, patient away 1, outside the patient's times 1"
    assert days.why_none(day(number) for number in range(4)) == said


def test_a_day_of_a_clock_change_has_the_starts_that_it_has() -> None:
    """On 1 November 2026 the hour from 1:00 comes twice, on 8 March 2026 that from 2:00 never."""
    short = practitioner(shifts=(WeeklyHours(6, *[row.start for row in hours("2:00-3:00", "3:00-4:00")[:2]]),))
    asks = plan()
    clinic = world(plans=[asks], practitioners=[short])
    days = PossibleDays(clinic, asks, ("needling",), day(400), clinic.day_starts)
    assert day(-85) not in days
    assert day(153) in days
