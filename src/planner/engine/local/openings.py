"""The places open to one session when only some of what stands in its way is there: the question behind every "why".

Each answer is a model of its own, built by the rules from what is present and nothing else. A session of one service
has a place if one of its placements is free; whether the services of a visit find places together is for CP-SAT, and
so is the last word on a session that has none.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

import numpy as np

from planner.clinic import Appointment, Clinic, Days, Key, Problem, Session, Span
from planner.clinic.spans import DAY
from planner.engine.greedy import PartialRoster
from planner.engine.local.fix import Cause, Offered, Wish, keep
from planner.engine.planning import build_model
from planner.engine.rooms import appointments
from planner.engine.search import cpsat
from planner.engine.search.parts import Part
from planner.model import Model, enumerate_placements
from planner.model.clock import Ints
from planner.model.model import Floats
from planner.rules import RULES, Rule, Violation, violations
from planner.rules.health import FollowUps
from planner.rules.places import EquipmentFree
from planner.rules.readings import in_brackets, shared_minutes
from planner.rules.sharing import shared_key

DAY_MINUTES, NOON = 24 * 60, 12 * 60
"""Of the places open on a day, the one nearest to noon is named."""
ALONE = ("asked", FollowUps.name)
"""Rules whose rows are left out: a session is tried on all its days at once, and others decide what follows it."""


@dataclass(frozen=True, order=True)
class Hindrance:
    """Something that can be taken away: a cause that closes spans, a rule of capacity, or an appointment.

    An appointment is named by its `keys`: a visit's one, and both plans' where one session serves two.
    """

    rule: str = ""
    why: str = ""
    keys: tuple[Key, ...] = ()


class Openings:
    """Asks for one session, the others of a roster kept, what is open on each of some days.

    `causes` (what closes least first), `laws` (rules of capacity) and `bookings` are all that can be taken away.
    """

    def __init__(
        self, problem: Problem, rows: Iterable[Appointment], session: Session, days: Collection[date], wish: Wish
    ) -> None:
        self.problem, self.session, self.wish, rows = problem, session, wish, tuple(rows)
        self.days = tuple(day for day in problem.horizon.days if day in days)
        self.near = {day + step * DAY for day in self.days for step in (-1, 0, 1)}
        self.rows = tuple(row for row in rows if row.key != session.key and self._matters(row))
        self.history = tuple(row for row in problem.history if self._matters(row))
        self._kept = keep(problem, self.rows, {session.key}, self.history)
        self.unfollowed: list[tuple[Cause, Span]] = []
        self.unfollowed = self._unfollowed(self._kept)
        self.unfollowed += self._followed([row for row in rows if row.key == session.key])
        self.causes = self._causes()
        self.laws = [Hindrance(rule.name) for rule in RULES if type(rule).rows is not Rule.rows]
        self.bookings = self._bookings()

    def _matters(self, row: Appointment) -> bool:
        """The patient's own always, anybody else's near the days asked about."""
        own = self.problem.patient_of(row) == self.session.patient
        return own or self.problem.day(row) in self.near

    # --- what stands in the way -----------------------------------------------------------------------------------

    def _causes(self) -> list[Hindrance]:
        """Everything but appointments that closes a span of the days asked about; what closes most comes last."""
        bare = keep(self.problem, (), {self.session.key}, ())
        offered, found = self._offered(bare, ()), Counter[Cause]()
        asked = [bare.clinic.whole_day(day) for day in self.days]

        def note(rule: str, why: str, span: Span) -> None:
            shared = sum(max(0, shared_minutes(span, day)) for day in asked if span.overlaps(day))
            if shared or any(span.overlaps(day) for day in asked):
                found[rule, why] += shared

        for service in self.session.services:
            for rule in RULES:
                for who in bare.clinic.practitioners:
                    for closed in offered.of_rule(rule, self.session, service, who):
                        note(rule.name, closed.why, closed.span)
            for room in bare.clinic.rooms if bare.clinic.services[service].room is not None else ():
                causes = [offered.room_causes_with(who, room) for who in bare.clinic.practitioners]
                for name, closed in chain(offered.room_causes(service, room), *causes):
                    note(name, closed.why, closed.span)
            for unit in bare.clinic.services[service].equipment:
                for closure in bare.clinic.closures_of[unit]:
                    note(EquipmentFree.name, _unit_closed(unit, closure.reason), closure.span)
        for cause, span in self.unfollowed:
            note(*cause, span)
        return [Hindrance(*cause) for cause in sorted(found, key=lambda cause: (found[cause], cause))]

    def _unfollowed(self, problem: Problem) -> list[tuple[Cause, Span]]:
        """The days on which a follow-up that the session wants is not in the roster: here others help, none hinders."""
        if not problem.clinic.follow_ups:
            return []
        model = Model(problem, enumerate_placements(problem, self._offered(problem, ())))
        FollowUps().rows(model)
        number, matrix, found = model.index[self.session.key], model.matrix, []
        for at, block in enumerate(model.blocks):
            for turn, row in enumerate(np.flatnonzero(matrix.block == at) if block.rule == FollowUps.name else ()):
                (day,) = np.flatnonzero(model.day[number] == matrix.columns[matrix.first[row]])
                whole = problem.clinic.whole_day(problem.horizon.days[day])
                found.append(((FollowUps.name, f"no {block.subject(turn)}"), whole))
        return found

    def _followed(self, placed: Sequence[Appointment]) -> list[tuple[Cause, Span]]:
        """The days on which a kept session would lose its follow-up, which only the session is, where it is placed."""
        if not self.problem.clinic.follow_ups:
            return []
        theirs = [row for row in self.rows if self.problem.patient_of(row) == self.session.patient]

        def unfollowed(own: Iterable[Appointment] = ()) -> set[Violation]:
            found = violations(self.problem, (*theirs, *own), [FollowUps()])
            return {each for each in found if len(each.rows) == 1}

        lost, closed = unfollowed() - unfollowed(placed), list[tuple[Cause, Span]]()
        for day in self.problem.horizon.days if lost else ():
            whole = self.problem.clinic.whole_day(day)
            there = [replace(row, start=whole.start, end=whole.start + (row.end - row.start)) for row in placed]
            for each in sorted(lost & unfollowed(there), key=str):
                closed.append(((FollowUps.name, f"{each.who} needs it: else {each.how}"), whole))
        return closed

    def _bookings(self) -> list[Hindrance]:
        """The appointments kept, one for each session; rows that one session serves are one."""
        alike: dict[object, list[Key]] = {}
        for row in (*self.rows, *self.history):
            alike.setdefault(shared_key(self.problem.clinic, row) or row.key, []).append(row.key)
        of: dict[Key, frozenset[Key]] = {}
        for keys in alike.values():
            joined = frozenset(keys).union(*(of.get(key, ()) for key in keys))
            of.update(dict.fromkeys(joined, joined))
        return [Hindrance(keys=tuple(sorted(keys))) for keys in dict.fromkeys(of.values())]

    # --- what is open ---------------------------------------------------------------------------------------------

    def model(self, present: Collection[Hindrance]) -> Model:
        """The session's own placements under what is present: every rule's rows, but no prices."""
        causes, laws = {(each.rule, each.why) for each in present if each.why}, {e.rule for e in present if not e.why}
        ignored = [(each.rule, each.why) for each in self.causes if (each.rule, each.why) not in causes]
        keys = {key for each in present for key in each.keys}
        others = [each for each in self._kept.sessions if each.key in keys and each.key != self.session.key]
        problem = replace(
            self._kept,
            sessions=(self._target(ignored), *others),
            history=tuple(row for row in self.history if row.key in keys),
            clinic=self._clinic(ignored),
        )
        model = Model(problem, enumerate_placements(problem, self._offered(problem, ignored)))
        for rule in RULES:
            if rule.name in laws and rule.name not in ALONE:
                rule.rows(model)
        return model

    def open(self, present: Collection[Hindrance]) -> Mapping[date, tuple[Appointment, ...]]:
        """The days that have a place under what is present, each with one, its rows as the roster would have them."""
        model = self.model(present)
        if len(self.session.services) > 1:
            return self._read(model, self._exact(model))
        desk, p = PartialRoster(model), model.placements
        seats = desk.free(*p.starts_of(np.arange(len(p.assignments))))
        seats = seats[np.argsort(np.abs(p.start[seats[:, 1]] % DAY_MINUTES - NOON), kind="stable")]
        _, first = np.unique(p.day[seats[:, 1]], return_index=True)
        return self._read(model, model.complete(seats[first]))

    def cheapest(self) -> tuple[Appointment, ...]:
        """The free place that costs the roster least, everything kept and every goal counted; none if there is none."""
        model = build_model(self._kept, self._offered(self._kept, ()))
        days = model.day[model.index[self.session.key]]
        price = model.price.copy()
        price[days[days >= 0]] -= reward(model, self.session)
        return next(iter(self._read(model, self._least(model, price)).values()), ())

    def never(self) -> bool:
        """Whether what no roster can move leaves no place: causes, history and fixed appointments."""
        fixed = {row.key for row in self.problem.standing}
        standing = [each for each in self.bookings if fixed.issuperset(each.keys)]
        causes = [each for each in self.causes if (each.rule, each.why) not in dict(self.unfollowed)]
        return self.proved_closed([*self.laws, *causes, *standing])

    def proved_closed(self, present: Collection[Hindrance]) -> bool:
        """Whether CP-SAT too, searching to the end, finds no place under what is present."""
        model = self.model(present)
        return not self._exact(model)[model.day[model.day >= 0]].any()

    def _exact(self, model: Model) -> Ints:
        """A vector with the session on as many days as it could be."""
        price = np.zeros(len(model))
        price[model.day[model.day >= 0]] = -1.0
        return self._least(model, price)

    def _least(self, model: Model, price: Floats) -> Ints:
        """The proved optimum at these prices. Nobody placed is the hint, so INFEASIBLE is never an answer."""
        nobody = model.complete(np.zeros((0, 3), dtype=np.int64))
        if not (model.day >= 0).any():
            return nobody
        part, whole = Part(np.arange(len(model)), price, model.upper, model.matrix), cpsat.whole_factor(price)
        solved = cpsat.solve(part, nobody, whole, math.inf, math.inf, 1, lambda stop: lambda: None)
        assert solved.values is not None
        assert solved.optimal
        return solved.values

    def _read(self, model: Model, vector: Ints) -> Mapping[date, tuple[Appointment, ...]]:
        found: dict[date, list[Appointment]] = {}
        for row in appointments(model, vector):
            if row.key == self.session.key:
                found.setdefault(self.problem.day(row), []).append(row)
        return {day: tuple(rows) for day, rows in found.items()}

    # --- the pieces of a model ------------------------------------------------------------------------------------

    def _offered(self, problem: Problem, ignored: Collection[Cause]) -> Offered:
        return Offered(problem, self.session.key, self.days, self.wish, ignored, self.unfollowed)

    def _target(self, ignored: Collection[Cause]) -> Session:
        """The session; with its window out of account it may come on any day."""
        anywhere = Days(self.problem.horizon.first, self.problem.horizon.end)
        windows = any(rule == "window" for rule, _ in ignored)
        return replace(self.session, reach=anywhere) if windows and self.session.reach is None else self.session

    def _clinic(self, ignored: Collection[Cause]) -> Clinic:
        """The clinic without the closures of equipment that are left out of account."""
        clinic = self.problem.clinic
        if not any(rule == EquipmentFree.name for rule, _ in ignored):
            return clinic
        kept = [c for c in clinic.closures if (EquipmentFree.name, _unit_closed(c.of, c.reason)) not in ignored]
        return replace(clinic, closures=tuple(kept))


def reward(model: Model, session: Session) -> float:
    """More than any place of a session can cost by itself: its day, people and starts, and what follows from them."""
    return float(10 * (1 + len(session.services)) * np.abs(model.price).max(initial=1.0))


def _unit_closed(unit: str, reason: str) -> str:
    return f"a unit of {unit} is closed{in_brackets(reason)}"
