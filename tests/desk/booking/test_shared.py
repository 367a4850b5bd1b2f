"""Sessions that two plans share: they take their places once, and leave them together or to one another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from planner.desk.desk import Desk
from tests.desk.racing import assert_claimed
from tests.desk.worlds import place
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


def publish_one(desk: Desk) -> None:
    desk.publish([SHARED.book[0], replace(SHARED.book[1], start=at(1, "10:00"))])


def fix(desk: Desk) -> None:
    desk.publish([replace(row, fixed=True) for row in SHARED.book])


def roll(desk: Desk) -> None:
    desk.roll(day(1))


def cancel(desk: Desk) -> None:
    desk.cancel(IDS[0], "other")


@pytest.mark.parametrize("leave", [move, publish, publish_one, fix, roll, cancel])
def test_nothing_is_taken_where_nobody_is_any_more(desk: Desk, leave: Callable[[Desk], None]) -> None:
    desk.load(SHARED)
    leave(desk)
    assert_claimed(desk)
