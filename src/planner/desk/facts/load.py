"""A clinic put into an empty store, with its book."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import insert

from planner.clinic import Clinic, Entry, Horizon, Plan, unroll
from planner.clinic.appointments import ATTENDED, BOOKED
from planner.desk.answers import Call, Receipt
from planner.desk.store import claims, facts
from planner.desk.store.appointments import HELD, Line
from planner.desk.store.claims import Claim
from planner.desk.store.store import Store
from planner.desk.store.tables import settings
from planner.desk.store.transaction import Writing
from planner.errors import Nonsense

AT_ONCE = 1000
"""Lines of the book in one line of the journal."""


def load(store: Store, clinic: Clinic, call: Call, request: str | None) -> Receipt:
    """The clinic's facts and book written. Raises Nonsense for a store that has a clinic, or a book that collides."""
    tick = claims.tick_of(clinic)
    book = lines_of(clinic, clinic.book)
    taken = claims_of(clinic, book, tick)
    said: Call = {"who": call.get("who", ""), "why": call.get("why", "")}
    with store.first_writing() as writing:
        writing.connection.execute(insert(settings), {"id": 1, "tick": tick, "latest": writing.at})
        writing.change_facts(facts.of(clinic))
        for start in range(0, len(book), AT_ONCE):
            writing.insert(book[start : start + AT_ONCE])
            writing.note("load", said)
        write_claims(writing, taken)
        return writing.done("load", call, request, ())


def lines_of(clinic: Clinic, book: Iterable[Entry]) -> list[Line]:
    """Rows of the book as lines; those that name no service are given what their plan asks for there."""
    entries = list(book)
    for service in dict.fromkeys(entry.service for entry in entries if entry.service is not None):
        clinic.service(service)
    given: dict[str, str] = {}
    for id in dict.fromkeys(entry.plan for entry in entries):
        given |= _given(clinic, clinic.plan(id))
    return [_line(clinic, entry, given.get(entry.id)) for entry in entries]


def _given(clinic: Clinic, plan: Plan) -> Mapping[str, str]:
    """What service each attended or booked entry of a plan is of."""
    days = [clinic.day(entry.start) for entry in clinic.book_of[plan.id] if entry.status in (ATTENDED, BOOKED)]
    if not days:
        return {}
    unrolled = unroll(clinic, plan, Horizon.between(min(days), max(days), 0))
    rows = [*unrolled.history, *(row for session in unrolled.sessions for row in session.booked)]
    return {row.id: row.service for row in rows}


def _line(clinic: Clinic, entry: Entry, given: str | None) -> Line:
    plan = clinic.plan(entry.plan)
    service = given or entry.service or clinic.protocol_of(plan).phases[0].services[0]
    place = (entry.practitioner, entry.room, entry.start, entry.status, entry.fixed)
    return Line(entry.id, plan.patient, plan.id, entry.number, entry.phase, entry.service, service, *place)


def claims_of(clinic: Clinic, book: Sequence[Line], tick: int) -> dict[Claim, str]:
    """What the booked and held lines of a book claim; what two fixed ones both take, the first has.

    Raises Nonsense, with all of them, where lines collide of which none is fixed.
    """
    taken: dict[Claim, Line] = {}
    wrong: dict[str, None] = {}
    making_way = {(line.hold, line.moves) for line in book if line.moves is not None}  # once the hold is booked
    once: dict[object, Line] = {}
    for line in sorted(book, key=lambda line: line.status == HELD):
        if line.takes:
            once.setdefault(claims.session(clinic, line), line)
    for line in once.values():
        for claim in (*claims.claimed(clinic, line, tick), *_units(clinic, line, tick, taken, making_way)):
            first = taken.setdefault(claim, line)
            if first is not line and not (first.fixed or line.fixed or (line.hold, first.id) in making_way):
                at = f"{clinic.local(line.start):%Y-%m-%d %H:%M}"
                wrong[f"{first.id} and {line.id} on {at} ({claim[0].replace(':', ' ')})"] = None
    wrong |= dict.fromkeys(f"{first.id} and {line.id} ({line.name} twice)" for first, line in _twice(book))
    if wrong:
        raise Nonsense(f"booked appointments collide; move or cancel one of each: {'; '.join(wrong)}")
    return {claim: line.id for claim, line in taken.items()}


def _units(
    clinic: Clinic, line: Line, tick: int, taken: Mapping[Claim, Line], making_way: Container[tuple[str | None, str]]
) -> Iterator[Claim]:
    """A free unit of each equipment, tick by tick, or the first where none is free, for the collision to be named."""
    for _, units in claims.choices(clinic, line, tick):
        free = (unit for unit in units if unit not in taken or (line.hold, taken[unit].id) in making_way)
        yield from [*free, *units][:1]


def _twice(book: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    there: dict[object, Line] = {}
    for line in book:
        if line.takes:
            first = there.setdefault((line.session, line.status), line)
            if first is not line:
                yield first, line


def write_claims(writing: Writing, taken: Mapping[Claim, str]) -> None:
    if taken:
        writing.database.take(writing.connection, sorted((*claim, owner) for claim, owner in taken.items()))
