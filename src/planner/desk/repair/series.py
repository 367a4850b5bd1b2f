"""A course moved from one visit on: the later ones follow to where they are best after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from planner.clinic import Appointment, Clinic, Entry, Key
from planner.clinic.appointments import BOOKED
from planner.clinic.subproblem import appointments_of
from planner.desk.answers import ClosedAppointment
from planner.desk.repair.repair import SECONDS, BookRepair, repair
from planner.rules import Violation

FOLLOWS = "follows the visit before it"
"""In place of a rule's name: nothing closes a later visit but that its course moves."""


def series(
    clinic: Clinic, visit: Key, place: Sequence[Appointment], today: date, seconds: float = SECONDS
) -> BookRepair:
    """The change by which a booked visit has a new `place`, none: stays where it is, and the later ones follow it.

    Of the later ones those move that are booked after `today` and not fixed, each to where its course and the clinic's
    goals have it after the one before; others move only where there is no place else. `before` and `after` have the
    visit's own rows too. Where a later one would have no place it is in `left`: nothing is to be booked then.
    """
    new = {row.id: row for row in place}
    old = [entry for entry in clinic.book if entry.id in new]
    moved = replace(clinic, book=tuple(_at(entry, new) for entry in clinic.book))
    mine = [entry for entry in moved.book if (entry.plan, entry.number) == visit and entry.status == BOOKED]
    first = max([today, *(clinic.day(entry.start) for entry in mine)])
    later = [entry for entry in moved.book if _is_later(clinic, entry, visit, today)]
    rows = appointments_of(moved, later)
    patient = clinic.plan(visit[0]).patient
    closed = [ClosedAppointment(row, patient, clinic.day(row.start), FOLLOWS, FOLLOWS) for row in rows]
    found = repair(moved, closed, first, seconds=seconds, by_course=True)
    before = [row for row in appointments_of(clinic, old) if row.id in new]
    return replace(found, before=(*before, *found.before), after=(*place, *found.after))


def shifted(
    clinic: Clinic, visit: Sequence[Appointment], practitioner: str, start: datetime
) -> Iterator[tuple[Appointment, ...]]:
    """A visit's rows as they stand, begun at another start with a practitioner: in their rooms, then in others."""
    first, *others = visit
    by = start - first.start
    rest = tuple(replace(row, start=row.start + by, end=row.end + by) for row in others)
    for room in [first.room, *(room for room in clinic.rooms if first.room is not None and room != first.room)]:
        place = {"practitioner": practitioner, "room": room, "start": start, "end": first.end + by}
        yield (replace(first, **place), *rest)  # type: ignore[arg-type]


def against(row: Appointment, broken: Violation) -> bool:
    """Whether what is broken keeps a row of a visit out although the later ones of its course follow it."""
    others = [each for each in broken.rows if each.key != row.key]
    return not others or any(each.plan != row.plan or each.number < row.number for each in others)


def _at(entry: Entry, new: Mapping[str, Appointment]) -> Entry:
    """An entry at its new place, from which nothing moves it again."""
    row = new.get(entry.id)
    if row is None:
        return entry
    return replace(entry, practitioner=row.practitioner, room=row.room, start=row.start, fixed=True)


def _is_later(clinic: Clinic, entry: Entry, visit: Key, today: date) -> bool:
    plan, number = visit
    follows = entry.plan == plan and entry.number > number and entry.status == BOOKED
    return follows and not entry.fixed and clinic.day(entry.start) > today
