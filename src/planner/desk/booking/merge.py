"""A book that was made of an earlier one, laid over the one that stands: what others wrote meanwhile is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from planner.clinic import Entry, Key
from planner.clinic.appointments import BOOKED, WITHDRAWN
from planner.desk.store.appointments import StoredAppointment
from planner.errors import StaleVersion
from planner.rules import Violation

There = Mapping[str, StoredAppointment]


class Overlay:
    """What a book changes of the one that it was made of, by the ids of entries; visits may be left out of it."""

    def __init__(self, there: There, base: Iterable[Entry], book: Iterable[Entry]) -> None:
        self.there = there
        self._was = {entry.id: entry for entry in base}
        self.changes = {entry.id: entry for entry in book if self._was.get(entry.id) != entry and self._meant(entry)}
        self.left: dict[Key, str] = {}
        """The visits that were left out, and why."""

    def _meant(self, entry: Entry) -> bool:
        """Whether it is a change: not where the book that stands has it so, as it was read a little later.

        Nor where what was booked meanwhile is no more in the book, and nobody has withdrawn it.
        """
        line = self.there.get(entry.id)
        if line is not None and line.entry() == entry:
            return False
        return entry.id in self._was or line is None or entry.status != WITHDRAWN

    @property
    def book(self) -> list[Entry]:
        """The book that stands, with the changes."""
        new = [entry for id, entry in self.changes.items() if id not in self.there]
        return [self.changes.get(id) or line.entry() for id, line in self.there.items()] + new

    @property
    def overtaken(self) -> dict[Key, str]:
        """The visits of the changes that somebody else has changed meanwhile, or booked, and how."""
        booked = {(line.plan, line.number): line for line in self.there.values() if line.status == BOOKED}
        found: dict[Key, str] = {}
        for id, entry in self.changes.items():
            key, line, was = (entry.plan, entry.number), self.there.get(id), self._was.get(id)
            if was is not None and (line is None or line.entry() != was):
                found[key] = (
                    f"it was {'moved' if line and line.status == BOOKED else line.status if line else 'undone'}"
                )
            elif was is None and (line is not None or (key in booked and booked[key].id not in self._was)):
                found[key] = "it was booked"
        return found

    def refuse_overtaken(self) -> None:
        """Raises StaleVersion with all the visits that somebody else has changed meanwhile."""
        if found := self.overtaken:
            taken = [f"{plan}, session {number}: {how} meanwhile" for (plan, number), how in found.items()]
            raise StaleVersion(f"the book has changed where this would change it: {'; '.join(taken)}", taken=taken)

    def leave_out(self, visits: Mapping[Key, str]) -> None:
        """These visits stay as they stand, or without a place."""
        self.left |= visits
        self.changes = {id: entry for id, entry in self.changes.items() if (entry.plan, entry.number) not in self.left}

    def collided(self, broken: Sequence[Violation], held: Set[Key]) -> dict[Key, str]:
        """The visits of the changes that cannot be: of each rule broken the last one that it names, and those held."""
        mine = {(entry.plan, entry.number) for entry in self.changes.values()}
        visits = dict.fromkeys(mine & held, "somebody holds a place for it")
        for each in broken:
            rows = [row for row in each.rows if row.key in mine]
            if rows and not any(row.key in visits for row in rows):
                visits[max(rows, key=lambda row: (row.start, row.key)).key] = str(each)
        return visits
