"""A store that is not planner's is looked at before it is touched, and left as it was."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from planner.desk.desk import Desk
from planner.errors import StoreFault
from tests.cli.worlds import desk as typed
from tests.desk.worlds import clinic


def theirs(path: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return path


OTHERS = {
    "another program's": ("CREATE TABLE cards (id TEXT)", "INSERT INTO cards VALUES ('seven')"),
    "one that another Alembic looks after": ("CREATE TABLE alembic_version (version_num TEXT)",),
    "one in DELETE mode with a table of our names": ("CREATE TABLE journal (seq INTEGER)",),
    "one that only has a view": ("CREATE VIEW now AS SELECT 1",),
}


@pytest.mark.parametrize("what", OTHERS)
def test_another_programs_file_stays_to_the_byte(tmp_path: Path, what: str) -> None:
    path = theirs(tmp_path / "cards.db", *OTHERS[what])
    before = path.read_bytes()
    with pytest.raises(StoreFault):
        Desk.open(f"sqlite:///{path}")
    assert typed("day", path).status == 2
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["cards.db"]


def test_what_a_newer_planner_wrote_stays_to_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "clinic.db"
    desk = Desk.open(f"sqlite:///{path}")
    desk.load(clinic())
    desk.close()
    theirs(path, "UPDATE planner_revision SET version_num = 'of tomorrow'")
    before = path.read_bytes()
    with pytest.raises(StoreFault, match="newer planner"):
        Desk.open(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_our_own_is_in_wal_mode(tmp_path: Path) -> None:
    """An empty file is nobody's yet."""
    path = theirs(tmp_path / "clinic.db")
    Desk.open(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
