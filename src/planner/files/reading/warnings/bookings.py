"""Booked appointments that cannot take place as the book has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from planner.clinic import Clinic, Entry, Service, Span
from planner.clinic.appointments import BOOKED
from planner.files.reading.warnings.rows import Rows

MEND = "mend one of the two, or let planner roster find another place"
MOVED = "planner roster finds another place for what is not fixed"


@dataclass(frozen=True)
class Booking:
    """A booked row, and when it is where."""

    row: int
    entry: Entry
    clinic: Clinic

    @cached_property
    def services(self) -> list[Service]:
        """Those it may be of: one, unless the book leaves open which of a visit it is, or of which phase."""
        clinic, entry = self.clinic, self.entry
        protocol = clinic.protocol_of(clinic.plan(entry.plan))
        phases = [phase for phase in protocol.phases if phase.name == entry.phase] or list(protocol.phases)
        if entry.service:
            ids: Iterable[str] = [entry.service]
        elif entry.number == 1 and protocol.phases[0].first:
            ids = [protocol.phases[0].first]
        else:
            ids = {id for phase in phases for id in phase.services}
        return [clinic.services[id] for id in ids]

    @cached_property
    def service(self) -> Service:
        """The shortest of these, so that nothing is called too long that is not."""
        return min(self.services, key=lambda each: (each.length, each.id))

    @cached_property
    def span(self) -> Span:
        return Span(self.entry.start, self.entry.start + self.service.length)

    @property
    def in_room(self) -> Span:
        return Span(self.entry.start, self.span.end + self.service.reset)

    @property
    def attended(self) -> list[Span]:
        """When the practitioner is with the patient, as far as that is sure."""
        if len(self.services) > 1:
            return []
        return [Span(self.entry.start + start, self.entry.start + end) for start, end in self.service.attended]

    @property
    def patient(self) -> str:
        return self.clinic.plan(self.entry.plan).patient

    @property
    def shared(self) -> object:
        """What the rows of one session that two plans share have in common; any other row's own."""
        entry = self.entry
        if not self.service.shareable:
            return self.row
        return self.patient, entry.practitioner, entry.room, entry.start, self.service.id


def alone(rows: Rows) -> None:
    """Booked under a closed day, outside the patient's times or the room's hours, or with nobody on shift."""
    alike: defaultdict[tuple[str | None, str], list[int]] = defaultdict(list)
    for booking in _booked(rows):
        for column, wrong in _reasons(booking):
            alike[column, wrong].append(booking.row)
    for (column, wrong), where in alike.items():
        rows.warn_alike("appointments", where, column, wrong, MOVED)


def together(rows: Rows) -> None:
    """Booked at one time with one practitioner, for one patient, or in one room beyond its places."""
    there = list({booking.shared: booking for booking in reversed(_booked(rows))}.values())
    for row, column, wrong in [*_with_one(there), *_for_one(there), *_in_one(there)]:
        rows.warn("appointments", row, column, wrong, MEND)


Found = tuple[int, str, str]
"""A row, its column, and what is wrong there."""


def _with_one(there: Iterable[Booking]) -> Iterator[Found]:
    for id, group in _grouped((booking.entry.practitioner, booking) for booking in there):
        for one, others in _at_once(group):
            busy = [each for each in others if any(a.overlaps(b) for a in one.attended for b in each.attended)]
            if busy:
                yield one.row, "start", f"{id!r} is with another patient then, by row {busy[0].row}"


def _for_one(there: Iterable[Booking]) -> Iterator[Found]:
    for id, group in _grouped((booking.patient, booking) for booking in there):
        for one, others in _at_once(group):
            if others:
                yield one.row, "start", f"{id!r} has another appointment then, by row {others[0].row}"


def _in_one(there: Iterable[Booking]) -> Iterator[Found]:
    for id, group in _grouped((booking.entry.room, booking) for booking in there):
        places = group[0].clinic.rooms[id].places
        for one, others in _at_once(group, with_reset=True):
            if len(others) >= places:
                taken = "is taken" if places == 1 else f"has its {places} places taken"
                yield one.row, "room", f"{id!r} {taken} then, by row {others[0].row}"


def _at_once(group: Iterable[Booking], with_reset: bool = False) -> Iterator[tuple[Booking, list[Booking]]]:
    """Each booking with the earlier ones that have not ended when it starts."""
    going: list[Booking] = []
    for booking in sorted(group, key=lambda each: (each.entry.start, each.row)):
        ends = ((each.in_room if with_reset else each.span).end for each in going)
        going = [each for each, end in zip(going, list(ends), strict=True) if end > booking.entry.start]
        yield booking, going
        going = [*going, booking]


def _grouped(pairs: Iterable[tuple[str | None, Booking]]) -> Iterator[tuple[str, list[Booking]]]:
    groups: defaultdict[str, list[Booking]] = defaultdict(list)
    for id, booking in pairs:
        if id is not None:
            groups[id].append(booking)
    yield from groups.items()


def _booked(rows: Rows) -> list[Booking]:
    return [Booking(row, entry, rows.clinic) for row, entry in rows.made("appointments") if entry.status == BOOKED]


def _reasons(booking: Booking) -> Iterator[tuple[str | None, str]]:
    """What keeps an appointment from taking place, whatever else is booked; its column with each."""
    clinic, entry = booking.clinic, booking.entry
    day, patient = clinic.day(entry.start), clinic.patient(booking.patient)
    if closed := clinic.why_closed(day):
        yield "start", f"the clinic is closed on {day} ({closed})"
        return
    if entry.practitioner and not any(
        span.holds(booking.span) for span, _ in clinic.shifts_on(day, clinic.practitioners[entry.practitioner])
    ):
        yield "start", f"{entry.practitioner!r} is not on shift then"
    if patient.times and not any(span.holds(booking.span) for span in clinic.hours_on(day, patient.times)):
        yield "start", f"this is outside the times of {patient.id!r}"
    if any(away.span.overlaps(booking.span) for away in clinic.away_of.get(patient.id, ())):
        yield "start", f"{patient.id!r} is away then"
    if entry.practitioner in patient.not_with:
        yield "practitioner", f"{patient.id!r} is not to be with {entry.practitioner!r}"
    room = clinic.rooms[entry.room] if entry.room else None
    if room and room.hours and not any(span.holds(booking.in_room) for span in clinic.hours_on(day, room.hours)):
        yield "room", f"{room.id!r} is not open then"
