"""What SQLite and PostgreSQL do each in its own way."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, Insert, Table, func, insert, literal_column, select, text
from sqlalchemy.dialects import postgresql, sqlite

from planner.clinic.clinic import UTC
from planner.desk.store.tables import journal, settings, versions

Begun = tuple[datetime, dict[str, int]]
"""The store's time, and versions by name: those asked for as far as there are any, and that of the facts."""


class Database(Protocol):
    """How a store locks, counts time and is followed."""

    def begin(self, connection: Connection, client: datetime, names: Iterable[str], alone: bool) -> Begun:
        """Begin to write: beside other bookings, or `alone`, as a change of facts that bookings rest on.

        The versions of `names` are raised by one, and locked until the transaction ends. `client` is the time at the
        caller's, as good as its clock.
        """

    def read(self, connection: Connection, client: datetime, names: Iterable[str]) -> Begun:
        """The same for one who reads: nothing is raised or locked."""

    def take(self, connection: Connection, rows: Sequence[tuple[str, int, str]]) -> None:
        """Claims written, in this order. Raises IntegrityError where one is taken."""

    def upsert(self, table: Table, keys: Sequence[str], changed: Sequence[str]) -> Insert:
        """Rows written over those with the same keys."""

    def entry(self) -> Insert:
        """An insert into the journal."""

    def tail(self, connection: Connection, mark: int) -> tuple[Any, int]:
        """The condition on what readers who have got to `mark` have not read for sure, and the next mark."""


class Sqlite:
    """One writer at a time: BEGIN IMMEDIATE is its lock, and the latest time anybody wrote its clock."""

    _now = text("UPDATE settings SET latest = max(latest, :client)")
    _raised = text(
        "INSERT INTO versions (name, version) SELECT value, 1 FROM json_each(:names) WHERE true "
        "ON CONFLICT (name) DO UPDATE SET version = version + 1"
    )
    _read = text(
        "SELECT latest, name, version FROM settings LEFT JOIN versions "
        "ON name = 'facts' OR name IN (SELECT value FROM json_each(:names))"
    ).columns(settings.c.latest, versions.c.name, versions.c.version)
    _take = "INSERT INTO claims (resource, tick, appointment) VALUES (?, ?, ?)"

    def begin(self, connection: Connection, client: datetime, names: Iterable[str], alone: bool) -> Begun:
        written = client.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")  # as the column's own type writes it
        names = sorted(names)
        connection.execute(self._now, {"client": written})
        connection.execute(self._raised, {"names": json.dumps(names)})
        return self.read(connection, client, names)

    def read(self, connection: Connection, client: datetime, names: Iterable[str]) -> Begun:
        found = connection.execute(self._read, {"names": json.dumps(list(names))}).all()
        return max([client, *(row[0] for row in found)]), {row[1]: row[2] for row in found}

    def take(self, connection: Connection, rows: Sequence[tuple[str, int, str]]) -> None:
        connection.exec_driver_sql(self._take, list(rows))

    def upsert(self, table: Table, keys: Sequence[str], changed: Sequence[str]) -> Insert:
        made = sqlite.insert(table)
        return made.on_conflict_do_update(
            index_elements=list(keys), set_={name: made.excluded[name] for name in changed}
        )

    def entry(self) -> Insert:
        return insert(journal).values(transaction=literal_column("0"))

    def tail(self, connection: Connection, mark: int) -> tuple[Any, int]:
        last = connection.execute(select(func.coalesce(func.max(journal.c.seq), 0))).scalar_one()
        return (journal.c.seq > mark) & (journal.c.seq <= last), last


class Postgres:
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
    _read = text(
        "SELECT clock_timestamp(), name, version FROM versions "
        "WHERE name = 'facts' OR name = ANY(CAST(:names AS text[]))"
    )
    _take = text(
        "INSERT INTO claims (resource, tick, appointment) SELECT resource, tick, appointment FROM unnest("
        "CAST(:resources AS text[]), CAST(:firsts AS integer[]), CAST(:lasts AS integer[]), CAST(:owners AS text[])) "
        "AS run (resource, first, last, appointment), generate_series(first, last) AS tick"
    )

    def begin(self, connection: Connection, client: datetime, names: Iterable[str], alone: bool) -> Begun:
        shared = "" if alone else "_shared"
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock{shared}({self.FACTS})")
        return self._begun(client, connection.execute(self._raised, {"names": sorted(names)}))

    def read(self, connection: Connection, client: datetime, names: Iterable[str]) -> Begun:
        return self._begun(client, connection.execute(self._read, {"names": list(names)}))

    def _begun(self, client: datetime, rows: Iterable[Any]) -> Begun:
        found = list(rows)
        return max((row[0].astimezone(UTC) for row in found), default=client), {row[1]: row[2] for row in found}

    def take(self, connection: Connection, rows: Sequence[tuple[str, int, str]]) -> None:
        runs: list[list[Any]] = []
        for resource, tick, owner in rows:
            if runs and (runs[-1][0], runs[-1][2] + 1, runs[-1][3]) == (resource, tick, owner):
                runs[-1][2] = tick
            else:
                runs.append([resource, tick, tick, owner])
        columns = zip(("resources", "firsts", "lasts", "owners"), zip(*runs, strict=True), strict=True)
        connection.execute(self._take, {name: list(column) for name, column in columns})

    def upsert(self, table: Table, keys: Sequence[str], changed: Sequence[str]) -> Insert:
        made = postgresql.insert(table)
        return made.on_conflict_do_update(
            index_elements=list(keys), set_={name: made.excluded[name] for name in changed}
        )

    def entry(self) -> Insert:
        return insert(journal).values(
            transaction=literal_column("pg_current_xact_id()::text::bigint"),
            at=literal_column("clock_timestamp()"),  # later than that of all whose locks were waited for
        )

    def tail(self, connection: Connection, mark: int) -> tuple[Any, int]:
        """Numbers are drawn before they can be read, so what was written by a transaction still open is read again."""
        oldest = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return journal.c.transaction >= mark, connection.execute(oldest).scalar_one()


DATABASES: Mapping[str, Database] = {"sqlite": Sqlite(), "postgresql": Postgres()}
