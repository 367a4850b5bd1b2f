"""Calendars as a reader meets them: what each says, what stays, what rises, and what another parser makes of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from planner.clinic import Appointment, Entry, Horizon, Patient, Plan
from planner.errors import Nonsense
from planner.roster.calendars import write_calendars
from planner.roster.roster import Roster
from tests.roster.worlds import EDMONTON, TALK, at, clinic, minutes, problem, roster

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def answer(*placed: Appointment, month: str = "2026-12", **changes: Any) -> Roster:
    return roster(problem(clinic(**changes), Horizon.month(month)), *placed)


def events(folder: Path, name: str) -> list[Event]:
    return Calendar.from_ical((folder / name).read_bytes()).events


def said(folder: Path, name: str) -> list[str]:
    """Each event in a line: its start on the clinic's wall clock, what it says, how sure, its revision."""
    return [
        f"{event.start.astimezone(EDMONTON):%d %H:%M} {event.summary} {event['STATUS']} {event['SEQUENCE']}"
        for event in events(folder, name)
    ]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- who sees what ----------------------------------------------------------------------------------------------------


def test_a_practitioner_is_busy_with_patients_and_not_while_they_rest(tmp_path: Path) -> None:
    write_calendars(answer(at("a1", "2026-12-01 09:00")), tmp_path)
    found = events(tmp_path, "practitioners/Mai Chen.ics")
    assert [(f"{e.start:%H:%M}-{e.end:%H:%M}", str(e.summary), str(e["TRANSP"])) for e in found] == [
        ("09:00-09:15", "Ann Lee: needling", "OPAQUE"),
        ("09:15-09:45", "Ann Lee: rest", "TRANSPARENT"),
        ("09:45-10:00", "Ann Lee: needles out", "OPAQUE"),
    ]
    assert {str(e.location) for e in found} == {"Room 1"}
    assert found[0].description.splitlines() == [
        "Facial acupuncture",
        "09:00 needling, 15 minutes",
        "09:15 rest, 30 minutes",
        "09:45 needles out, 15 minutes",
        "Session 1 of Weekly (plan a).",
        "Planned, not booked yet.",
    ]


def test_a_room_is_taken_until_it_is_ready_again(tmp_path: Path) -> None:
    write_calendars(answer(at("a1", "2026-12-01 09:00"), at("f1", "2026-12-02 09:00", "tom", None, TALK)), tmp_path)
    (event,) = events(tmp_path, "rooms/Room 1.ics")
    assert (event.end - event.start, str(event["TRANSP"])) == (minutes(65), "OPAQUE")
    assert "09:00 to 10:00, then 5 minutes until the room is ready." in event.description
    assert sorted(path.name for path in (tmp_path / "rooms").iterdir()) == ["Room 1.ics"]  # the talk takes none


def test_a_patient_reads_what_where_with_whom_and_of_nobody_else(tmp_path: Path) -> None:
    write_calendars(
        answer(
            at("a1", "2026-12-01 09:00"),
            at("b1", "2026-12-01 09:15", room="two"),
            at("f1", "2026-12-02 09:00", "tom", None, TALK),
        ),
        tmp_path,
    )
    (event,) = events(tmp_path, "patients/Ann Lee.ics")
    assert (str(event.summary), str(event.location)) == ("Facial acupuncture", "Room 1, Maple Street")
    assert event.description.splitlines() == [
        "With Mai Chen, 60 minutes.",
        "Session 1 of Weekly.",
        "Planned, not booked yet.",
    ]
    text = (tmp_path / "patients" / "Ann Lee.ics").read_text(encoding="utf-8")
    assert "Ben" not in text
    assert "Ann Lee" in text
    assert "LOCATION" not in events(tmp_path, "patients/Ben Wu.ics")[1]  # a talk takes no room


def test_a_session_that_two_plans_share_is_one_event(tmp_path: Path) -> None:
    write_calendars(answer(at("a1", "2026-12-01 09:00"), replace(at("a1", "2026-12-01 09:00"), plan="a2")), tmp_path)
    (event,) = events(tmp_path, "rooms/Room 1.ics")
    assert "Session 1 of Weekly (plan a) and session 1 of Weekly (plan a2)." in event.description


def test_the_services_of_one_visit_are_events_of_their_own(tmp_path: Path) -> None:
    visit = at("v1", "2026-12-03 09:00"), at("v1", "2026-12-03 11:00", "tom", None, TALK)
    write_calendars(answer(*visit), tmp_path)
    found = events(tmp_path, "patients/Ann Lee.ics")
    assert [str(event.summary) for event in found] == ["Facial acupuncture", "Consultation"]
    assert found[0]["UID"] != found[1]["UID"]


def test_booked_is_confirmed_and_all_else_is_tentative(tmp_path: Path) -> None:
    book = tuple(
        Entry(f"b{n}", "a", n, "booked", at(f"a{n}", when).start, "mai", "one")
        for n, when in ((1, "2026-12-01 09:00"), (2, "2026-12-08 09:00"))
    )
    rows = (
        at("a1", "2026-12-01 09:00", room="two", status="booked"),  # another room is no other appointment
        at("a2", "2026-12-08 10:00", status="booked"),  # an hour later than the patient was told
        at("a3", "2026-12-15 09:00"),
        at("b1", "2026-12-02 09:00"),
        at("b5", "2027-01-05 09:00"),
    )
    write_calendars(answer(*rows, book=book), tmp_path)
    told = [(str(e["STATUS"]), e.description.splitlines()[-1]) for e in events(tmp_path, "patients/Ann Lee.ics")]
    assert told == [
        ("CONFIRMED", "Booked."),
        ("TENTATIVE", "Planned, not booked yet."),
        ("TENTATIVE", "Planned, not booked yet; a review may end the course before it."),
    ]
    assert "A draft" in [e for e in events(tmp_path, "rooms/Room 1.ics") if "Ben" in e.summary][1].description


def test_what_was_attended_on_the_rosters_days_stays(tmp_path: Path) -> None:
    first = answer(at("a1", "2026-12-01 09:00"))
    write_calendars(first, tmp_path)
    came = Entry("b1", "a", 1, "attended", first.placed[0].start, "mai", "one")
    write_calendars(answer(at("a2", "2026-12-08 09:00"), book=(came,)), tmp_path)
    assert said(tmp_path, "patients/Ann Lee.ics") == [
        "01 09:00 Facial acupuncture CONFIRMED 1",
        "08 09:00 Facial acupuncture TENTATIVE 0",
    ]


def test_what_was_attended_at_another_time_is_where_the_book_has_it(tmp_path: Path) -> None:
    came = Entry("b1", "a", 1, "attended", at("a1", "2026-12-01 10:00").start, "mai", "one")
    write_calendars(answer(at("a1", "2026-12-01 09:00"), book=(came,)), tmp_path)
    assert said(tmp_path, "patients/Ann Lee.ics") == ["01 10:00 Facial acupuncture CONFIRMED 0"]


# --- one roster after another -----------------------------------------------------------------------------------------

NINE, TEN = "2026-12-01 09:00", "2026-12-01 10:00"


def test_sequence_rises_with_every_move_there_and_back(tmp_path: Path) -> None:
    uids = set()
    for export, when in enumerate((NINE, TEN, NINE)):
        write_calendars(answer(at("a1", when)), tmp_path, now=NOON + timedelta(days=export))
        (event,) = events(tmp_path, "patients/Ann Lee.ics")
        uids.add(str(event["UID"]))
        assert (event["SEQUENCE"], event.DTSTAMP) == (export, NOON + timedelta(days=export))
        assert f"{event.start:%Y-%m-%d %H:%M}" == when
    assert len(uids) == 1


def test_dropped_is_cancelled_and_comes_back_with_a_higher_sequence(tmp_path: Path) -> None:
    there, other = at("a1", NINE), at("b1", "2026-12-02 09:00")
    write_calendars(answer(there, other), tmp_path)
    write_calendars(answer(other), tmp_path)
    assert said(tmp_path, "patients/Ann Lee.ics") == ["01 09:00 Cancelled: Facial acupuncture CANCELLED 1"]
    assert events(tmp_path, "patients/Ann Lee.ics")[0]["TRANSP"] == "TRANSPARENT"
    write_calendars(answer(other), tmp_path)
    assert said(tmp_path, "patients/Ann Lee.ics") == ["01 09:00 Cancelled: Facial acupuncture CANCELLED 1"]
    write_calendars(answer(there, other), tmp_path)
    assert said(tmp_path, "patients/Ann Lee.ics") == ["01 09:00 Facial acupuncture TENTATIVE 2"]


def test_another_practitioner_is_cancelled_with_the_one_and_new_with_the_other(tmp_path: Path) -> None:
    talk = at("f1", NINE, "mai", None, TALK)
    write_calendars(answer(talk), tmp_path)
    write_calendars(answer(replace(talk, practitioner="tom")), tmp_path)
    assert said(tmp_path, "practitioners/Mai Chen.ics") == ["01 09:00 Cancelled: Ben Wu: talk CANCELLED 1"]
    assert said(tmp_path, "practitioners/Tom Roy.ics") == ["01 09:00 Ben Wu: talk TENTATIVE 0"]
    assert said(tmp_path, "patients/Ben Wu.ics") == ["01 09:00 Consultation TENTATIVE 1"]
    mai, tom = (events(tmp_path, f"practitioners/{who}.ics")[0]["UID"] for who in ("Mai Chen", "Tom Roy"))
    assert mai != tom  # who reads both calendars as one would see the cancelled one win


def test_the_same_again_changes_no_byte(tmp_path: Path) -> None:
    same = answer(at("a1", NINE), at("v1", "2026-12-03 09:00"), at("v1", "2026-12-03 11:00", "tom", None, TALK))
    write_calendars(same, tmp_path, now=NOON)
    before = contents(tmp_path)
    write_calendars(same, tmp_path, now=NOON + timedelta(days=1))
    assert contents(tmp_path) == before


def test_another_month_leaves_the_days_outside_it_as_they_were(tmp_path: Path) -> None:
    write_calendars(answer(at("a1", NINE), at("a2", "2027-01-07 09:00")), tmp_path)
    write_calendars(answer(at("a3", "2027-01-14 09:00"), month="2027-01"), tmp_path)
    assert said(tmp_path, "rooms/Room 1.ics") == [
        "01 09:00 Ann Lee: Facial acupuncture TENTATIVE 0",
        "07 09:00 Cancelled: Ann Lee: Facial acupuncture CANCELLED 1",
        "14 09:00 Ann Lee: Facial acupuncture TENTATIVE 0",
    ]


def test_patients_are_told_of_no_draft_and_of_what_is_booked_beyond_the_month(tmp_path: Path) -> None:
    book = (Entry("b5", "b", 5, "booked", at("b5", "2027-01-05 09:00").start, "mai", "one"),)
    rows = (at("a1", NINE), at("a2", "2027-01-07 09:00"), at("b5", "2027-01-05 09:00", id="b5", status="booked"))
    write_calendars(answer(*rows, book=book), tmp_path)
    assert said(tmp_path, "patients/Ann Lee.ics") == ["01 09:00 Facial acupuncture TENTATIVE 0"]
    assert said(tmp_path, "patients/Ben Wu.ics") == ["05 09:00 Facial acupuncture CONFIRMED 0"]
    assert len(said(tmp_path, "rooms/Room 1.ics")) == 3


def test_a_session_moved_into_the_rosters_days_is_cancelled_before_them(tmp_path: Path) -> None:
    """Also with the practitioner and in the room that it has left, whose calendars the roster says nothing to."""
    write_calendars(answer(at("a1", "2026-12-10 09:00"), at("b1", "2026-12-10 11:00")), tmp_path)
    later = problem(horizon=Horizon.between(date(2026, 12, 11), date(2026, 12, 31)))
    write_calendars(roster(later, at("a1", "2026-12-15 09:00", "tom", "two")), tmp_path)
    assert said(tmp_path, "rooms/Room 1.ics") == [
        "10 09:00 Cancelled: Ann Lee: Facial acupuncture CANCELLED 1",
        "10 11:00 Ben Wu: Facial acupuncture TENTATIVE 0",
    ]
    assert {e["STATUS"] for e in events(tmp_path, "practitioners/Mai Chen.ics")[:3]} == {"CANCELLED"}
    assert said(tmp_path, "patients/Ann Lee.ics") == ["15 09:00 Facial acupuncture TENTATIVE 1"]


def shared(key: str, when: str, *where: str) -> tuple[Appointment, Appointment]:
    """A session of Ann's plan `a`, and the one of `a2` that it serves too."""
    row = at(key, when, *where)
    return row, replace(row, plan="a2")


def test_sessions_that_meet_in_one_after_the_days_they_had_leave_both_their_places(tmp_path: Path) -> None:
    second = replace(at("a1", "2026-12-10 11:00", "tom", "two"), plan="a2")
    write_calendars(answer(at("a1", "2026-12-09 09:00"), second), tmp_path)
    later = problem(horizon=Horizon.between(date(2026, 12, 11), date(2026, 12, 31)))
    write_calendars(roster(later, *shared("a1", "2026-12-15 09:00")), tmp_path)
    assert said(tmp_path, "rooms/Room 2.ics") == ["10 11:00 Cancelled: Ann Lee: Facial acupuncture CANCELLED 1"]
    assert said(tmp_path, "patients/Ann Lee.ics") == [
        "10 11:00 Cancelled: Facial acupuncture CANCELLED 1",
        "15 09:00 Facial acupuncture TENTATIVE 1",
    ]


def test_a_shared_session_stands_while_one_of_those_that_shared_it_does(tmp_path: Path) -> None:
    """As where it was attended for one plan, and is asked for again by the other."""
    write_calendars(answer(*shared("a1", "2026-12-10 09:00", "tom", "two")), tmp_path)
    later = problem(horizon=Horizon.between(date(2026, 12, 11), date(2026, 12, 31)))
    write_calendars(roster(later, at("a1", "2026-12-15 09:00")), tmp_path)
    assert said(tmp_path, "rooms/Room 2.ics") == ["10 09:00 Ann Lee: Facial acupuncture TENTATIVE 0"]


def test_since_speaks_for_what_the_folder_does_not_know(tmp_path: Path) -> None:
    earlier = answer(at("a1", NINE), at("b1", NINE, "tom", "two"))
    later = answer(at("a1", TEN))
    for _ in range(2):  # and again: nothing rises for a roster sent twice
        write_calendars(later, tmp_path, since=earlier)
        assert said(tmp_path, "patients/Ann Lee.ics") == ["01 10:00 Facial acupuncture TENTATIVE 1"]
        assert said(tmp_path, "patients/Ben Wu.ics") == ["01 09:00 Cancelled: Facial acupuncture CANCELLED 1"]


PLACES = st.sampled_from([None, NINE, TEN, "2026-12-02 09:00"])


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(st.tuples(PLACES, st.sampled_from(["mai", "tom"])), min_size=2, max_size=6))
def test_over_any_exports_a_revision_rises_just_when_its_event_changes(history: list[Any], tmp_path: Path) -> None:
    folder = tmp_path / str(len(list(tmp_path.iterdir())))
    before: dict[str, Event] = {}
    for export, (when, who) in enumerate(history):
        placed = [at("a1", when, who)] if when else []
        write_calendars(answer(*placed), folder, now=NOON + timedelta(hours=export))
        now = {str(e["UID"]): e for path in folder.rglob("*.ics") for e in Calendar.from_ical(path.read_bytes()).events}
        assert set(before) <= set(now)
        for uid, old in before.items():
            new = now[uid]
            changed = any(old[name] != new[name] for name in ("DTSTART", "STATUS", "DESCRIPTION"))
            assert new["SEQUENCE"] - old["SEQUENCE"] == changed
            assert (new.DTSTAMP > old.DTSTAMP) == changed
        living = [event for event in now.values() if event["STATUS"] != "CANCELLED"]
        assert len(living) == (5 if when else 0)  # three parts for the practitioner, one for room and patient each
        before = now


# --- nothing is lost --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "broken", ["", "BEGIN:VCALENDAR\r\n", "half", "BEGIN:VCALENDAR\r\nPRODID:x\r\nEND:VCALENDAR\r\n"]
)
def test_a_file_that_is_no_calendar_of_planners_is_refused_and_kept(broken: str, tmp_path: Path) -> None:
    write_calendars(answer(at("a1", NINE)), tmp_path)
    path = tmp_path / "patients" / "Ann Lee.ics"
    half = path.read_text(encoding="utf-8")[:700]
    path.write_text(half if broken == "half" else broken, encoding="utf-8")
    before = contents(tmp_path)
    with pytest.raises(Nonsense, match=r"Ann Lee\.ics is no calendar that planner wrote, or it is damaged"):
        write_calendars(answer(at("a1", TEN)), tmp_path)
    assert contents(tmp_path) == before


def test_a_folder_that_cannot_be_written_keeps_what_it_has(tmp_path: Path) -> None:
    write_calendars(answer(at("b1", NINE, "tom", "two")), tmp_path)
    before = contents(tmp_path)
    (tmp_path / "rooms" / "Room 1.ics").mkdir()  # what would be replaced is a folder
    with pytest.raises(OSError, match=r"Room 1\.ics"):
        write_calendars(answer(at("a1", NINE), at("b1", TEN, "tom", "two")), tmp_path)
    assert contents(tmp_path) == before
    with pytest.raises(NotADirectoryError):
        write_calendars(answer(at("a1", NINE)), tmp_path / "patients" / "Ben Wu.ics")


# --- clocks that change, and names of any kind ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("month", "days"),
    [("2026-11", ("2026-10-31", "2026-11-01", "2026-11-02")), ("2027-03", ("2027-03-13", "2027-03-14", "2027-03-15"))],
)
def test_another_parser_reads_the_same_moments_when_the_clocks_change(month: str, days: Any, tmp_path: Path) -> None:
    """vobject resolves times by the calendar's own VTIMEZONE (through dateutil), not by what it knows of the zone."""
    first = Horizon.between(date.fromisoformat(days[0]), date.fromisoformat(days[2]))
    rows = [
        at(f"f{n}", f"{day} {clock}", "mai", None, TALK)
        for n, (day, clock) in enumerate(
            ((day, clock) for day in days for clock in ("00:30", "01:30", "04:00")), start=1
        )
    ]
    again = replace(rows[4], number=0, start=rows[4].start + minutes(60), end=rows[4].end + minutes(60))
    placed = [*rows, again]
    write_calendars(roster(problem(horizon=first), *placed), tmp_path)
    text = (
        (tmp_path / "patients" / "Ben Wu.ics").read_text(encoding="utf-8").replace("America/Edmonton", "Nowhere/Known")
    )
    other = vobject.readOne(text)
    found = sorted((e.dtstart.value.astimezone(UTC), e.dtend.value.astimezone(UTC)) for e in other.vevent_list)
    assert found == sorted((row.start, row.end) for row in placed)


def test_a_calendar_has_every_zone_that_its_events_name(tmp_path: Path) -> None:
    """The clinic's time zone was corrected between the months; November's event stays as it was sent."""
    write_calendars(answer(at("a1", "2026-11-30 09:00"), month="2026-11"), tmp_path)
    write_calendars(answer(at("a2", "2026-12-08 09:00"), timezone=ZoneInfo("America/Winnipeg")), tmp_path)
    text = (tmp_path / "patients" / "Ann Lee.ics").read_text(encoding="utf-8")
    assert re.findall(r"^TZID:(.*)$", text, re.MULTILINE) == ["America/Edmonton", "America/Winnipeg"]
    assert sorted(re.findall(r"^DTSTART;TZID=(.*):2026", text, re.MULTILINE)) == [
        "America/Edmonton",
        "America/Winnipeg",
    ]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1).filter(
        lambda n: n.strip() == n
    )
    | st.sampled_from(['a,b;c\\d:e"f', "two\nlines", "🦉" * 60, "é" * 80])
)
def test_any_name_comes_back_from_lines_of_75_octets(name: str, tmp_path: Path) -> None:
    folder = tmp_path / str(len(list(tmp_path.iterdir())))
    people = {"ann": Patient("ann", name), "ben": Patient("ben", "Ben Wu")}
    write_calendars(answer(at("a1", NINE), patients=people), folder)
    path = folder / "rooms" / "Room 1.ics"
    (event,) = Calendar.from_ical(path.read_bytes()).events
    assert event.summary == f"{name}: Facial acupuncture"
    assert vobject.readOne(path.read_bytes().decode()).vevent.summary.value == event.summary
    assert max(len(line) for line in path.read_bytes().split(b"\r\n")) <= 75


def test_control_characters_have_no_place(tmp_path: Path) -> None:
    people = {"ann": Patient("ann", "Ann\x00 \x07Lee"), "ben": Patient("ben", "Ben Wu")}
    write_calendars(answer(at("a1", NINE), patients=people), tmp_path)
    assert events(tmp_path, "rooms/Room 1.ics")[0].summary == "Ann Lee: Facial acupuncture"


def names_of(folder: Path, **names: str) -> list[str]:
    """The files of patients of these ids and names, each with one session."""
    people = {id: Patient(id, name) for id, name in names.items()}
    plans = {f"{n}": Plan(f"{n}", id, "weekly", date(2026, 12, 1)) for n, id in enumerate(names)}
    rows = [at(f"{n}1", f"2026-12-0{n + 1} 09:00") for n in range(len(names))]
    write_calendars(answer(*rows, patients=people, plans=plans), folder)
    return sorted(path.name for path in (folder / "patients").iterdir())


def test_names_of_any_kind_get_a_file_each_that_people_can_read(tmp_path: Path) -> None:
    named = {"a": "../x", "b": "x/y", "c": "con", "d": ".hidden.", "e": "Zoë Ørsted", "f": "", "g": "李 明"}
    found = names_of(tmp_path, **named)
    assert found == sorted(["x.ics", "x y.ics", "c.ics", "hidden.ics", "Zoë Ørsted.ics", "f.ics", "李 明.ics"])


def test_of_one_name_each_has_the_id_behind_it(tmp_path: Path) -> None:
    """Alike to any system: one that does not tell capitals from small letters, or composed letters from others."""
    named = {
        "p1": "Maria Silva",
        "P2": "maria silva",
        "p3": "Zoe\u0308",
        "p4": "Zoë",
        "p5": "Ann",
        "p6": "Maria Silva (p1)",
    }
    assert names_of(tmp_path, **named) == sorted(
        [
            *("Maria Silva (p1).ics", "maria silva (%502).ics", "Zoë (p3).ics", "Zoë (p4).ics", "Ann.ics"),
            "Maria Silva (p1) (p6).ics",
        ]
    )


def test_a_calendar_keeps_its_file_when_the_name_changes(tmp_path: Path) -> None:
    """Whoever subscribed to it goes on reading it; another of the old name gets a file of their own."""
    write_calendars(answer(at("a1", NINE)), tmp_path)
    people = {"ann": Patient("ann", "Ann Roy"), "ben": Patient("ben", "Ann Lee")}
    write_calendars(answer(at("a1", TEN), at("b1", NINE, room="two"), patients=people), tmp_path)
    assert sorted(path.name for path in (tmp_path / "patients").iterdir()) == ["Ann Lee (ben).ics", "Ann Lee.ics"]
    assert said(tmp_path, "patients/Ann Lee.ics") == ["01 10:00 Facial acupuncture TENTATIVE 1"]
    assert "NAME:Ann Roy" in (tmp_path / "patients" / "Ann Lee.ics").read_text(encoding="utf-8")


def test_a_file_called_by_its_id_as_once_is_known_again(tmp_path: Path) -> None:
    write_calendars(answer(at("a1", NINE)), tmp_path)
    text = (tmp_path / "patients" / "Ann Lee.ics").read_bytes()
    (tmp_path / "patients" / "Ann Lee.ics").unlink()
    (tmp_path / "patients" / "ann.ics").write_bytes(re.sub(rb"X-PLANNER-OWNER:.*\r\n", b"", text))
    write_calendars(answer(at("a1", TEN)), tmp_path)
    assert [path.name for path in (tmp_path / "patients").iterdir()] == ["ann.ics"]
    assert said(tmp_path, "patients/ann.ics") == ["01 10:00 Facial acupuncture TENTATIVE 1"]


def test_a_file_holds_what_the_rfc_asks_for(tmp_path: Path) -> None:
    write_calendars(answer(at("a1", NINE)), tmp_path, now=NOON)
    text = (tmp_path / "patients" / "Ann Lee.ics").read_bytes().decode()
    for line in (
        "VERSION:2.0",
        "PRODID:-//treatment-planner//planner//EN",
        "NAME:Ann Lee\\, Maple Street",
        "TZID:America/Edmonton",
        "DTSTART;TZID=America/Edmonton:20261201T090000",
        "DTEND;TZID=America/Edmonton:20261201T100000",
        "DTSTAMP:20261122T120000Z",
        "CLASS:PRIVATE",
    ):
        assert f"\r\n{line}\r\n" in text
    assert "METHOD" not in text  # a snapshot, no message of a scheduling exchange
    assert re.search(r"\r\nUID:[0-9a-f-]{36}\r\n", text)
