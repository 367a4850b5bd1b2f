"""What earlier sessions of a course mean for later ones: waits they set, and follow-ups they ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from planner.clinic import Appointment, FollowUp, Problem, Session
from planner.clinic.spans import DAY
from planner.rules.health import waits_between

Memory = tuple[tuple[str, date, tuple[FollowUp, ...]], ...]
"""Services of earlier sessions that still matter, each with its day and the follow-ups it still asks for."""


@dataclass(frozen=True)
class Remembering:
    """The waits and follow-ups between the sessions of one course; `session.services` of each in turn."""

    problem: Problem
    sessions: tuple[Session, ...]

    @cached_property
    def matters(self) -> bool:
        """Whether any session of the course sets a wait or asks for a follow-up at all."""
        return any(self._lasting(service) for session in self.sessions for service in session.services)

    def after(self, memory: Memory, number: int, day: date) -> Memory | None:
        """What is remembered once a session has taken place on a day; None where it may not, or comes too late."""
        if not self.matters:
            return ()
        session, kept = self.sessions[number], []
        for service, on, owed in memory:
            if any(self._closed(service, on, each, day) for each in session.services):
                return None
            left = tuple(rule for rule in owed if not self._serves(rule, on, session, day))
            if any(on + rule.most * DAY < day for rule in left):
                return None
            if left or any(on + days > day for days in self._lasting(service)):
                kept.append((service, on, left))
        new = [(each, day, self._owed(each, session, day)) for each in session.services if self._lasting(each)]
        return (*kept, *new)

    def complete(self, memory: Memory, last: date) -> bool:
        """Whether a course that ends on a day leaves no follow-up out whose last day has come."""
        return not any(on + rule.most * DAY <= last for _, on, owed in memory for rule in owed)

    def _closed(self, service: str, on: date, later: str, day: date) -> bool:
        clinic, patient = self.problem.clinic, self.sessions[0].patient
        too_soon = (
            rule
            for rule in clinic.follow_ups
            if (rule.after, rule.service) == (service, later) and (day - on).days < rule.least
        )
        return any(too_soon) or any(day in days for days in waits_between(clinic, patient, service, later, on))

    def _serves(self, rule: FollowUp, on: date, session: Session, day: date) -> bool:
        return rule.service in session.services and rule.least <= (day - on).days <= rule.most

    def _owed(self, service: str, session: Session, day: date) -> tuple[FollowUp, ...]:
        """The follow-ups that a service asks for and that nothing booked gives, nor its own visit."""
        rows = [row for row in self._standing if row.key != session.key]
        return tuple(
            rule
            for rule in self.problem.clinic.follow_ups
            if rule.after == service
            and not (rule.least == 0 and rule.service != service and rule.service in session.services)
            and not any(
                row.service == rule.service and rule.least <= (self.problem.day(row) - day).days <= rule.most
                for row in rows
            )
        )

    @cached_property
    def _standing(self) -> list[Appointment]:
        booked = [row for session in self.problem.sessions for row in session.booked]
        mine = [row for row in self.problem.history if self.problem.patient_of(row) == self.sessions[0].patient]
        return [*booked, *mine]

    def _lasting(self, service: str) -> list[timedelta]:
        """For how long each wait and follow-up after a service matters; calendar months and more for good."""
        clinic = self.problem.clinic
        found = [wait.days * DAY for wait in clinic.waits if wait.after == service]
        found += [(rule.most + 1) * DAY for rule in clinic.follow_ups if rule.after == service]
        kind = clinic.services[service].counts_as
        rule = clinic.policy.rules.get(kind) if kind else None
        if rule:
            found.append((rule.days or 3650) * DAY)
        return found
