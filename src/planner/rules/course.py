"""Rules of the course: what a plan asks for, and on which days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import combinations

import numpy as np

from planner.clinic import Appointment, Clinic, Days, PolicyRule, Problem, Service, Session, Span
from planner.clinic.appointments import NO_SHOW
from planner.clinic.names import day_name, name
from planner.clinic.spans import DAY
from planner.model import Model
from planner.model.clock import Ints
from planner.rules.readings import in_days, shared_minutes
from planner.rules.rule import Answer, Closed, Rule, Violation


class Asked(Rule):
    """Each appointment is a session its plan asks for, once and at its full length; a visit is placed whole."""

    name = "asked"

    def rows(self, model: Model) -> None:
        rows = [model.days_of(session)[1] for session in model.sessions]
        model.at_most(self.name, rows, 1, lambda row: model.sessions[row].name)

    def violations(self, answer: Answer) -> Iterable[Violation]:
        for row in answer.rows:
            if row.key not in answer.problem.by_key:
                yield Violation(self.name, answer.name(row), answer.day(row), "no plan asks for it here", (row,))
        for visit in answer.visits.values():
            session, day, rows = answer.problem.by_key[visit[0].key], answer.day(visit[0]), tuple(visit)
            wanted, given = sorted(session.services), sorted(row.service for row in rows)
            if wanted != given:
                how = f"has {', '.join(given)} where the plan asks for {', '.join(wanted)}"
                yield Violation(self.name, session.name, day, how, rows)
            apart = (answer.day(rows[-1]) - day).days
            if apart:
                yield Violation(self.name, session.name, day, f"one visit spread over {apart + 1} days", rows)
            for row in rows:
                length = answer.service(row).length
                if row.end - row.start != length:
                    how = f"lasts {_minutes(row.end - row.start)}, not {_minutes(length)}"
                    yield Violation(self.name, answer.name(row), day, how, (row,))


class Fixed(Rule):
    """A fixed appointment is a row of every roster with its practitioner, room and start."""

    name = "fixed"

    def violations(self, answer: Answer) -> Iterable[Violation]:
        there = {(row.key, row.service): row for row in answer.known}
        for row in answer.problem.fixed:
            kept = there.get((row.key, row.service))
            if kept is None:
                how = "the fixed appointment is missing"
                yield Violation(self.name, answer.name(row), answer.day(row), how, lacking=True)
            elif (kept.practitioner, kept.room, kept.start) != (row.practitioner, row.room, row.start):
                clinic = answer.problem.clinic
                who, where = name(clinic.practitioners, row.practitioner), name(clinic.rooms, row.room) or "no room"
                was = f"{clinic.local(row.start):%Y-%m-%d %H:%M} with {who} in {where}"
                yield Violation(self.name, answer.name(row), answer.day(row), f"stands at {was} and was changed")


class Window(Rule):
    """A session lies on a day of its window or at most 14 days late; a booked one within 7 days of its booked day."""

    name = "window"
    per = ("session",)

    def closed(self, problem: Problem, session: Session, service: Service, practitioner: str) -> Iterable[Closed]:
        whole = Span(
            problem.clinic.moment(problem.horizon.first - DAY), problem.clinic.moment(problem.horizon.end + 2 * DAY)
        )
        if session.reach is None or session.reach.last is None:
            return [Closed(whole, "no day of the horizon is in its reach")]
        first, last = problem.clinic.moment(session.reach.first), problem.clinic.moment(session.reach.last + DAY)
        return [Closed(Span(whole.start, first), "before its window"), Closed(Span(last, whole.end), "after its reach")]

    def sources_of_closed(self, problem: Problem, session: Session, why: str) -> Iterable[PolicyRule]:
        return [closed.rule for closed in session.closed_by]

    def violations(self, answer: Answer) -> Iterable[Violation]:
        for rows in answer.visits.values():
            session, day = answer.problem.by_key[rows[0].key], answer.day(rows[0])
            reach = session.reach
            if reach is None or reach.last is None:
                yield Violation(self.name, session.name, day, "no day of the horizon is in its reach", tuple(rows))
            elif day not in reach:
                off = (reach.first - day).days if day < reach.first else (day - reach.last).days
                how = f"{in_days(off)} {'before' if day < reach.first else 'after'} the days it may have, {reach}"
                yield Violation(self.name, session.name, day, how, tuple(rows))


class FinishBy(Rule):
    """Sessions of a counted phase are not placed after the day by which the plan is to finish."""

    name = "finish by"
    per = ("session",)

    def closed(self, problem: Problem, session: Session, service: Service, practitioner: str) -> Iterable[Closed]:
        last = problem.clinic.plans[session.plan].finish_by
        if last is None or not session.counted or last >= problem.horizon.end:
            return []
        after = Span(problem.clinic.moment(last + DAY), problem.clinic.moment(problem.horizon.end + 2 * DAY))
        return [Closed(after, f"the plan is to finish by {day_name(last)}")]

    def violations(self, answer: Answer) -> Iterable[Violation]:
        for rows in answer.visits.values():
            session, day = answer.problem.by_key[rows[0].key], answer.day(rows[0])
            last = answer.problem.clinic.plans[session.plan].finish_by
            if session.counted and last and day > last:
                how = f"{in_days((day - last).days)} after {last}, when the plan is to finish"
                yield Violation(self.name, session.name, day, how, tuple(rows))


class Gap(Rule):
    """Sessions of one plan lie in order, at least one day apart and at least the later one's least gap."""

    name = "gap"
    per = ("session",)
    by_day = True

    def closed(self, problem: Problem, session: Session, service: Service, practitioner: str) -> Iterable[Closed]:
        clinic, horizon = problem.clinic, problem.horizon
        for row in problem.standing_of_plan.get(session.plan, ()):
            day = problem.day(row)
            if row.number < session.number:
                days = Days(horizon.first - DAY, day + (session.least - 1) * DAY)
            else:
                days = Days(day - (problem.leasts[row.key] - 1) * DAY, horizon.end + DAY)
            if days.last and days.first <= days.last:
                span = Span(clinic.moment(days.first), clinic.moment(days.last + DAY))
                yield Closed(span, f"too near session {row.number} on {day_name(day)}")

    def rows(self, model: Model) -> None:
        plans: dict[str, list[Session]] = {}
        for session in model.sessions:
            plans.setdefault(session.plan, []).append(session)
        rows = []
        for sessions in plans.values():
            for i, j in combinations(range(len(sessions)), 2):
                rows += _too_near(model, sessions[i : j + 1])
        model.at_most(self.name, rows, 1, lambda row: "too near the plan's other sessions")

    def violations(self, answer: Answer) -> Iterable[Violation]:
        first_rows = {row.key: row for row in sorted(answer.with_history, key=lambda row: row.start, reverse=True)}
        numbered: dict[str, list[int]] = {}
        for plan, number in first_rows:
            numbered.setdefault(plan, []).append(number)
        for plan, numbers in numbered.items():
            for m, n in combinations(sorted(numbers), 2):
                earlier, later = first_rows[plan, m], first_rows[plan, n]
                if earlier.key not in answer.visits and later.key not in answer.visits:
                    continue
                least = max(1, answer.problem.leasts[plan, n])
                gap = (answer.day(later) - answer.day(earlier)).days
                if gap < least:
                    how = f"{in_days(gap)} after session {m}, fewer than {least}"
                    yield Violation(self.name, f"{plan}, session {n}", answer.day(later), how, (earlier, later))


class Declined(Rule):
    """A planned session is not placed over the time at which one of its plan and number was cancelled or missed."""

    name = "declined"
    per = ("session", "service")

    def closed(self, problem: Problem, session: Session, service: Service, practitioner: str) -> Iterable[Closed]:
        for row in () if session.booked_for(service.id) else session.declined:
            yield Closed(row.span, _declined(problem.clinic, row))

    def violations(self, answer: Answer) -> Iterable[Violation]:
        clinic = answer.problem.clinic
        for row in answer.known:
            session = answer.problem.by_key[row.key]
            if any(booked.service == row.service for booked in session.booked):
                continue
            for gone in session.declined:
                if (shared := shared_minutes(gone.span, row.span)) > 0:
                    how = f"{shared} minutes over the time that was {_declined(clinic, gone)}"
                    yield Violation(self.name, answer.name(row), answer.day(row), how, (row,))


def _declined(clinic: Clinic, row: Appointment) -> str:
    """What became of an appointment that did not take place, with its time."""
    there = clinic.local(row.start)
    return f"{'missed' if row.status == NO_SHOW else 'cancelled'}, {day_name(there.date())}, {there:%H:%M}"


def _too_near(model: Model, sessions: list[Session]) -> list[Ints]:
    """For each day: the first of these sessions from then on, the last one up to `least` days later, and the ones
    between in those days. Any two of them are too near, or in the wrong order."""
    days_of = [model.days_of(session) for session in sessions]
    rows = []
    for day in days_of[0][0]:
        row = [days_of[0][1][days_of[0][0] >= day]]
        for session, (days, variables) in zip(sessions[1:-1], days_of[1:-1], strict=True):
            row.append(variables[(days >= day) & (days < day + session.least)])
        days, variables = days_of[-1]
        near = variables[days < day + sessions[-1].least]
        if len(near):
            rows.append(np.concatenate([*row, near]))
    return rows


def _minutes(length: timedelta) -> str:
    return f"{length / timedelta(minutes=1):g} minutes"
