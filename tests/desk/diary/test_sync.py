"""A diary that follows the journal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from planner.desk.desk import Desk
from planner.desk.store import journal
from planner.errors import Conflict
from tests.desk.worlds import clinic, place
from tests.worlds import UTC, absence, at, day, patient, plan


def standing(desk: Desk) -> set[tuple[str, str]]:
    return {(row.id, row.status) for id in desk.clinic().plans for row in desk.diary().of_plan(id)}


def test_a_diary_is_up_to_date_with_what_other_desks_do(opened: Callable[[], Desk]) -> None:
    one, other = opened(), opened()
    one.load(clinic())
    one.book([place("a1", 0)])
    assert standing(other) == {("a-1", "booked")}
    hold = one.hold([place("a2", 2)])
    assert standing(other) == {("a-1", "booked"), ("a-2", "held")}
    one.book(hold)
    one.attended("a-1")
    one.change(patient("cleo"), plan("c", "course", "cleo"), absence("mai", 5))
    one.book([place("c1", 3)])
    assert standing(other) == {("a-1", "attended"), ("a-2", "booked"), ("c-1", "booked")}
    one.cancel("a-2", "patient-cancel")
    assert standing(other) == {("a-1", "attended"), ("c-1", "booked")}
    assert other.diary().clinic.absences == (absence("mai", 5),)


def test_what_is_held_stays_in_a_proposal_and_what_is_held_for_a_move_is_not_looked_at(desk: Desk) -> None:
    desk.load(clinic())
    [row] = desk.book([place("a1", 0)]).rows
    held, moving = desk.hold([place("b1", 2)]), desk.hold([replace(row, start=at(4, "9:00"), end=at(4, "9:30"))])

    def book() -> set[tuple[str, str, bool, int]]:
        return {
            (row.id, row.status, row.fixed, (row.start - at(0, "9:00")).days) for row in desk._follower.clinic().book
        }

    assert book() == {("a-1", "booked", False, 0), ("b-1", "booked", True, 2)}
    desk.book(moving)
    desk.drop(held)
    assert book() == {("a-1", "booked", False, 4)}


def test_what_becomes_visible_late_is_read_too(opened: Callable[[], Desk], url: str) -> None:
    """A client that drew its number first commits last."""
    if url.startswith("sqlite"):
        pytest.skip("SQLite has one writer at a time")
    one, other = opened(), opened()
    one.load(clinic())
    assert standing(other) == set()
    _, mark = other.changes()
    with one.store.engine.begin() as slow:  # what a slow client's transaction does
        slow.execute(text("SELECT nextval(pg_get_serial_sequence('journal', 'seq'))"))
        slow.execute(text("INSERT INTO versions VALUES ('patient:slow', 1)"))
        one.book([place("a1", 0)])
        assert standing(other) == {("a-1", "booked")}
        first = one.journal()[-2]
        slow.execute(
            text(
                "INSERT INTO journal (seq, at, who, why, action, changes, versions, transaction) SELECT "
                "seq - 1, at, who, why, action, replace(changes::text, 'a-1', 'a-9')::json, versions, "
                "pg_current_xact_id()::text::bigint FROM journal ORDER BY seq DESC LIMIT 1"
            )
        )
        assert first.action == "load"
        assert standing(other) == {("a-1", "booked")}
        quick, mark = other.changes(mark)
        assert [entry.action for entry in quick] == ["book"]
    late, _ = other.changes(mark)
    assert [change[1] for entry in late for change in entry.changes if entry.seq < quick[0].seq] == ["a-9"]
    assert {row.id for row in other.diary().of_plan("a")} == {"a-1", "a-9"}


def test_who_was_away_for_long_reads_piece_by_piece(
    opened: Callable[[], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = opened(), opened()
    one.load(clinic())
    assert standing(other) == set()
    for number in (1, 2, 3):
        one.book([place(f"a{number}", 2 * number)])
    one.cancel("a-2", "patient-cancel")
    read, (entries, mark) = list[int](), other.changes(most=2)
    while entries:
        assert len(entries) <= 2
        read += [entry.seq for entry in entries]
        entries, mark = other.changes(mark, most=2)
    assert list(dict.fromkeys(read)) == [entry.seq for entry in one.journal()]
    monkeypatch.setattr(journal, "PIECE", 2)
    assert standing(other) == {("a-1", "booked"), ("a-3", "booked")}


def test_what_was_begun_early_and_written_late_is_read_after_what_came_before_it(
    opened: Callable[[], Desk], url: str
) -> None:
    """However small the pieces are: each line of the book is told last as it was last."""
    if url.startswith("sqlite"):
        pytest.skip("SQLite has one writer at a time")
    one, other = opened(), opened()
    one.load(clinic())
    _, mark = other.changes()
    with one.store.engine.begin() as slow:
        slow.execute(text("INSERT INTO versions VALUES ('patient:slow', 1)"))  # it has its place among transactions
        one.book([place("a1", 0)])
        one.cancel("a-1", "patient-cancel")
        slow.execute(
            text(
                "INSERT INTO journal (at, who, why, action, changes, versions, transaction) SELECT at, who, why, "
                "'late', changes, versions, pg_current_xact_id()::text::bigint FROM journal ORDER BY seq DESC LIMIT 1"
            )
        )
    read, (entries, mark) = list[str](), other.changes(mark, most=1)
    while entries:
        read += [entry.action for entry in entries]
        entries, mark = other.changes(mark, most=1)
    assert read[-3:] == ["book", "cancel", "late"]


def test_a_lost_race_brings_fresh_offers(opened: Callable[[], Desk]) -> None:
    one, other = opened(), opened()
    soon = datetime.now(UTC).date() + timedelta(days=7)
    shift = (soon - day(0)).days
    one.load(replace(clinic(), plans={id: plan(id, "course", who, shift) for id, who in (("a", "ann"), ("b", "ben"))}))
    offered = other.offers("b", near=soon)
    taken = offered[0].rows[0]
    one.book([replace(taken, plan="a")])
    with pytest.raises(Conflict) as lost:
        other.hold(offered[0])
    fresh = [offer.rows[0] for offer in lost.value.offers]
    assert fresh
    assert (taken.start, taken.practitioner) not in {(row.start, row.practitioner) for row in fresh}
    assert other.hold(lost.value.offers[0]).rows[0].plan == "b"


def test_a_mark_may_be_as_great_as_servers_count(desk: Desk) -> None:
    desk.load(clinic())
    assert desk.changes(2**40)[0] == []
