"""Offers: the best places for one session, each with its price in words. No solver runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from planner.clinic import Appointment, Session
from planner.clinic.people import PARTS_OF_DAY
from planner.desk.diary.diary import Diary
from planner.desk.diary.free_time import Stretch
from planner.desk.offers import wording
from planner.desk.offers.candidates import Candidates, candidates
from planner.desk.offers.pricing import Points, Pricing
from planner.desk.offers.request import OfferRequest, Offers, why_no_day
from planner.desk.offers.starts import Places
from planner.desk.offers.why_none import why_no_place
from planner.errors import UnknownName
from planner.rules import Violation

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
        return Offers(why=why_no_day(session, first))
    places = Places(Stretch(diary, days.first, days.last, session.booked), asked.problem, session, days, asked.now)
    found = candidates(places)
    timely, rest = Pricing(asked.problem, session).of(found, places)
    if near is not None:
        asked_for = (near - places.stretch.timetable.first).days
        timely = diary.clinic.prices.day * np.abs(found.day - asked_for).astype(np.float64)
    return _chosen(asked, places, found, timely + rest + UNMET * wishes.unmet(places, found), k)


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


def _chosen(asked: OfferRequest, places: Places, found: Candidates, points: Points, k: int) -> Offers[Offer]:
    """The best, each chosen with those before it in mind, and checked by all rules before it is shown."""
    chosen: list[tuple[float, Offer]] = []
    points, alike = points.copy(), np.zeros(len(points))
    refused: list[Violation] = []
    while len(chosen) < k and len(refused) < TRIES and (points < np.inf).any():
        best = int(np.argmin(points + alike))
        rank, points[best] = float(points[best]), np.inf
        rows = asked.rows(places, found.who[best].tolist(), found.slot[best].tolist())
        broken = asked.breaks(rows) if rows else []
        if rows is None or broken:
            refused += broken[:1]
            continue
        chosen.append((rank, _offer(asked, places.session, rows)))
        alike += ALIKE * (found.day == found.day[best])
        alike += ALIKE * (found.part == found.part[best])
        alike += ALIKE * (found.who == found.who[best]).all(axis=1)
    ranked = [offer for _, offer in sorted(chosen, key=lambda pair: (pair[0], pair[1].rows[0].start))]
    return Offers(ranked, why="" if ranked else why_no_place(places, refused))


def _offer(asked: OfferRequest, session: Session, rows: tuple[Appointment, ...]) -> Offer:
    goals = asked.goals(rows)
    return Offer(rows, sum(goals.values()), goals, wording.of_offer(asked.problem, session, rows, goals))
