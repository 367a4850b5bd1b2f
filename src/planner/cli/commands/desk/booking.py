"""Appointments: offers, course, hold, book, drop, move, cancel, reasons, attended, no-show, finish, extend."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from planner.cli.commands.desk.options import (
    AS_BEFORE,
    COURSES,
    OFFERS,
    SOMEBODY,
    AsJson,
    Database,
    HowMany,
    Key,
    Near,
    NotBefore,
    Number,
    PlanId,
    Prefer,
    Visit,
    Who,
    Why,
    at_desk,
    call,
    done_before,
    show_hold,
    show_receipt,
)
from planner.documents import desk as documents
from planner.errors import Conflict, Nonsense, UnknownName

if TYPE_CHECKING:
    from planner.desk.desk import Desk
    from planner.desk.offers.request import Offers

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
        found = desk.offers(plan, number, k=most or OFFERS, near=near, not_before=not_before, prefer=prefer or ())
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
    minutes: Annotated[float, typer.Option(metavar="MINUTES", help="How long to keep it.")] = 10,
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
    wish: Any = {"near": near, "not_before": not_before, "prefer": prefer or ()}
    said = call(who, why, key, plan, offer, course, number, wish, most, minutes)
    with at_desk(database, as_json=as_json) as desk:
        if held := done_before(desk, "hold", said):
            return show_hold(desk, database, AS_BEFORE, held, as_json)
        if course is not None:
            chosen = _chosen(desk.course_offers(plan, k=most or COURSES), course, plan)
        else:
            chosen = _chosen(desk.offers(plan, number, k=most or OFFERS, **wish), offer or 1, plan)
        held = desk.hold(chosen, minutes, **said)
        show_hold(desk, database, chosen.words, held, as_json)


def book(
    database: Database, hold: HoldId, who: Who = SOMEBODY, why: Why = "", key: Key = None, as_json: AsJson = False
) -> None:
    """Book a hold as a whole."""
    with at_desk(database, as_json=as_json) as desk:
        show_receipt(desk, "Booked", desk.book(hold, **call(who, why, key)), as_json)


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
    wish: Any = {"near": near, "not_before": not_before, "prefer": prefer or ()}
    said = call(who, why, key, appointment, offer, wish, most)
    with at_desk(database, as_json=as_json) as desk:
        if moved := done_before(desk, "move", said):
            return show_receipt(desk, "Moved", moved, as_json)
        row = next((row for row in desk.appointments() if row.id == appointment), None)
        if row is None:
            raise UnknownName("appointment", appointment, (row.id for row in desk.appointments()))
        chosen = _chosen(desk.offers(row.plan, row.number, k=most or OFFERS, **wish), offer, row.plan)
        show_receipt(desk, "Moved", desk.move(appointment, chosen, **said), as_json)


# --- what becomes of a visit ------------------------------------------------------------------------------------------


def cancel(
    database: Database,
    appointment: Visit,
    reason: Annotated[str, typer.Option(metavar="CODE", help="Such as pat; planner desk reasons lists them.")],
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
    codes = import_module("planner.desk.booking.status").CANCELLATION_REASONS
    if as_json:
        documents.show_json(codes)
    else:
        import_module("planner.cli.terminal.desk").show_reasons(Console(), codes)


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


# --- alike in several -------------------------------------------------------------------------------------------------


def _chosen(found: Offers[Any], number: int, plan: str) -> Any:
    """The offer of a number. Raises Conflict where there are not so many, or none by now."""
    if number > len(found):
        there = f"there are {len(found)}; --most asks for more" if found else found.why
        raise Conflict(f"there is no offer {number} for {plan}: {there}", offers=lambda: found)
    return found[number - 1]


def _show_offers(desk: Desk, found: Offers[Any], as_json: bool) -> None:
    if as_json:
        documents.show_json({"offers": documents.of_offers(desk.clinic(), found), "why": found.why})
    else:
        import_module("planner.cli.terminal.desk").show_offers(Console(), desk.clinic(), found)
