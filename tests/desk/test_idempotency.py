"""A call asked again under its key: done once, and answered as it was then."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from planner.clinic.clinic import UTC
from planner.desk import Wish
from planner.desk.desk import Desk
from planner.desk.idempotency import digest
from planner.errors import Nonsense
from tests.desk.worlds import clinic, place
from tests.worlds import ZONE, day, patient


def test_what_was_done_is_answered_whatever_came_after(desk: Desk) -> None:
    desk.load(clinic())
    desk.book([place("a1", 0)])
    wish = Wish("a", 1, earlier=True)
    moved = desk.move("a-1", [place("a1", 1)], key="move")
    wished = desk.wish(wish, key="wish")
    desk.cancel("a-1", "patient-cancel")
    assert desk.move("a-1", [place("a1", 1)], key="move") == moved
    assert desk.wish(wish, key="wish") == wished


@pytest.mark.parametrize(
    "call",
    [
        lambda desk: desk.record("ann", "peel", day(0), key="k"),
        lambda desk: desk.extend("a", 6, key="k"),
        lambda desk: desk.change(remove=[patient("zoe")], key="k"),
    ],
)
def test_what_is_asked_twice_at_the_same_time_is_done_once(
    opened: Callable[[], Desk], call: Callable[[Desk], object]
) -> None:
    desks = [opened() for _ in range(6)]
    desks[0].load(clinic(patients=[patient("ann"), patient("ben"), patient("zoe")]))
    together = Barrier(len(desks))

    def ask(desk: Desk) -> object:
        desk.clinic()
        together.wait()
        return call(desk)

    with ThreadPoolExecutor(len(desks)) as pool:
        done = list(pool.map(ask, desks))
    assert done == [done[0]] * len(desks)


def test_a_moment_is_the_same_in_any_time_zone(desk: Desk) -> None:
    desk.load(clinic())
    row = place("a1", 0)
    there, here = (replace(row, start=row.start.astimezone(zone), end=row.end.astimezone(zone)) for zone in (UTC, ZONE))
    assert desk.book([there], key="k") == desk.book([here], key="k")


def test_what_was_asked_is_whole_in_its_digest(desk: Desk) -> None:
    desk.load(clinic(), key="load")
    desk.hold([place("a1", 0)], minutes=10, key="hold")
    with pytest.raises(Nonsense, match="was used for another request"):
        desk.hold([place("a1", 0)], minutes=600, key="hold")
    with pytest.raises(Nonsense, match="was used for another request"):
        desk.load(replace(clinic(), rooms={}), key="load")


def test_sets_are_the_same_in_any_process() -> None:
    """Their order goes by a seed that each process draws for itself."""
    names = {"facial", "light", "body", "peel"}
    ask = f"from planner.desk.idempotency import digest; print(digest('a', frozenset({names})))"
    seen = set()
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed}
        seen.add(subprocess.run([sys.executable, "-c", ask], env=env, capture_output=True, text=True).stdout.strip())
    assert seen == {digest("a", frozenset(names))}


@pytest.mark.parametrize("key", ["", " "])
def test_an_empty_key_is_refused(desk: Desk, key: str) -> None:
    """Such as that of an order whose number is not set; the next one's would be the same."""
    desk.load(clinic())
    for call in (
        lambda: desk.book([place("a1", 0)], key=key),
        lambda: desk.record("ann", "peel", day(0), key=key),
        lambda: desk.answered("book", key, ()),
    ):
        with pytest.raises(Nonsense, match="the key is empty"):
            call()
    assert desk.journal()[1:] == []
