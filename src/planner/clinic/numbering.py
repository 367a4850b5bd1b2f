"""Which phase of its plan a session belongs to, by its number."""

from __future__ import annotations

from collections.abc import Iterator

from planner.clinic import Clinic, Phase, Plan
from planner.clinic.sessions import phase_size
from planner.errors import Nonsense


def phase_of(clinic: Clinic, plan: str, number: int) -> str | None:
    """The phase of a session; None where reviews still to come leave it open. Raises Nonsense beyond the plan's end."""
    treated = clinic.plan(plan)
    found = [phase for phase, _ in _places(clinic, treated, number)] if number > 0 else []
    if not found:
        raise Nonsense(f"the plan {plan!r} has {sessions_of(clinic, treated)} sessions, there is no session {number}")
    return found[0].name if len(found) == 1 else None


def has_number(clinic: Clinic, plan: Plan, number: int) -> bool:
    return number > 0 and any(_places(clinic, plan, number))


def most_services(clinic: Clinic, plan: Plan, number: int) -> int:
    """How many services a session has, at most where it is open which phase it belongs to."""
    found = _places(clinic, plan, number)
    return max((len(phase.services_of(place) if place else phase.services) for phase, place in found), default=0)


def sessions_of(clinic: Clinic, plan: Plan) -> int:
    """All counted sessions of a plan."""
    protocol = clinic.protocol_of(plan)
    return sum(phase_size(plan, protocol, phase) or 0 for phase in protocol.phases)


def _places(clinic: Clinic, plan: Plan, number: int) -> Iterator[tuple[Phase, int | None]]:
    """The phases that a number may belong to, and its place there: after one that is not counted, all, and any."""
    protocol = clinic.protocol_of(plan)
    before, counted = 0, True
    for phase in protocol.phases:
        size = phase_size(plan, protocol, phase)
        if not counted or size is None:
            yield phase, number - before if counted else None
            counted = False
        elif number <= before + size:
            yield phase, number - before
            return
        else:
            before += size
