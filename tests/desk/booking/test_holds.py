"""Holds end by the store's clock, whatever the clients' clocks show."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Interval, cast, update

from planner.desk.desk import Desk
from planner.desk.store.appointments import held
from planner.desk.store.tables import appointments, settings
from planner.errors import Conflict, Forbidden, HoldEnded, Nonsense, UnknownName
from tests.desk.racing import assert_claimed, assert_whole
from tests.desk.worlds import clinic, meanwhile, place
from tests.worlds import UTC, day, entry, patient, phase, plan, practitioner, protocol, service, world


def let_pass(desk: Desk, minutes: float) -> None:
    """SQLite's clock is its latest write, and is moved; PostgreSQL's is the server's, so holds are brought nearer."""
    length = timedelta(minutes=minutes)
    with desk.store.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(update(settings).values(latest=desk.store.peek(connection) + length))
        else:
            held = appointments.c.until.is_not(None)
            connection.execute(
                update(appointments).where(held).values(until=appointments.c.until - cast(length, Interval))
            )


def test_a_hold_ends_by_itself(desk: Desk) -> None:
    desk.load(clinic())
    course = desk.hold([place("a1", 0), place("a2", 2)], minutes=10)
    let_pass(desk, 9)
    with pytest.raises(Conflict):
        desk.hold([place("b1", 0)])
    let_pass(desk, 1)
    assert desk.appointments() == ()
    with pytest.raises(Conflict, match="has ended"):
        desk.book(course)
    desk.book([place("b1", 0)])
    assert [(row.id, row.status) for row in desk.appointments()] == [("b-1", "booked")]
    assert [entry.action for entry in desk.journal()][-3:] == ["hold", "end", "book"]
    assert desk.hold([place("a1", 2)]).rows


def test_holds_that_run_are_told_with_what_is_left_of_them(desk: Desk) -> None:
    desk.load(clinic())
    assert desk.holds() == []
    desk.hold([place("b1", 0)], minutes=20, who="Kim")
    desk.hold([place("a1", 2), place("a2", 4)], minutes=10)
    first, second = desk.holds()
    assert [(row.plan, row.number) for row in first.rows] == [("a", 1), ("a", 2)]
    assert timedelta(minutes=9) < first.left <= timedelta(minutes=10)
    assert (first.by, second.by, second.leaving) == ("", "Kim", ())
    assert [each.id for each in desk.holds("ben")] == [second.id]
    let_pass(desk, 10)
    assert [each.id for each in desk.holds()] == [second.id]


def test_a_hold_that_is_over_is_in_the_way_of_no_roster(desk: Desk) -> None:
    desk.load(clinic())
    desk.hold([place("a1", 0)], minutes=10)
    with pytest.raises(Conflict, match="somebody holds a place for a, session 1"):
        desk.publish([entry("a1", 0)])
    let_pass(desk, 10)
    desk.publish([entry("a1", 0)])
    assert [(row.id, row.status) for row in desk.appointments()] == [("a1--0", "booked")]
    assert_whole(desk)


def test_a_hold_that_is_over_is_in_the_way_of_no_change(desk: Desk) -> None:
    desk.load(clinic())
    desk.book([place("b1", 0, "9:30")])
    desk.hold([place("a1", 0)], minutes=10)
    with pytest.raises(Nonsense, match="b-1 and a-1"):
        desk.change(service("needling", 60))
    let_pass(desk, 10)
    desk.change(service("needling", 60))
    assert_whole(desk)


def test_a_hold_given_up_is_free_at_once(desk: Desk) -> None:
    desk.load(clinic())
    hold = desk.hold([place("a1", 0)])
    desk.drop(hold.id)
    with pytest.raises(Conflict, match="has ended, or was booked or given up"):
        desk.drop(hold)
    assert desk.book([place("b1", 0)])


@pytest.mark.parametrize("minutes", [0, -5, 20_000])
def test_a_hold_lasts_a_while(desk: Desk, minutes: int) -> None:
    with pytest.raises(Nonsense, match="more than 0 and at most 10080"):
        desk.hold([place("a1", 0)], minutes=minutes)


def test_the_clock_never_falls(url: str) -> None:
    """One client's clock is an hour late, as when it missed that summer time ended."""
    right, late = Desk.open(url), Desk.open(url, clock=lambda: datetime.now(UTC) - timedelta(hours=1))
    right.load(clinic())
    hold = right.hold([place("a1", 0)], minutes=10)
    assert late.hold([place("b1", 1)], minutes=10).until >= hold.until
    let_pass(right, 11)
    with pytest.raises(Conflict, match="has ended"):
        late.book(hold)
    late.book([place("b1", 0)])
    moments = [entry.at for entry in right.journal()]
    assert moments == sorted(moments)
    right.close()
    late.close()


def test_a_hold_that_two_meet_as_ended_is_ended_once(desk: Desk) -> None:
    """Both have read its lines; the second finds them gone, which is no Conflict."""
    desk.load(clinic())
    desk.hold([place("a1", 0)], minutes=10)
    with desk.store.reading() as connection:
        met = held(connection)
    let_pass(desk, 10)
    for _ in range(2):
        with desk.store.writing(["plan:a"]) as writing:
            writing.end([replace(line, until=writing.at) for line in met])
            writing.note("end")
    assert desk.appointments() == ()
    assert_whole(desk)


def test_what_ended_by_a_wrong_clock_is_seen_to_stand_again(tmp_path: Path) -> None:
    now = {"is": datetime(2026, 5, 30, 12, tzinfo=UTC)}
    desk = Desk.open(f"sqlite:///{tmp_path / 'clinic.db'}", lambda: now["is"])
    desk.load(clinic())
    desk.hold([place("a1", 0)])
    assert [row.status for row in desk.diary().of_plan("a")] == ["held"]
    now["is"] += timedelta(hours=1)
    desk.change(patient("dora"))
    assert desk.diary().of_plan("a") == []
    now["is"] -= timedelta(hours=1)
    desk.set_clock()
    assert [row.status for row in desk.diary().of_plan("a")] == ["held"]
    desk.close()


def test_a_client_whose_clock_runs_ahead_is_mended(desk: Desk, url: str) -> None:
    desk.load(clinic())
    ahead = Desk.open(url, lambda: datetime.now(UTC) + timedelta(days=4000))
    hold = desk.hold([place("a1", 0)])
    ahead.change(patient("dora"))
    ahead.close()
    if url.startswith("postgresql"):
        desk.book(hold)
        with pytest.raises(Nonsense, match="goes by the server's clock"):
            desk.set_clock()
        return
    with pytest.raises(Conflict, match="has ended"):
        desk.book(hold)
    desk.set_clock(who="manager", why="a tablet's clock was in 2037")
    desk.book(hold)
    assert desk.journal()[-1].at < datetime.now(UTC) + timedelta(days=1)


def test_a_hold_booked_by_a_slow_clock_is_seen_by_who_took_it_for_ended(tmp_path: Path) -> None:
    now = datetime(2026, 5, 30, 12, tzinfo=UTC)
    url = f"sqlite:///{tmp_path / 'clinic.db'}"
    slow, quick = Desk.open(url, clock=lambda: now), Desk.open(url, clock=lambda: now + timedelta(minutes=11))
    slow.load(clinic(practitioners=[practitioner(max_sessions_per_day=1)]))
    hold = slow.hold([place("a1", 0)], minutes=10)
    meanwhile(quick, lambda: slow.book(hold))
    with pytest.raises(Conflict, match="over the limit of 1"):
        quick.book([place("b1", 0, "9:30")])
    assert_whole(slow)
    slow.close()
    quick.close()


# --- parts accepted, and a hold prolonged -----------------------------------------------------------------------------


def test_a_part_of_a_course_is_booked_while_the_rest_stays_held(desk: Desk) -> None:
    desk.load(clinic())
    course = desk.hold([place("a1", 0), place("a2", 2), place("a3", 4)])
    done = desk.accept_part(course, ["a-1", "a-3"], key="k")
    assert {row.id: row.status for row in desk.appointments()} == {"a-1": "booked", "a-2": "held", "a-3": "booked"}
    assert [row.id for row in done.rows] == ["a-1", "a-3"]
    assert desk.accept_part(course, ["a-1", "a-3"], key="k") == done
    assert_claimed(desk)
    desk.book(course)
    assert {row.status for row in desk.appointments()} == {"booked"}
    assert_whole(desk)


def test_the_one_who_says_no_keeps_nobody_from_the_rest(desk: Desk) -> None:
    """Moves of two patients, as a repair holds them: one is taken, the other given up."""
    desk.load(clinic(book=(entry("a1", 0), entry("b1", 0, "9:30"))))
    moves = [place("a1", 1, id="a1--0", status="booked"), place("b1", 1, "9:30", id="b1--0", status="booked")]
    held = desk.hold(moves)
    desk.accept_part(held, ["b1--0"])
    desk.drop(held)
    assert [(row.id, desk.clinic().day(row.start)) for row in desk.clinic().book] == [
        ("a1--0", day(0)),
        ("b1--0", day(1)),
    ]
    assert_whole(desk)


def test_a_part_that_cannot_be_without_the_rest_is_refused(desk: Desk) -> None:
    """Ann is to have Ben's place, which he is yet to leave."""
    desk.load(clinic(book=(entry("a1", 0), entry("b1", 0, "9:30"))))
    moves = [place("a1", 0, "9:30", id="a1--0", status="booked"), place("b1", 0, "10:00", id="b1--0", status="booked")]
    held = desk.hold(moves)
    with pytest.raises((Conflict, Forbidden)):
        desk.accept_part(held, ["a1--0"])
    desk.accept_part(held, ["b1--0"])
    desk.accept_part(held, ["a1--0"])
    assert desk.appointments() == tuple(row for row in desk.appointments() if row.status == "booked")
    assert_whole(desk)


def test_a_part_of_what_is_no_more_or_never_was_is_refused(desk: Desk) -> None:
    desk.load(clinic())
    hold = desk.hold([place("a1", 0), place("a2", 2)], minutes=10)
    with pytest.raises(UnknownName, match="appointment of this hold 'b-1'"):
        desk.accept_part(hold, ["b-1"])
    with pytest.raises(Nonsense, match="nothing to accept"):
        desk.accept_part(hold, [])
    let_pass(desk, 10)
    with pytest.raises(HoldEnded):
        desk.accept_part(hold, ["a-1"])


def test_a_visit_of_several_services_is_accepted_whole(desk: Desk) -> None:
    two = [service(), service("talk", room=None)]
    visit = protocol("visit", phase("needling", "talk", gap=None, sessions=1))
    desk.load(world(two, [visit], plans=[plan("v", "visit")]))
    rows = [place("v1", 0), place("v1", 0, "10:00", service="talk", room=None)]
    hold = desk.hold(rows)
    desk.accept_part(hold, [hold.rows[0].id])
    assert [row.status for row in desk.appointments()] == ["booked", "booked"]


def test_a_prolonged_hold_ends_later(desk: Desk) -> None:
    desk.load(clinic())
    course = desk.hold([place("a1", 0), place("a2", 2)], minutes=10)
    let_pass(desk, 9)
    longer = desk.prolong(course, minutes=30, key="k")
    assert (longer.id, [row.id for row in longer.rows]) == (course.id, ["a-1", "a-2"])
    assert longer.until > course.until
    assert desk.prolong(course, minutes=30, key="k") == longer
    let_pass(desk, 20)
    desk.book(course)
    assert_whole(desk)
    with pytest.raises(HoldEnded):
        desk.prolong(course)
