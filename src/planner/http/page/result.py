"""What a roster changes in the book, the news first: who is to be told, who is left out, how good it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from planner.clinic import Appointment, Clinic
from planner.clinic.appointments import BOOKED
from planner.clinic.subproblem import booked_of
from planner.desk.repair.replan import Replanning
from planner.documents.replannings import read_replanning
from planner.documents.rosters import read_roster
from planner.errors import Conflict, Nonsense
from planner.http.door import Door
from planner.http.jobs.kinds import REPLANNING, ROSTER
from planner.http.page import labels
from planner.http.page.proposals import Calls, place_words
from planner.http.page.visits import visits_of
from planner.roster.format.plain import why_left_out
from planner.roster.format.words import costs, headline, paid_for
from planner.roster.promises import to_phone
from planner.roster.roster import Quality, Roster, Unplaced
from planner.roster.tables.details import name, title
from planner.roster.tables.identity import is_late

Found = TypeVar("Found")
PAST = "the book has changed since this search, which answers for it no more; begin another"


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
    session: str
    reason: str


@dataclass(frozen=True)
class Paid:
    """What a goal costs: what people call it, its points, and what they are paid for."""

    title: str
    points: float
    paid_for: str


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
    score: float
    goals: Sequence[Paid]
    to_phone: Sequence[Change]
    calls: Calls
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
        left_out = sorted(roster.left_out, key=lambda each: -each.session.priority)
        phoned = to_phone(booked, roster.placed)
        month = visits_of(clinic, (row for row in roster.placed if clinic.day(row.start) <= figures.last))
        return cls(
            headline=headline(figures),
            first=figures.first,
            last=figures.last,
            end=figures.end,
            gap=figures.gap,
            score=figures.score,
            goals=paid(clinic, figures),
            to_phone=sorted((_change(clinic, *pair) for pair in phoned), key=lambda change: change.patient),
            calls=Calls.about(clinic, (row.key for row in visits_of(clinic, (before for before, _ in phoned)))),
            left_out=[_left(clinic, each) for each in left_out if each.session.due],
            not_due=[_left(clinic, each) for each in left_out if not each.session.due],
            new=sum(row.id not in there for row in month),
            kept=sum(row.status == BOOKED for row in month),
            late=sum(row.id not in there and is_late(problem, row) for row in month),
        )


def _left(clinic: Clinic, each: Unplaced) -> LeftOut:
    session = each.session
    return LeftOut(
        name(clinic.patients, session.patient),
        labels.session(clinic, session.plan, session.number),
        why_left_out(clinic, each.reason),
    )


def roster_of(clinic: Clinic, door: Door, job: str) -> Roster:
    """What a search found. Raises Conflict where the book has changed since, and it answers for it no more."""
    return _answer(read_roster, clinic, door.jobs.result(job, ROSTER))


def replanning_of(clinic: Clinic, door: Door, job: str) -> Replanning:
    """The same of a search that plans the book anew."""
    return _answer(read_replanning, clinic, door.jobs.result(job, REPLANNING))


def _answer(read: Callable[[Clinic, Any], Found], clinic: Clinic, document: Any) -> Found:
    try:
        return read(clinic, document)
    except Nonsense as old:
        raise Conflict(PAST) from old


def paid(clinic: Clinic, figures: Quality) -> list[Paid]:
    """What each goal costs that costs anything, the dearest first."""
    found = sorted((cost for cost in costs(figures) if cost.price), key=lambda cost: -cost.price)
    return [Paid(cost.title, cost.price, paid_for(clinic.prices, cost.goal) or cost.says) for cost in found]


def _change(clinic: Clinic, before: Appointment, after: Appointment | None) -> Change:
    patient = clinic.patients[clinic.plans[before.plan].patient]
    return Change(
        patient=name(clinic.patients, patient.id),
        phone=patient.phone or "",
        service=title(clinic, before.service),
        before=place_words(clinic, before),
        after=place_words(clinic, after) if after else "cancelled by the clinic",
    )
