"""The rows of a clinic's tables, from its facts: what `reading.facts` reads, the other way round."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import time, timedelta
from typing import Any

from planner.clinic import (
    Absence,
    Break,
    Clearance,
    Clinic,
    Event,
    Identifier,
    Patient,
    Plan,
    Practitioner,
    Room,
    WeeklyHours,
)
from planner.clinic.spans import DAY, MIDNIGHT, WEEKDAYS
from planner.files.book.csv import cells_of, wall_clock
from planner.files.reading.sources.frames import written
from planner.files.reading.tables import TABLES, Table

Values = Mapping[str, Any]
"""The values of a row by column, times and moments as text already; what is not there is its column's default."""
BETWEEN = " "
"""What stands between a date and its time of day, as spreadsheets write it."""


def csv_files(clinic: Clinic) -> dict[str, str]:
    """Every table's file by name, those without rows too: a folder that is written anew keeps nothing of old ones."""
    rows = text_of(clinic)
    return {f"{table.name}.csv": _csv(table, rows[table.name]) for table in TABLES}


def text_of(clinic: Clinic) -> dict[str, list[dict[str, str]]]:
    """The rows of every table as the text of their cells by column; what is its column's default is left empty."""
    rows = _rows(clinic)
    return {table.name: [_cells(table, row) for row in rows[table.name]] for table in TABLES}


def _cells(table: Table, row: Values) -> dict[str, str]:
    values = {column: row.get(column.name, column.default) for column in table.columns}
    return {column.name: "" if value == column.default else written(value) for column, value in values.items()}


def _csv(table: Table, rows: Iterable[Mapping[str, str]]) -> str:
    text = io.StringIO()
    plain = csv.writer(text, lineterminator="\n")
    quoted = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    plain.writerow([column.name for column in table.columns])
    for row in rows:
        # Python's writer leaves a lone carriage return unquoted, which ends a row where it is read.
        (quoted if any("\r" in cell for cell in row.values()) else plain).writerow(row.values())
    return text.getvalue()


def _rows(clinic: Clinic) -> dict[str, list[Values]]:
    practitioners, patients = clinic.practitioners.values(), clinic.patients.values()
    return {
        "practitioners": [_fields(one, practitioner=one.id, name=_name(one)) for one in practitioners],
        "shifts": [{"practitioner": one.id} | _hours(row) for one in practitioners for row in one.shifts],
        "breaks": [{"practitioner": one.id} | _rest(rest) for one in practitioners for rest in one.breaks],
        "absences": [{"practitioner": one.of} | _away(one, clinic) for one in clinic.absences],
        "rooms": [_fields(one, room=one.id, name=_name(one)) for one in clinic.rooms.values()],
        "room_hours": [{"room": one.id} | _hours(row) for one in clinic.rooms.values() for row in one.hours],
        "equipment": [
            {"equipment": one.id, "name": _name(one), "units": one.units} for one in clinic.equipment.values()
        ],
        "closures": [{"what": one.of} | _away(one, clinic) for one in clinic.closures],
        "patients": [
            _fields(one, patient=one.id, name=_name(one), preferred_practitioner=one.preferred_practitioners)
            for one in patients
        ],
        "times": [{"patient": one.id} | _hours(row) for one in patients for row in one.times],
        "away": [{"patient": one.of} | _away(one, clinic) for one in clinic.away],
        "plans": [_fields(one, plan=one.id) for one in clinic.plans.values()],
        "events": [_fields(one) for one in clinic.events],
        "clearances": [_fields(one) for one in clinic.clearances],
        "appointments": [cells_of(entry, clinic.timezone, BETWEEN) for entry in clinic.book],
        "identifiers": [_fields(one) for one in clinic.identifiers],
    }


def _fields(fact: Plan | Event | Clearance | Room | Patient | Practitioner | Identifier, **more: object) -> Values:
    """The fields of a fact whose columns are named as they are."""
    return vars(fact) | more


def _name(one: Any) -> str:
    """The name for people; left open where it is the id."""
    return "" if one.name == one.id else str(one.name)


def _rest(rest: Break) -> dict[str, Any]:
    return {
        "weekday": WEEKDAYS[rest.weekday],
        "start": _clock(rest.start),
        "end": "24:00" if rest.end == MIDNIGHT else _clock(rest.end),
        "minutes": rest.length // timedelta(minutes=1),
    }


def _hours(row: WeeklyHours) -> dict[str, Any]:
    return {
        "weekday": WEEKDAYS[row.weekday],
        "start": _clock(row.start),
        "end": "24:00" if row.end == MIDNIGHT else _clock(row.end),
        "from": row.first,
        "until": row.last,
        "every": row.every,
        "site": row.site,
    }


def _clock(at: time) -> str:
    return at.isoformat().removesuffix(":00")


def _away(absence: Absence, clinic: Clinic) -> dict[str, Any]:
    """An absence's start and end: dates where they are a day's first and last moment."""
    start, end = absence.span.start, absence.span.end
    first, after = clinic.day(start), clinic.day(end)
    whole = clinic.moment(first) == start, clinic.moment(after) == end
    return {
        "start": first if whole[0] else wall_clock(start, clinic.timezone, BETWEEN),
        "end": after - DAY if whole[1] else wall_clock(end, clinic.timezone, BETWEEN),
        "reason": absence.reason,
        "source": absence.source,
    }
