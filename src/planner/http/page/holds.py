"""Holds that run, as the page shows them: whose, which places, for how long still, and made by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from planner.clinic import Appointment, Clinic
from planner.clinic.names import name
from planner.desk.answers import RunningHold
from planner.http.page.proposals import place_words
from planner.roster.tables.details import title


@dataclass(frozen=True)
class HeldPlace:
    """A place that is kept; `leaves`: an appointment that would be cancelled."""

    patient_id: str
    patient: str
    session: str
    where: str
    day: date
    leaves: bool


@dataclass(frozen=True)
class HeldPlaces:
    id: str
    left: timedelta
    by: str
    places: Sequence[HeldPlace]

    @classmethod
    def of(cls, clinic: Clinic, hold: RunningHold) -> HeldPlaces:
        rows = [(row, False) for row in hold.rows] + [(row, True) for row in hold.leaving]
        return cls(hold.id, hold.left, hold.by, [_place(clinic, row, leaves) for row, leaves in rows])


def _place(clinic: Clinic, row: Appointment, leaves: bool) -> HeldPlace:
    patient = clinic.plans[row.plan].patient
    session = f"{title(clinic, row.service)}, session {abs(row.number)}"
    called = name(clinic.patients, patient)
    return HeldPlace(patient, called, session, place_words(clinic, row), clinic.day(row.start), leaves)
