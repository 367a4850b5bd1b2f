"""A turn passed on: a course that misses a week goes on as it is booked, and has its last session later."""

from __future__ import annotations

from dataclasses import replace

from planner.clinic import Key
from planner.desk.repair.disruption import Disruption


def made_up(disruption: Disruption) -> Disruption:
    """The same with closed visits that lapse, as no day is left before the next booked one, had at the end.

    They go on, one for one, by the lowest numbers of their kind that are not booked: a higher one would leave those
    below it no day.
    """
    before, after = disruption.as_booked.by_key, disruption.ahead.by_key
    open_ = (session for key, session in sorted(after.items()) if not session.booked and key not in disruption.alone)
    spare = [session for session in open_ if session.reach]
    numbers: dict[Key, int] = {}
    for key in disruption.alone:
        was = before.get(key) if key not in after else None
        instead = was and next(
            (s for s in spare if (s.plan, s.phase, s.services) == (was.plan, was.phase, was.services)), None
        )
        if instead:
            numbers[key] = instead.number
            spare.remove(instead)
    return replace(disruption, numbers=numbers) if numbers else disruption


def passed_on(disruption: Disruption) -> Disruption | None:
    """The same with the turns of closed visits passed on to the last booked ones of their phase; None without any.

    The visits after a closed one go on by lower numbers, each in its place, and the closed ones take the last.
    """
    numbers: dict[Key, int] = {}
    for plan in dict.fromkeys(plan for plan, number in disruption.alone if (plan, number) not in disruption.numbers):
        numbers |= _turns(disruption, plan)
    return replace(disruption, numbers={**disruption.numbers, **numbers}) if numbers else None


def _turns(disruption: Disruption, plan: str) -> dict[Key, int]:
    """The new numbers of a plan's visits; none where its closed ones are not all of one kind, or no later one is."""
    sessions = {number: session for (of, number), session in disruption.ahead.by_key.items() if of == plan}
    closed = [number for of, number in disruption.alone if of == plan and (of, number) not in disruption.numbers]
    kinds = {(sessions[n].phase, sessions[n].services) if n in sessions else None for n in closed}
    later = [
        number
        for number, session in sorted(sessions.items())
        if session.booked and number > closed[0] and (session.phase, session.services) in kinds
    ]
    if len(kinds) > 1 or not later:
        return {}
    passed = [number for number in closed if number < later[-1]]
    return {(plan, number): turn for number, turn in zip([*later, *passed], sorted([*later, *passed]), strict=True)}
