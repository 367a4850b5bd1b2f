"""A big change wants no still book: it comes through while many book, and keeps what they booked."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import planner
from planner.clinic.appointments import BOOKED
from planner.desk.answers import Receipt
from planner.desk.desk import Desk
from planner.errors import Conflict, Forbidden
from tests.cluster.worlds import wait_until
from tests.desk.racing import PROCESSES, SOAK, assert_claimed, busy, keep_booking
from tests.desk.worlds import FAR
from tests.worlds import day

PARTS = [(4, 12), (4, 28)] if SOAK else [(2, 3)]
"""Processes and threads: so many clients book all the while."""
CHANGES = 40 if SOAK else 4


def change(desk: Desk, number: int) -> tuple[str, Receipt | None]:
    """A replanning accepted or a roster published, in part or as a whole by turns; what came of it."""
    partly, days = number % 4 < 2, {"first": day(FAR), "last": day(FAR + 6), "look_ahead": 0}
    what = f"{'publish' if number % 2 else 'accept'}{' partly' if partly else ''}"
    try:
        if number % 2:
            roster = planner.plan(desk.clinic(), effort=0.05, **days)  # type: ignore[arg-type]
            done = desk.publish_roster(roster, partly=partly).receipt
        else:
            found = desk.replan(day(FAR + 6), day(FAR - 1), budget_per_patient=3, look_ahead=0, effort=0.05)
            done = desk.accept(found, partly)
    except (Conflict, Forbidden):
        return f"{what}: refused", None
    return f"{what}: done", done


@pytest.mark.parametrize("later", [0, 14])
@pytest.mark.parametrize(("processes", "threads"), PARTS)
def test_it_comes_through_while_many_book(
    desk: Desk, url: str, tmp_path: Path, processes: int, threads: int, later: int
) -> None:
    """In part always; as a whole, where the others book what it does not touch: it is undone each time then."""
    desk.load(busy(processes * threads, later))
    answers, ready, over = tmp_path / "answers", PROCESSES.Barrier(processes + 1), PROCESSES.Event()
    clients = [
        PROCESSES.Process(target=keep_booking, args=(url, n * threads, threads, later, ready, over, answers))
        for n in range(processes)
    ]
    for client in clients:
        client.start()
    came: Counter[str] = Counter()
    try:
        ready.wait(60)
        wait_until(lambda: answers.exists() and answers.read_text(), "one of them has booked")
        for number in range(CHANGES):
            told, done = change(desk, number)
            came[told] += 1
            if later and done and done.rows:
                desk.undo(done.seq)
    finally:
        over.set()
        for client in clients:
            client.join(60)
    print(f"{processes * threads} clients booked {len(answers.read_text().split())} times; {dict(came)}")
    assert {client.exitcode for client in clients} == {0}
    assert not [told for told in came if told.endswith("refused") and (later or "partly" in told)]
    assert answers.read_text()
    assert_claimed(desk)
    assert len([line for line in desk.clinic().book if line.status == BOOKED and line.plan == "a"]) == 1
