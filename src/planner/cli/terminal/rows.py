"""Days and appointments in words, alike in every answer about a roster."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from planner.clinic import Appointment, Clinic
from planner.roster.tables.details import name, title


def in_words(day: date) -> str:
    """Such as `Tue 2026-12-15`."""
    return f"{day:%a} {day}"


def when(clinic: Clinic, row: Appointment) -> str:
    """Such as `Tue 2026-12-15 13:00`."""
    return f"{clinic.local(row.start):%a %Y-%m-%d %H:%M}"


def where(clinic: Clinic, row: Appointment, rooms: bool = False) -> str:
    """Such as `Tue 2026-12-15 13:00 with Practitioner Cedar`, and with `rooms` where."""
    room = f" in {name(clinic.rooms, row.room)}" if rooms and row.room else ""
    return f"{when(clinic, row)} with {name(clinic.practitioners, row.practitioner) or 'nobody'}{room}"


def where_all(clinic: Clinic, rows: Iterable[Appointment], rooms: bool = True) -> str:
    """The places of a visit's rows."""
    return " and ".join(where(clinic, row, rooms) for row in rows)


def what(clinic: Clinic, row: Appointment) -> str:
    """Such as `Facial acupuncture (p40-rejuvenation, session 3)`."""
    return f"{title(clinic, row.service)} ({row.plan}, session {row.number})"


def whose(clinic: Clinic, row: Appointment) -> str:
    """Such as `Patient Kite (p40-rejuvenation, session 3)`."""
    return f"{name(clinic.patients, clinic.plans[row.plan].patient)} ({row.plan}, session {row.number})"
