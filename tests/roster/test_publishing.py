"""Publishing a roster into the appointment book."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from planner.clinic import Entry
from planner.clinic.clinic import UTC
from planner.errors import FaultyClinic, Nonsense
from planner.files.book.csv import rewritten
from planner.files.reading import load
from planner.roster.check import check
from planner.roster.publishing import publish
from tests.files.worlds import small_folder

ZONE = ZoneInfo("America/Edmonton")
COLUMNS = "appointment,plan,number,service,practitioner,room,start,draft\n"
MONTH = """\
c1-1,c1,1,facial,ben,two,2026-12-01T09:00,no
a2,c2,2,facial,ana,one,2026-12-01T09:00,no
v1-1-facial,v1,1,facial,ana,one,2026-12-03T09:00,no
v1-1-talk,v1,1,talk,ana,,2026-12-03T10:00,no
a3,c2,3,facial,ana,one,2026-12-08T09:00,no
c1-2,c1,2,facial,ben,two,2026-12-08T09:00,no
c1-3,c1,3,facial,ben,two,2026-12-15T09:00,no
c2-4,c2,4,facial,ana,one,2026-12-15T09:00,no
c1-4,c1,4,facial,ben,two,2026-12-22T09:00,no
c2-5,c2,5,facial,ana,one,2026-12-22T09:00,no
c1-5,c1,5,facial,ben,two,2026-12-29T09:00,no
c2-6,c2,6,facial,ana,one,2026-12-29T09:00,no
c1-6,c1,6,facial,ben,two,2027-01-05T09:00,yes
"""
LATER = datetime(2027, 1, 4, 16, tzinfo=UTC)
DAYS = '{"first": "2026-12-01", "last": "2026-12-31", "end": "2027-01-14"}'


class Desk:
    """A clinic's folder and a roster's beside it."""

    def __init__(self, path: Path) -> None:
        self.clinic, self.roster = small_folder(path), path / "roster"
        self.roster.mkdir()
        self.plan(MONTH)
        (self.roster / "quality.json").write_text(DAYS, encoding="utf-8")

    def plan(self, rows: str) -> None:
        (self.roster / "appointments.csv").write_text(COLUMNS + rows, encoding="utf-8")

    @property
    def book(self) -> bytes:
        return (self.clinic / "appointments.csv").read_bytes()

    @book.setter
    def book(self, content: bytes) -> None:
        (self.clinic / "appointments.csv").write_bytes(content)

    def entries(self) -> dict[str, Entry]:
        reading = load(self.clinic)
        assert reading.warnings == ()
        return {entry.id: entry for entry in reading.clinic.book}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


# --- the month --------------------------------------------------------------------------------------------------------


def test_the_month_is_booked_and_the_draft_is_not(desk: Desk) -> None:
    published = publish(desk.clinic, desk.roster)
    book = desk.entries()
    assert len(published.booked) == 10
    assert [book[entry.id].status for entry in published.booked] == ["booked"] * 10
    assert "c1-6" not in book
    assert published.moved == published.withdrawn == published.attended == []


def test_a_visit_of_two_services_is_booked_as_two_rows(desk: Desk) -> None:
    publish(desk.clinic, desk.roster)
    book = desk.entries()
    assert (book["v1-1-facial"].service, book["v1-1-talk"].service) == ("facial", "talk")
    assert (book["v1-1-talk"].room, book["c1-1"].service) == (None, None)


def test_the_roster_keeps_every_rule_of_the_clinic_it_was_published_in(desk: Desk) -> None:
    publish(desk.clinic, desk.roster)
    assert check(load(desk.clinic).clinic, desk.roster) == []


def test_publishing_twice_changes_nothing(desk: Desk) -> None:
    publish(desk.clinic, desk.roster)
    once = desk.book
    again = publish(desk.clinic, desk.roster)
    assert again.before == again.after
    assert desk.book == once


def test_a_booked_row_follows_the_roster_and_keeps_its_other_cells(desk: Desk) -> None:
    desk.book = desk.book.replace(b"status,fixed", b"status,fixed,note").replace(b"booked,\n", b'booked,,"by, phone"\n')
    desk.plan(MONTH.replace("a2,c2,2,facial,ana,one,2026-12-01T09:00", "a2,c2,2,facial,ben,one,2026-12-02T10:15"))
    published = publish(desk.clinic, desk.roster)
    assert b'a2,c2,2,course,ben,one,2026-12-02T10:15,booked,,"by, phone"\n' in desk.book
    assert [new.id for _, new in published.moved] == ["a2"]


def test_a_change_of_room_is_no_move(desk: Desk) -> None:
    desk.plan(
        MONTH.replace("ana,one,2026-12-01T09:00", "ana,two,2026-12-01T09:00").replace(
            "1,facial,ben,two", "1,facial,ben,one"
        )
    )
    published = publish(desk.clinic, desk.roster)
    assert published.moved == []
    assert [new.room for _, new in published.other_rooms] == ["two"]


def test_a_booked_draft_follows_the_roster_too(desk: Desk) -> None:
    desk.book += b"a9,c1,6,course,ben,two,2027-01-05T09:00,booked,\n"
    desk.plan(MONTH.replace("c1-6,c1,6,facial,ben,two,2027-01-05T09:00", "a9,c1,6,facial,ben,two,2027-01-06T09:00"))
    publish(desk.clinic, desk.roster)
    assert b"a9,c1,6,course,ben,two,2027-01-06T09:00,booked,\n" in desk.book


def test_a_visit_booked_in_part_is_booked_whole_where_it_is_drafted(desk: Desk) -> None:
    desk.book = desk.book.replace(b"status,fixed\n", b"status,fixed,service\n")
    desk.book += b"a9,v1,1,visit,ana,,2026-12-31T10:00,booked,,talk\n"
    month = MONTH.replace("v1-1-talk,v1,1,talk,ana,,2026-12-03T10:00,no", "a9,v1,1,talk,ana,,2027-01-04T10:00,yes")
    desk.plan(month.replace("1,facial,ana,one,2026-12-03T09:00,no", "1,facial,ana,one,2027-01-04T09:00,yes"))
    published = publish(desk.clinic, desk.roster)
    assert published.violations == ()
    visit = [entry for entry in desk.entries().values() if entry.plan == "v1"]
    assert [(entry.id, entry.service, entry.start.day) for entry in visit] == [
        ("a9", "talk", 4),
        ("v1-1-facial", "facial", 4),
    ]


def test_what_the_roster_left_out_is_withdrawn(desk: Desk) -> None:
    desk.plan(MONTH.replace("a2,c2,2,facial,ana,one,2026-12-01T09:00,no\n", ""))
    (desk.roster / "unplaced.csv").write_text("plan,number\nc2,2\n", encoding="utf-8")
    published = publish(desk.clinic, desk.roster)
    assert [entry.id for entry in published.withdrawn] == ["a2"]
    assert b"a2,c2,2,course,ana,one,2026-12-01T09:00,withdrawn,\n" in desk.book
    once = desk.book
    publish(desk.clinic, desk.roster)
    assert desk.book == once


def test_a_booking_newer_than_the_roster_is_not_undone(desk: Desk) -> None:
    """One that the roster has elsewhere under another id, and one that it has nowhere."""
    for newer in (
        b"new,c1,6,course,ben,two,2027-01-06T09:00,booked,\n",
        b"new,c2,5,course,ben,two,2026-12-22T09:00,booked,\n",
    ):
        before = desk.book
        desk.book = before + newer
        published = publish(desk.clinic, desk.roster)
        assert "booked since" in [violation.rule for violation in published.violations]
        assert desk.book == before + newer
        desk.book = before


def test_in_part_what_is_newer_stays_and_only_what_collides_is_left_out(desk: Desk) -> None:
    """c1's sixth was booked elsewhere, c2's fifth at the place of c1's fourth, and c1's first was cancelled."""
    newer = [
        b"new,c1,6,course,ben,two,2027-01-06T09:00,booked,\n",
        b"newer,c2,5,course,ben,two,2026-12-22T09:00,booked,\n",
        b"c1-1,c1,1,course,ben,two,2026-12-01T09:00,cancelled,\n",
    ]
    desk.book += b"".join(newer)
    published = publish(desk.clinic, desk.roster, partly=True)
    assert published.violations == ()
    assert [told.partition(":")[0] for told in sorted(published.left)] == [
        "c1, session 1",
        "c1, session 4",
        "c1, session 6",
        "c2, session 5",
    ]
    assert all(line in desk.book for line in newer)
    book = desk.entries()
    assert {"c1-2", "c1-3", "c1-5", "c2-6"} <= book.keys()
    assert "c1-4" not in book
    once = desk.book
    assert publish(desk.clinic, desk.roster, partly=True).booked == []
    assert desk.book == once


def test_an_id_that_the_book_has_already_is_not_given_twice(desk: Desk) -> None:
    desk.book = desk.book.replace(b"a4,c1", b"c1-1,c1")
    publish(desk.clinic, desk.roster)
    book = desk.entries()
    assert (book["c1-1"].status, book["c1-1-2"].status) == ("cancelled", "booked")


def test_rows_without_ids_get_their_own(desk: Desk) -> None:
    desk.plan("\n".join("," + line.split(",", 1)[1] for line in MONTH.splitlines()))
    publish(desk.clinic, desk.roster)
    assert {"c1-1", "v1-1", "v1-1-talk"} <= desk.entries().keys()


def test_a_clinic_without_a_book_gets_one(desk: Desk) -> None:
    (desk.clinic / "appointments.csv").unlink()
    plans = (desk.clinic / "plans.csv").read_text(encoding="utf-8")
    (desk.clinic / "plans.csv").write_text(plans.replace("c2,p2,course,2026-11-24\n", ""), encoding="utf-8")
    desk.plan("".join(line for line in MONTH.splitlines(keepends=True) if ",c2," not in line))
    publish(desk.clinic, desk.roster)
    assert len(desk.entries()) == 7


# --- refused ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("ben,two,2026-12-15T09:00", "ben,two,2026-12-13T09:00", "shift"),
        ("c1-6,c1,6,facial,ben,two,2027-01-05T09:00", "c1-6,c1,6,facial,ben,two,2027-01-05T09:05", "grid"),
        ("a3,c2,3,facial,ana,one,2026-12-08T09:00,no\n", "", "fixed"),
    ],
    ids=["in the month", "in the draft", "fixed and missing"],
)
def test_a_roster_that_breaks_a_rule_is_refused_whole(desk: Desk, old: str, new: str, rule: str) -> None:
    assert old in MONTH
    desk.plan(MONTH.replace(old, new))
    before = desk.book
    published = publish(desk.clinic, desk.roster)
    assert rule in {violation.rule for violation in published.violations}
    assert desk.book == before


def test_a_draft_that_bookings_have_overtaken_stands_in_nobodys_way(desk: Desk) -> None:
    publish(desk.clinic, desk.roster)
    once = desk.book
    desk.plan(MONTH.replace("2027-01-05T09:00", "2027-01-01T09:00"))  # now before its window
    published = publish(desk.clinic, desk.roster)
    assert published.violations == ()
    assert [violation.rule for violation in published.overtaken] == ["window", "gap"]
    assert desk.book == once


def test_a_roster_that_does_not_say_its_days_is_refused(desk: Desk) -> None:
    (desk.roster / "quality.json").unlink()
    with pytest.raises(Nonsense, match=r"no quality\.json"):
        publish(desk.clinic, desk.roster)


def test_a_roster_or_a_clinic_that_is_no_folder_is_refused(desk: Desk) -> None:
    with pytest.raises(Nonsense, match="is no folder"):
        publish(desk.clinic, desk.roster / "appointments.csv")
    with pytest.raises(FaultyClinic, match="this is a file"):
        publish(desk.clinic / "clinic.toml", desk.roster)


def test_a_faulty_clinic_is_not_written_into(desk: Desk) -> None:
    desk.book = before = desk.book.replace(b"2026-12-08", b"8 December")
    with pytest.raises(FaultyClinic):
        publish(desk.clinic, desk.roster)
    assert desk.book == before


def test_a_book_that_cannot_be_replaced_stays_and_leaves_no_crumbs(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*paths: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("planner.files.atomic.os.replace", full)
    before, there = desk.book, sorted(desk.clinic.iterdir())
    with pytest.raises(OSError, match="No space left"):
        publish(desk.clinic, desk.roster)
    assert (desk.book, sorted(desk.clinic.iterdir())) == (before, there)


# --- attended ---------------------------------------------------------------------------------------------------------


def test_what_was_booked_up_to_a_day_is_attended(desk: Desk) -> None:
    published = publish(desk.clinic, attended=date(2026, 12, 1), now=LATER)
    assert [entry.id for entry in published.attended] == ["a2"]
    assert desk.entries()["a3"].status == "booked"


def test_a_fixed_row_that_was_attended_is_no_longer_fixed(desk: Desk) -> None:
    publish(desk.clinic, attended=date(2026, 12, 8), now=LATER)
    assert (desk.entries()["a3"].status, desk.entries()["a3"].fixed) == ("attended", False)


def test_a_month_is_published_and_attended_at_once_and_again(desk: Desk) -> None:
    published = publish(desk.clinic, desk.roster, date(2026, 12, 3), now=LATER)
    assert (len(published.booked), len(published.attended)) == (10, 4)
    once = desk.book
    assert publish(desk.clinic, desk.roster, date(2026, 12, 3), now=LATER).violations == ()
    assert publish(desk.clinic, desk.roster).violations == ()
    assert desk.book == once


# --- the file ---------------------------------------------------------------------------------------------------------

OLD = (
    "note;appointment;plan;number;start;status;room;practitioner;fixed\r\n"
    '"a; b";a1;c1;1;2026-12-01 09:00;booked;;ana;\r\n'
    "\r\n"
    '"keep ""this"" as is"; a2 ;c1;2;2026-12-08T09:00:00-07:00;attended;;ana;;;\r\n'
    "x;a3;c1;3;2026-12-15 09:00;booked"
)
MARK = "\ufeff"


def utc(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ZONE).astimezone(ZoneInfo("UTC"))


BEFORE = [
    Entry("a1", "c1", 1, "booked", utc("2026-12-01T09:00"), "ana"),
    Entry("a2", "c1", 2, "attended", utc("2026-12-08T09:00"), "ana"),
    Entry("a3", "c1", 3, "booked", utc("2026-12-15T09:00")),
]
NEW = Entry("a4", "c1", 4, "booked", utc("2026-12-22T09:00"), "ben", "one", "course")


def test_a_file_whose_book_is_unchanged_is_the_same_to_the_byte() -> None:
    for content in (OLD, MARK + OLD, OLD + "\r\n", OLD.replace("\r\n", "\n"), OLD.replace("\r\n", "\r")):
        assert rewritten(content, BEFORE, BEFORE, ZONE) == content


def test_only_what_changes_is_written_and_in_the_files_own_manner() -> None:
    moved = replace(BEFORE[2], start=utc("2026-12-16T10:30"), practitioner="ana", room="two")
    lines = rewritten(MARK + OLD, BEFORE, [*BEFORE[:2], moved, NEW], ZONE).split("\r\n")
    assert lines[:4] == (MARK + OLD).split("\r\n")[:4]
    assert lines[4:] == ["x;a3;c1;3;2026-12-16 10:30;booked;two;ana", ";a4;c1;4;2026-12-22 09:00;booked;one;ben;", ""]


@pytest.mark.parametrize(
    ("content", "header", "row"),
    [
        (
            "",
            "appointment,plan,number,phase,practitioner,room,start,status,fixed",
            "a4,c1,4,course,ben,one,2026-12-22T09:00,booked,",
        ),
        (
            "appointment,plan,number,start,status\n",
            "appointment,plan,number,start,status,practitioner,room",
            "a4,c1,4,2026-12-22T09:00,booked,ben,one",
        ),
    ],
    ids=["no file", "few columns"],
)
def test_columns_are_added_where_a_row_needs_them(content: str, header: str, row: str) -> None:
    assert rewritten(content, [], [NEW], ZONE) == f"{header}\n{row}\n"


def test_a_service_column_is_added_for_a_visit_of_several_alone() -> None:
    content = "appointment,plan,number,practitioner,room,start,status\n"
    assert "service" not in rewritten(content, [], [NEW], ZONE)
    text = rewritten(content, [], [NEW, replace(NEW, id="a5", service="talk", room=None)], ZONE)
    assert text.splitlines()[0] == content.strip() + ",service"
    assert text.splitlines()[2] == "a5,c1,4,ben,,2026-12-22T09:00,booked,talk"


def test_the_second_of_two_equal_wall_clock_times_is_written_with_its_offset() -> None:
    second = datetime(2026, 11, 1, 8, 30, tzinfo=ZoneInfo("UTC"))
    text = rewritten("", [], [replace(NEW, start=second)], ZONE)
    assert "2026-11-01T01:30-07:00" in text


def test_a_link_to_the_book_stays_a_link(desk: Desk, tmp_path: Path) -> None:
    elsewhere = tmp_path / "book.csv"
    (desk.clinic / "appointments.csv").rename(elsewhere)
    (desk.clinic / "appointments.csv").symlink_to(elsewhere)
    publish(desk.clinic, attended=date(2026, 12, 1), now=LATER)
    assert (desk.clinic / "appointments.csv").is_symlink()
    assert b"a2,c2,2,course,ana,one,2026-12-01T09:00,attended," in elsewhere.read_bytes()
