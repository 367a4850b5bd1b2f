"""What a procedure displaces on a day, and where it could go: the patient's sessions placed anew beside the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from planner.clinic import Appointment, Clinic, ClosedDays, Key, Problem
from planner.clinic.appointments import BOOKED, WITHDRAWN
from planner.engine.local.reoptimise import Around, around
from planner.errors import BrokenRoster
from planner.explain.baseline import refuse_broken
from planner.explain.procedure import Booking, Displaced, Procedure
from planner.roster.compare.moves import place
from planner.rules import violations

SECONDS = 10.0


def displace(
    problem: Problem, placed: Sequence[Appointment], asks: Procedure, rows: Sequence[Appointment], on: date
) -> Booking:
    """The rows that the procedure closes on this day, each with its new place in the problem's days, or none and why.

    The clinic is taken with the procedure among its health events and what it closes cancelled, and the patient's
    sessions are unrolled afresh: a session that was placed but not booked slides with its plan. What was displaced is
    sought a place for, due or not. All other patients' rows stand. What comes out keeps every rule.

    Raises Nonsense for a roster that breaks a rule already, and BrokenRoster should the new one do, which is a bug.
    """
    closings = asks.closings(rows, on)
    if not closings:
        return Booking(on, (), ())
    refuse_broken(problem, placed)
    closed = {each.row.key for each in closings}
    after = Problem.of(_with(problem.clinic, asks, on, closed), problem.horizon)
    wanted = [replace(each, due=each.due or each.key in closed) for each in after.sessions]
    after = replace(after, sessions=tuple(wanted))
    mine = {s.key for s in after.sessions if s.patient == asks.patient and not s.fixed}
    kept = [row for row in placed if row.key not in closed and row.key in after.by_key]
    search = around(after, kept, mine, SECONDS, problem.clinic.repair_prices.move)
    if broken := violations(after, search.rows):
        raise BrokenRoster(broken)
    now = {(row.key, row.service): row for row in search.rows}

    def displaced(row: Appointment, by: ClosedDays | None) -> Displaced:
        place = now.get((row.key, row.service))
        return Displaced(row, by, place, "" if place else _why(search, after, row))

    gone = {(each.row.key, each.row.service) for each in closings}
    others = [row for row in placed if (row.key, row.service) not in gone and problem.patient_of(row) == asks.patient]
    stay = {(row.key, place(row)) for row in search.rows}
    along = [displaced(row, None) for row in others if (row.key, place(row)) not in stay]
    return Booking(on, tuple(displaced(each.row, each.by) for each in closings), tuple(along))


def _with(clinic: Clinic, asks: Procedure, on: date, closed: set[Key]) -> Clinic:
    """The clinic with the procedure, and with the bookings that it closes withdrawn."""
    book = [
        replace(entry, status=WITHDRAWN) if entry.status == BOOKED and (entry.plan, entry.number) in closed else entry
        for entry in clinic.book
    ]
    return replace(clinic, events=(*clinic.events, asks.event(on)), book=tuple(book))


def _why(found: Around, after: Problem, row: Appointment) -> str:
    session, end = after.by_key.get(row.key), after.horizon.end
    if session is None:
        return f"its turn comes after {end}"
    if session.barred:
        return f"its ideal day is now after {end}: {session.barred}"
    return found.why(session)
