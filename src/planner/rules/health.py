"""Rules of health: contraindications, the waits between a patient's sessions, and follow-ups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import numpy as np

from planner.clinic import (
    Appointment,
    Clinic,
    ClosedDays,
    Days,
    Event,
    PolicyRule,
    Problem,
    Service,
    Session,
    Span,
    closed_to,
)
from planner.clinic.names import day_name, name, spoken
from planner.clinic.policy import matches
from planner.clinic.spans import DAY
from planner.model import Model
from planner.rules.pairs import exclude, sessions_of_patients
from planner.rules.readings import in_days
from planner.rules.rule import Answer, Closed, Rule, Violation


class Eligible(Rule):
    """No session on a day on which the policy closes one of its service's acts for the patient."""

    name = "eligible"
    per = ("patient", "service")

    def closed(self, problem: Problem, session: Session, service: Service, practitioner: str) -> Iterable[Closed]:
        for closed in closed_to(problem.clinic, session.patient, (service.id,)):
            span = _span(problem, closed.days)
            if span:
                yield Closed(span, _cause(closed))

    def violations(self, answer: Answer) -> Iterable[Violation]:
        clinic = answer.problem.clinic
        for row in answer.known:
            patient, day, acts = answer.patient(row), answer.day(row), answer.service(row).acts
            events, clearances = clinic.events_of.get(patient.id, []), clinic.clearances_of.get(patient.id, [])
            for closed in clinic.policy.closed(acts, events, clearances) if events else ():
                if day in closed.days:
                    yield Violation(self.name, answer.name(row), day, str(closed), (row,))

    def sources(self, problem: Problem, session: Session, broken: Violation) -> Iterable[PolicyRule]:
        closed = closed_to(problem.clinic, session.patient, session.services)
        return [each.rule for each in closed if broken.when in each.days]

    def sources_of_closed(self, problem: Problem, session: Session, why: str) -> Iterable[PolicyRule]:
        closed = closed_to(problem.clinic, session.patient, session.services)
        return [each.rule for each in closed if why == _cause(each)]


class OwnWaits(Rule):
    """Waits hold between a patient's sessions, whichever plan they are of; also that of what a service counts as."""

    name = "wait"
    per = ("session", "service")
    by_day = True

    def closed(self, problem: Problem, session: Session, service: Service, practitioner: str) -> Iterable[Closed]:
        clinic = problem.clinic
        for row in problem.standing_of.get(session.patient, ()):
            if row.key == session.key:
                continue
            day = problem.day(row)
            after = waits_between(clinic, session.patient, row.service, service.id, day)
            before = [
                Days(on, on)
                for on in problem.horizon.days
                if any(day in days for days in waits_between(clinic, session.patient, service.id, row.service, on))
            ]
            for days in after + before:
                for open_ in _apart_from_shared(days, row, service, day):
                    span = _span(problem, open_)
                    if span:
                        yield Closed(span, f"too near {name(clinic.services, row.service)} on {day_name(day)}")

    def rows(self, model: Model) -> None:
        clinic = model.problem.clinic
        if any(service.counts_as for service in clinic.services.values()) or clinic.waits:
            exclude(model, self.name, lambda patient, a, b, on: waits_between(clinic, patient, a, b, on))

    def violations(self, answer: Answer) -> Iterable[Violation]:
        clinic = answer.problem.clinic
        closing = {wait.after for wait in clinic.waits} | {s.id for s in clinic.services.values() if s.counts_as}
        for patient, rows in answer.of_patient.items():
            for a, b in _ordered_pairs(answer, [row for row in rows if row.service in closing], rows):
                for days in waits_between(clinic, patient, a.service, b.service, answer.day(a)):
                    if answer.day(b) in days:
                        gap = in_days((answer.day(b) - answer.day(a)).days)
                        how = f"{gap} after {answer.name(a)}, which closes {days}"
                        yield Violation(self.name, answer.name(b), answer.day(b), how, (a, b))

    def sources(self, problem: Problem, session: Session, broken: Violation) -> Iterable[PolicyRule]:
        clinic = problem.clinic
        kinds = [clinic.services[row.service].counts_as for row in broken.rows[:1]]
        return [clinic.policy.rules[kind] for kind in kinds if kind and kind in clinic.policy.rules]


class FollowUps(Rule):
    """Who has one service needs the one that follows between the first and last day after it, and none before."""

    name = "follow-up"
    per = ("session", "service")
    by_day = True

    def closed(self, problem: Problem, session: Session, service: Service, practitioner: str) -> Iterable[Closed]:
        for rule in problem.clinic.follow_ups:
            early = timedelta(days=rule.least - 1)
            after, then = (name(problem.clinic.services, id) for id in (rule.after, rule.service))
            for row in problem.standing_of.get(session.patient, ()) if rule.least else ():
                day, days = problem.day(row), None
                if row.key != session.key and (row.service, service.id) == (rule.after, rule.service):
                    days = Days(day, day + early)
                for open_ in _apart_from_shared(days, row, service, day) if days else ():
                    if span := _span(problem, open_):
                        yield Closed(span, f"{then} too soon after {after} on {day_name(day)}")
                days = None
                if row.key != session.key and (service.id, row.service) == (rule.after, rule.service):
                    days = Days(day - early, day)
                for open_ in _apart_from_shared(days, row, service, day) if days else ():
                    if span := _span(problem, open_):
                        yield Closed(span, f"{then} on {day_name(day)} would come too soon after it")

    def rows(self, model: Model) -> None:
        clinic, horizon = model.problem.clinic, model.problem.horizon
        follow_ups = clinic.follow_ups

        def too_soon(patient: str, a: str, b: str, on: date) -> list[Days]:
            return [
                Days(on, on + (rule.least - 1) * DAY)
                for rule in follow_ups
                if rule.least and (rule.after, rule.service) == (a, b)
            ]

        if not follow_ups:
            return
        exclude(model, self.name, too_soon)
        columns, coefficients, names = [], [], []
        for patient, sessions in sessions_of_patients(model).items():
            standing = model.problem.standing_of.get(patient, ())
            for rule in follow_ups:
                for session in sessions:
                    if rule.after not in session.services:
                        continue
                    if rule.least == 0 and rule.service in session.services and rule.service != rule.after:
                        continue
                    for day, variable in zip(*model.days_of(session), strict=True):
                        on = horizon.first + int(day) * DAY
                        if on + rule.most * DAY > horizon.end:
                            continue
                        days = Days(on + rule.least * DAY, on + rule.most * DAY)
                        shared = rule.service == rule.after and clinic.services[rule.after].shareable
                        if any(
                            row.service == rule.service
                            and row.key != session.key
                            and model.problem.day(row) in days
                            and not (shared and model.problem.day(row) == on)
                            for row in standing
                        ):
                            continue
                        served = [
                            v
                            for other in sessions
                            if other.key != session.key and rule.service in other.services
                            for d, v in zip(*model.days_of(other), strict=True)
                            if day + rule.least <= d <= day + rule.most and not (shared and d == day)
                        ]
                        columns.append(np.array([variable, *served]))
                        coefficients.append(np.array([1] + [-1] * len(served)))
                        names.append(f"{name(clinic.services, rule.service)} after {session.name}")
        model.signed(self.name, columns, coefficients, 0, names.__getitem__)

    def violations(self, answer: Answer) -> Iterable[Violation]:
        horizon = answer.problem.horizon
        for rule in answer.problem.clinic.follow_ups:
            for rows in answer.of_patient.values():
                first, then = ([row for row in rows if row.service == id] for id in (rule.after, rule.service))
                for a, b in _ordered_pairs(answer, first, then):
                    gap = (answer.day(b) - answer.day(a)).days
                    if 0 <= gap < rule.least:
                        how = f"{in_days(gap)} after {answer.name(a)}, fewer than {rule.least}"
                        yield Violation(self.name, answer.name(b), answer.day(b), how, (a, b))
                for a in first:
                    day = answer.day(a)
                    days = Days(day + rule.least * DAY, day + rule.most * DAY)
                    wanted = horizon.first <= day + rule.most * DAY <= horizon.end
                    same_visit = (b for b in then if b.key == a.key and b.service != a.service)
                    others = (b for b in then if not answer.one_session(a, b))
                    if wanted and not any(answer.day(b) in days for b in [*same_visit, *others]):
                        how = f"no {name(answer.problem.clinic.services, rule.service)} follows on {days}"
                        yield Violation(self.name, answer.name(a), day, how, (a,), lacking=True)

    def owed(self, problem: Problem, rows: Iterable[Appointment], placed: Iterable[Appointment]) -> Iterable[str]:
        placed = tuple(placed)
        for rule in problem.clinic.follow_ups:
            for row in rows:
                others = (other for other in placed if other.service == rule.service and other != row)
                gaps = [(problem.day(other) - problem.day(row)).days for other in others]
                if row.service == rule.after and not any(rule.least <= gap <= rule.most for gap in gaps):
                    then = name(problem.clinic.services, rule.service)
                    yield f"{then} must follow after {rule.least} to {rule.most} days"


def _cause(closed: ClosedDays) -> str:
    return f"{spoken(closed.event.kind)} on {day_name(closed.event.on)}"


def waits_between(clinic: Clinic, patient: str, a: str, b: str, on: date) -> list[Days]:
    """The days that having service `a` on a day closes to service `b` for the same patient."""
    acts = clinic.services[b].acts
    closed_days = [
        Days(on, on + (wait.days - 1) * DAY)
        for wait in clinic.waits
        if wait.after == a and (wait.service == b or (wait.service is None and matches(wait.acts, acts)))
    ]
    kind = clinic.services[a].counts_as
    if kind:
        event = Event(patient, kind, on)
        closed_days += [
            closed.days for closed in clinic.policy.closed(acts, [event], clinic.clearances_of.get(patient, ()))
        ]
    return closed_days


def _ordered_pairs(
    answer: Answer, ones: list[Appointment], others: list[Appointment]
) -> Iterator[tuple[Appointment, Appointment]]:
    """Pairs of a patient's rows of different sessions, at least one of which this roster placed."""
    for a in ones:
        for b in others:
            if not answer.one_session(a, b) and (a.key in answer.visits or b.key in answer.visits):
                yield a, b


def _apart_from_shared(days: Days, row: Appointment, service: Service, day: date) -> list[Days]:
    """The days without the one on which the session would be the very same as the standing one."""
    return days.without(Days(day, day)) if service.shareable and row.service == service.id else [days]


def _span(problem: Problem, days: Days) -> Span | None:
    inside = days.clipped(problem.horizon.first, problem.horizon.end)
    if inside is None or inside.last is None:
        return None
    return Span(problem.clinic.moment(inside.first), problem.clinic.moment(inside.last + DAY))
