"""Goals of the days: each a price in the model, and the same price measured again from a finished roster."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from planner.clinic import Problem, Session
from planner.model import Model
from planner.model.clock import Ints
from planner.rules.options import Options, Points
from planner.rules.readings import fixed_rows, times
from planner.rules.rule import Answer, Goal


class Place(Goal):
    """Every due session left out costs by its plan's priority."""

    name = "place"
    title = "Sessions without a place"

    def cost(self, model: Model) -> None:
        prices = model.problem.clinic.prices.place
        for session in model.sessions:
            if session.due:
                model.constant += prices[session.priority]
                model.charge(model.days_of(session)[1], -prices[session.priority])

    def measure(self, answer: Answer) -> float:
        prices = answer.problem.clinic.prices.place
        return sum(prices[s.priority] for s in answer.problem.sessions if s.due and s.key not in answer.visits)

    def of_each(self, options: Options) -> Points:
        return options.zero

    def words(self, problem: Problem, change: float) -> str:
        return ""


class Timely(Goal):
    """Every day a session is off its ideal day costs, and every day after its window more."""

    name = "timely"
    title = "Days off the ideal day"

    def cost(self, model: Model) -> None:
        first = model.problem.horizon.first
        for session in model.sessions:
            days, variables = model.days_of(session)
            if session.ideal and session.window and session.window.last:
                ideal, last = (session.ideal - first).days, (session.window.last - first).days
                prices = model.problem.clinic.prices
                model.charge(variables, prices.day * np.abs(days - ideal) + prices.late * np.maximum(days - last, 0))

    def measure(self, answer: Answer) -> float:
        prices, total = answer.problem.clinic.prices, 0.0
        for rows in answer.visits.values():
            session, day = answer.problem.by_key[rows[0].key], answer.day(rows[0])
            if session.ideal:
                total += prices.day * abs((day - session.ideal).days)
            if session.window and session.window.last and day > session.window.last:
                total += prices.late * (day - session.window.last).days
        return total

    def of_each(self, options: Options) -> Points:
        prices, session, cost = options.problem.clinic.prices, options.session, np.zeros(len(options.days))
        if session.ideal:
            cost += prices.day * np.abs(np.array([(day - session.ideal).days for day in options.days]))
        if session.window and session.window.last:
            late = np.array([(day - session.window.last).days for day in options.days])
            cost += prices.late * np.maximum(late, 0)
        return np.asarray(cost[options.day])

    def words(self, problem: Problem, change: float) -> str:
        return ""


class Stretch(Goal):
    """Two neighbouring sessions of a plan further apart than the later one's longest gap cost."""

    name = "stretch"
    title = "Gaps that are too long"

    def cost(self, model: Model) -> None:
        problem, terms = model.problem, []
        model.constant += self.measure(fixed_rows(model))
        first, price = problem.horizon.first, problem.clinic.prices.stretch
        fixed = {row.key: (problem.day(row) - first).days for row in problem.fixed}
        for session in problem.sessions:
            before = problem.by_key.get((session.plan, session.number - 1))
            if before is None or session.most is None:
                continue
            if session.key in fixed and before.key in fixed:
                continue
            if before.key in fixed:
                days, variables = model.days_of(session)
                model.charge(variables[days - fixed[before.key] > session.most], price)
            elif session.key in fixed:
                days, variables = model.days_of(before)
                model.charge(variables[fixed[session.key] - days > session.most], price)
            else:
                terms.append(_stretched(model, before, session, session.most))
        terms = [rows for rows in terms if rows]
        apart = model.variables(len(terms))
        model.charge(apart, price)
        floors = [(pair, columns, 1, 1) for pair, rows in enumerate(terms) for columns in rows]
        model.floor(self.name, apart, floors)

    def measure(self, answer: Answer) -> float:
        stretched = 0
        for (plan, number), rows in answer.visits.items():
            before, session = answer.visits.get((plan, number - 1)), answer.problem.by_key[plan, number]
            if before and session.most is not None:
                stretched += (answer.day(rows[0]) - answer.day(before[0])).days > session.most
        return answer.problem.clinic.prices.stretch * stretched

    def of_each(self, options: Options) -> Points:
        problem, session, cost = options.problem, options.session, np.zeros(len(options.days))
        first = {row.number: row for row in sorted(options.others, key=lambda row: row.start, reverse=True)}
        for number, row in first.items():
            gap = np.array([(day - problem.day(row)).days for day in options.days])
            later = problem.by_key[row.key]
            if number == session.number - 1 and session.most is not None:
                cost += problem.clinic.prices.stretch * (gap > session.most)
            elif number == session.number + 1 and later.most is not None:
                cost += problem.clinic.prices.stretch * (-gap > later.most)
        return np.asarray(cost[options.day])

    def of_gaps(self, problem: Problem, one: Session, other: Session, gap: Ints) -> Points | None:
        if other.most is None or other.number != one.number + 1:
            return None
        return np.asarray(problem.clinic.prices.stretch * (gap > other.most))

    def words(self, problem: Problem, change: float) -> str:
        if change > 0:
            return "further from the sessions around it than it should be"
        return "nearer to the sessions around it"

    def words_of_course(self, problem: Problem, change: float) -> str:
        return times(change, problem.clinic.prices.stretch, "gap", "over the longest wished for")


class Moved(Goal):
    """A booked appointment whose start or practitioner changed costs, and each hour begun between its clock times."""

    name = "moved"
    title = "Booked visits moved"

    def tells(self, problem: Problem, session: Session, service: str) -> object:
        booked = session.promised(service)
        return (booked.start, booked.practitioner) if booked else None

    def cost(self, model: Model) -> None:
        """A change of practitioner is the assignment's, a change of start alone the start's, as are its hours."""
        p, clinic = model.placements, model.problem.clinic
        number = {practitioner: index for index, practitioner in enumerate(p.practitioners)}
        booked = [p.sessions[part.session].promised(part.service.id) for part in p.parts]
        if not any(booked):
            return
        start = np.array([p.clock.minute(row.start) if row else 0 for row in booked], dtype=np.int64)
        who = np.array([number.get(row.practitioner or "", -1) if row else -2 for row in booked], dtype=np.int64)
        theirs = who[p.assignments.part]
        model.charge(model.assigned[(theirs != -2) & (theirs != p.assignments.practitioner)], clinic.prices.moved)
        alone = (who[p.part] == p.practitioner) & (start[p.part] != p.start)
        model.charge(model.started[alone], clinic.prices.moved)
        clocks = np.array([clock_of(clinic.local(moment)) for moment in p.clock.moments], dtype=np.int64)
        was = np.array([clock_of(clinic.local(row.start)) if row else -1 for row in booked], dtype=np.int64)[p.part]
        hours = np.where(was < 0, 0, -(-np.abs(clocks[p.starts.slot] - was) // 60))
        model.charge(model.started[hours > 0], clinic.prices.moved_hour * hours[hours > 0])

    def measure(self, answer: Answer) -> float:
        clinic, moved, hours = answer.problem.clinic, 0, 0
        for row in answer.known:
            booked = answer.problem.by_key[row.key].promised(row.service)
            if booked is not None:
                moved += (booked.start, booked.practitioner) != (row.start, row.practitioner)
                apart = abs(clock_of(clinic.local(booked.start)) - clock_of(clinic.local(row.start)))
                hours += -(-apart // 60)
        return clinic.prices.moved * moved + clinic.prices.moved_hour * hours

    def of_each(self, options: Options) -> Points:
        clinic, cost = options.problem.clinic, options.zero
        for column, service in enumerate(options.session.services):
            booked = options.session.promised(service)
            if booked:
                start = options.start[:, column]
                theirs = np.array([who == booked.practitioner for who in options.practitioners])[options.who[:, column]]
                same = theirs & (start == options.clock.minute(booked.start))
                minutes, which = np.unique(start, return_inverse=True)
                clocks = [clock_of(clinic.local(options.clock.moment(minute))) for minute in minutes.tolist()]
                apart = np.abs(np.array(clocks, dtype=np.int64)[which] - clock_of(clinic.local(booked.start)))
                cost += clinic.prices.moved * ~same + clinic.prices.moved_hour * -(-apart // 60)
        return cost

    def words(self, problem: Problem, change: float) -> str:
        return ""


def clock_of(moment: datetime) -> int:
    """The time of day in minutes."""
    return moment.hour * 60 + moment.minute


def _stretched(model: Model, before: Session, session: Session, most: int) -> list[Ints]:
    """For each day of the one before: its days up to then, and the later one's days more than `most` after."""
    days, variables = model.days_of(before)
    later, columns = model.days_of(session)
    return [np.concatenate([variables[days <= day], far]) for day in days if len(far := columns[later > day + most])]
