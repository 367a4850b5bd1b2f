"""What SQLite and PostgreSQL do each in its own way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from typing import Any, Protocol

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Connection,
    Dialect,
    Insert,
    Select,
    Table,
    bindparam,
    func,
    insert,
    literal_column,
    null,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from planner.clinic.clinic import UTC
from planner.desk.store.sql import among, ask
from planner.desk.store.tables import Moment, journal, settings, versions
from planner.errors import Nonsense

FACTS = "facts"
"""The name of the version of all facts."""
Begun = tuple[datetime, dict[str, int]]
"""The store's time, and versions by name: those asked for as far as there are any, and that of the facts."""


Given = tuple[Select[Any], Mapping[str, object]]
"""A statement, and what it is given."""


class Database(Protocol):
    """How a store locks, counts time and is followed."""

    side_by_side: int
    """How many bookings of one process get ahead at a time: what more there are only wait for each other."""
    unread: ColumnElement[bool]
    """Which entries of the journal readers who have got to a `mark` have not read for sure."""

    def begin(self, connection: Connection, client: datetime, names: Iterable[str], alone: bool) -> Begun:
        """Begin to write: beside other bookings, or `alone`, as a change of facts that bookings rest on.

        The versions of `names` are raised by one, and locked until the transaction ends. `client` is the time at the
        caller's, as good as its clock.
        """

    def read(
        self, connection: Connection, client: datetime, names: Iterable[str], lines: Given | None = None
    ) -> tuple[datetime, dict[str, int], list[Sequence[Any]]]:
        """The same for one who reads, with the rows that `lines` finds: all as of one moment, nothing locked."""

    def shut_out(self, connection: Connection) -> None:
        """Wait until nobody writes, and let nobody begin until the transaction ends; reading follows it."""

    def set_clock(self, connection: Connection, client: datetime) -> None:
        """Put the store's time to the caller's. Raises Nonsense where the server tells it."""

    def scrub(self, connection: Connection) -> None:
        """Leave nothing of rows that are gone, outside any transaction."""

    def come(self, at: datetime, client: datetime) -> datetime:
        """The time that has come for certain, of the store's and the caller's: what is later may be to come."""

    def take(self, connection: Connection, rows: Sequence[tuple[str, int, str]]) -> None:
        """Claims written, in this order. Raises IntegrityError where one is taken."""

    def upsert(self, table: Table, keys: Sequence[str], changed: Sequence[str]) -> Insert:
        """Rows written over those with the same keys."""

    def unless_there(self, table: Table) -> Insert:
        """Rows written where none of the same key are."""

    def entry(self) -> Insert:
        """An insert into the journal."""

    def newest(self, connection: Connection) -> int:
        """The mark of one who reads all that there is from now on."""

    def reached(self, connection: Connection, mark: int, seq: int) -> int:
        """The mark of one who reads what is unread at a `mark` up to a number alone, and there is more."""


class _OneStatement:
    """Reads in one statement, so that all is of one moment and the database is asked once."""

    clock: ColumnElement[datetime]
    as_object: Callable[..., ColumnElement[Any]]
    """The function that gathers the names and values of rows in a JSON object."""

    def read(
        self, connection: Connection, client: datetime, names: Iterable[str], lines: Given | None = None
    ) -> tuple[datetime, dict[str, int], list[Sequence[Any]]]:
        statement, given = lines or (None, {})
        asked = {"client": client, "names": [FACTS, *names], **given}
        rows = self.rows(connection, _reading(self, statement), asked)
        now, there, *_ = rows[0]
        return now or client, there or {}, [row[3:] for row in rows if row[2]]

    def rows(
        self, connection: Connection, statement: Select[Any], asked: Mapping[str, object]
    ) -> Sequence[Sequence[Any]]:
        """What a statement finds."""
        return connection.execute(statement, asked).all()


@cache
def _reading(database: _OneStatement, lines: Select[Any] | None) -> Select[Any]:
    """One row at least: the time and versions, and beside them each row that `lines` finds."""
    gathered = database.as_object(versions.c.name, versions.c.version)
    there = select(gathered).where(among(versions.c.name, "names")).scalar_subquery()
    one = select(literal_column("1").label("one")).subquery()
    if lines is None:
        return select(database.clock, there, null()).select_from(one)
    wanted = lines.add_columns(literal_column("1").label("found")).subquery()
    columns = [column for column in wanted.c if column is not wanted.c.found]
    return select(database.clock, there, wanted.c.found, *columns).select_from(one.outerjoin(wanted, true()))


class Sqlite(_OneStatement):
    """One writer at a time: BEGIN IMMEDIATE is its lock, and the latest time anybody wrote its clock."""

    _now = text("UPDATE settings SET latest = max(latest, :client)")
    _raised = text(
        "INSERT INTO versions (name, version) SELECT value, 1 FROM json_each(:names) WHERE true "
        "ON CONFLICT (name) DO UPDATE SET version = version + 1"
    )
    clock = select(func.max(settings.c.latest, bindparam("client", type_=Moment), type_=Moment)).scalar_subquery()
    as_object = staticmethod(partial(func.json_group_object, type_=JSON))
    side_by_side = 1
    unread = journal.c.seq > bindparam("mark", type_=BigInteger)
    _last = select(func.coalesce(func.max(journal.c.seq), 0))
    _take = "INSERT INTO claims (resource, tick, appointment) VALUES (?, ?, ?)"

    def begin(self, connection: Connection, client: datetime, names: Iterable[str], alone: bool) -> Begun:
        written = client.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")  # as the column's own type writes it
        names = sorted(names)
        connection.execute(self._now, {"client": written})
        connection.execute(self._raised, {"names": json.dumps(names)})
        at, found, _ = self.read(connection, client, names)
        return at, found

    def shut_out(self, connection: Connection) -> None:
        """Nobody to wait for: numbers are drawn in the order in which they can be read."""

    def scrub(self, connection: Connection) -> None:
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql("VACUUM")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()

    def come(self, at: datetime, client: datetime) -> datetime:
        return min(at, client)

    def set_clock(self, connection: Connection, client: datetime) -> None:
        connection.execute(update(settings).values(latest=client))

    def take(self, connection: Connection, rows: Sequence[tuple[str, int, str]]) -> None:
        connection.exec_driver_sql(self._take, list(rows))

    def upsert(self, table: Table, keys: Sequence[str], changed: Sequence[str]) -> Insert:
        made = sqlite.insert(table)
        return made.on_conflict_do_update(
            index_elements=list(keys), set_={name: made.excluded[name] for name in changed}
        )

    def unless_there(self, table: Table) -> Insert:
        return sqlite.insert(table).on_conflict_do_nothing()

    def entry(self) -> Insert:
        return insert(journal).values(transaction=literal_column("0"))

    def newest(self, connection: Connection) -> int:
        return int(connection.execute(self._last).scalar_one())

    def reached(self, connection: Connection, mark: int, seq: int) -> int:
        return seq


class Postgres(_OneStatement):
    """Many writers: bookings share a lock that a change of facts takes alone, and the server's clock counts."""

    FACTS = 4_771_093
    """The number of that lock, which no other program should use."""

    _raised = text(
        "WITH raised AS (INSERT INTO versions (name, version) "
        "SELECT name, 1 FROM unnest(CAST(:names AS text[])) AS name "
        "ON CONFLICT (name) DO UPDATE SET version = versions.version + 1 RETURNING name, version) "
        "SELECT clock_timestamp(), name, version FROM raised "
        "UNION ALL SELECT clock_timestamp(), name, version FROM versions WHERE name = 'facts'"
    )
    clock = func.clock_timestamp(type_=Moment)
    side_by_side = 4
    unread = journal.c.transaction >= bindparam("mark", type_=BigInteger)
    _oldest_open = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
    as_object = staticmethod(partial(func.json_object_agg, type_=JSON))
    _take = text(
        "INSERT INTO claims (resource, tick, appointment) SELECT run ->> 0, tick, run ->> 3 "
        "FROM jsonb_array_elements(CAST(:runs AS jsonb)) AS run, "
        "generate_series(CAST(run ->> 1 AS integer), CAST(run ->> 2 AS integer)) AS tick"
    )

    def rows(
        self, connection: Connection, statement: Select[Any], asked: Mapping[str, object]
    ) -> Sequence[Sequence[Any]]:
        words, moments = _compiled(statement)
        return [
            [each.astimezone(UTC) if at in moments and each is not None else each for at, each in enumerate(row)]
            for row in ask(connection, words, asked)
        ]

    def begin(self, connection: Connection, client: datetime, names: Iterable[str], alone: bool) -> Begun:
        shared = "" if alone else "_shared"
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock{shared}({self.FACTS})")
        raised = connection.execute(self._raised, {"names": sorted(names)}).all()
        return max((row[0].astimezone(UTC) for row in raised), default=client), {row[1]: row[2] for row in raised}

    def shut_out(self, connection: Connection) -> None:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({self.FACTS})")

    def scrub(self, connection: Connection) -> None:
        connection.exec_driver_sql("VACUUM facts")

    def come(self, at: datetime, client: datetime) -> datetime:
        return at

    def set_clock(self, connection: Connection, client: datetime) -> None:
        raise Nonsense("a PostgreSQL store goes by the server's clock; set that one")

    def take(self, connection: Connection, rows: Sequence[tuple[str, int, str]]) -> None:
        connection.execute(self._take, {"runs": json.dumps(runs(rows))})

    def upsert(self, table: Table, keys: Sequence[str], changed: Sequence[str]) -> Insert:
        made = postgresql.insert(table)
        return made.on_conflict_do_update(
            index_elements=list(keys), set_={name: made.excluded[name] for name in changed}
        )

    def unless_there(self, table: Table) -> Insert:
        return postgresql.insert(table).on_conflict_do_nothing()

    def entry(self) -> Insert:
        return insert(journal).values(
            transaction=literal_column("pg_current_xact_id()::text::bigint"),
            at=literal_column("clock_timestamp()"),  # later than that of all whose locks were waited for
        )

    def newest(self, connection: Connection) -> int:
        """Numbers are drawn before they can be read, so what was written by a transaction still open is read again."""
        return int(connection.execute(self._oldest_open).scalar_one())

    def reached(self, connection: Connection, mark: int, seq: int) -> int:
        """What began early may have a late number, so all that began after the earliest of the rest is read again."""
        rest = select(func.min(journal.c.transaction)).where(self.unread, journal.c.seq > seq)
        return int(connection.execute(rest, {"mark": mark}).scalar_one())


_PSYCOPG: Dialect = postgresql.psycopg.dialect()  # type: ignore[no-untyped-call]


@cache
def _compiled(statement: Select[Any]) -> tuple[str, set[int]]:
    """A statement as the driver of PostgreSQL wants it, and which of its columns are moments."""
    moments = {at for at, column in enumerate(statement.selected_columns) if isinstance(column.type, Moment)}
    return str(statement.compile(dialect=_PSYCOPG)), moments


def runs(rows: Iterable[tuple[str, int, str]]) -> list[tuple[str, int, int, str]]:
    """Claims as resource, first tick, last tick and owner, those in a row taken together."""
    found: list[tuple[str, int, int, str]] = []
    for resource, tick, owner in rows:
        if found and (found[-1][0], found[-1][2] + 1, found[-1][3]) == (resource, tick, owner):
            found[-1] = (resource, found[-1][1], tick, owner)
        else:
            found.append((resource, tick, tick, owner))
    return found


DATABASES: Mapping[str, Database] = {"sqlite": Sqlite(), "postgresql": Postgres()}
