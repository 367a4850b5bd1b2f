"""The one session that serves two plans of a patient: alike in service, practitioner, room and start."""

from __future__ import annotations

from collections.abc import Iterable

from planner.clinic import Appointment, Clinic


def shared_key(clinic: Clinic, row: Appointment) -> object:
    """What the rows of a shared session have in common; None where the service is not shared or unknown.

    A shared session takes its practitioner, room, equipment and patient once.
    """
    plan, service = clinic.plans.get(row.plan), clinic.services.get(row.service)
    if plan is None or service is None or not service.shareable:
        return None
    return (plan.patient, row.service, row.practitioner, row.room, row.start)


def one_session(clinic: Clinic, one: Appointment, other: Appointment) -> bool:
    """Whether two rows are of one session: one visit, or one that serves two plans."""
    shared = shared_key(clinic, one)
    return one.key == other.key or (shared is not None and shared == shared_key(clinic, other))


def once(clinic: Clinic, rows: Iterable[Appointment]) -> list[Appointment]:
    """The rows in their order, of those that one session serves only the first."""
    seen, firsts = set(), []
    for row in rows:
        shared = shared_key(clinic, row)
        if shared is None or shared not in seen:
            seen.add(shared)
            firsts.append(row)
    return firsts
