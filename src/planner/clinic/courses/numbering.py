"""Which phase of its plan a session belongs to, by its number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from planner.clinic.appointments import Key
from planner.clinic.clinic import Clinic
from planner.clinic.people import Plan
from planner.clinic.protocols import Phase, Protocol


def phase_size(plan: Plan, protocol: Protocol, phase: Phase) -> int | None:
    """How many sessions a counted phase has in this plan; None for one that is not counted."""
    return plan.sessions if plan.sessions is not None and phase is protocol.course else phase.sessions


def phase_of(clinic: Clinic, plan: Plan, number: int) -> str | None:
    """The phase of a session; None where lapsed sessions or reviews leave it open, and beyond the plan's end."""
    phases = {phase.name for phase, _ in places_of(plan, clinic.protocol_of(plan), number)}
    return phases.pop() if len(phases) == 1 else None


def has_number(plan: Plan, protocol: Protocol, number: int, standing: Collection[int], book: Collection[int]) -> bool:
    """Whether a plan can have a session of this number, by those of its book and those of them that stand.

    What lapses is made up at the end: there may be as many numbers more as do not stand below the last of the others.
    """
    if is_nominal(plan, protocol, number):
        return True
    if number < 1 or all(phase.every is not None for phase in protocol.phases):
        return False
    there, total = {*standing, *range(1, plan.attended + 1)}, sessions_of(plan, protocol)
    last = max((each for each in {*book, *there} if each != number), default=0)
    lapsed = sum(1 for each in range(1, last) if each not in there)
    return number <= total + lapsed and sum(1 for each in {*there, number} if each <= number) <= total


def numbers_by_plan(keys: Iterable[Key]) -> Mapping[str, set[int]]:
    """The numbers of some sessions by plan; none for a plan without any."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for plan, number in keys:
        found[plan].add(number)
    return found


def no_number(plan: Plan, protocol: Protocol, number: int) -> str:
    return f"the plan {plan.id!r} has {sessions_of(plan, protocol)} sessions, there is no session {number}"


def is_nominal(plan: Plan, protocol: Protocol, number: int) -> bool:
    """Whether a plan has a session of this number even when none lapses."""
    return 0 < number <= sessions_of(plan, protocol) or (
        number > 0 and any(phase.sessions is None for phase in protocol.phases)
    )


def most_services(plan: Plan, protocol: Protocol, number: int) -> int:
    """How many services a session has, at most where it is open which phase it belongs to."""
    places = places_of(plan, protocol, number)
    return max((len(phase.services_of(place) if place else phase.services) for phase, place in places), default=0)


def sessions_of(plan: Plan, protocol: Protocol) -> int:
    """All counted sessions of a plan."""
    return sum(phase_size(plan, protocol, phase) or 0 for phase in protocol.phases)


def course_end(plan: Plan, protocol: Protocol) -> int | None:
    """The number of a course's last session, while none has lapsed; None where that is open."""
    total = 0
    for phase in protocol.phases:
        size = phase_size(plan, protocol, phase)
        if size is None:
            return None
        total += size
        if phase is protocol.course:
            break
    return total


def places_of(plan: Plan, protocol: Protocol, number: int) -> list[tuple[Phase, int | None]]:
    """The phases that a number may belong to, with its place there, None where that is open; none beyond the end."""
    return list(_places(plan, protocol, number)) if number > 0 else []


def _places(plan: Plan, protocol: Protocol, number: int) -> Iterator[tuple[Phase, int | None]]:
    before, known = 0, True  # how many numbers earlier phases have at least, and whether they have just as many
    for phase in protocol.phases:
        if number <= before:
            return
        size = phase_size(plan, protocol, phase)
        beyond = size is not None and number > before + size
        if not (beyond and known and phase.every is not None):
            yield phase, number - before if known else None
        known = known and size is not None and (phase.every is not None or not beyond)
        before += size or 0
