"""A practitioner's days as Schedules and their Slots: computed when they are asked for, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planner.clinic import Appointment, Days, Horizon, Practitioner, Span
from planner.clinic.spans import cut, union
from planner.clinic.subproblem import booked_on
from planner.fhir.elements import Element, element, reference, resource
from planner.fhir.names import logical_id
from planner.fhir.resources.practitioners import site_id
from planner.fhir.writer import Writer

FREE, HELD, BUSY, AWAY = "free", "busy-tentative", "busy", "busy-unavailable"


def of_days(writer: Writer, days: Days, held: Iterable[Appointment] = ()) -> Iterator[Element]:
    """A Schedule a practitioner and site, and its Slots from the first to the last day; `held` are places on hold.

    Free is when the practitioner is on shift and with nobody; whether a service fits there, `$find` says.
    """
    clinic = writer.clinic
    last = days.last or days.first
    horizon = Horizon.between(days.first, last, 0)
    booked, kept = booked_on(clinic, horizon.days), list(held)
    whole = {"start": days.first.isoformat(), "end": last.isoformat()}
    for person in clinic.practitioners.values():
        services = [writer.service(each.id) for each in clinic.services.values() if each.needs <= person.qualifications]
        busy, tentative = (_attended(writer, person, rows) for rows in (booked, kept))
        for schedule, site in schedules_of(person):
            yield resource(
                "Schedule",
                schedule,
                active=True,
                serviceType=[writer.release.asked(service) for service in services],
                actor=[writer.practitioner(person.id), *_place(site)],
                planningHorizon=whole,
            )
            slots = _slots(writer, person, site, horizon, busy, tentative)
            for number, (span, status) in enumerate(slots, 1):
                yield resource(
                    "Slot",
                    f"{schedule}-{number}",
                    schedule=reference("Schedule", schedule),
                    status=status,
                    **element(start=writer.moment(span.start), end=writer.moment(span.end)),
                )


def schedules_of(person: Practitioner) -> list[tuple[str, str | None]]:
    """The id and the site of each Schedule of a practitioner; one whose shifts say no site has one all the same."""
    sites = dict.fromkeys(row.site for row in person.shifts) or {None: None}
    first = logical_id(f"schedule-{person.id}")
    return [(logical_id(f"{first}-at-{n}") if n else first, site) for n, site in enumerate(sites)]


def _place(site: str | None) -> list[Element]:
    return [] if site is None else [reference("Location", site_id(site), site)]


def _slots(
    writer: Writer, person: Practitioner, site: str | None, horizon: Horizon, busy: list[Span], tentative: list[Span]
) -> Iterator[tuple[Span, str]]:
    """The parts of each shift at a site, in order."""
    clinic = writer.clinic
    away = [absence.span for absence in clinic.absences_of[person.id]]
    for day in horizon.days:
        closed = clinic.why_closed(day) is not None
        for shift in union(span for span, at in clinic.shifts_on(day, person) if at == site):
            there = [] if closed else cut(shift, away)
            parts = [(span, AWAY) for span in cut(shift, there)]
            for status, taken in ((BUSY, busy), (HELD, tentative)):
                parts += [(span, status) for each in there for span in _within(each, taken)]
                there = [span for each in there for span in cut(each, taken)]
            parts += [(span, FREE) for span in there]
            yield from sorted(parts)


def _attended(writer: Writer, person: Practitioner, rows: Iterable[Appointment]) -> list[Span]:
    """When a practitioner is with the patients of some appointments."""
    services = writer.clinic.services
    mine = [row for row in rows if row.practitioner == person.id]
    return union(Span(row.start + a, row.start + b) for row in mine for a, b in services[row.service].attended)


def _within(span: Span, others: list[Span]) -> list[Span]:
    return [Span(max(span.start, o.start), min(span.end, o.end)) for o in others if span.overlaps(o)]
