"""What a roster changes in the book, the news first: who is to be told, who is left out, how good it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from planner.clinic import Appointment, Clinic
from planner.clinic.appointments import BOOKED
from planner.clinic.subproblem import booked_of
from planner.http.page.proposals import place_words
from planner.http.page.visits import visits_of
from planner.roster.format.words import headline
from planner.roster.promises import to_phone
from planner.roster.roster import Roster, Unplaced
from planner.roster.tables.details import name, title
from planner.roster.tables.identity import is_late


@dataclass(frozen=True)
class Change:
    """A booked appointment at another place, or at none."""

    patient: str
    phone: str
    service: str
    before: str
    after: str


@dataclass(frozen=True)
class LeftOut:
    patient: str
    plan: str
    number: int
    reason: str


@dataclass(frozen=True)
class Result:
    """A roster beside the book: `to_phone` are booked visits that move, `new` those of the month to be booked.

    `left_out` are the sessions that are due by `end`, the last day that was planned along, as the headline counts them;
    `not_due` the others without a place, which cost nothing.
    """

    headline: str
    first: date
    last: date
    end: date
    gap: float
    goals: Sequence[tuple[str, float]]
    to_phone: Sequence[Change]
    left_out: Sequence[LeftOut]
    not_due: Sequence[LeftOut]
    new: int
    kept: int
    late: int
    """New visits after the days that their courses ask for."""

    @classmethod
    def of(cls, clinic: Clinic, roster: Roster) -> Result:
        figures, problem = roster.figures, roster.problem
        booked = booked_of(problem)
        there = {row.id for row in booked}
        month = visits_of(clinic, (row for row in roster.placed if clinic.day(row.start) <= figures.last))
        return cls(
            headline=headline(figures),
            first=figures.first,
            last=figures.last,
            end=figures.end,
            gap=figures.gap,
            goals=sorted(((goal, paid) for goal, paid in figures.goals.items() if paid), key=lambda pair: -pair[1]),
            to_phone=sorted(
                (_change(clinic, *pair) for pair in to_phone(booked, roster.placed)), key=lambda change: change.patient
            ),
            left_out=[_left(clinic, each) for each in roster.left_out if each.session.due],
            not_due=[_left(clinic, each) for each in roster.left_out if not each.session.due],
            new=sum(row.id not in there for row in month),
            kept=sum(row.status == BOOKED for row in month),
            late=sum(row.id not in there and is_late(problem, row) for row in month),
        )


def _left(clinic: Clinic, each: Unplaced) -> LeftOut:
    session = each.session
    return LeftOut(name(clinic.patients, session.patient), session.plan, session.number, each.reason)


def _change(clinic: Clinic, before: Appointment, after: Appointment | None) -> Change:
    patient = clinic.patients[clinic.plans[before.plan].patient]
    return Change(
        patient=name(clinic.patients, patient.id),
        phone=patient.phone or "",
        service=title(clinic, before.service),
        before=place_words(clinic, before),
        after=place_words(clinic, after) if after else "cancelled by the clinic",
    )
