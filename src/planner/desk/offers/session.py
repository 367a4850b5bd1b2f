"""Offers: the best places for one session, each with its price in words. No solver runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np

from planner.clinic import Appointment, Session
from planner.clinic.people import PARTS_OF_DAY
from planner.desk.diary.diary import Diary
from planner.desk.diary.free_time import Stretch
from planner.desk.offers import wording
from planner.desk.offers.candidates import SAME, Candidates, Kinds, everywhere
from planner.desk.offers.pricing import known_price, measured_price
from planner.desk.offers.request import OfferRequest, Offers, no_day
from planner.desk.offers.starts import Places
from planner.desk.offers.why_none import no_place
from planner.errors import UnknownName
from planner.model.clock import Ints
from planner.rules import GOALS, Violation
from planner.rules.options import Points

ALIKE = 4.0
"""Points for what two offers have in common, when they are chosen: once each for day, part of the day, practitioner."""
UNMET = 1e9
"""More points than any price: a wish that is not met ranks an offer behind all that meet it."""
TRIES = 40
"""How many places the check may refuse before the search for offers ends."""


@dataclass(frozen=True)
class Offer:
    """One place for one session. `price` is by how much the score of the plans changes, `goals` the same by goal."""

    rows: tuple[Appointment, ...]
    price: float
    goals: Mapping[str, float]
    words: str


def offers(
    diary: Diary,
    plan: str,
    number: int | None = None,
    k: int = 5,
    near: date | None = None,
    not_before: date | None = None,
    prefer: str | Iterable[str] = (),
    *,
    now: datetime | None = None,
) -> Offers[Offer]:
    """The `k` best places for one session that differ in day, time of day and practitioner, best first.

    Without a number it is the plan's next session that has no place. A booked one is offered places to move to. `near`
    asks for places around a day in place of the ideal day, `not_before` for none before it; `prefer` names
    practitioners or parts of the day that go before all else. None begins before `now`,
    which is this moment unless told. When there is no place, the answer is empty and its `why` says what closes most.

    Raises UnknownName for a plan or a preference the clinic does not have, Nonsense for a number not asked for.
    """
    asked = OfferRequest.of(diary, plan, now, max(filter(None, (near, not_before)), default=None))
    wishes = _Wishes.of(diary, prefer)
    session = asked.session(number)
    if session is None:
        return Offers(why=asked.why_none)
    first = max(asked.today, not_before or asked.today)
    days = session.reach.clipped(first, session.reach.last or first) if session.reach and not session.fixed else None
    if days is None or days.last is None:
        return no_day(session, first)
    places = Places(Stretch(diary, days.first, days.last, session.booked), asked.problem, session, days, asked.now)
    wanted = session if near is None else replace(session, ideal=near, window=None)
    return _Choosing(asked, places, wanted, wishes).best(k)


@dataclass(frozen=True)
class _Wishes:
    """Practitioners and parts of the day asked for, by their numbers; none of a kind asks for nothing."""

    practitioners: list[int]
    parts: list[int]

    @classmethod
    def of(cls, diary: Diary, prefer: str | Iterable[str]) -> _Wishes:
        people, parts = list(diary.clinic.practitioners), list(PARTS_OF_DAY)
        names = [prefer] if isinstance(prefer, str) else list(prefer)
        for name in names:
            if name not in people and name not in parts:
                raise UnknownName("practitioner or part of the day", name, [*people, *parts])
        return cls(
            [people.index(name) for name in names if name in people], [parts.index(n) for n in names if n in parts]
        )

    def unmet(self, places: Places, found: Candidates) -> Points:
        """How many wishes each candidate leaves unmet."""
        unmet = np.zeros(len(found))
        if self.practitioners:
            unmet += ~np.isin(found.who, self.practitioners).any(axis=1)
        if self.parts:
            unmet += ~np.isin(found.part, self.parts)
        return unmet


class _Choosing:
    """The places of a session, priced for one with the ideal day asked for, which `near` makes another.

    `standing` are the numbers of the places that stand for their kinds so far, `points` how dear each of them is.
    """

    def __init__(self, asked: OfferRequest, places: Places, wanted: Session, wishes: _Wishes) -> None:
        self.asked, self.places = asked, places
        self.found = candidates = everywhere(places)
        unmet = UNMET * wishes.unmet(places, candidates)
        self.known = known_price(asked.problem, wanted, places, candidates, GOALS) + unmet
        self.kinds = Kinds(candidates, self.known, candidates.day, *candidates.who.T, candidates.part)
        self.refused = np.zeros(len(candidates), dtype=bool)
        self.standing = self.kinds.best()
        self.points = self._points(self.standing)

    def best(self, k: int) -> Offers[Offer]:
        """The best, each chosen with those before it in mind, and checked by all rules before it is shown.

        Where one is refused, the next of its kind comes into its place.
        """
        chosen: list[tuple[tuple[float, int], Offer]] = []
        refused, alike = list[Violation](), np.zeros(len(self.points))
        while len(chosen) < k and len(refused) < TRIES and (self.points < np.inf).any():
            number = self._next(self.points + alike)
            rank, place = round(float(self.points[number]), 6), int(self.standing[number])
            rows = self._rows(place)
            broken = self.asked.breaks(rows) if rows else []
            if rows is None or broken:
                refused += broken[:1]
                self._refuse(number)
                continue
            self.points[number] = np.inf
            chosen.append(((rank, self._far(place)), self._offer(rows)))
            alike += ALIKE * self._shared(place)
        ranked = [offer for _, offer in sorted(chosen, key=lambda pair: (*pair[0], pair[1].rows[0].start))]
        return Offers(ranked) if ranked else no_place(self.places, refused)

    def _next(self, dear: Points) -> int:
        """The number of the least dear; of a booked session, the nearest of these."""
        least = np.flatnonzero(dear < dear.min() + SAME)
        return int(min(least, key=lambda number: self._far(int(self.standing[number]))))

    def _far(self, place: int) -> int:
        """The minutes between a place and the start at which the session is booked; 0 where it is not."""
        return int(self.found.pause[place]) if self.places.session.booked else 0

    def _shared(self, place: int) -> Points:
        """How many of day, part of the day and practitioners each that stands has in common with a place."""
        found, standing = self.found, self.standing
        people = (found.who[standing] == found.who[place]).all(axis=1)
        days, parts = found.day[standing] == found.day[place], found.part[standing] == found.part[place]
        return np.asarray(days.astype(np.float64) + parts + people)

    def _refuse(self, number: int) -> None:
        self.refused[self.standing[number]] = True
        following = self.kinds.following(int(self.standing[number]), self.refused)
        self.points[number] = np.inf
        if following is not None:
            self.standing[number] = following
            self.points[number] = self._points(self.standing[number : number + 1])[0]

    def _points(self, which: Ints) -> Points:
        """What places cost, goals included that are measured place by place."""
        measured = measured_price(self.asked.problem, self.known[which], lambda number: self._rows(int(which[number])))
        return np.asarray(self.known[which] + measured)

    def _rows(self, number: int) -> tuple[Appointment, ...] | None:
        return self.asked.rows(self.places, self.found.who[number].tolist(), self.found.slot[number].tolist())

    def _offer(self, rows: tuple[Appointment, ...]) -> Offer:
        goals = self.asked.goals(rows)
        words = wording.of_offer(self.asked.problem, self.places.session, rows, goals)
        return Offer(rows, sum(goals.values()), goals, words)
