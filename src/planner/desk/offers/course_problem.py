"""A course laid out: the places of each of its sessions, searched for the best course and made an offer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice, pairwise

import numpy as np

from planner.clinic import Appointment, Session
from planner.clinic.spans import Days
from planner.desk.diary.free_time import Stretch
from planner.desk.offers import wording
from planner.desk.offers.candidates import Kinds, everywhere
from planner.desk.offers.course_cuts import CourseCuts, Part, Rows
from planner.desk.offers.course_search import Course, Cut, Path, Stops
from planner.desk.offers.pricing import gap_prices, known_price, measured_gaps, measured_price, quick
from planner.desk.offers.request import OfferRequest
from planner.desk.offers.starts import Places
from planner.model.clock import Mask
from planner.rules import GOALS, Violation
from planner.rules.options import Points

TRIES = 150
"""How many courses of a kind may break a rule before the search for it ends."""
MEASURED = 8
"""How many courses are compared as the goals measure them, where some goal says nothing of its price beforehand."""

Only = Callable[[int, Stops], Mask]
"""Which stops of a session, by its number, a kind of course may have."""


@dataclass(frozen=True)
class CourseOffer:
    """Places for all sessions of a course; `weekday` is that of all of them, 0 = Monday, None where they differ.

    `price` is by how much the score of the plans changes, `goals` the same by goal.
    """

    rows: tuple[Appointment, ...]
    price: float
    goals: Mapping[str, float]
    finish: date
    practitioners: tuple[str, ...]
    weekday: int | None
    words: str

    @property
    def kind(self) -> object:
        """What tells courses apart."""
        return self.finish, self.practitioners, self.weekday


@dataclass
class LaidOut:
    """A course with the places of each of its sessions, and what has been learnt of it so far.

    `gaps` are the prices of the days between neighbours, `shut` the days that one closes to the next, by rule, and
    `known` the practitioners that the plan has already, as bits of a number. `exhausted` says that a search ended by
    its tries.
    """

    asked: OfferRequest
    parts: list[Part]
    gaps: list[Points]
    shut: list[Mapping[str, Mask]]
    known: int
    cuts: list[Cut] = field(default_factory=list)
    exhausted: bool = False

    @classmethod
    def of(cls, asked: OfferRequest, sessions: tuple[Session, ...]) -> LaidOut:
        reaches = [Days(each.reach.first, each.reach.last) for each in sessions if each.reach]
        stretch = Stretch(asked.diary, min(r.first for r in reaches), max(r.last or r.first for r in reaches))
        booked = [row for s in asked.problem.sessions if s.plan == asked.plan for row in s.booked]
        others = {row.practitioner or "" for row in booked}
        names = [*stretch.practitioners, *sorted(others.difference(stretch.practitioners))]
        bits = {who: 1 << number for number, who in enumerate(names)}
        places = [Places(stretch, asked.problem, *each, asked.now) for each in zip(sessions, reaches, strict=True)]
        laid_out = cls(asked, [_part(asked, each) for each in places], [], [], sum(bits[who] for who in others))
        if not laid_out.empty:
            for number, (one, other) in enumerate(pairwise(laid_out.parts)):
                laid_out.gaps.append(laid_out._gap_prices(number, one, other))
                laid_out.shut.append({rule.name: mask for rule, mask in laid_out.rules.shut_days(number)})
        return laid_out

    @property
    def empty(self) -> Places | None:
        """The places of the first session that has none."""
        return next((part.places for part in self.parts if not len(part.found)), None)

    @property
    def rules(self) -> CourseCuts:
        return CourseCuts(self.asked, self.parts)

    def _gap_prices(self, number: int, one: Part, other: Part) -> Points:
        gaps = other.stops.days - one.stops.days[:, None]
        known = gap_prices(self.asked.problem, one.session, other.session, gaps)
        if all(map(quick, GOALS)):
            return known
        return known + measured_gaps(self.asked.problem, self._by_day(number), self._by_day(number + 1))

    def _by_day(self, number: int) -> list[Rows | None]:
        """The rows of the first stop on each day of a session."""
        stops = self.parts[number].stops
        return [self.rules.rows(number, int(stops.place[stop])) for stop in stops.first]

    def course(self, only: Only | None = None, leave_out: Collection[str] = ()) -> Course:
        """The course as far as it is known, of some stops alone, and without what some rules forbid."""
        problem, gaps = self.asked.problem, [prices.copy() for prices in self.gaps]
        further = sum(goal.per_practitioner(problem) for goal in GOALS)
        for prices, shut in zip(gaps, self.shut, strict=True):
            for rule, days in shut.items():
                if rule not in leave_out:
                    prices[days] = np.inf
        cuts = [cut for cut in self.cuts if cut.rule not in leave_out]
        whole = Course(tuple(part.stops for part in self.parts), tuple(gaps), self.known, further, cuts)
        return whole.restricted(*(only(n, part.stops) for n, part in enumerate(self.parts))) if only else whole

    def best(self, only: Only | None = None) -> tuple[float, CourseOffer] | None:
        """The best of some courses that keeps all rules, and what its stops cost.

        What a course breaks becomes a cut, and the search begins again.
        """
        for _ in range(TRIES):
            found: list[tuple[float, CourseOffer]] = []
            broken = False
            for price, path in islice(self.course(only).best(), 1 if all(map(quick, GOALS)) else MEASURED):
                offer = self._kept(path)
                if offer is None and not found:
                    broken = True
                    break
                found += [(price, offer)] if offer else []
            if not broken:
                return min(found, key=lambda each: each[1].price, default=None)
        self.exhausted = True
        return None

    def _kept(self, path: Path) -> CourseOffer | None:
        """A course as an offer, or None where it breaks a rule, which is learnt."""
        visits, stops = self._visits(path)
        for number in stops.keys() - visits.keys():
            self._learn(self.rules.exactly("room", {number: stops[number]}), stops)
            return None
        rows = tuple(row for visit in visits.values() for row in visit)
        broken = self.asked.breaks(rows)
        for each in broken:
            self._learn(self.rules.of(each, path, visits), stops)
        return None if broken else self._offer(rows)

    def _visits(self, path: Path) -> tuple[dict[int, Rows], dict[int, int]]:
        """The rows of each session on a path, those left out for which rooms are too few, and the place of each."""
        stops = {number: int(part.stops.place[path[number]]) for number, part in enumerate(self.parts)}
        visits = {number: self.rules.rows(number, place) for number, place in stops.items()}
        return {number: rows for number, rows in visits.items() if rows}, stops

    def _learn(self, cut: Cut, stops: Mapping[int, int]) -> None:
        """A cut more; where it leaves places of a refused one's kind, the next of these stands beside it."""
        self.cuts.append(cut)
        for number, mask in cut.places.items():
            part = self.parts[number]
            stands = np.isin(np.arange(len(part.found)), part.stops.place)
            if (following := part.kinds.following(stops[number], mask | stands)) is not None:
                self.parts[number] = part.stopping_at(following)

    def why_none(self) -> str:
        """What the best course would break if it had not to keep the rule that is to blame, or any of several."""
        how = f"none of the {TRIES} best keeps every rule" if self.exhausted else "not all together"
        return f"each session of plan {self.asked.plan!r} has places, but {how}{self._blame()}"

    def _blame(self) -> str:
        rules = dict.fromkeys([*(name for each in self.shut for name in each), *(cut.rule for cut in self.cuts)])
        for left_out in (*((rule,) for rule in rules), tuple(rules)):
            if broken := self._broken(left_out):
                return f": {broken[0]}"
        return ""

    def _broken(self, left_out: Collection[str]) -> list[Violation]:
        """What the best course breaks that need not keep some rules, but all others; nothing where there is none."""
        for _ in range(TRIES):
            path = next((path for _, path in self.course(leave_out=left_out).best()), None)
            if path is None:
                return []
            visits, stops = self._visits(path)
            broken = self.asked.breaks([row for visit in visits.values() for row in visit])
            others = [each for each in broken if each.rule not in left_out]
            if not others:
                return broken
            for each in others:
                self._learn(self.rules.of(each, path, visits), stops)
        return []

    def _offer(self, rows: Rows) -> CourseOffer:
        problem, goals = self.asked.problem, self.asked.goals(rows)
        days = [problem.day(row) for row in rows]
        weekdays = {day.weekday() for day in days}
        people = tuple(dict.fromkeys(row.practitioner or "" for row in rows))
        weekday = weekdays.pop() if len(weekdays) == 1 else None
        words = wording.of_course(problem, rows, people, weekday, goals)
        return CourseOffer(rows, sum(goals.values()), goals, max(days), people, weekday, words)


def _part(asked: OfferRequest, places: Places) -> Part:
    """A session of a course with the best of its places for each day and choice of practitioners.

    What further practitioners cost is left to the search. Where goals are measured, parts of the day are kept apart.
    """
    problem, session, candidates = asked.problem, places.session, everywhere(places)
    goals = [goal for goal in GOALS if not goal.per_practitioner(problem)]
    parts_of_day = () if all(map(quick, goals)) else (candidates.part,)
    known = known_price(problem, session, places, candidates, goals)
    kinds = Kinds(candidates, known, candidates.day, *np.sort(candidates.who, axis=1).T, *parts_of_day)
    which = kinds.best()
    if parts_of_day:

        def rows(number: int) -> Rows | None:
            place = int(which[number])
            return asked.rows(places, candidates.who[place].tolist(), candidates.slot[place].tolist())

        kinds.price = known + kinds.alike(which, measured_price(problem, known[which], rows, goals))
    return Part.of(places, candidates, kinds, which)
