"""A big change wants no still book: it comes through while many book, and keeps what they booked."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import planner
from planner.clinic.appointments import BOOKED
from planner.desk.desk import Desk
from planner.errors import Conflict, Forbidden
from tests.desk.racing import PROCESSES, SOAK, assert_claimed, busy, keep_booking
from tests.desk.worlds import FAR
from tests.worlds import day

PARTS = [(4, 12), (4, 28)] if SOAK else [(2, 3)]
"""Processes and threads: so many clients book all the while."""
CHANGES = 40 if SOAK else 4


def change(desk: Desk, number: int) -> str:
    """A replanning accepted or a roster published, in part or as a whole by turns; what came of it."""
    partly, days = number % 4 < 2, {"first": day(FAR), "last": day(FAR + 6), "look_ahead": 0}
    what = f"{'publish' if number % 2 else 'accept'}{' partly' if partly else ''}"
    try:
        if number % 2:
            roster = planner.plan(desk.clinic(), effort=0.05, **days)  # type: ignore[arg-type]
            desk.publish_roster(roster, partly=partly)
        else:
            found = desk.replan(day(FAR + 6), day(FAR - 1), budget_per_patient=3, look_ahead=0, effort=0.05)
            desk.accept(found, partly)
    except (Conflict, Forbidden):
        return f"{what}: refused"
    return f"{what}: done"


@pytest.mark.parametrize(("processes", "threads"), PARTS)
def test_it_comes_through_while_many_book(desk: Desk, url: str, tmp_path: Path, processes: int, threads: int) -> None:
    """Those in part always do; those as a whole, where nobody took or changed what they touch."""
    desk.load(busy(processes * threads))
    answers, ready, over = tmp_path / "answers", PROCESSES.Barrier(processes + 1), PROCESSES.Event()
    clients = [
        PROCESSES.Process(target=keep_booking, args=(url, n * threads, threads, ready, over, answers))
        for n in range(processes)
    ]
    for client in clients:
        client.start()
    ready.wait(60)
    came = Counter(change(desk, number) for number in range(CHANGES))
    over.set()
    for client in clients:
        client.join(60)
    print(f"{processes * threads} clients booked {len(answers.read_text().split())} times; {dict(came)}")
    assert {client.exitcode for client in clients} == {0}
    assert not came["accept partly: refused"] + came["publish partly: refused"]
    assert answers.read_text()
    assert_claimed(desk)
    assert len({line.start for line in desk.clinic().book if line.status == BOOKED and line.plan == "a"}) == 1
