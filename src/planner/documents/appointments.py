"""Appointments as documents, and back."""

from __future__ import annotations

from collections.abc import Iterable

from planner.clinic import Appointment, Clinic
from planner.clinic.appointments import HELD, IN_THE_BOOK, PLANNED
from planner.desk.answers import ClosedAppointment
from planner.documents.fields import Document, Fields

STATUSES = {status: status for status in (*IN_THE_BOOK, PLANNED, HELD)}


def of_row(clinic: Clinic, row: Appointment) -> Document:
    """One appointment; `fixed` is there only where it is true."""
    document: Document = {
        "appointment": row.id,
        "plan": row.plan,
        "number": row.number,
        "service": row.service,
        "practitioner": row.practitioner,
        "room": row.room,
        "start": clinic.local(row.start).isoformat(),
        "end": clinic.local(row.end).isoformat(),
        "status": row.status,
    }
    return document | {"fixed": True} if row.fixed else document


def of_day(clinic: Clinic, rows: Iterable[Appointment], closed: Iterable[ClosedAppointment]) -> list[Document]:
    """The appointments of a day; `closed` is there only where a rule forbids one, and says how."""
    why = {(each.row.id, each.row.service): f"{each.rule}: {each.reason}" for each in closed}
    documents = [(row, of_row(clinic, row)) for row in rows]
    return [
        document | ({"closed": why[row.id, row.service]} if (row.id, row.service) in why else {})
        for row, document in documents
    ]


def of_rows(clinic: Clinic, rows: Iterable[Appointment]) -> list[Document]:
    return [of_row(clinic, row) for row in rows]


def read_row(document: object) -> Appointment:
    """The appointment of a document. Raises Nonsense naming the field that is not as it should be."""
    fields = Fields.of(document)
    return Appointment(
        id=fields.text("appointment"),
        plan=fields.text("plan"),
        number=fields.whole("number"),
        service=fields.text("service"),
        practitioner=fields.maybe("practitioner", fields.text),
        room=fields.maybe("room", fields.text),
        start=fields.moment("start"),
        end=fields.moment("end"),
        status=fields.one_of("status", STATUSES),
        fixed=fields.yes("fixed"),
    )


def read_rows(documents: Iterable[object]) -> tuple[Appointment, ...]:
    return tuple(map(read_row, documents))
