"""Plans and facts: courses that end or go on, what a clinic has on record, and what patients wish for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from types import MappingProxyType
from typing import Any, Unpack

from planner.clinic import Absence, Clinic, Event, Patient, Plan, Span
from planner.clinic.appointments import BOOKED
from planner.clinic.spans import DAY
from planner.desk.answers import Call, ClosedAppointment, Receipt, Said, Wish
from planner.desk.calls.outcomes import refuse_unknown_reason
from planner.desk.calls.queries import Queries
from planner.desk.facts import change as changing
from planner.desk.facts import diff, review
from planner.desk.facts import forget as forgetting
from planner.desk.facts.kinds import Fact
from planner.desk.idempotency import Idempotency
from planner.errors import Nonsense, UnknownName


class Records:
    """Facts changed; each call once under its key."""

    def __init__(self, queries: Queries, idempotency: Idempotency) -> None:
        self.queries, self.idempotency, self.store = queries, idempotency, queries.store

    def finish(self, plan: str, reason: str = "plan-changes", **call: Unpack[Call]) -> Receipt:
        """End a plan's course with its last attended session, after the review; later sessions are cancelled."""
        refuse_unknown_reason(reason)
        return self.idempotency.once(
            "finish", call, lambda c, r: review.finish(self.store, plan, reason, c, r), plan, reason
        )

    def extend(self, plan: str, sessions: int, **call: Unpack[Call]) -> Receipt:
        """Let a plan's course have so many sessions in all, after the review."""
        return self.idempotency.once(
            "extend", call, lambda c, r: review.extend(self.store, plan, sessions, c, r), plan, sessions
        )

    def change(
        self,
        *add: Fact,
        remove: Sequence[Fact] = (),
        settings: Mapping[str, Any] | None = None,
        kind: str | None = None,
        **call: Unpack[Call],
    ) -> Receipt:
        """Add facts or write them over those of the same id, take others back, and set what a clinic has one of.

        A plan, patient, absence, closure, event, clearance … is given as it is; `settings` by the names of Clinic's
        fields, such as `policy`. `kind` is that of the absences among them, `absences`, `closures` or `away`, needed
        where several have the id that they name. A clearance is how a rule of the policy is overridden: it wants a
        rule that admits one, and a `why`. `.closed` of the answer is what the change closes: it stays booked until
        somebody moves or cancels it, or a repair is booked.
        """
        return self._changed("change", call, add, tuple(remove), settings or {}, kind)

    def add(self, *new: Patient | Plan, **call: Unpack[Call]) -> Receipt:
        """Put new patients and plans on record, as for somebody who walks in; nothing that is there is written over.

        Raises Nonsense for an id that is on record already.
        """

        def do(call: Call, request: str | None) -> Receipt:
            return changing.change(self.store, partial(diff.added, add=new), "change", call, request)

        return self.idempotency.once("change", call, do, "add", new)

    def take_over(self, clinic: Clinic, take_back: bool = False, **call: Unpack[Call]) -> Receipt:
        """Change the facts to those of a clinic, as when its folder was edited: its book is not looked at.

        What the clinic lacks stays, since it may have been recorded here; `take_back` takes that back too, other than
        what the book needs, which is refused.
        """

        def do(call: Call, request: str | None) -> Receipt:
            changes = partial(diff.between, clinic=clinic, take_back=take_back)
            return changing.change(self.store, changes, "take-over", call, request)

        return self.idempotency.once("take-over", call, do, replace(clinic, book=()), take_back)

    def impact(self, clinic: Clinic, take_back: bool = False, **call: Unpack[Call]) -> tuple[ClosedAppointment, ...]:
        """What `take_over` would close, before it is asked; raises whatever that would, and writes nothing."""
        return changing.impact(self.store, partial(diff.between, clinic=clinic, take_back=take_back), call)

    def record(
        self, patient: str, kind: str, on: date, until: date | None = None, note: str = "", **call: Unpack[Call]
    ) -> Receipt:
        """A health event, which the policy has a rule for; `.closed` of the answer are the bookings that it closes.

        One of the same patient, kind and day is on record once: recorded again, it ends as it is told now.
        """

        def refuse() -> None:
            clinic = self.queries.facts()
            clinic.patient(patient)
            if kind not in clinic.policy.kinds:
                raise UnknownName("health event", kind, clinic.policy.kinds)

        return self._changed("record", call, (Event(patient, kind, on, until, note),), refuse=refuse)

    def absent(self, practitioner: str, first: date | datetime, last: date | datetime, **call: Unpack[Call]) -> Receipt:
        """A practitioner is away: on whole days, the last one included, or from one moment until another.

        `why` is kept as the reason too; `.closed` of the answer is what it closes.
        """
        return self._closed("practitioner", practitioner, first, last, call)

    def out_of_order(self, of: str, first: date | datetime, last: date | datetime, **call: Unpack[Call]) -> Receipt:
        """A room, or a unit of an equipment, is out of order; days, `why` and the answer as for `absent`."""
        return self._closed("room or equipment", of, first, last, call)

    def forget(self, patient: str, **call: Unpack[Said]) -> Receipt:
        """Remove who a patient is: name, phone, email, note, and notes of events; plans and appointments stay, by id.

        It cannot be undone. Raises Nonsense for a patient who has a visit to come. docs/desk.md says what remains.
        """
        return self.idempotency.once("forget", call, lambda c, r: forgetting.forget(self.store, patient, c, r), patient)

    def wish(self, wish: Wish, **call: Unpack[Call]) -> Receipt:
        """Keep what the patient of a booked session would rather have, in place of an earlier wish for it.

        It is granted by holding what `refill` finds, and taken back by `take_back_wish`.
        """

        def refuse() -> None:
            clinic = self.queries.facts()
            clinic.plan(wish.plan)
            if wish.practitioner is not None and wish.practitioner not in clinic.practitioners:
                raise UnknownName("practitioner", wish.practitioner, clinic.practitioners)
            if not any(row.key == wish.key and row.status == BOOKED for row in self.queries.appointments()):
                raise Nonsense(f"{wish.plan}, session {wish.number} is not booked; only a booked one can have a wish")

        return self._changed("wish", call, (wish,), refuse=refuse)

    def take_back_wish(self, plan: str, number: int, **call: Unpack[Call]) -> Receipt:
        """Take the wish for a session back. Raises Nonsense where none is kept."""
        said: Call = {"question": ("take back wish", plan, number), **call}
        if before := self.idempotency.before("change", said):
            return before
        kept = [wish for wish in self.queries.wishes() if wish.key == (plan, number)]
        if not kept:
            raise Nonsense(f"no wish is kept for {plan}, session {number}; planner desk wishes lists them")
        return self._changed("change", said, (), kept)

    def _closed(self, kind: str, of: str, first: date | datetime, last: date | datetime, call: Call) -> Receipt:
        """The absence of somebody, or the closure of something, put on record."""
        said: Call = {"question": (kind, of, first, last), **call}
        if before := self.idempotency.before("change", said):
            return before
        clinic = self.queries.facts()
        known = clinic.practitioners if kind == "practitioner" else {**clinic.rooms, **clinic.equipment}
        if of not in known:
            raise UnknownName(kind, of, known)
        absence = _absence(clinic, of, first, last, call.get("why", ""))
        return self._changed("change", said, (absence,), kind="absences" if kind == "practitioner" else "closures")

    def _changed(
        self,
        action: str,
        call: Call,
        add: Sequence[Fact],
        remove: Iterable[Fact] = (),
        settings: Mapping[str, Any] = MappingProxyType({}),
        kind: str | None = None,
        refuse: Callable[[], None] = lambda: None,
    ) -> Receipt:
        """Facts changed, unless `refuse` raises what is wrong with them; not asked of what was done before."""
        gone = tuple(remove)

        def do(call: Call, request: str | None) -> Receipt:
            refuse()
            changes = partial(diff.named, add=add, remove=gone, settings=settings, kind=kind)
            return changing.change(self.store, changes, action, call, request)

        return self.idempotency.once(action, call, do, add, gone, dict(settings), *filter(None, [kind]))


def _absence(clinic: Clinic, of: str, first: date | datetime, last: date | datetime, why: str) -> Absence:
    start = first if isinstance(first, datetime) else clinic.moment(first)
    end = last if isinstance(last, datetime) else clinic.moment(last + DAY)
    if end <= start:
        ends = "end" if isinstance(last, datetime) else "last day"
        raise Nonsense(f"the {ends} {last} is before the first, {first}")
    return Absence(of, Span(start, end), why)
