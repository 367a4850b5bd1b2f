"""What a roster changes in the book, the news first: who is to be told, who is left out, how good it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.clinic import Appointment, Clinic
from planner.clinic.appointments import BOOKED
from planner.clinic.subproblem import booked_of
from planner.http.page.proposals import place_words
from planner.roster.format.words import headline
from planner.roster.promises import to_phone
from planner.roster.roster import Roster
from planner.roster.tables.details import name, title


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
    """A roster beside the book: `to_phone` are booked visits that move, `new` those of the month to be booked."""

    headline: str
    gap: float
    goals: Sequence[tuple[str, float]]
    to_phone: Sequence[Change]
    left_out: Sequence[LeftOut]
    new: int
    kept: int

    @classmethod
    def of(cls, clinic: Clinic, roster: Roster) -> Result:
        figures, problem = roster.figures, roster.problem
        booked = booked_of(problem)
        there = {row.id for row in booked}
        month = [row for row in roster.placed if clinic.day(row.start) <= figures.last]
        return cls(
            headline=headline(figures),
            gap=figures.gap,
            goals=sorted(((goal, paid) for goal, paid in figures.goals.items() if paid), key=lambda pair: -pair[1]),
            to_phone=sorted(
                (_change(clinic, *pair) for pair in to_phone(booked, roster.placed)), key=lambda change: change.patient
            ),
            left_out=[
                LeftOut(
                    name(clinic.patients, each.session.patient), each.session.plan, each.session.number, each.reason
                )
                for each in roster.left_out
            ],
            new=sum(row.id not in there for row in month),
            kept=sum(row.status == BOOKED for row in month),
        )


def _change(clinic: Clinic, before: Appointment, after: Appointment | None) -> Change:
    patient = clinic.patients[clinic.plans[before.plan].patient]
    return Change(
        patient=name(clinic.patients, patient.id),
        phone=patient.phone or "",
        service=title(clinic, before.service),
        before=place_words(clinic, before),
        after=place_words(clinic, after) if after else "cancelled by the clinic",
    )
