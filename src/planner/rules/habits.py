"""Goals of habit: the time of day that patients like, their usual time, the same weekday each time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import numpy as np

from planner.clinic import Clinic, Problem, Session
from planner.model import Model
from planner.model.auxiliaries import Term
from planner.model.clock import Ints, Mask
from planner.rules.options import Options, Points
from planner.rules.readings import fixed_rows, times
from planner.rules.rule import Answer, Goal

WEEK, NEAR = 7, 60
"""Days of a week; minutes by which a session may start off its usual time."""


class StartsLiked(Goal):
    """A price for each session that starts at a moment its patient does not like, a visit by its first start."""

    def price(self, clinic: Clinic) -> float:
        raise NotImplementedError

    def wish(self, clinic: Clinic, session: Session) -> object:
        """What the patient likes for a session, None for anything; equal wishes like the same moments."""
        raise NotImplementedError

    def likes(self, clinic: Clinic, session: Session, moment: datetime) -> bool:
        """Whether a session that has a wish may as well start at this weekday and time of the clinic's wall clock."""
        raise NotImplementedError

    def tells(self, problem: Problem, session: Session, service: str) -> object:
        return self.wish(problem.clinic, session)

    def cost(self, model: Model) -> None:
        p, clinic = model.placements, model.problem.clinic
        price = self.price(clinic)
        model.constant += self.measure(fixed_rows(model))
        wishes = [self.wish(clinic, session) for session in p.sessions]
        kinds = {wish: session for wish, session in zip(wishes, p.sessions, strict=True) if wish is not None}
        if not kinds:
            return
        local = [clinic.local(moment) for moment in p.clock.moments]
        unliked = np.zeros((1 + len(kinds), len(local)), dtype=bool)
        for at, session in enumerate(kinds.values(), 1):
            unliked[at] = [not self.likes(clinic, session, moment) for moment in local]
        number: dict[object, int] = {None: 0} | {wish: at for at, wish in enumerate(kinds, 1)}
        off = unliked[p.of_start(lambda part: number[wishes[part.session]]), p.starts.slot]
        of_visit = p.of_start(lambda part: len(p.sessions[part.session].services) > 1).astype(bool)
        model.charge(model.started[off & ~of_visit], price)
        visits = [s for s, wish in zip(p.sessions, wishes, strict=True) if len(s.services) > 1 and wish is not None]
        poor = model.variables(len(visits))
        model.charge(poor, price)
        terms = [(i, *term) for i, session in enumerate(visits) for term in _first_starts(model, session, off)]
        model.floor(self.name, poor, terms)

    def measure(self, answer: Answer) -> float:
        clinic, unliked = answer.problem.clinic, 0
        for key, rows in answer.visits.items():
            session, start = answer.problem.by_key[key], clinic.local(rows[0].start)
            unliked += self.wish(clinic, session) is not None and not self.likes(clinic, session, start)
        return self.price(clinic) * unliked

    def of_each(self, options: Options) -> Points:
        clinic, session = options.problem.clinic, options.session
        if self.wish(clinic, session) is None:
            return options.zero
        a_day = {day.weekday(): day for day in options.days}
        unliked = np.zeros((WEEK, len(options.times)))
        for weekday, day in a_day.items():
            unliked[weekday] = [not self.likes(clinic, session, datetime.combine(day, at)) for at in options.times]
        weekdays = np.array([day.weekday() for day in options.days], dtype=np.int64)
        return np.asarray(self.price(clinic) * unliked[weekdays[options.day], options.time])


class TimeOfDay(StartsLiked):
    """A session that starts outside the patient's preferred time of day costs, a visit by its first start."""

    name = "time_of_day"
    title = "Not the preferred time of day"

    def price(self, clinic: Clinic) -> float:
        return clinic.prices.time_of_day

    def wish(self, clinic: Clinic, session: Session) -> object:
        return clinic.patients[session.patient].prefers or None

    def likes(self, clinic: Clinic, session: Session, moment: datetime) -> bool:
        return clinic.patients[session.patient].likes(moment.time())

    def words(self, problem: Problem, change: float) -> str:
        return "outside the preferred time of day" if change > 0 else "back in the preferred time of day"

    def words_of_course(self, problem: Problem, change: float) -> str:
        return times(change, problem.clinic.prices.time_of_day, "session", "outside the preferred time of day")


class UsualTime(StartsLiked):
    """A session of a plan with a usual time costs on another weekday, or over an hour from it; a visit by its start."""

    name = "usual"
    title = "Not the usual time"

    def price(self, clinic: Clinic) -> float:
        return clinic.prices.usual

    def wish(self, clinic: Clinic, session: Session) -> object:
        return clinic.plans[session.plan].usual

    def likes(self, clinic: Clinic, session: Session, moment: datetime) -> bool:
        usual = clinic.plans[session.plan].usual
        if usual is None:
            return True
        off = moment.hour * 60 + moment.minute - (usual.at.hour * 60 + usual.at.minute)
        return moment.weekday() == usual.weekday and abs(off) <= NEAR

    def words(self, problem: Problem, change: float) -> str:
        return "not at the usual time" if change > 0 else "back at the usual time"

    def words_of_course(self, problem: Problem, change: float) -> str:
        return times(change, problem.clinic.prices.usual, "session", "not at the usual time")


class Rhythm(Goal):
    """Two neighbouring sessions of a plan that belong whole weeks apart cost on different weekdays."""

    name = "rhythm"
    title = "Another weekday than before"

    def cost(self, model: Model) -> None:
        problem, price = model.problem, model.problem.clinic.prices.rhythm
        first = problem.horizon.first
        fixed = {row.key: problem.day(row) for row in problem.fixed}
        standing = _standing_days(problem) | fixed
        index = {session.key: number for number, session in enumerate(model.sessions)}
        weekday = (first.weekday() + np.arange(len(problem.horizon.days))) % WEEK
        pairs = []
        for session in problem.sessions:
            before = (session.plan, session.number - 1)
            if not in_weeks(session) or (before not in standing and before not in index):
                continue
            if session.key in fixed and before in standing:
                model.constant += price * (fixed[session.key].weekday() != standing[before].weekday())
            elif before in standing:
                days, variables = model.days_of(session)
                model.charge(variables[weekday[days] != standing[before].weekday()], price)
            elif session.key in fixed:
                days, variables = model.days_of(model.sessions[index[before]])
                model.charge(variables[weekday[days] != fixed[session.key].weekday()], price)
            else:
                pairs.append((model.sessions[index[before]], session))
        self._price_pairs(model, pairs, weekday, price)

    def _price_pairs(self, model: Model, pairs: list[tuple[Session, Session]], weekday: Ints, price: float) -> None:
        """For each pair and weekday the later one's excess over the earlier one's; a pair costs what these come to, if
        the earlier one is there at all."""
        counts: list[int] = []
        excess: list[Term] = []
        terms: list[Term] = []
        for before, session in pairs:
            (days, earlier), (later_days, later) = model.days_of(before), model.days_of(session)
            weekdays: list[int] = np.unique(weekday[later_days]).tolist() if len(earlier) else []
            for number in weekdays:
                own, other = later[weekday[later_days] == number], earlier[weekday[days] == number]
                signs = np.concatenate([np.ones(len(own), np.int64), np.full(len(other), -1)])
                excess.append((len(excess), np.concatenate([own, other]), signs, 0))
            counts.append(len(weekdays))
        over = model.variables(len(excess))
        model.floor(self.name, over, excess)
        end = np.cumsum(counts, dtype=np.int64)
        apart = model.variables(len(pairs))
        model.charge(apart, price)
        for number, (before, _) in enumerate(pairs):
            mine = over[end[number] - counts[number] : end[number]]
            if len(mine):
                terms.append((number, np.concatenate([mine, model.days_of(before)[1]]), 1, 1))
        model.floor(self.name, apart, terms)

    def measure(self, answer: Answer) -> float:
        standing, off = _standing_days(answer.problem), 0
        for (plan, number), rows in answer.visits.items():
            before = (plan, number - 1)
            day = answer.day(answer.visits[before][0]) if before in answer.visits else standing.get(before)
            if day and in_weeks(answer.problem.by_key[plan, number]):
                off += day.weekday() != answer.day(rows[0]).weekday()
        return answer.problem.clinic.prices.rhythm * off

    def of_each(self, options: Options) -> Points:
        problem, session, cost = options.problem, options.session, np.zeros(len(options.days))
        others = {row.key: problem.day(row) for row in sorted(options.others, key=lambda row: row.start, reverse=True)}
        weekdays = np.array([day.weekday() for day in options.days])
        before = (_standing_days(problem) | others).get((session.plan, session.number - 1))
        if before and in_weeks(session):
            cost += weekdays != before.weekday()
        later = (session.plan, session.number + 1)
        if later in others and in_weeks(problem.by_key[later]):
            cost += weekdays != others[later].weekday()
        return np.asarray(problem.clinic.prices.rhythm * cost[options.day])

    def of_gaps(self, problem: Problem, one: Session, other: Session, gap: Ints) -> Points | None:
        if other.number != one.number + 1 or not in_weeks(other):
            return None
        return np.asarray(problem.clinic.prices.rhythm * (gap % WEEK != 0))

    def words(self, problem: Problem, change: float) -> str:
        return "on another weekday than the sessions around it" if change > 0 else "back on the weekday of the others"

    def words_of_course(self, problem: Problem, change: float) -> str:
        return times(change, problem.clinic.prices.rhythm, "change", "of weekday")


def in_weeks(session: Session) -> bool:
    """Whether the session belongs whole weeks after the one before."""
    return bool(session.ideal_gap) and (session.ideal_gap or 0) % WEEK == 0


def _standing_days(problem: Problem) -> dict[tuple[str, int], date]:
    """The days of sessions that took place or lie booked outside the horizon, and of those before the book begins.

    Of the plans asked for only: the desk asks for one of thousands.
    """
    plans = {session.plan: problem.clinic.plans[session.plan] for session in problem.sessions}
    before = {(plan.id, plan.attended): plan.last_attended for plan in plans.values() if plan.last_attended}
    days = before | {row.key: problem.day(row) for row in reversed(problem.history) if row.plan in plans}
    return {key: day for key, day in days.items() if key not in problem.by_key}


def _first_starts(model: Model, session: Session, off: Mask) -> Iterator[tuple[Ints, Ints, int]]:
    """For each disliked start of a visit's service: that start, less any earlier one of the others that day."""
    p = model.placements
    number = model.index[session.key]
    mine = np.flatnonzero(p.of_start(lambda part: part.session == number))
    for part in np.unique(p.part[mine]):
        own = mine[(p.part[mine] == part) & off[mine]]
        for slot in np.unique(p.starts.slot[own]):
            here = own[p.starts.slot[own] == slot]
            earlier = mine[
                (p.part[mine] != part) & (p.day[mine] == p.day[here[0]]) & (p.start[mine] < p.start[here[0]])
            ]
            signs = np.concatenate([np.ones(len(here), np.int64), np.full(len(earlier), -1)])
            yield model.started[np.concatenate([here, earlier])], signs, 0
