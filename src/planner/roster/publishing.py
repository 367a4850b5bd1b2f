"""A roster's month becomes bookings in the clinic's appointment book, all or none."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from planner.clinic import Appointment, Clinic, Entry, Problem
from planner.clinic.appointments import ATTENDED, BOOKED, PLANNED, WITHDRAWN
from planner.errors import Nonsense
from planner.files.book import csv, workbook
from planner.files.reading import load
from planner.files.reading.sources.workbooks import is_workbook
from planner.roster.booking import Book, booked
from planner.roster.check import asked
from planner.roster.files import QUALITY, read_horizon, read_left_out
from planner.roster.roster import Roster
from planner.rules import Violation, violations


@dataclass(frozen=True)
class Published:
    """The book before and after. With `violations` nothing was published, and the two are alike."""

    clinic: Clinic
    before: Book
    after: Book
    first: date | None = None
    """The first day of the roster; None where none was given."""
    violations: tuple[Violation, ...] = ()
    overtaken: tuple[Violation, ...] = ()
    """What drafts break now that the month is booked: bookings set the ideal days of the sessions after them anew."""

    @property
    def booked(self) -> list[Entry]:
        there = {entry.id for entry in self.before}
        return [entry for entry in self.after if entry.id not in there]

    @property
    def changed(self) -> list[tuple[Entry, Entry]]:
        """Entries that were in the book already and are no longer as they were."""
        there = {entry.id: entry for entry in self.before}
        return [(there[new.id], new) for new in self.after if new.id in there and new != there[new.id]]

    @property
    def moved(self) -> list[tuple[Entry, Entry]]:
        return [(a, b) for a, b in self.changed if (a.start, a.practitioner) != (b.start, b.practitioner)]

    @property
    def other_rooms(self) -> list[tuple[Entry, Entry]]:
        """Entries whose room alone changed."""
        return [(a, b) for a, b in self.changed if a.room != b.room and (a, b) not in self.moved]

    @property
    def withdrawn(self) -> list[Entry]:
        return [new for old, new in self.changed if new.status == WITHDRAWN]

    @property
    def attended(self) -> list[Entry]:
        old = {entry.id for entry in self.before if entry.status == ATTENDED}
        return [entry for entry in self.after if entry.status == ATTENDED and entry.id not in old]


def publish(folder: Path, roster: Path | None = None, attended: date | None = None) -> Published:
    """Book the roster's month in the clinic's folder or workbook; what is booked up to `attended` is attended then.

    A roster that breaks a rule is not published. Raises Nonsense for a roster that does not say which days it is for.
    """
    clinic = load(folder).clinic
    done = published(clinic, roster, attended)
    if done.after != done.before:
        keeper = workbook if is_workbook(folder) else csv
        keeper.keep(folder, done.before, done.after, clinic.timezone)
    return done


def published(clinic: Clinic, roster: Roster | Path | None = None, attended: date | None = None) -> Published:
    """What publishing a roster, or one written into a folder, makes of the clinic's book; nothing is written."""
    book, first, drafts = clinic.book, None, list[Violation]()
    if roster is not None:
        problem, rows = _of_roster(clinic, roster)
        first = problem.horizon.first
        book = booked(problem, rows)
        broken = [*_booked_since(problem, rows, _left_out(roster)), *violations(problem, rows)]
        if book == clinic.book:  # published before; what its drafts break by now is in nobody's way
            broken = [each for each in broken if not is_of_draft(problem, each)]
        if broken:
            return Published(clinic, clinic.book, clinic.book, first, tuple(broken))
        then = Problem.of(replace(clinic, book=book), problem.horizon)
        drafts = [each for each in violations(then, rows) if is_of_draft(then, each)]
    if attended is not None:
        book = marked_attended(clinic, book, attended)
    return Published(clinic, clinic.book, book, first, overtaken=tuple(drafts))


def is_published(clinic: Clinic, roster: Path) -> bool:
    """Whether the book has all that publishing this roster would put there."""
    return booked(*_of_roster(clinic, roster)) == clinic.book


def overtaken(clinic: Clinic, roster: Path, broken: Iterable[Violation]) -> tuple[list[Violation], list[Violation]]:
    """What only drafts break, which bookings have overtaken, and the rest."""
    problem, _ = _of_roster(clinic, roster)
    drafts = [each for each in broken if is_of_draft(problem, each)]
    return drafts, [each for each in broken if each not in drafts]


def _booked_since(problem: Problem, rows: Iterable[Appointment], left_out: Set[tuple[str, int]]) -> Iterable[Violation]:
    """Bookings that the roster knows nothing of, neither by their id nor as left out: publishing would undo them."""
    there = {(row.key, row.service): row for row in rows}
    for session in problem.sessions:
        for old in session.booked:
            row = there.get((old.key, old.service))
            left = row is None and old.key not in left_out
            if left or (row and row.id != old.id and _place(row) != _place(old)):
                how = "was booked after the roster was made; plan again, so that it is kept"
                yield Violation("booked since", session.name, problem.day(old), how, (old,))


def _place(row: Appointment) -> tuple[object, ...]:
    return (row.start, row.practitioner, row.room)


def _left_out(roster: Roster | Path) -> Set[tuple[str, int]]:
    """The sessions that a roster says it left out, by plan and number."""
    return {each.session.key for each in roster.left_out} if isinstance(roster, Roster) else read_left_out(roster)


def _of_roster(clinic: Clinic, folder: Roster | Path) -> tuple[Problem, tuple[Appointment, ...]]:
    """The problem that a roster answers, and its rows."""
    if isinstance(folder, Roster):
        return asked(clinic, folder)
    if not folder.is_dir():
        raise Nonsense(f"{folder} is no folder; give the one that the roster was written into")
    if read_horizon(folder) is None:
        raise Nonsense(
            f"{folder} has no {QUALITY}, which says what days the roster is for; write it with planner roster"
        )
    return asked(clinic, folder)


def is_of_draft(problem: Problem, violation: Violation) -> bool:
    """Whether it concerns a row planned beyond the month asked for, and so not to be booked yet."""
    return any(row.status == PLANNED and problem.day(row) > problem.horizon.last for row in violation.rows)


def marked_attended(clinic: Clinic, book: Book, until: date) -> Book:
    """The book with everything booked up to and including a day attended."""
    return tuple(
        replace(entry, status=ATTENDED, fixed=False)
        if entry.status == BOOKED and clinic.day(entry.start) <= until
        else entry
        for entry in book
    )
