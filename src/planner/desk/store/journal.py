"""The journal: every change with what was there before and after, who made it, when and why. Nothing is ever altered.

From its start it folds into the facts and the book of any moment since.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Select, Text, bindparam, cast, exists, func, select

from planner.clinic.names import spoken
from planner.desk.answers import Call
from planner.desk.store.appointments import StoredAppointment
from planner.desk.store.databases import Database
from planner.desk.store.facts import Facts, Name, folded
from planner.desk.store.tables import journal as table

FACTS, LINES = "facts", "appointments"
PIECE = 1000
"""Entries that a reader who follows is given at a time, who may have been away for months."""
LATELY = 20_000
"""So many entries back it is known of a hold whether it ever was."""
Change = tuple[str, Any, Any, Any]
"""Which table, which row, the document before and that after; None where there was or is none."""
ACTIONS = {
    **{"load": "put the clinic in", "publish": "published a month", "accept": "took a replanning"},
    **{"roll": "closed the days before", "take-over": "changed records", "change": "changed records"},
    **{"record": "recorded a health event", "wish": "noted a wish", "forget": "removed who somebody is"},
    **{"hold": "held places", "prolong": "held for longer", "drop": "let a hold go", "end": "let a hold end"},
    **{"book": "booked", "accept-part": "booked a part of a hold", "move": "moved", "cancel": "cancelled"},
    **{"attended": "said who came", "no-show": "said who did not come", "undo": "took something back"},
    **{"redo": "did again what was taken back"},
    **{"finish": "ended a course", "extend": "made a course longer", "set-clock": "set the clock"},
}
"""What is done in the journal, as it is said of whoever did it."""


def did(action: str) -> str:
    """An action as it is said, such as `let a hold go`."""
    return ACTIONS.get(action, spoken(action))


@dataclass(frozen=True)
class Entry:
    """One line of the journal."""

    seq: int
    at: datetime
    who: str
    why: str
    action: str
    key: str | None
    request: str | None
    changes: Sequence[Change]
    versions: Mapping[str, int]
    trace: str | None = None

    @property
    def lines(self) -> list[tuple[str, StoredAppointment | None]]:
        """The lines of the book that it changed, by id, as they were after it."""
        return [(id, after and StoredAppointment.of(after)) for kind, id, _, after in self.changes if kind == LINES]


@dataclass
class Past:
    """The facts and the book as documents, at one place in the journal."""

    facts: dict[Name, Any] = field(default_factory=dict)
    lines: dict[str, Any] = field(default_factory=dict)

    def add(self, changes: Iterable[Change]) -> None:
        for kind, id, _, after in changes:
            if kind == FACTS:
                self.facts[id[0], id[1]] = after
            elif after is None:
                del self.lines[id]
            else:
                self.lines[id] = after

    @property
    def facts_then(self) -> Facts:
        return folded(self.facts.items())

    @property
    def lines_then(self) -> list[StoredAppointment]:
        return [StoredAppointment.of(document) for document in self.lines.values()]


def of_line(before: StoredAppointment | None, after: StoredAppointment | None) -> Change:
    line = after or before
    return (LINES, line and line.id, before and before.document(), after and after.document())


def of_fact(name: Name, before: Any, after: Any) -> Change:
    """What changed of one fact, given as documents; None for what was not there or was taken back."""
    return (FACTS, name, before, after)


def write(
    connection: Connection,
    database: Database,
    at: datetime,
    action: str,
    call: Call,
    request: str | None,
    changes: Sequence[Change],
    versions: Mapping[str, int],
) -> tuple[int, datetime]:
    """A line written, at a time `at` or, where the database tells it, later; returns its number and its time."""
    said = {"who": call.get("who") or "", "why": call.get("why") or "", "key": call.get("key"), "request": request}
    if "trace" in call:
        said["trace"] = call["trace"]
    row = {"at": at, "action": action, **said, "changes": changes, "versions": versions}
    seq, written = connection.execute(database.entry().returning(table.c.seq, table.c.at), row).one()
    return seq, written


_ENTRIES = select(*(table.c[name] for name in Entry.__dataclass_fields__)).order_by(table.c.seq)
_BY_KEY = _ENTRIES.where(table.c.key == bindparam("key"))


def under(connection: Connection, key: str) -> Entry | None:
    """What was done under a caller's key."""
    row = connection.execute(_BY_KEY, {"key": key}).one_or_none()
    return Entry(*row) if row else None


def held(connection: Connection, hold: str) -> bool:
    """Whether a hold of this id was made or ended by one of the last entries, of which few are ever looked at."""
    return connection.execute(select(table.c.seq).where(*_tells_of(hold)).limit(1)).first() is not None


def holder(connection: Connection, hold: str) -> str:
    """Who made a hold, looked for from the last entry back; empty where nobody was named."""
    asked = select(table.c.who).where(*_tells_of(hold), table.c.action == "hold").order_by(table.c.seq.desc()).limit(1)
    return connection.execute(asked).scalar() or ""


def _tells_of(hold: str) -> tuple[ColumnElement[bool], ...]:
    """What holds of the last entries that say something of a hold."""
    latest = select(func.max(table.c.seq) - LATELY).scalar_subquery()
    told = cast(table.c.changes, Text).contains(f'"hold": {json.dumps(hold)}', autoescape=True)
    return table.c.seq > latest, told


def numbered(connection: Connection, seq: int) -> Entry | None:
    """The entry of a number."""
    row = connection.execute(_ENTRIES.where(table.c.seq == seq)).one_or_none()
    return Entry(*row) if row else None


def until(connection: Connection, at: datetime | int) -> Iterable[Entry]:
    """The entries up to a number, or up to the last one of a moment, in order: a clock that was set back skips none."""
    last = at if isinstance(at, int) else select(func.max(table.c.seq)).where(table.c.at <= at).scalar_subquery()
    for row in connection.execute(_ENTRIES.where(table.c.seq <= last)):
        yield Entry(*row)


def since(connection: Connection, seq: int, most: int | None = None) -> Iterable[Entry]:
    """The entries after a number, in order; `most` of them."""
    for row in connection.execute(_ENTRIES.where(table.c.seq > seq).limit(most)):
        yield Entry(*row)


def mark(connection: Connection, database: Database) -> int:
    """How far a reader has got who has read all that there is."""
    return database.newest(connection)


def numbers(connection: Connection, database: Database, mark: int) -> set[int]:
    """The numbers of the entries that a reader who got to `mark` will be given again."""
    return set(connection.execute(select(table.c.seq).where(database.unread), {"mark": mark}).scalars())


def anything_new(connection: Connection, database: Database, mark: int) -> bool:
    """Whether `tail` would find something."""
    return bool(connection.execute(select(exists().where(database.unread)), {"mark": mark}).scalar())


def tail(
    connection: Connection, database: Database, mark: int, most: int | None = None
) -> tuple[list[Entry], int, bool]:
    """What a reader who got to `mark` may not have read, the next mark, and whether that is all.

    It comes by the numbers, so that each thing is told last as it was last; some of it may come twice. There are at
    most `most`, or `PIECE`, unless a transaction was open for so long that more came meanwhile.
    """
    most, newest, piece = most or PIECE, database.newest(connection), _piece(database.unread)
    while True:
        entries = [Entry(*row) for row in connection.execute(piece, {"mark": mark, "most": most + 1})]
        if len(entries) <= most:
            return entries, newest, True
        reached = min(newest, database.reached(connection, mark, entries[most - 1].seq))
        if reached > mark:
            return entries[:most], reached, False
        most *= 2


@cache
def _piece(wanted: ColumnElement[bool]) -> Select[Any]:
    """The first entries that are unread; found first, lest a plan look through all from the start."""
    unread = select(table.c.seq).where(wanted).cte().prefix_with("MATERIALIZED")
    first = select(unread.c.seq).order_by(unread.c.seq).limit(bindparam("most", type_=Integer))
    return _ENTRIES.where(table.c.seq.in_(first))


def fold(entries: Iterable[Entry]) -> Past:
    past = Past()
    for entry in entries:
        past.add(entry.changes)
    return past


def last(connection: Connection) -> int:
    """The number of the latest entry."""
    return int(connection.execute(select(func.coalesce(func.max(table.c.seq), 0))).scalar_one())
