"""What is asked about: a session by its plan and number, and a wish, each refused in a sentence where it cannot be."""

from __future__ import annotations

from datetime import date, time

from planner.clinic import Problem, Session
from planner.engine.local.fix import Wish
from planner.errors import Nonsense


def session_asked(problem: Problem, plan: str, number: int) -> Session:
    """The session of a plan's number.

    Raises UnknownName for a plan the clinic lacks, Nonsense for a number that it does not ask for on these days.
    """
    problem.clinic.plan(plan)
    asked_for = problem.by_key.get((plan, number))
    if asked_for:
        return asked_for
    stands = next((row for row in problem.history if row.key == (plan, number)), None)
    if stands:
        raise Nonsense(f"session {number} of {plan} was {stands.status} on {problem.day(stands)}; no roster places it")
    numbers = [session.number for session in problem.sessions if session.plan == plan]
    days = f"from {problem.horizon.first} to {problem.horizon.end}"
    if not numbers:
        raise Nonsense(f"{plan} asks for no session {days}: it is finished by then, or its next one comes later")
    asks = f"number {numbers[0]}" if len(numbers) == 1 else f"numbers {', '.join(map(str, numbers))}"
    raise Nonsense(f"{plan} asks for no session {number} {days}; it asks for {asks}")


def wish_asked(problem: Problem, on: date | None, at: time | None, practitioner: str | None) -> Wish:
    """The wish. Raises Nonsense for a day outside the roster's, UnknownName for a practitioner the clinic lacks."""
    if on is not None and on not in problem.horizon:
        raise Nonsense(f"{on} is none of the roster's days, {problem.horizon.first} to {problem.horizon.end}")
    if practitioner is not None:
        problem.clinic.practitioner(practitioner)
    return Wish(on, at, practitioner)


def days_asked(problem: Problem, session: Session, wish: Wish) -> list[date]:
    """The day wished, else those the session may have; all where it may have none, so that what closes them shows."""
    if wish.on:
        return [wish.on]
    reach = [day for day in problem.horizon.days if session.reach and day in session.reach]
    return reach or list(problem.horizon.days)
