"""The appointment book as it stands, as a roster to print: what is closed or only held by now says so."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from planner.clinic import Appointment, Clinic, Horizon, Problem
from planner.clinic.appointments import ATTENDED, BOOKED, CLOSED, PLANNED
from planner.clinic.subproblem import booked_of
from planner.roster.roster import AS_BOOKED, Quality, Roster
from planner.rules import RULES, Answer, Rule, Violation, measured


@dataclass(frozen=True)
class ClosedVisit:
    """An appointment that a rule forbids by now, how it is broken, and whose source the rule is."""

    row: Appointment
    violation: Violation
    source: str
    beside: tuple[Appointment, ...] = ()
    """The others of the book that the same reason concerns."""


def standing(clinic: Clinic, horizon: Horizon, held: Iterable[Appointment] = ()) -> Roster:
    """The book of these days as a roster: what was attended, what is booked, and what is only `held` beside it.

    Nothing is placed and nothing proved; its score is what the booked visits cost.
    """
    problem = Problem.of(clinic, horizon)
    rows = booked_of(problem)
    came = [row for row in problem.standing_inside if row.status == ATTENDED]
    beside = [row for row in held if problem.day(row) in horizon]
    goals = measured(problem, rows)
    figures = Quality(
        score=sum(goals.values()),
        bound=-math.inf,
        status=AS_BOOKED,
        left_out=(0, 0, 0),
        goals=goals,
        placed=len({row.key for row in (*came, *rows)}),
        due=len({row.key for row in (*came, *rows)}),
        first=horizon.first,
        last=horizon.last,
        end=horizon.end,
        seconds=0.0,
        seed=0,
    )
    return with_closed(Roster(problem, (*came, *rows, *beside), (), figures))


def with_closed(roster: Roster) -> Roster:
    """The roster, of which the visits that a rule forbids by now say that they are closed."""
    rows = [row for row in roster.placed if row.status in (BOOKED, PLANNED)]
    closed = {(each.row.key, each.row.service) for each in closed_visits(roster.problem, rows)}

    def said(row: Appointment) -> Appointment:
        return replace(row, status=CLOSED) if row in rows and (row.key, row.service) in closed else row

    return replace(roster, placed=tuple(map(said, roster.placed)))


def closed_visits(problem: Problem, rows: Iterable[Appointment], rules: Iterable[Rule] = RULES) -> list[ClosedVisit]:
    """The visits among rows that break some of the rules, one for each violation, in the order of the rules."""
    answer = Answer(problem, tuple(rows))
    visits = (closed_one(answer, rule, violation) for rule in rules for violation in rule.violations(answer))
    return [each for each in visits if each]


def closed_one(answer: Answer, rule: Rule, violation: Violation) -> ClosedVisit | None:
    """The visit that a violation names, the last of its rows that may move; none where all are history."""
    problem = answer.problem
    booked = [row for row in violation.rows if row.key in problem.by_key]
    if not booked:
        return None
    row = ([row for row in booked if not row.fixed] or booked)[-1]
    beside = tuple(other for other in booked if other.key != row.key)
    behind = rule.sources(problem, replace(problem.by_key[row.key], services=(row.service,)), violation)
    return ClosedVisit(row, violation, next((each.source for each in behind), ""), beside)
