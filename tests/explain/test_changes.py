"""What each change makes of a clinic, what it costs, and how it is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.clinic import Equipment, Problem, RepairPrices
from planner.explain.changes import AnotherRoom, AnotherUnit, Change, MoreHours, OtherTimes, Stretch, Swap
from tests.rules.random_worlds import Draw
from tests.worlds import asked, day, hours, minutes, patient, plan, practitioner, room, row, world

NOON, ONE = 12 * 60, 13 * 60


def on_shift(change: Change, number: int) -> list[str]:
    clinic = change.made(world())
    rows = clinic.hours_on(day(number), clinic.practitioners["mai"].shifts)
    return [f"{clinic.local(each.start):%H:%M}-{clinic.local(each.end):%H:%M}" for each in rows]


@pytest.mark.parametrize(
    ("start", "end", "shifts"),
    [
        (NOON, ONE, ["09:00-13:00"]),
        (8 * 60, 9 * 60, ["08:00-12:00"]),
        (ONE, 14 * 60, ["09:00-12:00", "13:00-14:00"]),
        (23 * 60, 24 * 60, ["09:00-12:00", "23:00-00:00"]),
    ],
)
def test_more_hours_join_the_shift_they_touch_on_their_day_alone(start: int, end: int, shifts: list[str]) -> None:
    change = MoreHours("mai", Stretch(day(1), start, end))
    assert on_shift(change, 1) == shifts
    assert on_shift(change, 0) == on_shift(change, 2) == on_shift(change, 8) == ["09:00-12:00"]


def test_a_gap_between_two_shifts_is_closed() -> None:
    shifts = hours("9:00-12:00", "13:00-17:00")
    clinic = world(practitioners=[practitioner("mai", shifts=shifts)])
    made = MoreHours("mai", Stretch(day(0), NOON, ONE)).made(clinic)
    (span,) = made.hours_on(day(0), made.practitioners["mai"].shifts)
    assert span.end - span.start == minutes(8 * 60)


def test_more_hours_are_trimmed_to_what_is_used_up_to_the_grid() -> None:
    problem = asked(world(practitioners=[practitioner("mai", "9:00-24:00")]))
    used = row(problem, "a1", 0, "11:45")
    change = MoreHours("mai", Stretch(day(0), NOON, 16 * 60))
    assert change.trimmed(problem.clinic, [used]) == MoreHours("mai", Stretch(day(0), NOON, NOON + 30))
    assert change.trimmed(problem.clinic, [replace(used, practitioner="tom")]) is None
    assert change.trimmed(problem.clinic, [row(problem, "a1", 0, "11:30")]) is None
    assert change.trimmed(problem.clinic, [row(problem, "a1", 1, "12:00")]) is None


def test_other_times_are_the_patients() -> None:
    clinic = world(plans=[plan()], patients=[patient("ann", times=hours("9:00-10:00", days=[0]))])
    change = OtherTimes("ann", Stretch(day(1), NOON, ONE))
    made = change.made(clinic)
    assert [len(made.hours_on(day(n), made.patients["ann"].times)) for n in (0, 1, 2, 7, 8)] == [1, 1, 0, 1, 0]
    problem = asked(clinic)
    assert change.trimmed(clinic, [row(problem, "a1", 1, "12:30", "tom")]) == OtherTimes(
        "ann", Stretch(day(1), NOON + 30, ONE)
    )


def test_a_room_more_has_the_features_and_a_name_of_its_own() -> None:
    clinic = world(rooms=[room("one", "table"), room("one-2")])
    made = AnotherRoom("one").made(clinic)
    assert list(made.rooms) == ["one", "one-2", "one-3"]
    assert made.rooms["one-3"].features == {"table"}


def test_a_unit_more() -> None:
    clinic = world(equipment=[Equipment("laser", "Laser", 0)])
    assert AnotherUnit("laser").made(clinic).equipment["laser"].units == 1
    assert clinic.equipment["laser"].units == 0


def test_what_is_said_to_leave_the_plans_as_they_are_does() -> None:
    tried = 0
    for seed in range(12):
        before = Draw(seed).problem()
        clinic = before.clinic
        changes = [Swap(), *map(AnotherRoom, clinic.rooms), *map(AnotherUnit, clinic.equipment)]
        for change in changes:
            tried += 1
            after = Problem.of(change.made(clinic), before.horizon)
            assert not change.unrolls
            assert after == replace(Problem.of(clinic, before.horizon), clinic=after.clinic), (seed, change)
    assert tried > 20


@pytest.mark.parametrize(
    ("change", "cost", "words"),
    [
        (Swap(), 0, "Move 2 sessions"),
        (MoreHours("mai", Stretch(day(1), NOON, NOON + 90)), 300, "Open Tue 2026-06-02 12:00–13:30 with Mai"),
        (OtherTimes("ann", Stretch(day(1), NOON, ONE)), 100, "Ask Ann to come Tue 2026-06-02 12:00–13:00"),
        (AnotherRoom("one"), 5000, "Add a room like One"),
        (AnotherUnit("laser"), 3000, "Add one more of Laser"),
    ],
)
def test_what_a_change_costs_and_how_it_is_said(change: Change, cost: float, words: str) -> None:
    clinic = world(equipment=[Equipment("laser", "Laser")])
    assert (change.cost(clinic), change.words(clinic, 2)) == (cost, words)
    dearer = replace(clinic, repair_prices=RepairPrices(hour=400, room=10000, unit=6000, times=200))
    assert change.cost(dearer) == 2 * cost
