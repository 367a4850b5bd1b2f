"""The UIDs of events that planner sends out itself, so that it does not close a place for its own bookings."""

from __future__ import annotations

from collections.abc import Iterator

from planner.clinic import Clinic, Plan
from planner.clinic.courses.numbering import sessions_of
from planner.roster.calendars.feeds import uid

BEYOND = 30
"""Numbers of an open-ended plan beyond the last in the book, for which a roster may have been sent out."""


def own_uids(clinic: Clinic, of: str) -> frozenset[str]:
    """Those that the calendar of this practitioner or room may hold."""
    kind = "practitioners" if of in clinic.practitioners else "rooms"
    return frozenset(id for plan in clinic.plans.values() for id in _of_plan(clinic, plan, kind, of))


def _of_plan(clinic: Clinic, plan: Plan, kind: str, of: str) -> Iterator[str]:
    protocol = clinic.protocol_of(plan)
    last = max((entry.number for entry in clinic.book_of[plan.id]), default=0)
    endless = any(phase.sessions is None for phase in protocol.phases)
    several = {service for phase in protocol.phases if len(phase.services) > 1 for service in phase.services}
    parts = max(len(service.steps) for service in clinic.services.values())
    for number in range(1, max(last, sessions_of(plan, protocol)) + (BEYOND if endless else 1)):
        for service in ("", *several):
            for part in range(parts):
                yield uid(clinic.name, kind, of, plan.id, number, service, part)
