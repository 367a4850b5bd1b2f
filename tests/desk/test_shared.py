"""Sessions that two plans share: they take their places once, and leave them together or to one another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from planner.desk.desk import Desk
from planner.desk.store import claims, lines
from planner.desk.store.tables import claims as claims_table
from tests.desk.test_desk import place
from tests.worlds import at, day, entry, plan, service, world

SHARED = world(
    [service("scan", shareable=True)],
    plans=[plan("a", "scan"), plan("c", "scan")],
    book=(entry("a1", 0, service="scan"), entry("c1", 0, service="scan")),
)
"""Two plans of Ann with the same session."""
IDS = [row.id for row in SHARED.book]


def move(desk: Desk) -> None:
    rows = [place(id[:2], 0, "10:00", service="scan", id=id, status="booked") for id in IDS]
    desk.book(desk.hold(rows))


def publish(desk: Desk) -> None:
    desk.publish([replace(row, start=at(0, "10:00")) for row in SHARED.book])


def roll(desk: Desk) -> None:
    desk.roll(day(1))


def cancel(desk: Desk) -> None:
    desk.cancel(IDS[0], "other")


@pytest.mark.parametrize("leave", [move, publish, roll, cancel])
def test_nothing_is_taken_where_nobody_is_any_more(desk: Desk, leave: Callable[[Desk], None]) -> None:
    desk.load(SHARED)
    leave(desk)
    with desk.store.reading() as connection:
        facts, tick = desk.store.known(connection)
        taking = [line for line in lines.all_lines(connection) if line.takes]
        taken = {claim for line in taking for claim in claims.claimed(facts.clinic, line, tick)}
        there = {(row.resource, row.tick): row.appointment for row in connection.execute(select(claims_table))}
    assert there.keys() == taken
    assert set(there.values()) <= {line.id for line in taking}
