"""What the appointment book has otherwise by now than a roster knows: visits booked, moved or cancelled since."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Set
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from planner.clinic import Appointment, Clinic, Entry, Problem
from planner.clinic.appointments import BOOKED, CANCELLED, NO_SHOW, PLANNED, WITHDRAWN
from planner.clinic.clinic import UTC
from planner.errors import Conflict
from planner.roster.booking import booked
from planner.roster.check import asked
from planner.roster.files import read_book_digest, read_horizon, read_left_out
from planner.roster.roster import Roster
from planner.rules import Violation

ENDED = (CANCELLED, WITHDRAWN, NO_SHOW)
SHOWN = 5
"""How many visits are named, at most."""


def digest(clinic: Clinic, first: date) -> str:
    """The fingerprint of what a clinic's book has from a day on; the order of its rows does not matter."""
    start = clinic.moment(first)
    return sha256(json.dumps(sorted(_row(entry) for entry in clinic.book if entry.start >= start)).encode()).hexdigest()


def changed_since(clinic: Clinic, roster: Roster | Path) -> tuple[str, ...]:
    """What the book has otherwise, in sentences; nothing where it is the roster's, or the roster is published in it."""
    horizon = roster.problem.horizon if isinstance(roster, Roster) else read_horizon(roster)
    made = roster.figures.book if isinstance(roster, Roster) else read_book_digest(roster)
    if horizon is None or made == digest(clinic, horizon.first):
        return ()
    problem, rows = asked(clinic, roster)
    if booked(problem, rows) == clinic.book:
        return ()
    sentences = [
        f"{each.who}, {each.when}: {each.how.partition(';')[0]}"
        for each in broken_since(problem, rows, left_out(roster))
        if made or each.rule == "cancelled since"  # a roster made by hand may say less than the book
    ]
    sentences += _elsewhere(problem, rows)
    if made and not sentences:
        sentences = [f"it has other visits from {horizon.first} on than when the roster was made"]
    more = [f"and {len(sentences) - SHOWN} more"] if len(sentences) > SHOWN else []
    return tuple(sentences[:SHOWN] + more)


def refuse_changed(clinic: Clinic, roster: Path) -> None:
    """Raises Conflict for a roster that would show visits that the book has cancelled, moved or not heard of."""
    if changed := changed_since(clinic, roster):
        words = f"the book has changed since {roster} was made, which would show as today's what is not"
        mend = "Show the book as it stands, with --month and without a roster, or make a new roster"
        raise Conflict(f"{words}: {'; '.join(changed)}. {mend}")


def broken_since(problem: Problem, rows: Iterable[Appointment], left_out: Set[tuple[str, int]]) -> Iterator[Violation]:
    """What publishing would undo: bookings that the roster knows nothing of, and visits that were cancelled since."""
    rows = tuple(rows)
    there = {(row.key, row.service): row for row in rows}
    for session in problem.sessions:
        for old in session.booked:
            row = there.get((old.key, old.service))
            left = row is None and old.key not in left_out
            if left or (row and row.id != old.id and _place(row) != _place(old)):
                how = "was booked after the roster was made; plan again, so that it is kept"
                yield Violation("booked since", session.name, problem.day(old), how, (old,))
    entries = {entry.id: entry for entry in problem.clinic.book}
    for row in rows:
        entry = entries.get(row.id)
        known = entry and (row.status == BOOKED or entry.start == row.start)  # else an id that a hand has used twice
        if entry and known and entry.status in ENDED and (entry.plan, entry.number) == row.key:
            how = f"is {entry.status} in the book, as {entry.id}; plan again, so that it stays so"
            yield Violation("cancelled since", f"{row.plan}, session {row.number}", problem.day(row), how, (row,))


def left_out(roster: Roster | Path) -> Set[tuple[str, int]]:
    """The sessions that a roster says it left out, by plan and number."""
    return {each.session.key for each in roster.left_out} if isinstance(roster, Roster) else read_left_out(roster)


def _elsewhere(problem: Problem, rows: Iterable[Appointment]) -> Iterator[str]:
    """Visits that were booked from the roster, and that the book has moved."""
    for row in rows:
        session = problem.by_key.get(row.key)
        entry = session.booked_for(row.service) if session else None
        if entry and row.status == PLANNED and row.id == entry.id and _place(row) != _place(entry):
            there, here = (problem.clinic.local(each.start) for each in (row, entry))
            who = f"{row.plan}, session {row.number}"
            yield f"{who}: {_at(there)} in the roster, {_at(here)} with {entry.practitioner} in the book"


def _at(moment: datetime) -> str:
    return f"{moment:%a %Y-%m-%d %H:%M}"


def _place(row: Appointment) -> tuple[object, ...]:
    return (row.start, row.practitioner, row.room)


def _row(entry: Entry) -> tuple[object, ...]:
    place = (entry.start.astimezone(UTC).isoformat(), entry.practitioner or "", entry.room or "", entry.service or "")
    return (entry.id, entry.plan, entry.number, entry.status, *place, entry.fixed)
