"""Which phase of its plan a session belongs to, by its number."""

from __future__ import annotations

from collections.abc import Iterator

from planner.clinic import Clinic, Phase, Plan, Protocol
from planner.clinic.sessions import phase_size
from planner.errors import Nonsense


def phase_of(clinic: Clinic, plan: str, number: int) -> str | None:
    """The phase of a session; None where reviews still to come leave it open. Raises Nonsense beyond the plan's end."""
    treated = clinic.plan(plan)
    protocol = clinic.protocol_of(treated)
    found = [phase for phase, _ in places_of(treated, protocol, number)]
    if not found:
        total = sessions_of(treated, protocol)
        raise Nonsense(f"the plan {plan!r} has {total} sessions, there is no session {number}")
    return found[0].name if len(found) == 1 else None


def has_number(clinic: Clinic, plan: Plan, number: int) -> bool:
    return any(places_of(plan, clinic.protocol_of(plan), number))


def most_services(plan: Plan, protocol: Protocol, number: int) -> int:
    """How many services a session has, at most where it is open which phase it belongs to."""
    found = places_of(plan, protocol, number)
    return max((len(phase.services_of(place) if place else phase.services) for phase, place in found), default=0)


def sessions_of(plan: Plan, protocol: Protocol) -> int:
    """All counted sessions of a plan."""
    return sum(phase_size(plan, protocol, phase) or 0 for phase in protocol.phases)


def places_of(plan: Plan, protocol: Protocol, number: int) -> Iterator[tuple[Phase, int | None]]:
    """The phases that a number may belong to, and its place there; none beyond the plan's end.

    After a phase that is not counted it may be any of the phases to come, at a place that is open (None).
    """
    before, counted = 0, True
    for phase in protocol.phases if number > 0 else ():
        size = phase_size(plan, protocol, phase)
        if not counted or size is None:
            yield phase, number - before if counted else None
            counted = False
        elif number <= before + size:
            yield phase, number - before
            return
        else:
            before += size
