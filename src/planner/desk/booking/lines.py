"""Rows of a book as the store keeps them, and what they claim of practitioners, rooms, equipment and patients."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from planner.clinic import Clinic, Entry, Horizon, Plan, unroll
from planner.clinic.appointments import ATTENDED, BOOKED
from planner.clinic.courses.numbering import phase_size, places_of
from planner.desk.store import claims
from planner.desk.store.appointments import HELD, StoredAppointment
from planner.desk.store.claims import Claim
from planner.errors import Nonsense


def lines_of(clinic: Clinic, book: Iterable[Entry]) -> list[StoredAppointment]:
    """Rows of the book as lines; those that name no service are given what their plan asks for there."""
    entries = list(book)
    for service in dict.fromkeys(entry.service for entry in entries if entry.service is not None):
        clinic.service(service)
    given: dict[str, str] = {}
    for id in dict.fromkeys(entry.plan for entry in entries):
        given |= _given(clinic, clinic.plan(id))
    return [_line(clinic, entry, given.get(entry.id)) for entry in entries]


def _given(clinic: Clinic, plan: Plan) -> Mapping[str, str]:
    """What service each attended or booked entry of a plan is of."""
    days = [clinic.day(entry.start) for entry in clinic.book_of[plan.id] if entry.status in (ATTENDED, BOOKED)]
    if not days:
        return {}
    unrolled = unroll(clinic, plan, Horizon.between(min(days), max(days), 0))
    rows = [*unrolled.history, *(row for session in unrolled.sessions for row in session.booked)]
    return {row.id: row.service for row in rows}


def _line(clinic: Clinic, entry: Entry, given: str | None) -> StoredAppointment:
    plan = clinic.plan(entry.plan)
    service = given or entry.service or _first_service(clinic, plan, entry)
    place = (entry.practitioner, entry.room, entry.start, entry.status, entry.fixed)
    return StoredAppointment(entry.id, plan.patient, plan.id, entry.number, entry.phase, entry.service, service, *place)


def _first_service(clinic: Clinic, plan: Plan, entry: Entry) -> str:
    """The first service of the session that an entry's number is while none lapses, in the phase it names, if any."""
    protocol = clinic.protocol_of(plan)
    able = [phase for phase, _ in places_of(plan, protocol, entry.number) if entry.phase in (None, phase.name)]
    phase = able[-1] if able else protocol.phases[0]
    before = sum(phase_size(plan, protocol, each) or 0 for each in protocol.phases[: protocol.phases.index(phase)])
    return phase.services_of(entry.number - before)[0]


def claims_of(clinic: Clinic, book: Sequence[StoredAppointment], tick: int) -> dict[Claim, str]:
    """What the booked and held lines of a book claim; what two fixed ones both take, the first has.

    Raises Nonsense, with all of them, where lines collide of which none is fixed.
    """
    taken: dict[Claim, StoredAppointment] = {}
    wrong: dict[str, None] = {}
    making_way = {(line.hold, line.moves) for line in book if line.moves is not None}  # once the hold is booked
    once: dict[object, StoredAppointment] = {}
    for line in sorted(book, key=lambda line: line.status == HELD):
        if line.takes:
            once.setdefault(claims.session(clinic, line), line)
    for line in once.values():
        for claim in (*claims.claimed(clinic, line, tick), *_units(clinic, line, tick, taken, making_way)):
            first = taken.setdefault(claim, line)
            if first is not line and not (first.fixed or line.fixed or (line.hold, first.id) in making_way):
                at = f"{clinic.local(line.start):%Y-%m-%d %H:%M}"
                wrong[f"{first.id} and {line.id} on {at} ({claim[0].replace(':', ' ')})"] = None
    wrong |= dict.fromkeys(f"{first.id} and {line.id} ({line.name} twice)" for first, line in _twice(book))
    if wrong:
        raise Nonsense(f"booked appointments collide; move or cancel one of each: {'; '.join(wrong)}")
    return {claim: line.id for claim, line in taken.items()}


def _units(
    clinic: Clinic,
    line: StoredAppointment,
    tick: int,
    taken: Mapping[Claim, StoredAppointment],
    making_way: Container[tuple[str | None, str]],
) -> Iterator[Claim]:
    """A free unit of each thing that has several, tick by tick, or the first, for the collision to be named."""
    for _, units in claims.choices(clinic, line, tick):
        free = (unit for unit in units if unit not in taken or (line.hold, taken[unit].id) in making_way)
        yield from [*free, *units][:1]


def _twice(book: Sequence[StoredAppointment]) -> Iterator[tuple[StoredAppointment, StoredAppointment]]:
    there: dict[object, StoredAppointment] = {}
    for line in book:
        if line.takes:
            first = there.setdefault((line.session, line.status), line)
            if first is not line:
                yield first, line
