"""The desk: what a booking system calls, day after day, on a store that keeps every change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Any, Protocol, Unpack, runtime_checkable

from planner.clinic import Appointment, Clinic, Entry, Event
from planner.clinic.appointments import ATTENDED, BOOKED, CANCELLED, NO_SHOW
from planner.desk.answers import Call, Hold, Receipt, Said, Wish
from planner.desk.arguments import checked, clock_in_utc
from planner.desk.booking import book as placing
from planner.desk.booking import holds
from planner.desk.booking import publish as publishing
from planner.desk.booking import status as visits
from planner.desk.facts import change as changing
from planner.desk.facts import diff, review
from planner.desk.facts import load as loading
from planner.desk.facts.diff import Fact
from planner.desk.idempotency import Doing, Once
from planner.desk.repair.replan import Replanning
from planner.desk.store.opening import opened
from planner.desk.store.store import Store, utc_now
from planner.errors import Conflict, Nonsense, UnknownName
from planner.roster.booking import booked


@runtime_checkable
class Placed(Protocol):
    """An offer, a course offer, a hold, a repair: anything with rows to place."""

    @property
    def rows(self) -> Sequence[Appointment]: ...


Rows = Placed | Iterable[Appointment]


@checked
class Desk(Once):
    """A clinic's book and facts in a store, for many clients at once.

    Every call that changes something takes the keywords of `Call` (who, why, key, expected) and is done whole or not
    at all. It raises Conflict for what somebody else took or changed first, Forbidden for what a rule forbids,
    StoreFault for a store that fails, and Nonsense or UnknownName for what cannot be.
    """

    @classmethod
    def open(cls, url: str, clock: Callable[[], datetime] = utc_now) -> Desk:
        """The desk on `sqlite:///FILE` or `postgresql+psycopg://USER@HOST/DATABASE`, its tables brought up to date.

        `clock` gives the client's time in UTC, which an SQLite store takes where nobody has written a later one.
        """
        return cls(Store(opened(url), clock_in_utc(clock)))

    # --- appointments ---------------------------------------------------------------------------------------------

    def hold(self, offer: Rows, minutes: float = 10, **call: Unpack[Call]) -> Hold:
        """Keep the places of an offer for so many minutes, all or none; afterwards they are free by themselves.

        A row whose status is booked is the appointment of its id, to be moved when the hold is booked.
        """
        if not 0 < minutes <= 7 * 24 * 60:
            raise Nonsense(f"a hold of {minutes:g} minutes is none; use more than 0, and at most a week's 10080")
        rows, length = _rows(offer), timedelta(minutes=minutes)
        done = self._placed(
            "hold", rows, lambda c, r: placing.place(self.store, rows, length, "hold", c, r), call, length
        )
        if not isinstance(done, Hold):
            raise Nonsense(f"the hold under the key {call.get('key')!r} was answered otherwise")
        return done

    def book(self, offer: Hold | str | Rows, **call: Unpack[Call]) -> Receipt:
        """Book a hold, or its id, as a whole; or the rows of an offer at once."""
        if isinstance(offer, Hold | str):
            hold = offer.id if isinstance(offer, Hold) else offer
            return self._once("book", call, lambda c, r: holds.book(self.store, hold, c, r), hold)
        rows = _rows(offer)
        return self._placed("book", rows, lambda c, r: placing.place(self.store, rows, None, "book", c, r), call)

    def drop(self, hold: Hold | str, **call: Unpack[Call]) -> Receipt:
        """Give a hold up before it ends by itself."""
        id = hold.id if isinstance(hold, Hold) else hold
        return self._once("drop", call, lambda c, r: holds.drop(self.store, id, c, r), id)

    def move(self, appointment: str, offer: Rows, **call: Unpack[Call]) -> Receipt:
        """Give a booked visit the place of an offer; its id stays."""
        rows = _rows(offer)

        def do(call: Call, request: str | None) -> Receipt:
            return placing.place(self.store, self._moved(appointment, rows), None, "move", call, request)

        return self._placed("move", rows, do, call, appointment)

    def cancel(self, appointment: str, reason: str, **call: Unpack[Call]) -> Receipt:
        """Cancel a booked visit; `reason` is one of visits.CANCELLATION_REASONS, such as `patient-cancel`."""
        _refuse_unknown_reason(reason)
        return self._status("cancel", appointment, CANCELLED, reason, call)

    def attended(self, appointment: str, **call: Unpack[Call]) -> Receipt:
        """The patient has had a booked visit."""
        return self._status("attended", appointment, ATTENDED, None, call)

    def no_show(self, appointment: str, **call: Unpack[Call]) -> Receipt:
        """The patient did not come to a booked visit."""
        return self._status("no-show", appointment, NO_SHOW, None, call)

    # --- plans and facts ------------------------------------------------------------------------------------------

    def finish(self, plan: str, reason: str = "plan-changes", **call: Unpack[Call]) -> Receipt:
        """End a plan's course with its last attended session, after the review; later sessions are cancelled."""
        _refuse_unknown_reason(reason)
        return self._once("finish", call, lambda c, r: review.finish(self.store, plan, reason, c, r), plan, reason)

    def extend(self, plan: str, sessions: int, **call: Unpack[Call]) -> Receipt:
        """Let a plan's course have so many sessions in all, after the review."""
        return self._once("extend", call, lambda c, r: review.extend(self.store, plan, sessions, c, r), plan, sessions)

    def change(
        self,
        *add: Fact,
        remove: Sequence[Fact] = (),
        settings: Mapping[str, Any] | None = None,
        **call: Unpack[Call],
    ) -> Receipt:
        """Add facts or write them over those of the same id, take others back, and set what a clinic has one of.

        A plan, patient, absence, closure, event, clearance … is given as it is; `settings` by the names of Clinic's
        fields, such as `policy`. A clearance is how a rule of the policy is overridden: it wants a rule that admits
        one, and a `why`. `.closed` of the answer is what the change closes: it stays booked until somebody moves or
        cancels it, or a repair is booked.
        """
        return self._changed("change", call, add, tuple(remove), settings or {})

    def take_over(self, clinic: Clinic, take_back: bool = False, **call: Unpack[Call]) -> Receipt:
        """Change the facts to those of a clinic, as when its folder was edited: its book is not looked at.

        What the clinic lacks stays, since it may have been recorded here; `take_back` takes that back too, other than
        what the book needs, which is refused.
        """

        def do(call: Call, request: str | None) -> Receipt:
            changes = partial(diff.between, clinic=clinic, take_back=take_back)
            return changing.change(self.store, changes, "take-over", call, request)

        return self._once("take-over", call, do, replace(clinic, book=()), take_back)

    def record(
        self, patient: str, kind: str, on: date, until: date | None = None, note: str = "", **call: Unpack[Call]
    ) -> Receipt:
        """A health event, which the policy has a rule for; `.closed` of the answer are the bookings that it closes.

        One of the same patient, kind and day is on record once: recorded again, it ends as it is told now.
        """

        def refuse() -> None:
            clinic = self._facts()
            clinic.patient(patient)
            if kind not in clinic.policy.kinds:
                raise UnknownName("health event", kind, clinic.policy.kinds)

        return self._changed("record", call, (Event(patient, kind, on, until, note),), refuse=refuse)

    def wish(self, wish: Wish, **call: Unpack[Call]) -> Receipt:
        """Keep what the patient of a booked session would rather have, in place of an earlier wish for it.

        It is granted by holding what `refill` finds, and taken back by `change(remove=[wish])`.
        """

        def refuse() -> None:
            clinic = self._facts()
            clinic.plan(wish.plan)
            if wish.practitioner is not None and wish.practitioner not in clinic.practitioners:
                raise UnknownName("practitioner", wish.practitioner, clinic.practitioners)
            if not any(row.key == wish.key and row.status == BOOKED for row in self.appointments()):
                raise Nonsense(f"{wish.plan}, session {wish.number} is not booked; a wish is for another place")

        return self._changed("wish", call, (wish,), refuse=refuse)

    def _changed(
        self,
        action: str,
        call: Call,
        add: Sequence[Fact],
        remove: Sequence[Fact] = (),
        settings: Mapping[str, Any] = MappingProxyType({}),
        refuse: Callable[[], None] = lambda: None,
    ) -> Receipt:
        """Facts changed, unless `refuse` raises what is wrong with them; not asked of what was done before."""

        def do(call: Call, request: str | None) -> Receipt:
            refuse()
            changes = partial(diff.named, add=add, remove=remove, settings=settings)
            return changing.change(self.store, changes, action, call, request)

        return self._once(action, call, do, add, remove, dict(settings))

    def load(self, clinic: Clinic, **call: Unpack[Said]) -> Receipt:
        """Put a clinic and its book into an empty store."""
        return self._once("load", call, lambda c, r: loading.load(self.store, clinic, c, r), clinic)

    def publish(self, book: Iterable[Entry], first: date | None = None, **call: Unpack[Call]) -> Receipt:
        """Put a book, as a roster's publishing makes it, in the place of the one that stands.

        All rules read what it adds or changes. `first` is the first day of the roster, before which nothing is due;
        left out, that is today. `expected` is the journal's number that the book rests on.
        """
        rows = tuple(book)
        return self._published("publish", rows, first, call, *([rows] if first is None else [rows, first]))

    def _published(self, action: str, book: Sequence[Entry], first: date | None, call: Call, *asked: object) -> Receipt:
        return self._once(action, call, lambda c, r: publishing.publish(self.store, book, first, action, c, r), *asked)

    def accept(self, replanning: Replanning, **call: Unpack[Call]) -> Receipt:
        """Book a replanning as a whole. Raises Conflict where the book or a fact has changed since it was made."""
        if replanning.rests_on is None:
            raise Nonsense("this replanning was made of no store's book; ask `desk.replan` for one")
        problem = replanning.roster.problem
        book = booked(problem, replanning.roster.placed)
        return self._published("accept", book, problem.horizon.first, {"expected": replanning.rests_on, **call}, book)

    def roll(self, today: date, **call: Unpack[Said]) -> Receipt:
        """What is booked before a day counts as attended, as when a month is over; what was missed is told before."""
        return self._once("roll", call, lambda c, r: visits.roll(self.store, today, c, r), today)

    def set_clock(self, **call: Unpack[Said]) -> Receipt:
        """Put an SQLite store's time to this client's, where one whose clock ran ahead has written."""

        def do(call: Call, request: str | None) -> Receipt:
            with self.store.writing(alone=True) as writing:
                writing.database.set_clock(writing.connection, self.store.clock())
                return writing.done("set-clock", call, request, ())

        return self._once("set-clock", call, do)

    # --- what several calls share ---------------------------------------------------------------------------------

    def _placed(self, action: str, rows: Sequence[Appointment], do: Doing, call: Call, *asked: object) -> Receipt:
        """Rows held or booked; a Conflict brings fresh offers, asked for when they are looked at."""
        try:
            return self._once(action, call, do, rows, *asked)
        except Conflict as lost:
            sessions, plans = {row.key for row in rows}, {row.plan for row in rows}
            if len(sessions) == 1:
                lost.ask = partial(self.offers, *sessions.pop())
            elif len(plans) == 1:
                lost.ask = partial(self.course_offers, plans.pop())
            raise

    def _status(self, action: str, appointment: str, status: str, reason: str | None, call: Call) -> Receipt:
        def do(call: Call, request: str | None) -> Receipt:
            return visits.changed(self.store, appointment, action, status, reason, call, request)

        return self._once(action, call, do, appointment, reason)

    def _moved(self, appointment: str, rows: Sequence[Appointment]) -> list[Appointment]:
        """An offer's rows as the new places of a booked visit's appointments, each by its service."""
        with self.store.reading() as connection:
            visit = visits.booked_visit(connection, appointment, "move")
        ids = {line.given: line.id for line in visit}
        there = {(line.plan, line.number) for line in visit}
        if {row.key for row in rows} != there or {row.service for row in rows} != set(ids) or len(rows) != len(ids):
            asked = ", ".join(line.name for line in visit)
            raise Nonsense(f"the offer is not for the visit of {appointment!r}; ask for offers for {asked}")
        return [replace(row, id=ids[row.service], status="booked") for row in rows]


def _rows(offer: Rows) -> tuple[Appointment, ...]:
    return tuple(offer) if isinstance(offer, Iterable) else tuple(offer.rows)


def _refuse_unknown_reason(reason: str) -> None:
    if reason not in visits.CANCELLATION_REASONS:
        raise UnknownName("cancellation reason", reason, visits.CANCELLATION_REASONS)
