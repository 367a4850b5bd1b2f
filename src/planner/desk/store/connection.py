"""A store's database: opened, and brought to the tables of today."""

from __future__ import annotations

import os
import selectors
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from functools import cache, partial
from selectors import EVENT_READ
from typing import Any

import psycopg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError

from planner.desk.store.faults import clear_faults
from planner.desk.store.file import StoreFile
from planner.desk.store.tables import REVISION
from planner.desk.store.urls import file_of, shown
from planner.errors import Nonsense, StoreFault
from planner.files.atomic import PRIVATE

POSTGRES = "postgresql"
DRIVERS = {"sqlite", "sqlite+pysqlite", "postgresql+psycopg"}
BUSY_SECONDS = 30
"""How long a client of an SQLite store waits for its turn to write."""
POOL: Mapping[str, Any] = {"pool_size": 15, "max_overflow": 0}
"""Connections that a client's threads share are kept: SQLAlchemy's own choice closes all but five after each use, and
to open one costs PostgreSQL more than a booking does."""
USE = "use sqlite:///FILE or postgresql+psycopg://USER@HOST/DATABASE"
_Selector = getattr(selectors, "PollSelector", selectors.SelectSelector)
"""Asks the system once, where the usual one does so four times."""
SETTINGS = "SET enable_seqscan = off; SET jit = off"
"""A plan is made once and kept, for tables that may be empty then, when reading them whole is as good as any."""
MIGRATING = 4_771_092
"""PostgreSQL's lock that lets one client migrate at a time; any number that no other program uses."""


def opened(url: str) -> Engine:
    """A store's engine, migrated. Raises StoreFault where it cannot be reached, Nonsense for a URL that is none."""
    engine = engine_of(url)
    try:
        with clear_faults(engine):
            migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def engine_of(url: str) -> Engine:
    """How the database of a URL is connected to; nothing is asked of it yet."""
    try:
        parsed = make_url(url)
        if (file := file_of(url)) is not None:  # some releases of SQLAlchemy take a % in it as it is
            if "?" in url and not parsed.query:
                raise Nonsense(f"the store {shown(url)!r} names a file with a ?; write it as %3F, or name another")
            parsed = parsed.set(database=file)
        if parsed.drivername not in DRIVERS:
            raise Nonsense(f"no store at {shown(url)!r}; {USE}")
        if "@" in (parsed.host or ""):  # what is taken for the host would be told
            raise Nonsense(f"{shown(url)!r} has an @ too many; write one in a name or password as %40")
        if parsed.drivername == "postgresql+psycopg":
            engine = create_engine(parsed, hide_parameters=True, **POOL)
            event.listen(engine, "connect", _set_up_postgres)
            event.listen(engine, "begin", _begin_postgres)
            event.listen(engine, "checkout", _refuse_lost)
            return engine
        if parsed.database in (None, "", ":memory:"):
            raise Nonsense(f"the store {shown(url)!r} names no file; use sqlite:///FILE")
        engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True, **POOL)
    except Nonsense:
        raise
    except (ArgumentError, ValueError):  # which would show the part that they cannot read, perhaps a password
        raise Nonsense(f"{shown(url.partition(':')[0])}:… is no database's URL; {USE}") from None
    there = StoreFile(shown(url))
    event.listen(engine, "do_connect", there.look)  # first, or a file would be made in the place of one that is gone
    event.listen(engine, "do_connect", partial(_make_private, parsed.database or ""))
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "connect", there.note)
    event.listen(engine, "checkout", there.look)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "commit", there.look)
    return engine


def _make_private(file: str, *_: Any) -> None:
    """A new file is its owner's alone before anything is in it; SQLite gives those beside it the same mode."""
    with suppress(OSError):  # it is there, or SQLite says better what is wrong
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))


def _set_up(connection: sqlite3.Connection, _: Any) -> None:
    """A commit is on the disk before it is answered; readers never wait for the writer.

    Another program's file is left as it is: it is refused later, and its own program may not know WAL.
    """
    connection.isolation_level = None  # transactions begin where SQLAlchemy says so, not at the first INSERT
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    ours = ("journal_mode = WAL",) if not tables or REVISION in tables else ()
    for pragma in ("foreign_keys = ON", *ours, "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Writers queue at their start, so that none finds out at its end that another was before it."""
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("reading") else "BEGIN IMMEDIATE")


def _set_up_postgres(connection: psycopg.Connection[Any], _: Any) -> None:
    """Transactions begin where it is said: to tell the driver that there is none costs more than to read."""
    connection.autocommit = True
    connection.execute(SETTINGS)


def _begin_postgres(connection: Connection) -> None:
    """`apart`: each statement is by itself; `whole`: all that is read is of one moment."""
    how = connection.get_execution_options()
    if not how.get("apart"):
        connection.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ" if how.get("whole") else "BEGIN")


def _refuse_lost(connection: psycopg.Connection[Any], *_: Any) -> None:
    if is_lost(connection):
        raise DisconnectionError("the server has closed this connection")


def is_lost(connection: psycopg.BaseConnection[Any]) -> bool:
    """A server that went away has said so on every idle connection; asking it each time would take longer."""
    with _Selector() as selector:
        if not connection.closed:
            selector.register(connection.fileno(), EVENT_READ)
        return connection.closed or bool(selector.select(0))


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring a store's tables to a revision, today's unless told; one client at a time does it."""
    with engine.connect().execution_options(reading=True) as connection:
        if _revision(connection) == _head():
            return
    with engine.begin() as connection:
        if engine.dialect.name == POSTGRES:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATING})
        there = _revision(connection)
        if there is None and _is_anothers(connection):
            raise StoreFault(
                "the tables there are another program's; give planner a file, database or schema of its own"
            )
        if there not in (None, *_revisions()):
            raise StoreFault(f"the store was written by a newer planner (its tables are {there!r}); update planner")
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def is_todays(connection: Connection) -> bool:
    """Whether a store has the tables that this planner knows: not so once a newer one has opened it."""
    return connection.execute(text(f"SELECT version_num FROM {REVISION}")).scalar() == _head()


def _head() -> str:
    """The revision of today's tables."""
    return _revisions()[0]


@cache
def _revisions() -> tuple[str, ...]:
    """All of them, the latest first."""
    return tuple(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "planner.desk.store:migrations")
    return config


def _is_anothers(connection: Connection) -> bool:
    """Whether another program keeps something here; views beside ours are common on a server, and no sign of it."""
    there = inspect(connection)
    return bool(there.get_table_names() or (connection.dialect.name != POSTGRES and there.get_view_names()))


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(REVISION):
        return None
    return connection.execute(text(f"SELECT version_num FROM {REVISION}")).scalar()
