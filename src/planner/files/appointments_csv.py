"""A roster's tables read from a CSV or a frame, on the columns, cells and moments of a clinic's tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from planner.clinic import Appointment, Clinic, Plan, Problem
from planner.clinic.appointments import BOOKED, PLANNED
from planner.errors import Fault, FaultyClinic
from planner.files.reading import rows
from planner.files.reading.cells import OneOf, Unreadable, text, whole, yes_no
from planner.files.reading.facts import Values
from planner.files.reading.findings import Findings
from planner.files.reading.moments import moment, shown_moment
from planner.files.reading.rows import Listing, Record
from planner.files.reading.sources import Row, Sheet, Source
from planner.files.reading.sources.folders import csv_sheet
from planner.files.reading.tables import NOTHING, Column, Table

COMPARED = Table(
    "appointments",
    (
        *(Column("plan"), Column("number", whole(1)), Column("practitioner"), Column("start", moment)),
        *(Column("patient", text, ""), Column("service", text, ""), Column("room", text, "")),
        *(Column("status", text, ""), Column("draft", yes_no, False)),
    ),
)
"""What two rosters are compared by, without a clinic."""
UNPLACED = Table(
    "unplaced",
    (
        *(Column("plan"), Column("number", whole(1)), Column("patient", text, ""), Column("reason", text, "")),
        Column("booked", text, ""),
    ),
)


def sheet_of(path: Path) -> Sheet:
    """A CSV as a spreadsheet saves it. Raises FaultyClinic with every fault that keeps it from being taken apart."""
    findings = Findings()
    sheet = csv_sheet(path, findings)
    _refuse(findings)
    return sheet


def records(table: Table, sheet: Sheet) -> list[tuple[int, Values]]:
    """The sheet's rows, each with its number, by the table's columns. Raises FaultyClinic with every fault found."""
    findings = Findings()
    listing = _read(table, sheet, findings)
    _refuse(findings, table)
    return [(record.row, record.values) for record in listing.records]


def appointments(clinic: Clinic, problem: Problem | None, sheet: Sheet) -> tuple[Appointment, ...]:
    """The sheet's rows as appointments, in their order. Raises FaultyClinic with every fault found.

    A missing service is told from the problem's session or else from the plan's protocol, a missing end from the
    service's length.
    """
    findings, table = Findings(), _appointments(clinic, problem)
    listing = _read(table, sheet, findings)
    known = {"plans": clinic.plans, "services": clinic.services, "rooms": clinic.rooms}
    rows.follow(listing, {**known, "practitioners": clinic.practitioners}, findings)
    rows.make(listing, clinic.timezone, findings)
    _find_repeated_ids(listing, findings)
    _refuse(findings, table)
    return tuple(row for _, row in listing.made())


def _appointments(clinic: Clinic, problem: Problem | None) -> Table:
    """The columns of a roster's appointments, whose moments are shown on the clinic's wall clock."""

    def shown(cell: str) -> Any:
        return shown_moment(moment(cell), clinic.timezone)

    columns = (
        Column("appointment", text, NOTHING),
        Column("plan", refers="plans"),
        Column("number", whole(1)),
        Column("phase", text, NOTHING),
        Column("service", text, NOTHING, refers="services"),
        Column("practitioner", refers="practitioners"),
        Column("room", text, NOTHING, refers="rooms"),
        Column("start", shown),
        Column("end", shown, NOTHING),
        Column("status", OneOf(PLANNED, BOOKED), PLANNED),
        Column("fixed", yes_no, False),
    )
    return Table("appointments", columns, make=lambda row, _: _appointment(clinic, problem, row), blame="end")


def _appointment(clinic: Clinic, problem: Problem | None, row: Values) -> Appointment:
    service = clinic.services[row["service"] or _service(clinic, problem, row)]
    end = row["end"] or row["start"] + service.length
    if end <= row["start"]:
        raise Unreadable("this is not after the start", "leave it empty for the service's length", "end")
    id = row["appointment"] or f"{row['plan']}-{row['number']}"
    place = (row["practitioner"], row["room"], row["start"], end)
    return Appointment(id, row["plan"], row["number"], service.id, *place, row["status"], row["fixed"])


def _service(clinic: Clinic, problem: Problem | None, row: Values) -> str:
    """The one service that a row naming none can be."""
    session = problem.by_key.get((row["plan"], row["number"])) if problem else None
    meant = sorted(session.services if session else _services(clinic, clinic.plans[row["plan"]], row["phase"]))
    if len(meant) > 1:
        wrong = f"is empty, and {row['plan']}, session {row['number']} may be any of {', '.join(meant)}"
        raise Unreadable(wrong, "name the service", "service")
    return meant[0]


def _services(clinic: Clinic, plan: Plan, name: str | None) -> set[str]:
    """The services of the plan's phase of this name, or else of its protocol."""
    phases = clinic.protocol_of(plan).phases
    named = [phase for phase in phases if phase.name == name] or phases
    return {service for phase in named for service in phase.all_services}


def _find_repeated_ids(listing: Listing, findings: Findings) -> None:
    """An id that two rows bear, unless they are two services of one visit."""
    seen: dict[str, list[tuple[Record, Appointment]]] = {}
    for record, row in listing.made():
        others = seen.setdefault(row.id, []) if record.values["appointment"] else []
        clash = next((r for r, other in others if other.key != row.key or other.service == row.service), None)
        if clash:
            wrong = f"the id {row.id!r} is that of row {clash.row} too"
            findings.fault(listing.file, record.row, "appointment", wrong, "give each its own id, or none")
        others.append((record, row))


def _read(table: Table, sheet: Sheet, findings: Findings) -> Listing:
    """The sheet's records, however the letters of its header are written."""
    lower = [Row(row.number, {name.lower(): cell for name, cell in row.cells.items()}) for row in sheet.rows]
    sheet = replace(sheet, columns=tuple(name.lower() for name in sheet.columns), rows=lower)
    return rows.read(table, Source(sheet.file, sheet.file, sheets={table.name: sheet}), findings)


def _refuse(findings: Findings, table: Table | None = None) -> None:
    """Raise the faults there are, by their rows and columns."""
    columns = [column.name for column in table.columns] if table else []

    def place(fault: Fault) -> tuple[int, int]:
        return (fault.row or 0, columns.index(fault.column) if fault.column in columns else -1)

    if findings.faults:
        raise FaultyClinic(sorted(findings.faults, key=place))
