"""The problem a roster answers: a clinic, a horizon, the sessions asked for and what stands already."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import chain, count

from planner.clinic.appointments import BOOKED, PLANNED, Appointment, Key
from planner.clinic.clinic import Clinic
from planner.clinic.courses.unroll import unroll
from planner.clinic.horizon import Horizon
from planner.clinic.services import Service
from planner.clinic.sessions import Session


@dataclass(frozen=True)
class Problem:
    """What is asked. `history` holds attended appointments and those booked outside the horizon."""

    clinic: Clinic
    horizon: Horizon
    sessions: tuple[Session, ...]
    history: tuple[Appointment, ...]
    leasts: Mapping[Key, int]
    """The fewest whole days before each session or standing appointment of its plan, by plan and number."""

    @classmethod
    def of(cls, clinic: Clinic, horizon: Horizon) -> Problem:
        """All plans of the clinic unrolled."""
        unrolled = [unroll(clinic, plan, horizon) for plan in clinic.plans.values()]
        sessions = tuple(session for each in unrolled for session in each.sessions)
        history = tuple(row for each in unrolled for row in each.history)
        leasts = {key: least for each in unrolled for key, least in each.leasts.items()}
        return cls(clinic, horizon, sessions, history, leasts)

    @cached_property
    def by_key(self) -> Mapping[Key, Session]:
        return {session.key: session for session in self.sessions}

    @cached_property
    def fixed(self) -> tuple[Appointment, ...]:
        """The rows of every roster: booked inside the horizon and not to be moved."""
        return tuple(row for session in self.sessions if session.fixed for row in session.booked)

    @cached_property
    def standing(self) -> tuple[Appointment, ...]:
        """Everything that is where it is, whatever the roster: history and fixed rows."""
        return self.history + self.fixed

    @cached_property
    def standing_of(self) -> Mapping[str, tuple[Appointment, ...]]:
        """Standing appointments by patient."""
        groups: dict[str, list[Appointment]] = {}
        for row in self.standing:
            groups.setdefault(self.patient_of(row), []).append(row)
        return {patient: tuple(rows) for patient, rows in groups.items()}

    @cached_property
    def standing_of_plan(self) -> Mapping[str, tuple[Appointment, ...]]:
        """Standing appointments by plan."""
        groups: dict[str, list[Appointment]] = {}
        for row in self.standing:
            groups.setdefault(row.plan, []).append(row)
        return {plan: tuple(rows) for plan, rows in groups.items()}

    @cached_property
    def standing_inside(self) -> tuple[Appointment, ...]:
        """Standing appointments inside the horizon, which take their practitioner, room, equipment and patient."""
        return tuple(row for row in self.standing if self.day(row) in self.horizon)

    def joinable(self, session: Session, service: Service) -> list[Appointment]:
        """Standing appointments of the horizon that a session would share, were the service given on their day."""
        theirs = self.standing_of.get(session.patient, ()) if service.shareable else ()
        return [
            row
            for row in theirs
            if row.service == service.id and row.plan != session.plan and self.day(row) in self.horizon
        ]

    def patient_of(self, row: Appointment) -> str:
        return self.clinic.plans[row.plan].patient

    @cached_property
    def choices(self) -> tuple[Session, ...]:
        """The sessions a roster may place or leave out: all but the fixed ones."""
        return tuple(session for session in self.sessions if not session.fixed)

    def appointment(
        self, session: Session, service: Service, practitioner: str | None, room: str | None, start: datetime
    ) -> Appointment:
        """A session's service at a place: under its booked id where it is booked, planned where it is not."""
        return Appointment(
            id=self.appointment_id(session, service.id),
            plan=session.plan,
            number=session.number,
            service=service.id,
            practitioner=practitioner,
            room=room,
            start=start,
            end=start + service.length,
            status=BOOKED if session.booked_for(service.id) else PLANNED,
        )

    def appointment_id(self, session: Session, service: str) -> str:
        """The booked id, or one made of plan and number (and service, in a visit of several), the same in every run."""
        booked = session.booked_for(service)
        if booked:
            return booked.id
        return self._ids.get((session.key, service)) or _unlike(_id(session, service), self.clinic.ids_in_book)

    @cached_property
    def _ids(self) -> Mapping[tuple[Key, str], str]:
        """The made ids, each unlike the others: `a` and `1-2` would get that of `a-1` and `2`."""
        made: dict[tuple[Key, str], str] = {}
        taken = set(self.clinic.ids_in_book)
        for session in self.sessions:
            for service in session.services:
                id = _unlike(_id(session, service), taken)
                made[session.key, service] = id
                taken.add(id)
        return made

    @cached_property
    def _days(self) -> dict[object, date]:
        return {}

    def day(self, row: Appointment) -> date:
        """The clinic's calendar day of an appointment."""
        if row.start not in self._days:
            self._days[row.start] = self.clinic.day(row.start)
        return self._days[row.start]


def _id(session: Session, service: str) -> str:
    return f"{session.plan}-{session.number}" + (f"-{service}" if len(session.services) > 1 else "")


def _unlike(id: str, taken: Container[str]) -> str:
    """The id, with a number behind it where it is taken."""
    names = chain([id], (f"{id}-{again}" for again in count(2)))
    return next(name for name in names if name not in taken)
