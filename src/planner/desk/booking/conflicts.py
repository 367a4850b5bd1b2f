"""Whether new lines of the book can stand beside what stands around them, and what they break there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from planner.clinic import Clinic, Entry
from planner.clinic.appointments import BOOKED, DECLINED
from planner.clinic.sessions import MOVE_DAYS
from planner.desk.booking.snapshot import Snapshot, look
from planner.desk.check import broken
from planner.desk.store.appointments import HELD, STANDING, StoredAppointment
from planner.desk.store.sql import Connection
from planner.desk.store.store import Store
from planner.errors import Forbidden, Nonsense, PlaceTaken
from planner.rules import Violation


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
    for patient, violations in broken_of(seen, new):
        lost = [each for each in violations if any(clinic.plans[row.plan].patient != patient for row in each.rows)]
        if lost:
            sentences = list(dict.fromkeys(map(str, lost)))  # a rule says the same of each stretch
            raise PlaceTaken("; ".join(sentences), taken=sentences)
        if violations:
            raise Forbidden(violations)


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
