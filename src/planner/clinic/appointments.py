"""Appointments: sessions that have a place, as the clinic's book or a roster holds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from planner.clinic.services import Service
from planner.clinic.spans import Span

ATTENDED, BOOKED, CANCELLED, NO_SHOW, PLANNED = "attended", "booked", "cancelled", "no-show", "planned"
WITHDRAWN = "withdrawn"
"""By the clinic, as publishing takes back what it booked before; CANCELLED is by the patient."""
CLOSED, HELD = "closed", "held"
"""What is shown of an appointment that a rule forbids by now, and of a place that is only held."""
DECLINED = (CANCELLED, NO_SHOW)
"""By the patient, to whom that time is not offered again."""
IN_THE_BOOK = (ATTENDED, BOOKED, CANCELLED, WITHDRAWN, NO_SHOW)

Key = tuple[str, int]
"""A session: its plan and number."""


@dataclass(frozen=True)
class Entry:
    """One row of the clinic's appointment book, as written; `start` in UTC, `service` and `phase` may be left open."""

    id: str
    plan: str
    number: int
    status: str
    start: datetime
    practitioner: str | None = None
    room: str | None = None
    phase: str | None = None
    service: str | None = None
    fixed: bool = False

    def appointment(self, service: Service) -> Appointment:
        """The appointment it is when it is of this service, which it may leave open: as long as the service takes."""
        place = (self.practitioner, self.room, self.start, self.start + service.length)
        return Appointment(self.id, self.plan, self.number, service.id, *place, self.status, self.fixed)


@dataclass(frozen=True)
class Appointment:
    """One service of one session, placed: who, where, when. `start` and `end` in UTC; `room` None takes none."""

    id: str
    plan: str
    number: int
    service: str
    practitioner: str | None
    room: str | None
    start: datetime
    end: datetime
    status: str = PLANNED
    fixed: bool = False

    @cached_property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def key(self) -> Key:
        """The identity of its session: plan and number."""
        return (self.plan, self.number)
