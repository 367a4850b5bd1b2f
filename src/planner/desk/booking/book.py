"""New places in the book: read by every rule beside what stands there, and written if nobody was quicker.

The rules are read before anything is locked. The transaction then raises the versions of the patient, the plan and each
practitioner's day: one that is not the next tells that somebody wrote meanwhile, and the rules are read afresh.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_hex

from planner.clinic import Appointment
from planner.clinic.appointments import BOOKED, WITHDRAWN
from planner.desk.answers import Call, Receipt
from planner.desk.booking.conflicts import refuse_broken, refuse_standing
from planner.desk.booking.new_lines import new_lines
from planner.desk.booking.snapshot import Snapshot, look
from planner.desk.store import appointments, claims, one_message
from planner.desk.store.appointments import StoredAppointment
from planner.desk.store.faults import Collision
from planner.desk.store.one_message import AtOnce
from planner.desk.store.store import Store
from planner.desk.store.transaction import Writing
from planner.errors import Conflict, Nonsense, PlaceTaken

TRIES = 5
"""How often a place is tried for while others write around it."""


def place(
    store: Store, rows: Sequence[Appointment], length: timedelta | None, action: str, call: Call, request: str | None
) -> Receipt:
    """Places for these rows, all or none: held for a `length` of time, or booked when it is None.

    A row whose status is booked is the appointment of its id, moved, if need be to another number of its plan; one
    whose status is cancelled is that appointment given up.
    Raises Conflict for what is taken, Forbidden for what a rule forbids.
    """
    if not rows:
        raise Nonsense("there is nothing to hold: no appointment was given")
    for attempt in range(TRIES):
        try:
            with store.reading() as connection:
                seen = look(store, connection, rows)
                new = _allowed(seen, rows, attempt)
                if attempt == 0 and not seen.ended:
                    known = store.known(connection, seen.facts)
                    asked = AtOnce(seen.versions, added=_added(new, length, seen.now))
                    if done := one_message.write(connection, *known, asked, action, call, request):
                        store.remember(asked.added)
                        return done
            with store.writing(seen.versions) as writing:
                writing.expect_plan(call)
                unseen = any(writing.raised[name] != version + 1 for name, version in seen.versions.items())
                if unseen or writing.facts.version != seen.facts:
                    seen = look(store, writing.connection, rows)
                    new = _allowed(seen, rows, attempt)
                _end(writing, seen)
                moving = [line for line in new if line.moves and length is None]
                moved = move(writing, moving, seen.standing)
                added = _added([line for line in new if line not in moving], length, writing.at)
                if added:
                    writing.insert(added)
                    writing.claim(added, seen.standing)
                return writing.done(action, call, request, added + moved)
        except Collision:
            continue  # somebody was quicker by a hair; who it was shows when it is read again
    raise _lost(store, new)


def _allowed(seen: Snapshot, rows: Sequence[Appointment], attempt: int) -> list[StoredAppointment]:
    new = new_lines(seen, rows, again=attempt > 0)
    refuse_standing(seen, new)
    refuse_broken(seen, new)
    return [replace(line, checked=seen.facts) for line in new]


def _added(new: Sequence[StoredAppointment], length: timedelta | None, now: datetime) -> list[StoredAppointment]:
    """New lines as one hold that ends after so long, or booked when it is None."""
    if length is None:
        return [replace(line, status=BOOKED) for line in new]
    hold = token_hex(12)  # which no command line takes for an option
    return [replace(line, hold=hold, until=now + length) for line in new]


def move(
    writing: Writing, new: Sequence[StoredAppointment], standing: Sequence[StoredAppointment]
) -> list[StoredAppointment]:
    """The appointments that lines move or end, as they are then. Raises Conflict for one that is no longer booked."""
    if not new:
        return []
    old = {line.id: line for line in appointments.by_id(writing.connection, [line.moves or "" for line in new])}
    changed = []
    for line in new:
        before = old.get(line.moves or "")
        if before is None or before.status != BOOKED:
            raise Conflict(f"{line.name} is not booked any more, so it cannot be moved", taken=[line.name])
        changed.append((before, _moved(before, line)))
    writing.release([before for before, _ in changed])
    writing.renumber(changed)
    writing.update(changed)
    after = [line for _, line in changed]
    writing.claim(after, [line for line in standing if line.id not in old])
    return after


def _moved(before: StoredAppointment, line: StoredAppointment) -> StoredAppointment:
    if line.leaving:
        return replace(before, status=WITHDRAWN, reason=line.reason)
    turn = {} if line.number == before.number else {"number": line.number, "phase": line.phase}
    place = {"practitioner": line.practitioner, "room": line.room, "start": line.start, "checked": line.checked}
    return replace(before, **turn, **place)  # type: ignore[arg-type]


def _end(writing: Writing, seen: Snapshot) -> None:
    """End the holds around whose time is over: only here are they in anybody's way."""
    for hold in sorted(seen.ended):
        writing.end(appointments.of_hold(writing.connection, hold))
    if writing.changes:
        writing.note("end")


def _lost(store: Store, new: Sequence[StoredAppointment]) -> Conflict:
    """What is taken of what lines claim, in words."""
    with store.reading() as connection:
        facts, tick = store.known(connection)
        wanted = {claim for line in new for claim in claims.claimed(facts.clinic, line, tick)}
        there = claims.owners(connection, sorted({r for r, _ in wanted}), [number for _, number in wanted])
    taken = claims.in_words(facts.clinic, wanted & there.keys(), tick)
    if not taken:
        return Conflict("others changed the same at the same time, again and again; ask again")
    return PlaceTaken("these places are taken: " + "; ".join(taken), taken=taken)
