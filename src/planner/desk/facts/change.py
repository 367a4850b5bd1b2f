"""Facts that change while the book stands: a patient more, an absence, an event, another policy.

What a change closes stays booked until somebody moves or cancels it. No booking runs beside a change of facts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from planner.clinic import Clearance, Clinic
from planner.clinic.courses.numbering import has_number, most_services, numbers_by_plan, phase_of
from planner.desk.answers import Call, ClosedAppointment, Receipt
from planner.desk.booking import lines
from planner.desk.facts.impact_query import closed_since
from planner.desk.facts.references import newly_unsound
from planner.desk.facts.storable import refuse_unsayable
from planner.desk.store import appointments, claims
from planner.desk.store.appointments import HELD, StoredAppointment
from planner.desk.store.facts import Facts, Name
from planner.desk.store.store import Store
from planner.desk.store.transaction import Writing, expect
from planner.errors import Nonsense


def change(
    store: Store,
    changes: Callable[[Facts], Mapping[Name, Any]],
    action: str,
    call: Call,
    request: str | None,
) -> Receipt:
    """Facts changed as `changes` says of those that are there, with None for one that is taken back; all or none.

    The answer names in `.closed` what is booked and cannot stand by them.
    Raises Nonsense for facts that would name what is not there, or a book that would collide with itself.
    """
    with store.writing(alone=True) as writing:
        closed = _changed(writing, changes, call)
        return replace(writing.done(action, call, request, ()), closed=closed)


class _Tried(Exception):
    """A change that could be made: its transaction is given up."""

    def __init__(self, closed: tuple[ClosedAppointment, ...]) -> None:
        self.closed = closed


def impact(store: Store, changes: Callable[[Facts], Mapping[Name, Any]], call: Call) -> tuple[ClosedAppointment, ...]:
    """What a change would close. Raises what `change` would; nothing is written."""
    try:
        with store.writing(alone=True) as writing:
            raise _Tried(_changed(writing, changes, call))
    except _Tried as tried:
        return tried.closed


def _changed(
    writing: Writing, changes: Callable[[Facts], Mapping[Name, Any]], call: Call
) -> tuple[ClosedAppointment, ...]:
    """Facts changed inside a transaction, and what that closes."""
    expect("what the clinic has on record", call.get("expected"), writing.facts.version)
    changed = changes(writing.facts)
    if not changed:
        raise Nonsense("there is nothing to change: no fact was given that is not on record already")
    before = writing.clinic
    apply(writing, changed, call)
    return closed_since(writing, before)


def apply(writing: Writing, changed: Mapping[Name, Any], call: Call) -> None:
    """Facts changed, and with them what the book claims, where it takes longer or other things now."""
    before, tick = writing.clinic, writing.tick
    _refuse_unclearable(before, changed, call)
    refuse_unsayable(changed)
    writing.change_facts(changed)
    if new := newly_unsound(before, writing.clinic, changed):
        raise Nonsense("; ".join(sorted(new)))
    writing.tick = claims.tick_of(writing.clinic)
    kinds = {kind for kind, _ in changed}
    gone = {kind for (kind, _), thing in changed.items() if thing is None}
    rooms = [(before.rooms.get(id), thing) for (kind, id), thing in changed.items() if kind == "rooms"]
    places = any(old and new and old.places != new.places for old, new in rooms)
    if (
        writing.tick != tick
        or kinds & {"services", "equipment", "protocols"}
        or gone & {"practitioners", "rooms"}
        or places
    ):
        _refit(writing, before, tick, appointments.all_lines(writing.connection))
    else:
        plans = [id for kind, id in changed if kind == "plans"]
        _refit(
            writing, before, tick, [line for plan in plans for line in appointments.of_plan(writing.connection, plan)]
        )


def _refuse_unclearable(clinic: Clinic, changed: Mapping[Name, Any], call: Call) -> None:
    """A clearance is how a rule is overridden, so it wants a rule that admits it, and a reason for the journal."""
    for fact in changed.values():
        rule = clinic.policy.rules.get(fact.kind) if isinstance(fact, Clearance) else None
        if rule and not rule.clearable:
            raise Nonsense(f"the policy allows no clearance of {rule.trigger}; `clearable = true` would allow it")
        if rule and not call.get("why", "").strip():
            raise Nonsense(f"a clearance of {rule.trigger} needs a reason: say why")


def _refit(writing: Writing, before: Clinic, tick: int, concerned: Sequence[StoredAppointment]) -> None:
    """The book's lines with the services and phases that plans have now, and all claims counted afresh if need be."""
    clinic = writing.clinic
    there = writing.end_over(concerned)
    _refuse_orphans(clinic, there)
    book = replace(clinic, book=tuple(line.entry() for line in there if line.status != HELD))
    given = _given(there, {line.id: line.given for line in lines.lines_of(book, book.book)})
    after = [replace(line, given=given[line.id], phase=_phase(clinic, line)) for line in there]
    if pairs := [(old, new) for old, new in zip(there, after, strict=True) if old != new]:
        writing.update(pairs)
    if writing.tick != tick or pairs or any(_otherwise(before, clinic, line) for line in after if line.takes):
        taking = [line for line in appointments.all_lines(writing.connection) if line.takes]
        writing.recount(lines.claims_of(clinic, taking, writing.tick))


def _given(there: Sequence[StoredAppointment], fresh: Mapping[str, str]) -> dict[str, str]:
    """What each line gives now; those of a visit of the same services as before keep theirs, whatever their order."""
    visits: defaultdict[object, list[StoredAppointment]] = defaultdict(list)
    for line in there:
        visits[line.visit, line.status].append(line)
    given = {line.id: fresh.get(line.id, line.given) for line in there}
    for visit in visits.values():
        if sorted(line.given for line in visit) == sorted(given[line.id] for line in visit):
            given |= {line.id: line.given for line in visit}
    return given


def _otherwise(before: Clinic, after: Clinic, line: StoredAppointment) -> bool:
    """Whether a line takes other things than before, or for longer."""
    units = [(clinic.services[line.given], list(claims.units(clinic, line))) for clinic in (before, after)]
    return units[0] != units[1]


def _phase(clinic: Clinic, line: StoredAppointment) -> str | None:
    """The line's phase, or that of its number where its protocol has no phase of that name any more."""
    plan = clinic.plans[line.plan]
    if line.phase is None or line.phase in {phase.name for phase in clinic.protocol_of(plan).phases}:
        return line.phase
    return phase_of(clinic, plan, line.number)


def _refuse_orphans(clinic: Clinic, book: Sequence[StoredAppointment]) -> None:
    visits = Counter((line.visit, line.status) for line in book if line.stands)
    standing = numbers_by_plan(line.visit for line in book if line.stands)
    numbers = numbers_by_plan(line.visit for line in book)
    for line in book:
        who, where = line.practitioner, line.room
        if line.plan not in clinic.plans or line.given not in clinic.services:
            raise Nonsense(f"{line.name} is in the book as {line.id!r}, so its plan and service cannot go")
        if who not in {None, *clinic.practitioners} or where not in {None, *clinic.rooms}:
            raise Nonsense(f"{line.name} is in the book as {line.id!r}, so its practitioner and room cannot go")
        plan = clinic.plans[line.plan]
        if plan.patient != line.patient:
            raise Nonsense(f"{line.name} is in the book, so its plan must stay that of {line.patient}")
        if 0 < line.number <= plan.attended:
            wrong = f"{line.name} is in the book as {line.id!r}"
            raise Nonsense(f"{wrong}, so it cannot be one of {plan.attended} that were attended before the book")
        there = standing[plan.id], numbers[plan.id]
        if line.stands and not has_number(plan, clinic.protocol_of(plan), line.number, *there):
            raise Nonsense(f"{line.name} is {line.status} as {line.id!r}, so its plan must have that many sessions")
        if line.stands and visits[line.visit, line.status] > most_services(plan, clinic.protocol_of(plan), line.number):
            raise Nonsense(f"{line.name} is {line.status} as {line.id!r}, one of several services, which must stay")
