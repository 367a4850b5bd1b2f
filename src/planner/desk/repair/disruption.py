"""A book with some of its appointments closed: what is to be placed again, and what stands around it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from planner.clinic import Appointment, Clinic, Entry, Horizon, Key, Problem, Session
from planner.clinic.appointments import BOOKED, WITHDRAWN
from planner.clinic.spans import DAY, monday
from planner.clinic.subproblem import appointments_of, booked_of, booked_on, part_of
from planner.desk.answers import ClosedAppointment
from planner.desk.repair.nearness import FAR, WEEK, near_its_place
from planner.engine.local.fix import with_follow_ups

MOST_NEAR = 30
"""So many other appointments may move, at most."""

Part = tuple[str, str]
"""A row of the book: its id and service."""


@dataclass(frozen=True)
class Disruption:
    """The closed appointments of a clinic's book, to be placed from `first` on.

    `alone` are the closed visits, which no place of theirs can keep; of those `contested` one or the other has to give
    way. `numbers` says by which number a visit goes on, where its turn was passed on; else it keeps its own.
    """

    clinic: Clinic
    alone: tuple[Key, ...]
    contested: frozenset[Key]
    first: date
    numbers: Mapping[Key, int] = field(default_factory=dict)
    by_course: bool = False
    """Whether closed visits go where their courses have them best, and not as near their old places as can be."""

    @classmethod
    def of(
        cls, clinic: Clinic, closed: Iterable[ClosedAppointment], first: date, by_course: bool = False
    ) -> Disruption:
        closed = list(closed)
        alone = {each.row.key for each in closed if not each.beside and not each.row.fixed}
        rows = [row for each in closed if each.beside for row in (each.row, *each.beside)]
        contested = {row.key for row in rows if not row.fixed and clinic.day(row.start) >= first}
        return cls(clinic, tuple(sorted(alone)), frozenset(contested - alone), first, by_course=by_course)

    def why_it_stays(self, closed: ClosedAppointment) -> str:
        """Why nothing can be done about a closed appointment; empty where something can."""
        if not closed.beside:
            return "it is fixed" if closed.row.fixed else ""
        able = {row.key for row in (closed.row, *closed.beside)} & {*self.contested, *self.alone}
        return "" if able else f"nothing of it after {self.first - DAY} may move"

    def renamed(self, key: Key) -> Key:
        """The key under which a visit of the book goes on."""
        return key[0], self.numbers.get(key, key[1])

    @cached_property
    def closed(self) -> tuple[Key, ...]:
        """The sessions to be placed, by their new numbers."""
        return tuple(sorted(map(self.renamed, self.alone)))

    @cached_property
    def free(self) -> frozenset[Key]:
        """These, and those that contend."""
        return frozenset(map(self.renamed, (*self.contested, *self.alone)))

    # --- the days, and the problem of them ------------------------------------------------------------------------

    @cached_property
    def left(self) -> Clinic:
        """The clinic with the closed visits withdrawn, and with the numbers that the others go on by."""
        return replace(self.clinic, book=tuple(map(self._going_on, self.clinic.book)))

    def _going_on(self, entry: Entry) -> Entry:
        key = entry.plan, entry.number
        if entry.status != BOOKED or (key not in self._gone and key not in self.numbers):
            return entry
        return replace(entry, status=WITHDRAWN) if key in self._gone else replace(entry, number=self.numbers[key])

    @cached_property
    def _gone(self) -> frozenset[Key]:
        return frozenset(self.alone)

    @cached_property
    def patients(self) -> frozenset[str]:
        return frozenset(self.clinic.plans[plan].patient for plan, _ in self.free)

    @cached_property
    def ahead(self) -> Problem:
        """Their patients' plans over all the days that are looked at."""
        return part_of(self.left, Horizon.between(self.first, self.first + FAR, 0), self.patients, days=())

    @cached_property
    def as_booked(self) -> Problem:
        """The same with the closed visits where they are booked."""
        return part_of(self.clinic, Horizon.between(self.first, self.first + FAR, 0), self.patients, days=())

    @cached_property
    def wanted(self) -> tuple[Session, ...]:
        """The sessions to be placed that have days on which they may be had again."""
        sessions = [self.ahead.by_key[key] for key in sorted(self.free) if key in self.ahead.by_key]
        return tuple(session for session in map(self._near_where_it_was, sessions) if session.reach)

    @cached_property
    def horizon(self) -> Horizon:
        """From the first day on to a week after the last on which one of them may be placed."""
        lasts = [session.reach.last for session in self.wanted if session.reach and session.reach.last]
        return Horizon.between(self.first, max(lasts, default=self.first) + WEEK, look_ahead=0)

    def problem(self, near: Collection[Key]) -> Problem:
        """The problem of those to be placed, all due, and of others that may move, on the days that they may have."""
        patients = self.patients | {self.clinic.plans[plan].patient for plan, _ in near}
        bare = part_of(self.left, self.horizon, patients, days=())
        sessions = tuple(map(self._near_where_it_was, bare.sessions))
        free = with_follow_ups(bare, booked_of(bare), {*self.free, *near})
        reaches = [each.reach for each in sessions if each.reach and each.key in free]
        days = {day for day in self.horizon.days if any(day in reach for reach in reaches)}
        days |= {day + n * DAY for day in days for n in (-1, 1)}  # what begins on one may last past midnight
        if any(person.max_sessions_per_week is not None for person in self.left.practitioners.values()):
            days = {monday(day) + number * DAY for day in days for number in range(7)}
        others = booked_on(self.left, days, without=patients)
        return replace(bare, sessions=sessions, history=(*bare.history, *others))

    def _near_where_it_was(self, session: Session) -> Session:
        if self.by_course:
            return replace(session, due=session.due or session.key in self.closed)
        was = self._were.get(session.key) if session.key in self.closed else None
        return near_its_place(self.left, session, was, self.first) if was else session

    @cached_property
    def _were(self) -> Mapping[Key, tuple[Appointment, ...]]:
        """The rows of the closed visits, by the sessions to be placed."""
        gone = [each for each in self.clinic.book if each.status == BOOKED and (each.plan, each.number) in self._gone]
        found: dict[Key, tuple[Appointment, ...]] = {}
        for row in appointments_of(self.clinic, gone):
            found[self.renamed(row.key)] = (*found.get(self.renamed(row.key), ()), row)
        return found

    @cached_property
    def near(self) -> tuple[Key, ...]:
        """Others that may move, the nearest first: the patients' own, then those with people who may treat them.

        Near is what lies on a day that a session to be placed may have, by the days to its ideal one.
        """
        clinic, spans = self.clinic, [session.reach for session in self.wanted if session.reach]
        able = {id for session in self.wanted for id in _able(clinic, session)}
        begin, end = clinic.moment(self.first), clinic.moment(self.horizon.end + DAY)
        ideals = [session.ideal for session in self.wanted if session.ideal]
        found: dict[Key, tuple[int, int]] = {}
        for entry in self.left.book:
            key = entry.plan, entry.number
            if entry.status != BOOKED or entry.fixed or key in self.free or not begin <= entry.start < end:
                continue
            own = clinic.plans[entry.plan].patient in self.patients
            day = clinic.day(entry.start)
            if own or any(day in span for span in spans):
                kind = 0 if own else 1 if entry.practitioner in able else 2
                found[key] = kind, min((abs((day - ideal).days) for ideal in ideals), default=0)
        return tuple(sorted(found, key=lambda key: (found[key], key))[:MOST_NEAR])

    # --- the rows of the book -------------------------------------------------------------------------------------

    def book(self, problem: Problem) -> Mapping[Part, Appointment]:
        """What of a problem is booked and what is closed, as the clinic's book has them, by id and service."""
        there = {row.id for row in booked_of(problem)}
        theirs = [
            entry
            for entry in self.clinic.book
            if entry.status == BOOKED and (entry.id in there or (entry.plan, entry.number) in self._gone)
        ]
        return {(row.id, row.service): row for row in appointments_of(self.clinic, theirs)}

    def into_book(self, rows: Iterable[Appointment], book: Mapping[Part, Appointment]) -> dict[Part, Appointment]:
        """Rows found, as they come into the book: those of closed visits under the ids these had."""
        ids = self._ids(book)
        named = [
            replace(row, id=ids.get((row.key, row.service), row.id), status=BOOKED) if row.key in self.closed else row
            for row in rows
        ]
        return {(row.id, row.service): row for row in named}

    def _ids(self, book: Mapping[Part, Appointment]) -> Mapping[tuple[Key, str], str]:
        """The ids of the closed rows, by the sessions to be placed and their services."""
        return {(self.renamed(row.key), row.service): row.id for row in book.values() if row.key in self._gone}

    def why_not_asked(self, problem: Problem, key: Key) -> str:
        """Why a session has no day to be placed on; empty where it has some."""
        session, end = problem.by_key.get(key), problem.horizon.end
        if session is not None:
            return f"its ideal day is now after {end}: {session.barred}" if session.barred else ""
        standing = (*problem.history, *booked_of(problem))
        later = [row for row in standing if row.plan == key[0] and row.number > key[1]]
        if later:
            row = min(later, key=lambda row: row.number)
            return f"no day is left for it before session {row.number} of its plan, which is on {problem.day(row)}"
        return f"its turn comes after {end}"


def _able(clinic: Clinic, session: Session) -> Iterable[str]:
    """The practitioners who may give some service of a session."""
    named = clinic.plans[session.plan].practitioner
    needs = [clinic.services[service].needs for service in session.services]
    for id, person in clinic.practitioners.items():
        if named in (None, id) and any(need <= person.qualifications for need in needs):
            yield id
