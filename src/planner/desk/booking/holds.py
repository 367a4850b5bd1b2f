"""Holds booked or given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from planner.desk.answers import Call, Receipt
from planner.desk.booking.book import move
from planner.desk.booking.snapshot import look_again
from planner.desk.store import appointments, one_message
from planner.desk.store.appointments import StoredAppointment
from planner.desk.store.faults import Collision
from planner.desk.store.one_message import AtOnce
from planner.desk.store.sql import Connection
from planner.desk.store.store import Store
from planner.desk.store.versions import names_of
from planner.errors import HoldEnded, PlaceTaken


def book(store: Store, hold: str, call: Call, request: str | None) -> Receipt:
    """A hold booked as a whole: the status of its lines changes, and appointments that it moves get their new places.

    The rules are read again where the facts have changed since, or an appointment moves.
    Raises HoldEnded for a hold that is no more, Forbidden for one that a rule forbids by now.
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
    """The lines of a hold, which stay as they are until it is booked or ends."""
    held = appointments.of_hold(connection, hold)
    if not held:
        raise _ended(hold)
    return held


def _ended(hold: str) -> HoldEnded:
    return HoldEnded(f"the hold {hold!r} has ended, or was booked or given up; ask for offers again", taken=[hold])
