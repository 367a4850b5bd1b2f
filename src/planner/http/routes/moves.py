"""What a drag asks and does: the legal starts of a day and why the others are not; and the move."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query

from planner.clinic import Clinic
from planner.desk.offers.day_places import DayPlaces
from planner.documents.receipts import of_receipt
from planner.http.answers import Answer, answer, clinic_of, written
from planner.http.dependencies import Booking, Placing, TheDesk
from planner.http.schemas import documents
from planner.http.schemas.fields import Date, Instant, Said, Text

router = APIRouter(tags=["bookings"])
By = Annotated[Literal["practitioner", "room"], Query()]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


class Start(Said):
    """Where a visit is to begin."""

    practitioner: Text
    start: Instant


class StartInRoom(Start):
    """Where a visit is to begin, and in which room; in any that is free unless told."""

    room: Text | None = None


@router.get("/appointments/{appointment}/places", operation_id="places", response_model=documents.Fact)
def places(appointment: str, on: Date, desk: TheDesk, caller: Placing, by: By = "practitioner") -> Answer:
    """Where a booked visit may begin on a day, by practitioner; and why not elsewhere, for each start to come.

    By room it stays with whom it is.
    """
    found = desk.places(appointment, on, rooms=by == "room", portal=caller.portal)
    return answer(desk, _document(clinic_of(desk), found))


@router.post("/appointments/{appointment}/move-to", operation_id="moveTo", response_model=documents.Receipt)
def move_to(appointment: str, body: StartInRoom, desk: TheDesk, said: Booking) -> Answer:
    """Let a booked visit begin at a start with a practitioner, in a room or in any that is free; its id stays."""
    done = desk.move_to(appointment, body.practitioner, body.start, body.room, **said.call(body.why))
    return written(desk, done, of_receipt(clinic_of(desk), done))


@router.get("/plans/{plan}/sessions/{number}/places", operation_id="sessionPlaces", response_model=documents.Fact)
def session_places(plan: str, number: Number, on: Date, desk: TheDesk, caller: Placing) -> Answer:
    """The same of a session that has no place yet."""
    found = desk.session_places(plan, number, on, portal=caller.portal)
    return answer(desk, _document(clinic_of(desk), found))


@router.post("/plans/{plan}/sessions/{number}/place", operation_id="placeSession", response_model=documents.Receipt)
def place(plan: str, number: Number, body: Start, desk: TheDesk, said: Booking) -> Answer:
    """Book a session that has no place yet so that it begins at a start with a practitioner, in a room that is free."""
    done = desk.place_session(plan, number, body.practitioner, body.start, **said.call(body.why))
    return written(desk, done, of_receipt(clinic_of(desk), done))


def _document(clinic: Clinic, found: DayPlaces) -> dict[str, Any]:
    """Starts that follow each other with one reason are one stretch: from the first, how many."""
    closed: dict[str, list[dict[str, Any]]] = {}
    for who, reasons in found.closed.items():
        stretches = closed.setdefault(who, [])
        for start, why in reasons.items():
            if stretches and stretches[-1]["why"] == why:
                stretches[-1]["starts"].append(clinic.local(start).isoformat())
            else:
                stretches.append({"why": why, "starts": [clinic.local(start).isoformat()]})
    openings = {who: [clinic.local(start).isoformat() for start in starts] for who, starts in found.open.items()}
    return {"open": openings, "closed": closed}
