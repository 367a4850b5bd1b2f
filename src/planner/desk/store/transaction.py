"""One transaction on a store: what it locks, what it changes, and its line in the journal."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, update

from planner.clinic import Clinic
from planner.desk.answers import Call, Hold, Receipt
from planner.desk.store import appointments, claims, facts, journal
from planner.desk.store.appointments import HELD, StoredAppointment
from planner.desk.store.claims import Claim
from planner.desk.store.databases import FACTS, Database
from planner.desk.store.documents import journalled
from planner.desk.store.facts import Facts, Name
from planner.desk.store.tables import settings
from planner.desk.store.tables import versions as versions_table
from planner.desk.store.versions import PLAN
from planner.errors import Conflict, HoldEnded, Nonsense, PlaceTaken, StaleVersion

A_UNIT = {"equipment": "unit", "room": "place"}


class Writing:
    """What is changed through it is written to the journal when `done` is called, all together."""

    def __init__(
        self,
        connection: Connection,
        database: Database,
        at: datetime,
        raised: Mapping[str, int],
        facts: Facts,
        tick: int,
        come: datetime,
    ) -> None:
        self.connection, self.database, self.at, self.facts, self.tick = connection, database, at, facts, tick
        self.come = come
        """The time that has come for certain: `at`, unless a client whose clock runs ahead has written to SQLite."""
        self.raised = raised
        """Versions by name after being raised by one; they are locked until the end."""
        self.versions = {name: version for name, version in raised.items() if name.startswith(PLAN)}
        self.changes: list[journal.Change] = []

    @property
    def clinic(self) -> Clinic:
        return self.facts.clinic

    def refuse_to_come(self, day: date, words: str) -> None:
        """Raises Nonsense with these words for a day that has not come, be it by the store's time or the caller's."""
        today, clinic = self.clinic.day(self.come), self.clinic
        if day <= today:
            return
        sentence = f"{words}; today is {today}"
        if day <= clinic.day(self.at):
            ahead = f"{clinic.local(self.at):%Y-%m-%d %H:%M}, as a client whose clock runs ahead has written"
            sentence += f", though the store's clock says {ahead}; planner desk set-clock puts it right"
        raise Nonsense(sentence)

    def expect_plan(self, call: Call) -> None:
        """Raises StaleVersion when the caller has seen another version of the plan than the one before this call."""
        expected = call.get("expected")
        if expected is None:
            return
        plans = [name for name in self.versions if name.startswith(PLAN)]
        if len(plans) != 1:
            raise Nonsense("an expected version is that of one plan, and this call is about several")
        expect(plans[0].replace(":", " "), expected, self.versions[plans[0]] - 1)

    def raise_versions(self, names: Collection[str]) -> None:
        """More versions raised by one: for one who writes alone, and finds out only then what it changes."""
        _, there, _ = self.database.read(self.connection, self.at, names)
        raised = {name: there.get(name, 0) + 1 for name in names}
        if raised:
            rows = [{"name": name, "version": version} for name, version in raised.items()]
            self.connection.execute(self.database.upsert(versions_table, ["name"], ["version"]), rows)
        self.raised = {**self.raised, **raised}
        self.versions |= {name: version for name, version in raised.items() if name.startswith(PLAN)}

    # --- the book ---------------------------------------------------------------------------------------------------

    def insert(self, new: Sequence[StoredAppointment]) -> None:
        appointments.insert_lines(self.connection, new)
        self.changes += [journal.of_line(None, line) for line in new]

    def update(self, changed: Sequence[tuple[StoredAppointment, StoredAppointment]]) -> None:
        """Lines before and after; claims are not touched. Raises Conflict for one that is otherwise by now."""
        for before, after in changed:
            if not appointments.update_line(self.connection, before, after):
                raise Conflict(f"{before.name} is no longer {before.status}; ask for it again", taken=[before.id])
            self.changes.append(journal.of_line(before, after))

    def remove(self, leaving: Sequence[StoredAppointment]) -> None:
        """Lines taken out of the book, as if they had never been there; what they claim was released before.

        Raises Conflict for one that is otherwise by now.
        """
        for line in leaving:
            if not appointments.delete_line(self.connection, line):
                raise Conflict(f"{line.name} is {line.status} no more; ask for it again", taken=[line.id])
            self.changes.append(journal.of_line(line, None))

    def recount(self, claimed: Mapping[Claim, str]) -> None:
        """All claims written afresh, as the tick is another or lines take other things."""
        claims.forget(self.connection)
        self.connection.execute(update(settings).values(tick=self.tick))
        self.take(claimed)

    def take(self, claimed: Mapping[Claim, str]) -> None:
        """Claims written, each with the id of the line that it is of. Raises Collision where one is taken."""
        if claimed:
            self.database.take(self.connection, sorted((*claim, owner) for claim, owner in claimed.items()))

    def renumber(self, changed: Sequence[tuple[StoredAppointment, StoredAppointment]]) -> None:
        """Numbers put out of the way of one another, where lines leave or are about to take over each other's."""
        for before, after in changed:
            if (before.number, before.status) != (after.number, after.status):
                appointments.update_line(self.connection, before, replace(before, number=-before.number))

    def end(self, held: Sequence[StoredAppointment]) -> None:
        """Held lines taken out of the book with their claims. Raises HoldEnded when one was booked meanwhile."""
        for line in held:
            if appointments.delete_line(self.connection, line):
                self.release([line])
                self.changes.append(journal.of_line(line, None))
            elif not line.over(self.at):  # else somebody who met it at the same time has ended it
                raise HoldEnded(f"the hold of {line.name} was booked meanwhile", taken=[line.name])

    def end_holds(self, concerned: Callable[[StoredAppointment], bool]) -> None:
        """The holds with a line of which this is true, as a whole."""
        held = appointments.held(self.connection)
        holds = {line.hold for line in held if concerned(line)}
        self.end([line for line in held if line.hold in holds])

    def end_over(self, there: Sequence[StoredAppointment]) -> list[StoredAppointment]:
        """Lines of the book less those of holds whose time is over, which end here."""
        self.end([line for line in there if line.over(self.at)])
        return [line for line in there if not line.over(self.at)]

    def claim(self, new: Sequence[StoredAppointment], around: Iterable[StoredAppointment] = ()) -> None:
        """What new lines take; `around` is what stands there already, for a session that two plans share.

        Raises Collision where something is taken, PlaceTaken where no unit of an equipment or place of a room is left.
        """
        standing = [line for line in around if line.takes]
        moved = {line.moves for line in new}
        wanted: dict[Claim, str] = {}
        chosen: set[Claim] = set()
        for line in (line for line in new if line.takes):
            if not any(claims.shared(self.clinic, line, other) for other in standing if other.id not in moved):
                mine = claims.claimed(self.clinic, line, self.tick)
                kept = self._owned(mine, moved) if line.moves else ()
                wanted |= {claim: line.id for claim in mine if claim not in kept}
                wanted |= dict.fromkeys(self._units(line, chosen, moved), line.id)
            standing.append(line)
        self.take(wanted)

    def _owned(self, mine: Sequence[Claim], by: Collection[str | None]) -> set[Claim]:
        """Those of some claims that the appointments moved away have themselves."""
        resources, ticks = {resource for resource, _ in mine}, [number for _, number in mine]
        there = claims.owners(self.connection, sorted(resources), ticks)
        return {claim for claim, owner in there.items() if owner in by}

    def _units(self, line: StoredAppointment, chosen: set[Claim], moved: Collection[str | None]) -> Iterator[Claim]:
        """A unit of each thing that has several, tick by tick, less what the appointments moved away have there."""
        choices = list(claims.open_choices(self.clinic, line, self.tick))
        options = [claim for _, units in choices for claim in units]
        resources, numbers = {resource for resource, _ in options}, [number for _, number in options]
        there = claims.owners(self.connection, sorted(resources), numbers) if options else {}
        free = {claim for claim in options if claim not in there or there[claim] in moved}
        for thing, units in choices:
            first = sorted(free.difference(chosen).intersection(units), key=lambda claim: (claim not in there, claim))
            if not first:
                kind, _, id = thing.partition(":")
                claim = f"{kind} {id}, {self.clinic.local(line.start):%Y-%m-%d %H:%M}"
                raise PlaceTaken(f"no {A_UNIT[kind]} of {id} is free for {line.name}", taken=[claim])
            chosen.add(first[0])
            if first[0] not in there:
                yield first[0]

    def release(self, leaving: Sequence[StoredAppointment]) -> None:
        """What lines take given up, or left to another plan's line of a shared session, which stays there."""
        ids = {line.id for line in leaving}
        for line in leaving:
            heir = None
            if self.clinic.service(line.given).shareable:
                staying = [
                    other for other in appointments.of_patient(self.connection, line.patient) if other.id not in ids
                ]
                alike = (other for other in staying if claims.shared(self.clinic, line, other))
                heir = next((other for other in alike if other.takes), None)
            claims.release(self.connection, self.clinic, line, self.tick, heir)

    # --- the facts --------------------------------------------------------------------------------------------------

    def change_facts(self, changed: Mapping[Name, Any]) -> None:
        """Facts written over those of the same names, or taken back where None is given.

        For one who writes alone: their version is raised.
        """
        version = self.facts.version + 1
        self.versions[FACTS] = version
        for (kind, id), thing in changed.items():
            before = self.facts.of(kind).found
            old = journalled(kind, facts.written(kind, before[id])) if id in before else None
            self.changes.append(journal.of_fact((kind, id), old, journalled(kind, facts.written(kind, thing))))
        facts.write(self.connection, self.database, version, changed)
        self.facts = self.facts.with_(version, changed)

    # --- the journal ------------------------------------------------------------------------------------------------

    def done(self, action: str, call: Call, request: str | None, after: Sequence[StoredAppointment]) -> Receipt:
        """The transaction's line in the journal, and the answer to the caller."""
        seq, at = self.note(action, call, request)
        return answer(self.clinic, seq, at, after, self.versions)

    def note(self, action: str, call: Call | None = None, request: str | None = None) -> tuple[int, datetime]:
        """What was changed so far written to the journal, as one line."""
        changes, self.changes = self.changes, []
        return journal.write(
            self.connection, self.database, self.at, action, call or {}, request, changes, self.versions
        )


def expect(what: str, expected: int | None, version: int) -> None:
    """Raises StaleVersion when something has changed since the caller saw it."""
    if expected is not None and expected != version:
        raise StaleVersion(f"{what} has changed: it is at version {version}, and you have seen {expected}")


def answer(
    clinic: Clinic, seq: int, at: datetime, after: Sequence[StoredAppointment], versions: Mapping[str, int]
) -> Receipt:
    """What a caller is told: a Hold for held lines."""
    rows = tuple(line.appointment(clinic) for line in after if not line.leaving)
    held = after[0] if after and all(line.status == HELD for line in after) else None
    if held and held.hold and held.until:
        return Hold(seq, at, rows, versions, held.hold, held.until)
    return Receipt(seq, at, rows, versions)
