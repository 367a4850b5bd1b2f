"""The last changes in words, and which of them the viewer may undo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.clinic import Clinic
from planner.desk import Desk
from planner.desk.facts.undo import why_not
from planner.desk.store.appointments import StoredAppointment
from planner.desk.store.journal import FACTS, Entry
from planner.http.access.caller import Caller
from planner.http.page.proposals import place_words
from planner.roster.format.dates import label
from planner.roster.tables.details import name

MOST, MOST_SAID = 20, 3
ACTIONS = {
    "hold": "held",
    "book": "booked",
    "accept-part": "booked in part",
    "move": "moved",
    "cancel": "cancelled",
    "attended": "marked as come",
    "no-show": "marked as missed",
    "publish": "published",
    "accept": "accepted",
    "undo": "undone",
    "drop": "let go",
    "prolong": "held longer",
    "end": "hold ended",
    "record": "recorded",
    "change": "changed",
    "wish": "wish kept",
    "roll": "rolled into history",
    "load": "loaded",
}


@dataclass(frozen=True)
class LastChange:
    """An entry of the journal; `why_not` says why the viewer cannot undo it, empty where they may try."""

    seq: int
    when: str
    who: str
    what: str
    about: str
    why_not: str


def last_changes(desk: Desk, caller: Caller) -> list[LastChange]:
    """The latest first, less holds that ended by themselves."""
    clinic, last = desk.facts(), desk.settled()
    entries = [entry for entry in desk.journal(max(0, last - 3 * MOST)) if entry.action != "end"][-MOST:]
    return [_change(clinic, entry, entries[at + 1 :], caller) for at, entry in enumerate(entries)][::-1]


def _change(clinic: Clinic, entry: Entry, later: Sequence[Entry], caller: Caller) -> LastChange:
    at = clinic.local(entry.at)
    other = "" if entry.who == caller.name else f"it is {entry.who or 'somebody else'}’s"
    return LastChange(
        entry.seq,
        f"{label(at.date())}, {at:%H:%M}",
        entry.who,
        ACTIONS.get(entry.action, entry.action),
        "; ".join(_about(clinic, entry)),
        why_not(entry, later) or other,
    )


def _about(clinic: Clinic, entry: Entry) -> Iterator[str]:
    """What it was about: visits with their place, or facts; of many, how many; and why."""
    lines = [line for _, line in entry.lines if line]
    if len(lines) > MOST_SAID:
        yield f"{len(lines)} appointments"
    else:
        yield from dict.fromkeys(_visit(clinic, line) for line in lines)
    kinds = dict.fromkeys(id[0].replace("_", " ") for kind, id, _, _ in entry.changes if kind == FACTS)
    yield from [", ".join(kinds)] if kinds else []
    yield from [entry.why] if entry.why else []


def _visit(clinic: Clinic, line: StoredAppointment) -> str:
    if line.plan not in clinic.plans:
        return line.name
    place = place_words(clinic, line.appointment(clinic)) if line.given in clinic.services else ""
    return ", ".join(filter(None, [name(clinic.patients, clinic.plans[line.plan].patient), place]))
