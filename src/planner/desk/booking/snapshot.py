"""What stands around new lines of the book, and what they break there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from secrets import token_hex

from planner.clinic import Appointment, Clinic, Entry, Horizon, Span, unroll
from planner.clinic.appointments import BOOKED, CANCELLED, DECLINED, WITHDRAWN
from planner.clinic.clinic import UTC
from planner.clinic.courses.numbering import is_nominal, no_number, phase_of
from planner.clinic.sessions import MOVE_DAYS
from planner.clinic.spans import DAY
from planner.desk.check import broken, limited_week, reaches_back
from planner.desk.store import appointments
from planner.desk.store.appointments import HELD, STANDING, StoredAppointment
from planner.desk.store.databases import FACTS, Given
from planner.desk.store.sql import Connection
from planner.desk.store.store import Store
from planner.desk.store.versions import names_of
from planner.errors import Conflict, Forbidden, Nonsense, PlaceTaken, UnknownName
from planner.rules import Violation

GIVEN_UP = "other"
"""The reason of what is withdrawn as part of a greater change, whose `why` says more."""
ENDED = (CANCELLED, WITHDRAWN)
"""The status of a row that ends the appointment of its id."""


@dataclass(frozen=True)
class Snapshot:
    """What stands around new lines, as of the versions of what they lock, and that of the facts."""

    clinic: Clinic
    facts: int
    versions: Mapping[str, int]
    lines: Mapping[str, StoredAppointment]
    now: datetime

    @property
    def standing(self) -> list[StoredAppointment]:
        return [line for line in self.lines.values() if line.stands and not line.over(self.now)]

    @property
    def ended(self) -> set[str]:
        """Holds that have ended by themselves."""
        return {line.hold for line in self.lines.values() if line.hold is not None and line.over(self.now)}


def look(store: Store, connection: Connection, rows: Sequence[Appointment]) -> Snapshot:
    """What stands around rows, and the versions of what they lock, as of one moment.

    Raises UnknownName and Nonsense for rows that cannot be.
    """
    facts = store.last_known if store.last_known.version else store.known(connection)[0]
    while True:  # once more where the facts have changed since they were read
        try:
            for row in rows:
                _refuse_unknown(facts.clinic, row)
            names, around = names_of(facts.clinic, rows), _around(facts.clinic, rows)
        except UnknownName:
            known, facts = facts, store.known(connection)[0]
            if known.version == facts.version:
                raise
            continue
        now, versions, found = store.read(connection, names, around)
        if versions[FACTS] == facts.version:
            break
        facts, _ = store.known(connection, versions[FACTS])
    return Snapshot(
        facts.clinic,
        facts.version,
        {name: versions[name] for name in names},
        {line.id: line for line in found},
        now,
    )


def _around(clinic: Clinic, rows: Sequence[Appointment]) -> Given:
    """All of the patients, and what stands on these days with who, where and what these rows take."""
    longest = max(service.length + service.reset for service in clinic.services.values())
    days = sorted({day for row in rows for day in (clinic.day(row.start), *limited_week(clinic, row))})
    needed = {id for row in rows for id in clinic.service(row.service).equipment}
    return appointments.around(
        patients={clinic.plans[row.plan].patient for row in rows},
        spans=[Span(clinic.moment(day) - longest, clinic.moment(day + DAY) + longest) for day in days],
        practitioners={row.practitioner for row in rows if row.practitioner is not None},
        rooms={row.room for row in rows if row.room is not None},
        services={id for id, service in clinic.services.items() if needed.intersection(service.equipment)},
    )


def _refuse_unknown(clinic: Clinic, row: Appointment) -> None:
    clinic.patient(clinic.plan(row.plan).patient)
    clinic.service(row.service)
    refuse_no_place(clinic, row)


def refuse_no_place(clinic: Clinic, row: Appointment | Entry) -> None:
    """Raises UnknownName and Nonsense for a practitioner, a room or a moment that the clinic does not have."""
    if row.practitioner is not None:
        clinic.practitioner(row.practitioner)
    if row.room is not None:
        clinic.room(row.room)
    if row.start.tzinfo is None:
        raise Nonsense(f"the start of {row.plan}, session {row.number} says no time zone; use `clinic.moment`")


def new_lines(seen: Snapshot, rows: Sequence[Appointment], again: bool) -> list[StoredAppointment]:
    """Rows as held lines; one whose status is booked moves the appointment of its id, another ends it.

    `again`: other ids are tried.
    """
    made: dict[str, StoredAppointment] = {}
    moving = {row.id: row for row in rows if row.status == BOOKED}
    for row in rows:
        id = f"{row.plan}-{row.number}"
        if id in made:
            id = f"{id}-{row.service}"
        if again or id in seen.lines or id in made:  # it may be the id of another plan's line, too
            id = f"{id}-{token_hex(3)}"
        made[id] = _line(seen, row, id, moving)
    return list(made.values())


def _line(seen: Snapshot, row: Appointment, id: str, moving: Mapping[str, Appointment]) -> StoredAppointment:
    patient = seen.clinic.plan(row.plan).patient
    old = _booked(seen, row) if row.status in (BOOKED, *ENDED) else None
    line = StoredAppointment(
        id,
        patient,
        row.plan,
        row.number,
        None,
        row.service,
        row.service,
        row.practitioner,
        row.room,
        row.start.astimezone(UTC),
        HELD,
        row.fixed,
        moves=old.id if old else None,
    )
    if old and row.status in ENDED:
        return replace(line, number=-old.number, practitioner=None, room=None, reason=GIVEN_UP)
    return replace(line, phase=_phase(seen, row, moving))


def _phase(seen: Snapshot, row: Appointment, moving: Mapping[str, Appointment]) -> str | None:
    """The phase of a row's number: where lapsed sessions leave it open, that of the session its plan asks for.

    `moving` are the appointments that move with it. Raises Nonsense for a number that the plan does not have.
    """
    clinic, plan = seen.clinic, seen.clinic.plan(row.plan)
    if (known := phase_of(clinic, plan, row.number)) and is_nominal(plan, clinic.protocol_of(plan), row.number):
        return known
    book = tuple(_beside(seen, row, moving))
    first, last = sorted([clinic.day(seen.now), clinic.day(row.start)])
    days = Horizon.between(first, last, reaches_back(clinic, plan))
    asked = unroll(replace(clinic, book=book), plan, days, clinic.day_starts).sessions
    found = next((session.phase for session in asked if session.number == row.number), None)
    if found is None and not is_nominal(plan, clinic.protocol_of(plan), row.number):
        raise Nonsense(no_number(plan, clinic.protocol_of(plan), row.number))
    return found


def _beside(seen: Snapshot, row: Appointment, moving: Mapping[str, Appointment]) -> Iterator[Entry]:
    """The book of a row's plan beside it, without places given up; what only changes its turn has its new one."""
    for line in seen.standing:
        if line.plan == row.plan and line.status != HELD and line.id != row.id:
            after = moving.get(line.id)
            if after is None:
                yield line.entry()
            elif (after.start, after.practitioner) == (line.start, line.practitioner):
                yield replace(line.entry(), number=after.number, phase=None)


def _booked(seen: Snapshot, row: Appointment) -> StoredAppointment:
    """The booked appointment that a row is about; its number may be another."""
    old, name = seen.lines.get(row.id), f"{row.plan}, session {row.number} ({row.service})"
    if old is None or old.status != BOOKED or (old.plan, old.given) != (row.plan, row.service):
        raise Conflict(f"{name} is not booked as {row.id!r} any more; ask for the appointment again", [name])
    if any(line.fixed for line in seen.lines.values() if line.status == BOOKED and line.visit == old.visit):
        raise Nonsense(f"the appointment {row.id!r} is fixed, or its visit is, and may not be moved")
    return old


def refuse_standing(seen: Snapshot, new: Sequence[StoredAppointment]) -> None:
    """Raises Conflict for a session that somebody else has booked, attended or holds, or is about to change."""
    moved = {line.moves for line in new if line.moves}
    for line in (line for line in new if line.leaving):
        visit = (other for other in seen.lines.values() if other.visit == (line.plan, -line.number))
        if left := [other.id for other in visit if other.status == BOOKED and other.id not in moved]:
            raise Nonsense(f"{line.name} is one of several services; cancel {', '.join(left)} with it")
    for line, other in standing_already(seen, new):
        at = f"{seen.clinic.local(other.start):%Y-%m-%d %H:%M}"
        raise PlaceTaken(f"{line.name} is {other.status} already, on {at}", taken=[line.name])


def standing_already(
    seen: Snapshot, new: Sequence[StoredAppointment]
) -> Iterator[tuple[StoredAppointment, StoredAppointment]]:
    """New lines whose session is booked, attended or held, or about to be changed, each with the line that is so."""
    moved = {line.moves for line in new if line.moves}
    there = [line for line in seen.lines.values() if line.status in STANDING and not line.over(seen.now)]
    for line in new:
        for other in there:
            if other.id in moved:
                continue
            # a visit of several services is booked as a whole, and moved service by service
            alike = other.session == line.session if line.moves else other.visit == line.visit
            if alike or (line.moves and other.moves == line.moves):
                yield line, other


def look_again(store: Store, connection: Connection, clinic: Clinic, held: Sequence[StoredAppointment]) -> Snapshot:
    """What stands around the lines of one hold, less these; raises as `refuse_broken` where they break a rule there."""
    seen = look(store, connection, [line.appointment(clinic) for line in held])
    mine = {line.id for line in held}
    seen = replace(seen, lines={id: line for id, line in seen.lines.items() if id not in mine})
    refuse_broken(seen, held)
    return seen


def refuse_broken(seen: Snapshot, new: Sequence[StoredAppointment]) -> None:
    """Raises PlaceTaken where another patient has taken what lines need, Forbidden where a rule forbids them."""
    clinic = seen.clinic
    for patient, found in broken_of(seen, new):
        lost = [each for each in found if any(clinic.plans[row.plan].patient != patient for row in each.rows)]
        if lost:
            said = list(dict.fromkeys(map(str, lost)))  # a rule says the same of each stretch
            raise PlaceTaken("; ".join(said), taken=said)
        if found:
            raise Forbidden(found)


def broken_of(seen: Snapshot, new: Sequence[StoredAppointment]) -> Iterator[tuple[str, list[Violation]]]:
    """What new lines break, beside everything that stands and will: patient by patient."""
    clinic = seen.clinic
    moved = {line.moves for line in new if line.moves}
    after = [line for line in (*seen.standing, *new) if line.id not in moved and line.stands]
    for patient in dict.fromkeys(line.patient for line in new):
        others = [line.appointment(clinic) for line in after if line.patient != patient]
        for today, lines in _by_today(seen, [line for line in new if line.patient == patient and line.stands]):
            for some in _by_turn(seen, lines):
                rows = [line.appointment(clinic) for line in some]
                yield patient, broken(clinic, _book(seen, patient, some, new), others, rows, today)


def _by_today(seen: Snapshot, new: Sequence[StoredAppointment]) -> Iterator[tuple[date, list[StoredAppointment]]]:
    """Lines by the day that is today for their rules: what took place already, as if entered before it did."""
    day, today = seen.clinic.day, seen.clinic.day(seen.now)
    past = [line for line in new if day(line.start) < today]
    if past:
        moved = [seen.lines[id] for line in past if (id := line.moves) and id in seen.lines]
        yield min(day(line.start) for line in (*past, *moved)), past
    if len(past) < len(new):
        yield today, [line for line in new if line not in past]


def _by_turn(seen: Snapshot, lines: Sequence[StoredAppointment]) -> Iterator[list[StoredAppointment]]:
    """Those that keep their turn apart from booked ones that get another, which is there once the first have moved.

    A session lapses as one before it comes nearer to one after it; what makes up for it has a number of its own.
    """
    turned = [line for line in lines if (old := seen.lines.get(line.moves or "")) and old.number != line.number]
    others = [line for line in lines if line not in turned or _as_it_was(seen, line)]
    turned = [line for line in turned if line not in others]
    yield from (some for some in (others, turned) if some)


def _book(
    seen: Snapshot, patient: str, some: Sequence[StoredAppointment], new: Sequence[StoredAppointment]
) -> list[Entry]:
    """A patient's book beside some of the new lines: where these were, and where the other new ones will be.

    What took place may have been entered as missed or cancelled before.
    """
    moved = {line.moves for line in new if line.moves}
    late = any(seen.clinic.day(line.start) < seen.clinic.day(seen.now) for line in some)
    there = (line for line in seen.lines.values() if not (late and line.status in DECLINED))
    standing = (line for line in there if line.id not in moved and _in_book(line, seen.now))
    before = (as_it_was for line in some if (as_it_was := _as_it_was(seen, line)))
    beside = (line for line in new if line not in some and line.stands)
    return [line.entry() for line in (*standing, *before, *beside) if line.patient == patient]


def _as_it_was(seen: Snapshot, line: StoredAppointment) -> StoredAppointment | None:
    """The appointment that a line moves, as the book has it for the rules; None where it is as if booked anew.

    A booked session may be moved by a week; one that goes further, or in another turn, has to have its days again.
    """
    old = seen.lines.get(line.moves or "")
    if old is None or line.leaving:
        return None
    if (old.start, old.practitioner) == (line.start, line.practitioner):
        return replace(old, number=line.number, phase=line.phase)
    days = abs((seen.clinic.day(old.start) - seen.clinic.day(line.start)).days)
    return old if old.number == line.number and days <= MOVE_DAYS else None


def _in_book(line: StoredAppointment, now: datetime) -> bool:
    """A place that is only held for a move is not yet the appointment's."""
    return not line.over(now) and (line.status != HELD or line.moves is None)
