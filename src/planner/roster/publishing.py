"""A roster's month becomes bookings in the clinic's appointment book, all or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from planner.clinic import Appointment, Clinic, Entry, Key, Problem
from planner.clinic.appointments import ATTENDED, BOOKED, PLANNED, WITHDRAWN
from planner.clinic.clinic import UTC
from planner.errors import Nonsense
from planner.files.book import csv, publications, workbook
from planner.files.reading import load
from planner.files.reading.sources.workbooks import is_workbook
from planner.roster.book_since import broken_since, changed_since
from planner.roster.booking import Book, booked
from planner.roster.check import asked
from planner.roster.collisions import without_collisions
from planner.roster.files import QUALITY, read_horizon
from planner.roster.promises import to_phone
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
    since: tuple[str, ...] = ()
    """What the book had otherwise than the roster knew, in sentences."""
    left: tuple[str, ...] = ()
    """The visits left out of a roster that was published in part, as they collide with the book, and why."""

    @property
    def counts(self) -> dict[str, int]:
        """How many of each, by the word for what became of them."""
        told: dict[str, Sized] = {
            "booked": self.booked,
            "moved": self.moved,
            "withdrawn": self.withdrawn,
            "attended": self.attended,
        }
        return {word: len(entries) for word, entries in told.items()}

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
    def to_phone(self) -> list[tuple[Entry, Entry | None]]:
        """Booked entries that are elsewhere, or withdrawn."""
        return to_phone(self.before, self.after)

    @property
    def moved(self) -> list[tuple[Entry, Entry]]:
        return [(old, new) for old, new in self.to_phone if new is not None]

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


def publish(
    folder: Path,
    roster: Path | None = None,
    attended: date | None = None,
    *,
    now: datetime | None = None,
    dry_run: bool = False,
    partly: bool = False,
) -> Published:
    """Book the roster's month in the clinic's folder or workbook; what is booked up to `attended` is attended then.

    A roster that breaks a rule is not published; with `partly` the visits that collide with what the book has by now
    are left out of it, as they stand. The book of before stays beside the new one, for `undo`; `now` is the
    machine's clock unless given, and in a `dry_run` nothing is written. Raises Nonsense for a roster that does not say
    which days it is for, and for days to come that are said to be attended.
    """
    clinic, now = load(folder).clinic, now or datetime.now(UTC)
    if attended is not None and attended > clinic.day(now):
        to_come = f"what is booked up to {attended} is not all past; today is {clinic.day(now)}"
        raise Nonsense(f"{to_come}; say on its day whether a visit took place")
    done = published(clinic, roster, attended, partly=partly)
    if done.after != done.before and not dry_run:
        keeper = workbook if is_workbook(folder) else csv
        with publications.recorded(folder, clinic.local(now), roster, done.counts):
            keeper.keep(folder, done.before, done.after, clinic.timezone)
    return done


def undo(folder: Path, now: datetime | None = None) -> Mapping[str, str]:
    """The clinic's book as it was before the last publication; answers what that had done, as the log has it.

    Raises Nonsense where nothing was published, or where the book has been changed since.
    """
    clinic = load(folder).clinic
    return publications.undo(folder, clinic.local(now or datetime.now(UTC)))


def published(
    clinic: Clinic, roster: Roster | Path | None = None, attended: date | None = None, *, partly: bool = False
) -> Published:
    """What publishing a roster, or one written into a folder, makes of the clinic's book; nothing is written."""
    book, first, drafts, since = clinic.book, None, list[Violation](), tuple[str, ...]()
    left: Mapping[Key, str] = {}
    if roster is not None:
        since = changed_since(clinic, roster)
        problem, rows = _of_roster(clinic, roster)
        first = problem.horizon.first
        lost = list(broken_since(problem, rows, roster))
        if partly and booked(problem, rows) != clinic.book:
            rows, left = without_collisions(problem, rows, lost)
            lost = []
        book = booked(problem, rows)
        broken = [*lost, *violations(problem, rows)]
        if book == clinic.book:  # published before; what its drafts break by now is in nobody's way
            broken = [each for each in broken if not is_of_draft(problem, each)]
        if broken:
            return Published(clinic, clinic.book, clinic.book, first, tuple(broken), since=since)
        then = Problem.of(replace(clinic, book=book), problem.horizon)
        drafts = [each for each in violations(then, rows) if is_of_draft(then, each)]
    if attended is not None:
        book = marked_attended(clinic, book, attended)
    said = tuple(f"{plan}, session {number}: {why}" for (plan, number), why in left.items())
    return Published(clinic, clinic.book, book, first, overtaken=tuple(drafts), since=since, left=said)


def is_published(clinic: Clinic, roster: Path) -> bool:
    """Whether the book has all that publishing this roster would put there."""
    return booked(*_of_roster(clinic, roster)) == clinic.book


def overtaken(clinic: Clinic, roster: Path, broken: Iterable[Violation]) -> tuple[list[Violation], list[Violation]]:
    """What only drafts break, which bookings have overtaken, and the rest."""
    problem, _ = _of_roster(clinic, roster)
    drafts = [each for each in broken if is_of_draft(problem, each)]
    return drafts, [each for each in broken if each not in drafts]


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
