"""What others hold, and may book as long as it is held: a greater change of the book leaves it so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import contextmanager

from planner.clinic import Clinic
from planner.desk.booking.conflicts import look_again
from planner.desk.store.appointments import HELD, StoredAppointment
from planner.desk.store.store import Store
from planner.desk.store.transaction import Writing
from planner.desk.store.versions import names_of
from planner.errors import Conflict, Forbidden, PlaceTaken


@contextmanager
def holds_kept(
    store: Store, writing: Writing, there: Iterable[StoredAppointment], clinic: Clinic, names: Set[str]
) -> Iterator[None]:
    """Raises PlaceTaken where a hold could be booked before what is done meanwhile, and not after it.

    Looked at are those holds among the lines `there` that rest on some of the versions `names`.
    """
    able = [held for held in _holds_around(there, clinic, names) if not _why_not(store, writing, held)]
    yield
    for held in able:
        if why := _why_not(store, writing, held):
            who = [line.name for line in held]
            sentence = f"somebody holds a place for {', '.join(who)}, which this book would forbid: {why}"
            raise PlaceTaken(f"{sentence}; wait until it is booked or ends", taken=who)


def _holds_around(there: Iterable[StoredAppointment], clinic: Clinic, names: Set[str]) -> list[list[StoredAppointment]]:
    """The lines of each hold that rests on some of these versions."""
    holds: defaultdict[str | None, list[StoredAppointment]] = defaultdict(list)
    for line in there:
        if line.status == HELD:
            holds[line.hold].append(line)
    return [held for held in holds.values() if names & names_of(clinic, held)]


def _why_not(store: Store, writing: Writing, held: Sequence[StoredAppointment]) -> str:
    """Why a hold could not be booked as the book stands now; empty where it could."""
    try:
        look_again(store, writing.connection, writing.clinic, held)
    except (Conflict, Forbidden) as broken:
        return str(broken)
    return ""
