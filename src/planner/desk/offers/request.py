"""A plan as the desk is asked about it: its patient's sessions from today on, and what any rows would mean for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, product
from typing import Any, TypeVar

from planner.clinic import Appointment, Horizon, Problem, Service, Session, unroll
from planner.desk.check import around, beside, breaks, reaches_back, standing
from planner.desk.diary.diary import Diary
from planner.desk.offers.starts import Places
from planner.errors import Nonsense
from planner.roster.format.dates import between
from planner.rules import Answer, Rule, Violation, measured

AHEAD = timedelta(days=400)
"""How far ahead plans are unrolled."""
Thing = TypeVar("Thing")


class Offers(list[Thing]):
    """What is offered, best first; when nothing is, `why` says in a sentence what closes most.

    `alone` says the same where it is plain which session is meant, whose name is left out.
    """

    def __init__(self, found: Iterable[Thing] = (), why: str = "", alone: str = "") -> None:
        super().__init__(found)
        self.why, self.alone = why, alone or why

    def only(self, wanted: Callable[[Thing], bool]) -> Offers[Thing]:
        """Those of them that are wanted."""
        return Offers(filter(wanted, self), self.why, self.alone)


@dataclass(frozen=True)
class OfferRequest:
    """A plan, and the problem of its patient alone: what is booked for that patient, and what is still asked for."""

    diary: Diary
    plan: str
    now: datetime
    problem: Problem

    @classmethod
    def of(cls, diary: Diary, plan: str, now: datetime | None, until: date | None = None) -> OfferRequest:
        """From `now` on, this moment unless told, to well beyond `until`."""
        clinic = diary.clinic
        now = now or datetime.now(UTC)
        patient, first = clinic.plan(plan).patient, clinic.day(now)
        diary.days(first, first)  # laid out from now on, so that it is not again for a plan that begins sooner
        booked = [clinic.day(row.start) for row in diary.of_plan(plan)]
        ahead = max(AHEAD, timedelta(days=reaches_back(clinic, clinic.plan(plan))))
        days = Horizon.between(first, max(first, until or first, clinic.plan(plan).start, *booked) + ahead, 0)
        return cls(diary, plan, now, beside(clinic, patient, diary.book_of(patient), (), days))

    @property
    def today(self) -> date:
        """The clinic's calendar day."""
        return self.diary.clinic.day(self.now)

    @property
    def sessions(self) -> list[Session]:
        """The sessions of the plan that are booked or still asked for, by number."""
        return [session for session in self.problem.sessions if session.plan == self.plan]

    def session(self, number: int | None) -> Session | None:
        """The session of a number, or the next without a place, None if all have one. Raises Nonsense for others."""
        if number is None:
            return next((session for session in self.sessions if not session.booked), None)
        session = self.problem.by_key.get((self.plan, number))
        if session is None:
            raise Nonsense(f"plan {self.plan!r} asks for no session {number} from {self.today} on")
        return session

    @property
    def why_none(self) -> str:
        """Why no session of the plan is without a place."""
        clinic, plan = self.diary.clinic, self.diary.clinic.plan(self.plan)
        clinic = replace(clinic, book=tuple(self.diary.book_of(plan.patient)))
        lost = unroll(clinic, plan, self.problem.horizon).lost
        if lost:
            lapsed = "1 session" if lost == 1 else f"{lost} sessions"
            return f"{lapsed} of plan {self.plan!r} lapsed, and what followed has begun; no other is without a place"
        return f"every session of plan {self.plan!r} has a place"

    def breaks(self, rows: Sequence[Appointment]) -> list[Violation]:
        """What these rows would break, others' rows considered."""
        return breaks(self._beside(rows), rows)

    def broken_of(self, rule: Rule, rows: Sequence[Appointment]) -> list[Violation]:
        """What of one rule is broken with these rows; one that looks at days alone does not look at other patients."""
        problem = around(self.problem, rows) if rule.by_day else self._beside(rows)
        placed = {(row.key, row.service) for row in rows}
        booked = (row for session in problem.sessions for row in session.booked)
        kept = (row for row in booked if (row.key, row.service) not in placed)
        return list(rule.violations(Answer(problem, (*kept, *rows))))

    def _beside(self, rows: Sequence[Appointment]) -> Problem:
        """The problem on the days of these rows, with those of others that they meet."""
        others = map(standing, self.diary.others(rows))
        return around(replace(self.problem, history=(*self.problem.history, *others)), rows)

    def goals(self, rows: Sequence[Appointment]) -> Mapping[str, float]:
        """By how much each goal's price changes when these rows are booked."""
        placed = {(row.key, row.service) for row in rows}
        booked = [row for session in self.problem.sessions for row in session.booked]
        before = measured(self.problem, booked)
        after = measured(self.problem, [*(row for row in booked if (row.key, row.service) not in placed), *rows])
        return {goal: after[goal] - before[goal] for goal in after}

    def rows(self, places: Places, who: Sequence[int], slots: Sequence[int]) -> tuple[Appointment, ...] | None:
        """The appointments of a session with these practitioners at these starts; None where rooms are too few."""
        rows = []
        for practitioner, slot, service in zip(who, slots, places.services, strict=True):
            row = self.row(places, service, practitioner, slot)
            rows.append([replace(row, room=room) for room in self._rooms(places, row, slot)])
        for visit in product(*rows):
            in_order = tuple(sorted(visit, key=lambda row: row.start))
            taken = {after.room for before, after in combinations(in_order, 2) if self._still_taken(before, after)}
            shared = all(self.problem.clinic.rooms[room].places > 1 for room in taken if room is not None)
            if not taken or (shared and not self.breaks(in_order)):
                return in_order
        return None

    def row(self, places: Places, service: Service, practitioner: int, slot: int) -> Appointment:
        """The appointment of a service of a session with a practitioner at a start, without a room yet."""
        who = places.stretch.practitioners[practitioner]
        return self.problem.appointment(places.session, service, who, None, places.clock.moments[slot])

    def _rooms(self, places: Places, row: Appointment, slot: int) -> list[str | None]:
        """The rooms free for a row: those in which the practitioner is that day first, then the plainest."""
        clinic, service = self.problem.clinic, self.problem.clinic.services[row.service]
        for shared in places.narrow.joinable(places.session, service):
            if shared.start == row.start:
                return [shared.room]
        if service.room is None:
            return [None]
        there = {each.room for each in self.diary.on(self.problem.day(row)) if each.practitioner == row.practitioner}
        free = places.stretch.rooms(service, row.practitioner or "")[:, places.starts.start + slot]
        rooms = [room for room, open_ in zip(clinic.rooms.values(), free, strict=True) if open_]
        return [room.id for room in sorted(rooms, key=lambda room: (room.id not in there, len(room.features)))]

    def _still_taken(self, before: Appointment, row: Appointment) -> bool:
        """Whether the room of a row is not yet reset after the one before."""
        ready = before.end + self.problem.clinic.services[before.service].reset
        return row.room is not None and row.room == before.room and row.start < ready


def no_day(session: Session, first: date) -> Offers[Any]:
    """Nothing, and why a session has no day at all from a day on."""
    if session.fixed:
        return Offers(why=f"{session.name} is fixed: it stays where it is")
    if session.barred:
        return Offers(why=f"{session.name} has no day: {session.barred}", alone=session.barred)
    if session.reach is None or session.reach.last is None:
        return Offers(why=f"{session.name} has no day on which it may be", alone="no day on which it may be")
    may = f"may be on {between(session.reach.first, session.reach.last)}, and not from {first} on"
    return Offers(why=f"{session.name} {may}", alone=f"it {may}")
