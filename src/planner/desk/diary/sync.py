"""A diary in memory that follows the store's journal."""

from __future__ import annotations

from dataclasses import replace
from threading import Lock

from planner.clinic import Clinic, Entry
from planner.desk.diary.diary import Diary
from planner.desk.store import appointments, journal
from planner.desk.store.appointments import HELD, StoredAppointment
from planner.desk.store.claims import EPOCH
from planner.desk.store.sql import Connection
from planner.desk.store.store import Store
from planner.errors import StoreFault


class Follower:
    """One diary, brought up to date each time it is asked for. What the store's time has ended is out of it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.lock = Lock()
        """To be held while the diary is read, since it is not for several threads at once."""
        self._diary: Diary | None = None
        self._mark = 0
        self._now = EPOCH
        self._seen: set[int] = set()
        """Entries read already that may come again."""
        self._held: dict[str, StoredAppointment] = {}
        """The lines of those of the diary's rows that end by themselves."""
        self._book: dict[str, Entry] = {}
        """The book that a proposal rests on; a place that is held for a move is not in it."""

    def diary(self) -> Diary:
        """The diary as the store stands now."""
        with self.store.reading(whole=True) as connection:
            facts, _ = self.store.known(connection)
            if self._diary is None or _fits_no_more(self._diary.clinic, facts.clinic):
                self._diary = self._read(connection, facts.clinic)
                self._mark = journal.mark(connection, self.store.database)
                self._seen = journal.numbers(connection, self.store.database, self._mark)
            elif self._diary.clinic is not facts.clinic:
                self._diary.change(facts.clinic)
            self._catch_up(connection, self._diary)
            now = self.store.peek(connection)
            if now < self._now:  # the store's clock was set back, and what had ended by itself stands again
                self._diary = self._read(connection, facts.clinic)
            self._now = now
        for id in [id for id, line in self._held.items() if line.over(now)]:
            self._take_out(self._diary, id)
        return self._diary

    def clinic(self) -> Clinic:
        """The clinic with its book, which is what a proposal rests on.

        What somebody holds is booked and fixed in it; a place that is held for a move is not looked at.
        """
        diary = self.diary()
        return replace(diary.clinic, book=tuple(self._book.values()))

    def _read(self, connection: Connection, clinic: Clinic) -> Diary:
        diary = Diary(clinic)
        self._held, self._book = {}, {}
        for line in appointments.all_lines(connection):
            self._put(diary, line)
        return diary

    def _catch_up(self, connection: Connection, diary: Diary) -> None:
        """What is new in the journal, piece by piece."""
        read, whole = set[int](), False
        while not whole:
            entries, mark, whole = journal.tail(connection, self.store.database, self._mark)
            if mark < self._mark:
                raise StoreFault("the journal is shorter than it was, as in a copy put in its place; open it again")
            self._mark = mark
            for entry in entries:
                if entry.seq not in self._seen:
                    self._apply(diary, entry)
            read.update(entry.seq for entry in entries)
            self._seen |= read
        self._seen = read

    def _apply(self, diary: Diary, entry: journal.Entry) -> None:
        for id, line in entry.lines:
            self._take_out(diary, id)
            if line is not None:
                self._put(diary, line)

    def _put(self, diary: Diary, line: StoredAppointment) -> None:
        if line.leaving:
            return
        diary.put(line.appointment(diary.clinic), line.phase)
        if line.status == HELD:
            self._held[line.id] = line
        if line.status != HELD or line.moves is None:
            self._book[line.id] = _entry(line)

    def _take_out(self, diary: Diary, id: str) -> None:
        if id in self._held or id in self._book:
            self._held.pop(id, None)
            self._book.pop(id, None)
            if id in diary:  # a withdrawn one is not
                diary.remove(id)


def _entry(line: StoredAppointment) -> Entry:
    """A line as a proposal looks at it: of the service given, and what is held booked and fixed."""
    return replace(line.entry(), service=line.given, fixed=line.fixed or line.status == HELD)


def _fits_no_more(before: Clinic, after: Clinic) -> bool:
    """Whether rows last otherwise, or their plans are gone."""
    return before.services != after.services or not before.plans.keys() <= after.plans.keys()
