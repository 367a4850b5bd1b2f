"""A course loses no session: what lapses is made up, and a window without a possible day moves on.

Days count from Monday, 1 June 2026, day 0, which the horizon begins with.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.clinic import Absence, Days, Entry, Problem, Span
from planner.clinic.appointments import ATTENDED, BOOKED, CANCELLED, NO_SHOW, WITHDRAWN
from planner.clinic.sessions import LATE_DAYS
from tests.clinic.unrolls import UPKEEP, WEEKLY, Unrolls, course, due, ideals, tentative, windows
from tests.worlds import asked, at, attended, day, entry, event, phase, plan, protocol, service, world

FOUR = phase(gap=(5, 7, 9), sessions=4)
FIRST = phase(gap=(5, 7, 9), sessions=3, first="first")
NAMED = {"phase": "course"}
LATER = {"phase": "upkeep"}


def closed(first: int, last: int) -> dict[str, Any]:
    """The clinic closed on these days, both included."""
    return {"closed": frozenset(day(each) for each in range(first, last + 1))}


def away(first: int, last: int, of: str = "ann") -> Absence:
    return Absence(of, Span(at(first, "0:00"), at(last + 1, "0:00")))


MADE_UP = [
    Unrolls(
        "Each number that lapsed gives the course one more at its end.",
        course(FOUR, start=-30, book=(entry("a1", -23, status=CANCELLED), attended("a2", -16), attended("a4", -2))),
        {5: 5, 6: 12},
    ),
    Unrolls(
        "What was withdrawn lapses like what was cancelled, missed or never placed.",
        course(start=-30, book=(attended("a1", -16), entry("a2", -9, status=WITHDRAWN), attended("a3", -2))),
        {4: 5},
    ),
    Unrolls(
        "What is made up is of the phase before the next one begins; this one's gaps count from it.",
        course(WEEKLY, UPKEEP, start=-30, book=(attended("a1", -16), attended("a3", -2))),
        {4: 5, 5: 20},
        {4: (3, 7), 5: (15, 25)},
    ),
    Unrolls(
        "A standing row of a later phase ends the phases before it, and nothing is made up then.",
        course(WEEKLY, UPKEEP, start=-30, book=(attended("a1", -20), attended("a3", -10), attended("a4", -2, **LATER))),
        {5: 13, 6: 28},
    ),
    Unrolls(
        "… booked or attended, and numbers before it that do not stand are of its phase.",
        course(WEEKLY, UPKEEP, start=-30, book=(attended("a1", -20), attended("a3", -10), entry("a5", 20, **LATER))),
        {4: 5, 5: 20},
    ),
    Unrolls(
        "A standing row that names the phase keeps it going.",
        course(WEEKLY, UPKEEP, start=-30, book=(attended("a1", -20), attended("a3", -10), attended("a4", -2, **NAMED))),
        {5: 13, 6: 28},
    ),
    Unrolls(
        "A phase with for_days does not end before its last standing number.",
        course(
            phase(gap=(5, 7, 9), sessions=1),
            phase("upkeep", gap=(5, 7, 9), name="upkeep", for_days=20),
            phase("first", gap=(20, 25, 30), name="rare"),
            start=-40,
            book=(attended("a1", -30), attended("a2", -12), entry("a4", 10, **LATER)),
            days=60,
        ),
        {3: 0, 4: 10, 5: 35},
    ),
    Unrolls(
        "A number before a booked one that no day is left for lapses, and is made up.",
        course(start=-9, book=(attended("a1", -8), entry("a2", -1, status=NO_SHOW), entry("a3", 4)), days=40),
        {3: 4, 4: 11},
    ),
    Unrolls(
        "A day that is possible and keeps the gaps is enough for it to be placed again …",
        course(start=-9, book=(attended("a1", -8), entry("a3", 9)), days=40, absences=(away(0, 3, "mai"),)),
        {2: 4, 3: 9},
    ),
    Unrolls(
        "… and without one it lapses.",
        course(start=-9, book=(attended("a1", -8), entry("a3", 9)), days=40, absences=(away(0, 4, "mai"),)),
        {3: 9, 4: 16},
    ),
    Unrolls(
        "The last of these days is the 14th after its window.",
        course(start=-9, book=(attended("a1", -3), entry("a3", 25)), days=60, absences=(away(0, 19, "mai"),)),
        {2: 20, 3: 25},
    ),
    Unrolls(
        "Phases with `every` make nothing up.",
        course(phase(every=10, tolerance=2, sessions=3), start=-22, book=(attended("a2", -10),), days=40),
        {3: 0},
    ),
    Unrolls(
        "A number is not asked for again once the course has all its sessions.",
        course(start=-9, book=(attended("a1", -8), entry("a3", 9), entry("a4", 16, **NAMED)), days=40),
        {3: 9, 4: 16},
    ),
]


@pytest.mark.parametrize("case", MADE_UP, ids=lambda case: case.sentence[:60])
def test_what_lapses_is_made_up(case: Unrolls) -> None:
    assert ideals(case.problem) == case.ideals
    if case.windows is not None:
        assert windows(case.problem) == case.windows


def test_what_is_made_up_is_the_phase_s_service_and_never_its_first() -> None:
    problem = course(FIRST, start=-30, book=(attended("a2", -16), attended("a3", -2)))
    assert [(session.number, session.services) for session in problem.sessions] == [(4, ("needling",))]


def test_a_course_is_tentative_by_its_sessions_not_its_numbers() -> None:
    reviewed = phase(gap=(5, 7, 9), sessions=4, at_least=3)
    assert tentative(course(reviewed, start=-30, book=(attended("a1", -16), attended("a3", -2)))) == [5]


ON = [
    Unrolls(
        "Over a closure the ideal moves to the first day after the window that is possible, and the window with it.",
        course(days=40, **closed(5, 12)),
        {1: 0, 2: 13, 3: 20},
        {1: (0, 14), 2: (11, 15), 3: (18, 22)},
    ),
    Unrolls(
        "A single possible day in the window keeps it there.", course(days=40, **closed(5, 8)), {1: 0, 2: 7, 3: 14}
    ),
    Unrolls("Over an illness of those who may give it.", course(absences=(away(5, 9, "mai"),)), {1: 0, 2: 10, 3: 17}),
    Unrolls("Over a journey of the patient.", course(away=(away(5, 10),)), {1: 0, 2: 11, 3: 18}),
    Unrolls(
        "Of the first session only the window's end moves.",
        course(start_within=2, **closed(0, 4)),
        {1: 5, 2: 12, 3: 19},
        {1: (0, 7), 2: (10, 14), 3: (17, 21)},
    ),
    Unrolls(
        "What closes most of the new window moves it no further; the next one moves on from there.",
        course(days=40, closed=frozenset(day(each) for each in (*range(5, 10), *range(11, 20)))),
        {1: 0, 2: 10, 3: 20},
        {1: (0, 14), 2: (8, 12), 3: (18, 22)},
    ),
    Unrolls(
        "Slid over a contraindication, it moves on over a closure.",
        course(days=40, events=(event("fever", 7, until=11),), **closed(11, 14)),
        {1: 0, 2: 15, 3: 22},
        {1: (0, 14), 2: (13, 17), 3: (20, 24)},
    ),
    Unrolls(
        "Phases with `every` do not move on.",
        course(phase(every=10, tolerance=1, sessions=2), days=40, **closed(9, 14)),
        {1: 0, 2: 10},
    ),
]


@pytest.mark.parametrize("case", ON, ids=lambda case: case.sentence[:60])
def test_a_window_without_a_possible_day_moves_on(case: Unrolls) -> None:
    assert ideals(case.problem) == case.ideals
    if case.windows is not None:
        assert windows(case.problem) == case.windows


def test_a_window_that_reaches_beyond_the_horizon_has_a_possible_day() -> None:
    assert ideals(course(days=9, **closed(5, 8))) == {1: 0, 2: 7}


def test_a_session_with_no_possible_day_left_in_the_horizon_stands_not_due_with_its_reason() -> None:
    problem = course(days=20, look_ahead=5, **closed(5, 24))
    assert ideals(problem) == {1: 0, 2: None}
    assert due(problem) == [1]
    last = problem.sessions[-1]
    assert (last.window, last.reach) == (None, None)
    assert last.barred == "no day from 2026-06-06 to 2026-06-25 is possible: clinic closed 20"


# --- onboarding -----------------------------------------------------------------------------------------------------


def onboarded(n: int, on: int, *phases: Any, **more: Any) -> Problem:
    return course(*phases, start=-90, plan={"attended": n, "last_attended": day(on)}, **more)


def test_sessions_attended_before_the_book_began_stand() -> None:
    problem = onboarded(2, -4, FOUR)
    assert ideals(problem) == {3: 3, 4: 10}
    assert [(row.number, row.service, row.status) for row in problem.history] == [(2, "needling", ATTENDED)]
    assert [problem.day(row) for row in problem.history] == [day(-4)]


def test_the_last_of_them_keeps_its_gap() -> None:
    assert onboarded(2, -4, FOUR).leasts["a", 2] == 5


def test_a_whole_course_attended_leads_on_to_the_next_phase() -> None:
    assert ideals(onboarded(3, -4, WEEKLY, UPKEEP)) == {4: 11, 5: 26}


def test_rows_of_the_book_follow_those_attended_before_it() -> None:
    assert ideals(onboarded(2, -20, FOUR, book=(attended("a4", -3),))) == {5: 4}


def test_a_visit_attended_before_the_book_began_has_a_row_a_service() -> None:
    both = phase("needling", "upkeep", gap=(5, 7, 9), sessions=3)
    rows = onboarded(1, -4, both).history
    assert [row.service for row in rows] == ["needling", "upkeep"]
    assert rows[0].end == rows[1].start


# --- for any book ---------------------------------------------------------------------------------------------------

SIZE = 5
STATUSES = (ATTENDED, BOOKED, CANCELLED, NO_SHOW, WITHDRAWN)


@st.composite
def books(draw: Any) -> tuple[Entry, ...]:
    """Rows of a course by number, on rising days: what was attended before the horizon, what is booked in it."""
    rows, on = [], -60
    for each in range(1, SIZE + draw(st.integers(0, 2)) + 1):
        on += draw(st.integers(5, 20))
        status = draw(st.sampled_from(STATUSES) if on < 0 else st.sampled_from((None, *STATUSES[1:])))
        if status is not None:
            rows.append(entry(f"a{each}", on, status=status, phase=draw(st.sampled_from((None, "course")))))
    return tuple(rows)


@st.composite
def closures(draw: Any) -> frozenset[Any]:
    pairs = draw(st.lists(st.tuples(st.integers(0, 80), st.integers(1, 30)), max_size=3))
    return frozenset(day(first + more) for first, length in pairs for more in range(length))


@given(books(), closures(), st.booleans())
def test_a_course_has_all_its_sessions_and_no_more(book: tuple[Entry, ...], closed: Any, goes_on: bool) -> None:
    """Inside an endless horizon what was attended, stands and is asked for are the sessions of the course."""
    phases = [phase(gap=(5, 7, 9), sessions=SIZE), *([UPKEEP] if goes_on else [])]
    problem = course(*phases, start=-70, book=book, closed=closed, days=500)
    past = {row.number for row in problem.history}
    numbers = past | {session.number for session in problem.sessions}
    of_course = [each for each in numbers if each in past or problem.by_key["a", each].phase == "course"]
    standing = {row.number for row in book if row.status in (ATTENDED, BOOKED)}
    assert standing <= numbers
    assert len(of_course) == max(SIZE, len(standing))


@given(books(), closures())
def test_ideals_run_on_and_lie_on_possible_days_or_near_one(book: tuple[Entry, ...], closed: Any) -> None:
    problem = course(phase(gap=(5, 7, 9), sessions=SIZE), start=-70, book=book, closed=closed, days=500)
    days = [session.ideal for session in problem.sessions]
    assert all(days)
    for session in problem.sessions:
        if not session.booked:
            assert session.window
            assert session.window.last
            assert session.reach == Days(session.window.first, session.window.last + timedelta(days=LATE_DAYS))
            window = (session.window.last - session.window.first).days + 1
            assert any(session.window.first + timedelta(days=n) not in closed for n in range(window))


def test_numbers_of_several_plans_are_their_own() -> None:
    weekly = protocol("course", WEEKLY)
    clinic = world([service()], [weekly], plans=[plan("a", "course"), plan("b", "course", patient="ben")])
    assert [session.key for session in asked(clinic, 30).sessions] == [(p, n) for p in "ab" for n in (1, 2, 3)]
