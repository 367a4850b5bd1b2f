"""Goals of what patients prefer: with whom they are, and at what time of the day."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np

from planner.clinic import Patient, Problem, Session
from planner.model import Model
from planner.model.clock import Ints, Mask
from planner.rules.options import Options, Points
from planner.rules.readings import fixed_rows, times
from planner.rules.rule import Answer, Goal


class Preferred(Goal):
    """A session not with one of the patient's preferred practitioners costs."""

    name = "preferred"

    def cost(self, model: Model) -> None:
        p, price = model.placements, model.problem.clinic.prices.preferred
        patients = model.problem.clinic.patients
        suits = np.array([[who in _preferred(each, who) for who in p.practitioners] for each in patients.values()])
        number = {id: index for index, id in enumerate(patients)}
        theirs = p.of_part(lambda part: number[p.sessions[part.session].patient])
        if len(theirs):
            model.charge(model.assigned[~suits[theirs, p.assignments.practitioner]], price)
        model.constant += self.measure(fixed_rows(model))

    def measure(self, answer: Answer) -> float:
        others = (row.practitioner not in _preferred(answer.patient(row), row.practitioner) for row in answer.known)
        return answer.problem.clinic.prices.preferred * sum(others)

    def of_each(self, options: Options) -> Points:
        clinic = options.problem.clinic
        patient = clinic.patients[options.session.patient]
        others = np.array([who not in _preferred(patient, who) for who in options.practitioners], dtype=np.float64)
        return np.asarray(clinic.prices.preferred * others[options.who].sum(axis=1))

    def words(self, problem: Problem, change: float) -> str:
        return "not the preferred practitioner" if change > 0 else "the preferred practitioner again"

    def words_of_course(self, problem: Problem, change: float) -> str:
        return times(change, problem.clinic.prices.preferred, "session", "not with the preferred practitioner")


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

    def of_each(self, options: Options) -> Points:
        known = {row.practitioner for row in options.others}
        new = np.array([who not in known for who in options.practitioners], dtype=np.int64)
        ordered = np.sort(options.who, axis=1)
        again = np.zeros(ordered.shape, dtype=bool)
        again[:, 1:] = ordered[:, 1:] == ordered[:, :-1]
        beyond = (new[ordered] * ~again).sum(axis=1) - (0 if known else 1)
        return np.asarray(self.per_practitioner(options.problem) * np.maximum(beyond, 0), dtype=np.float64)

    def per_practitioner(self, problem: Problem) -> float:
        return problem.clinic.prices.continuity

    def words(self, problem: Problem, change: float) -> str:
        return "another practitioner" if change > 0 else "fewer practitioners in all"

    def words_of_course(self, problem: Problem, change: float) -> str:
        return ""


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

    def of_each(self, options: Options) -> Points:
        clinic = options.problem.clinic
        patient = clinic.patients[options.session.patient]
        off = np.array([not patient.likes(time) for time in options.times], dtype=np.float64)
        return np.asarray(clinic.prices.time_of_day * off[options.time])

    def words(self, problem: Problem, change: float) -> str:
        return "outside the preferred time of day" if change > 0 else "back in the preferred time of day"

    def words_of_course(self, problem: Problem, change: float) -> str:
        return times(change, problem.clinic.prices.time_of_day, "session", "outside the preferred time of day")


def _preferred(patient: Patient, practitioner: str | None) -> Collection[str | None]:
    """The patient's preferred practitioners; one who is asked about is as good, where there are none."""
    return patient.preferred_practitioners or (practitioner,)


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
