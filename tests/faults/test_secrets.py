"""No password and nobody's name is told by what is refused, not even in a traceback."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from traceback import format_exception

import pytest
from sqlalchemy import text

from planner.clinic import Event, Patient, Plan
from planner.desk.desk import Desk
from planner.desk.store.urls import shown
from planner.errors import Nonsense, PlannerError, StoreFault
from tests.cli.worlds import desk as typed
from tests.desk.worlds import clinic, place
from tests.worlds import day

SECRETS = [
    "postgresql://me@srv:s3cret@host/db",
    "postgresql+psycopg://me@srv:s3/c:r@s3cret@127.0.0.1:1/db",
    "postgresql+psycopg://127.0.0.1:1/db?user=me&passwd=s3cret",
    "postgresql+psycopg://127.0.0.1:1/db?sslpassword=s3cret&user=me",
    "postgresql+psycopg://127.0.0.1:1/db?passfile=/home/s3cret",
    "host=127.0.0.1 port=1 password=s3cret",
    "host=127.0.0.1 password = 's3cret of two words' user=me",
    "me:s3cret@127.0.0.1/db",
    "postgres:me:s3cret@127.0.0.1/db",
    "postgresql:/me:s3cret@127.0.0.1/db",
]


@pytest.mark.parametrize("url", SECRETS)
def test_no_password_is_told_of_any_way_to_say_it(url: str) -> None:
    assert "s3cret" not in shown(url)
    with pytest.raises((Nonsense, StoreFault)) as refused:
        Desk.open(url)
    assert "s3cret" not in "".join(format_exception(refused.value))
    said = typed("day", url)
    assert said.status == 2
    assert "s3cret" not in said.err + said.out


@pytest.mark.parametrize(
    "url", ["postgresql+psycopg://me@host:5432/db?sslmode=require", "sqlite:///a@b:c.db", "a@b.db"]
)
def test_what_is_no_secret_is_told(url: str) -> None:
    assert shown(url) == url


MARIA = "Maria Oliveira"


def test_the_databases_own_words_name_nobody(url: str) -> None:
    """A row that the database refuses, for whatever reason, is not told with what is in it."""
    desk = Desk.open(url)
    desk.load(clinic())
    sqlite = url.startswith("sqlite")
    check = "CREATE TRIGGER no BEFORE INSERT ON facts BEGIN SELECT RAISE(FAIL, 'no'); END"
    with desk.store.engine.begin() as connection:
        connection.execute(text(check if sqlite else "ALTER TABLE facts ADD CHECK (version < 2)"))
    with pytest.raises((StoreFault, PlannerError)) as refused:
        desk.add(Patient("maria", MARIA))
    assert MARIA not in "".join(format_exception(refused.value))
    with suppress(Exception), desk.store.engine.connect() as connection:
        connection.execute(text("SELECT nothing FROM facts WHERE id = :name"), {"name": MARIA})
    desk.close()


REFUSED: dict[str, Callable[[Desk], object]] = {
    "a patient on record": lambda desk: desk.add(Patient("maria", "Somebody else")),
    "a name with blanks": lambda desk: desk.change(Patient("ann", f" {MARIA}")),
    "a name that is none": lambda desk: desk.change(Patient("ann", [MARIA])),
    "a name with a control character": lambda desk: desk.change(Patient("ann", f"{MARIA}\x1b")),
    "a fact that is none": lambda desk: desk.change((MARIA,)),  # type: ignore[arg-type]
    "a patient in place of a row": lambda desk: desk.book([Patient("maria", MARIA)]),  # type: ignore[list-item]
    "a patient in place of an id": lambda desk: desk.offers(Patient("maria", MARIA)),  # type: ignore[arg-type]
    "an event on record": lambda desk: desk.change(Event("ann", "peel", day(0), note=MARIA)),
    "an event not on record": lambda desk: desk.change(remove=[Event("ann", "peel", day(1), note=MARIA)]),
    "a plan on record": lambda desk: desk.add(Plan("a", "maria", "course", day(0))),
    "a place that is taken": lambda desk: desk.book([place("b1", 0)]),
}


@pytest.mark.parametrize("what", REFUSED)
def test_no_refusal_of_the_desk_names_anybody(tmp_path: Path, what: str) -> None:
    desk = Desk.open(f"sqlite:///{tmp_path / 'clinic.db'}")
    there = clinic(events=(Event("ann", "peel", day(0), note=MARIA),))
    people = {**there.patients, "maria": Patient("maria", MARIA), "ann": Patient("ann", MARIA)}
    desk.load(replace(there, patients=people))
    desk.book([place("a1", 0)])
    with pytest.raises((PlannerError, TypeError)) as refused:
        REFUSED[what](desk)
    assert MARIA not in "".join(format_exception(refused.value))
    desk.close()
