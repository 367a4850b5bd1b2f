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

_FACTS = select(versions.c.version).where(versions.c.name == "facts")


class Database(Protocol):
    """How a store locks, counts time and is followed."""

    def begin(self, connection: Connection, client: datetime, alone: bool) -> tuple[datetime, int]:
        """Begin to write: beside other bookings, or `alone`, as a change of facts that bookings rest on.

        Returns the store's time and the version of the facts, 0 in an empty store. `client` is the time at the
        caller's, as good as its clock.
        """

    def peek(self, connection: Connection, client: datetime) -> datetime:
        """The store's time, for one who reads."""

    def raised(self, connection: Connection, names: Iterable[str]) -> dict[str, int]:
        """Versions raised by one, and locked until the transaction ends."""

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

    _now = text("UPDATE settings SET latest = max(latest, :client) RETURNING latest").columns(settings.c.latest)
    _raised = text(
        "INSERT INTO versions (name, version) SELECT value, 1 FROM json_each(:names) WHERE true "
        "ON CONFLICT (name) DO UPDATE SET version = version + 1 RETURNING name, version"
    )
    _take = "INSERT INTO claims (resource, tick, appointment) VALUES (?, ?, ?)"

    def begin(self, connection: Connection, client: datetime, alone: bool) -> tuple[datetime, int]:
        written = client.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")  # as the column's own type writes it
        now = connection.execute(self._now, {"client": written}).scalar()
        return now or client, connection.execute(_FACTS).scalar() or 0

    def peek(self, connection: Connection, client: datetime) -> datetime:
        latest = connection.execute(select(settings.c.latest)).scalar()
        return max(latest or client, client)

    def raised(self, connection: Connection, names: Iterable[str]) -> dict[str, int]:
        found = connection.execute(self._raised, {"names": json.dumps(sorted(names))})
        return {str(name): int(version) for name, version in found}

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

    _now = text("SELECT clock_timestamp()")
    _begun = text("SELECT clock_timestamp(), (SELECT version FROM versions WHERE name = 'facts')")
    _raised = text(
        "INSERT INTO versions (name, version) SELECT name, 1 FROM unnest(CAST(:names AS text[])) AS name "
        "ON CONFLICT (name) DO UPDATE SET version = versions.version + 1 RETURNING name, version"
    )
    _take = text(
        "INSERT INTO claims (resource, tick, appointment) SELECT * FROM "
        "unnest(CAST(:resources AS text[]), CAST(:ticks AS integer[]), CAST(:owners AS text[]))"
    )

    def begin(self, connection: Connection, client: datetime, alone: bool) -> tuple[datetime, int]:
        shared = "" if alone else "_shared"
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock{shared}({self.FACTS})")
        now, facts = connection.execute(self._begun).one()
        return now.astimezone(UTC), facts or 0

    def peek(self, connection: Connection, client: datetime) -> datetime:
        moment: datetime = connection.execute(self._now).scalar_one()
        return moment.astimezone(UTC)

    def raised(self, connection: Connection, names: Iterable[str]) -> dict[str, int]:
        found = connection.execute(self._raised, {"names": sorted(names)})
        return {str(name): int(version) for name, version in found}

    def take(self, connection: Connection, rows: Sequence[tuple[str, int, str]]) -> None:
        resources, ticks, owners = (list(column) for column in zip(*rows, strict=True))
        connection.execute(self._take, {"resources": resources, "ticks": ticks, "owners": owners})

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
