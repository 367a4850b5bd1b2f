"""Goals of what patients prefer: with whom they are, and always the same one."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from planner.clinic import Patient, Problem
from planner.model import Model
from planner.rules.options import Options, Points
from planner.rules.readings import fixed_rows, times
from planner.rules.rule import Answer, Goal


class Preferred(Goal):
    """A session not with one of the patient's preferred practitioners costs."""

    name = "preferred"
    title = "Not the preferred practitioner"

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
    title = "More than one practitioner"

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


def _preferred(patient: Patient, practitioner: str | None) -> Collection[str | None]:
    """The patient's preferred practitioners; one who is asked about is as good, where there are none."""
    return patient.preferred_practitioners or (practitioner,)


def _parts_by_plan(model: Model) -> dict[str, list[int]]:
    plans: dict[str, list[int]] = {}
    for number, part in enumerate(model.placements.parts):
        plans.setdefault(model.sessions[part.session].plan, []).append(number)
    return plans
