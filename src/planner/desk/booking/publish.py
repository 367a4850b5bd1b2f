"""A whole book put in the place of the one that stands, as when a roster's month is published."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import chain

from planner.clinic import Clinic, Entry
from planner.clinic.appointments import ATTENDED, BOOKED, IN_THE_BOOK
from planner.clinic.courses.numbering import has_number, numbers_by_plan
from planner.desk.answers import Call, Receipt
from planner.desk.booking import lines
from planner.desk.booking.publish_check import broken_by
from planner.desk.booking.snapshot import look_again, refuse_no_place
from planner.desk.store import appointments, journal
from planner.desk.store.appointments import HELD, StoredAppointment
from planner.desk.store.faults import Collision
from planner.desk.store.store import Store
from planner.desk.store.transaction import Writing, expect
from planner.desk.store.versions import names_of
from planner.errors import Conflict, Forbidden, Nonsense, PlaceTaken, StaleVersion, UnknownName


def publish(
    store: Store, book: Sequence[Entry], first: date | None, action: str, call: Call, request: str | None
) -> Receipt:
    """Entries that differ from the book are written, all or none; `expected` is the journal's number they rest on.

    Nothing is due before `first`, which is today unless told. Raises Forbidden with all that they break, Conflict where
    something was booked since or what is held could no more be booked, Nonsense for a book that lacks what stands.
    """
    with store.writing(alone=True) as writing:
        _refuse_changed(writing, call)
        everything = writing.end_over(appointments.all_lines(writing.connection))
        there = {line.id: line for line in everything if line.status != HELD}
        _refuse_unfit(there, book)
        told = [entry for entry in book if entry.id not in there or there[entry.id].entry() != entry]
        _refuse_unknown(writing.clinic, told, book)
        clinic = replace(writing.clinic, book=tuple(book))
        new = [replace(line, checked=writing.facts.version) for line in lines.lines_of(clinic, told)]
        changed = [(old, replace(line, reason=old.reason)) for line in new if (old := there.get(line.id))]
        added = [line for line in new if line.id not in there]
        if broken := broken_by(writing.clinic, there, new, first or writing.clinic.day(writing.at)):
            raise Forbidden(broken)
        _refuse_held(everything, added)
        names = names_of(clinic, [*chain.from_iterable(changed), *added])
        writing.raise_versions(names)
        with _holds_kept(store, writing, _holds_around(everything, clinic, names)):
            _write(writing, changed, added, everything)
        return writing.done(action, call, request, [*(new for _, new in changed), *added])


def _refuse_unfit(there: Mapping[str, StoredAppointment], book: Sequence[Entry]) -> None:
    """Raises Nonsense and Conflict for a book that cannot follow the one that stands."""
    twice = [id for id, count in Counter(entry.id for entry in book).items() if count > 1]
    if twice:
        raise Nonsense(f"the book has {', '.join(twice)} more than once; give each entry an id of its own")
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
        if not entry.id.strip() or entry.id != entry.id.strip():
            raise Nonsense(f"{entry.id!r} is no id of an entry; use letters, digits and dashes")
        phases = [phase.name for phase in clinic.protocol_of(clinic.plan(entry.plan)).phases]
        if entry.phase is not None and entry.phase not in phases:
            raise UnknownName(f"phase of the plan {entry.plan!r}", entry.phase, phases)
        refuse_no_place(clinic, entry)
        plan = clinic.plan(entry.plan)
        there = standing[plan.id], numbers[plan.id]
        if entry.status == BOOKED and not has_number(plan, clinic.protocol_of(plan), entry.number, *there):
            raise Nonsense(f"the plan {entry.plan!r} asks for no session {entry.number}, as {entry.id!r} has it")


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
    except Collision as taken:
        raise PlaceTaken("a place of this book is held or booked otherwise; plan again") from taken


@contextmanager
def _holds_kept(store: Store, writing: Writing, holds: Iterable[Sequence[StoredAppointment]]) -> Iterator[None]:
    """Raises Conflict where a hold could be booked before what is done meanwhile, and not after it."""
    able = [held for held in holds if not _why_not(store, writing, held)]
    yield
    for held in able:
        if why := _why_not(store, writing, held):
            who = [line.name for line in held]
            said = f"somebody holds a place for {', '.join(who)}, which this book would forbid: {why}"
            raise PlaceTaken(f"{said}; wait until it is booked or ends", taken=who)


def _refuse_changed(writing: Writing, call: Call) -> None:
    """What was only held meanwhile changes no book."""
    seen = call.get("expected")
    since = () if seen is None else journal.since(writing.connection, seen)
    last = max((entry.seq for entry in since if entry.changes_book), default=seen)
    expect("the book", seen, last or 0)


def _holds_around(there: Iterable[StoredAppointment], clinic: Clinic, names: Set[str]) -> list[list[StoredAppointment]]:
    """The lines of each hold that rests on some of these versions."""
    holds: defaultdict[str | None, list[StoredAppointment]] = defaultdict(list)
    for line in there:
        if line.status == HELD:
            holds[line.hold].append(line)
    return [held for held in holds.values() if names & names_of(clinic, held)]


def _why_not(store: Store, writing: Writing, held: Sequence[StoredAppointment]) -> str:
    """Why a hold could not be booked as the book stands now; empty where it could."""
    try:
        look_again(store, writing.connection, writing.clinic, held)
    except (Conflict, Forbidden) as broken:
        return str(broken)
    return ""


def _refuse_held(there: Iterable[StoredAppointment], added: Iterable[StoredAppointment]) -> None:
    held = {line.visit for line in there if line.status == HELD}
    if names := [line.name for line in added if line.visit in held]:
        raise PlaceTaken(f"somebody holds a place for {', '.join(names)}; wait until it is booked or ends", taken=names)
