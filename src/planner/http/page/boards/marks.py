"""What is to be known of visits beside their place: closed, late, how many come after, and how long a hold runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from planner.clinic import Appointment, Clinic, Horizon, unroll
from planner.clinic.appointments import ATTENDED, BOOKED, HELD
from planner.clinic.subproblem import of_patients, part_of
from planner.desk import Desk
from planner.roster.format.plain import plain

BACK = timedelta(days=120)
"""So far back courses are unrolled, since a window that was over before the horizon begins is not seen."""
Part = tuple[str, str]
"""A row of the book: its id and service."""


@dataclass(frozen=True)
class Marks:
    """By row: why it cannot stand, and by how many days it is late; by id, how many later visits its course has, and
    of what is held for how long still."""

    closed: Mapping[Part, str] = field(default_factory=dict)
    late: Mapping[Part, int] = field(default_factory=dict)
    later: Mapping[str, int] = field(default_factory=dict)
    left: Mapping[str, timedelta] = field(default_factory=dict)

    @classmethod
    def of(cls, desk: Desk, rows: Sequence[Appointment], first: date, last: date) -> Marks:
        """Those of the rows of some days; what is past is closed no more."""
        booked = [row for row in rows if row.status == BOOKED]
        holds = desk.holds() if any(row.status == HELD for row in rows) else []
        left = {row.id: hold.left for hold in holds for row in hold.rows}
        if not booked:
            return cls(left=left)
        clinic, today = desk.clinic(), desk.today()
        closed = desk.closed(max(first, today), last) if last >= today else []
        there = {(row.id, row.service) for row in booked}
        reasons = {(each.row.id, each.row.service): _why(clinic, each.reason, each.source) for each in closed}
        return cls(
            {part: why for part, why in reasons.items() if part in there},
            _late(clinic, booked, first, last),
            _later(clinic, booked),
            left,
        )


def _why(clinic: Clinic, reason: str, source: str) -> str:
    said = plain(clinic, reason)
    return f"{said} ({source})" if source else said


def _late(clinic: Clinic, rows: Sequence[Appointment], first: date, last: date) -> dict[Part, int]:
    """By how many days rows are later than their windows would end, were they not booked yet."""
    patients, days = {clinic.plans[row.plan].patient for row in rows}, Horizon.between(first - BACK, last, 0)
    theirs = of_patients(clinic, patients)
    most = {session.key: session.most for session in part_of(theirs, days, patients, days=()).sessions}
    found = {}
    for row in rows:
        if _may_be_late(theirs, row, most.get(row.key)):
            others = tuple(entry for entry in theirs.book_of[row.plan] if entry.number != row.number)
            sessions = unroll(replace(theirs, book=others), theirs.plans[row.plan], days).sessions
            window = next((each.window for each in sessions if each.key == row.key), None)
            many = (clinic.day(row.start) - window.last).days if window and window.last else 0
            if many > 0:
                found[row.id, row.service] = many
    return found


def _may_be_late(clinic: Clinic, row: Appointment, most: int | None) -> bool:
    """Whether more days lie before a row than its course has there; nothing that may have moved its window is read."""
    plan, day = clinic.plans[row.plan], clinic.day(row.start)
    before = [
        clinic.day(entry.start)
        for entry in clinic.book_of[row.plan]
        if entry.number < row.number and entry.status in (ATTENDED, BOOKED)
    ]
    if not before:
        return (day - plan.start).days > clinic.protocol_of(plan).start_within
    return most is None or (day - max(before)).days > most


def _later(clinic: Clinic, rows: Sequence[Appointment]) -> dict[str, int]:
    numbers: dict[str, set[int]] = defaultdict(set)
    for entry in clinic.book:
        if entry.status == BOOKED and not entry.fixed:
            numbers[entry.plan].add(entry.number)
    return {row.id: sum(number > row.number for number in numbers[row.plan]) for row in rows}
