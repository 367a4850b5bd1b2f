"""Rules of time."""

from __future__ import annotations

from typing import Any

import pytest

from planner.clinic import Absence
from planner.rules import violations
from tests.rules.breaches import Breach, place
from tests.rules.two_way import TwoWay, universe
from tests.worlds import absence, asked, day, hours, patient, plan, practitioner, row, service, span, world


def mai(*rows: str, **more: object):
    return asked(world(practitioners=[practitioner("mai", *rows, **more)]))


def mai_at(north: str, south: str, **more: Any):
    return asked(
        world(practitioners=[practitioner(shifts=hours(north, site="north") + hours(south, site="south"))], **more)
    )


FORTNIGHTS = hours("9:00-12:00", first=0, every=2)
HOUR = [service("needling", 15, -30, 15)]
AFTERNOON = hours("13:00-15:00", days=[0]) + hours("14:00-15:00", days=[1])

BREACHES = {
    "a day the clinic is closed": Breach(
        asked(world(closed=frozenset({day(1)}))),
        [place("a1", 1)],
        "clinic closed: a, session 1 (needling) on 2026-06-02: closed by the clinic",
        [place("a1", 2)],
    ),
    "a public holiday": Breach(
        asked(world(holidays="CA-AB"), 32),
        [place("a1", 30)],
        "window: a, session 1 on 2026-07-01: 2 days after the days it may have, 2026-06-01 to 2026-06-29\n"
        "clinic closed: a, session 1 (needling) on 2026-07-01: Canada Day",
        [place("a1", 28)],
    ),
    "off the grid": Breach(
        mai(),
        [place("a1", 0, "9:15")],
        "grid: a, session 1 (needling) on 2026-06-01: starts at 09:15, off the grid of 30 minutes",
        [place("a1", 0, "9:30")],
    ),
    "past the shift's end": Breach(
        asked(world(HOUR)),
        [place("a1", 0, "11:30")],
        "shift: a, session 1 (needling) on 2026-06-01: 30 minutes outside any one shift of Mai",
        [place("a1", 0, "11:00")],
    ),
    "across two rows that touch, of two sites": Breach(
        mai_at("9:00-10:30", "10:30-12:00", services=HOUR),
        [place("a1", 0, "10:00")],
        "shift: a, session 1 (needling) on 2026-06-01: 30 minutes outside any one shift of Mai",
        [place("a1", 0, "9:30")],
    ),
    "across two rows of two sites that overlap": Breach(
        mai_at("9:00-10:30", "10:00-12:00", services=HOUR),
        [place("a1", 0, "9:45")],
        "grid: a, session 1 (needling) on 2026-06-01: starts at 09:45, off the grid of 30 minutes\n"
        "shift: a, session 1 (needling) on 2026-06-01: 15 minutes outside any one shift of Mai",
        [place("a1", 0, "10:00")],
    ),
    "in a week between two fortnights": Breach(
        asked(
            world(practitioners=[practitioner(shifts=hours("9:00-12:00", first=2, every=2))], plans=[plan(start=2)]), 20
        ),
        [place("a1", 7)],
        "shift: a, session 1 (needling) on 2026-06-08: 30 minutes outside any one shift of Mai",
        [place("a1", 14)],
    ),
    "while the patient is away": Breach(
        asked(world(away=(Absence("ann", span(0, "9:10-10:00"), "at sea"),))),
        [place("a1", 0)],
        "away: a, session 1 (needling) on 2026-06-01: 20 minutes while the patient is away (at sea)",
        [place("a1", 0, "10:00")],
    ),
    "hours away from the row that is nearest": Breach(
        mai(shifts=hours("9:00-12:00", days=[0])),
        [place("a1", 0, "15:00")],
        "shift: a, session 1 (needling) on 2026-06-01: 30 minutes outside any one shift of Mai",
        [place("a1", 0, "9:00")],
    ),
    "after the row's last day": Breach(
        mai(shifts=hours("9:00-12:00", last=1)),
        [place("a1", 2)],
        "shift: a, session 1 (needling) on 2026-06-03: 30 minutes outside any one shift of Mai",
        [place("a1", 1)],
    ),
    "before the row's first day": Breach(
        mai(shifts=hours("9:00-12:00", first=2)),
        [place("a1", 1)],
        "shift: a, session 1 (needling) on 2026-06-02: 30 minutes outside any one shift of Mai",
        [place("a1", 2)],
    ),
    "in an absence, if only a rest": Breach(
        asked(world(HOUR, absences=(absence("mai", 0, "9:20-9:40"),))),
        [place("a1", 0, "9:00")],
        "absence: a, session 1 (needling) on 2026-06-01: 20 minutes in an absence of Mai",
        [place("a1", 0, "10:00")],
    ),
    "an absence, with its reason": Breach(
        asked(world(absences=(Absence("mai", span(0, "9:00-9:30"), "course"),))),
        [place("a1", 0)],
        "absence: a, session 1 (needling) on 2026-06-01: 30 minutes in an absence of Mai (course)",
        [place("a1", 0, "9:30")],
    ),
    "after the licence": Breach(
        mai(licensed_until=day(1)),
        [place("a1", 2)],
        "licensed: a, session 1 (needling) on 2026-06-03: Mai was licensed until 2026-06-02, 1 day before",
        [place("a1", 1)],
    ),
    "when the patient cannot come": Breach(
        asked(world(practitioners=[practitioner("mai", "9:00-17:00")], patients=[patient(times=AFTERNOON)])),
        [place("a1", 1, "13:30")],
        "patient's times: a, session 1 (needling) on 2026-06-02: 30 minutes outside any one of the patient's times",
        [place("a1", 0, "13:30")],
    ),
    "across two of the patient's times": Breach(
        asked(world(HOUR, patients=[patient(times=hours("9:00-10:00", "10:15-11:15"))])),
        [place("a1", 0, "9:30")],
        "patient's times: a, session 1 (needling) on 2026-06-01: 30 minutes outside any one of the patient's times",
        [place("a1", 0, "9:00")],
    ),
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_smallest_breach(name: str) -> None:
    BREACHES[name].check()


def test_rows_of_one_site_that_touch_or_overlap_are_one() -> None:
    for rows in (("9:00-10:30", "10:30-12:00"), ("9:00-10:30", "10:00-12:00")):
        problem = asked(world(HOUR, practitioners=[practitioner("mai", *rows)]), 1)
        assert violations(problem, [row(problem, "a1", 0, "10:00")]) == []
        assert TwoWay(problem).placement(row(problem, "a1", 0, "10:00"))


def test_the_model_keeps_to_one_of_two_rows_that_overlap() -> None:
    sides = TwoWay(mai_at("9:00-10:30", "10:00-12:00", services=[service("needling", 90)]))
    clocks = ["9:00", "9:30", "10:00", "10:30", "11:00"]
    assert next(sides.differences(universe(sides, clocks, [0])), None) is None
    assert len(sides.model.placements) == 7 * 3  # all but the one that begins in the first row and ends after it


def test_a_public_holiday_may_be_opened() -> None:
    problem = asked(world(holidays="CA-AB", open=frozenset({day(30)})), 7, first=26)
    assert violations(problem, [row(problem, "a1", 30)]) == []


def test_the_reset_may_lie_outside_the_shift() -> None:
    problem = asked(world([service(reset=45)]))
    assert violations(problem, [row(problem, "a1", 0, "11:30")]) == []


def test_a_row_to_midnight_holds_the_last_half_hour() -> None:
    problem = mai("22:00-24:00")
    assert violations(problem, [row(problem, "a1", 0, "23:30")]) == []
