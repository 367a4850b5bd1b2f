"""Appointments: offers, course, hold, book, drop, move, cancel, reasons, attended, no-show, finish, extend."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console

from planner.cli.commands.desk.options import (
    COURSES,
    AsJson,
    Database,
    HowMany,
    Minutes,
    Number,
    OfferNumber,
    PlanId,
    Visit,
    asked,
    at_desk,
    call,
    show_hold,
    show_receipt,
    wishes,
)
from planner.cli.commands.option_groups import takes
from planner.cli.output import show_json
from planner.cli.terminal import desk as terminal
from planner.desk import Desk, Offers
from planner.desk.answers import Said
from planner.desk.booking.status import CANCELLATION_REASONS
from planner.desk.calls.proposals import Wishes
from planner.documents.offers import of_offers
from planner.errors import Nonsense, UnknownName

HoldId = Annotated[str, typer.Argument(metavar="HOLD", help="The hold's id.")]


# --- places -----------------------------------------------------------------------------------------------------------


@takes(wishes)
def offers(
    database: Database,
    plan: PlanId,
    number: Number = None,
    *,
    wishes: Wishes,
    most: HowMany = None,
    as_json: AsJson = False,
) -> None:
    """List the best places for one session, numbered; for a booked one, places to move it to."""
    with at_desk(database, as_json=as_json) as desk:
        places = desk.offers(plan, number, **asked(wishes, most))
        _show_offers(desk, places, as_json)


def course(database: Database, plan: PlanId, most: HowMany = None, as_json: AsJson = False) -> None:
    """List whole courses, numbered: places for all sessions of a plan that have none yet."""
    with at_desk(database, as_json=as_json) as desk:
        _show_offers(desk, desk.course_offers(plan, k=most or COURSES), as_json)


@takes(wishes, call)
def hold(
    database: Database,
    plan: PlanId,
    offer: Annotated[int | None, OfferNumber] = None,
    course: Annotated[
        int | None,
        typer.Option("--course", metavar="N", min=1, help="In place of an offer, the course of this number."),
    ] = None,
    number: Number = None,
    *,
    wishes: Wishes,
    most: HowMany = None,
    minutes: Minutes = 10,
    call: Said,
    as_json: AsJson = False,
) -> None:
    """Hold an offer or a course for some minutes, by its number in what planner desk offers or course lists."""
    if (offer is None) == (course is None):
        raise Nonsense("say which to hold, one of --offer N and --course N")
    if course is not None and (number is not None or any(wishes.values())):
        raise Nonsense("--number, --near, --not-before and --prefer are for one session; a course has all of them")
    with at_desk(database, as_json=as_json) as desk:
        if course is not None:
            held = desk.hold_course(plan, course, minutes, most or COURSES, **call)
        else:
            held = desk.hold_offer(plan, offer or 1, number, minutes, **asked(wishes, most), **call)
        show_hold(desk, database, held.words, held, as_json)


@takes(call)
def book(
    database: Database,
    hold: HoldId,
    part: Annotated[
        list[str] | None,
        typer.Option("--part", metavar="APPOINTMENT", help="Book this visit of it alone; more than once."),
    ] = None,
    *,
    call: Said,
    as_json: AsJson = False,
) -> None:
    """Book a hold as a whole; or parts of it, while the rest stays held."""
    with at_desk(database, as_json=as_json) as desk:
        done = desk.accept_part(hold, part, **call) if part else desk.book(hold, **call)
        show_receipt(desk, "Booked", done, as_json)


@takes(call)
def prolong(database: Database, hold: HoldId, minutes: Minutes = 10, *, call: Said, as_json: AsJson = False) -> None:
    """Keep a hold for some minutes from now on."""
    with at_desk(database, as_json=as_json) as desk:
        show_hold(desk, database, "prolonged", desk.prolong(hold, minutes, **call), as_json)


@takes(call)
def drop(database: Database, hold: HoldId, *, call: Said, as_json: AsJson = False) -> None:
    """Give up a hold before its time is over."""
    with at_desk(database, as_json=as_json) as desk:
        show_receipt(desk, "Given up", desk.drop(hold, **call), as_json)


@takes(wishes, call)
def move(
    database: Database,
    appointment: Visit,
    offer: Annotated[int, OfferNumber],
    *,
    wishes: Wishes,
    most: HowMany = None,
    call: Said,
    as_json: AsJson = False,
) -> None:
    """Move a booked visit to an offer, by its number in what planner desk offers lists for its session."""
    with at_desk(database, as_json=as_json) as desk:
        moved = desk.move_to_offer(appointment, offer, **asked(wishes, most), **call)
        show_receipt(desk, "Moved", moved, as_json)


# --- what becomes of a visit ------------------------------------------------------------------------------------------


@takes(call)
def cancel(
    database: Database,
    appointment: Visit,
    reason: Annotated[
        str, typer.Option(metavar="CODE", help="Such as patient-cancel; planner desk reasons lists them.")
    ],
    *,
    call: Said,
    as_json: AsJson = False,
) -> None:
    """Cancel a booked visit; its place is free at once."""
    with at_desk(database, as_json=as_json) as desk:
        try:
            done = desk.cancel(appointment, reason, **call)
        except UnknownName as unknown:
            if unknown.name != reason:
                raise
            raise Nonsense(f"{unknown}; planner desk reasons lists them") from None
        show_receipt(desk, "Cancelled", done, as_json)


def reasons(as_json: AsJson = False) -> None:
    """List the codes of the reasons for a cancellation, which are IHE's."""
    if as_json:
        show_json(CANCELLATION_REASONS)
    else:
        terminal.show_reasons(Console(), CANCELLATION_REASONS)


@takes(call)
def attended(database: Database, appointment: Visit, *, call: Said, as_json: AsJson = False) -> None:
    """Record that a booked visit took place."""
    with at_desk(database, as_json=as_json) as desk:
        show_receipt(desk, "Attended", desk.attended(appointment, **call), as_json)


@takes(call)
def no_show(database: Database, appointment: Visit, *, call: Said, as_json: AsJson = False) -> None:
    """Record that the patient missed a booked visit."""
    with at_desk(database, as_json=as_json) as desk:
        show_receipt(desk, "Did not come", desk.no_show(appointment, **call), as_json)


# --- the review -------------------------------------------------------------------------------------------------------


@takes(call)
def finish(database: Database, plan: PlanId, *, call: Said, as_json: AsJson = False) -> None:
    """End a plan's course with its last attended session; what is booked after it is withdrawn."""
    with at_desk(database, as_json=as_json) as desk:
        show_receipt(desk, f"The course of {plan} is over", desk.finish(plan, **call), as_json)


@takes(call)
def extend(
    database: Database,
    plan: PlanId,
    sessions: Annotated[int, typer.Option(metavar="N", min=1, help="How many sessions it has in all.")],
    *,
    call: Said,
    as_json: AsJson = False,
) -> None:
    """Let a plan's course have more sessions."""
    with at_desk(database, as_json=as_json) as desk:
        done = desk.extend(plan, sessions, **call)
        show_receipt(desk, f"The course of {plan} has {sessions} sessions", done, as_json)


def _show_offers(desk: Desk, found: Offers[Any], as_json: bool) -> None:
    if as_json:
        show_json(of_offers(desk.clinic(), found))
    else:
        terminal.show_offers(Console(), desk.clinic(), found)
