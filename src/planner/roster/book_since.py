"""What the appointment book has otherwise by now than a roster knows: visits booked, moved or cancelled since."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Set
from datetime import date
from hashlib import sha256
from pathlib import Path

from planner.clinic import Appointment, Clinic, Entry, Problem
from planner.clinic.appointments import BOOKED, CANCELLED, NO_SHOW, PLANNED, WITHDRAWN
from planner.clinic.clinic import UTC
from planner.clinic.names import name
from planner.errors import Conflict
from planner.roster.booking import booked
from planner.roster.check import asked
from planner.roster.files import read_book_digest, read_horizon, read_left_out
from planner.roster.roster import Roster
from planner.roster.tables.identity import as_booked
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
    made = _made_of(roster)
    if horizon is None or made == digest(clinic, horizon.first):
        return ()
    problem, rows = asked(clinic, roster)
    if booked(problem, rows) == clinic.book:
        return ()
    found = [
        f"{each.who}, {each.when}: {each.how.partition(';')[0]}"
        for each in broken_since(problem, rows, roster)
        if made or each.rule == "cancelled since"  # a roster made by hand may say less than the book
    ]
    if made and not found:
        found = [f"it has other visits from {horizon.first} on than when the roster was made"]
    more = [f"and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
    return tuple(found[:SHOWN] + more)


def refuse_changed(clinic: Clinic, roster: Path) -> None:
    """Raises Conflict for a roster that would show visits that the book has cancelled, moved or not heard of."""
    if changed := changed_since(clinic, roster):
        words = f"the book has changed since {roster} was made, which would show as today's what is not"
        mend = "Show the book as it stands, with --month and without a roster, or make a new roster"
        raise Conflict(f"{words}: {'; '.join(changed)}. {mend}")


def broken_since(problem: Problem, rows: Iterable[Appointment], roster: Roster | Path) -> Iterator[Violation]:
    """What publishing would undo: bookings that the roster knows nothing of, and visits that were cancelled since.

    One made by hand may call what is booked planned, and mean that it moves.
    """
    rows, left, by_hand = tuple(rows), left_out(roster), not _made_of(roster)
    there = {(row.key, row.service): row for row in rows}
    for session in problem.sessions:
        for old in session.booked:
            row = there.get((old.key, old.service))
            if row is None and old.key not in left:
                how = "was booked after the roster was made"
            elif row and row.id != old.id and _place(row) != _place(old):
                how = f"was booked after the roster was made, which has it on {_at(problem.clinic, row)}"
            elif row and row.status == PLANNED and not by_hand and not as_booked(row, old):
                here = _at(problem.clinic, old)
                how = f"was booked or moved after the roster was made, to {here} from {_at(problem.clinic, row)}"
            else:
                continue
            yield Violation(
                "booked since", session.name, problem.day(old), f"{how}; plan again, so that it is kept", (old,)
            )
    entries = {entry.id: entry for entry in problem.clinic.book}
    for row in rows:
        entry = entries.get(row.id)
        known = entry and (row.status == BOOKED or entry.start == row.start)  # else an id that a hand has used twice
        if entry and known and entry.status in ENDED and (entry.plan, entry.number) == row.key:
            how = f"is {entry.status} in the book, as {entry.id}; plan again, so that it stays so"
            yield Violation("cancelled since", f"{row.plan}, session {row.number}", problem.day(row), how, (row,))


def _made_of(roster: Roster | Path) -> str | None:
    """The fingerprint of the book that a roster was made of; none where it was made by hand."""
    return roster.figures.book if isinstance(roster, Roster) else read_book_digest(roster)


def left_out(roster: Roster | Path) -> Set[tuple[str, int]]:
    """The sessions that a roster says it left out, by plan and number."""
    return {each.session.key for each in roster.left_out} if isinstance(roster, Roster) else read_left_out(roster)


def _at(clinic: Clinic, row: Appointment) -> str:
    who = name(clinic.practitioners, row.practitioner) or "nobody"
    return f"{clinic.local(row.start):%a %Y-%m-%d %H:%M} with {who}"


def _place(row: Appointment) -> tuple[object, ...]:
    return (row.start, row.practitioner, row.room)


def _row(entry: Entry) -> tuple[object, ...]:
    place = (entry.start.astimezone(UTC).isoformat(), entry.practitioner or "", entry.room or "", entry.service or "")
    return (entry.id, entry.plan, entry.number, entry.status, *place, entry.fixed)
