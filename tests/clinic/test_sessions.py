"""Plans unrolled into sessions: the contract's sentences on sessions, due, booked and late, one by one.

Days count from Monday, 1 June 2026, day 0; the horizon begins there unless told. Each expectation was worked out from
the sentence above it.
"""

from __future__ import annotations

import pytest

from planner.clinic import Clearance, Wait
from planner.clinic.appointments import BOOKED, CANCELLED, NO_SHOW
from tests.clinic.unrolls import (
    UPKEEP,
    WEEKLY,
    Unrolls,
    course,
    due,
    ideals,
    only,
    reaches,
    tentative,
    windows,
)
from tests.worlds import at, attended, day, entry, event, fixed, phase

CASES = [
    Unrolls(
        "The first session's ideal is the plan's start, its window runs from there to start + start_within; "
        "the ideal of each other is that of the one before plus the gap's ideal, its window ideal − 2 to ideal + 2.",
        course(start=1),
        {1: 1, 2: 8, 3: 15},
        {1: (1, 15), 2: (6, 10), 3: (13, 17)},
    ),
    Unrolls(
        "start_within is the protocol's.",
        course(start=1, start_within=3),
        {1: 1, 2: 8, 3: 15},
        {1: (1, 4), 2: (6, 10), 3: (13, 17)},
    ),
    Unrolls(
        "No ideal lies before the horizon, and no window begins before it; the first window ends at "
        "start + start_within where the ideal does not lie after that.",
        course(start=-5),
        {1: 0, 2: 7, 3: 14},
        {1: (0, 9), 2: (5, 9), 3: (12, 16)},
    ),
    Unrolls(
        "Where the first ideal lies after start + start_within (a start before the horizon), the window ends at "
        "ideal + start_within.",
        course(start=-5, start_within=4),
        {1: 0, 2: 7, 3: 14},
        {1: (0, 4), 2: (5, 9), 3: (12, 16)},
    ),
    Unrolls(
        "Phases run in order, sessions are numbered on, a session's gap is its own phase's; an open-ended phase "
        "goes on to the horizon's end.",
        course(phase(gap=(5, 7, 9), sessions=2), UPKEEP, days=60),
        {1: 0, 2: 7, 3: 22, 4: 37, 5: 52},
        {1: (0, 14), 2: (5, 9), 3: (17, 27), 4: (32, 42), 5: (47, 57)},
    ),
    Unrolls(
        "At the first session whose ideal lies beyond the horizon the plan is unrolled no further.",
        course(days=14),
        {1: 0, 2: 7},
    ),
    Unrolls("An ideal on the horizon's last day is inside.", course(days=15), {1: 0, 2: 7, 3: 14}),
    Unrolls("A start beyond the horizon asks for nothing yet.", course(start=30), {}),
    Unrolls("plan.sessions overrides the course's number.", course(plan={"sessions": 2}), {1: 0, 2: 7}),
    Unrolls(
        "plan.sessions overrides the first phase with more than one session, not a consultation before it.",
        course(phase("first", gap=None, sessions=1, name="talk"), WEEKLY, plan={"sessions": 2}),
        {1: 0, 2: 7, 3: 14},
    ),
    Unrolls(
        "An attended number stands, and the next ideal is counted from the day it was attended.",
        course(start=-9, book=(attended("a1", -4),)),
        {2: 3, 3: 10},
        {2: (1, 5), 3: (8, 12)},
    ),
    Unrolls(
        "One attended inside the horizon stands too.",
        course(book=(attended("a1", 2),)),
        {2: 9, 3: 16},
    ),
    Unrolls(
        "Long after the last attended session, the next ideal is the horizon's first day.",
        course(start=-90, book=(attended("a1", -60),)),
        {2: 0, 3: 7},
        {2: (0, 2), 3: (5, 9)},
    ),
    Unrolls(
        "A missed number is placed again …",
        course(start=-9, book=(attended("a1", -8), entry("a2", -1, status=NO_SHOW))),
        {2: 0, 3: 7},
    ),
    Unrolls(
        "… and so is a cancelled one, with the first session's window …",
        course(start=-2, start_within=5, book=(entry("a1", -1, status=CANCELLED),)),
        {1: 0, 2: 7, 3: 14},
        {1: (0, 3), 2: (5, 9), 3: (12, 16)},
    ),
    Unrolls(
        "… unless a later one was attended: then it lapses, and the course has one number more at its end.",
        course(start=-20, book=(attended("a1", -16), entry("a2", -9, status=NO_SHOW), attended("a3", -2))),
        {4: 5},
        {4: (3, 7)},
    ),
    Unrolls(
        "One booked before the horizon counts as attended: what was missed before it lapses, the next counts from it.",
        course(start=-20, book=(entry("a1", -9, status=CANCELLED), entry("a2", -3))),
        {3: 4, 4: 11},
    ),
    Unrolls(
        "A later one that is only booked, inside the horizon, lets a missed one be placed again.",
        course(start=-9, book=(attended("a1", -8), entry("a2", -1, status=NO_SHOW), entry("a3", 9))),
        {2: 0, 3: 9},
        {2: (0, 2), 3: (2, 16)},
    ),
    Unrolls(
        "A booked appointment's ideal is its booked day, it may move by 7 days, and the next counts from it.",
        course(start=-9, book=(attended("a1", -8), entry("a2", 10))),
        {2: 10, 3: 17},
        {2: (3, 17), 3: (15, 19)},
    ),
    Unrolls(
        "Its days too begin with the horizon.",
        course(book=(entry("a1", 4),), days=9),
        {1: 4},
        {1: (0, 11)},
    ),
    Unrolls(
        "One booked after the horizon keeps its gaps; no later session is asked for.",
        course(start=-1, book=(entry("a2", 33),)),
        {1: 0},
    ),
    Unrolls(
        "If events.csv closes the ideal to one of its service's acts, it slides to the first open day, and the window "
        "and the sessions after it slide along.",
        course(events=(event("fever", 7, until=11),)),
        {1: 0, 2: 11, 3: 18},
        {1: (0, 14), 2: (9, 13), 3: (16, 20)},
    ),
    Unrolls(
        "It slides over one event after the other.",
        course(events=(event("fever", 6, until=11), event("peel", 10), event("fever", 13, until=14))),
        {1: 0, 2: 14, 3: 21},
    ),
    Unrolls(
        "The first session's window ends at start + start_within, or where its ideal slid after that, at "
        "ideal + start_within.",
        course(start_within=4, events=(event("fever", 0, until=6),)),
        {1: 6, 2: 13, 3: 20},
        {1: (0, 10), 2: (11, 15), 3: (18, 22)},
    ),
    Unrolls(
        "Slid, yet not after start + start_within: the window stays.",
        course(start_within=4, events=(event("fever", 0, until=4),)),
        {1: 4, 2: 11, 3: 18},
        {1: (0, 4), 2: (9, 13), 3: (16, 20)},
    ),
    Unrolls(
        "A clearance opens the days it lifts.",
        course(events=(event("peel", 7),), clearances=(Clearance("ann", "peel", "Dr Ng", day(8)),)),
        {1: 0, 2: 8, 3: 15},
    ),
    Unrolls(
        "An event that closes none of the service's acts slides nothing.",
        course(phase("upkeep", gap=(5, 7, 9), sessions=2), events=(event("peel", 0),)),
        {1: 0, 2: 7},
    ),
    Unrolls(
        "Holidays, closed days, absences and waits slide nothing as long as a day of the window is possible.",
        course(
            closed=frozenset({day(0), day(7)}),
            waits=(Wait("needling", 10, "needling"),),
        ),
        {1: 0, 2: 7, 3: 14},
    ),
    Unrolls(
        "A phase with for_days ends before the first ideal day more than that many days after the last session of the "
        "phase before, and the next phase begins.",
        course(
            phase(gap=(5, 7, 9), sessions=1),
            phase("upkeep", gap=(10, 15, 20), name="upkeep", for_days=30),
            phase("first", gap=(20, 25, 30), name="rare"),
            days=90,
        ),
        {1: 0, 2: 15, 3: 30, 4: 55, 5: 80},
    ),
    Unrolls(
        "An ideal on just the last of these days still belongs to it; a day less, and it does not.",
        course(phase(gap=(5, 7, 9), sessions=1), phase("upkeep", gap=(5, 7, 9), name="upkeep", for_days=13), days=60),
        {1: 0, 2: 7},
    ),
    Unrolls(
        "It counts from the day the last session of the phase before was attended.",
        course(
            phase(gap=(5, 7, 9), sessions=1),
            phase("upkeep", gap=(10, 15, 20), name="upkeep", for_days=40),
            start=-30,
            book=(attended("a1", -20), attended("a2", -5)),
            days=60,
        ),
        {3: 10},
    ),
    Unrolls(
        "In a fixed schedule session k belongs on start + (k − 1) · every ± tolerance, whatever was placed before.",
        course(phase(every=10, tolerance=2, sessions=4), start=1, book=(attended("a1", 3),), days=40),
        {2: 11, 3: 21, 4: 31},
        {2: (9, 13), 3: (19, 23), 4: (29, 33)},
    ),
    Unrolls(
        "There is no sliding.",
        course(phase(every=10, tolerance=2, sessions=2), events=(event("fever", 9, until=12),), days=40),
        {1: 0, 2: 10},
        {1: (0, 2), 2: (8, 12)},
    ),
    Unrolls(
        "A session whose window ended before the horizon lapses; one whose window reaches into it is clipped.",
        course(phase(every=10, tolerance=2, sessions=4), start=-22, days=40),
        {3: 0, 4: 8},
        {3: (0, 0), 4: (6, 10)},
    ),
    Unrolls(
        "One whose window ended on the day before is gone.",
        course(phase(every=10, tolerance=2, sessions=4), start=-23, days=40),
        {4: 7},
        {4: (5, 9)},
    ),
    Unrolls(
        "In a later phase k counts within the phase, from `every` days after the last session before it.",
        course(WEEKLY, phase("upkeep", every=10, tolerance=1, name="checks", sessions=2), days=50),
        {1: 0, 2: 7, 3: 14, 4: 24, 5: 34},
        {1: (0, 14), 2: (5, 9), 3: (12, 16), 4: (23, 25), 5: (33, 35)},
    ),
    Unrolls(
        "… the day it was attended, that is.",
        course(
            phase(gap=(5, 7, 9), sessions=1),
            phase("upkeep", every=10, tolerance=1, name="checks", sessions=3),
            start=-20,
            book=(attended("a1", -15), attended("a2", -4)),
            days=50,
        ),
        {3: 5, 4: 15},
    ),
    Unrolls(
        "The ideal of the first session after a fixed schedule counts from the ideal before it, which does not lie "
        "before the horizon.",
        course(phase(every=10, tolerance=2, sessions=1), UPKEEP, start=-2),
        {1: 0, 2: 15},
        {1: (0, 0), 2: (10, 20)},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.sentence[:60])
def test_sentence(case: Unrolls) -> None:
    assert ideals(case.problem) == case.ideals
    if case.windows is not None:
        assert windows(case.problem) == case.windows


def test_a_session_behind_a_contraindication_stands_not_due_with_its_reason() -> None:
    problem = course(events=(event("fever", 5, until=40),))
    assert ideals(problem) == {1: 0, 2: None}
    behind = problem.sessions[1]
    assert (behind.due, behind.reach, behind.window) == (False, None, None)
    assert behind.barred == "fever on Sat 6 Jun 2026 (while it lasts) closes Sat 6 Jun 2026 to Fri 10 Jul 2026"


def test_what_is_closed_for_good_has_no_ideal_day() -> None:
    session = only(course(events=(event("fever", 0),)))
    assert (session.ideal, session.window, session.reach, session.due) == (None, None, None, False)


def test_an_ideal_beyond_the_horizon_for_another_reason_stands_nowhere() -> None:
    assert ideals(course(days=7, events=(event("fever", 7, until=9),))) == {1: 0}


def test_a_fixed_schedule_has_no_most_and_is_never_late() -> None:
    problem = course(phase(every=10, tolerance=2, sessions=2))
    assert reaches(problem) == {1: (0, 2), 2: (8, 12)}
    assert {session.most for session in problem.sessions} == {None}
    assert {session.least for session in problem.sessions} == {1}


def test_a_session_may_be_placed_up_to_14_days_after_its_window() -> None:
    problem = course(days=60)
    assert windows(problem) == {1: (0, 14), 2: (5, 9), 3: (12, 16)}
    assert reaches(problem) == {1: (0, 28), 2: (5, 23), 3: (12, 30)}


def test_nothing_is_placed_outside_the_horizon() -> None:
    assert reaches(course(days=15)) == {1: (0, 14), 2: (5, 14), 3: (12, 14)}


def test_a_booked_one_may_move_by_seven_days_and_not_be_late() -> None:
    problem = course(book=(entry("a1", 10),), days=15)
    assert reaches(problem) == {1: (3, 14)}
    assert windows(problem) == {1: (3, 17)}


TWICE = phase(gap=(5, 7, 9), sessions=2)
DUE = {
    "its window ends inside the horizon": (course(TWICE, days=7, look_ahead=3), [1, 2], {2: (5, 9)}),
    "its ideal lies in the month": (course(TWICE, days=8), [1, 2], {2: (5, 9)}),
    "neither": (course(TWICE, days=7, look_ahead=2), [1], {2: (5, 9)}),
    "booked in the look-ahead": (course(book=(entry("a1", 7),), days=7, look_ahead=2), [1], {1: (0, 14)}),
    "after finish_by": (course(days=20, plan={"finish_by": day(10)}), [1, 2, 3], {3: (12, 16)}),
}


@pytest.mark.parametrize("name", DUE)
def test_due(name: str) -> None:
    problem, expected, some = DUE[name]
    assert due(problem) == expected
    assert windows(problem).items() >= some.items()


REVIEWED = phase(gap=(5, 7, 9), sessions=4, at_least=2)


def test_sessions_after_at_least_are_tentative() -> None:
    assert tentative(course(REVIEWED)) == [3, 4]


def test_a_review_ends_the_course_by_setting_its_sessions() -> None:
    problem = course(REVIEWED, plan={"sessions": 3})
    assert list(ideals(problem)) == [1, 2, 3]
    assert tentative(problem) == []


def test_a_review_of_the_course_leaves_another_phase_tentative() -> None:
    again = phase("upkeep", gap=(5, 7, 9), name="again", sessions=2, at_least=1)
    assert tentative(course(REVIEWED, again, plan={"sessions": 2})) == [4]


def test_the_first_session_may_be_another_service() -> None:
    problem = course(phase(gap=(5, 7, 9), sessions=2, first="first"))
    assert [session.services for session in problem.sessions] == [("first",), ("needling",)]


def test_each_session_tells_its_phase() -> None:
    problem = course(phase(gap=(5, 7, 9), sessions=2), UPKEEP)
    assert [(session.phase, session.counted, session.least, session.most) for session in problem.sessions] == [
        ("course", True, 5, 9),
        ("course", True, 5, 9),
        ("upkeep", False, 10, 20),
    ]


def test_a_gap_of_no_days_is_one() -> None:
    assert [session.least for session in course(phase(gap=(0, 1, 2), sessions=2)).sessions] == [1, 1]


def test_history_is_what_was_attended_or_lies_booked_outside_the_horizon() -> None:
    problem = course(start=-9, book=(attended("a1", -8), entry("a2", 3), entry("a3", 33)))
    assert [(row.number, row.status) for row in problem.history] == [(1, "attended"), (3, BOOKED)]
    assert ideals(problem) == {2: 3}


def test_a_fixed_appointment_is_a_row_of_every_roster() -> None:
    problem = course(book=(fixed("a1", 3, "10:00"),))
    (row,) = problem.fixed
    assert (row.key, row.practitioner, row.room, row.start) == (("a", 1), "mai", "one", at(3, "10:00"))
    assert [session.number for session in problem.choices] == [2, 3]


def test_an_attended_row_wins_over_a_booked_one_of_its_number() -> None:
    problem = course(book=(entry("a1", 5), attended("a1", 1)))
    assert [(row.number, row.status) for row in problem.history] == [(1, "attended")]
    assert ideals(problem) == {2: 8, 3: 15}


def test_a_visit_stands_with_a_row_for_each_service() -> None:
    both = phase("needling", "upkeep", gap=None, sessions=1)
    problem = course(both, book=(entry("a1", 3, service="upkeep"), entry("a1", 3, "10:00")))
    (visit,) = problem.sessions
    assert [(row.service, row.number) for row in visit.booked] == [("upkeep", 1), ("needling", 1)]


def test_a_visit_is_fixed_as_a_whole() -> None:
    both = phase("needling", "upkeep", gap=None, sessions=1)
    problem = course(both, book=(fixed("a1", 3, service="upkeep"), entry("a1", 3, "10:00", service="needling")))
    assert [row.fixed for row in problem.fixed] == [True, True]


def test_a_number_beyond_the_protocol_stands_as_booked() -> None:
    problem = course(phase(gap=(5, 7, 9), sessions=1), book=(attended("a1", -3), entry("a2", 9)))
    assert ideals(problem) == {2: 9}
    assert due(problem) == [2]
