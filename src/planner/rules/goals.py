"""The goals: each a price in the model, and the same price measured again from a finished roster."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np

from planner.clinic import Patient, Problem, Session
from planner.model import Model
from planner.model.clock import Ints, Mask
from planner.rules.rule import Answer, Goal


class Place(Goal):
    """Every due session left out costs by its plan's priority."""

    name = "place"

    def cost(self, model: Model) -> None:
        prices = model.problem.clinic.prices.place
        for session in model.sessions:
            if session.due:
                model.constant += prices[session.priority]
                model.charge(model.days_of(session)[1], -prices[session.priority])

    def measure(self, answer: Answer) -> float:
        prices = answer.problem.clinic.prices.place
        return sum(prices[s.priority] for s in answer.problem.sessions if s.due and s.key not in answer.visits)


class Timely(Goal):
    """Every day a session is off its ideal day costs, and every day after its window more."""

    name = "timely"

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


class Stretch(Goal):
    """Two neighbouring sessions of a plan further apart than the later one's `most` days cost."""

    name = "stretch"

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


class Preferred(Goal):
    """A session not with one of the patient's preferred practitioners costs."""

    name = "preferred"

    def cost(self, model: Model) -> None:
        p, price = model.placements, model.problem.clinic.prices.preferred
        patients = model.problem.clinic.patients
        suits = np.array([[who in _preferred(each, who) for who in p.practitioners] for each in patients.values()])
        number = {id: index for index, id in enumerate(patients)}
        theirs = p.of_part(lambda part: number[p.sessions[part.session].patient])
        model.charge(model.assigned[~suits[theirs, p.assignments.practitioner]], price)
        model.constant += self.measure(fixed_rows(model))

    def measure(self, answer: Answer) -> float:
        others = (row.practitioner not in _preferred(answer.patient(row), row.practitioner) for row in answer.known)
        return answer.problem.clinic.prices.preferred * sum(others)


class Continuity(Goal):
    """Every practitioner after the first within one plan's appointments of the roster costs."""

    name = "continuity"

    def cost(self, model: Model) -> None:
        p, a, problem = model.placements, model.placements.assignments, model.problem
        first = np.searchsorted(a.part, np.arange(len(p.parts) + 1))
        price = problem.clinic.prices.continuity
        fixed: dict[str, set[str]] = {}
        for row in problem.fixed:
            fixed.setdefault(row.plan, set()).add(row.practitioner or "")
        model.constant += self.measure(fixed_rows(model))
        for plan, parts in _parts_by_plan(model).items():
            mine = [np.arange(first[part], first[part + 1]) for part in parts]
            people = np.unique(a.practitioner[np.concatenate(mine)])
            new = [who for who in people if p.practitioners[who] not in fixed.get(plan, ())]
            if not new or (plan not in fixed and len(people) < 2):
                continue
            seen = model.variables(len(new))
            by_part = [
                (index, columns, 1, 0)
                for index, who in enumerate(new)
                for of_part in mine
                if len(columns := model.assigned[of_part[a.practitioner[of_part] == who]])
            ]
            model.floor(self.name, seen, by_part)
            if plan in fixed:
                model.charge(seen, price)
            else:
                beyond = model.variables(1, upper=len(new) - 1)
                model.floor(self.name, beyond, [(0, seen, 1, 1)])
                model.charge(beyond, price)

    def measure(self, answer: Answer) -> float:
        people: dict[str, set[str | None]] = {}
        for row in answer.known:
            people.setdefault(row.plan, set()).add(row.practitioner)
        return answer.problem.clinic.prices.continuity * sum(len(seen) - 1 for seen in people.values())


class TimeOfDay(Goal):
    """A session that starts outside the patient's preferred time of day costs, a visit by its first start."""

    name = "time_of_day"

    def tells(self, problem: Problem, session: Session, service: str) -> object:
        return problem.clinic.patients[session.patient].prefers

    def cost(self, model: Model) -> None:
        p, clinic = model.placements, model.problem.clinic
        price = clinic.prices.time_of_day
        model.constant += self.measure(fixed_rows(model))
        choosy = {id: patient for id, patient in clinic.patients.items() if patient.prefers}
        if not choosy:
            return
        clocks = [clinic.local(moment).time() for moment in p.clock.moments]
        examples = {patient.prefers: patient for patient in choosy.values()}
        kinds = {prefers: np.array([not one.likes(c) for c in clocks]) for prefers, one in examples.items()}
        whose = [choosy.get(session.patient) for session in p.sessions]
        off = np.zeros(len(p.starts), dtype=bool)
        for prefers, outside in kinds.items():
            mine = p.of_start(lambda part, prefers=prefers: bool((o := whose[part.session]) and o.prefers == prefers))
            off |= mine.astype(bool) & outside[p.starts.slot]
        of_visit = p.of_start(lambda part: len(p.sessions[part.session].services) > 1).astype(bool)
        model.charge(model.started[off & ~of_visit], price)
        several = [len(session.services) > 1 for session in p.sessions]
        visits = [session for number, session in enumerate(p.sessions) if several[number] and whose[number]]
        poor = model.variables(len(visits))
        model.charge(poor, price)
        terms = [(i, *term) for i, session in enumerate(visits) for term in _first_starts(model, session, off)]
        model.floor(self.name, poor, terms)

    def measure(self, answer: Answer) -> float:
        clinic = answer.problem.clinic
        unliked = sum(
            not answer.patient(rows[0]).likes(clinic.local(rows[0].start).time()) for rows in answer.visits.values()
        )
        return clinic.prices.time_of_day * unliked


class Moved(Goal):
    """Every booked appointment whose start or practitioner changed costs."""

    name = "moved"

    def tells(self, problem: Problem, session: Session, service: str) -> object:
        booked = session.booked_for(service)
        return (booked.start, booked.practitioner) if booked else None

    def cost(self, model: Model) -> None:
        """A change of practitioner is the assignment's, a change of start alone the start's."""
        p, price = model.placements, model.problem.clinic.prices.moved
        number = {practitioner: index for index, practitioner in enumerate(p.practitioners)}
        booked = [p.sessions[part.session].booked_for(part.service.id) for part in p.parts]
        start = np.array([p.clock.minute(row.start) if row else 0 for row in booked], dtype=np.int64)
        who = np.array([number.get(row.practitioner or "", -1) if row else -2 for row in booked], dtype=np.int64)
        if any(booked):
            theirs = who[p.assignments.part]
            model.charge(model.assigned[(theirs != -2) & (theirs != p.assignments.practitioner)], price)
            model.charge(model.started[(who[p.part] == p.practitioner) & (start[p.part] != p.start)], price)

    def measure(self, answer: Answer) -> float:
        moved = 0
        for row in answer.known:
            booked = answer.problem.by_key[row.key].booked_for(row.service)
            moved += booked is not None and (booked.start, booked.practitioner) != (row.start, row.practitioner)
        return answer.problem.clinic.prices.moved * moved


def _stretched(model: Model, before: Session, session: Session, most: int) -> list[Ints]:
    """For each day of the one before: its days up to then, and the later one's days more than `most` after."""
    days, variables = model.days_of(before)
    later, columns = model.days_of(session)
    return [np.concatenate([variables[days <= day], far]) for day in days if len(far := columns[later > day + most])]


def _parts_by_plan(model: Model) -> dict[str, list[int]]:
    plans: dict[str, list[int]] = {}
    for number, part in enumerate(model.placements.parts):
        plans.setdefault(model.sessions[part.session].plan, []).append(number)
    return plans


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


def fixed_rows(model: Model) -> Answer:
    """The fixed rows alone: what they cost, every roster pays."""
    return Answer(model.problem, model.problem.fixed)


def _preferred(patient: Patient, practitioner: str | None) -> Collection[str | None]:
    """The patient's preferred practitioners; one who is asked about is as good, where there are none."""
    return patient.preferred_practitioners or (practitioner,)
