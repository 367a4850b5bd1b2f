"""A clinic's sheets as its desk has them, what a change of them would do, and the change itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Self

from planner.clinic import Clinic
from planner.desk import Desk, Receipt
from planner.desk.answers import ClosedAppointment
from planner.errors import Nonsense
from planner.files.sheets import SheetChange, Sheets
from planner.http.dependencies import Keywords
from planner.http.page.labels import place, session
from planner.http.transport.record import note_read
from planner.roster.compare.policy import policy_diff
from planner.roster.format.plain import plain

AHEAD = timedelta(days=90)
"""How far ahead it is looked for what a changed policy opens."""


@dataclass(frozen=True)
class Standing:
    """A clinic with its book as it stands, as sheets too, and the version of its facts."""

    clinic: Clinic
    sheets: Sheets
    version: int

    @classmethod
    def of(cls, desk: Desk) -> Self:
        desk.facts()
        version = desk.store.last_known.version  # seen first: what changes meanwhile is refused, not written over
        clinic = desk.clinic()
        return cls(clinic, Sheets.of(clinic), version)


@dataclass(frozen=True)
class Impact:
    """What a change would do: to the sheets, to what is booked, and to sessions that have no place yet."""

    changes: Sequence[SheetChange]
    closed: Sequence[ClosedAppointment]
    opened: Sequence[str]
    version: int

    @property
    def names(self) -> str:
        """The sheets that change, by name."""
        return ", ".join(each.table.name for each in self.changes)


def impact_of(desk: Desk, now: Standing, after: Clinic, said: Keywords, why: str) -> Impact:
    """Raises what the change itself would be refused with."""
    call = replace(said, expected=now.version).call(why)
    closed = desk.impact(after, take_back=True, **call)
    opened: Sequence[str] = ()
    if after.policy != now.clinic.policy:
        today = desk.today()
        found = policy_diff(now.clinic, desk.roster(today, today + AHEAD), after.policy).opened
        opened = [plain(now.clinic, str(each)) for each in found]
    return Impact(now.sheets.changes(Sheets.of(after)), closed, opened, now.version)


def change(desk: Desk, after: Clinic, said: Keywords, why: str) -> Receipt:
    """The facts changed, if they are still of the version that was looked at."""
    if said.expected is None:
        raise Nonsense("say by If-Match which version was looked at")
    return desk.take_over(after, take_back=True, **said.call(why))


def shown_closed(clinic: Clinic, closed: Sequence[ClosedAppointment]) -> list[Mapping[str, str]]:
    """What cannot stand, as people read it."""
    note_read(each.patient for each in closed)
    return [
        {
            "patient": place(clinic, each.row)[0],
            "plan": session(clinic, each.row.plan, each.row.number),
            "when": place(clinic, each.row)[1],
            "reason": plain(clinic, each.reason),
            "source": each.source,
        }
        for each in closed
    ]
