"""Stores opened: new ones, older ones, and what is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from planner.clinic import Entry
from planner.desk.desk import Desk
from planner.desk.store.opening import engine_of, migrate
from planner.desk.store.store import Store
from planner.desk.store.tables import REVISION, metadata
from planner.errors import Nonsense, StoreFault
from tests.desk.postgres import Server
from tests.desk.worlds import clinic, place
from tests.worlds import at

KEPT_APART = {"version_table": REVISION}


def test_the_migrations_make_the_tables(desk: Desk) -> None:
    with desk.store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=KEPT_APART), metadata) == []


def test_a_store_is_found_again(opened: Callable[[], Desk]) -> None:
    opened().load(clinic())
    assert opened().clinic() == clinic()


def test_an_older_store_is_migrated_with_its_book(url: str) -> None:
    engine = engine_of(url)
    migrate(engine, "first")
    older = Desk(Store(engine))
    older.load(clinic())
    older.publish([Entry("a-1", "a", 1, "booked", at(0, "9:00"), "mai", "one")])
    hold = older.hold([place("a1", 1, id="a-1", status="booked")])
    before = older.clinic()
    older.close()
    newer = Desk.open(url)
    assert newer.clinic() == newer.as_of(newer.journal()[-1].seq) == before
    newer.book(hold)
    with newer.store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=KEPT_APART), metadata) == []
    newer.close()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("clinic.db", "no database's URL"),
        ("mysql://here/clinic", "use sqlite:///FILE or postgresql"),
        ("sqlite://", "names no file"),
    ],
)
def test_a_url_that_is_none(url: str, words: str) -> None:
    with pytest.raises(Nonsense, match=words):
        Desk.open(url)


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(StoreFault, match="does its folder exist"):
        Desk.open(f"sqlite:///{tmp_path / 'nowhere' / 'clinic.db'}")
    (tmp_path / "clinic.toml").write_text('name = "Maple Street"\n' * 100)
    with pytest.raises(StoreFault, match="no store of planner's"):
        Desk.open(f"sqlite:///{tmp_path / 'clinic.toml'}")


def test_a_server_that_is_not_there(server: Server) -> None:
    with pytest.raises(StoreFault, match="nowhere"):
        Desk.open(server.url("nowhere"))


def test_what_a_newer_planner_wrote_is_left_alone(desk: Desk, url: str) -> None:
    desk.load(clinic())
    with desk.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE planner_revision SET version_num = 'of tomorrow'")
    with pytest.raises(StoreFault, match="newer planner"):
        Desk.open(url)
    desk.book([place("a1", 0)])


@pytest.mark.parametrize("table", ["alembic_version", "appointments"])
def test_another_programs_tables_are_left_alone(url: str, table: str) -> None:
    engine = engine_of(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE TABLE {table} (version_num TEXT)")
        connection.exec_driver_sql(f"INSERT INTO {table} VALUES ('theirs')")
    with pytest.raises(StoreFault, match="another program's; give planner a file, database or schema of its own"):
        Desk.open(url)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == [table]
    engine.dispose()
