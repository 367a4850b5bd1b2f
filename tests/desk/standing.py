"""A clinic's book as a diary."""

from __future__ import annotations

from planner.clinic import Appointment, Clinic
from planner.clinic.appointments import ATTENDED, BOOKED
from planner.desk import Diary


def diary_of(clinic: Clinic) -> Diary:
    """What of the book stands: an attended row of a number goes before a booked one."""
    attended = {(entry.plan, entry.number) for entry in clinic.book if entry.status == ATTENDED}
    rows = []
    for entry in clinic.book:
        if entry.status == ATTENDED or (entry.status == BOOKED and (entry.plan, entry.number) not in attended):
            service = entry.service or next(iter(clinic.services))
            rows.append(
                Appointment(
                    id=entry.id,
                    plan=entry.plan,
                    number=entry.number,
                    service=service,
                    practitioner=entry.practitioner,
                    room=entry.room,
                    start=entry.start,
                    end=entry.start + clinic.services[service].length,
                    status=entry.status,
                    fixed=entry.fixed,
                )
            )
    return Diary(clinic, rows)
