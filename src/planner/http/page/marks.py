"""What is to be known of visits beside their place: closed by a rule, late, and how many of the course come after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from planner.clinic import Appointment, Clinic, Horizon
from planner.clinic.appointments import BOOKED
from planner.clinic.subproblem import part_of
from planner.desk import Desk

BACK = timedelta(days=120)
"""So far back courses are unrolled, since a window that was over before the horizon begins is not seen."""
Part = tuple[str, str]
"""A row of the book: its id and service."""


@dataclass(frozen=True)
class Marks:
    """By row: why it cannot stand, and by how many days it is late; by id, how many later visits its course has."""

    closed: Mapping[Part, str] = field(default_factory=dict)
    late: Mapping[Part, int] = field(default_factory=dict)
    later: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, desk: Desk, rows: Sequence[Appointment], first: date, last: date) -> Marks:
        """Those of the rows of some days; what is past is closed no more."""
        booked = [row for row in rows if row.status == BOOKED]
        if not booked:
            return cls()
        clinic, today = desk.clinic(), desk.today()
        closed = desk.closed(max(first, today), last) if last >= today else []
        return cls(
            {(each.row.id, each.row.service): _why(each.reason, each.source) for each in closed},
            _late(clinic, booked, first, last),
            _later(clinic, booked),
        )


def _why(reason: str, source: str) -> str:
    return f"{reason} [{source}]" if source else reason


def _late(clinic: Clinic, rows: Sequence[Appointment], first: date, last: date) -> dict[Part, int]:
    patients = {clinic.plans[row.plan].patient for row in rows}
    problem = part_of(clinic, Horizon.between(first - BACK, last, 0), patients, days=())
    windows = {key: session.window for key, session in problem.by_key.items()}
    ends = {row: window.last for row in rows if (window := windows.get(row.key))}
    days = {row: (clinic.day(row.start) - end).days for row, end in ends.items() if end}
    return {(row.id, row.service): many for row, many in days.items() if many > 0}


def _later(clinic: Clinic, rows: Sequence[Appointment]) -> dict[str, int]:
    numbers: dict[str, set[int]] = defaultdict(set)
    for entry in clinic.book:
        if entry.status == BOOKED and not entry.fixed:
            numbers[entry.plan].add(entry.number)
    return {row.id: sum(number > row.number for number in numbers[row.plan]) for row in rows}
