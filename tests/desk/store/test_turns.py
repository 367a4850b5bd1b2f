"""Who writes to an SQLite file: one at a time, in the order in which they came."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pytest

from planner.desk.desk import Desk
from planner.desk.store import store
from planner.desk.store.turns import TooLong, Turns, turns_at
from planner.errors import StoreFault
from tests.cluster.worlds import wait_until
from tests.http.worlds import soon


def begun(do: Callable[[], object]) -> Thread:
    thread = Thread(target=do, daemon=True)
    thread.start()
    return thread


def test_whoever_came_first_is_first_and_nobody_overtakes() -> None:
    turns, came = Turns(), list[int]()

    def write(number: int) -> None:
        with turns.one(60):
            came.append(number)

    with turns.one(60):
        waiting = []
        for number in range(5):
            waiting.append(begun(lambda number=number: write(number)))  # type: ignore[misc]
            wait_until(lambda number=number: len(turns._waiting) == number + 1, "it waits")  # type: ignore[misc]
    for thread in waiting:
        thread.join(60)
    assert came == [0, 1, 2, 3, 4]
    with turns.one(0):
        """It is free again."""


def test_one_that_has_waited_too_long_leaves_and_holds_nobody_up() -> None:
    turns = Turns()
    with turns.one(60), pytest.raises(TooLong), turns.one(0.01):
        raise AssertionError("it is taken")
    with turns.one(0):
        """It is free again."""


def test_a_file_has_one_queue_however_it_is_named(tmp_path: Path) -> None:
    turns = turns_at(str(tmp_path / "clinic.db"))
    assert turns_at(str(tmp_path / "clinic.db")) is turns
    assert turns_at(str(tmp_path / "other.db")) is not turns


def test_a_desk_whose_turn_does_not_come_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.01)
    url, taken, over = f"sqlite:///{tmp_path / 'clinic.db'}", Event(), Event()
    with Desk.open(url) as desk, Desk.open(url) as other:
        desk.load(soon())

        def write() -> None:
            with other.store.beside():
                taken.set()
                over.wait(60)

        writing = begun(write)
        taken.wait(60)
        with pytest.raises(StoreFault, match="writing for too long; ask again"):
            desk.cancel(desk.appointments()[0].id, "other")
        over.set()
        writing.join(60)
        assert desk.cancel(desk.appointments()[0].id, "other").rows
