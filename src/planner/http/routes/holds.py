"""Holds: places kept for somebody until a moment."""

from __future__ import annotations

from fastapi import APIRouter

from planner.desk import Desk, Hold
from planner.documents.appointments import read_rows
from planner.documents.receipts import of_hold, of_receipt
from planner.http.answers import Answer, clinic_of, written
from planner.http.dependencies import Booking, Changing, TheDesk
from planner.http.schemas import documents
from planner.http.schemas.appointments import ToHold, ToHoldOffer, documents_of
from planner.http.schemas.questions import Asked

router = APIRouter(tags=["holds"])


@router.post("/holds", operation_id="hold", response_model=documents.Hold, status_code=201)
def hold(body: ToHold, desk: TheDesk, said: Booking) -> Answer:
    """Keep the places of an offer for some minutes, all or none."""
    return _held(desk, desk.hold(read_rows(documents_of(body.rows)), body.minutes, **said.call(body.why)))


@router.post("/plans/{plan}/holds", operation_id="holdOffer", response_model=documents.Hold, status_code=201)
def hold_offer(plan: str, body: ToHoldOffer, desk: TheDesk, said: Booking, asked: Asked) -> Answer:
    """Ask for offers again, and hold the one of a number."""
    return _held(desk, desk.hold_offer(plan, body.offer, body.number, body.minutes, **asked, **said.call(body.why)))


@router.delete("/holds/{hold}", operation_id="dropHold", response_model=documents.Receipt)
def drop(hold: str, desk: TheDesk, said: Changing) -> Answer:
    """Give a hold up before it ends by itself."""
    done = desk.drop(hold, **said.call())
    return written(desk, done, of_receipt(clinic_of(desk), done))


def _held(desk: Desk, held: Hold) -> Answer:
    document = {**of_hold(clinic_of(desk), held), "words": held.words}
    return written(desk, held, document, 201, {"Location": f"/v1/holds/{held.id}"})
