"""What an offer costs, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from planner.clinic import Appointment, Problem, Session
from planner.roster.format.dates import WEEKDAYS, in_full
from planner.rules import GOALS, RULES
from planner.rules.readings import counted


def of_offer(problem: Problem, session: Session, rows: Sequence[Appointment], goals: Mapping[str, float]) -> str:
    """Such as `two days after the ideal day, another practitioner`."""
    parts = [_when(problem, session, rows[0])]
    parts += [goal.words(problem, goals[goal.name]) for goal in GOALS if goals[goal.name]]
    return ", ".join(filter(None, [*parts, *owed(problem, rows)]))


def of_course(
    problem: Problem,
    rows: Sequence[Appointment],
    people: Sequence[str],
    weekday: int | None,
    goals: Mapping[str, float],
) -> str:
    """Such as `eight sessions to 3 August 2026, always on a Monday, with Mai; two days off the ideal days in all`."""
    visits = {row.key for row in rows}
    names = [problem.clinic.practitioners[who].name for who in people]
    parts = [f"{counted(len(visits), 'session')} to {in_full(max(problem.day(row) for row in rows))}"]
    if weekday is not None and len(visits) > 1:
        parts.append(f"always on a {WEEKDAYS[weekday]}")
    parts.append(f"with {names[0]}" if len(names) == 1 else f"with {', '.join(names[:-1])} and {names[-1]}")
    first = {row.key: row for row in sorted(rows, key=lambda row: row.start, reverse=True)}
    off = sum(
        abs((problem.day(row) - ideal).days) for key, row in first.items() if (ideal := problem.by_key[key].ideal)
    )
    costs = [f"{counted(off)} off the ideal days in all"] if off else []
    costs += [goal.words_of_course(problem, goals[goal.name]) for goal in GOALS if goals[goal.name]]
    costs = [each for each in (*costs, *owed(problem, rows)) if each]
    return "; ".join([", ".join(parts), ", ".join(costs) or "as good as it can be"])


def owed(problem: Problem, rows: Sequence[Appointment]) -> list[str]:
    """What these rows ask for and that has no place yet."""
    placed = [*rows, *(row for session in problem.sessions for row in session.booked)]
    return [said for rule in RULES for said in rule.owed(problem, rows, placed)]


def _when(problem: Problem, session: Session, row: Appointment) -> str:
    day = problem.day(row)
    off = (day - session.ideal).days if session.ideal else 0
    ideal = "booked day" if session.booked else "ideal day"
    if not off:
        return f"on the {ideal}"
    words = f"{counted(abs(off))} {'after' if off > 0 else 'before'} the {ideal}"
    if session.window and session.window.last and day > session.window.last:
        words += f", {counted((day - session.window.last).days)} late"
    return words
