"""A session as a reader sees it: names in place of ids, the clinic's clock, when the patient rests, what to know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pandas as pd

from planner.clinic import Appointment, Clinic, Problem
from planner.clinic.appointments import ATTENDED, BOOKED, CLOSED, HELD, PLANNED
from planner.clinic.names import name as name
from planner.clinic.spans import cut
from planner.roster.format.plain import why_left_out
from planner.roster.tables.identity import as_booked, is_late, once, patient
from planner.roster.tables.use import attended_spans

MARKS: Mapping[str, str] = {
    "booked": "The patient has this appointment already.",
    "moved": "Booked at another time or with another practitioner; the patient is yet to be told.",
    "fixed": "Booked, and may not be moved.",
    "tentative": "The course may end at a review before this session.",
    "late": "The day lies after the days on which the session should fall.",
    "attended": "The patient came.",
    "closed": "A rule forbids it since something changed; it is to be moved or cancelled.",
    "held": "Kept for somebody for a while, and not booked.",
    "draft": "The day lies beyond the days asked for; the session is planned ahead and not booked yet.",
}
"""What may be marked at a session, and what it says."""


@dataclass(frozen=True)
class SessionDetails:
    """One session placed; `start` and `end` on the clinic's clock, names where the clinic has them and ids where not.

    `owner` has the ids by practitioner, room and patient, None or empty where there is none; `rests` the spans in which
    the patient rests; `marks` are keys of MARKS.
    """

    day: date
    start: datetime
    end: datetime
    rests: tuple[tuple[datetime, datetime], ...]
    patient: str
    service: str
    practitioner: str
    room: str
    plan: str
    number: int
    service_id: str
    owner: Mapping[str, str | None]
    marks: tuple[str, ...]
    contact: str = field(default="", repr=False)
    """How the patient is reached, and what to know: for the clinic's own day sheets."""

    @property
    def time(self) -> str:
        return clock(self.start, self.end)

    @property
    def resting(self) -> str:
        """Such as `rests 09:15–09:45`; empty for a session without a rest."""
        return "rests " + ", ".join(clock(*rest) for rest in self.rests) if self.rests else ""


def shown(problem: Problem, placed: Iterable[Appointment]) -> list[SessionDetails]:
    """The sessions by start, then practitioner and room; one that two plans of a patient share is shown once."""
    return [_shown(problem, row) for row in once(problem, placed)]


def left_out(problem: Problem, unplaced: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a roster's `unplaced`: names where the clinic has them and ids where not, each day a date or None.

    Booked visits come first, whose reason says so: their patients are to be told.
    """
    clinic = problem.clinic
    rows: list[Any] = unplaced.to_dict("records")
    for row in rows:
        row["patient"] = name(clinic.patients, row["patient"])
        row["service"] = " and ".join(title(clinic, each) for each in row["service"].split(";"))
        for day in ("ideal", "window_start", "window_end"):
            row[day] = None if pd.isna(row[day]) else row[day].date()
        row["reason"] = why_left_out(clinic, row["reason"])
        row["booked"] = None if pd.isna(row["booked"]) else row["booked"].to_pydatetime()
        if row["booked"]:
            row["reason"] = f"Booked on {row['booked']:%a %d %b %H:%M}, would be cancelled. {row['reason']}"
    return sorted(rows, key=lambda row: row["booked"] is None)


def clock(start: datetime, end: datetime) -> str:
    """Such as `09:00–10:00`."""
    return f"{start:%H:%M}–{end:%H:%M}"


def title(clinic: Clinic, service: str) -> str:
    """What people call a service."""
    return name(clinic.services, service)


def _shown(problem: Problem, row: Appointment) -> SessionDetails:
    clinic, whose = problem.clinic, patient(problem, row)
    return SessionDetails(
        day=problem.day(row),
        start=clinic.local(row.start),
        end=clinic.local(row.end),
        rests=tuple(
            (clinic.local(rest.start), clinic.local(rest.end)) for rest in cut(row.span, attended_spans(clinic, row))
        ),
        patient=name(clinic.patients, whose),
        service=title(clinic, row.service),
        practitioner=name(clinic.practitioners, row.practitioner),
        room=name(clinic.rooms, row.room),
        plan=row.plan,
        number=row.number,
        service_id=row.service,
        owner={"practitioner": row.practitioner, "room": row.room, "patient": whose},
        marks=tuple(_marks(problem, row)),
        contact=clinic.patients[whose].contact if whose in clinic.patients else "",
    )


def _marks(problem: Problem, row: Appointment) -> Iterable[str]:
    session = problem.by_key.get(row.key)
    entry = session.booked_for(row.service) if session else None
    if row.status in (ATTENDED, CLOSED, HELD):
        yield row.status
    if row.fixed:
        yield "fixed"
    elif row.status == BOOKED:
        yield "booked" if entry is None or as_booked(row, entry) else "moved"
    if session is not None and session.tentative:
        yield "tentative"
    if is_late(problem, row):
        yield "late"
    if row.status == PLANNED and problem.day(row) > problem.horizon.last:
        yield "draft"
