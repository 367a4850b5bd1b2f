"""How many visits some rows are: the one count of every page that says a number of visits."""

from __future__ import annotations

from collections.abc import Iterable

from planner.clinic import Appointment, Clinic, Key
from planner.clinic.appointments import HELD
from planner.rules.sharing import once


def visits_of(clinic: Clinic, rows: Iterable[Appointment]) -> list[Appointment]:
    """A row for each visit, its first: several services of one coming are one, as is a session that two plans share.

    What is only held is no visit yet.
    """
    first: dict[Key, Appointment] = {}
    for row in once(clinic, sorted(rows, key=lambda row: (row.start, row.id))):
        if row.status != HELD:
            first.setdefault(row.key, row)
    return list(first.values())
