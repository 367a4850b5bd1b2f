"""What a course's picture shows: a plan's sessions, the days across, and what the policy closes of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from planner.clinic import Appointment, Days, Plan, Problem, Session, closed_to
from planner.clinic.spans import DAY
from planner.roster.pictures.paper import short_day, text_width
from planner.roster.roster import Roster
from planner.roster.tables.identity import by_start

BEFORE, AROUND = timedelta(days=35), 2 * DAY
"""How far before the roster's days the plan's past is shown; days left free before the first."""
SIZE, SPACE = 7.0, 3.0
"""Of the words above the path: points, and millimetres between them."""


@dataclass(frozen=True)
class Row:
    """One number of the plan: what was asked for, where it lies or lay, and why it lies nowhere."""

    number: int
    session: Session | None
    placed: Sequence[Appointment]
    past: Sequence[Appointment]
    reason: str


@dataclass(frozen=True)
class Closure:
    """Days that the policy closes, why, and the line above the path on which that stands, 0 the lowest."""

    days: Days
    words: str
    line: int


@dataclass(frozen=True)
class Path:
    """A plan's sessions and the days on which they are shown, `width` millimetres across."""

    problem: Problem
    plan: Plan
    rows: Sequence[Row]
    days: Sequence[date]
    closures: Sequence[Closure]

    @property
    def lines(self) -> int:
        return max((closure.line + 1 for closure in self.closures), default=0)

    def ends(self, days: Days) -> tuple[int, int]:
        """From and until, as ordinals, cut to the days shown."""
        last = min(days.last or self.days[-1], self.days[-1])
        return max(days.first, self.days[0]).toordinal(), last.toordinal() + 1


def path_of(roster: Roster, plan: str, width: float) -> Path:
    """Raises UnknownName for a plan the clinic does not have."""
    problem = roster.problem
    rows = _rows(roster, plan)
    first = min([problem.horizon.first, *(problem.day(past) for row in rows for past in row.past)]) - AROUND
    days = [first + n * DAY for n in range((problem.horizon.end - first).days + 1)]
    asked = problem.clinic.plan(plan)
    return Path(problem, asked, rows, days, _closures(problem, asked, rows, days, width))


def _rows(roster: Roster, plan: str) -> list[Row]:
    problem = roster.problem
    sessions = {session.number: session for session in problem.sessions if session.plan == plan}
    placed = [row for row in by_start(roster.placed) if row.plan == plan]
    days = Days(problem.horizon.first - BEFORE, problem.horizon.end)
    past = [row for row in by_start(problem.history) if row.plan == plan and problem.day(row) in days]
    reasons = {out.session.number: out.reason for out in roster.left_out if out.session.plan == plan}
    return [
        Row(
            number,
            sessions.get(number),
            [row for row in placed if row.number == number],
            [row for row in past if row.number == number],
            reasons.get(number, ""),
        )
        for number in sorted({*sessions, *(row.number for row in (*placed, *past))})
    ]


def _closures(problem: Problem, plan: Plan, rows: Iterable[Row], days: Sequence[date], width: float) -> list[Closure]:
    services = tuple(sorted({service for row in rows if row.session for service in row.session.services}))
    ends: list[float] = []  # of each line of words, the day on which it is free again
    closures = []
    for closed in closed_to(problem.clinic, plan.patient, services):
        part = closed.days.clipped(days[0], days[-1])
        if part:
            words = f"{closed.event.kind} {short_day(closed.event.on)}: closed {closed.rule.wait}"
            start = part.first.toordinal()
            line = next((line for line, end in enumerate(ends) if end <= start), len(ends))
            ends[line : line + 1] = [start + (text_width(words, SIZE) + SPACE) * len(days) / width]
            closures.append(Closure(part, words, line))
    return closures
