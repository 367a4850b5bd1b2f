"""The sessions that plans ask for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from planner.clinic.appointments import Appointment, Key
from planner.clinic.policy import ClosedDays
from planner.clinic.spans import Days

LATE_DAYS = 14
"""How many days after its window a session may still be placed."""
MOVE_DAYS = 7
"""How many days a booked appointment may be moved, either way."""


@dataclass(frozen=True)
class Session:
    """One visit a plan asks for; its identity is (plan, number).

    `window` are the days it should fall on, `reach` those it may be placed on, late ones included. `ideal`, `window`
    and `reach` are None when its ideal day lies beyond the horizon, since it slid there: over the days of `closed_by`,
    or over a window without a possible day, as `impossible` says. `least` and `most` are whole days from the session
    before, `most` None on a fixed schedule. `booked` holds its rows of the book, one a service; `was` those of a place
    that it cannot keep, and near which it is wanted; `declined` those that the patient cancelled or missed.
    """

    plan: str
    number: int
    patient: str
    phase: str
    services: tuple[str, ...]
    priority: int
    ideal: date | None
    window: Days | None
    reach: Days | None
    due: bool
    least: int
    most: int | None
    ideal_gap: int | None = None
    tentative: bool = False
    counted: bool = True
    booked: tuple[Appointment, ...] = ()
    was: tuple[Appointment, ...] = ()
    declined: tuple[Appointment, ...] = ()
    closed_by: tuple[ClosedDays, ...] = field(default=(), repr=False)
    impossible: str = ""

    @property
    def key(self) -> Key:
        return (self.plan, self.number)

    @property
    def fixed(self) -> bool:
        """Whether it stands as booked and may not be moved."""
        return any(row.fixed for row in self.booked)

    @property
    def name(self) -> str:
        return f"{self.plan}, session {self.number}"

    @property
    def barred(self) -> str:
        """Why its ideal day lies beyond the horizon, or on no day at all; empty where it does not."""
        return "; ".join(dict.fromkeys([*map(str, self.closed_by), *filter(None, [self.impossible])]))

    def booked_for(self, service: str) -> Appointment | None:
        return next((row for row in self.booked if row.service == service), None)

    def promised(self, service: str) -> Appointment | None:
        """The place that the patient has on paper: where it is booked, or was."""
        return next((row for row in (*self.booked, *self.was) if row.service == service), None)
