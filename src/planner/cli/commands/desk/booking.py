"""Appointments: offers, course, hold, book, drop, move, cancel, reasons, attended, no-show, finish, extend."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console

from planner.cli.commands.desk.options import (
    COURSES,
    SOMEBODY,
    AsJson,
    Database,
    HowMany,
    Key,
    Minutes,
    Near,
    NotBefore,
    Number,
    PlanId,
    Prefer,
    Visit,
    Who,
    Why,
    asked,
    at_desk,
    call,
    show_hold,
    show_receipt,
)
from planner.cli.output import show_json
from planner.cli.terminal import desk as terminal
from planner.desk import Desk, Offers
from planner.desk.booking.status import CANCELLATION_REASONS
from planner.documents.offers import of_offers
from planner.errors import Nonsense, UnknownName

HoldId = Annotated[str, typer.Argument(metavar="HOLD", help="The hold's id.")]
Which = Annotated[int | None, typer.Option("--offer", metavar="N", min=1, help="The offer of this number.")]


# --- places -----------------------------------------------------------------------------------------------------------


def offers(
    database: Database,
    plan: PlanId,
    number: Number = None,
    near: Near = None,
    not_before: NotBefore = None,
    prefer: Prefer = None,
    most: HowMany = None,
    as_json: AsJson = False,
) -> None:
    """Offer the best places for one session, numbered: for a new one, or for a booked one to move to."""
    with at_desk(database, as_json=as_json) as desk:
        found = desk.offers(plan, number, **asked(near, not_before, prefer, most))
        _show_offers(desk, found, as_json)


def course(database: Database, plan: PlanId, most: HowMany = None, as_json: AsJson = False) -> None:
    """Offer whole courses, numbered: places for all sessions of a plan that have none."""
    with at_desk(database, as_json=as_json) as desk:
        _show_offers(desk, desk.course_offers(plan, k=most or COURSES), as_json)


def hold(
    database: Database,
    plan: PlanId,
    offer: Which = None,
    course: Annotated[
        int | None,
        typer.Option("--course", metavar="N", min=1, help="In place of an offer, the course of this number."),
    ] = None,
    number: Number = None,
    near: Near = None,
    not_before: NotBefore = None,
    prefer: Prefer = None,
    most: HowMany = None,
    minutes: Minutes = 10,
    who: Who = SOMEBODY,
    why: Why = "",
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Hold an offer or a course for some minutes: the one of a number, when the same is asked again."""
    if (offer is None) == (course is None):
        raise Nonsense("say which to hold, one of --offer N and --course N")
    if course is not None and (number, near, not_before, prefer) != (None, None, None, None):
        raise Nonsense("--number, --near, --not-before and --prefer are for one session; a course has all of them")
    said = call(who, why, key)
    with at_desk(database, as_json=as_json) as desk:
        if course is not None:
            held = desk.hold_course(plan, course, minutes, most or COURSES, **said)
        else:
            held = desk.hold_offer(plan, offer or 1, number, minutes, **asked(near, not_before, prefer, most), **said)
        show_hold(desk, database, held.words, held, as_json)


def book(
    database: Database,
    hold: HoldId,
    part: Annotated[
        list[str] | None,
        typer.Option("--part", metavar="APPOINTMENT", help="Book this visit of it alone; more than once."),
    ] = None,
    who: Who = SOMEBODY,
    why: Why = "",
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Book a hold as a whole; or parts of it, while the rest stays held."""
    with at_desk(database, as_json=as_json) as desk:
        said = call(who, why, key)
        done = desk.accept_part(hold, part, **said) if part else desk.book(hold, **said)
        show_receipt(desk, "Booked", done, as_json)


def prolong(
    database: Database,
    hold: HoldId,
    minutes: Minutes = 10,
    who: Who = SOMEBODY,
    why: Why = "",
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Keep a hold for some minutes from now on."""
    with at_desk(database, as_json=as_json) as desk:
        show_hold(desk, database, "prolonged", desk.prolong(hold, minutes, **call(who, why, key)), as_json)


def drop(
    database: Database, hold: HoldId, who: Who = SOMEBODY, why: Why = "", key: Key = None, as_json: AsJson = False
) -> None:
    """Give a hold up before it ends by itself."""
    with at_desk(database, as_json=as_json) as desk:
        show_receipt(desk, "Given up", desk.drop(hold, **call(who, why, key)), as_json)


def move(
    database: Database,
    appointment: Visit,
    offer: Annotated[int, typer.Option("--offer", metavar="N", min=1, help="The offer of this number.")],
    near: Near = None,
    not_before: NotBefore = None,
    prefer: Prefer = None,
    most: HowMany = None,
    who: Who = SOMEBODY,
    why: Why = "",
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Move a booked visit to an offer: the one of a number, when planner desk offers is asked for its session."""
    question = asked(near, not_before, prefer, most)
    with at_desk(database, as_json=as_json) as desk:
        moved = desk.move_to_offer(appointment, offer, **question, **call(who, why, key))
        show_receipt(desk, "Moved", moved, as_json)


# --- what becomes of a visit ------------------------------------------------------------------------------------------


def cancel(
    database: Database,
    appointment: Visit,
    reason: Annotated[
        str, typer.Option(metavar="CODE", help="Such as patient-cancel; planner desk reasons lists them.")
    ],
    who: Who = SOMEBODY,
    why: Why = "",
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Cancel a booked visit; its place is free at once."""
    with at_desk(database, as_json=as_json) as desk:
        try:
            done = desk.cancel(appointment, reason, **call(who, why, key))
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


def attended(
    database: Database, appointment: Visit, who: Who = SOMEBODY, why: Why = "", key: Key = None, as_json: AsJson = False
) -> None:
    """The patient has had a booked visit."""
    with at_desk(database, as_json=as_json) as desk:
        show_receipt(desk, "Attended", desk.attended(appointment, **call(who, why, key)), as_json)


def no_show(
    database: Database, appointment: Visit, who: Who = SOMEBODY, why: Why = "", key: Key = None, as_json: AsJson = False
) -> None:
    """The patient did not come to a booked visit."""
    with at_desk(database, as_json=as_json) as desk:
        show_receipt(desk, "Did not come", desk.no_show(appointment, **call(who, why, key)), as_json)


# --- the review -------------------------------------------------------------------------------------------------------


def finish(
    database: Database, plan: PlanId, who: Who = SOMEBODY, why: Why = "", key: Key = None, as_json: AsJson = False
) -> None:
    """End a plan's course with its last attended session; what is booked after it is withdrawn."""
    with at_desk(database, as_json=as_json) as desk:
        show_receipt(desk, f"The course of {plan} is over", desk.finish(plan, **call(who, why, key)), as_json)


def extend(
    database: Database,
    plan: PlanId,
    sessions: Annotated[int, typer.Option(metavar="N", min=1, help="So many sessions in all.")],
    who: Who = SOMEBODY,
    why: Why = "",
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Let a plan's course have more sessions."""
    with at_desk(database, as_json=as_json) as desk:
        done = desk.extend(plan, sessions, **call(who, why, key))
        show_receipt(desk, f"The course of {plan} has {sessions} sessions", done, as_json)


def _show_offers(desk: Desk, found: Offers[Any], as_json: bool) -> None:
    if as_json:
        show_json(of_offers(desk.clinic(), found))
    else:
        terminal.show_offers(Console(), desk.clinic(), found)
