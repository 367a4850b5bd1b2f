"""The waitlist: who gains most from a place that came free, of those without one and of those who wish for another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import permutations

from planner.clinic import LOOK_AHEAD, Appointment, Clinic, Entry, Horizon, Key, Problem, Session, unroll
from planner.clinic.appointments import BOOKED, WITHDRAWN
from planner.clinic.spans import DAY
from planner.clinic.subproblem import appointments_of, booked_of, booked_on
from planner.desk.answers import Wish
from planner.desk.check import beside, broken, limited_week
from planner.desk.offers import wording
from planner.errors import Nonsense, UnknownName
from planner.rules import measured
from planner.rules.readings import counted

Rows = tuple[Appointment, ...]


@dataclass(frozen=True)
class Refill:
    """A session in the freed place, and what that gains; `before` is the booking that it leaves, empty if it has none.

    `places` has a row for each service of the session, the earliest first. `gain` are the points by which the score of
    its patient's plans falls, what it does to the sessions around it included, and for a wish granted the price
    `moved`, which a move unasked for costs. `days_left` are the days after this one until its window is over, below 0
    where it is late already; None for one that has a place.
    """

    places: Rows
    before: Rows
    gain: float
    days_left: int | None
    words: str

    @property
    def rows(self) -> Rows:
        """What to hold or book; a wish granted moves the appointments that it is about."""
        return tuple(replace(row, status=BOOKED) for row in self.places) if self.before else self.places


def refill(
    clinic: Clinic,
    freed: Appointment,
    today: date,
    wishes: Iterable[Wish] = (),
    k: int = 5,
    *,
    look_ahead: int = LOOK_AHEAD,
) -> list[Refill]:
    """Who gains most from the place of an appointment that the book no longer has: `k` at most, to be asked in turn.

    Considered is each due session without a place that may have that day, and each wish that the place meets. It keeps
    its practitioner and room and begins on the grid within it, where no rule is broken. First come those without a
    place, by their plan's priority, then by how few days they have left, then by what they gain; after them the wishes
    by what they gain, none that harms more. Who gave the place back is not asked, for whatever plan. A visit of several
    services has all of them there or none, one after another in whatever order.

    Raises Nonsense for a place in the past or one that is still booked, UnknownName for a wish about a plan that the
    clinic does not have or a session that is not booked.
    """
    place = _Freed(clinic, freed, today, look_ahead)
    ranked = [*place.waiting(), *(granted for wish in wishes if (granted := place.granted(wish)))]
    return [each for _, each in sorted(ranked, key=lambda pair: pair[0])[:k]]


Ranked = tuple[tuple[float, float, float, str, int], Refill]
"""What comes before what: the dearest to leave out, the fewest days left, the most gained."""


class _Freed:
    """A freed place, and all others that stand on its day."""

    def __init__(self, clinic: Clinic, freed: Appointment, today: date, look_ahead: int) -> None:
        self.clinic, self.freed, self.today, self.look_ahead = clinic, freed, today, look_ahead
        self.day = clinic.day(freed.start)
        if self.day < today:
            raise Nonsense(f"the place on {self.day} is past; today is {today}")
        days = {self.day - DAY, self.day, *limited_week(clinic, freed)}  # what began the day before may pass midnight
        self.standing = booked_on(clinic, days)
        if any((row.id, row.start) == (freed.id, freed.start) for row in self.standing):
            raise Nonsense(f"the appointment {freed.id!r} is still booked on {self.day}; cancel it first")
        self.giver = clinic.plans[freed.plan].patient if freed.plan in clinic.plans else None
        self.starts = [moment for moment in clinic.grid(self.day) if freed.start <= moment < freed.end]

    def waiting(self) -> Iterator[Ranked]:
        """The due sessions without a place that could have this one."""
        days = Horizon.between(self.today, self.day, self.look_ahead)
        for plan in (plan for plan in self.clinic.plans.values() if plan.patient != self.giver):
            for session in unroll(self.clinic, plan, days).sessions:
                best = self._best(session.key, self._book(session.patient), days) if self._may(session) else None
                if best and best.gain > 0 and session.window and session.window.last:
                    left = (session.window.last - self.day).days
                    words = f"no place yet, {_time_left(left)}; {best.words}"
                    price = self.clinic.prices.place[session.priority]
                    yield self._ranked(-price, left, replace(best, days_left=left, words=words))

    def granted(self, wish: Wish) -> Ranked | None:
        """The wished session in this place, as if booked anew; None where a rule is broken or nothing is gained."""
        patient = self.clinic.plan(wish.plan).patient
        book = self._book(patient)
        lines = [entry for entry in book if entry.status == BOOKED and (entry.plan, entry.number) == wish.key]
        if not lines:
            booked = [f"{entry.plan}, session {entry.number}" for entry in book if entry.status == BOOKED]
            raise UnknownName("booked session", f"{wish.plan}, session {wish.number}", booked)
        visit = tuple(appointments_of(self.clinic, lines))
        before, may_move = visit[0], not any(row.fixed for row in visit)
        offered = replace(before, start=self.freed.start, practitioner=self.freed.practitioner)
        if not may_move or patient == self.giver or not wish.met(self.clinic, before, offered):
            return None
        anew = [replace(entry, status=WITHDRAWN) if entry in lines else entry for entry in book]
        days = Horizon.between(self.today, max(self.day, self.clinic.day(before.start)), self.look_ahead)
        best = self._best(wish.key, anew, days, visit)
        if best is None or best.gain + self.clinic.prices.moved <= 0:
            return None
        gain = best.gain + self.clinic.prices.moved
        local = self.clinic.local(before.start)
        words = f"wished for in place of {local:%Y-%m-%d %H:%M}; {best.words}"
        return self._ranked(0, 0, replace(best, gain=gain, words=words))

    def _book(self, patient: str) -> list[Entry]:
        return [entry for plan in self.clinic.plans_of[patient] for entry in self.clinic.book_of[plan.id]]

    def _may(self, session: Session) -> bool:
        """Whether a session is waiting, and this day is one of its days."""
        waits = session.due and not session.booked and session.reach is not None
        return waits and session.reach is not None and self.day in session.reach

    def _best(self, key: Key, book: Sequence[Entry], days: Horizon, before: Rows = ()) -> Refill | None:
        """The session of a patient's book where in this place it costs least, beside where it was or without it."""
        patient = self.clinic.plans[key[0]].patient
        problem = beside(self.clinic, patient, book, (), days)
        session = problem.by_key.get(key)
        if session is None:
            return None
        rows = booked_of(problem)
        was = measured(problem, [*rows, *before])
        ids = {row.service: row.id for row in before}
        others = [row for row in self.standing if self.clinic.plans[row.plan].patient != patient]
        refills = []
        for places in self._visits(problem, session):
            visit = tuple(replace(row, id=ids.get(row.service, row.id)) for row in places)
            if not broken(self.clinic, book, others, visit, self.today):
                goals = _less(measured(problem, [*rows, *visit]), was)
                words = wording.of_offer(problem, session, visit, goals)
                refills.append(Refill(visit, before, -sum(goals.values()), None, words))
        was_at = before[0].start if before else self.freed.start
        return max(refills, key=lambda each: (round(each.gain, 6), -abs(each.places[0].start - was_at)), default=None)

    def _visits(self, problem: Problem, session: Session) -> Iterator[Rows]:
        """The session's services in each order, from each start of the place on, where all of them begin within it."""
        for order in permutations(session.services):
            for start in self.starts:
                visit = tuple(self._in_order(problem, session, order, start))
                if len(visit) == len(order):
                    yield visit

    def _in_order(
        self, problem: Problem, session: Session, order: Iterable[str], since: datetime
    ) -> Iterator[Appointment]:
        """One service after another with the freed practitioner, each as soon as the freed room, if it needs one, is
        ready; they end where no start is left."""
        ready = since
        for service in (self.clinic.services[id] for id in order):
            room = None if service.room is None else self.freed.room
            earliest = max(since, ready) if room else since
            start = next((moment for moment in self.starts if moment >= earliest), None)
            if start is None:
                return
            since = start + service.length
            ready = since + service.reset if room else ready
            yield problem.appointment(session, service, self.freed.practitioner, room, start)

    def _ranked(self, price: float, left: float, refill: Refill) -> Ranked:
        first = refill.places[0]
        return (price, left, -refill.gain, first.plan, first.number), refill


def _time_left(days: int) -> str:
    if days < 0:
        return f"late by {counted(-days)}"
    return f"in time for {counted(days)} more" if days else "in time today for the last time"


def _less(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    return {goal: price - other[goal] for goal, price in one.items()}
