"""A course laid out: the places of each of its sessions, searched for the best course and made an offer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice, pairwise

import numpy as np

from planner.clinic import Appointment, Session
from planner.clinic.spans import Days
from planner.desk.diary.free_time import Stretch
from planner.desk.offers import wording
from planner.desk.offers.candidates import Candidates, candidates
from planner.desk.offers.course_rules import Remembering
from planner.desk.offers.course_search import Course, Path, Stops, gap_prices
from planner.desk.offers.multi_service import one_number
from planner.desk.offers.pricing import Pricing
from planner.desk.offers.request import OfferRequest
from planner.desk.offers.starts import Places
from planner.model.clock import Ints

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


@dataclass(frozen=True)
class LaidOut:
    """A course with the places of each of its sessions."""

    asked: OfferRequest
    parts: tuple[tuple[Places, Candidates], ...]
    course: Course

    @classmethod
    def of(cls, asked: OfferRequest, sessions: tuple[Session, ...]) -> LaidOut:
        reaches = [Days(each.reach.first, each.reach.last) for each in sessions if each.reach]
        stretch = Stretch(asked.diary, min(r.first for r in reaches), max(r.last or r.first for r in reaches))
        parts = [Places(stretch, asked.problem, *each, asked.now) for each in zip(sessions, reaches, strict=True)]
        found = [_cheapest(asked, places) for places in parts]
        stops = [stops for _, stops in found]
        others = {row.practitioner or "" for row in Pricing(asked.problem, sessions[0]).others}
        names = [*stretch.practitioners, *sorted(others.difference(stretch.practitioners))]
        bits = {who: 1 << number for number, who in enumerate(names)}
        prices = asked.problem.clinic.prices
        course = Course(
            sessions,
            tuple(stops),
            tuple(gap_prices(a, b, prices.stretch) for a, b in pairwise(zip(sessions, stops, strict=True))),
            sum(bits[who] for who in others),
            prices.continuity,
            Remembering(asked.problem, sessions),
            stretch.timetable.days,
        )
        return cls(asked, tuple((places, each) for places, (each, _) in zip(parts, found, strict=True)), course)

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
        said = wording.of_course(problem, rows, people, weekday, goals)
        return CourseOffer(rows, sum(goals.values()), goals, max(days), people, weekday, said)


def _cheapest(asked: OfferRequest, places: Places) -> tuple[Candidates, Stops]:
    """The cheapest candidate for each day and choice of practitioners, and the same as stops of a course."""
    found, pricing = candidates(places), Pricing(asked.problem, places.session)
    timely, stretch = pricing.day_by_day(places)
    price = timely[found.day] + stretch[found.day] + (pricing.time_of_day(places) + pricing.usual(places))[found.first]
    price += pricing.preferred(places.stretch.practitioners)[found.who].sum(axis=1)
    kind = one_number(found.day, *np.sort(found.who, axis=1).T)
    order = np.lexsort((found.pause, price, kind))
    kept = order[np.flatnonzero(np.diff(kind[order], prepend=-1))]
    return found[kept], Stops.of(found.day[kept], _people(found.who[kept]), price[kept])


def _people(who: Ints) -> Ints:
    """Practitioners, a row each, as the bits of one number; Python's own numbers, which have bits enough for all."""
    rows = [0] * len(who)
    for column in who.T.tolist():
        rows = [bits | 1 << number for bits, number in zip(rows, column, strict=True)]
    return np.array(rows, dtype=np.int64 if who.max(initial=0) < 62 else object)
