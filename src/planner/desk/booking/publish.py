"""A whole book put in the place of the one that stands, as when a roster's month is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain

from planner.clinic import Clinic, Entry, Key
from planner.clinic.appointments import ATTENDED, BOOKED, IN_THE_BOOK, NO_SHOW
from planner.clinic.courses.numbering import has_number, numbers_by_plan
from planner.clinic.texts import LONGEST_ID
from planner.desk.answers import Call, Receipt
from planner.desk.booking import lines
from planner.desk.booking.holds_around import holds_kept
from planner.desk.booking.merge import Overlay
from planner.desk.booking.publish_check import broken_by
from planner.desk.booking.snapshot import refuse_no_place
from planner.desk.store import appointments, journal
from planner.desk.store.appointments import HELD, StoredAppointment
from planner.desk.store.faults import Collision
from planner.desk.store.store import Store
from planner.desk.store.transaction import Writing
from planner.desk.store.versions import names_of
from planner.errors import Forbidden, Nonsense, PlaceTaken, StaleVersion, UnknownName
from planner.faults import quoted


class Tried(Exception):
    """A dry run that could be done: its transaction is given up."""


class _Unchanged(Exception):
    """A book that says what stands: its transaction is given up too."""

    def __init__(self, answered: Receipt) -> None:
        self.answered = answered


def publish(
    store: Store,
    book: Sequence[Entry],
    first: date | None,
    action: str,
    call: Call,
    request: str | None,
    base: Sequence[Entry] | None = None,
    *,
    partly: bool = False,
    dry_run: bool = False,
) -> Receipt:
    """What a book changes of its `base` is written, all or none, and what others have booked meanwhile is kept.

    The base is left out where `expected` is the journal's number that the book rests on, or the book is one of all that
    stands. Nothing is due before `first`, which is today unless told. `partly`: visits that collide with what was
    booked meanwhile are left out, and told in `.left`.
    Raises Forbidden with all that the changes break, Conflict where what they change was changed meanwhile, or what is
    held could no more be booked, Nonsense for a book that lacks what stands. A `dry_run` raises the same, and Tried in
    place of writing. Where nothing is to change nothing is written, and the answer has the journal's last number.
    """
    try:
        return _published(store, book, first, action, call, request, base, partly, dry_run)
    except _Unchanged as same:
        return same.answered


def _published(
    store: Store,
    book: Sequence[Entry],
    first: date | None,
    action: str,
    call: Call,
    request: str | None,
    base: Sequence[Entry] | None,
    partly: bool,
    dry_run: bool,
) -> Receipt:
    with store.writing(alone=True) as writing:
        everything = writing.end_over(appointments.all_lines(writing.connection))
        there = {line.id: line for line in everything if line.status != HELD}
        laid = _laid_over(writing, there, book, base, call)
        if not partly:
            laid.refuse_overtaken()
        laid.leave_out(laid.overtaken)
        start = first or writing.clinic.day(writing.at)
        while True:
            rows = laid.book
            changed_entries = [entry for entry in rows if entry.id not in there or there[entry.id].entry() != entry]
            _refuse_unknown(writing.clinic, changed_entries, rows)
            _refuse_to_come(writing, there, changed_entries)
            clinic = replace(writing.clinic, book=tuple(rows))
            new = [replace(line, checked=writing.facts.version) for line in lines.lines_of(clinic, changed_entries)]
            if not partly or not (collided := _collided(writing, laid, everything, new, start)):
                break
            laid.leave_out(collided)
        changed = [(old, replace(line, reason=old.reason)) for line in new if (old := there.get(line.id))]
        added = [line for line in new if line.id not in there]
        left = tuple(f"{plan}, session {number}: {why}" for (plan, number), why in laid.left.items())
        if not (changed or added or dry_run):
            raise _Unchanged(Receipt(journal.last(writing.connection), writing.at, (), {}, left=left))
        if broken := broken_by(writing.clinic, there, new, start):
            raise Forbidden(broken)
        _refuse_held(everything, added)
        names = names_of(clinic, [*chain.from_iterable(changed), *added])
        writing.raise_versions(names)
        with holds_kept(store, writing, everything, clinic, names):
            _write(writing, changed, added, everything)
        if dry_run:
            raise Tried
        done = writing.done(action, call, request, [*(new for _, new in changed), *added])
        return replace(done, left=left)


def _laid_over(
    writing: Writing,
    there: Mapping[str, StoredAppointment],
    book: Sequence[Entry],
    base: Sequence[Entry] | None,
    call: Call,
) -> Overlay:
    """The book over what stands; raises what refuses one that cannot follow it."""
    _refuse_twice(book)
    seen = call.get("expected")
    if base is None and seen is not None:
        past = journal.fold(journal.until(writing.connection, seen)).lines_then
        base = [line.entry() for line in past if line.status != HELD]
    if base is None:
        _refuse_unfit(there, book)
        base = [line.entry() for line in there.values()]
    return Overlay(there, base, book)


def _collided(
    writing: Writing,
    laid: Overlay,
    everything: Sequence[StoredAppointment],
    new: Sequence[StoredAppointment],
    first: date,
) -> Mapping[Key, str]:
    """The visits that cannot be beside what stands and what is held."""
    standing = {line.id: line for line in everything if line.status != HELD or line.moves is None}
    held = {line.visit for line in everything if line.status == HELD}
    return laid.collided(broken_by(writing.clinic, standing, new, first), held)


def _refuse_twice(book: Sequence[Entry]) -> None:
    twice = [id for id, count in Counter(entry.id for entry in book).items() if count > 1]
    if twice:
        raise Nonsense(f"the book has {', '.join(twice)} more than once; give each entry an id of its own")


def _refuse_unfit(there: Mapping[str, StoredAppointment], book: Sequence[Entry]) -> None:
    """Raises Nonsense and Conflict for a book of all that stands that cannot follow it."""
    given = {entry.id for entry in book}
    lacking = [id for id in there if id not in given]
    if lacking:
        raise Nonsense(f"the book lacks {', '.join(lacking)}; give an entry the status withdrawn, never leave it out")
    past = [entry.id for entry in book if entry.status == BOOKED and there.get(entry.id, entry).status != BOOKED]
    if past:
        raise StaleVersion(
            f"{', '.join(past)} took place or was cancelled since this book was read; read it again", taken=past
        )


def _refuse_unknown(clinic: Clinic, told: Sequence[Entry], book: Sequence[Entry]) -> None:
    """Raises UnknownName and Nonsense for entries of a book that cannot be."""
    standing = numbers_by_plan((entry.plan, entry.number) for entry in book if entry.status in (ATTENDED, BOOKED))
    numbers = numbers_by_plan((entry.plan, entry.number) for entry in book)
    for entry in told:
        if entry.status not in IN_THE_BOOK:
            raise UnknownName("status", str(entry.status), IN_THE_BOOK)
        if not entry.id.strip() or entry.id != entry.id.strip() or len(entry.id) > LONGEST_ID:
            raise Nonsense(f"{quoted(entry.id)} is no id of an entry; use letters, digits and dashes")
        phases = [phase.name for phase in clinic.protocol_of(clinic.plan(entry.plan)).phases]
        if entry.phase is not None and entry.phase not in phases:
            raise UnknownName(f"phase of the plan {entry.plan!r}", entry.phase, phases)
        refuse_no_place(clinic, entry)
        plan = clinic.plan(entry.plan)
        there = standing[plan.id], numbers[plan.id]
        if entry.status == BOOKED and not has_number(plan, clinic.protocol_of(plan), entry.number, *there):
            raise Nonsense(f"the plan {entry.plan!r} asks for no session {entry.number}, as {entry.id!r} has it")


def _refuse_to_come(writing: Writing, there: Mapping[str, StoredAppointment], told: Sequence[Entry]) -> None:
    """Raises Nonsense for what is said to have taken place, or to have been missed, and is to come."""
    for entry in told:
        if entry.status in (ATTENDED, NO_SHOW) and (entry.id not in there or there[entry.id].status != entry.status):
            day = writing.clinic.day(entry.start)
            writing.refuse_to_come(day, f"{entry.id!r} is on {day}, so it cannot be {entry.status}")


def _write(
    writing: Writing,
    changed: Sequence[tuple[StoredAppointment, StoredAppointment]],
    added: Sequence[StoredAppointment],
    there: Sequence[StoredAppointment],
) -> None:
    writing.release([old for old, _ in changed if old.takes])
    gone = {old.id for old, new in changed if new.status != BOOKED}
    writing.end_holds(lambda line: line.moves in gone)
    try:
        if changed:
            writing.renumber(changed)
            writing.update(changed)
        if added:
            writing.insert(added)
        leaving = {old.id for old, _ in changed}
        staying = [line for line in there if line.id not in leaving]
        writing.claim([line for line in (*(new for _, new in changed), *added) if line.takes], staying)
    except Collision:
        raise PlaceTaken("a place of this book is held or booked otherwise; plan again") from None


def _refuse_held(there: Iterable[StoredAppointment], added: Iterable[StoredAppointment]) -> None:
    held = {line.visit for line in there if line.status == HELD}
    if names := [line.name for line in added if line.visit in held]:
        raise PlaceTaken(f"somebody holds a place for {', '.join(names)}; wait until it is booked or ends", taken=names)
