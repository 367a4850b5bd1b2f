"""A procedure that closes days to a patient, the appointments it closes on a day, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from planner.clinic import Appointment, Clinic, ClosedDays, Event, PolicyRule
from planner.errors import Nonsense, UnknownName


@dataclass(frozen=True)
class Procedure:
    """What is asked for: a procedure of a patient, its rule (None where the clinic has turned it off), and its end."""

    clinic: Clinic
    patient: str
    kind: str
    rule: PolicyRule | None
    until: date | None

    @classmethod
    def of(cls, clinic: Clinic, patient: str, kind: str, until: date | None) -> Procedure:
        clinic.patient(patient)
        if kind not in clinic.policy.kinds:
            raise UnknownName("procedure", kind, clinic.policy.kinds)
        rule = clinic.policy.rules.get(kind)
        lasting = rule is not None and rule.lasting
        if lasting and until is None:
            raise Nonsense(f"{kind} closes days while it lasts; say until when (--until), the first day open again")
        return cls(clinic, patient, kind, rule, until if lasting else None)

    def event(self, on: date) -> Event:
        return Event(self.patient, self.kind, on, self.until)

    def closings(self, rows: Iterable[Appointment], on: date) -> list[Closing]:
        """The rows that the procedure would close if it were on this day."""
        if self.until and on > self.until:
            return []
        clinic, cleared = self.clinic, self.clinic.clearances_of.get(self.patient, ())
        closed_rows = []
        for row in rows:
            closed = clinic.policy.closed(clinic.services[row.service].acts, [self.event(on)], cleared)
            closed_rows += [Closing(row, by) for by in closed if clinic.day(row.start) in by.days]
        return closed_rows


@dataclass(frozen=True)
class Closing:
    """An appointment that the procedure would close, with the days closed and the rule that closes them."""

    row: Appointment
    by: ClosedDays


@dataclass(frozen=True)
class Displaced:
    """What becomes of an appointment: its new place, or the reason why it has none in these days.

    `by` is what closes its day; None for one that moves along with its plan.
    """

    row: Appointment
    by: ClosedDays | None
    after: Appointment | None
    reason: str = ""


@dataclass(frozen=True)
class Booking:
    """What the procedure displaces on a day, and which of the patient's other rows move along; a row a service."""

    on: date
    displaced: tuple[Displaced, ...]
    along: tuple[Displaced, ...]
