"""The two-way test's two sides: what the model admits, and what no rule finds broken, roster by roster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, product
from math import isclose
from random import Random
from typing import TypeVar

import numpy as np

from planner.clinic import Appointment, Problem, Session, Span
from planner.engine.greedy import Seat
from planner.engine.planning import build_model
from planner.engine.rooms import appointments
from planner.model.clock import Ints
from planner.model.placements import Part
from planner.rules import GOALS, RULES, Answer, Rule, RuleClosures, Violation, violations
from tests.worlds import row

Rows = tuple[Appointment, ...]
Place = tuple[int, str, str, str | None]
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Difference:
    """A roster on which the two sides do not agree."""

    rows: Rows
    what: str

    def __str__(self) -> str:
        listed = [
            f"  {r.plan}{r.number} {r.service} {r.start:%d %H:%M} UTC {r.practitioner} {r.room}" for r in self.rows
        ]
        return "\n".join([self.what, *(listed or ["  nobody"])])


class TwoWay:
    """A problem's model, asked about whole rosters."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.model = problem, build_model(problem, RuleClosures(problem))
        self.last: tuple[Rule, ...] = ()
        self.index: dict[object, Seat] = {}
        p = self.model.placements
        for assignment, at in np.stack(p.starts_of(np.arange(len(p.assignments))), axis=1).tolist():
            part = p.parts[p.assignments.part[assignment]]
            session, who = p.sessions[part.session], p.practitioners[p.assignments.practitioner[assignment]]
            start = p.clock.moments[p.starts.slot[at]]
            for room, lodging in self._rooms(part, at):
                self.index[session.key, part.service.id, who, room, start] = assignment, at, lodging

    def _rooms(self, part: Part, at: int) -> list[tuple[str | None, int]]:
        """The rooms a start leaves open, each with the variable of its pool; one that is shared is where it stands."""
        model, p = self.model, self.model.placements
        if p.starts.joins[at]:
            patient, start = p.sessions[part.session].patient, p.clock.moments[p.starts.slot[at]]
            standing = self.problem.standing_of[patient]
            return [(each.room, -1) for each in standing if (each.service, each.start) == (part.service.id, start)]
        first, count = int(model.rooms.first[at]), int(model.rooms.count[at])
        lodgings = range(first, first + count) if count else [-1]
        pools = {lodging: model.pool_of(at, lodging) for lodging in lodgings}
        return [(room, n) for n, pool in pools.items() for room in (p.pools[pool].rooms if pool >= 0 else (None,))]

    def placement(self, row: Appointment) -> Seat | None:
        """The model's placement that a row is, if it has one."""
        return self.index.get((row.key, row.service, row.practitioner, row.room, row.start))

    def chosen(self, rows: Rows) -> tuple[Seat, ...] | None:
        """The placements a roster chooses; None when a row is none of them, or a fixed one is not as it stands."""
        standing = set(self.problem.fixed)
        found = [self.placement(row) for row in rows if row not in standing]
        if None in found or len(rows) - len(found) < len(standing) or len(set(found)) < len(found):
            return None
        return tuple(sorted(seat for seat in found if seat is not None))

    def vector(self, chosen: tuple[Seat, ...]) -> Ints:
        return self.model.complete(np.array(chosen, dtype=np.int64))

    def admits(self, chosen: tuple[Seat, ...]) -> bool:
        """Whether the rows do: they alone must keep each variable within its bound."""
        return not len(self.model.matrix.broken(self.vector(chosen)))

    def broken(self, rows: Rows) -> list[Violation]:
        """What a roster breaks; the rule broken last is asked first, for neighbouring rosters break the same one."""
        found = violations(self.problem, rows, self.last) or violations(self.problem, rows)
        self.last = tuple(rule for rule in RULES if found and rule.name == found[0].rule)
        return found

    def differences(self, universe: Iterable[Rows]) -> Iterator[Difference]:
        """Every roster of the universe that one side takes and the other does not, or that they price otherwise.

        The model leaves open which room of a pool a session gets: it admits a roster when its rooms are told apart too.
        """
        admitted: dict[tuple[Seat, ...], bool] = {}
        for rows in universe:
            chosen, broken = self.chosen(rows), self.broken(rows)
            if chosen is not None and chosen not in admitted:
                admitted[chosen] = self.admits(chosen)
                yield from self._named(chosen, rows) if admitted[chosen] else ()
            admits = chosen is not None and admitted[chosen] and self._told_apart(rows)
            if admits and broken:
                yield Difference(rows, f"the model admits what breaks a rule: {broken[0]}")
            elif not admits and not broken:
                yield Difference(rows, f"the model admits not what breaks no rule: {self._why(chosen)}")
            elif admits and chosen is not None:
                yield from self._priced(chosen, rows)

    def _named(self, chosen: tuple[Seat, ...], rows: Rows) -> Iterator[Difference]:
        """A choice the model admits can be read from its variables, and has rooms enough."""
        vector = self.vector(chosen)
        if (vector > self.model.upper).any():
            yield Difference(rows, "the rows admit more than a variable may be")
        if (self.model.complete(self.model.chosen(vector)) != vector).any():
            yield Difference(rows, "read from its variables it is another roster")
        try:
            broken = violations(self.problem, appointments(self.model, vector))
        except StopIteration:
            yield Difference(rows, "the model admits more sessions than there are rooms")
        else:
            if broken:
                yield Difference(rows, f"with the rooms given it breaks a rule: {broken[0]}")

    def _priced(self, chosen: tuple[Seat, ...], rows: Rows) -> Iterator[Difference]:
        answer = Answer(self.problem, rows)
        measured = {goal.name: goal.measure(answer) for goal in GOALS}
        score = self.model.score(self.vector(chosen))
        if not isclose(score, sum(measured.values()), abs_tol=1e-6):
            yield Difference(rows, f"the model's score is {score:g}, the goals measure {measured}")

    def _told_apart(self, rows: Rows) -> bool:
        """Whether one session is in one room, and no more are in one at once than it has places."""
        taken: dict[str, dict[int, Span]] = {}
        for number, each in enumerate(rows):
            seat = self.placement(each)
            if seat is not None and each.room is not None and (taker := int(self.model.taker[seat[1]])) >= 0:
                reset = self.problem.clinic.services[each.service].reset
                whose = taker if taker >= self.model.choices else -1 - number
                if any(whose in others for room, others in taken.items() if room != each.room):
                    return False
                taken.setdefault(each.room, {})[whose] = Span(each.start, each.end + reset)
        places = {id: room.places for id, room in self.problem.clinic.rooms.items()}
        return all(
            sum(other.start <= span.start < other.end for other in spans.values()) <= places[room]
            for room, spans in taken.items()
            for span in spans.values()
        )

    def _why(self, chosen: tuple[Seat, ...] | None) -> str:
        if chosen is None:
            return "a row is no placement"
        vector = self.vector(chosen)
        matrix = self.model.matrix
        names = sorted({self.model.blocks[matrix.block[r]].rule for r in matrix.broken(vector)})
        return ", ".join(names) or "rooms"


def places(problem: Problem, clocks: Sequence[str], days: Sequence[int]) -> list[Place]:
    """Every day, clock time, practitioner and room, fitting or not."""
    return list(product(days, clocks, problem.clinic.practitioners, [*problem.clinic.rooms, None]))


def universe(
    sides: TwoWay, clocks: Sequence[str], days: Sequence[int], most: int = 400, rng: Random | None = None
) -> Iterator[Rows]:
    """Rosters to ask both sides about, out of all ways to place each session on these days at these clock times.

    First every session in every way with the others left out, and twice; then, of some ways of each, every combination:
    about `most`. A session may be left out, a visit placed in part or spread over days, a fixed one missing or moved.
    """
    rng, problem = rng or Random(1), sides.problem
    fixed = [session for session in problem.sessions if session.fixed]
    free = [session for session in problem.sessions if not session.fixed]
    standing: Rows = tuple(row for session in fixed for row in session.booked)
    each = max(4, int(most ** (1 / max(1, len(free)))))
    some = []
    for session in free:
        ways = _ways(sides, session, places(problem, clocks, days), each, rng)
        open_ = [way for way in ways if way and sides.chosen(standing + way) is not None]
        yield from (standing + way for way in _some(ways, 150, rng))
        whole = [way for way in open_ if sides.admits(sides.chosen(standing + way) or ())]
        whole.sort(key=lambda way: way[0].start)
        yield from (standing + whole[0] + other for other in whole[-2:])
        few = _some(open_, max(2, each * 2 // 3), rng)
        some.append([(), *few, *_some([way for way in ways if way and way not in few], each - len(few) - 1, rng)])
    for session in fixed:
        others = [row for row in standing if row.key != session.key]
        yield (*others,)
        yield (*others, *(replace(row, start=row.end, end=row.end + (row.end - row.start)) for row in session.booked))
    yield from (standing + tuple(chain(*rows)) for rows in product(*some))


def _ways(sides: TwoWay, session: Session, where: list[Place], each: int, rng: Random) -> list[Rows]:
    """The ways to place a session; of a visit, some."""
    parts = []
    for service in session.services:
        rows = [row(sides.problem, f"{session.plan}{session.number}", *place, service=service) for place in where]
        if len(session.services) > 1:
            open_ = [each for each in rows if sides.placement(each) is not None]
            rows = [*_some(open_, each, rng), *_some(rows, 2, rng)]
        parts.append([(), *((each,) for each in rows)])
    return [tuple(chain(*way)) for way in product(*parts)]


def _some(things: Sequence[Thing], most: int, rng: Random) -> list[Thing]:
    """All things, or so many of them."""
    return list(things) if len(things) <= most else rng.sample(things, max(0, most))
