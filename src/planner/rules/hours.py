"""Rules of time: when the clinic is open, a practitioner on shift and a patient able to come."""

from __future__ import annotations

from collections.abc import Iterable

from planner.clinic import Problem, Service, Session, Span
from planner.clinic.names import day_name, name
from planner.clinic.spans import DAY, outside
from planner.model.clock import MINUTE
from planner.rules.readings import always, in_brackets, in_days, shared_minutes, with_practitioner
from planner.rules.rule import Answer, Closed, Rule, Violation


class ClinicOpen(Rule):
    """Nothing takes place on a public holiday or a day on which the clinic is closed."""

    name = "clinic closed"

    def closed(self, problem: Problem, session: Session, service: Service, practitioner: str) -> Iterable[Closed]:
        for day in problem.horizon.days:
            why = problem.clinic.why_closed(day)
            if why:
                yield Closed(problem.clinic.whole_day(day), why)

    def violations(self, answer: Answer) -> Iterable[Violation]:
        for row in answer.known:
            why = answer.problem.clinic.why_closed(answer.day(row))
            if why:
                yield Violation(self.name, answer.name(row), answer.day(row), why, (row,))


class OnGrid(Rule):
    """Sessions start on the clinic's grid of clock times."""

    name = "grid"

    def violations(self, answer: Answer) -> Iterable[Violation]:
        clinic = answer.problem.clinic
        for row in answer.known:
            if not clinic.on_grid(row.start):
                how = (
                    f"starts at {clinic.local(row.start):%H:%M}, off the grid of {clinic.start_every // MINUTE} minutes"
                )
                yield Violation(self.name, answer.name(row), answer.day(row), how, (row,))


class OnShift(Rule):
    """The whole session, rests too, lies inside one shift of its practitioner; those of one site that touch are one."""

    name = "shift"
    per = ("practitioner",)

    def closed(self, problem: Problem, session: Session, service: Service, practitioner: str) -> Iterable[Closed]:
        clinic, person = problem.clinic, problem.clinic.practitioners[practitioner]
        rows = [span for day in problem.horizon.days for span, _ in clinic.shifts_on(day, person)]
        who = name(clinic.practitioners, practitioner)
        return [Closed(span, f"{who} is off shift") for span in outside(always(problem), rows)]

    def violations(self, answer: Answer) -> Iterable[Violation]:
        clinic = answer.problem.clinic
        for row, person in with_practitioner(answer):
            rows = [span for span, _ in clinic.shifts_on(answer.day(row), person)]
            if not any(shift.holds(row.span) for shift in rows):
                who = name(clinic.practitioners, person.id)
                how = f"{_outside(row.span, rows)} minutes outside any one shift of {who}"
                yield Violation(self.name, answer.name(row), answer.day(row), how, (row,))


class Present(Rule):
    """The session touches no absence of its practitioner."""

    name = "absence"
    per = ("practitioner",)

    def closed(self, problem: Problem, session: Session, service: Service, practitioner: str) -> Iterable[Closed]:
        who = name(problem.clinic.practitioners, practitioner)
        for absence in problem.clinic.absences_of[practitioner]:
            yield Closed(absence.span, f"{who} is absent{in_brackets(absence.reason)}")

    def violations(self, answer: Answer) -> Iterable[Violation]:
        clinic = answer.problem.clinic
        for row, person in with_practitioner(answer):
            for absence in clinic.absences_of[person.id]:
                shared = shared_minutes(absence.span, row.span)
                if shared > 0:
                    who = name(clinic.practitioners, person.id)
                    how = f"{shared} minutes in an absence of {who}{in_brackets(absence.reason)}"
                    yield Violation(self.name, answer.name(row), answer.day(row), how, (row,))


class Licensed(Rule):
    """The practitioner is licensed on the day."""

    name = "licensed"
    per = ("practitioner",)

    def closed(self, problem: Problem, session: Session, service: Service, practitioner: str) -> Iterable[Closed]:
        last = problem.clinic.practitioners[practitioner].licensed_until
        if last and last < problem.horizon.end:
            after = max(problem.clinic.moment(last + DAY), always(problem).start)
            who = name(problem.clinic.practitioners, practitioner)
            yield Closed(Span(after, always(problem).end), f"{who} is licensed until {day_name(last)}")

    def violations(self, answer: Answer) -> Iterable[Violation]:
        for row, person in with_practitioner(answer):
            last = person.licensed_until
            if last and answer.day(row) > last:
                who, over = name(answer.problem.clinic.practitioners, person.id), (answer.day(row) - last).days
                how = f"{who} was licensed until {last}, {in_days(over)} before"
                yield Violation(self.name, answer.name(row), answer.day(row), how, (row,))


class PatientTimes(Rule):
    """The whole session lies inside one of the patient's times, if any are given."""

    name = "patient's times"
    per = ("patient",)

    def closed(self, problem: Problem, session: Session, service: Service, practitioner: str) -> Iterable[Closed]:
        clinic, times = problem.clinic, problem.clinic.patients[session.patient].times
        if not times:
            return []
        rows = [span for day in problem.horizon.days for span in clinic.hours_on(day, times)]
        return [Closed(span, "the patient cannot come") for span in outside(always(problem), rows)]

    def violations(self, answer: Answer) -> Iterable[Violation]:
        for row in answer.known:
            patient = answer.patient(row)
            rows = answer.problem.clinic.hours_on(answer.day(row), patient.times)
            if patient.times and not any(time.holds(row.span) for time in rows):
                how = f"{_outside(row.span, rows)} minutes outside any one of the patient's times"
                yield Violation(self.name, answer.name(row), answer.day(row), how, (row,))


class PatientPresent(Rule):
    """A patient has no session while away."""

    name = "away"
    per = ("patient",)

    def closed(self, problem: Problem, session: Session, service: Service, practitioner: str) -> Iterable[Closed]:
        for absence in problem.clinic.away_of.get(session.patient, ()):
            yield Closed(absence.span, f"the patient is away{in_brackets(absence.reason)}")

    def violations(self, answer: Answer) -> Iterable[Violation]:
        for row in answer.known:
            for absence in answer.problem.clinic.away_of.get(answer.patient(row).id, ()):
                shared = shared_minutes(absence.span, row.span)
                if shared > 0:
                    how = f"{shared} minutes while the patient is away{in_brackets(absence.reason)}"
                    yield Violation(self.name, answer.name(row), answer.day(row), how, (row,))


def _outside(span: Span, rows: Iterable[Span]) -> int:
    """The minutes of a span that lie outside that row which holds most of it."""
    return (span.end - span.start) // MINUTE - max([0, *(shared_minutes(row, span) for row in rows)])
