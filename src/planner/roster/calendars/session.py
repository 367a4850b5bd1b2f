"""A placed session in the words of calendars: names for ids, clock times, and how sure it is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property

from planner.clinic import Appointment, Problem
from planner.clinic.appointments import ATTENDED, CLOSED, HELD, PLANNED
from planner.roster.roster import Roster
from planner.roster.tables.details import name, title
from planner.roster.tables.identity import as_booked, patient

MINUTE = timedelta(minutes=1)
Key = tuple[str, int, str]
"""Plan, number and service."""


class CalendarSession:
    """One session in one place; `rows` are its row and, where plans share it, theirs."""

    def __init__(
        self, problem: Problem, rows: list[Appointment], book: Mapping[Key, Appointment], several: bool
    ) -> None:
        clinic, row = problem.clinic, rows[0]
        self.problem, self.rows, self.book = problem, rows, book
        self.practitioner, self.room, self.patient = row.practitioner, row.room, patient(problem, row)
        self.service = clinic.service(row.service)
        self.title = title(clinic, row.service)
        self.start, self.end = row.start, row.end
        self.identity = (row.plan, row.number, row.service if several else "")
        """What stays the same wherever it moves: plan and number; of a visit of several services, which one."""

    @cached_property
    def booked(self) -> bool:
        """Whether the clinic's book holds it as it is here, room apart, and no rule forbids it by now."""
        if self.status in (CLOSED, HELD):
            return False
        return all(as_booked(row, self.book.get((row.plan, row.number, row.service))) for row in self.rows)

    @property
    def status(self) -> str:
        """That of its rows; of a shared one that is closed for one plan, closed."""
        return CLOSED if any(row.status == CLOSED for row in self.rows) else self.rows[0].status

    @property
    def draft(self) -> bool:
        """Whether it is planned ahead of the days asked for, so that the next roster may change it."""
        return not self.booked and self.status == PLANNED and self.problem.day(self.rows[0]) > self.problem.horizon.last

    @property
    def standing(self) -> str:
        """How sure it is, in a sentence."""
        if self.booked:
            return "Booked."
        if self.status == CLOSED:
            return "Booked, and to be moved or cancelled: a rule forbids it by now."
        if self.status == HELD:
            return "Held, not booked yet."
        sessions = [self.problem.by_key.get(row.key) for row in self.rows]
        if any(session and session.tentative for session in sessions):
            return "Planned, not booked yet; a review may end the course before it."
        if self.draft:
            return "A draft, which the next roster may change."
        return "Planned, not booked yet."

    def of_plans(self, named: bool) -> str:
        """Which session of which course, a sentence; `named` says the plans' ids too."""
        clinic = self.problem.clinic
        parts = []
        for row in self.rows:
            protocol = clinic.protocol_of(clinic.plan(row.plan))
            plan = f" (plan {row.plan})" if named else ""
            parts.append(f"session {row.number} of {protocol.title or protocol.id}{plan}")
        text = " and ".join(parts)
        return f"{text[0].upper()}{text[1:]}."

    @property
    def with_whom(self) -> str:
        return name(self.problem.clinic.practitioners, self.practitioner)

    @property
    def whose(self) -> str:
        return name(self.problem.clinic.patients, self.patient)

    @property
    def where(self) -> str:
        return name(self.problem.clinic.rooms, self.room)

    @property
    def minutes(self) -> int:
        return (self.end - self.start) // MINUTE

    def clock(self, moment: datetime) -> str:
        return f"{self.problem.clinic.local(moment):%H:%M}"


def told(roster: Roster) -> list[CalendarSession]:
    """The sessions placed, and what was attended on the roster's days; each session that two plans share is one.

    Where a session of the roster was attended since, it is where the book has it.
    """
    problem = roster.problem
    attended = [row for row in problem.standing_inside if row.status == ATTENDED]
    booked = [row for session in problem.sessions for row in session.booked]
    book = {(row.plan, row.number, row.service): row for row in (*booked, *attended)}
    came = {row.key for row in problem.history if row.status == ATTENDED}
    rows = [*attended, *(row for row in roster.placed if row.key not in came)]
    services = Counter(row.key for row in rows)
    together: dict[object, list[Appointment]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.plan, row.number, row.service)):
        together[patient(problem, row), row.service, row.practitioner, row.room, row.start].append(row)
    return [CalendarSession(problem, shared, book, services[shared[0].key] > 1) for shared in together.values()]
