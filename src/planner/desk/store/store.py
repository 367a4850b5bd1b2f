"""A store's database, read and written."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock, local
from typing import cast

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import DBAPIError

from planner.clinic import Clinic
from planner.clinic.clinic import UTC
from planner.desk.store import appointments, journal
from planner.desk.store import facts as factual
from planner.desk.store.appointments import HELD, StoredAppointment
from planner.desk.store.calls import call_under_way, refuse_to_wait
from planner.desk.store.connection import BUSY_SECONDS
from planner.desk.store.databases import DATABASES, FACTS, Given
from planner.desk.store.facts import NOTHING, Facts
from planner.desk.store.faults import clear_faults, name_of
from planner.desk.store.tables import settings
from planner.desk.store.transaction import Writing
from planner.desk.store.turns import turns_at
from planner.errors import Nonsense, StoreFault

REMEMBERED = 1000
"""How many of the holds made last are kept in memory."""


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Settled:
    """A clinic with its book as of an entry of the journal, by its number, and the version of the facts then."""

    entry: int
    facts: int
    clinic: Clinic


class Store:
    """The facts are kept in memory as of the version last seen, and only what is newer is read again."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self.engine, self.clock = engine, clock
        self.database = DATABASES[engine.dialect.name]
        self._turns = turns_at(os.path.realpath(engine.url.database or "")) if engine.dialect.name == "sqlite" else None
        self._thread, self._one_reads = local(), Lock()
        self._known: tuple[Facts, int] = (NOTHING, 0)
        self._made: OrderedDict[str, Sequence[StoredAppointment]] = OrderedDict()

    @contextmanager
    def reading(self, whole: bool = False) -> Iterator[Connection]:
        """A connection that only reads; `whole`: all that it reads is of one moment."""
        if shared := self._shared:
            with clear_faults(self.engine):
                yield shared
            return
        if not whole and (call := call_under_way()):
            with clear_faults(self.engine):
                yield cast(Connection, call.connection)
            return
        refuse_to_wait()
        with clear_faults(self.engine), self.engine.connect() as connection:
            yield connection.execution_options(reading=True, whole=whole, apart=not whole)

    @contextmanager
    def writing(self, names: Iterable[str] = (), alone: bool = False) -> Iterator[Writing]:
        """One transaction, kept whole or not at all, that raises and locks the versions of `names`.

        `alone`: no booking runs beside it, as when facts change.
        """
        with self.beside() as connection:
            at, versions = self.database.begin(connection, self.clock(), names, alone)
            known = self.known(connection, versions.pop(FACTS, 0))
            yield Writing(connection, self.database, at, versions, *known, self.database.come(at, self.clock()))

    @contextmanager
    def first_writing(self, tick: int) -> Iterator[Writing]:
        """The transaction that fills an empty store, counted in a tick. Raises Nonsense for one that has a clinic."""
        with self.beside() as connection:
            at, versions = self.database.begin(connection, self.clock(), (), alone=True)
            if FACTS in versions:
                raise Nonsense("the store has a clinic already; change its facts, or load into another store")
            connection.execute(insert(settings), {"id": 1, "tick": tick, "latest": at})
            yield Writing(connection, self.database, at, versions, NOTHING, tick, self.database.come(at, self.clock()))

    @contextmanager
    def beside(self) -> Iterator[Connection]:
        """One transaction, as on what a server keeps beside the book; nothing of it is in the journal by itself."""
        if shared := self._shared:
            with clear_faults(self.engine), shared.begin_nested():
                yield shared
            return
        refuse_to_wait()
        with clear_faults(self.engine), self._turn(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def together(self) -> Iterator[None]:
        """What this thread does meanwhile as one transaction, which is on the disk when this ends.

        What is refused within takes nothing of the rest along. Raises StoreFault where all is lost: an SQLite that
        fails ends the transaction by itself, and the driver would commit nothing without a word.
        """
        with self.beside() as connection:
            self._thread.shared = connection
            try:
                yield
            finally:
                self._thread.shared = None
            if self._turns and not connection.connection.in_transaction:
                raise StoreFault(f"{name_of(self.engine)}: the transaction was lost; ask again")

    @property
    def _shared(self) -> Connection | None:
        """The connection of this thread's `together`."""
        return getattr(self._thread, "shared", None)

    def _turn(self) -> AbstractContextManager[None]:
        return self._turns.one(BUSY_SECONDS) if self._turns else nullcontext()

    def read(
        self, connection: Connection, names: Iterable[str] = (), lines: Given | None = None
    ) -> tuple[datetime, Mapping[str, int], list[StoredAppointment]]:
        """The store's time, versions by name, that of the facts too, and lines, all as of one moment.

        A version is 0 where there was no change yet.
        """
        names = list(names)
        now, found, rows = self.database.read(connection, self.clock(), names, lines)
        return now, {name: found.get(name, 0) for name in (FACTS, *names)}, [StoredAppointment(*row) for row in rows]

    def clinic(self) -> Clinic:
        """The clinic as it is now, with its book, without holds."""
        with self.reading(whole=True) as connection:
            facts, _ = self.known(connection)
            return _with_book(facts, appointments.all_lines(connection))

    def as_of(self, then: datetime | int) -> Clinic:
        """The clinic as it was at a moment, or after the journal's entry of that number."""
        with self.reading(whole=True) as connection:
            last = journal.last(connection)
            if isinstance(then, int) and then > last:
                raise Nonsense(f"the journal has no entry {then}; its last is {last}")
            past = journal.fold(journal.until(connection, then))
            if not past.facts:
                asked = f"at entry {then}" if isinstance(then, int) else f"on {self._clock_time(connection, then)}"
                raise Nonsense(f"the store had no clinic yet {asked}; the journal says when one was loaded")
            known = factual.people(connection)
        return _with_book(factual.named(past.facts_then, known), past.lines_then)

    def _clock_time(self, connection: Connection, then: datetime) -> str:
        facts, _ = self.known(connection)
        return f"{facts.clinic.local(then):%Y-%m-%d %H:%M}"

    def scrub(self) -> None:
        """Leave nothing of rows that are gone in the file or tables, where no other client keeps them busy."""
        with suppress(DBAPIError), self.engine.connect() as connection:
            self.database.scrub(connection.execution_options(reading=True, apart=True))

    def settled(self) -> int:
        """The number of the journal's last entry while nobody writes: a book read from now on has all up to it."""
        with clear_faults(self.engine), self.engine.connect().execution_options(reading=True) as connection:
            self.database.shut_out(connection)
            return journal.last(connection)

    def settled_clinic(self) -> Settled:
        """The clinic with its book, and the number of the entry that it is as of."""
        with clear_faults(self.engine), self.engine.connect().execution_options(reading=True) as connection:
            self.database.shut_out(connection)
            facts, _ = self.known(connection)
            clinic = _with_book(facts, appointments.all_lines(connection))
            return Settled(journal.last(connection), facts.version, clinic)

    def peek(self, connection: Connection) -> datetime:
        """The store's time."""
        return self.read(connection)[0]

    def known(self, connection: Connection, version: int | None = None) -> tuple[Facts, int]:
        """The facts as they are now, and the tick; `version`, theirs, where it was read already."""
        facts, tick = self._known
        if version is None:
            version = self.read(connection)[1][FACTS]
        if version == 0:
            raise StoreFault(f"{name_of(self.engine)}: the store is empty; load a clinic into it first")
        if version != facts.version:
            refuse_to_wait()
            with self._one_reads:  # the other threads of a server that has just begun wait for it, and read nothing
                if version == self._known[0].version:
                    return self._known
                if version < facts.version:  # it was restored from a copy, or another thread has seen a newer one
                    facts = NOTHING
                facts = factual.newer(connection, facts, version)
                tick = connection.execute(select(settings.c.tick)).scalar_one()
                self._known = (facts, tick)
        return facts, tick

    def remember(self, made: Sequence[StoredAppointment]) -> None:
        """The lines of a hold made here: while the facts are as they were, nobody alters them before it ends."""
        if hold := made[0].hold:
            self._made[hold] = made
            if len(self._made) > REMEMBERED:
                self._made.popitem(last=False)

    def made_here(self, hold: str) -> Sequence[StoredAppointment]:
        """The lines of a hold as it was made, if that was here and not long ago; told once, to who books it."""
        return self._made.pop(hold, ())

    @property
    def last_known(self) -> Facts:
        """The facts as last seen."""
        return self._known[0]


def _with_book(facts: Facts, there: Iterable[StoredAppointment]) -> Clinic:
    return replace(facts.clinic, book=tuple(line.entry() for line in there if line.status != HELD))
