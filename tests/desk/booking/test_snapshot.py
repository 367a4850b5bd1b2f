"""Which rules a booking is held to, whatever its rows say of themselves, and whenever they are entered."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from planner.clinic import Appointment, Clinic
from planner.clinic.appointments import BOOKED
from planner.desk.desk import Desk
from planner.errors import Conflict, Forbidden, Nonsense
from tests.desk.racing import assert_whole
from tests.desk.worlds import COURSE, clinic, place
from tests.worlds import (
    UTC,
    absence,
    at,
    day,
    entry,
    event,
    fixed,
    phase,
    plan,
    practitioner,
    protocol,
    room,
    service,
    world,
)

TODAY = (datetime.now(UTC).date() - day(0)).days
"""By PostgreSQL's clock; what is tested has some days to spare."""


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (place("a1", 1), "is booked already"),
        (place("a2", 0, "9:30"), "gap: a, session 2"),
        (place("a2", 1), "absence: a, session 2"),
        (place("a2", 2), "eligible: a, session 2"),
        (place("a2", 3, "13:00"), "shift: a, session 2"),
        (place("a2", 3, room="two"), "room fits: a, session 2"),
        (place("a2", 3, "9:20"), "grid: a, session 2"),
        (place("b1", 0, "9:30"), "over the limit of 1"),
    ],
)
def test_a_row_that_says_it_is_fixed_keeps_every_rule(desk: Desk, row: Appointment, why: str) -> None:
    strict = world(
        [service(acts=("skin:face",), room=frozenset({"bright"}))],
        [COURSE],
        [practitioner(max_sessions_per_day=1)],
        plans=[plan("a", "course"), plan("b", "course", "ben")],
        rooms=[room("one", "bright"), room("two")],
        absences=(absence("mai", 1),),
        events=(event("fever", 2, until=3),),
    )
    desk.load(strict)
    desk.book([place("a1", 0, fixed=True)])
    for call in (desk.hold, desk.book):
        with pytest.raises((Forbidden, Conflict), match=why):
            call([replace(row, fixed=True)])
    assert [(row.id, row.fixed) for row in desk.clinic().book] == [("a-1", True)]


def test_a_hold_that_says_it_is_fixed_keeps_the_rules_that_came_since(desk: Desk) -> None:
    desk.load(clinic())
    hold = desk.hold([place("a1", 0, fixed=True)])
    desk.change(absence("mai", 0))
    with pytest.raises(Forbidden, match="absence"):
        desk.book(hold)


def test_a_visit_is_fixed_as_a_whole(desk: Desk) -> None:
    """One of its services may not be moved, though only the other is marked."""
    visit = protocol("visit", phase("needling", "talk", gap=None, sessions=1))
    book = (fixed("a1", 0, service="needling"), entry("a1", 0, "9:30", service="talk"))
    desk.load(
        world([service(), service("talk")], [visit], plans=[plan("a", "visit")], rooms=[room(), room("two")], book=book)
    )
    talk = desk.appointments()[1]
    with pytest.raises(Nonsense, match="'a1-talk-0' is fixed, or its visit is"):
        desk.hold([replace(talk, room="two")])


# --- what is entered late -----------------------------------------------------------------------------------------


def late(within: int) -> Clinic:
    """Ann walked in ten days ago, for plan a; a weekly course c should have begun that day, too."""
    weekly = protocol("weekly", phase(sessions=4, gap=(5, 7, 9)), start_within=within)
    return world([service()], [weekly], plans=[plan("a", start=TODAY - 10), plan("c", "weekly", start=TODAY - 10)])


def test_what_is_entered_late_keeps_the_rules_of_its_day(desk: Desk) -> None:
    given = late(14)
    desk.load(replace(given, absences=(absence("mai", TODAY - 9),)))
    with pytest.raises(Forbidden, match="absence"):
        desk.book([place("a1", TODAY - 9), place("c1", TODAY + 3)])
    desk.book([place("a1", TODAY - 10), place("c1", TODAY + 3)])
    assert_whole(desk)


def test_what_is_to_come_keeps_the_rules_of_today_beside_what_is_entered_late(desk: Desk) -> None:
    """The course's second session is not late after ten days, but too early: the first is due today."""
    desk.load(late(14))
    for rows in ([place("c2", TODAY + 3)], [place("a1", TODAY - 10), place("c2", TODAY + 3)]):
        with pytest.raises(Forbidden, match=r"window: c, session 2 .* before the days it may have"):
            desk.book(rows)


def test_what_is_to_come_may_be_booked_beside_what_is_entered_late(desk: Desk) -> None:
    """A course that should have begun days ago begins when it can, as it might if it were booked alone."""
    desk.load(late(3))
    booked = desk.book([place("a1", TODAY - 10), place("c1", TODAY + 10)])
    assert [row.status for row in booked.rows] == [BOOKED, BOOKED]


def test_what_is_entered_late_and_what_is_to_come_keep_their_gap(desk: Desk) -> None:
    desk.load(late(14))
    with pytest.raises(Forbidden, match="asked: c, session 1"):
        desk.book([place("c1", TODAY - 2), place("c2", TODAY + 2)])
    assert desk.book([place("c1", TODAY - 3), place("c2", TODAY + 5)]).rows[1].start == at(TODAY + 5, "9:00")


def test_what_is_taken_is_said_once(desk: Desk) -> None:
    """Mai attends before and after a rest, and is taken both times."""
    desk.load(replace(clinic(), services={"needling": service("needling", 10, -10, 10)}))
    desk.book([place("b1", 0)])
    with pytest.raises(Conflict) as lost:
        desk.book([place("a1", 0)])
    assert len(set(lost.value.taken)) == len(lost.value.taken)
    assert str(lost.value).count("Mai attends") == 1
