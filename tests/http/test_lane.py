"""Bookings in their lane: those that wait are done together, each with an answer of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

from sqlalchemy import event, text

from planner.desk.desk import Desk
from planner.errors import PlaceTaken, StoreFault, UnknownName
from planner.http.lane import Lane
from tests.desk.postgres import Server, new_schema
from tests.desk.worlds import FAR, far, place


def at_once(desk: Desk, *calls: Callable[[], Any]) -> list[Any]:
    """What calls answer or raise that came to the lane while it was at work."""
    busy = Event()

    async def ask() -> list[Any]:
        first = asyncio.ensure_future(lane.run(busy.wait))
        await asyncio.sleep(0)
        waiting = [asyncio.ensure_future(lane.run(call)) for call in calls]
        await asyncio.sleep(0)
        busy.set()
        return await asyncio.gather(first, *waiting, return_exceptions=True)

    with Lane(desk.store) as lane, ThreadPoolExecutor(1) as thread:  # in this one a browser may have its loop
        return thread.submit(asyncio.run, ask()).result()[1:]


def filled(folder: Path) -> Desk:
    desk = Desk.open(f"sqlite:///{folder / 'clinic.db'}")
    desk.load(far())
    return desk


def test_one_that_is_refused_takes_nothing_of_the_others_along(tmp_path: Path) -> None:
    with filled(tmp_path) as desk:
        commits = list[object]()
        event.listen(desk.store.engine, "commit", commits.append)
        held, refused, booked, again = at_once(
            desk,
            lambda: desk.hold([place("a4", FAR + 7)]),
            lambda: desk.book([place("b4", FAR + 7)]),
            lambda: desk.book([place("b4", FAR + 7, "10:00")], key="k"),
            lambda: desk.book([place("b4", FAR + 7, "10:00")], key="k"),
        )
        assert len(commits) == 1
        assert isinstance(refused, PlaceTaken)
        assert (booked.again, again.again, again.seq) == (False, True, booked.seq)
        assert [entry.seq for entry in desk.journal()][-2:] == [held.seq, booked.seq]
        assert desk.book(held).rows[0].key == ("a", 4)


def test_what_a_database_fails_together_is_done_one_by_one(tmp_path: Path) -> None:
    with filled(tmp_path) as desk:
        tried = list[bool]()

        def fail() -> None:
            tried.append(desk.store._shared is not None)
            raise StoreFault("the disk is full")

        last = desk.last_entry()
        booked, failed = at_once(desk, lambda: desk.book([place("a4", FAR + 7)]), fail)
        assert isinstance(failed, StoreFault)
        assert tried == [True, False]
        assert booked.seq == desk.last_entry() == last + 1


def test_a_transaction_that_the_database_has_ended_is_not_taken_for_kept(tmp_path: Path) -> None:
    with filled(tmp_path) as desk:
        last = desk.last_entry()

        def lost() -> object:
            if (shared := desk.store._shared) is not None:
                shared.connection.rollback()  # as SQLite does by itself on a full disk
            return desk.last_entry()

        booked, seen = at_once(desk, lambda: desk.book([place("a4", FAR + 7)]), lost)
        assert booked.seq == seen == desk.last_entry() == last + 1


def test_bookings_on_postgresql_are_one_transaction(server: Server) -> None:
    async def ask() -> list[Any]:
        calls = (
            lambda: desk.hold([place("a4", FAR + 7)]),
            lambda: desk.book([place("z4", FAR + 7)]),
            lambda: desk.book([place("b4", FAR + 8)]),
        )
        return await asyncio.gather(*map(lane.run, calls), return_exceptions=True)

    with Desk.open(new_schema(server)) as desk:
        desk.load(far())
        desk.clinic()  # the facts are known from then on
        last = desk.last_entry()
        with Lane(desk.store) as lane, ThreadPoolExecutor(1) as thread:
            held, refused, booked = thread.submit(asyncio.run, ask()).result()
        assert isinstance(refused, UnknownName)
        assert {held.rows[0].key, booked.rows[0].key} == {("a", 4), ("b", 4)}
        with desk.store.reading() as connection:
            statement = text("SELECT count(DISTINCT transaction) FROM journal WHERE seq > :last")
            assert connection.execute(statement, {"last": last}).scalar() == 1
