"""Holds booked or given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from planner.desk.answers import Call, Receipt
from planner.desk.booking.book import move
from planner.desk.booking.conflicts import look_again
from planner.desk.store import appointments, journal, one_message
from planner.desk.store.appointments import StoredAppointment
from planner.desk.store.faults import Collision
from planner.desk.store.one_message import AtOnce
from planner.desk.store.sql import Connection
from planner.desk.store.store import Store
from planner.desk.store.versions import names_of
from planner.errors import HoldEnded, PlaceTaken, UnknownName


def book(store: Store, hold: str, call: Call, request: str | None) -> Receipt:
    """A hold booked as a whole: the status of its lines changes, and appointments that it moves get their new places.

    The rules are read again where the facts have changed since, or an appointment moves.
    Raises HoldEnded for a hold that is no more, UnknownName for one that never was, Forbidden for one that a rule
    forbids by now.
    """
    with store.reading() as connection:
        if done := _at_once(store, connection, store.made_here(hold), call, request):
            return done
        held = _held(connection, hold)
        if done := _at_once(store, connection, held, call, request):
            return done
        names = names_of(store.known(connection)[0].clinic, held)
    with store.writing(names) as writing:
        writing.expect_plan(call)
        if held[0].over(writing.at):
            raise _ended(hold)
        version = writing.facts.version
        moving = [line for line in held if line.moves]
        standing: list[StoredAppointment] = []
        if moving or any(line.checked != version for line in held):
            standing = look_again(store, writing.connection, writing.clinic, held).standing
        staying = [(line, replace(line.as_booked(), checked=version)) for line in held if not line.moves]
        if staying:
            writing.update(staying)
        if moving:
            writing.end(moving)
        try:
            after = [line for _, line in staying] + move(writing, moving, standing)
        except Collision:
            words = "a place that this hold moves an appointment to was taken meanwhile; ask for offers again"
            raise PlaceTaken(words) from None
        return writing.done("book", call, request, after)


def book_part(store: Store, hold: str, ids: Sequence[str], call: Call, request: str | None) -> Receipt:
    """Visits of a hold booked by the ids of their rows, or of the appointments that they move; the others stay held.

    Raises HoldEnded for a hold that is no more, UnknownName for an id that is not of it, Forbidden and PlaceTaken for
    what cannot be without the rest, such as a place that another row of the hold is yet to leave.
    """
    store.made_here(hold)  # as it was made, which is no more what is there
    with store.reading() as connection:
        part = _part(_held(connection, hold), ids)
        names = names_of(store.known(connection)[0].clinic, part)
    with store.writing(names) as writing:
        writing.expect_plan(call)
        held = appointments.of_hold(writing.connection, hold)
        if not held or held[0].over(writing.at):
            raise _ended(hold)
        part = _part(held, ids)
        seen = look_again(store, writing.connection, writing.clinic, part)
        moving = [line for line in part if line.moves]
        staying = [(line, replace(line.as_booked(), checked=writing.facts.version)) for line in part if not line.moves]
        if staying:
            writing.update(staying)
        writing.end(moving)
        try:
            after = [line for _, line in staying] + move(writing, moving, seen.standing)
        except Collision as taken:
            words = "a place of this part is yet to be left by another visit of the hold; accept that one with it"
            raise PlaceTaken(words) from taken
        return writing.done("accept-part", call, request, after)


def _part(held: Sequence[StoredAppointment], ids: Sequence[str]) -> list[StoredAppointment]:
    """The rows of whole visits, by the ids of some of them."""
    known = {id for line in held for id in (line.id, line.moves) if id is not None}
    for id in ids:
        if id not in known:
            raise UnknownName("appointment of this hold", id, known)
    visits = {(line.plan, abs(line.number)) for line in held if {line.id, line.moves} & set(ids)}
    return [line for line in held if (line.plan, abs(line.number)) in visits]


def prolong(store: Store, hold: str, length: timedelta, call: Call, request: str | None) -> Receipt:
    """A hold kept for so long from now on, as a whole. Raises HoldEnded for one that has ended or was booked."""
    store.made_here(hold)  # as it was made, which is no more what is there
    with store.reading() as connection:
        names = names_of(store.known(connection)[0].clinic, _held(connection, hold))
    with store.writing(names) as writing:
        writing.expect_plan(call)
        held = appointments.of_hold(writing.connection, hold)
        if not held or held[0].over(writing.at):
            raise _ended(hold)
        after = [replace(line, until=writing.at + length) for line in held]
        writing.update(list(zip(held, after, strict=True)))
        return writing.done("prolong", call, request, after)


def _at_once(
    store: Store, connection: Connection, held: Sequence[StoredAppointment], call: Call, request: str | None
) -> Receipt | None:
    """The lines of a hold booked by one message; None where that cannot be, or the hold is otherwise by now."""
    if not held:
        return None
    last = store.last_known.version
    facts, tick = store.known(connection, last if last == held[0].checked else None)
    if any(line.moves or line.checked != facts.version for line in held):
        return None
    asked = AtOnce(dict.fromkeys(names_of(facts.clinic, held)), held=held)
    return one_message.write(connection, facts, tick, asked, "book", call, request)


def drop(store: Store, hold: str, call: Call, request: str | None) -> Receipt:
    """A hold given up before it ends by itself. Raises HoldEnded for one that has ended or was booked."""
    with store.reading() as connection:
        held = _held(connection, hold)
        names = names_of(store.known(connection)[0].clinic, held)
    with store.writing(names) as writing:
        writing.expect_plan(call)
        writing.end(held)
        return writing.done("drop", call, request, ())


def _held(connection: Connection, hold: str) -> list[StoredAppointment]:
    """The lines of a hold, which stay as they are until it is booked or ends.

    Raises HoldEnded for one that is no more, UnknownName for one of which the journal's last entries do not know.
    """
    held = appointments.of_hold(connection, hold)
    if not held:
        if not journal.held(connection, hold):
            raise UnknownName("hold", hold, (), "it never was one, or ended long ago; ask for offers, and hold again")
        raise _ended(hold)
    return held


def _ended(hold: str) -> HoldEnded:
    return HoldEnded(f"the hold {hold!r} has ended, or was booked or given up; ask for offers again", taken=[hold])
