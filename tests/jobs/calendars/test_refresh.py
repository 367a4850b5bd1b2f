"""A calendar laid over what it said before: only its own absences come and go."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar

from planner.clinic import Absence, Clinic, Horizon, Problem, Span
from planner.errors import Nonsense, UnknownName
from planner.files.reading import load
from planner.jobs.calendars.absences import REASON
from planner.jobs.calendars.own import own_uids
from planner.jobs.calendars.refresh import refreshed, source_of, window_of, write_absences
from planner.roster.calendars import write_calendars
from planner.roster.roster import Quality, Roster
from tests.files.worlds import small_folder
from tests.jobs.calendars.worlds import WEEK, happening, ics
from tests.worlds import absence, at, entry, phase, plan, protocol, room, service, world

TUESDAY = ("DTSTART:20260602T150000Z", "DTEND:20260602T160000Z")


def after(clinic: Clinic, content: bytes, of: str = "mai", window: Span = WEEK, **more: bool) -> Clinic:
    return refreshed(clinic, of, "their.ics", content, window, **more).difference.laid_over(clinic, of)


def spans(clinic: Clinic) -> list[Span]:
    return [each.span for each in clinic.absences if each.source]


def test_a_calendar_comes_and_goes_and_what_was_written_by_hand_stays() -> None:
    by_hand = absence("mai", 3)
    before = world(absences=(by_hand,))
    once = after(before, ics(happening(*TUESDAY)))
    assert once.absences == (by_hand, Absence("mai", Span(at(1, "9:00"), at(1, "10:00")), REASON, "their.ics"))
    assert not refreshed(once, "mai", "their.ics", ics(happening(*TUESDAY)), WEEK).difference.add
    assert after(once, ics()).absences == (by_hand,)


def test_two_calendars_of_one_person_leave_each_other_alone() -> None:
    once = after(world(), ics(happening(*TUESDAY)))
    other = refreshed(once, "mai", "other.ics", ics(), WEEK).difference
    assert (other.add, other.remove) == ((), ())


def test_times_that_touch_are_one_but_with_titles() -> None:
    next_one = happening("DTSTART:20260602T160000Z", "DURATION:PT1H", "SUMMARY:Court", uid="2")
    both = ics(happening(*TUESDAY, "SUMMARY:Dentist"), next_one)
    assert spans(after(world(), both)) == [Span(at(1, "9:00"), at(1, "11:00"))]
    assert [each.reason for each in after(world(), both, titles=True).absences] == ["Dentist", "Court"]


def test_the_past_stays_as_it_was() -> None:
    long = ics(happening("DTSTART:20260601T060000Z", "DTEND:20260606T060000Z"))
    once = after(world(), long)
    later = Span(at(2, "00:00"), at(9, "00:00"))
    assert spans(after(once, long, window=later)) == spans(once)
    assert spans(after(once, ics(), window=later)) == [Span(at(0, "00:00"), at(2, "00:00"))]


def test_a_room_has_a_calendar_too_and_nobody_else() -> None:
    assert [each.of for each in after(world(), ics(happening(*TUESDAY)), of="one").closures] == ["one"]
    with pytest.raises(UnknownName, match="zed"):
        after(world(), ics(), of="zed")


def test_what_is_no_calendar_changes_nothing() -> None:
    with pytest.raises(Nonsense):
        after(world(), b"<html>")


def test_an_address_is_not_told_by_its_name() -> None:
    name = source_of("https://me:pw@calendar.example/secret-token/basic.ics")
    assert name.startswith("calendar.example ")
    assert not {"secret", "me", "pw"} & set(name.replace(" ", "/").split("/"))
    assert source_of("calendars/mai.ics") == "mai.ics"


def test_every_event_that_planner_sends_out_is_known_as_its_own(tmp_path: Path) -> None:
    """The calendars of a roster, read back as the practitioner's and the room's own, close nothing."""
    several = protocol("both", phase("needling", "talk", gap=None, sessions=1))
    resting = service("needling", 10, -10, 10)
    clinic = world(
        services=[resting, service("talk")],
        protocols=[several, protocol("weekly", phase("needling", gap=(1, 2, 3)))],
        plans=[plan("a"), plan("b", "both", "ben"), plan("c", "weekly", "cas")],
        rooms=[room("one"), room("two")],
        book=(
            entry("a1", 0, "9:00"),
            entry("b1", 0, "10:00", service="needling"),
            entry("b1", 0, "11:00", service="talk"),
            entry("c1", 1, "9:00"),
            entry("c2", 3, "9:00"),
        ),
    )
    problem = Problem.of(clinic, Horizon.between(date(2026, 6, 1), date(2026, 6, 7), 0))
    rows = tuple(row for session in problem.sessions for row in session.booked)
    figures = Quality(1, 0, "feasible", (0, 0, 0), {}, 1, 1, *(date(2026, 6, n) for n in (1, 7, 7)), 1.0, 1)
    write_calendars(Roster(problem, rows, (), figures), tmp_path)
    owners = {each.name: id for id, each in {**clinic.practitioners, **clinic.rooms}.items()}
    seen = 0
    for path in [*tmp_path.glob("practitioners/*.ics"), *tmp_path.glob("rooms/*.ics")]:
        of = owners[path.stem]
        events = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
        seen += len(events)
        assert {str(event["UID"]) for event in events} <= own_uids(clinic, of)
        assert after(clinic, path.read_bytes().replace(b"X-PLANNER-SESSION", b"X-DROPPED"), of=of) == clinic
    assert seen > 10


def test_a_folder_takes_a_calendar_in(tmp_path: Path) -> None:
    folder = small_folder(tmp_path)
    clinic = load(folder).clinic
    window = window_of(clinic, date(2026, 6, 1), 7)
    for of in ("ana", "one"):
        found = refreshed(clinic, of, "their.ics", ics(happening(*TUESDAY)), window)
        clinic = found.difference.laid_over(clinic, of)
        write_absences(clinic, folder, of)
    assert load(folder).clinic == clinic
    assert len(clinic.absences) == len(clinic.closures) == 1
