"""The textbook CP-SAT model: optional intervals, a start on the grid for each part, a literal for each practitioner.

As in OR-Tools' own scheduling examples: no-overlap for practitioners, patients and single rooms, cumulative for rooms
that are alike and for equipment, and gaps between the start days of a plan's sessions, enforced where both are present.
CP-SAT runs as it comes, with its default workers and without a hint.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import version
from itertools import combinations
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from benchmarks.peers.answer import Choice, Search
from benchmarks.peers.question import Ints, Part, Question
from planner.clinic import Prices, Session

Key = tuple[str, int]
Literal = cp_model.LiteralT
Term = tuple[float, Any]
"""A price and what it is paid for."""
LEAVES_OUT: tuple[str, ...] = ()


def solve(question: Question, seconds: float) -> Search:
    """Search for so many seconds of wall-clock time, presolve included."""
    search, started = Search(f"OR-Tools {version('ortools')}"), time.monotonic()
    textbook = Textbook(question)
    search.build_seconds = time.monotonic() - started
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    started = time.monotonic()
    status = solver.solve(textbook.model, _Watch(textbook, search, started))
    search.seconds, search.status = time.monotonic() - started, solver.status_name(status).lower()
    return search


class _Watch(cp_model.CpSolverSolutionCallback):
    """Keeps every answer that CP-SAT meets."""

    def __init__(self, textbook: Textbook, search: Search, started: float) -> None:
        super().__init__()
        self.textbook, self.search, self.started = textbook, search, started

    def on_solution_callback(self) -> None:
        self.search.answers.append((time.monotonic() - self.started, self.textbook.choices(self.value)))


class Textbook:
    """The model. Its variables go by the number of a part, or by the plan and number of a session."""

    def __init__(self, question: Question) -> None:
        self.question, self.model = question, cp_model.CpModel()
        self.groups = question.alike_rooms()
        self.present, self.day = dict[Key, Literal](), dict[Key, cp_model.IntVar]()
        self.start, self.taking = dict[int, cp_model.IntVar](), dict[int, Literal]()
        self.who, self.room = dict[int, dict[str, Literal]](), dict[int, dict[tuple[str, ...], Literal]]()
        for key, parts in question.visits.items():
            self._visit(key, parts)
        self._share()
        self._people()
        self._places()
        self._courses()
        self._health()
        self.model.minimize(self._price())

    def choices(self, value: Callable[[object], int]) -> list[Choice]:
        """What an answer places."""
        return [
            Choice(
                part,
                next(who for who, literal in self.who[part.number].items() if value(literal)),
                value(self.start[part.number]),
                next((group for group, literal in self.room[part.number].items() if value(literal)), ()),
            )
            for part in self.question.parts
            if value(self.present[part.session.key])
        ]

    # --- variables ------------------------------------------------------------------------------------------------

    def _visit(self, key: Key, parts: list[Part]) -> None:
        """A session's presence and day; for each part its start, practitioner and room."""
        model, question = self.model, self.question
        days = set.intersection(*(question.days_of(part) for part in parts))
        self.present[key] = present = model.new_bool_var("")
        if not days:
            model.add(present == 0)
        self.day[key] = day = self._among(days or {0})
        dawn, dusk = (model.new_int_var(0, int(question.midnights[-1]), "") for _ in range(2))
        model.add_element(day, question.midnights[:-1].tolist(), dawn)
        model.add_element(day, question.midnights[1:].tolist(), dusk)
        for part in parts:
            start = self._among({minute for starts in part.starts.values() for minute in starts.tolist()})
            model.add(start >= dawn).only_enforce_if(present)
            model.add(start < dusk).only_enforce_if(present)
            houses = {group: part.rooms[group[0]] for group in self.groups if group[0] in part.rooms}
            self.start[part.number], self.taking[part.number] = start, present
            self.who[part.number] = self._one_of(part.starts, start, present)
            self.room[part.number] = self._one_of(houses, start, present)

    def _among(self, values: Iterable[int]) -> cp_model.IntVar:
        return self.model.new_int_var_from_domain(cp_model.Domain.from_values(sorted(values)), "")

    def _one_of(self, options: Mapping[Any, Ints], start: cp_model.IntVar, present: Literal) -> dict[Any, Literal]:
        """A literal for each option, just one of them true when present, and then with one of its starts."""
        literals = {option: present if len(options) == 1 else self.model.new_bool_var("") for option in options}
        if len(literals) > 1:
            self.model.add_exactly_one(*literals.values(), ~present)
        for option, literal in literals.items():
            self._within(start, options[option].tolist(), literal)
        return literals

    def _within(self, start: cp_model.IntVar, values: Iterable[int], *when: Literal) -> None:
        domain = cp_model.Domain.from_values(sorted(values))
        self.model.add_linear_expression_in_domain(start, domain).only_enforce_if(*when)

    def _both(self, one: Literal, other: Literal) -> Literal:
        """A literal that is true when both are."""
        if one is other:
            return one
        both = self.model.new_bool_var("")
        self.model.add_implication(both, one)
        self.model.add_implication(both, other)
        self.model.add_bool_or(both, ~one, ~other)
        return both

    # --- rules ----------------------------------------------------------------------------------------------------

    def _share(self) -> None:
        """On one day two parts that may share are one session; the later one, or one that stands, takes nothing."""
        model, leaning = self.model, defaultdict[int, list[Literal]](list)
        for one, other in self.question.shared:
            a, b = one.session.key, other.session.key
            before, after, together = (model.new_bool_var("") for _ in range(3))
            model.add(self.day[a] < self.day[b]).only_enforce_if(before)
            model.add(self.day[a] > self.day[b]).only_enforce_if(after)
            model.add_bool_and(self.present[a], self.present[b]).only_enforce_if(together)
            model.add_bool_or(before, after, together, ~self.present[a], ~self.present[b])
            model.add(self.start[one.number] == self.start[other.number]).only_enforce_if(together)
            for table in (self.who, self.room):
                mine, theirs = table[one.number], table[other.number]
                for option in {**mine, **theirs}:
                    model.add(mine.get(option, 0) == theirs.get(option, 0)).only_enforce_if(together)
            leaning[other.number].append(together)
        for part in self.question.parts:
            if part.joins:
                joined, every = model.new_bool_var(""), set(np.concatenate([*part.starts.values()]).tolist())
                self._within(self.start[part.number], part.joins & every, joined)
                self._within(self.start[part.number], every - part.joins, ~joined)
                leaning[part.number].append(joined)
        for number, literals in leaning.items():
            alone, present = model.new_bool_var(""), self.taking[number]
            model.add_bool_and(present, *(~literal for literal in literals)).only_enforce_if(alone)
            model.add_bool_or(alone, ~present, *literals)
            self.taking[number] = alone

    def _interval(self, start: object, length: int, literal: Literal) -> cp_model.IntervalVar:
        return self.model.new_optional_fixed_size_interval_var(start, length, literal, "")

    def _people(self) -> None:
        """One attended step at a time for a practitioner, one session at a time for a patient, and daily limits."""
        model, question = self.model, self.question
        steps, days, visits = (defaultdict[str, list[cp_model.IntervalVar]](list) for _ in range(3))
        for part in question.parts:
            start, taking = self.start[part.number], self.taking[part.number]
            if (
                len({each.plan for each in question.sessions[part.session.patient]}) > 1
                or len(part.session.services) > 1
            ):
                visits[part.session.patient].append(self._interval(start, part.length, taking))  # else gaps see to it
            for who, literal in self.who[part.number].items():
                busy = self._both(literal, taking)
                steps[who] += [self._interval(start + a, b - a, busy) for a, b in part.attended]
                if who in question.limits:
                    days[who].append(self._interval(self.day[part.session.key], 1, busy))
        for intervals in [*steps.values(), *visits.values()]:
            model.add_no_overlap(intervals)
        for who, intervals in days.items():
            most = max(question.limits[who])
            full = [(model.new_fixed_size_interval_var(d, 1, ""), most - n) for d, n in enumerate(question.limits[who])]
            demands = [1] * len(intervals) + [used for _, used in full]
            model.add_cumulative([*intervals, *(day for day, _ in full)], demands, most)

    def _places(self) -> None:
        """One session at a time in a room, resets too, and no more units of an equipment than there are."""
        model, question = self.model, self.question
        rooms = defaultdict[tuple[str, ...], list[cp_model.IntervalVar]](list)
        using = defaultdict[str, list[cp_model.IntervalVar]](list)
        for part in question.parts:
            start, taking = self.start[part.number], self.taking[part.number]
            for group, literal in self.room[part.number].items():
                rooms[group].append(self._interval(start, part.taken, self._both(literal, taking)))
            for id in part.service.equipment:
                using[id].append(self._interval(start, part.length, taking))
        for group, intervals in rooms.items():
            if len(group) == 1:
                model.add_no_overlap(intervals)
            else:
                model.add_cumulative(intervals, [1] * len(intervals), len(group))
        for id, intervals in using.items():
            stands = [(model.new_fixed_size_interval_var(a, b - a, ""), used) for a, b, used in question.in_use(id)]
            demands = [1] * len(intervals) + [used for _, used in stands]
            model.add_cumulative(
                [*intervals, *(each for each, _ in stands)], demands, question.clinic.equipment[id].units
            )

    def _courses(self) -> None:
        """A plan's sessions in order, each at least `least` days after any before it."""
        for sessions in self.question.courses.values():
            for one, other in combinations(sessions, 2):
                apart = self.model.add(self.day[other.key] - self.day[one.key] >= other.least)
                apart.only_enforce_if(self.present[one.key], self.present[other.key])

    def _health(self) -> None:
        """Waits between a patient's sessions, and follow-ups."""
        model = self.model
        for one, other, pairs in self.question.excluded():
            apart = model.add_forbidden_assignments([self.day[one.key], self.day[other.key]], sorted(pairs))
            apart.only_enforce_if(self.present[one.key], self.present[other.key])
        for demand in self.question.demands():
            key, free = demand.session.key, model.new_bool_var("")
            days = self.day[key]
            elsewhere = set(range(self.question.days)) - set(demand.days)
            self._within(days, elsewhere, free)
            served = []
            for other in demand.others:
                serves = model.new_bool_var("")
                gap = self.day[other.key] - days
                least = max(demand.least, 1) if demand.apart else demand.least
                model.add_linear_constraint(gap, least, demand.most).only_enforce_if(serves)
                model.add_implication(serves, self.present[other.key])
                served.append(serves)
            model.add_bool_or(free, ~self.present[key], *served)

    # --- goals ----------------------------------------------------------------------------------------------------

    def _price(self) -> object:
        """What the places chosen cost, in whole steps of the clinic's prices, up to what every roster pays."""
        return sum(round(price * self.question.scale) * variable for price, variable in self._terms())

    @property
    def prices(self) -> Prices:
        return self.question.clinic.prices

    def _terms(self) -> Iterator[Term]:
        for key, parts in self.question.visits.items():
            session, present = parts[0].session, self.present[key]
            if session.due:
                yield self.prices.place[session.priority], 1 - present
            yield from self._timely(session, present)
            yield from self._time_of_day(session, parts, present)
            for part in parts:
                yield from self._preferred_and_moved(part, present)
        for plan, sessions in self.question.courses.items():
            yield from self._stretch(sessions)
            yield from self._continuity(plan, sessions)

    def _timely(self, session: Session, present: Literal) -> Iterator[Term]:
        days = self.question.timely(session)
        if days:
            off, late = (self.model.new_int_var(0, 1000, "") for _ in range(2))
            day, (ideal, last) = self.day[session.key], days
            for above in (off >= day - ideal, off >= ideal - day, late >= day - last):
                self.model.add(above).only_enforce_if(present)
            yield self.prices.day, off
            yield self.prices.late, late

    def _time_of_day(self, session: Session, parts: list[Part], present: Literal) -> Iterator[Term]:
        if self.question.clinic.patients[session.patient].prefers:
            poor, first = self.model.new_bool_var(""), self.start[parts[0].number]
            every = {minute for part in parts for starts in part.starts.values() for minute in starts.tolist()}
            if len(parts) > 1:
                first = self._among(every)
                self.model.add_min_equality(first, [self.start[part.number] for part in parts])
            self._within(first, (m for m in every if self.question.liked(session, m)), present, ~poor)
            yield self.prices.time_of_day, poor

    def _preferred_and_moved(self, part: Part, present: Literal) -> Iterator[Term]:
        wanted = self.question.clinic.patients[part.session.patient].preferred_practitioners
        for who, literal in self.who[part.number].items() if wanted else ():
            if who not in wanted:
                yield self.prices.preferred, literal
        if part.booked:
            kept, row = self.model.new_bool_var(""), part.booked
            self.model.add(kept <= self.who[part.number].get(row.practitioner or "", 0))
            self._within(self.start[part.number], [self.question.clock.minute(row.start)], kept)
            yield self.prices.moved, present - kept

    def _stretch(self, sessions: list[Session]) -> Iterator[Term]:
        first = self.question.problem.horizon.first
        here = {session.number for session in sessions}
        fixed = [s for s in self.question.problem.sessions if s.fixed and s.plan == sessions[0].plan]
        days: dict[int, Any] = {s.number: (self.question.clinic.day(s.booked[0].start) - first).days for s in fixed}
        days |= {session.number: self.day[session.key] for session in sessions}
        for session in sorted([*sessions, *fixed], key=lambda session: session.number):
            before = session.number - 1
            both = [self.present[session.plan, number] for number in (before, session.number) if number in here]
            if before in days and both and session.most is not None:
                far = self.model.new_bool_var("")
                self.model.add(days[session.number] - days[before] <= session.most).only_enforce_if(*both, ~far)
                yield self.prices.stretch, far

    def _continuity(self, plan: str, sessions: list[Session]) -> Iterator[Term]:
        model, seen = self.model, {row.practitioner: 1 for row in self.question.problem.fixed if row.plan == plan}
        known = len(seen)
        for part in (part for session in sessions for part in self.question.visits[session.key]):
            for who, literal in self.who[part.number].items():
                if who not in seen:
                    seen[who] = model.new_bool_var("")
                model.add(literal <= seen[who])
        if len(seen) > max(known, 1):
            beyond = model.new_int_var(0, len(seen), "")
            model.add(beyond >= sum(seen.values()) - max(known, 1))
            yield self.prices.continuity, beyond
