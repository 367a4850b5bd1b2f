"""Stores opened: new ones, older ones, and what is none."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, delete, inspect, select, update

from planner.clinic import Entry
from planner.desk.desk import Desk
from planner.desk.store.connection import engine_of, migrate
from planner.desk.store.journal import last
from planner.desk.store.store import Store
from planner.desk.store.tables import REVISION, facts, journal, metadata
from planner.errors import Nonsense, StoreFault
from tests.desk.postgres import Server
from tests.desk.worlds import clinic, place
from tests.worlds import at, patient

KEPT_APART = {"version_table": REVISION}


def test_the_migrations_make_the_tables(desk: Desk) -> None:
    with desk.store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=KEPT_APART), metadata) == []


def test_a_store_is_found_again(opened: Callable[[], Desk]) -> None:
    opened().load(clinic())
    assert opened().clinic() == clinic()


def test_what_is_read_as_a_whole_is_of_one_moment(desk: Desk, opened: Callable[[], Desk]) -> None:
    desk.load(clinic())
    with desk.store.reading(whole=True) as connection:
        before = last(connection)
        opened().book([place("a1", 0)])
        assert last(connection) == before
    with desk.store.reading() as connection:
        assert last(connection) > before


def test_of_a_transaction_that_is_refused_nothing_is_kept(desk: Desk) -> None:
    desk.load(clinic())
    with suppress(Nonsense), desk.store.writing(["plan:a"]) as writing:
        assert writing.versions["plan:a"] == 1
        raise Nonsense("no")
    with desk.store.reading() as connection:
        _, versions, _ = desk.store.read(connection, ["plan:a"])
    assert versions["plan:a"] == 0


def altered(engine: Engine, how: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE journal {how}")


def test_an_older_store_is_migrated_with_its_book(bare_url: str) -> None:
    engine = engine_of(bare_url)
    migrate(engine, "first")
    altered(engine, "ADD COLUMN trace VARCHAR")  # which today's desk writes
    older = Desk(Store(engine))
    older.load(clinic())
    older.publish([Entry("a-1", "a", 1, "booked", at(0, "9:00"), "mai", "one")])
    hold = older.hold([place("a1", 1, id="a-1", status="booked")])
    before = older.clinic()
    altered(engine, "DROP COLUMN trace")
    older.close()
    newer = Desk.open(bare_url)
    assert newer.clinic() == newer.as_of(newer.journal()[-1].seq) == before
    newer.book(hold)
    with newer.store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=KEPT_APART), metadata) == []
    newer.close()


NOT_SAID = (
    *("preferred_practitioners", "not_with", "phone", "email", "note"),  # of patients
    *("max_sessions_per_week", "breaks", "places", "site", "hours", "every"),  # of practitioners and rooms
    *("usual", "attended", "last_attended", "moved_hour", "rhythm"),  # of plans and prices
)
"""What no fact said before a clinic could say more."""


def as_before(document: Any) -> Any:
    """A document as the planner before wrote it."""
    if isinstance(document, list):
        return [as_before(part) for part in document]
    if not isinstance(document, dict):
        return document
    step = "do" in document  # whose `attended` is as old as any
    left = {key: as_before(part) for key, part in document.items() if step or key not in NOT_SAID}
    if "preferred_practitioners" in document:
        left["preferred_practitioner"] = next(iter(document["preferred_practitioners"]), None)
    return left


def test_facts_of_an_older_store_are_read_with_what_they_did_not_say(tmp_path: Path) -> None:
    """SQLite's alone: what a document says is the same on both."""
    url = f"sqlite:///{tmp_path / 'clinic.db'}"
    older, ann = Desk.open(url), patient("ann", preferred_practitioners=("mai",))
    there = replace(clinic(), patients={"ann": ann, "ben": patient("ben")})
    older.load(there)
    with older.store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER journal_update")
        connection.execute(delete(facts).where(facts.c.kind == "away"))
        for column, key in ((facts.c.document, facts.c.place), (journal.c.changes, journal.c.seq)):
            for which, document in connection.execute(select(key, column)).all():
                changed = update(column.table).where(key == which)
                connection.execute(changed.values({column: as_before(document)}))
    older.close()
    newer = Desk.open(url)
    assert newer.clinic() == newer.as_of(newer.journal()[-1].seq) == there
    newer.change(patient("ann", not_with=("mai",)))
    assert newer.clinic().patients["ann"].not_with == ("mai",)
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
def test_another_programs_tables_are_left_alone(bare_url: str, table: str) -> None:
    engine = engine_of(bare_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE TABLE {table} (version_num TEXT)")
        connection.exec_driver_sql(f"INSERT INTO {table} VALUES ('theirs')")
    with pytest.raises(StoreFault, match="another program's; give planner a file, database or schema of its own"):
        Desk.open(bare_url)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == [table]
    engine.dispose()
