"""A patient forgotten: nothing of the store says who they are, and the numbers stay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

import planner
from planner.clinic import Absence, Clinic, Event, Patient
from planner.desk.desk import Desk
from planner.desk.store.connection import engine_of, migrate
from planner.desk.store.store import Store
from planner.errors import Nonsense, UnknownName
from tests.desk.worlds import FAR, clinic, far, place
from tests.worlds import attended, day, plan, span

SECRETS = ("Zoe Quill", "0177-12345", "zoe@example.org", "her dog is Rex", "Zoe said so", "visits Aunt Quill")
ZOE = Patient("p7", SECRETS[0], phone=SECRETS[1], email=SECRETS[2], note=SECRETS[3])
TABLES = ("facts", "appointments", "versions", "journal")


UNNAMED, NAMED = '"id": "p7", "name": ""', '"id": "p7", "name": "Zoe Quill"'
OPENED = {
    "sqlite": (
        "DROP TRIGGER journal_update",
        "CREATE TRIGGER journal_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    ),
    "postgresql": (
        "ALTER TABLE journal DISABLE TRIGGER journal_stands",
        "ALTER TABLE journal ENABLE TRIGGER journal_stands",
    ),
}


def known() -> Clinic:
    given = clinic()
    return replace(
        given,
        patients={**given.patients, "p7": ZOE},
        plans={**given.plans, "z": plan("z", "course", "p7", -30)},
        events=(Event("p7", "peel", day(-40), note=SECRETS[4]),),
        away=(Absence("p7", span(-3, "9:00-12:00"), SECRETS[5]),),
        book=(attended("z1", -28),),
    )


def said(desk: Desk) -> str:
    """All that the store's tables hold."""
    with desk.store.engine.connect().execution_options(reading=True) as connection:
        return "\n".join(
            str(tuple(row)) for table in TABLES for row in connection.execute(text(f"SELECT * FROM {table}"))
        )


def test_nothing_of_a_store_says_who_a_forgotten_patient_is(desk: Desk) -> None:
    desk.load(known())
    desk.change(replace(ZOE, name="Zoe Quill-Ray"))
    assert [each for each in SECRETS if each in said(desk)] == list(SECRETS)
    done = desk.forget("p7", who="manager", why="asked in writing")
    assert [each for each in (*SECRETS, "Zoe") if each in said(desk)] == []
    assert desk.clinic().patients["p7"] == Patient("p7", "p7")
    assert [row.id for row in desk.clinic().book] == ["z1---28"]
    assert desk.as_of(done.seq - 1).patients["p7"].name == "p7"
    entry = desk.journal(done.seq - 1)[0]
    assert (entry.action, entry.who, entry.why) == ("forget", "manager", "asked in writing")
    with pytest.raises(Nonsense, match="any more"):
        desk.forget("p7")
    with pytest.raises(Nonsense, match="cannot be undone"):
        desk.undo(done.seq)


def test_a_file_of_sqlite_holds_no_trace(tmp_path: Path) -> None:
    with Desk.open(f"sqlite:///{tmp_path / 'clinic.db'}") as desk:
        desk.load(known())
        desk.change(replace(ZOE, name="Zoe Quill-Ray"))
        desk.forget("p7")
    there = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert [each for each in SECRETS if each.encode() in there] == []


def test_names_are_in_no_entry_of_the_journal(desk: Desk) -> None:
    desk.load(known())
    desk.add(Patient("p8", "Yan Zed"))
    desk.change(remove=[Patient("p8", "Yan Zed")])
    told = str([entry.changes for entry in desk.journal()])
    assert [each for each in (*SECRETS, "Yan Zed") if each in told] == []


def test_a_patient_is_known_again_where_the_taking_back_is_undone(desk: Desk) -> None:
    desk.load(clinic(patients=[ZOE]))
    gone = desk.change(remove=[ZOE])
    assert "p7" not in desk.clinic().patients
    desk.undo(gone.seq)
    assert desk.clinic().patients["p7"] == ZOE
    gone = desk.change(remove=[ZOE])
    desk.forget("p7")
    assert [each for each in SECRETS if each in said(desk)] == []
    desk.undo(gone.seq)
    assert desk.clinic().patients["p7"] == Patient("p7", "p7")


def test_the_past_bears_the_names_of_today(desk: Desk) -> None:
    desk.load(known())
    desk.change(replace(ZOE, name="Zoe Quill-Ray"))
    assert desk.as_of(1).patients["p7"].name == "Zoe Quill-Ray"


def test_who_comes_again_is_not_forgotten(desk: Desk) -> None:
    desk.load(far(book=()))
    desk.hold([place("a1", FAR)])
    with pytest.raises(Nonsense, match="visits to come"):
        desk.forget("ann")
    with pytest.raises(UnknownName):
        desk.forget("zoe")


def test_another_desk_forgets_with_it(opened: Callable[[], Desk]) -> None:
    one, other = opened(), opened()
    one.load(known())
    assert other.clinic().patients["p7"] == ZOE
    one.forget("p7")
    assert other.clinic().patients["p7"].name == "p7"
    assert other.find("quill") == []


def test_a_forgotten_patient_is_dumped_and_read_again(desk: Desk, tmp_path: Path) -> None:
    desk.load(replace(clinic(patients=[ZOE]), policy=planner.default_policy()))
    desk.forget("p7")
    planner.write_clinic(desk.clinic(), tmp_path / "out")
    assert planner.read(tmp_path / "out").patients["p7"].name == "p7"


def test_the_names_of_an_older_store_leave_its_journal(bare_url: str) -> None:
    engine = engine_of(bare_url)
    migrate(engine, "one_document")
    older = Desk(Store(engine))
    older.load(known())
    with engine.begin() as connection:  # as the planner before wrote it: names in facts and journal
        connection.exec_driver_sql("DELETE FROM facts WHERE kind = 'people'")
        sqlite = engine.dialect.name == "sqlite"
        opened, closed = OPENED[engine.dialect.name]
        connection.exec_driver_sql(opened)
        for table, column in (("facts", "document"), ("journal", "changes")):
            named = f"replace(CAST({column} AS text), '{UNNAMED}', '{NAMED}')"
            named = named if sqlite else f"CAST({named} AS json)"
            connection.exec_driver_sql(f"UPDATE {table} SET {column} = {named} WHERE {column} IS NOT NULL")
        connection.exec_driver_sql(closed)
    assert said(older).count("Zoe Quill") == 2
    older.close()
    with Desk.open(bare_url) as newer:
        assert newer.clinic().patients["p7"].name == "Zoe Quill"
        assert "Zoe Quill" not in str([entry.changes for entry in newer.journal()])
        newer.forget("p7")
        assert "Zoe Quill" not in said(newer)
        with pytest.raises(Exception, match="append-only"), newer.store.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE journal SET who = 'nobody'")
