"""What an offer costs, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from planner.clinic import Appointment, Problem, Session
from planner.roster.format.dates import WEEKDAYS, in_full

NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def counted(number: int, what: str = "day") -> str:
    """Such as `one day`, `two days`, `13 days`."""
    written = NUMBERS[number] if number < len(NUMBERS) else str(number)
    return f"{written} {what}" if number == 1 else f"{written} {what}s"


def of_offer(problem: Problem, session: Session, rows: Sequence[Appointment], goals: Mapping[str, float]) -> str:
    """Such as `two days after the ideal day, another practitioner`."""
    said = [_when(problem, session, rows[0])]
    if goals["stretch"] > 0:
        said.append("further from the sessions around it than it should be")
    if goals["stretch"] < 0:
        said.append("nearer to the sessions around it")
    if goals["preferred"] > 0:
        said.append("not the preferred practitioner")
    if goals["preferred"] < 0:
        said.append("the preferred practitioner again")
    if goals["continuity"] > 0:
        said.append("another practitioner")
    if goals["continuity"] < 0:
        said.append("fewer practitioners in all")
    if goals["time_of_day"] > 0:
        said.append("outside the preferred time of day")
    if goals["time_of_day"] < 0:
        said.append("back in the preferred time of day")
    return ", ".join([*said, *owed(problem, rows)])


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
    said = [f"{counted(len(visits), 'session')} to {in_full(max(problem.day(row) for row in rows))}"]
    if weekday is not None and len(visits) > 1:
        said.append(f"always on a {WEEKDAYS[weekday]}")
    said.append(f"with {names[0]}" if len(names) == 1 else f"with {', '.join(names[:-1])} and {names[-1]}")
    first = {row.key: row for row in sorted(rows, key=lambda row: row.start, reverse=True)}
    off = sum(
        abs((problem.day(row) - ideal).days) for key, row in first.items() if (ideal := problem.by_key[key].ideal)
    )
    price = problem.clinic.prices
    costs = [f"{counted(off)} off the ideal days in all"] if off else []
    for goal, each, what, how in (
        ("stretch", price.stretch, "gap", "over the longest wished for"),
        ("preferred", price.preferred, "session", "not with the preferred practitioner"),
        ("time_of_day", price.time_of_day, "session", "outside the preferred time of day"),
    ):
        if goals[goal] > 0:
            costs.append(f"{counted(round(goals[goal] / each), what)} {how}")
    return "; ".join([", ".join(said), ", ".join([*costs, *owed(problem, rows)]) or "as good as it can be"])


def owed(problem: Problem, rows: Sequence[Appointment]) -> list[str]:
    """The follow-ups that these rows ask for and that have no place yet."""
    placed = [*rows, *(row for session in problem.sessions for row in session.booked)]
    said = []
    for rule in problem.clinic.follow_ups:
        for row in rows:
            gaps = [(problem.day(b) - problem.day(row)).days for b in placed if b.service == rule.service and b != row]
            if row.service == rule.after and not any(rule.least <= gap <= rule.most for gap in gaps):
                said.append(f"a {rule.service} must follow after {rule.least} to {rule.most} days")
    return said


def _when(problem: Problem, session: Session, row: Appointment) -> str:
    day = problem.day(row)
    off = (day - session.ideal).days if session.ideal else 0
    ideal = "booked day" if session.booked else "ideal day"
    if not off:
        return f"on the {ideal}"
    said = f"{counted(abs(off))} {'after' if off > 0 else 'before'} the {ideal}"
    if session.window and session.window.last and day > session.window.last:
        said += f", {counted((day - session.window.last).days)} late"
    return said
