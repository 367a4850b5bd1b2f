"""What the goals ask for many places of a session: as they say it themselves, or measured place by place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np

from planner.clinic import Appointment, Problem, Session
from planner.desk.offers.candidates import Candidates
from planner.desk.offers.starts import Places
from planner.model.clock import Ints
from planner.rules import GOALS, Answer, Goal
from planner.rules.options import Options, Points

MEASURED = 400
"""At so many places, the best by what is known of them, the goals are measured that price none of them quickly."""
Rows = Sequence[Appointment]


def quick(goal: Goal) -> bool:
    """Whether a goal says itself what many places cost."""
    return type(goal).of_each is not Goal.of_each


def known_price(problem: Problem, session: Session, places: Places, found: Candidates, goals: Sequence[Goal]) -> Points:
    """For each candidate what some goals ask that say it themselves, up to a constant."""
    options = _options(problem, session, places, found)
    prices = [price for goal in goals if quick(goal) and (price := goal.of_each(options)) is not None]
    return np.asarray(sum(prices, start=options.zero))


def measured_price(
    problem: Problem, known: Points, rows: Callable[[int], Rows | None], goals: Sequence[Goal] = GOALS
) -> Points:
    """What the goals add to known prices that do not say it themselves; those beyond the best are as dear as these."""
    slow = [goal for goal in goals if not quick(goal)]
    added = np.zeros(len(known))
    if not slow or not len(known):
        return added
    best = np.argsort(known, kind="stable")[:MEASURED]
    without = measured_by(problem, (), slow)
    for number in best.tolist():
        visit = rows(number)
        added[number] = measured_by(problem, visit, slow) - without if visit else 0.0
    rest = np.setdiff1d(np.arange(len(known)), best)
    added[rest] = added[best].max()
    return added


def measured_by(problem: Problem, rows: Rows, goals: Sequence[Goal]) -> float:
    """What some goals ask for what is booked and these rows, which may be of booked sessions."""
    placed = {(row.key, row.service) for row in rows}
    booked = (row for session in problem.sessions for row in session.booked)
    answer = Answer(problem, (*(row for row in booked if (row.key, row.service) not in placed), *rows))
    return sum(goal.measure(answer) for goal in goals)


def measured_gaps(problem: Problem, one: Sequence[Rows | None], other: Sequence[Rows | None]) -> Points:
    """What goals that are measured add for two sessions on some days each, beyond what they ask for each alone."""
    slow, added = [goal for goal in GOALS if not quick(goal)], np.zeros((len(one), len(other)))
    if not slow or not added.size:
        return added
    nothing = measured_by(problem, (), slow)
    alone = [[measured_by(problem, rows or (), slow) - nothing for rows in each] for each in (one, other)]
    for (i, a), (j, b) in product(enumerate(one), enumerate(other)):
        if a and b:
            added[i, j] = measured_by(problem, (*a, *b), slow) - nothing - alone[0][i] - alone[1][j]
    return added


def gap_prices(problem: Problem, one: Session, other: Session, gaps: Ints) -> Points:
    """What the days between two sessions cost beyond what each costs by itself, by goals that say so themselves."""
    prices = [price for goal in GOALS if (price := goal.of_gaps(problem, one, other, gaps)) is not None]
    return np.asarray(sum(prices, start=np.zeros(gaps.shape)))


def _options(problem: Problem, session: Session, places: Places, found: Candidates) -> Options:
    timetable = places.stretch.timetable
    first = (places.days.first - timetable.first).days
    last = ((places.days.last or places.days.first) - timetable.first).days
    times, which = timetable.clock_times
    return Options(
        problem,
        session,
        places.clock,
        timetable.days[first : last + 1],
        places.stretch.practitioners,
        times,
        found.day - first,
        found.who,
        which[places.stretch.slice][places.starts][found.first],
        places.clock.starts[found.slot],
    )
