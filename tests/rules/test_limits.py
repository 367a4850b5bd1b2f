"""Rules of how much: sessions of a day and of a week, and breaks."""

from __future__ import annotations

from typing import Any

import pytest

import planner
from planner.clinic import Problem
from planner.rules import violations, warnings
from tests.rules.breaches import Breach, place
from tests.rules.two_way import TwoWay, universe
from tests.worlds import (
    asked,
    attended,
    day,
    entry,
    fixed,
    phase,
    plan,
    practitioner,
    protocol,
    rest,
    room,
    row,
    service,
    world,
)

ANN_AND_BEN = [plan("a"), plan("b", patient="ben")]
THREE = [*ANN_AND_BEN, plan("c", patient="cleo")]
COURSE = protocol("course", phase(gap=(1, 7, 14), sessions=3))
TWO_ROOMS = [room("one"), room("two")]


def limited(most: int, **more: Any) -> Problem:
    return asked(world(practitioners=[practitioner(max_sessions_per_day=most)], plans=ANN_AND_BEN, **more))


def weekly(most: int, days: int = 7, first: int = 0, **more: Any) -> Problem:
    facts = {"plans": THREE, **more}
    return asked(world(practitioners=[practitioner(max_sessions_per_week=most)], **facts), days, first=first)


def resting(length: int, *steps: int, clocks: str = "10:00-11:30", **more: Any) -> Problem:
    """Mai has a break of so many minutes within these hours, every day."""
    mai = practitioner(breaks=rest(clocks, length))
    facts = {"plans": THREE, "rooms": TWO_ROOMS, **more}
    return asked(world([service("needling", *steps or (60,))], practitioners=[mai], **facts), 2)


BREACHES = {
    "one more than a day": Breach(
        limited(1),
        [place("a1", 0), place("b1", 0, "9:30")],
        "daily limit: Mai on 2026-06-01: 2 sessions, 1 over the limit of 1",
        [place("a1", 0), place("b1", 1, "9:30")],
    ),
    "one more than a day with a fixed one": Breach(
        limited(1, book=(fixed("a1", 0),)),
        [place("b1", 0, "10:00")],
        "daily limit: Mai on 2026-06-01: 2 sessions, 1 over the limit of 1",
        [place("b1", 1)],
    ),
    "one attended that day counts": Breach(
        limited(1, book=(attended("a1", 0),)),
        [place("b1", 0, "10:00")],
        "daily limit: Mai on 2026-06-01: 2 sessions, 1 over the limit of 1",
        [place("b1", 1, "10:00")],
    ),
    "three in a week": Breach(
        weekly(2, days=8),
        [place("a1", 0), place("b1", 3), place("c1", 6)],
        "weekly limit: Mai on 2026-06-01: 3 sessions, 1 over the limit of 2",
        [place("a1", 0), place("b1", 3), place("c1", 7)],
    ),
    "one booked later in the week, beyond the horizon": Breach(
        weekly(1, days=2, book=(entry("b1", 6),)),
        [place("a1", 1)],
        "weekly limit: Mai on 2026-06-01: 2 sessions, 1 over the limit of 1",
    ),
    "one attended earlier in the week, before the horizon": Breach(
        weekly(1, days=7, first=3, book=(attended("b1", 0),)),
        [place("a1", 4)],
        "weekly limit: Mai on 2026-06-01: 2 sessions, 1 over the limit of 1",
        [place("a1", 8)],
    ),
    "no break": Breach(
        resting(45),
        [place("a1", 0, "10:30")],
        "break: Mai on 2026-06-01: 30 minutes in a row without an attended step from 10:00 to 11:30, "
        "15 minutes short of 45 minutes",
        [place("a1", 0, "9:30")],
    ),
    "the break of one of two rows": Breach(
        asked(world(practitioners=[practitioner(breaks=rest("9:00-10:00", 30) + rest("9:00-9:45", 45))])),
        [place("a1", 0)],
        "break: Mai on 2026-06-01: 15 minutes in a row without an attended step from 09:00 to 09:45, "
        "30 minutes short of 45 minutes",
        [place("a1", 0, "10:00")],
    ),
    "fixed ones leave no break, so nothing else that day": Breach(
        resting(45, book=(fixed("a1", 0, "10:30"),)),
        [place("b1", 0, "9:00", room="two")],
        "break: Mai on 2026-06-01: 30 minutes in a row without an attended step from 10:00 to 11:30, "
        "15 minutes short of 45 minutes",
        [place("b1", 1, "9:00", room="two")],
    ),
}
WARNINGS = {
    "one more than a day": Breach(
        limited(1, book=(fixed("a1", 0), fixed("b1", 0, "9:30"))),
        [],
        "daily limit: Mai on 2026-06-01: 2 sessions, 1 over the limit of 1",
    ),
    "fixed ones without a break": Breach(
        resting(45, book=(fixed("a1", 0, "10:30"),)),
        [],
        "break: Mai on 2026-06-01: 30 minutes in a row without an attended step from 10:00 to 11:30, "
        "15 minutes short of 45 minutes",
    ),
    "a full week": Breach(
        weekly(1, book=(fixed("a1", 0), fixed("b1", 1))),
        [],
        "weekly limit: Mai on 2026-06-01: 2 sessions, 1 over the limit of 1",
    ),
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_smallest_breach(name: str) -> None:
    BREACHES[name].check()


@pytest.mark.parametrize("name", WARNINGS)
def test_what_fixed_ones_break_is_a_warning(name: str) -> None:
    WARNINGS[name].check_warning()


def test_a_booked_session_that_moves_counts_where_it_goes() -> None:
    problem = limited(1, book=(entry("a1", 0),))
    assert violations(problem, [row(problem, "a1", 1), row(problem, "b1", 0)]) == []


def test_a_week_without_a_session_of_the_roster_is_nobodys_breach() -> None:
    problem = weekly(1, first=7, book=(attended("a1", 0), attended("b1", 1)))
    assert violations(problem, []) == warnings(problem, []) == []


def test_a_break_may_lie_in_a_rest_or_off_shift() -> None:
    through = resting(30, 15, -30, 15, clocks="9:00-10:00")
    assert violations(through, [row(through, "a1", 0)]) == []
    before = resting(30, clocks="8:00-9:30")
    assert violations(before, [row(before, "a1", 0)]) == []


def test_a_break_begins_at_any_minute() -> None:
    """Between a fixed appointment until 9:37 and one from 10:07 lies half an hour, off every grid."""
    book = (fixed("a1", 0, "9:07"), fixed("b1", 0, "10:07"))
    problem = resting(30, 30, clocks="9:00-10:30", book=book, rooms=[room("one")])
    assert violations(problem, problem.fixed) == warnings(problem, problem.fixed)[2:] == []
    assert {found.rule for found in warnings(problem, problem.fixed)} == {"grid"}


def test_the_model_keeps_breaks() -> None:
    """Three patients between 9 and 12, with two breaks: the rows admit what the check finds nothing wrong with."""
    mai = practitioner(breaks=rest("9:00-11:00", 50) + rest("10:30-12:00", 30, days=[0]))
    for book in ((), (fixed("c1", 0, "9:30"),)):
        clinic = world([service("needling", 20, -20, 20)], practitioners=[mai], plans=THREE, rooms=TWO_ROOMS, book=book)
        sides = TwoWay(asked(clinic, 1))
        clocks = ["9:00", "9:30", "10:00", "10:30", "11:00"]
        assert next(sides.differences(universe(sides, clocks, [0], most=1200)), None) is None


def test_a_plan_keeps_breaks_and_weeks() -> None:
    """Six half hours fit into the morning; half an hour of it is a break."""
    people = [plan(f"{name}", patient=name) for name in "abcdefgh"]
    mai = practitioner(max_sessions_per_week=6, breaks=rest("10:00-11:00", 30))
    roster = planner.plan(world(practitioners=[mai], plans=people), first=day(0), last=day(0), look_ahead=0)
    assert len(roster.placed) == 5
    assert roster.figures.status == "optimal"
    assert any("break Mai on 2026-06-01" in out.reason for out in roster.left_out)


def test_an_attended_session_counts_and_is_named_in_the_reason() -> None:
    roster = planner.plan(
        world(practitioners=[practitioner(max_sessions_per_week=1)], plans=ANN_AND_BEN, book=(attended("a1", 0),)),
        first=day(1),
        last=day(6),
        look_ahead=0,
    )
    (out,) = roster.left_out
    assert "weekly limit" in out.reason
    assert "Mai in the week of 2026-06-01" in out.reason
