"""The check of any roster, planner's own or made by hand, against a clinic. It knows no solver."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from os import PathLike
from pathlib import Path

import pandas as pd

from planner.clinic import LOOK_AHEAD, Appointment, Clinic, Horizon, Problem
from planner.clinic.appointments import ATTENDED
from planner.errors import Nonsense
from planner.roster import files
from planner.roster.roster import Roster
from planner.rules import Violation, violations, warnings

Appointments = Roster | pd.DataFrame | str | PathLike[str] | Iterable[Appointment]
"""A roster, a frame such as `roster.appointments`, appointments, or the path of a roster's folder or CSV."""


def check(
    clinic: Clinic,
    appointments: Appointments,
    month: str | None = None,
    *,
    first: date | None = None,
    last: date | None = None,
    look_ahead: int = LOOK_AHEAD,
) -> list[Violation]:
    """What the appointments break, by rule; empty for a good roster.

    They are held against the clinic as it is given here, for a month `YYYY-MM` or the days `first`..`last` and
    `look_ahead` days after. A Roster, and a folder with quality.json, know their days: leave them out, and those are
    taken. Raises Nonsense for days that cannot be, UnknownName or FaultyClinic for rows of what the clinic lacks.
    """
    return violations(*asked(clinic, appointments, month, first, last, look_ahead))


def warnings_of(
    clinic: Clinic,
    appointments: Appointments,
    month: str | None = None,
    *,
    first: date | None = None,
    last: date | None = None,
    look_ahead: int = LOOK_AHEAD,
) -> list[Violation]:
    """What fixed and attended appointments break among themselves, which no roster can change; asked like `check`."""
    return warnings(*asked(clinic, appointments, month, first, last, look_ahead))


def asked(
    clinic: Clinic,
    appointments: Appointments,
    month: str | None = None,
    first: date | None = None,
    last: date | None = None,
    look_ahead: int = LOOK_AHEAD,
) -> tuple[Problem, tuple[Appointment, ...]]:
    """The problem that the appointments answer, and their rows, less those that were attended since as they stand."""
    unsaid = month is None and first is None and last is None
    horizon = _own_horizon(appointments) if unsaid else None
    problem = Problem.of(clinic, horizon or Horizon.asked(month, first, last, look_ahead))
    attended = {_place(row) for row in problem.history if row.status == ATTENDED}
    return problem, tuple(row for row in _rows(problem, appointments) if _place(row) not in attended)


def _place(row: Appointment) -> tuple[object, ...]:
    return (row.key, row.service, row.practitioner, row.start)


def _own_horizon(appointments: Appointments) -> Horizon | None:
    """The days that the appointments themselves say they are for."""
    if isinstance(appointments, Roster):
        return appointments.problem.horizon
    if isinstance(appointments, str | PathLike):
        path = Path(appointments)
        if not path.exists():
            raise Nonsense(f"there is no roster at {path}")
        if found := files.read_horizon(path):
            return found
        raise Nonsense(
            f"{path} has no {files.QUALITY} to say which days it is for; name a month, or both first and last"
        )
    return None


def _rows(problem: Problem, appointments: Appointments) -> tuple[Appointment, ...]:
    if isinstance(appointments, str | PathLike):
        return files.read_appointments(problem.clinic, Path(appointments), problem)
    if isinstance(appointments, pd.DataFrame):
        return files.from_frame(problem.clinic, appointments, problem)
    rows = appointments.placed if isinstance(appointments, Roster) else tuple(appointments)
    for row in rows:
        _refuse_nonsense(problem.clinic, row)
    return rows


def _refuse_nonsense(clinic: Clinic, row: Appointment) -> None:
    """The rules take the names and moments of a row as they are, so they are looked at first."""
    if not isinstance(row, Appointment):
        raise Nonsense(f"{row!r} is no Appointment; give a Roster, a DataFrame, Appointments or a path")
    clinic.plan(row.plan)
    clinic.service(row.service)
    if row.practitioner is not None:
        clinic.practitioner(row.practitioner)
    if row.room is not None:
        clinic.room(row.room)
    if row.start.tzinfo is None or row.end.tzinfo is None:
        raise Nonsense(f"the appointment {row.id!r} says no time zone; `clinic.moment(day, time)` gives a moment")
