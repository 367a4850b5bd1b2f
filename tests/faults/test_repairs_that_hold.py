"""What a repair proposes can be held: it takes no place of another, and no number squeezes out another."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

import pytest

import planner
from planner.clinic import Absence, Clinic, Event, FollowUp, Span
from planner.clinic.appointments import BOOKED, WITHDRAWN
from planner.desk.desk import Desk
from planner.engine.planning import front_desk
from planner.roster.booking import booked
from tests.desk.racing import assert_whole
from tests.desk.worlds import FAR
from tests.worlds import absence, at, day, entry, event, hours, phase, plan, practitioner, protocol, service, world

EXAMPLE = Path(__file__).parents[2] / "examples" / "maple-street"
SEEDS = range(200) if os.environ.get("SOAK") else (0, 97, 139)
MORNING = datetime(2026, 12, 1, 15, tzinfo=UTC)


def test_what_moves_since_it_has_to_follow_takes_no_place_of_another(desk: Desk) -> None:
    """Ann's scan can be had a week later at the soonest, and the look at it not before the day that Ben has."""
    follow_up = FollowUp("scan", "look", 22, 30)
    plans = [plan("a", "scan", start=FAR), plan("b", "look", start=FAR + 22), plan("c", "scan", "ben", FAR + 5)]
    book = (entry("a1", FAR), entry("b1", FAR + 29), entry("c1", FAR + 30))
    mai = practitioner(shifts=hours("9:00-9:30"))
    desk.load(
        world([service("scan"), service("look")], practitioners=[mai], plans=plans, book=book, follow_ups=(follow_up,))
    )
    closed = desk.change(*(absence("mai", FAR + number) for number in range(8))).closed
    found = desk.repair([each for each in closed if each.row.plan == "a"], day(FAR - 1))
    assert [row.start for row in found.after if row.plan == "a"] == [at(FAR + 8, "9:00")]
    assert desk.check(found.rows) == []
    desk.book(desk.hold(found))
    assert_whole(desk)


def test_what_makes_up_takes_the_lowest_number_that_is_not_booked(desk: Desk) -> None:
    """Of five, three are booked; the second has no day before the third any more."""
    weekly = protocol("weekly", phase(sessions=5, gap=(5, 7, 9)))
    book = tuple(entry(f"a{number}", FAR + 7 * number - 7) for number in (1, 2, 3))
    desk.load(world([service(acts=("skin:face",))], [weekly], plans=[plan("a", "weekly", start=FAR)], book=book))
    closed = desk.change(event("peel", FAR + 4), event("peel", FAR + 7)).closed
    found = desk.repair(closed, day(FAR - 1))
    assert [(row.id, row.number) for row in found.after] == [(f"a2--{FAR + 7}", 4)]
    desk.book(desk.hold(found))
    rows = desk.offers("a")[0].rows
    assert [row.number for row in rows] == [5]
    assert_whole(desk)


def test_a_visit_takes_over_the_number_of_one_that_leaves(desk: Desk) -> None:
    """Whichever of them stands first in the hold, and back again."""
    weekly = protocol("weekly", phase(sessions=2, gap=(5, 7, 9)))
    book = tuple(entry(f"a{number}", FAR + 7 * number - 7) for number in (1, 2))
    desk.load(world([service()], [weekly], plans=[plan("a", "weekly", start=FAR)], book=book))
    first, second = desk.appointments()
    done = desk.book(desk.hold([replace(second, number=1), replace(first, status=WITHDRAWN)]))
    assert [(row.id, row.number) for row in desk.appointments()] == [(second.id, 1)]
    desk.undo(done.seq)
    assert [(row.id, row.number) for row in desk.appointments()] == [(first.id, 1), (second.id, 2)]
    assert_whole(desk)


@cache
def december() -> Clinic:
    """The example's December as a front desk books it."""
    clinic = planner.read(EXAMPLE)
    roster = front_desk(clinic, "2026-12")
    return replace(clinic, book=booked(roster.problem, roster.placed))


@pytest.fixture
def month(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(f"sqlite:///{tmp_path / 'clinic.db'}", lambda: MORNING) as desk:
        desk.load(december())
        yield desk


def upset(clinic: Clinic, rng: Random) -> list[Absence | Event]:
    """Something that happens: somebody is away or a room is closed for hours or days, or patients fall ill."""
    first = date(2026, 12, 2) + timedelta(days=rng.randrange(20))
    hour, length = rng.randrange(8, 17), timedelta(hours=rng.choice((1, 3, 24, 48)))
    start = clinic.moment(first) + timedelta(hours=hour if length < timedelta(hours=24) else 0)
    kind = rng.choice(("practitioner", "practitioner", "room", "unit", "ill"))
    if kind == "ill":
        patients = rng.sample(sorted({clinic.plans[line.plan].patient for line in clinic.book}), 3)
        return [Event(each, "cold-or-flu", first, first + timedelta(days=rng.randint(1, 6))) for each in patients]
    known = {"practitioner": clinic.practitioners, "room": clinic.rooms, "unit": clinic.equipment or clinic.rooms}[kind]
    return [Absence(rng.choice(sorted(known)), Span(start, start + length))]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_repair_of_a_month_can_be_held(month: Desk, seed: int) -> None:
    clinic = december()
    done = month.change(*upset(clinic, Random(seed)))
    found = month.repair(done.closed, seconds=4)
    assert month.check(found.rows) == []
    if found.rows:
        month.book(month.hold(found))
        book = {line.id: line for line in month.clinic().book if line.status == BOOKED}
        assert all((book[row.id].start, book[row.id].number) == (row.start, row.number) for row in found.after)
