"""The names of versions: of a patient, a plan and a practitioner's day, and week if limited: what a booking rests on.

Who changes what stands there raises them, so that a booking that has looked before finds out.
"""

from __future__ import annotations

from collections.abc import Iterable

from planner.clinic import Appointment, Clinic
from planner.clinic.spans import monday
from planner.desk.store.appointments import StoredAppointment

PLAN = "plan:"
"""Before a plan's id, the name of its version."""


def of_plan(plan: str) -> str:
    return f"{PLAN}{plan}"


def names_of(clinic: Clinic, concerned: Iterable[StoredAppointment | Appointment]) -> set[str]:
    """All that is raised for these; of a plan that the clinic does not have, its own name alone."""
    names = set()
    for each in concerned:
        names.add(of_plan(each.plan))
        if each.plan in clinic.plans:
            names.add(f"patient:{clinic.plans[each.plan].patient}")
        if each.practitioner is not None:
            day, person = clinic.day(each.start), clinic.practitioners.get(each.practitioner)
            names.add(f"day:{each.practitioner} {day}")
            if person and person.max_sessions_per_week is not None:
                names.add(f"week:{each.practitioner} {monday(day)}")
    return names
