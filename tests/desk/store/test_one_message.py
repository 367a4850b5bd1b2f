"""A booking as one message to PostgreSQL: written whole where nothing has changed, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import select, update

from planner.clinic import Patient
from planner.desk.answers import Receipt
from planner.desk.booking.new_lines import new_lines
from planner.desk.booking.snapshot import Snapshot, look
from planner.desk.desk import Desk
from planner.desk.store import one_message
from planner.desk.store.appointments import of_hold
from planner.desk.store.one_message import AtOnce
from planner.desk.store.sql import ask
from planner.desk.store.store import Store
from planner.desk.store.tables import appointments, claims, versions
from planner.errors import Conflict, StoreFault
from tests.desk.postgres import Server, new_schema
from tests.desk.worlds import clinic, place


@pytest.fixture
def desk(server: Server) -> Iterator[Desk]:
    desk = Desk.open(new_schema(server))
    desk.load(clinic())
    yield desk
    desk.close()


def seen_by(desk: Desk, number: int) -> Snapshot:
    with desk.store.reading() as connection:
        return look(desk.store, connection, [place("a1", number)])


def written(desk: Desk, seen: Snapshot, number: int) -> Receipt | None:
    """A place held by one who has seen this."""
    lines = new_lines(seen, [place("a1", number)], again=False)
    with desk.store.reading() as connection:
        known = desk.store.known(connection, seen.facts)
        return one_message.write(connection, *known, AtOnce(seen.versions, lines), "hold", {}, None)


def tables(desk: Desk) -> list[object]:
    with desk.store.reading() as connection:
        return [connection.execute(select(table)).all() for table in (appointments, claims, versions)]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What the driver asks the server from now on."""
    statements: list[object] = []
    execute = psycopg.Cursor.execute

    def noted(cursor: Any, statement: Any, *given: Any, **keywords: Any) -> Any:
        statements.append(statement)
        return execute(cursor, statement, *given, **keywords)

    monkeypatch.setattr(psycopg.Cursor, "execute", noted)
    return statements


def test_a_hold_asks_the_server_twice_and_its_booking_once(desk: Desk, asked: list[object]) -> None:
    desk.clinic()  # the facts are known from then on
    asked.clear()
    hold = desk.hold([place("a1", 0), place("a2", 2)])
    assert len(asked) == 2
    desk.book(hold)
    assert len(asked) == 3


def test_a_hold_of_another_desk_is_read_first(desk: Desk, asked: list[object]) -> None:
    hold = desk.hold([place("a1", 0)])
    other = Desk(Store(desk.store.engine))
    other.clinic()
    asked.clear()
    other.book(hold)
    assert len(asked) == 2


def test_it_is_written_once_where_nothing_has_changed(desk: Desk) -> None:
    seen = seen_by(desk, 0)
    assert written(desk, seen, 0)
    before = tables(desk)
    assert written(desk, seen, 2) is None
    assert tables(desk) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda desk: desk.change(Patient("dora", "Dora")),
        lambda desk: desk.book([place("b1", 0, "9:30")]),  # the same practitioner's day
        lambda desk: desk.book([place("a1", 2)]),  # the same patient's plan
    ],
    ids=["facts", "day", "plan"],
)
def test_nothing_is_written_where_something_it_rests_on_changed(desk: Desk, change: Callable[[Desk], object]) -> None:
    seen = seen_by(desk, 0)
    change(desk)
    before = tables(desk)
    assert written(desk, seen, 0) is None
    assert tables(desk) == before


def test_what_changed_elsewhere_is_in_nobodys_way(desk: Desk) -> None:
    seen = seen_by(desk, 0)
    desk.book([place("b1", 1)])
    assert written(desk, seen, 0)


def test_a_hold_that_ends_between_reading_and_booking_is_not_booked(desk: Desk) -> None:
    hold = desk.hold([place("a1", 0)])
    with desk.store.reading() as connection:
        held = of_hold(connection, hold.id)
    with desk.store.engine.begin() as connection:
        connection.execute(update(appointments).values(until=hold.at - timedelta(seconds=1)))
    before = tables(desk)
    with desk.store.reading() as connection:
        known = desk.store.known(connection)
        asked = AtOnce({"plan:a": None}, held=held)
        assert one_message.write(connection, *known, asked, "book", {}, None) is None
    assert tables(desk) == before
    with pytest.raises(Conflict, match="has ended"):
        desk.book(hold)


def test_what_the_server_refuses_is_said_as_ever(desk: Desk) -> None:
    with pytest.raises(StoreFault, match="no_such_table"), desk.store.reading() as connection:
        ask(connection, "SELECT 1 FROM no_such_table", {})
    with desk.store.reading() as connection:
        assert ask(connection, "SELECT %(one)s", {"one": 1}) == [(1,)]


def test_a_connection_that_is_lost_is_taken_no_more(desk: Desk) -> None:
    with pytest.raises(StoreFault, match="connection was lost"), desk.store.reading() as connection:
        ask(connection, "SELECT pg_terminate_backend(pg_backend_pid())", {})
    assert desk.clinic() == clinic()
