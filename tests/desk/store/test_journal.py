"""The journal: append-only, and folding into the store at every entry."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from planner.clinic import Appointment, Clinic
from planner.clinic.appointments import BOOKED
from planner.desk.desk import Desk
from planner.desk.store import appointments, journal
from planner.desk.store.documents import PEOPLE
from planner.desk.store.tables import facts as facts_table
from planner.errors import Conflict, Forbidden, Nonsense, UnknownName
from tests.desk.postgres import Server, new_schema
from tests.desk.worlds import clinic, place
from tests.worlds import absence, entry, event, patient, plan


@pytest.mark.parametrize("statement", ["UPDATE journal SET who = 'nobody'", "DELETE FROM journal"])
def test_the_journal_refuses_to_be_altered(desk: Desk, statement: str) -> None:
    desk.load(clinic())
    with pytest.raises(DBAPIError, match="append-only"), desk.store.engine.begin() as connection:
        connection.execute(text(statement))


def test_the_journal_says_who_and_why(desk: Desk) -> None:
    desk.load(clinic(), who="manager")
    desk.book([place("a1", 0)], who="front desk", why="asked by telephone", key="k1")
    (entry,) = desk.journal(after=desk.journal()[0].seq)
    assert (entry.who, entry.why, entry.action, entry.key) == ("front desk", "asked by telephone", "book", "k1")
    ((kind, id, before, after),) = entry.changes
    assert (kind, id, before, after["start"]) == ("appointments", "a-1", None, "2026-06-01T15:00:00+00:00")


def test_any_day_can_be_rebuilt(desk: Desk) -> None:
    with pytest.raises(Nonsense, match="had no clinic yet"):
        desk.as_of(0)
    states: dict[int, Clinic] = {}
    desk.load(clinic())
    for change in (
        lambda: desk.book([place("a1", 0)]),
        lambda: desk.change(event("peel", 3), patient("cleo"), plan("c", "course", "cleo")),
        lambda: desk.book(desk.hold([place("a2", 2), place("a3", 4)])),
        lambda: desk.move("a-2", [place("a2", 2, "10:00")]),
        lambda: desk.drop(desk.hold([place("c1", 2)])),
        lambda: desk.cancel("a-3", "patient-cancel"),
        lambda: desk.change(remove=[event("peel", 3)]),
    ):
        entry = change()
        states[entry.seq] = desk.clinic()
        if entry.seq == 2:
            moment = entry.at
    assert {seq: desk.as_of(seq) for seq in states} == states
    assert desk.as_of(moment) == states[2]


ACTION = st.tuples(st.integers(0, 7), st.integers(1, 3), st.integers(0, 9), st.sampled_from("ab"))


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ACTION, min_size=4, max_size=10))
def test_folding_the_journal_gives_the_tables_at_every_entry(
    tmp_path_factory: pytest.TempPathFactory, actions: list[tuple[int, int, int, str]]
) -> None:
    """Whatever is asked, in whatever order; what is refused leaves no trace."""
    desk = Desk.open(f"sqlite:///{tmp_path_factory.mktemp('fold') / 'clinic.db'}")
    desk.load(clinic())
    holds: list[str] = []
    for action, number, at, id in actions:
        with suppress(Conflict, Forbidden, Nonsense, UnknownName):
            _act(desk, action, place(f"{id}{number}", at, "9:00" if at % 2 else "9:30"), holds)
        past = journal.fold(desk.journal())
        with desk.store.reading(whole=True) as connection:
            rows = connection.execute(select(facts_table).order_by(facts_table.c.place)).all()
            there = appointments.all_lines(connection)
        known = {(row.kind, row.id): row.document for row in rows if row.kind != PEOPLE}  # who is in no journal
        assert known == past.facts
        assert there == past.lines_then
    desk.close()


def _act(desk: Desk, action: int, row: Appointment, holds: list[str]) -> None:
    id = f"{row.plan}-{row.number}"
    match action:
        case 0:
            holds.append(desk.hold([row]).id)
        case 1:
            desk.book([row])
        case 2 if holds:
            desk.book(holds.pop())
        case 3 if holds:
            desk.drop(holds.pop())
        case 4:
            desk.book([replace(row, id=id, status=BOOKED)])
        case 5:
            desk.cancel(id, "patient-cancel")
        case 6:
            desk.attended(id)
        case _:
            desk.change(absence("mai", row.start.day))


def test_a_servers_clock_that_was_set_back_loses_no_entry(server: Server) -> None:
    desk = Desk.open(new_schema(server))
    desk.load(clinic())
    desk.book([place("a1", 0)])
    ended = desk.cancel("a-1", "patient-cancel")
    with desk.store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE journal DISABLE TRIGGER journal_stands")
        connection.exec_driver_sql("UPDATE journal SET at = at - interval '1 hour' WHERE seq = %s", (ended.seq,))
    assert desk.as_of(ended.at - timedelta(hours=1)).book == desk.clinic().book
    desk.close()


def test_each_part_of_a_load_says_who(desk: Desk) -> None:
    desk.load(replace(clinic(), book=(entry("a1", 0),)), who="manager", why="from paper")
    assert {(each.who, each.why) for each in desk.journal()} == {("manager", "from paper")}
    assert len(desk.journal()) == 2
