"""The last changes in sentences, and which of them the viewer may undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.clinic import Clinic
from planner.desk import Desk
from planner.desk.facts.undo import why_not
from planner.desk.store.journal import Entry, did
from planner.http.access.caller import Caller
from planner.http.page.labels import moment
from planner.http.page.sentences import sentences_of

MOST, SAID, LONG = 20, 2, 12
"""So many changes, so many sentences of each; of one that changed more, only how much."""


@dataclass(frozen=True)
class LastChange:
    """An entry of the journal; `why_not` says why the viewer cannot undo it, empty where they may try. Of an undoing
    that is to do it again."""

    seq: int
    when: str
    who: str
    did: str
    about: str
    why_not: str
    undoing: bool = False


def last_changes(desk: Desk, caller: Caller) -> list[LastChange]:
    """The latest first, less holds that ended by themselves."""
    clinic, last = desk.facts(), desk.last_entry()
    entries = [entry for entry in desk.journal(max(0, last - 3 * MOST)) if entry.action != "end"][-MOST:]
    return [_change(clinic, entry, entries[at + 1 :], caller) for at, entry in enumerate(entries)][::-1]


def _change(clinic: Clinic, entry: Entry, later: Sequence[Entry], caller: Caller) -> LastChange:
    other = "" if entry.who == caller.name else f"it is {entry.who or 'somebody else'}’s"
    return LastChange(
        entry.seq,
        moment(clinic, entry.at),
        entry.who,
        did(entry.action),
        " ".join(part for part in (_about(clinic, entry), entry.why) if part),
        why_not(entry, later) or other,
        entry.action == "undo",
    )


def _about(clinic: Clinic, entry: Entry) -> str:
    if len(entry.changes) > LONG:
        return f"{len(entry.changes)} changes."
    said = [sentence for change in entry.changes for sentence in sentences_of(clinic, change)]
    more = f" And {len(said) - SAID} more." if len(said) > SAID else ""
    return " ".join(said[:SAID]) + more
