"""The least change that repairs a book: closed appointments get other places, and as few others as can be move."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from planner.clinic import Appointment, Clinic, Key
from planner.clinic.appointments import WITHDRAWN
from planner.clinic.spans import DAY
from planner.clinic.subproblem import booked_of
from planner.desk.answers import ClosedAppointment
from planner.desk.repair.disruption import Disruption
from planner.desk.repair.renumber import made_up, passed_on
from planner.engine.local.fix import with_follow_ups
from planner.engine.local.reoptimise import around
from planner.errors import BrokenRoster, Nonsense
from planner.roster.compare.moves import place
from planner.rules import Violation, measured, newly_broken

SECONDS = 2.0
LEAST = 0.05
"""Seconds for an attempt that has begun."""
OTHERS = (10, 30)
"""So many of the nearest other appointments may move too, where the closed ones alone cannot be repaired."""

Rows = tuple[Appointment, ...]


@dataclass(frozen=True)
class Unrepaired:
    """A closed appointment without another place, and why: it goes on the waitlist, or stands as it may not move."""

    row: Appointment
    reason: str


@dataclass(frozen=True)
class Alternative:
    """One kind of change that was tried: what it leaves without a place, how many others move, and what it costs.

    `price` is the score of the patients concerned. With `proved` nothing of this kind is better: leaves fewer without
    a place, moves fewer or, with equally many, scores less.
    """

    words: str
    left: int
    moved: int
    price: float
    proved: bool

    def __str__(self) -> str:
        outcome = f"{self.left} without a place, {self.moved} more moved, {self.price:g} points"
        return f"{self.words}: {outcome}; {'proved least' if self.proved else 'the best found in the time'}"


@dataclass(frozen=True)
class BookRepair:
    """The least change found: `before` leaves the book and `after` comes into it, both as a whole.

    A row keeps its id, so those of one id are one appointment. `moved` are the ids of appointments that nothing closes
    and that yet get another practitioner or start; others in both differ in room or number alone. `alternatives` are
    all that were considered, in order, `chosen` the one proposed.
    """

    before: Rows
    after: Rows
    left: tuple[Unrepaired, ...]
    moved: tuple[str, ...]
    chosen: Alternative | None
    alternatives: tuple[Alternative, ...]

    @property
    def rows(self) -> Rows:
        """What to hold or book: the appointments changed, and as withdrawn those that are left without a place."""
        kept = {(row.id, row.service) for row in self.after}
        gone = (row for row in self.before if (row.id, row.service) not in kept)
        return (*self.after, *(replace(row, status=WITHDRAWN) for row in gone))

    @property
    def proof(self) -> str:
        """What is proved of the change proposed, in a sentence."""
        if self.chosen is None:
            return "no closed appointment may move"
        if self.chosen.proved and not self.chosen.left and not self.chosen.moved:
            return f"no repair changes fewer appointments; least of all ways in which {self.chosen.words}"
        if self.chosen.proved:
            return f"least of all ways in which {self.chosen.words}"
        return f"the best found in the time of ways in which {self.chosen.words}"


def repair(
    clinic: Clinic,
    closed: Sequence[ClosedAppointment],
    frozen_until: date,
    *,
    seconds: float = SECONDS,
    by_course: bool = False,
    plain: bool = False,
) -> BookRepair:
    """The least change of the book that repairs what is closed: fewest without a place, fewest moved, then the score.

    New places lie after `frozen_until`; what else is booked up to that day stays, as do fixed appointments. A closed
    one is as dear away from its old place as a booked one in a roster, and of places equally dear it takes the nearest;
    `by_course` it is not, and goes where its course has it best.
    In this order and while something is without a place, considered are: other places for the closed ones alone, near
    where they were; further off, where their courses have them best; their turns passed on, so that later sessions of
    the plan take over their numbers and they come last; other places for the nearest 10, then 30 others too, each at
    most a week off. `plain` leaves these others out, and lets none take another number to make up for a lapsed one.
    What comes out breaks no rule that the book does not break already.

    Raises Nonsense for seconds that are not above 0, and BrokenRoster should a rule be broken, which is a bug.
    """
    if not seconds > 0:
        raise Nonsense(f"seconds is {seconds}; use more than 0")
    until = time.monotonic() + seconds
    disruption = Disruption.of(clinic, closed, frozen_until + DAY, by_course)
    if disruption.alone and not plain:
        disruption = made_up(disruption)
    stay = tuple(Unrepaired(each.row, why) for each in closed if (why := disruption.why_it_stays(each)))
    tried: list[_Attempt] = []
    for attempt in _attempts(disruption, until, () if plain else OTHERS) if disruption.free else ():
        attempt.run(max(until - time.monotonic(), LEAST))
        tried.append(attempt)
        if not attempt.left:
            break
    if not tried:
        return BookRepair((), (), stay, (), None, ())
    best = min(tried, key=lambda each: (len(each.left), len(each.moved)))
    return best.repaired(stay, tried)


def _attempts(disruption: Disruption, until: float, numbers: Sequence[int]) -> Iterator[_Attempt]:
    """All of them in order; the first three are quick, the others only come while there is time."""
    own = "only their patients' appointments" if disruption.clinic.follow_ups else "only the closed appointments"
    yield _Attempt(disruption, 0, f"{own} change")
    if not disruption.by_course:  # what is far off has no place near: a course that waits for weeks
        yield _Attempt(replace(disruption, by_course=True), 0, f"{own} change, and go where their courses have them")
    passed = passed_on(disruption)
    if passed is not None:
        yield _Attempt(passed, 0, "later sessions of the plan take over the closed ones' numbers, and these come last")
    before = 0
    for others in numbers:
        many = min(others, len(disruption.near)) if time.monotonic() < until else 0
        if many > before:
            yield _Attempt(disruption, many, f"the closed ones change and the {many} nearest others may move")
        before = many


class _Attempt:
    """One kind of change tried: of a disruption, with so many others free to move."""

    def __init__(self, disruption: Disruption, others: int, words: str) -> None:
        self.disruption, self.words = disruption, words
        self.near = disruption.near[:others] if others else ()
        self.problem = disruption.problem(self.near)
        self.rows = booked_of(self.problem)

    def run(self, seconds: float) -> None:
        free = with_follow_ups(self.problem, self.rows, {*self.disruption.free, *self.near})
        search = around(self.problem, self.rows, free & self.problem.by_key.keys(), seconds, fewest=True)
        if broken := self._broken(search.rows):
            raise BrokenRoster(broken)
        self.found = replace(search, rows=self._in_their_rooms(search.rows))

    def _in_their_rooms(self, rows: Rows) -> Rows:
        """Rows that are with whom and when they were back in their rooms, where nobody has taken one of these."""
        were = {(row.key, row.service): row for row in self.rows}
        kept = tuple(_back_in_its_room(row, were.get((row.key, row.service))) for row in rows)
        return rows if kept == rows or self._broken(kept) else kept

    def _broken(self, rows: Rows) -> list[Violation]:
        """What rows break that was not broken before; of others' only those of the days concerned are read."""
        patients = {self.problem.by_key[row.key].patient for row in self.rows} | self.disruption.patients
        days = {self.problem.day(row) for row in {*self.rows} ^ {*rows}}
        history = [
            row
            for row in self.problem.history
            if self.problem.patient_of(row) in patients or self.problem.day(row) in days
        ]
        small = replace(self.problem, history=tuple(history))
        return newly_broken(small, rows, self.rows)

    @cached_property
    def left(self) -> frozenset[Key]:
        """The sessions without a place: closed ones, and those that gave way for good."""
        there = {row.key for row in self.found.rows}
        return frozenset({*self.disruption.closed, *(row.key for row in self.rows)} - there)

    @cached_property
    def moved(self) -> tuple[Appointment, ...]:
        """The rows that could stand, and that are with somebody else or at another time."""
        now = {(row.key, row.service): place(row) for row in self.found.rows}
        return tuple(row for row in self.rows if now.get((row.key, row.service), place(row)) != place(row))

    @property
    def alternative(self) -> Alternative:
        price = sum(measured(self.problem, self.found.rows).values())
        return Alternative(self.words, len(self.left), len(self.moved), price, self.found.proved)

    def repaired(self, stay: tuple[Unrepaired, ...], tried: Sequence[_Attempt]) -> BookRepair:
        before = self.disruption.book(self.problem)
        after = self.disruption.into_book(self.found.rows, before)
        changed = [part for part, row in before.items() if after.get(part) != row]
        without = [(row, self.disruption.renamed(row.key)) for row in before.values()]
        left = [Unrepaired(row, self._why(key)) for row, key in without if key in self.left]
        return BookRepair(
            before=tuple(before[part] for part in changed),
            after=tuple(after[part] for part in changed if part in after),
            left=(*stay, *left),
            moved=tuple(row.id for row in self.moved),
            chosen=self.alternative,
            alternatives=tuple(each.alternative for each in tried),
        )

    def _why(self, key: Key) -> str:
        return self.disruption.why_not_asked(self.problem, key) or self.found.why(self.problem.by_key[key])


def _back_in_its_room(row: Appointment, was: Appointment | None) -> Appointment:
    return row if was is None or place(was) != place(row) else replace(row, room=was.room)
