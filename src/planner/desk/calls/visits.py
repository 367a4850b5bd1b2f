"""Places held and booked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar, Unpack, cast

from planner.clinic import Appointment
from planner.clinic.appointments import BOOKED
from planner.desk.answers import Call, Hold, Placed, Receipt, Rows, rows_of
from planner.desk.arguments import Count
from planner.desk.booking import book as placing
from planner.desk.booking import holds, portal, status
from planner.desk.calls.proposals import Proposals, Wishes
from planner.desk.idempotency import Doing, Idempotency
from planner.desk.store import appointments as lines
from planner.desk.store.appointments import StoredAppointment
from planner.errors import Conflict, Nonsense, PlaceTaken

MINUTES = 10
"""How long a hold keeps its places, unless told."""
MOST_MINUTES = 7 * 24 * 60
Thing = TypeVar("Thing", bound=Placed)


class WishesCall(Call, Wishes, total=False):
    """The keywords of a call that asks for offers and takes one of them."""


class Visits:
    """Appointments held, booked and moved; each call once under its key."""

    def __init__(self, proposals: Proposals, idempotency: Idempotency) -> None:
        self.proposals, self.idempotency, self.store = proposals, idempotency, proposals.store

    def hold(self, offer: Rows, minutes: float = MINUTES, **call: Unpack[Call]) -> Hold:
        """Keep the places of an offer for so many minutes, all or none; afterwards they are free by themselves.

        A row whose status is booked is the appointment of its id, to be moved when the hold is booked.
        """
        _refuse_minutes(minutes)
        rows, length = rows_of(offer), timedelta(minutes=minutes)

        def do(call: Call, request: str | None) -> Receipt:
            if call.get("portal"):
                portal.refuse_places(self.store, rows, hold=True)
            return placing.place(self.store, rows, length, "hold", call, request)

        return _as_hold(self._placed("hold", rows, do, call, length), call)

    def hold_offer(
        self,
        plan: str,
        offer: Count = 1,
        number: int | None = None,
        minutes: float = MINUTES,
        **asked: Unpack[WishesCall],
    ) -> Hold:
        """Hold the offer of a number, counted from 1, among those that `offers` gives when it is asked the same.

        Wishes again under its key it answers the hold that was made, whatever is offered by now. Raises Conflict, with
        the offers that there are, where there are not so many.
        """
        call, ask = _parted(asked)
        return self._chosen(
            offer,
            plan,
            partial(self.proposals.offers, plan, number, portal=call.get("portal", False), **ask),
            minutes,
            call,
            "offer",
            number,
            ask,
        )

    def hold_course(
        self, plan: str, offer: Count = 1, minutes: float = MINUTES, k: Count = 3, **call: Unpack[Call]
    ) -> Hold:
        """Hold the course of a number, counted from 1, among those that `course_offers` gives; as `hold_offer`."""
        return self._chosen(
            offer,
            plan,
            partial(self.proposals.course_offers, plan, k, portal=call.get("portal", False)),
            minutes,
            call,
            "course",
            None,
            {"k": k},
        )

    def hold_refill(
        self, appointment: str, refill: Count = 1, minutes: float = MINUTES, k: Count = 5, **call: Unpack[Call]
    ) -> Hold:
        """Hold the freed place of an appointment for the one of a number, counted from 1, of those `refill` names.

        As `hold_offer`; raises Conflict where not so many wait for it.
        """
        question = ("refill", appointment, refill, minutes, k)
        said: Call = {"question": question, **call}
        if before := self.idempotency.before("hold", said):
            return _as_hold(before, said)
        waiting = self.proposals.refill(appointment, k)
        if refill > len(waiting):
            raise Conflict(
                f"there is no number {refill} among those who could have this place; there are {len(waiting)}"
            )
        chosen = waiting[refill - 1]
        return replace(self.hold(chosen, minutes, **said), words=chosen.words)

    def book(self, offer: Hold | str | Rows, **call: Unpack[Call]) -> Receipt:
        """Book a hold, or its id, as a whole; or the rows of an offer at once."""
        if isinstance(offer, Hold | str):
            hold = offer.id if isinstance(offer, Hold) else offer
            return self.idempotency.once("book", call, lambda c, r: holds.book(self.store, hold, c, r), hold)
        rows = rows_of(offer)

        def do(call: Call, request: str | None) -> Receipt:
            if call.get("portal"):
                portal.refuse_places(self.store, rows, hold=False)
            return placing.place(self.store, rows, None, "book", call, request)

        return self._placed("book", rows, do, call)

    def accept_part(self, hold: Hold | str, appointments: Sequence[str], **call: Unpack[Call]) -> Receipt:
        """Book some visits of a hold, by the ids of their rows or of the appointments that move; the rest stays held.

        As when one patient of five says no. Raises HoldEnded for a hold that is no more, UnknownName for an id that is
        not of it, and Forbidden or Conflict for what cannot be without the rest.
        """
        id, ids = hold.id if isinstance(hold, Hold) else hold, tuple(appointments)
        if not ids:
            raise Nonsense("there is nothing to accept: no appointment of the hold was given")
        return self.idempotency.once(
            "accept-part", call, lambda c, r: holds.book_part(self.store, id, ids, c, r), id, ids
        )

    def prolong(self, hold: Hold | str, minutes: float = MINUTES, **call: Unpack[Call]) -> Hold:
        """Keep the places of a hold for so many minutes from now on. Raises HoldEnded for one that is no more."""
        _refuse_minutes(minutes)
        id, length = hold.id if isinstance(hold, Hold) else hold, timedelta(minutes=minutes)
        done = self.idempotency.once(
            "prolong", call, lambda c, r: holds.prolong(self.store, id, length, c, r), id, length
        )
        return _as_hold(done, call)

    def drop(self, hold: Hold | str, **call: Unpack[Call]) -> Receipt:
        """Give up a hold before its time is over."""
        id = hold.id if isinstance(hold, Hold) else hold
        return self.idempotency.once("drop", call, lambda c, r: holds.drop(self.store, id, c, r), id)

    def move(self, appointment: str, offer: Rows, **call: Unpack[Call]) -> Receipt:
        """Give a booked visit the place of an offer; its id stays."""
        rows = rows_of(offer)

        def do(call: Call, request: str | None) -> Receipt:
            if call.get("portal"):
                portal.refuse_change(self.store, appointment)
                portal.refuse_places(self.store, rows, hold=False)
            return placing.place(self.store, self._moved(appointment, rows), None, "move", call, request)

        return self._placed("move", rows, do, call, appointment)

    def move_to_offer(self, appointment: str, offer: Count = 1, **asked: Unpack[WishesCall]) -> Receipt:
        """Move a booked visit to the offer of a number, counted from 1, of those that `offers` gives for its session.

        As `hold_offer`: asked again under its key it answers the move that was made.
        """
        call, ask = _parted(asked)
        said: Call = {"question": (appointment, offer, ask), **call}
        if before := self.idempotency.before("move", said):
            return before
        line = self._booked(appointment)[0]
        ask_again = partial(self.proposals.offers, line.plan, line.number, portal=call.get("portal", False), **ask)
        return self.move(appointment, _offered(offer, line.plan, ask_again()), **said)

    def move_to(
        self, appointment: str, practitioner: str, start: datetime, room: str | None = None, **call: Unpack[Call]
    ) -> Receipt:
        """Move a booked visit so that it begins at a start with a practitioner, in a room or in any that are free.

        Asked again under its key it answers the move that was made. Raises Nonsense, with why, where it may not be.
        """
        said: Call = {"question": (appointment, practitioner, start, *([room] if room else [])), **call}
        if before := self.idempotency.before("move", said):
            return before
        return self.move(appointment, self.proposals.place_at(appointment, practitioner, start, room), **said)

    def place_session(
        self, plan: str, number: int, practitioner: str, start: datetime, **call: Unpack[Call]
    ) -> Receipt:
        """Book a session that has no place so that it begins at a start with a practitioner, in rooms that are free.

        As `move_to`; raises PlaceTaken where somebody has booked it meanwhile, and leaves that visit where it is.
        """
        said: Call = {"question": (plan, number, practitioner, start), **call}
        if before := self.idempotency.before("book", said):
            return before
        with self.store.reading() as connection:
            there = lines.of_plan(connection, plan)
        if taken := [line.id for line in there if line.number == number and line.status == BOOKED]:
            raise _booked_already(plan, number, taken)
        rows = self.proposals.session_place_at(plan, number, practitioner, start)
        if taken := [row.id for row in rows if row.status == BOOKED]:  # meanwhile: these would move it
            raise _booked_already(plan, number, taken)
        return self.book(rows, **said)

    # --- what several calls share ---------------------------------------------------------------------------------

    def _chosen(
        self,
        offer: int,
        plan: str,
        ask: Callable[[], Sequence[Any]],
        minutes: float,
        call: Call,
        *question: object,
    ) -> Hold:
        """The offer of a number held; the key stands for the question, as it may be answered otherwise by now."""
        said: Call = {"question": (plan, offer, minutes, *question), **call}
        if before := self.idempotency.before("hold", said):
            return _as_hold(before, said)
        chosen = _offered(offer, plan, ask())
        return replace(self.hold(chosen, minutes, **said), words=chosen.words)

    def _placed(self, action: str, rows: Sequence[Appointment], do: Doing, call: Call, *asked: object) -> Receipt:
        """Rows held or booked; a Conflict brings fresh offers, asked for when they are looked at."""
        try:
            return self.idempotency.once(action, call, do, rows, *asked)
        except Conflict as lost:
            sessions, plans = {row.key for row in rows}, {row.plan for row in rows}
            if len(sessions) == 1:
                lost.ask = partial(self.proposals.offers, *sessions.pop(), portal=call.get("portal", False))
            elif len(plans) == 1:
                lost.ask = partial(self.proposals.course_offers, plans.pop(), portal=call.get("portal", False))
            raise

    def _booked(self, appointment: str) -> list[StoredAppointment]:
        with self.store.reading() as connection:
            return status.booked_visit(connection, appointment, "move")

    def _moved(self, appointment: str, rows: Sequence[Appointment]) -> list[Appointment]:
        """An offer's rows as the new places of a booked visit's appointments, each by its service."""
        visit = self._booked(appointment)
        ids = {line.given: line.id for line in visit}
        there = {(line.plan, line.number) for line in visit}
        if {row.key for row in rows} != there or {row.service for row in rows} != set(ids) or len(rows) != len(ids):
            asked = ", ".join(line.name for line in visit)
            raise Nonsense(f"the offer is not for the visit of {appointment!r}; ask for offers for {asked}")
        return [replace(row, id=ids[row.service], status=BOOKED) for row in rows]


def _refuse_minutes(minutes: float) -> None:
    if not 0 < minutes <= MOST_MINUTES:
        raise Nonsense(f"`minutes` must be more than 0 and at most {MOST_MINUTES} (one week), not {minutes:g}")


def _booked_already(plan: str, number: int, taken: Sequence[str]) -> PlaceTaken:
    return PlaceTaken(f"{plan}, session {number}, is booked already; look at it again, and move it if need be", taken)


def _parted(asked: WishesCall) -> tuple[Call, Wishes]:
    """The keywords of the call, and those of the question."""
    ask = {name: value for name, value in asked.items() if name in Wishes.__annotations__}
    return cast(Call, {name: value for name, value in asked.items() if name not in ask}), cast(Wishes, ask)


def _as_hold(done: Receipt, call: Call) -> Hold:
    if not isinstance(done, Hold):
        raise Nonsense(f"the call under the key {call.get('key')!r} was no hold")
    return done


def _offered(number: int, plan: str, found: Sequence[Thing]) -> Thing:
    """The offer of a number. Raises Conflict where there are not so many, or none by now."""
    if number > len(found):
        there = f"there are {len(found)}, ask for more of them" if found else getattr(found, "why", "there is none")
        raise Conflict(f"there is no offer {number} for {plan}: {there}", offers=lambda: found)
    return found[number - 1]
