"""A turn passed on: a course that misses a week goes on as it is booked, and has its last session later."""

from __future__ import annotations

from dataclasses import replace

from planner.clinic import Key
from planner.desk.repair.disruption import Disruption


def passed_on(disruption: Disruption) -> Disruption | None:
    """The same with the turns of closed visits passed on to the last booked ones of their phase; None without any.

    The visits after a closed one go on by lower numbers, each in its place, and the closed ones take the last.
    """
    numbers: dict[Key, int] = {}
    for plan in dict.fromkeys(plan for plan, _ in disruption.alone):
        numbers |= _turns(disruption, plan)
    return replace(disruption, numbers=numbers) if numbers else None


def _turns(disruption: Disruption, plan: str) -> dict[Key, int]:
    """The new numbers of a plan's visits; none where its closed ones are not all of one kind, or no later one is."""
    sessions = {number: session for (of, number), session in disruption.ahead.by_key.items() if of == plan}
    closed = [number for of, number in disruption.alone if of == plan]
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
