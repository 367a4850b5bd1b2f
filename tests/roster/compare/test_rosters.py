"""Two rosters beside each other: what each kind of change looks like, in words and in the table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import planner
from planner.cli.terminal.differences import show_differences
from planner.clinic import Entry, Horizon
from planner.errors import FaultyClinic, Nonsense
from planner.roster.compare.rosters import DROPPED, MOVED, NEW, OVER, PRACTITIONER, ROOM, diff
from tests.cli.worlds import shown
from tests.roster.worlds import AFTER, ASKED, BEFORE, at, clinic, problem, roster


def test_each_change_is_told_once_by_patient() -> None:
    found = diff(BEFORE, AFTER)
    assert [str(change) for change in found.changes] == [
        "a, session 2 (facial): moved, Tue 2026-12-08 09:00 with mai, one → Thu 2026-12-10 09:30 with tom, one",
        "a, session 3 (facial): other room, Tue 2026-12-15 09:00 with mai, one → Tue 2026-12-15 09:00 with mai, two",
        "a, session 4 (facial): new, Tue 2026-12-22 09:00 with mai, one; "
        "left out before: 4 days in reach: full 4 (Mai)",
        "b, session 1 (facial): other practitioner, "
        "Wed 2026-12-02 09:00 with mai, one → Wed 2026-12-02 09:00 with tom, one",
        "b, session 2 (facial): dropped, was Wed 2026-12-09 09:00 with mai, one: "
        "3 days in reach: shift 3 (Mai is off shift)",
    ]
    assert (found.same, found.outside, found.scores) == (1, 0, (12.5, 12.5))
    assert [len(found.of(kind)) for kind in (MOVED, PRACTITIONER, ROOM, NEW, DROPPED, OVER)] == [1, 1, 1, 1, 1, 0]


def test_a_session_that_changes_hands_stands_under_both() -> None:
    groups = diff(BEFORE, AFTER).by("practitioner")
    assert {who: [(change.plan, change.number) for change in changes] for who, changes in groups.items()} == {
        "mai": [("a", 2), ("a", 3), ("a", 4), ("b", 1), ("b", 2)],
        "tom": [("a", 2), ("b", 1)],
    }
    assert list(diff(BEFORE, AFTER).by("patient")) == ["ann", "ben"]


def test_the_table_holds_both_places() -> None:
    table = diff(BEFORE, AFTER).table
    assert list(table["change"]) == ["moved", "other room", "new", "other practitioner", "dropped"]
    first, last = table.iloc[0], table.iloc[-1]
    assert (first["start_before"], first["start"]) == (
        pd.Timestamp("2026-12-08 09:00"),
        pd.Timestamp("2026-12-10 09:30"),
    )
    assert (first["days"], first["practitioner_before"], first["practitioner"]) == (2, "mai", "tom")
    assert pd.isna(last["start"])
    assert pd.isna(last["days"])
    assert list(map(str, table.dtypes)) == list(map(str, diff(BEFORE, BEFORE).table.dtypes))


def test_written_rosters_differ_as_they_do_in_memory(tmp_path: Path) -> None:
    planner.write(BEFORE, tmp_path / "a")
    planner.write(AFTER, tmp_path / "b")
    assert diff(tmp_path / "a", tmp_path / "b").changes == diff(BEFORE, AFTER).changes
    assert diff(tmp_path / "a", AFTER).table.equals(diff(BEFORE, AFTER).table)
    assert diff(tmp_path / "a", tmp_path / "a" / "appointments.csv").changes == ()


def test_what_the_newer_roster_does_not_ask_for_is_not_dropped() -> None:
    """It may have been attended since, or its plan has ended: only the clinic knows."""
    later = roster(ASKED, *[row for row in AFTER.placed if row.key != ("a", 1)])
    assert [str(change) for change in diff(AFTER, later).changes] == [
        "a, session 1 (facial): no longer asked for, was Tue 2026-12-01 09:00 with mai, one"
    ]


def test_days_that_only_one_answers_for_are_not_compared() -> None:
    horizon = Horizon.between(ASKED.horizon.first.replace(day=10), ASKED.horizon.last, look_ahead=0)
    rows = [row for row in BEFORE.placed if ASKED.day(row).day >= 10]
    later = roster(problem(horizon=horizon), *rows, at("a4", "2026-12-22 09:00"))
    found = diff(BEFORE, later)
    assert ([change.kind for change in found.changes], found.same, found.outside) == ([NEW], 1, 4)


def test_a_hand_made_csv_is_compared_by_the_wall_clock(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    rows = ["a,1,facial,mai,one,2026-12-01T09:00", "a,2,facial,mai,one,2026-12-08 10:00"]
    path.write_text("\n".join(["plan,number,service,practitioner,room,start", *rows, ""]), encoding="utf-8")
    found = diff(roster(ASKED, *BEFORE.placed[:2]), path)
    assert [(change.kind, change.number) for change in found.changes] == [(MOVED, 2)]
    assert found.scores == (12.5, None)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("plan,number,start\n", "row 1, practitioner: the column is missing"),
        ("practitioner,start,number,plan\nmai,2026-12-01T09:00,1\n", "row 2, plan: the cell is empty"),
        ("plan,number,practitioner,start\na,x,mai,2026-12-01T09:00\n", "row 2, number: 'x' is no whole number"),
        ("plan,number,practitioner,start\na,1,mai,soon\n", "row 2, start: 'soon' is no date with a time of day"),
        ("plan,number,practitioner,start\na,1,mai,2026-12-01T09:00\na,1,mai,2026-12-01T09:00\n", "stands here twice"),
    ],
)
def test_rows_that_cannot_be_read_are_refused(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "mine.csv").write_text(content, encoding="utf-8")
    with pytest.raises(FaultyClinic, match=words):
        diff(BEFORE, tmp_path / "mine.csv")


def test_a_folder_without_a_roster_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Nonsense, match="there is no roster at"):
        diff(tmp_path, BEFORE)


def test_promises_come_first_and_drafts_stand_apart() -> None:
    """Booked in the newer roster, and booked but left out of it: these patients are to be told; of drafts nobody is."""
    book = tuple(
        Entry(f"b{n}", "a", n, "booked", at(f"a{n}", when).start, "mai", "one")
        for n, when in ((1, "2026-12-01 09:00"), (2, "2026-12-08 09:00"))
    )
    asked = problem(clinic(book=book))
    before = roster(
        asked,
        at("a1", "2026-12-01 09:00", id="b1", status="booked"),
        at("a2", "2026-12-08 09:00", id="b2", status="booked"),
        at("a3", "2026-12-15 09:00"),
        at("a4", "2027-01-05 09:00"),
    )
    after = roster(
        asked,
        at("a1", "2026-12-01 10:00", id="b1", status="booked"),
        at("a3", "2026-12-15 10:00"),
        at("a4", "2027-01-05 10:00"),
        left_out=((asked.by_key["a", 2], "full"),),
    )
    found = diff(before, after)
    assert [(change.number, change.kind) for change in found.to_phone] == [(1, MOVED), (2, DROPPED)]
    assert [change.number for change in found.drafts] == [4]
    assert list(found.table["to_phone"]) == [True, True, False, False]
    assert list(found.table["draft"]) == [False, False, False, True]
    said = shown(show_differences, found, "patient", asked.clinic)
    assert said.index("To phone") < said.index("a, session 3") < said.index("Drafts") < said.index("a, session 4")
    assert "Ann Lee: a, session 2" in " ".join(said.split())


def test_with_the_clinic_everything_bears_its_name() -> None:
    said = " ".join(shown(show_differences, diff(BEFORE, AFTER), "patient", clinic()).split())
    assert "(Facial acupuncture): moved, Tue 2026-12-08 09:00 with Mai Chen, Room 1 →" in said
    assert not {"(facial)", "mai,", "tom,", ", one"} & set(said.split(" ")), said


def test_promises_are_told_from_files_as_from_memory(tmp_path: Path) -> None:
    book = (Entry("b1", "a", 1, "booked", at("a1", "2026-12-01 09:00").start, "mai", "one"),)
    asked = problem(clinic(book=book))
    before = roster(asked, at("a1", "2026-12-01 09:00", id="b1", status="booked"), at("a4", "2027-01-05 09:00"))
    after = roster(asked, at("a4", "2027-01-05 10:00"), left_out=((asked.by_key["a", 1], "full"),))
    for name, each in (("a", before), ("b", after)):
        planner.write(each, tmp_path / name)
    assert diff(tmp_path / "a", tmp_path / "b").changes == diff(before, after).changes
    assert [change.to_phone for change in diff(tmp_path / "a", tmp_path / "b").changes] == [True, False]
