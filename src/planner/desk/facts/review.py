"""Courses that end at a review, or go on."""

from __future__ import annotations

from dataclasses import replace

from planner.clinic import Clinic, Phase, Plan
from planner.clinic.appointments import ATTENDED, BOOKED, WITHDRAWN
from planner.clinic.courses.numbering import phase_size
from planner.desk.answers import Call, Receipt
from planner.desk.booking.status import become
from planner.desk.facts.change import apply
from planner.desk.store import appointments
from planner.desk.store.store import Store
from planner.desk.store.transaction import Writing
from planner.desk.store.versions import of_plan
from planner.errors import Nonsense


def finish(store: Store, plan: str, reason: str, call: Call, request: str | None) -> Receipt:
    """The course ends with its last attended session; what is booked after it is withdrawn, what is held ends.

    What counts are sessions, not numbers: one that lapsed is none.

    Raises Nonsense where the protocol lets no course end yet.
    """
    with store.writing([of_plan(plan)], alone=True) as writing:
        treated, course, before = _course(writing, plan, call)
        there = appointments.of_plan(writing.connection, plan)
        attended = {line.number: line.phase for line in there if line.status == ATTENDED}
        attended |= dict.fromkeys(range(1, treated.attended + 1), course.name)
        mine = [number for number, phase in attended.items() if number > before and phase in (None, course.name)]
        last = max(attended, default=0)
        done = min(len(mine), phase_size(treated, writing.clinic.protocol_of(treated), course) or 0)
        if done < (least := max(1, course.at_least or 0)):
            sessions = "1 session" if least == 1 else f"{least} sessions"
            raise Nonsense(f"the course of {plan!r} may end after {sessions}, and {done} took place")
        writing.end_holds(lambda line: line.plan == plan and line.number > last)
        booked = [line for line in there if line.status == BOOKED and line.number > last]
        after = become(writing, booked, lambda line: replace(line, status=WITHDRAWN, fixed=False, reason=reason))
        apply(writing, {("plans", plan): replace(treated, sessions=done)}, call)
        return writing.done("finish", call, request, after)


def extend(store: Store, plan: str, sessions: int, call: Call, request: str | None) -> Receipt:
    """The course has this many sessions in all. Raises Nonsense for fewer than now, or where later ones stand."""
    with store.writing([of_plan(plan)], alone=True) as writing:
        treated, course, before = _course(writing, plan, call)
        now = phase_size(treated, writing.clinic.protocol_of(treated), course) or 0
        if sessions <= now:
            raise Nonsense(f"the course of {plan!r} has {now} sessions; extend it to more, or finish it")
        later = [line for line in appointments.of_plan(writing.connection, plan) if line.number > before + now]
        standing = [line.name for line in later if line.stands and line.phase != course.name]
        if standing:
            raise Nonsense(f"sessions after the course are in the book: {', '.join(standing)}; cancel them first")
        apply(writing, {("plans", plan): replace(treated, sessions=sessions)}, call)
        return writing.done("extend", call, request, ())


def _course(writing: Writing, plan: str, call: Call) -> tuple[Plan, Phase, int]:
    """A plan, its course, and how many sessions come before it."""
    clinic: Clinic = writing.clinic
    treated = clinic.plan(plan)
    protocol = clinic.protocol_of(treated)
    if protocol.course is None:
        raise Nonsense(f"the protocol {protocol.id!r} has no course to end or extend")
    writing.expect_plan(call)
    earlier = protocol.phases[: protocol.phases.index(protocol.course)]
    return treated, protocol.course, sum(phase_size(treated, protocol, phase) or 0 for phase in earlier)
