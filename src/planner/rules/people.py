"""Rules of people: who may give a service, and one thing at a time for practitioners and patients."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import combinations

import numpy as np

from planner.clinic import Appointment, Problem, Service, Session, Span
from planner.clinic.names import name
from planner.model import Model, Placements, Uses, capacity_rows
from planner.model.clock import MINUTE, Ints, Mask
from planner.rules.readings import always, clashes, deliveries_standing, shared_minutes
from planner.rules.rule import Answer, Closed, Rule, Violation


class Qualified(Rule):
    """The practitioner is qualified, is the plan's, if it names one, and not one whom the patient is not to be with."""

    name = "qualified"
    per = ("plan", "service", "practitioner")

    def closed(self, problem: Problem, session: Session, service: Service, practitioner: str) -> Iterable[Closed]:
        why = _unfit(problem, session.plan, service, practitioner)
        return [Closed(always(problem), why)] if why else []

    def violations(self, answer: Answer) -> Iterable[Violation]:
        people = answer.problem.clinic.practitioners
        for row in answer.known:
            person = people.get(row.practitioner or "")
            if person is None:
                how = f"no practitioner {row.practitioner!r}"
                yield Violation(self.name, answer.name(row), answer.day(row), how, (row,))
                continue
            lacking = sorted(need for need in answer.service(row).needs if need not in person.qualifications)
            if lacking:
                how = f"{name(people, person.id)} lacks {', '.join(lacking)}"
                yield Violation(self.name, answer.name(row), answer.day(row), how, (row,))
            named = answer.problem.clinic.plans[row.plan].practitioner
            if named and named != person.id:
                how = f"{name(people, person.id)} in place of {name(people, named)}, whom the plan names"
                yield Violation(self.name, answer.name(row), answer.day(row), how, (row,))
            patient = answer.patient(row)
            if person.id in patient.not_with:
                how = f"the patient is not to be with {name(people, person.id)}"
                yield Violation(self.name, answer.name(row), answer.day(row), how, (row,))


class OneAtATime(Rule):
    """A practitioner does one attended step at a time; while a patient rests, another may be attended."""

    name = "practitioner"

    def rows(self, model: Model) -> None:
        p, problem = model.placements, model.problem
        uses = attended_uses(model)
        index = {practitioner: number for number, practitioner in enumerate(p.practitioners)}
        standing = [
            (index[row.practitioner], -1, p.clock.minute(step.start), p.clock.minute(step.end))
            for row in deliveries_standing(problem)
            if row.practitioner in index
            for step in attended(problem, row)
        ]
        ones = np.ones(len(p.practitioners), dtype=np.int64)
        names = [name(problem.clinic.practitioners, practitioner) for practitioner in p.practitioners]
        model.add(capacity_rows(self.name, uses + Uses.of(standing), ones, names, model.wanted))

    def violations(self, answer: Answer) -> Iterable[Violation]:
        steps: dict[str, list[tuple[Span, Appointment]]] = {}
        for row in answer.deliveries:
            for step in attended(answer.problem, row):
                steps.setdefault(row.practitioner or "", []).append((step, row))
        for practitioner, busy in steps.items():
            for (one, a), (other, b) in clashes(busy):
                who = name(answer.problem.clinic.practitioners, practitioner)
                how = f"{who} attends {answer.name(a)} too for {shared_minutes(one, other)} minutes"
                yield Violation(self.name, answer.name(b), answer.day(b), how, (a, b))


class PatientFree(Rule):
    """A patient has one session at a time."""

    name = "patient"

    def rows(self, model: Model) -> None:
        """Rows for the starts on days when two plans of a patient, or two services of one visit, could meet.

        Other sessions of one plan are kept a day apart by their gap.
        """
        p, problem = model.placements, model.problem
        patients = list(problem.clinic.patients)
        index = {patient: number for number, patient in enumerate(patients)}
        whose = p.of_start(lambda part: index[p.sessions[part.session].patient])
        mine = np.flatnonzero(p.alone[p.starts.group] & (model.taker >= 0))
        uses = Uses(whose[mine], model.taker[mine], p.start[mine], p.end[mine]).once(model.choices)
        taken = [
            (index[problem.patient_of(row)], -1, p.clock.minute(row.start), p.clock.minute(row.end))
            for row in deliveries_standing(problem)
        ]
        names = ["the patient's own"] * len(patients)
        model.add(capacity_rows(self.name, uses + Uses.of(taken), np.ones(len(patients), np.int64), names))

    def violations(self, answer: Answer) -> Iterable[Violation]:
        busy: dict[str, list[tuple[Span, Appointment]]] = {}
        for row in answer.deliveries:
            busy.setdefault(answer.patient(row).id, []).append((row.span, row))
        for spans in busy.values():
            for (one, a), (other, b) in clashes(spans):
                how = f"the patient is at {answer.name(a)} too for {shared_minutes(one, other)} minutes"
                yield Violation(self.name, answer.name(b), answer.day(b), how, (a, b))


class Shared(Rule):
    """When two plans of one patient have the same shareable service on a day, one session serves both."""

    name = "shared"

    def rows(self, model: Model) -> None:
        """A variable for each place the shared session may have; the plans' placements there lean on it.

        It must run before the rules of resources, which count what the variable takes.
        """
        p, days = model.placements, len(model.problem.horizon.days)
        groups: dict[tuple[str, str], list[int]] = {}
        for number, part in enumerate(p.parts):
            if part.service.shareable:
                groups.setdefault((p.sessions[part.session].patient, part.service.id), []).append(number)
        for (_, service), parts in groups.items():
            if len({p.sessions[p.parts[part].session].plan for part in parts}) < 2:
                continue
            mine = np.flatnonzero(np.isin(p.part, parts) & ~p.starts.joins)
            mine = mine[_days_of_several(p, mine)[p.day[mine]]]
            if not len(mine):
                continue
            spots = np.stack([p.practitioner[mine], p.starts.slot[mine]], axis=1)
            places, place = np.unique(spots, axis=0, return_inverse=True)
            place = place.reshape(-1)
            shared = model.variables(len(places))
            model.taker[mine] = shared[place]
            own = model.started[mine]
            names = partial(_shared_name, name(model.problem.clinic.services, service))
            leaning = [np.array([x, d]) for x, d in zip(own, shared[place], strict=True)]
            model.signed(self.name, leaning, [np.array([1, -1])] * len(leaning), 0, names, follows=True)
            used = [np.concatenate([[d], own[place == number]]) for number, d in enumerate(shared)]
            signs = [np.concatenate([[1], np.full(len(row) - 1, -1)]) for row in used]
            model.signed(self.name, used, signs, 0, names, follows=True)
            day = p.clock.day_of_start[places[:, 1]]
            once = [shared[day == number] for number in range(days) if (day == number).any()]
            model.at_most(self.name, once, 1, names)

    def violations(self, answer: Answer) -> Iterable[Violation]:
        groups: dict[tuple[object, ...], list[Appointment]] = {}
        for row in answer.with_history:
            if answer.service(row).shareable and answer.day(row) in answer.problem.horizon:
                groups.setdefault((answer.patient(row).id, row.service, answer.day(row)), []).append(row)
        for rows in groups.values():
            for one, other in combinations(rows, 2):
                if one.plan != other.plan and not answer.one_session(one, other):
                    how = f"not alike in practitioner, room and start with {answer.name(one)}, which it should share"
                    yield Violation(self.name, answer.name(other), answer.day(other), how, (one, other))


def _days_of_several(p: Placements, mine: Ints) -> Mask:
    """The days on which these placements are of more than one plan."""
    plans: dict[int, set[str]] = {}
    for day, part in np.unique(np.stack([p.day[mine], p.part[mine]], axis=1), axis=0).tolist():
        plans.setdefault(day, set()).add(p.sessions[p.parts[part].session].plan)
    several = np.zeros(p.clock.day_of_start[-1] + 1, dtype=bool)
    several[[day for day, those in plans.items() if len(those) > 1]] = True
    return several


def _shared_name(service: str, row: int) -> str:
    return f"{service} of another plan of the patient"


def _unfit(problem: Problem, plan: str, service: Service, practitioner: str) -> str | None:
    """Why a practitioner may never give this service in this plan."""
    people = problem.clinic.practitioners
    lacking = sorted(service.needs - people[practitioner].qualifications)
    if lacking:
        return f"{name(people, practitioner)} lacks {', '.join(lacking)}"
    named = problem.clinic.plans[plan].practitioner
    patient = problem.clinic.patients[problem.clinic.plans[plan].patient]
    if named not in (None, practitioner):
        return f"the plan names {name(people, named)}"
    refused = practitioner in patient.not_with
    return f"the patient is not to be with {name(people, practitioner)}" if refused else None


def attended_uses(model: Model) -> Uses:
    """When each start keeps its practitioner busy."""
    p, uses = model.placements, Uses.of([])
    for service in {part.service.id: part.service for part in p.parts}.values():
        mine = np.flatnonzero(p.of_start(lambda part, id=service.id: part.service.id == id))
        mine = mine[model.taker[mine] >= 0]
        for after, until in service.attended:
            start, end = p.start[mine] + after // MINUTE, p.start[mine] + until // MINUTE
            uses += Uses(p.practitioner[mine], model.taker[mine], start, end)
    return uses.once(model.choices)


def attended(problem: Problem, row: Appointment) -> list[Span]:
    """When an appointment keeps its practitioner busy."""
    return [Span(row.start + a, row.start + b) for a, b in problem.clinic.services[row.service].attended]
