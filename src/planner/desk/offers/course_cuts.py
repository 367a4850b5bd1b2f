"""What the rules forbid between the sessions of a course, learnt from their own readings; no rule is known by name.

Before the search each rule that looks at days alone is asked what a session, were it booked on a day, closes to the
next one. What a finished course breaks all the same becomes a cut: the places that the violation is about and, as far
as the rule is asked and says so, all others that break it alike (clauses learnt from conflicts: Marques-Silva &
Sakallah, "GRASP", 1996; from what a constraint says: Ohrimenko, Stuckey & Codish, "Lazy Clause Generation", 2009).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import product

import numpy as np

from planner.clinic import Appointment, Session
from planner.desk.offers.candidates import Candidates, Kinds
from planner.desk.offers.course_search import Cut, Path, Stops
from planner.desk.offers.request import OfferRequest
from planner.desk.offers.starts import Places
from planner.model.clock import MINUTE, Ints, Mask
from planner.rules import RULES, Rule, Violation

READINGS, DEAR = 400, 60
"""How often a rule may be asked to make a cut wider for a session of it; and one that reads other patients too."""
BY_NAME = {rule.name: rule for rule in RULES}
BY_DAY = tuple(rule for rule in RULES if rule.by_day and type(rule).closed is not Rule.closed)

Rows = tuple[Appointment, ...]
Visits = Mapping[int, Rows]
"""The rows of some sessions of a course, by their numbers in it."""


@dataclass(frozen=True)
class Part:
    """A session of a course with its places; `stops` has those that stand for their kinds, more as some are refused."""

    places: Places
    found: Candidates
    kinds: Kinds
    stops: Stops

    @property
    def session(self) -> Session:
        return self.places.session

    @classmethod
    def of(cls, places: Places, found: Candidates, kinds: Kinds, which: Ints) -> Part:
        """With these of the places found as its stops."""
        kept = which[np.argsort(found.day[which], kind="stable")]
        stops = Stops.of(
            kept, found.day[kept], _people(found.who[kept], len(places.stretch.practitioners) > 60), kinds.price[kept]
        )
        return cls(places, found, kinds, stops)

    def stopping_at(self, place: int) -> Part:
        """The same with one stop more."""
        return Part.of(self.places, self.found, self.kinds, np.append(self.stops.place, place))

    def groups(self, by_day: bool) -> Iterator[tuple[list[int], Mask]]:
        """The places of each day, and some that speak for it: any one, or the first and the last of stops and hours."""
        starts = self.found.first
        for day, stop in zip(self.stops.days, self.stops.first, strict=True):
            here = self.found.day == day
            some = {int(self.stops.place[stop])}
            if not by_day:
                there = np.flatnonzero(here)
                last = self.stops.place[self.stops.day == day][-1]
                some |= {int(last), int(there[np.argmin(starts[there])]), int(there[np.argmax(starts[there])])}
            yield sorted(some), here

    def own(self, place: int, by_day: bool) -> Mask:
        return np.asarray(self.found.day == self.found.day[place]) if by_day else self.alone(place)

    def alone(self, place: int) -> Mask:
        return np.asarray(np.arange(len(self.found)) == place)

    @cached_property
    def spans(self) -> tuple[tuple[Ints, Ints], ...]:
        """For each service and each day with places: the latest start, and the earliest end."""
        days = np.unique(self.found.day)
        bounds = []
        for column, service in enumerate(self.places.services):
            start = self.places.clock.starts[self.found.slot[:, column]]
            last, soonest = np.zeros(len(days), np.int64), np.zeros(len(days), np.int64)
            order = np.argsort(self.found.day, kind="stable")
            begins = np.searchsorted(self.found.day[order], days)
            last = np.maximum.reduceat(start[order], begins)
            soonest = np.minimum.reduceat(start[order], begins) + service.length // MINUTE
            bounds.append((last, soonest))
        return tuple(bounds)


@dataclass(frozen=True)
class CourseCuts:
    """The cuts of one course; `parts` are its sessions in their order."""

    asked: OfferRequest
    parts: Sequence[Part]

    def rows(self, number: int, place: int) -> Rows | None:
        """The appointments of a session at one of its places; None where rooms are too few."""
        part = self.parts[number]
        return self.asked.rows(part.places, part.found.who[place].tolist(), part.found.slot[place].tolist())

    # --- before the search ----------------------------------------------------------------------------------------

    def shut_days(self, number: int) -> Iterator[tuple[Rule, Mask]]:
        """By rule: which days of a session (rows) close which days of the next one (columns) all by themselves.

        A rule is asked about the last day first, and not about the others where that closes nothing.
        """
        one, other = self.parts[number], self.parts[number + 1]
        for rule in BY_DAY:
            if (last := self._closed_days(rule, one, other, len(one.stops.days) - 1)).any():
                rows = [self._closed_days(rule, one, other, day) for day in range(len(one.stops.days) - 1)]
                yield rule, np.array([*rows, last])

    def _closed_days(self, rule: Rule, one: Part, other: Part, day: int) -> Mask:
        """Which days of a session one before it closes, on all of the day, by standing on a day of its own."""
        place = one.stops.place[one.stops.first[day]]
        shut = np.zeros(len(other.stops.days), dtype=bool)
        for column, start, end, _ in self._closed(rule, other, self._bare(one, int(place))):
            last, soonest = other.spans[column]
            shut |= (start < soonest) & (end > last)
        return shut

    def _bare(self, part: Part, place: int) -> Rows:
        """The rows of a place as far as rules that look at days alone read them."""
        who, slots = part.found.who[place].tolist(), part.found.slot[place].tolist()
        return tuple(
            self.asked.row(part.places, service, *each)
            for service, each in zip(part.places.services, zip(who, slots, strict=True), strict=True)
        )

    # --- what a course breaks -------------------------------------------------------------------------------------

    def of(self, broken: Violation, path: Path, visits: Visits) -> Cut:
        """The cut that a violation by a course makes."""
        rule = BY_NAME[broken.rule]
        places = {number: int(self.parts[number].stops.place[stop]) for number, stop in enumerate(path)}
        keys = {row.key for row in broken.rows}
        mine = [number for number in places if self.parts[number].session.key in keys]
        if broken.lacking:
            return self._lacking(rule, broken, mine, places, visits)
        if not mine:
            return self.exactly(rule.name, places)
        *before, last = mine
        beside = [row for row in broken.rows if row.key not in {part.session.key for part in self.parts}]
        shut = self._shut(rule, last, [*beside, *(row for number in before for row in visits[number])])
        if not shut[places[last]]:
            alone = {number: places[number] for number in mine}
            return _cut(rule, self._wider(rule, alone, partial(self._break, rule), READINGS if rule.by_day else DEAR))

        def forbids(rows: Rows) -> bool:
            return bool(self._shut(rule, last, [*beside, *rows])[shut].all())

        earlier = {number: places[number] for number in before}
        return _cut(rule, {**self._wider(rule, earlier, forbids, READINGS), last: shut})

    def exactly(self, rule: str, places: Mapping[int, int]) -> Cut:
        """A cut of just these places."""
        return Cut(rule, {number: self.parts[number].alone(place) for number, place in places.items()})

    def _break(self, rule: Rule, rows: Rows) -> bool:
        """Whether rows alone break a rule, so that no others can mend it."""
        broken = self.asked.broken_of(rule, rows)
        return any(not each.lacking and set(each.rows).intersection(rows) for each in broken)

    def _wider(
        self, rule: Rule, places: Mapping[int, int], forbids: Callable[[Rows], bool], most: int
    ) -> dict[int, Mask]:
        """For each session: its place, and all others that the rule forbids beside any of those of the other sessions.

        Sessions are made wider one after another, as far as that takes few enough readings.
        """
        masks: dict[int, Mask] = {}
        variants = {number: [place] for number, place in places.items()}
        for number, place in places.items():
            masks[number] = self.parts[number].own(place, rule.by_day)
            groups = list(self.parts[number].groups(rule.by_day))
            others = {each: variants[each] for each in places if each != number}
            if sum(len(some) for some, _ in groups) * math.prod(map(len, others.values())) > most:
                continue
            beside = list(self._each(rule, others))
            for some, day in groups:
                hit = [
                    each
                    for each in some
                    if (rows := self._rows(rule, number, each)) and all(forbids((*rows, *more)) for more in beside)
                ]
                masks[number] = _with(masks[number], hit, day if len(hit) == len(some) else None)
                variants[number] += hit[:1] if len(hit) == len(some) else hit
        return masks

    def _each(self, rule: Rule, variants: Mapping[int, Sequence[int]]) -> Iterator[Rows]:
        for places in product(*variants.values()):
            visits = [self._rows(rule, number, place) or () for number, place in zip(variants, places, strict=True)]
            yield tuple(row for visit in visits for row in visit)

    def _rows(self, rule: Rule, number: int, place: int) -> Rows | None:
        """The rows of a place as a rule reads them."""
        return self._bare(self.parts[number], place) if rule.by_day else self.rows(number, place)

    def _lacking(
        self, rule: Rule, broken: Violation, mine: Sequence[int], places: Mapping[int, int], visits: Visits
    ) -> Cut:
        """What one appointment more would mend is broken wherever no other session is at a place that mends it."""
        what = {(row.key, row.service) for row in broken.rows}
        masks = {number: self.parts[number].own(place, rule.by_day) for number, place in places.items()}
        for number in places.keys() - set(mine):
            for some, day in self.parts[number].groups(rule.by_day):
                hit = []
                for each in some:
                    moved = {**visits, number: self._rows(rule, number, each) or ()}
                    rows = tuple(row for visit in moved.values() for row in visit)
                    lacking = (other for other in self.asked.broken_of(rule, rows) if other.lacking)
                    if any({(row.key, row.service) for row in other.rows} == what for other in lacking):
                        hit.append(each)
                masks[number] = _with(masks[number], hit, day if len(hit) == len(some) else None)
        return _cut(rule, masks)

    def _shut(self, rule: Rule, number: int, rows: Iterable[Appointment]) -> Mask:
        """The places of a session that a rule closes when these rows stand."""
        part = self.parts[number]
        shut = np.zeros(len(part.found), dtype=bool)
        for column, start, end, who in self._closed(rule, part, tuple(rows)):
            begins = part.places.clock.starts[part.found.slot[:, column]]
            hit = (begins < end) & (begins + part.places.services[column].length // MINUTE > start)
            shut |= hit if who is None else hit & (part.found.who[:, column] == who)
        return shut

    def _closed(self, rule: Rule, part: Part, rows: Rows) -> Iterator[tuple[int, int, int, int | None]]:
        """What a rule closes to a session when just these rows stand: for a service (by its column) from a minute to
        another, for a practitioner (by number) or, None, for all."""
        places = part.places
        problem, clock = replace(places.narrow, history=rows), places.clock
        people = list(enumerate(places.stretch.practitioners))
        for column, service in enumerate(places.services):
            for number, who in people if "practitioner" in rule.per else people[:1]:
                for closed in rule.closed(problem, places.session, service, who):
                    whom = number if "practitioner" in rule.per else None
                    yield column, clock.minute(closed.span.start), clock.minute(closed.span.end), whom


def _with(mask: Mask, some: Sequence[int], day: Mask | None) -> Mask:
    """A mask with all places of a day, or else with some places."""
    both = mask.copy() if day is None else mask | day
    both[list(some)] = True
    return np.asarray(both)


def _cut(rule: Rule, places: Mapping[int, Mask]) -> Cut:
    """A cut, without the sessions of which it names every place."""
    some = {number: mask for number, mask in places.items() if not mask.all()}
    return Cut(rule.name, some or places)


def _people(who: Ints, wide: bool) -> Ints:
    """Practitioners, a row each, as the bits of one number; Python's own numbers, which have bits enough for all."""
    rows = [0] * len(who)
    for column in who.T.tolist():
        rows = [bits | 1 << number for bits, number in zip(rows, column, strict=True)]
    return np.array(rows, dtype=object if wide else np.int64)
