"""A practitioner's days as a Schedule and its Slots: computed when they are asked for, never stored."""

from __future__ import annotations

from collections.abc import Iterator

from planner.clinic import Appointment, Days, Horizon, Practitioner, Span
from planner.clinic.spans import cut, union
from planner.clinic.subproblem import booked_on
from planner.fhir.elements import Element, element, reference, resource
from planner.fhir.names import logical_id
from planner.fhir.writer import Writer

FREE, BUSY, AWAY = "free", "busy", "busy-unavailable"


def of_days(writer: Writer, days: Days) -> Iterator[Element]:
    """A Schedule a practitioner, and its Slots from the first to the last day.

    Free is when the practitioner is on shift and with nobody; whether a service fits there, `$find` says.
    """
    clinic = writer.clinic
    last = days.last or days.first
    horizon = Horizon.between(days.first, last, 0)
    booked = booked_on(clinic, horizon.days)
    whole = {"start": days.first.isoformat(), "end": last.isoformat()}
    for person in clinic.practitioners.values():
        schedule = schedule_id(person.id)
        services = [writer.service(each.id) for each in clinic.services.values() if each.needs <= person.qualifications]
        yield resource(
            "Schedule",
            schedule,
            active=True,
            serviceType=[writer.release.asked(service) for service in services],
            actor=[writer.practitioner(person.id)],
            planningHorizon=whole,
        )
        theirs = [row for row in booked if row.practitioner == person.id]
        for number, (span, status) in enumerate(_slots(writer, person, horizon, theirs), 1):
            yield resource(
                "Slot",
                f"{schedule}-{number}",
                schedule=reference("Schedule", schedule),
                status=status,
                **element(start=writer.moment(span.start), end=writer.moment(span.end)),
            )


def schedule_id(practitioner: str) -> str:
    return logical_id(f"schedule-{practitioner}")


def _slots(
    writer: Writer, person: Practitioner, horizon: Horizon, rows: list[Appointment]
) -> Iterator[tuple[Span, str]]:
    """The parts of each shift, in order."""
    clinic = writer.clinic
    away = [absence.span for absence in clinic.absences_of[person.id]]
    busy = union(part for row in rows for part in attended(writer, row))
    for day in horizon.days:
        closed = clinic.why_closed(day) is not None
        for shift in union(span for span, _ in clinic.shifts_on(day, person)):
            there = [] if closed else cut(shift, away)
            taken = [part for each in there for part in _within(each, busy)]
            parts = [(span, AWAY) for span in cut(shift, there)]
            parts += [(span, BUSY) for span in taken]
            parts += [(span, FREE) for each in there for span in cut(each, taken)]
            yield from sorted(parts)


def attended(writer: Writer, row: Appointment) -> Iterator[Span]:
    """When the practitioner of an appointment is with the patient."""
    for begin, end in writer.clinic.services[row.service].attended:
        yield Span(row.start + begin, row.start + end)


def _within(span: Span, others: list[Span]) -> list[Span]:
    return [Span(max(span.start, o.start), min(span.end, o.end)) for o in others if span.overlaps(o)]
