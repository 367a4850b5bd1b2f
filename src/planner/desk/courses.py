"""Offers of whole courses: the best, and others that end sooner, have one practitioner or a regular weekday."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

import numpy as np

from planner.clinic import Appointment, Session
from planner.clinic.spans import Days
from planner.desk import words
from planner.desk.asked import Answers, Asked, why_no_day
from planner.desk.candidates import Candidates, candidates
from planner.desk.course_search import Course, Path, Stops
from planner.desk.diary import Diary
from planner.desk.memory import Remembering
from planner.desk.places import Places
from planner.desk.pricing import Pricing
from planner.desk.reasons import why_no_place
from planner.desk.stretch import Stretch
from planner.model.clock import Mask

COURSE = timedelta(days=92)
"""How far ahead a course is offered that has no number of sessions."""
TRIES = 20
"""How many courses the check may refuse before another kind is tried."""


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


def course_offers(
    diary: Diary, plan: str, k: int = 3, *, until: date | None = None, today: date | None = None
) -> Answers[CourseOffer]:
    """`k` different ways to place all sessions of a plan that have no place yet, the best one first.

    Of counted phases all sessions are placed; of a phase without a number those with their ideal day up to `until`, 92
    days ahead unless told. The first offer is the best there is beside what stands. The others are the best of those
    that end sooner, have one practitioner only, or lie all on one weekday. `today` is the clinic's calendar day now
    unless told. When there is none, the answer is empty and its `why` says what closes most.

    Raises UnknownName for a plan the clinic does not have.
    """
    asked = Asked.of(diary, plan, today, until)
    sessions = _unplaced(asked, until or asked.today + COURSE)
    if not sessions:
        return Answers(why=f"every session of plan {plan!r} has a place")
    shut = next((each for each in sessions if each.reach is None or each.reach.last is None), None)
    if shut:
        return Answers(why=why_no_day(shut, asked.today))
    laid_out = _LaidOut.of(asked, sessions)
    empty = next((places for places, found in laid_out.parts if not len(found)), None)
    if empty:
        return Answers(why=why_no_place(empty))
    best = laid_out.best(laid_out.course)
    if best is None:
        return Answers(why=f"each session of plan {plan!r} has places, but not all of them far enough apart")
    return Answers([best[1], *islice(_others(laid_out, best[1]), k - 1)][:k])


def _unplaced(asked: Asked, until: date) -> tuple[Session, ...]:
    """The sessions of the counted phases that have no place, else those with an ideal day until then."""
    free = [session for session in asked.sessions if not session.booked]
    counted = [session for session in free if session.counted]
    return tuple(counted or [each for each in free if each.ideal is None or each.ideal <= until])


@dataclass(frozen=True)
class _LaidOut:
    """A course with the places of each of its sessions."""

    asked: Asked
    parts: tuple[tuple[Places, Candidates], ...]
    course: Course

    @classmethod
    def of(cls, asked: Asked, sessions: tuple[Session, ...]) -> _LaidOut:
        reaches = [Days(each.reach.first, each.reach.last) for each in sessions if each.reach]
        stretch = Stretch(asked.diary, min(r.first for r in reaches), max(r.last or r.first for r in reaches))
        parts, stops = [], []
        for session, reach in zip(sessions, reaches, strict=True):
            places = Places(stretch, asked.problem, session, reach)
            found, one = _stops(asked, places)
            parts.append((places, found))
            stops.append(one)
        others = {row.practitioner for row in Pricing(asked.problem, sessions[0]).others}
        names = [*stretch.practitioners, *sorted(who or "" for who in others if who not in stretch.practitioners)]
        prices = asked.problem.clinic.prices
        course = Course(
            sessions,
            tuple(stops),
            sum(1 << names.index(who or "") for who in others),
            prices.continuity,
            prices.stretch,
            Remembering(asked.problem, sessions),
            stretch.timetable.days,
        )
        return cls(asked, tuple(parts), course)

    def best(self, course: Course) -> tuple[float, CourseOffer] | None:
        """The best of some courses that passes the check of all rules, and what its stops cost."""
        for price, path in islice(course.best(), TRIES):
            rows = self.rows(path)
            if rows and not self.asked.breaks(rows):
                return price, self.offer(rows)
        return None

    def rows(self, path: Path) -> tuple[Appointment, ...] | None:
        rows: list[Appointment] = []
        for (places, found), stop in zip(self.parts, path, strict=True):
            visit = self.asked.rows(places, found.who[stop].tolist(), found.slot[stop].tolist())
            if visit is None:
                return None
            rows += visit
        return tuple(rows)

    def offer(self, rows: tuple[Appointment, ...]) -> CourseOffer:
        problem, goals = self.asked.problem, self.asked.goals(rows)
        days = [problem.day(row) for row in rows]
        weekdays = {day.weekday() for day in days}
        people = tuple(dict.fromkeys(row.practitioner or "" for row in rows))
        weekday = weekdays.pop() if len(weekdays) == 1 else None
        said = words.of_course(problem, rows, people, weekday, goals)
        return CourseOffer(rows, sum(goals.values()), goals, max(days), people, weekday, said)


def _stops(asked: Asked, places: Places) -> tuple[Candidates, Stops]:
    """The cheapest candidate for each day and choice of practitioners, and the same as stops of a course."""
    found, pricing = candidates(places), Pricing(asked.problem, places.session)
    timely, stretch = pricing.day_by_day(places)
    price = timely[found.day] + stretch[found.day] + pricing.time_of_day(places)[found.first]
    price += pricing.preferred(places.stretch.practitioners)[found.who].sum(axis=1)
    people = np.bitwise_or.reduce(np.left_shift(1, found.who), axis=1) if len(found) else np.zeros(0, dtype=np.int64)
    order = np.lexsort((found.pause, price, people, found.day))
    first = np.ones(len(order), dtype=bool)
    kinds = np.column_stack([people, found.day])[order]
    first[1:] = (kinds[1:] != kinds[:-1]).any(axis=1)
    kept = order[first]
    return found[kept], Stops(found.day[kept], people[kept], price[kept])


def _others(laid_out: _LaidOut, best: CourseOffer) -> Iterator[CourseOffer]:
    """Other courses in rounds: the best that ends sooner, of one practitioner and on one weekday, cheapest first."""
    seen = {best.kind}
    kinds = [_sooner(laid_out, best), _of_one_practitioner(laid_out), _on_one_weekday(laid_out)]
    while kinds:
        champions = []
        for kind in list(kinds):
            found = next((offer for offer in kind if offer.kind not in seen), None)
            if found is None:
                kinds.remove(kind)
            else:
                champions.append(found)
        for offer in sorted(champions, key=lambda offer: offer.price):
            if offer.kind not in seen:
                seen.add(offer.kind)
                yield offer


def _sooner(laid_out: _LaidOut, best: CourseOffer) -> Iterator[CourseOffer]:
    """The best course of those that end soonest, if they end sooner than the best of all."""
    course, last = laid_out.course, laid_out.course.stops[-1]
    for day in np.unique(last.day).tolist():
        if course.days[day] >= best.finish:
            return
        everywhere = [np.ones(len(stops.day), dtype=bool) for stops in course.stops[:-1]]
        found = laid_out.best(course.restricted(*everywhere, last.day <= day))
        if found:
            yield found[1]
            return


def _of_one_practitioner(laid_out: _LaidOut) -> Iterator[CourseOffer]:
    """For each practitioner who can take the whole course, the best with nobody else; cheapest first."""
    people = range(len(laid_out.parts[0][0].stretch.practitioners))
    yield from _cheapest_first(laid_out, [[s.people == 1 << who for s in laid_out.course.stops] for who in people])


def _on_one_weekday(laid_out: _LaidOut) -> Iterator[CourseOffer]:
    """For each weekday, the best course that is all on it; cheapest first."""
    first = laid_out.parts[0][0].stretch.timetable.first.weekday()
    stops = laid_out.course.stops
    if len(stops) > 1:
        yield from _cheapest_first(laid_out, [[(s.day + first) % 7 == weekday for s in stops] for weekday in range(7)])


def _cheapest_first(laid_out: _LaidOut, restrictions: Sequence[Sequence[Mask]]) -> Iterator[CourseOffer]:
    """The best course under each restriction, by price; those that would cost more are looked for only when asked."""
    courses = [laid_out.course.restricted(*masks) for masks in restrictions]
    bounds = sorted((course.at_least(), number) for number, course in enumerate(courses))
    waiting: list[tuple[float, int, CourseOffer]] = []
    for bound, number in bounds:
        while waiting and waiting[0][0] <= bound:
            yield heapq.heappop(waiting)[2]
        found = laid_out.best(courses[number]) if bound < np.inf else None
        if found:
            heapq.heappush(waiting, (found[0], number, found[1]))
    yield from (offer for _, _, offer in sorted(waiting, key=lambda each: each[:2]))
