"""The least change that heals a book: closed appointments get other places, and as few others as can be move."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from planner.clinic import Appointment, Clinic, Key
from planner.clinic.spans import DAY
from planner.desk.closing import ClosedAppointment
from planner.desk.passing import passed_on
from planner.desk.wounds import Wounds, visits_of
from planner.engine.around import Around, around
from planner.engine.kept import with_follow_ups
from planner.errors import BrokenRoster, Nonsense
from planner.explain.moves import place
from planner.rules import measured, violations

SECONDS = 2.0
OTHERS = (10, 30)
"""So many of the nearest other appointments may move too, where the closed ones alone cannot be healed."""

Rows = tuple[Appointment, ...]


@dataclass(frozen=True)
class Unhealed:
    """A closed appointment that finds no place, and why; it is for the waitlist, or stands if it is fixed."""

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
        outcome = f"{self.left} without a place, {self.moved} more moved, price {self.price:g}"
        return f"{self.words}: {outcome}; {'proved least' if self.proved else 'the best found in the time'}"


@dataclass(frozen=True)
class Healing:
    """The least change found: `before` leaves the book and `after` comes into it, both as a whole.

    A row keeps its id, so those of one id are one appointment. `moved` are the ids of appointments that nothing closes
    and that yet get another practitioner or start; others in both differ in room or number alone. `alternatives` are
    all that were considered, in order, `chosen` the one proposed.
    """

    before: Rows
    after: Rows
    left: tuple[Unhealed, ...]
    moved: tuple[str, ...]
    chosen: Alternative | None
    alternatives: tuple[Alternative, ...]

    @property
    def proof(self) -> str:
        """What is proved of the change proposed, in a sentence."""
        if self.chosen is None:
            return "nothing is closed that may move"
        if self.chosen.proved and not self.chosen.left and not self.chosen.moved:
            return f"no change heals them with fewer appointments changed; least of all ways in which {self.chosen.words}"
        if self.chosen.proved:
            return f"least of all ways in which {self.chosen.words}"
        return f"the best found in the time of ways in which {self.chosen.words}"


def repair(
    clinic: Clinic, closed: Sequence[ClosedAppointment], frozen_until: date, *, seconds: float = SECONDS
) -> Healing:
    """The least change of the book that heals what is closed: fewest without a place, fewest moved, then the score.

    New places lie after `frozen_until`, and what is booked up to that day stays, as do fixed appointments. Considered
    are, in this order and while something is without a place: other places for the closed ones alone; their turn
    passed on to the end of the plan, so that later sessions take over their numbers; other places for the nearest 10,
    then 30 others too, each at most a week off. What comes out breaks no rule that the book does not break already.

    Raises Nonsense for seconds that are not above 0, and BrokenRoster should a rule be broken, which is a bug.
    """
    if not seconds > 0:
        raise Nonsense(f"seconds is {seconds}; use more than 0")
    until = time.monotonic() + seconds
    fixed = tuple(Unhealed(each.row, "it is fixed") for each in closed if each.row.fixed)
    wounds = Wounds.of(clinic, [each for each in closed if not each.row.fixed], frozen_until + DAY, max(OTHERS))
    tried: list[_Tried] = []
    for attempt in _attempts(wounds) if wounds.closed else ():
        if tried and until - time.monotonic() <= 0:
            break
        tried.append(attempt.run(max(until - time.monotonic(), 0.05)))
        if not tried[-1].alternative.left:
            break
    if not tried:
        return Healing((), (), fixed, (), None, ())
    best = min(tried, key=lambda each: (each.alternative.left, each.alternative.moved))
    return best.healing(fixed, [each.alternative for each in tried])


@dataclass(frozen=True)
class _Attempt:
    """One kind of change to try: the wounds, and how many others are free."""

    wounds: Wounds
    others: int
    words: str

    def run(self, seconds: float) -> _Tried:
        wounds, problem = self.wounds, self.wounds.problem
        free = with_follow_ups(problem, wounds.rows, {*wounds.free, *wounds.near[: self.others]})
        found = around(problem, wounds.rows, free, seconds, fewest=True)
        standing = {(each.rule, each.rows) for each in violations(problem, wounds.rows)}
        if broken := [each for each in violations(problem, found.rows) if (each.rule, each.rows) not in standing]:
            raise BrokenRoster(broken)
        return _Tried(self, found)


def _attempts(wounds: Wounds) -> Iterator[_Attempt]:
    yield _Attempt(wounds, 0, "only the closed appointments change")
    passed = passed_on(wounds)
    if passed is not None:
        yield _Attempt(passed, 0, "later sessions of their plans take over their numbers, and they come last")
    for others in OTHERS:
        if others == OTHERS[0] or len(wounds.near) > OTHERS[0]:
            many = min(others, len(wounds.near))
            yield _Attempt(wounds, others, f"beside the closed ones the nearest {many} may move, by a week at most")


@dataclass(frozen=True)
class _Tried:
    """What became of an attempt."""

    attempt: _Attempt
    found: Around

    @property
    def alternative(self) -> Alternative:
        wounds = self.attempt.wounds
        price = sum(measured(wounds.problem, self.found.rows).values())
        return Alternative(self.attempt.words, len(self._left), len(self._moved), price, self.found.proved)

    @property
    def _left(self) -> list[Key]:
        there = {row.key for row in self.found.rows}
        return [key for key in self.attempt.wounds.closed if key not in there]

    @property
    def _moved(self) -> list[Appointment]:
        """The rows that stood where they could and do so no more."""
        now = {(row.key, row.service): place(row) for row in self.found.rows}
        return [row for row in self.attempt.wounds.rows if now.get((row.key, row.service)) != place(row)]

    def healing(self, fixed: tuple[Unhealed, ...], alternatives: list[Alternative]) -> Healing:
        wounds = self.attempt.wounds
        after = {row.id: row for row in wounds.named(self.found.rows)}
        before = {row.id: row for row in wounds.book}
        changed = [id for id, row in before.items() if after.get(id) != row]
        visits, why = visits_of(wounds.closed_rows), self._why
        left = [Unhealed(row, why(key)) for key in self._left for row in visits[wounds.was(key)]]
        return Healing(
            before=tuple(before[id] for id in changed),
            after=tuple(after[id] for id in changed if id in after),
            left=(*fixed, *left),
            moved=tuple(row.id for row in self._moved),
            chosen=self.alternative,
            alternatives=tuple(alternatives),
        )

    def _why(self, key: Key) -> str:
        return self.attempt.wounds.why_not_asked(key) or self.found.why(self.attempt.wounds.problem.by_key[key])
