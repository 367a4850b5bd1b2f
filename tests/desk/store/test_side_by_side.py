"""Several bookings as one message to PostgreSQL: one that is refused takes nothing of the others along."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from planner.clinic import Appointment, Clinic, Patient
from planner.desk.answers import Hold, Receipt
from planner.desk.desk import Desk
from planner.desk.store import side_by_side as module
from planner.desk.store.calls import Elsewhere, call_under_way
from planner.desk.store.side_by_side import SideBySide
from planner.desk.store.tables import versions
from planner.errors import HoldEnded, KeyReused, PlaceTaken, PlannerError, StoreFault
from tests.desk.postgres import Server, new_schema
from tests.desk.racing import assert_claimed
from tests.desk.worlds import COURSE, meanwhile, place
from tests.worlds import patient, plan, practitioner, room, service, world


def crowded() -> Clinic:
    """Ann, Ben and Cal have courses of an hour; Mai and Ida treat them, in rooms one and two."""
    names = {"a": "ann", "b": "ben", "c": "cal"}
    return world(
        [service("needling", 60)],
        [COURSE],
        practitioners=[practitioner(), practitioner("ida")],
        rooms=[room(), room("two")],
        patients=[patient(each) for each in names.values()],
        plans=[plan(id, "course", each) for id, each in names.items()],
    )


PLACES = st.builds(
    place,
    st.sampled_from(["a1", "b1", "c1", "a2"]),
    st.integers(0, 2),
    st.sampled_from(["9:00", "9:30", "10:00"]),
    practitioner=st.sampled_from(["mai", "ida"]),
    room=st.sampled_from(["one", "two"]),
)


@pytest.fixture
def desk(server: Server) -> Iterator[Desk]:
    desk = Desk.open(new_schema(server))
    desk.load(crowded())
    desk.clinic()  # the facts are known from then on
    yield desk
    assert_claimed(desk)
    desk.close()


def side_by_side(desk: Desk, *calls: Callable[[], Any]) -> list[Any]:
    """What calls answer or raise that are begun at the same time."""

    async def answered(call: Callable[[], Any]) -> Any:
        try:
            return await together.run(call)
        except Elsewhere:
            return await asyncio.to_thread(call)

    async def all_of_them() -> list[Any]:
        return await asyncio.gather(*map(answered, calls), return_exceptions=True)

    together = SideBySide(desk.store.engine)
    with ThreadPoolExecutor(1) as thread:  # in this one a browser may have its loop
        found = thread.submit(asyncio.run, all_of_them()).result()
    together.close()
    return found


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The functions of the server that are asked to write from now on."""
    asked = list[str]()

    def note(kind: Any) -> None:
        execute = kind.execute

        def noted(cursor: Any, statement: Any, *given: Any, **keywords: Any) -> Any:
            asked.extend(name for name in ("write_at_once", "write_several") if name in str(statement))
            return execute(cursor, statement, *given, **keywords)

        monkeypatch.setattr(kind, "execute", noted)

    note(psycopg.Cursor)
    note(psycopg.AsyncCursor)
    return asked


def test_they_are_written_by_one_message_in_one_transaction(desk: Desk, written: list[str]) -> None:
    first, second = side_by_side(desk, lambda: desk.hold([place("a1", 0)]), lambda: desk.book([place("b1", 1)]))
    assert written == ["write_several"]
    assert first.rows[0].key == ("a", 1)
    assert second.rows[0].key == ("b", 1)
    assert [entry.seq for entry in desk.journal()][-2:] == [first.seq, second.seq]
    with desk.store.reading() as connection:
        last = connection.execute(text("SELECT count(DISTINCT transaction), count(*) FROM journal WHERE seq > 1")).one()
    assert tuple(last) == (1, 2)
    assert (first.versions, second.versions) == ({"plan:a": 1}, {"plan:b": 1})


def test_holds_are_booked_together(desk: Desk, written: list[str]) -> None:
    holds = [desk.hold([place("a1", 0)]), desk.hold([place("b1", 1)])]
    written.clear()
    first, second = side_by_side(desk, *(lambda hold=hold: desk.book(hold) for hold in holds))  # type: ignore[misc]
    assert written == ["write_several"]
    assert {row.key for row in desk.appointments()} == {("a", 1), ("b", 1)} == {first.rows[0].key, second.rows[0].key}


def test_of_two_for_one_place_the_first_has_it(desk: Desk, written: list[str]) -> None:
    first, second = side_by_side(
        desk, lambda: desk.book([place("a1", 0)]), lambda: desk.book([place("b1", 0, practitioner="ida")])
    )
    assert written[0] == "write_several"
    assert first.rows[0].key == ("a", 1)
    assert isinstance(second, PlaceTaken)
    assert "One is taken by a, session 1" in str(second)
    assert [row.key for row in desk.appointments()] == [("a", 1)]
    with desk.store.reading() as connection:  # the second raised none
        raised = connection.execute(select(versions.c.name).where(versions.c.version > 0)).scalars().all()
    assert set(raised) == {"facts", "plan:a", "patient:ann", f"day:mai {desk.clinic().day(first.rows[0].start)}"}


def test_one_that_overlaps_another_in_part_takes_nothing(desk: Desk) -> None:
    begun = [
        lambda: desk.book([place("a1", 0)]),
        lambda: desk.book([place("b1", 0, "9:30", practitioner="ida")]),
        lambda: desk.book([place("c1", 1)]),
    ]
    first, second, third = side_by_side(desk, *begun)
    assert isinstance(second, PlaceTaken)
    assert {row.key for row in desk.appointments()} == {first.rows[0].key, third.rows[0].key}
    assert desk.book([place("b1", 0, "10:00", practitioner="ida")]).rows  # nothing of the second is left there


def test_two_on_one_day_of_a_practitioner_are_both_booked(desk: Desk, written: list[str]) -> None:
    """The second finds out that somebody has written meanwhile, and reads the rules afresh."""
    first, second = side_by_side(
        desk, lambda: desk.book([place("a1", 0)]), lambda: desk.book([place("b1", 0, "10:00")])
    )
    assert written[0] == "write_several"
    assert {row.key for row in desk.appointments()} == {first.rows[0].key, second.rows[0].key} == {("a", 1), ("b", 1)}


@given(places=st.lists(PLACES, min_size=2, max_size=9), hold=st.lists(st.booleans(), min_size=9, max_size=9))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whoever_is_told_so_has_the_place_and_nobody_else(
    server: Server, places: list[Appointment], hold: list[bool]
) -> None:
    with Desk.open(new_schema(server)) as desk:
        desk.load(crowded())
        desk.clinic()
        first = desk.last_entry()
        do = [desk.hold if held else desk.book for held in hold]
        found = side_by_side(desk, *(partial(call, [row]) for call, row in zip(do, places, strict=False)))
        told = [each for each in found if isinstance(each, Receipt)]
        assert told
        assert all(isinstance(each, PlannerError) for each in found if each not in told)
        assert [entry.seq for entry in desk.journal(first)] == sorted(each.seq for each in told)
        assert sorted(row.id for row in desk.appointments()) == sorted(each.rows[0].id for each in told)
        for each in told:
            if isinstance(each, Hold):
                assert desk.book(each).rows[0].start == each.rows[0].start
        assert_claimed(desk)


def test_a_key_is_once_among_them(desk: Desk) -> None:
    def book() -> Any:
        return desk.book([place("a1", 0)], key="k")

    first, other, again = side_by_side(desk, book, lambda: desk.book([place("b1", 1)], key="k"), book)
    assert (first.again, again.again, again.seq) == (False, True, first.seq)
    assert isinstance(other, KeyReused)
    assert [row.key for row in desk.appointments()] == [("a", 1)]


def test_where_the_facts_change_meanwhile_each_reads_them(desk: Desk) -> None:
    def change() -> None:
        with ThreadPoolExecutor(1) as other:
            other.submit(desk.change, Patient("dora", "Dora")).result()

    meanwhile(desk, change)
    first, second = side_by_side(desk, lambda: desk.book([place("a1", 0)]), lambda: desk.book([place("b1", 1)]))
    assert {row.key for row in desk.appointments()} == {first.rows[0].key, second.rows[0].key}
    assert {"dora"} <= set(desk.clinic().patients)


def test_a_hold_that_has_ended_is_refused_alone(desk: Desk) -> None:
    holds = [desk.hold([place("a1", 0)]), desk.hold([place("b1", 1)])]
    with desk.store.engine.begin() as connection:
        over = text("UPDATE appointments SET until = now() - interval '1 hour' WHERE plan = 'a'")
        connection.execute(over)
    ended, booked = side_by_side(desk, *(lambda hold=hold: desk.book(hold) for hold in holds))  # type: ignore[misc]
    assert isinstance(ended, HoldEnded)
    assert booked.rows[0].key == ("b", 1)


def test_what_is_refused_before_it_writes_is_in_nobodys_way(desk: Desk) -> None:
    refused, booked = side_by_side(desk, lambda: desk.book([place("z1", 0)]), lambda: desk.book([place("b1", 1)]))
    assert "z" in str(refused)
    assert booked.rows[0].key == ("b", 1)


def test_where_the_connection_is_lost_before_it_is_asked_another_is_opened(desk: Desk) -> None:
    async def twice() -> list[Any]:
        first = await together.run(lambda: desk.book([place("a1", 0)]))
        assert together._connection
        with desk.store.engine.connect() as connection:
            killed = text(f"SELECT pg_terminate_backend({together._connection.info.backend_pid})")
            connection.execute(killed)
        await asyncio.sleep(0.2)
        return [first, await together.run(lambda: desk.book([place("b1", 1)]))]

    together = SideBySide(desk.store.engine)
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, twice()).result()
    assert [row.key for row in desk.appointments()] == [("a", 1), ("b", 1)]


def test_one_whose_answer_is_lost_is_told_by_its_key(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be written or not, so one without a key is not tried again."""
    rows = module._rows

    async def and_lost(connection: Any, questions: Any) -> Any:
        found = await rows(connection, questions)
        if "write_several" in str(questions):
            connection.pgconn.finish()
            raise psycopg.OperationalError("the server closed the connection unexpectedly")
        return found

    monkeypatch.setattr(module, "_rows", and_lost)
    told, failed = side_by_side(desk, lambda: desk.book([place("a1", 0)], key="k"), lambda: desk.book([place("b1", 1)]))
    assert (told.again, told.rows[0].key) == (True, ("a", 1))
    assert isinstance(failed, StoreFault)
    assert [row.key for row in desk.appointments()] == [("a", 1), ("b", 1)]


def test_who_waits_for_another_client_holds_up_nobody(desk: Desk) -> None:
    begun, end = Event(), Event()

    def publish() -> bool:
        with desk.store.writing(["plan:a"]):
            begun.set()
            return end.wait(60)

    def book_another() -> Any:
        booked = desk.book([place("b1", 1)])
        end.set()
        return booked

    with ThreadPoolExecutor(1) as other:
        publishing = other.submit(publish)
        begun.wait(60)
        first, second = side_by_side(desk, lambda: desk.book([place("a1", 0)]), book_another)
        assert publishing.result()  # the second was booked while the first still waited
    assert {row.key for row in desk.appointments()} == {first.rows[0].key, second.rows[0].key} == {("a", 1), ("b", 1)}


def test_what_is_read_otherwise_is_read_elsewhere(desk: Desk) -> None:
    def alone() -> object:
        return call_under_way() is None, desk.clinic()

    assert side_by_side(desk, alone, lambda: desk.book([place("a1", 0)]))[0][0]


def test_one_that_has_written_is_not_done_again_elsewhere(desk: Desk) -> None:
    written = list[object]()

    def book_and_read() -> object:
        written.append(desk.book([place("a1", 0)]))
        return desk.appointments()

    (found,) = side_by_side(desk, book_and_read)
    assert [row.key for row in found] == [("a", 1)]
    assert len(written) == 1


def test_a_fault_of_a_call_is_told_to_it_alone(desk: Desk) -> None:
    failed, booked = side_by_side(desk, lambda: 1 // 0, lambda: desk.book([place("b1", 1)]))
    assert isinstance(failed, ZeroDivisionError)
    assert booked.rows


def test_where_no_connection_is_to_be_had_a_thread_does_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def gone(*_: object, **__: object) -> object:
        raise psycopg.OperationalError("connection refused")

    monkeypatch.setattr(psycopg.AsyncConnection, "connect", gone)
    assert side_by_side(desk, lambda: desk.book([place("a1", 0)]))[0].rows  # which has one


def test_a_bug_is_told_to_whoever_waits(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def wrong(*_: object) -> object:
        raise TypeError("a bug")

    monkeypatch.setattr(module, "_rows", wrong)
    found = side_by_side(desk, lambda: desk.book([place("a1", 0)]), lambda: desk.book([place("b1", 1)]))
    assert [str(each) for each in found] == ["a bug", "a bug"]
    assert not desk.appointments()
