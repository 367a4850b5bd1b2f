"""Bookings, and what becomes of a visit."""

from __future__ import annotations

from fastapi import APIRouter

from planner.desk import Desk, Receipt
from planner.documents.appointments import read_rows
from planner.documents.receipts import of_receipt
from planner.errors import Nonsense
from planner.http.answers import Answer, clinic_of, written
from planner.http.dependencies import Booking, Changing, Recording, TheDesk
from planner.http.schemas import documents
from planner.http.schemas.appointments import Places, ToBook, ToCancel, documents_of
from planner.http.schemas.fields import Said

router = APIRouter(tags=["bookings"])


@router.post("/bookings", operation_id="book", response_model=documents.Receipt, status_code=201)
def book(body: ToBook, desk: TheDesk, said: Booking) -> Answer:
    """Book a hold as a whole; or the rows of an offer at once."""
    if (body.hold is None) == (body.rows is None):
        raise Nonsense("say what to book, one of `hold` and `rows`")
    given = body.hold if body.hold is not None else read_rows(documents_of(body.rows or []))
    return _done(desk, desk.book(given, **said.call(body.why)), 201)


@router.post("/appointments/{appointment}/move", operation_id="move", response_model=documents.Receipt)
def move(appointment: str, body: Places, desk: TheDesk, said: Booking) -> Answer:
    """Give a booked visit the place of an offer; its id stays."""
    return _done(desk, desk.move(appointment, read_rows(documents_of(body.rows)), **said.call(body.why)))


@router.post("/appointments/{appointment}/cancel", operation_id="cancel", response_model=documents.Receipt)
def cancel(appointment: str, body: ToCancel, desk: TheDesk, said: Changing) -> Answer:
    """Cancel a booked visit; its place is free at once."""
    return _done(desk, desk.cancel(appointment, body.reason, **said.call(body.why)))


@router.post("/appointments/{appointment}/attended", operation_id="attended", response_model=documents.Receipt)
def attended(appointment: str, desk: TheDesk, said: Recording, body: Said | None = None) -> Answer:
    """The patient has had a booked visit."""
    return _done(desk, desk.attended(appointment, **said.call(body.why if body else "")))


@router.post("/appointments/{appointment}/no-show", operation_id="noShow", response_model=documents.Receipt)
def no_show(appointment: str, desk: TheDesk, said: Recording, body: Said | None = None) -> Answer:
    """The patient did not come to a booked visit."""
    return _done(desk, desk.no_show(appointment, **said.call(body.why if body else "")))


def _done(desk: Desk, done: Receipt, status: int = 200) -> Answer:
    return written(desk, done, of_receipt(clinic_of(desk), done), status)
