"""A clinic put into an empty store, with its book."""

from __future__ import annotations

from planner.clinic import Clinic
from planner.clinic.soundness import refuse_unsound
from planner.desk.answers import Call, Receipt
from planner.desk.booking.lines import claims_of, lines_of
from planner.desk.facts.storable import refuse_unkeepable
from planner.desk.store import claims, facts
from planner.desk.store.store import Store

AT_ONCE = 1000
"""Lines of the book in one line of the journal."""


def load(store: Store, clinic: Clinic, call: Call, request: str | None) -> Receipt:
    """The clinic's facts and book written.

    Raises Nonsense for a store that has a clinic, for texts that no store keeps, for a clinic whose facts name what it
    does not have or that has a service nobody can give, and for a book that collides.
    """
    refuse_unkeepable(clinic)
    refuse_unsound(clinic)
    tick = claims.tick_of(clinic)
    book = lines_of(clinic, clinic.book)
    taken = claims_of(clinic, book, tick)
    said: Call = {"who": call.get("who", ""), "why": call.get("why", "")}
    with store.first_writing(tick) as writing:
        writing.change_facts(facts.of(clinic))
        for start in range(0, len(book), AT_ONCE):
            writing.insert(book[start : start + AT_ONCE])
            writing.note("load", said)
        writing.take(taken)
        return writing.done("load", call, request, ())
