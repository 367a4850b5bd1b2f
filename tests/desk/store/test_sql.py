"""What bookings ask their database: found by indexes, however little there is when a statement is planned."""

from __future__ import annotations

import re
from typing import Any

import psycopg
import pytest
from sqlalchemy import event

from planner.desk.desk import Desk
from tests.desk.worlds import clinic, place

GROWING = "appointments|versions|claims|journal"
"""The tables that grow with a clinic and its years."""
EXPLAIN = {
    "sqlite": ("EXPLAIN QUERY PLAN ", f"SCAN ({GROWING})"),
    "postgresql": ("EXPLAIN ", f"Seq Scan on ({GROWING})"),
}


@pytest.fixture
def asked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, Any]]:
    """The statements that a driver is given from now on, each with its parameters."""
    statements: list[tuple[Any, Any]] = []
    event.listen(desk.store.engine, "before_cursor_execute", lambda *said: statements.append(said[2:4]))
    execute = psycopg.Connection.execute

    def noted(connection: Any, statement: Any, given: Any = None, **keywords: Any) -> Any:
        statements.append((statement, given))
        return execute(connection, statement, given, **keywords)

    monkeypatch.setattr(psycopg.Connection, "execute", noted)
    return statements


def test_what_bookings_ask_is_found_by_indexes(desk: Desk, asked: list[tuple[Any, Any]]) -> None:
    desk.load(clinic())
    asked.clear()
    booked = desk.book(desk.hold([place("a1", 0)]))
    desk.move(booked.rows[0].id, [place("a1", 0, "10:00")])
    desk.cancel(booked.rows[0].id, "other")
    read = [(words, given) for words, given in asked if re.match("SELECT|UPDATE|DELETE", words) and given is not None]
    explain, whole = EXPLAIN[desk.store.engine.dialect.name]
    with desk.store.engine.connect() as connection:
        cursor = connection.connection.cursor()
        plans = {}
        for words, given in read:
            cursor.execute(explain + words, given)
            plans[words] = "\n".join(map(str, cursor.fetchall()))
    assert any("appointments_by_patient" in plan for plan in plans.values())
    assert [plan for plan in plans.values() if re.search(whole, plan)] == []
