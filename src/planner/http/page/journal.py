"""The journal in sentences: who did what, when and why, of a patient, a plan, a day or a kind of facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from planner.clinic import Clinic
from planner.desk import Desk
from planner.desk.store import journal
from planner.desk.store.journal import FACTS, Change, Entry
from planner.http.page.labels import moment
from planner.http.page.sentences import sentences_of

PAGE, WINDOW, LOOKED_AT = 50, 400, 4000
"""Entries of a page; entries that are read at a time, and at most before one is asked to go on."""
SAID = 8
"""Sentences of an entry that are told; of more, how many."""


@dataclass(frozen=True)
class Asked:
    """Whose entries; nothing said asks for all."""

    patient: str = ""
    plan: str = ""
    day: date | None = None
    of: str = ""
    """A kind of facts, such as `policy`."""

    def __bool__(self) -> bool:
        return bool(self.patient or self.plan or self.day or self.of)

    def meets(self, clinic: Clinic, change: Change) -> bool:
        """Whether a change is about it."""
        kind, id, before, after = change
        sides = [side for side in (before, after) if side]
        if kind == FACTS:
            return (
                id[0] == self.of
                or (bool(self.patient) and _whose(id, sides) == self.patient)
                or (bool(self.plan) and id[0] in ("plans", "wishes") and id[1].split(" ")[0] == self.plan)
            )
        return any(side["patient"] == self.patient or side["plan"] == self.plan for side in sides) or (
            self.day is not None
            and any(clinic.day(datetime.fromisoformat(side["start"])) == self.day for side in sides)
        )


@dataclass(frozen=True)
class EntryInWords:
    """An entry as people read it; `more` sentences are left out."""

    seq: int
    at: str
    on: date
    who: str
    why: str
    did: str
    sentences: list[str]
    more: int


def told(desk: Desk, asked: Asked, before: int | None = None) -> tuple[list[EntryInWords], int | None]:
    """The newest entries first, those before a number; and the number to go on from, None at the journal's start."""
    clinic, end = desk.facts(), before or desk.last_entry() + 1
    found, last = list[EntryInWords](), max(0, end - LOOKED_AT)
    while end > 1 and len(found) < PAGE and end > last:
        start = max(1, end - WINDOW)
        for entry in reversed(desk.journal(start - 1, end - start)):
            if said := _told(clinic, entry, asked):
                found.append(said)
            if len(found) == PAGE:
                return found, entry.seq if entry.seq > 1 else None
        end = start
    return found, end if end > 1 else None


def _told(clinic: Clinic, entry: Entry, asked: Asked) -> EntryInWords | None:
    concerned = [change for change in entry.changes if asked.meets(clinic, change)] if asked else list(entry.changes)
    if asked and not concerned:
        return None
    whole = entry.action == "load" and not asked
    sentences = [] if whole else [sentence for change in concerned[:SAID] for sentence in sentences_of(clinic, change)]
    more = len(concerned) - SAID if len(concerned) > SAID and not whole else 0
    did = journal.did(entry.action)
    day = clinic.day(entry.at)
    return EntryInWords(entry.seq, moment(clinic, entry.at), day, entry.who, entry.why, did, sentences, more)


def _whose(id: tuple[str, str], sides: list[Any]) -> str:
    """The patient whom a fact is about."""
    if id[0] == "patients":
        return id[1]
    fact = sides[0] if sides and isinstance(sides[0], dict) else {}
    return str(fact.get("patient", fact.get("of", "") if id[0] == "away" else ""))
