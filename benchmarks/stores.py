"""Stores to measure on, each empty: SQLite in a file, and PostgreSQL on a server of their own, with fsync on both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine, text

from tests.desk.postgres import Server, binaries


def stores(stack: ExitStack, *names: str) -> Iterator[tuple[str, str, str]]:
    """The database, a name and the URL of an empty store: one of each name on SQLite, then one on PostgreSQL.

    PostgreSQL is left out where there is none. All stores are deleted with the stack.
    """
    folder = Path(stack.enter_context(TemporaryDirectory()))
    yield from (("SQLite", name, f"sqlite:///{folder / name}.db") for name in names)
    if found := binaries():
        server = Server(found, durable=True)
        stack.callback(server.delete)
        _make(server.url(), names)
        yield from (("PostgreSQL", name, server.url(name)) for name in names)


def _make(url: str, names: Iterable[str]) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name in names:
            connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
