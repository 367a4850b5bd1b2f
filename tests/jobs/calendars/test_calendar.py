"""What a calendar says is taken: recurrences and exceptions, whole days, zones, what is free, and VAVAILABILITY."""

from __future__ import annotations

from itertools import pairwise

import pytest

from planner.clinic import Span
from planner.errors import Nonsense
from planner.jobs.calendars.calendar import read_calendar
from tests.jobs.calendars.worlds import WEEK, happening, ics, taken
from tests.worlds import ZONE, at

TUESDAY = ("DTSTART:20260602T150000Z", "DTEND:20260602T160000Z")


def test_an_event_is_taken_from_its_start_to_its_end() -> None:
    assert taken(happening(*TUESDAY)) == [(1, "09:00", "10:00")]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("DTSTART;TZID=Europe/Berlin:20260602T170000", "DURATION:PT90M"), [(1, "09:00", "10:30")]),
        (("DTSTART:20260602T090000", "DTEND:20260602T100000"), [(1, "09:00", "10:00")]),
        (("DTSTART;VALUE=DATE:20260602",), [(1, "00:00", "00:00+1")]),
        (("DTSTART;VALUE=DATE:20260602", "DTEND;VALUE=DATE:20260605"), [(1, "00:00", "00:00+3")]),
        (("DTSTART:20260602T150000Z",), []),
        (("DTSTART:20260531T000000Z", "DTEND:20260601T160000Z"), [(0, "00:00", "10:00")]),
        (("DTSTART:20260607T230000Z", "DTEND:20260609T160000Z"), [(6, "17:00", "00:00+1")]),
        ((*TUESDAY, "TRANSP:TRANSPARENT"), []),
        ((*TUESDAY, "STATUS:CANCELLED"), []),
        ((*TUESDAY, "STATUS:TENTATIVE"), [(1, "09:00", "10:00")]),
        ((*TUESDAY, "X-MICROSOFT-CDO-BUSYSTATUS:FREE"), []),
        ((*TUESDAY, "RRULE:FREQ=DAILY;COUNT=3"), [(1, "09:00", "10:00"), (2, "09:00", "10:00"), (3, "09:00", "10:00")]),
        ((*TUESDAY, "RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20260603T150000Z"),
         [(1, "09:00", "10:00"), (3, "09:00", "10:00")]),
        ((*TUESDAY, "RDATE:20260604T150000Z"), [(1, "09:00", "10:00"), (3, "09:00", "10:00")]),
        (("DTSTART:20200107T160000Z", "DTEND:20200107T170000Z", "RRULE:FREQ=WEEKLY"), [(1, "10:00", "11:00")]),
    ],
)  # fmt: skip
def test_each_kind_of_event(lines: tuple[str, ...], expected: list[object]) -> None:
    assert taken(happening(*lines)) == expected


def test_one_of_a_series_is_moved_and_one_is_cancelled() -> None:
    series = happening(*TUESDAY, "RRULE:FREQ=DAILY;COUNT=3")
    moved = happening("RECURRENCE-ID:20260603T150000Z", "DTSTART:20260603T200000Z", "DTEND:20260603T203000Z")
    off = happening("RECURRENCE-ID:20260604T150000Z", "STATUS:CANCELLED", "DTSTART:20260604T150000Z", "DURATION:PT1H")
    assert taken(series, moved, off) == [(1, "09:00", "10:00"), (2, "14:00", "14:30")]


def test_a_series_keeps_its_clock_time_when_the_clocks_change() -> None:
    event = happening("DTSTART;TZID=America/Edmonton:20261030T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=4")
    window = Span(at(150, "00:00"), at(160, "00:00"))
    assert [clocks for _, *clocks in taken(event, window=window)] == [["09:00", "10:00"]] * 4


def test_a_zone_that_only_the_calendar_knows() -> None:
    zone = """
        BEGIN:VTIMEZONE
        TZID:Their own
        BEGIN:STANDARD
        DTSTART:19700101T000000
        TZOFFSETFROM:+0200
        TZOFFSETTO:+0200
        END:STANDARD
        END:VTIMEZONE"""
    assert taken(zone, happening("DTSTART;TZID=Their own:20260602T170000", "DURATION:PT1H")) == [(1, "09:00", "10:00")]


def test_the_calendars_own_zone_is_meant_where_an_event_names_none() -> None:
    event = happening("DTSTART:20260602T150000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=1")
    assert taken(event, X_WR_TIMEZONE="Europe/Berlin") == [(1, "09:00", "10:00")]


def test_private_events_have_no_title() -> None:
    both = ics(happening(*TUESDAY, "SUMMARY:Dentist"), happening(*TUESDAY, "SUMMARY:Court", "CLASS:PRIVATE", uid="2"))
    assert [each.title for each in read_calendar(both, WEEK, ZONE).taken] == ["", "Dentist"]


def test_planners_own_events_are_passed_over() -> None:
    mine = happening(*TUESDAY, uid="mine")
    marked = happening(*TUESDAY, "X-PLANNER-SESSION:x", uid="2")
    assert read_calendar(ics(mine, marked), WEEK, ZONE, {"mine"}).taken == []


# --- VFREEBUSY and VAVAILABILITY --------------------------------------------------------------------------------------


def test_busy_periods_are_taken_and_free_ones_not() -> None:
    component = """
        BEGIN:VFREEBUSY
        UID:1
        DTSTAMP:20260101T000000Z
        FREEBUSY:20260602T150000Z/20260602T160000Z,20260603T150000Z/PT30M
        FREEBUSY;FBTYPE=FREE:20260604T150000Z/PT30M
        FREEBUSY;FBTYPE=BUSY-TENTATIVE:20260605T150000Z/PT30M
        END:VFREEBUSY"""
    assert taken(component) == [(1, "09:00", "10:00"), (2, "09:00", "09:30"), (4, "09:00", "09:30")]


def availability(*lines: str, available: str = "DTSTART;TZID=America/Edmonton:20260601T090000") -> str:
    inside = ["BEGIN:AVAILABLE", "UID:a", "DTSTAMP:20260101T000000Z", available, "DURATION:PT8H"]
    rule = "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
    head = ["BEGIN:VAVAILABILITY", "UID:v", "DTSTAMP:20260101T000000Z", *lines]
    return "\n".join([*head, *inside, rule, "END:AVAILABLE", "END:VAVAILABILITY"])


def test_what_is_not_available_is_taken() -> None:
    found = taken(availability())
    assert found[:3] == [(0, "00:00", "09:00"), (0, "17:00", "09:00+1"), (1, "17:00", "09:00+1")]
    assert found[-1] == (4, "17:00", "00:00+3")


def test_outside_its_days_an_availability_says_nothing() -> None:
    found = taken(availability("DTSTART:20260602T060000Z", "DTEND:20260603T060000Z"))
    assert found == [(1, "00:00", "09:00"), (1, "17:00", "00:00+1")]


def test_of_two_the_higher_priority_counts() -> None:
    always = availability("PRIORITY:5")
    journey = availability(
        "PRIORITY:1", "DTSTART:20260602T060000Z", "DTEND:20260603T060000Z", available="DTSTART:20260602T200000Z"
    )
    found = taken(always, journey)
    assert (0, "17:00", "14:00+1") in found
    assert all(a[:2] < b[:2] for a, b in pairwise(found))


# --- what cannot be read ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"\xff\xfe", b"BEGIN:VCALENDAR\r\n", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n"]
)
def test_what_is_no_calendar_is_refused(content: bytes) -> None:
    with pytest.raises(Nonsense, match="this is no calendar"):
        read_calendar(content, WEEK, ZONE)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("RRULE:FREQ=SECONDLY", "comes every second or minute"),
        ("RRULE:FREQ=WEEKLY;UNTIL=yesterday", "the event bad"),
        ("DTSTART:tomorrow", "the event bad"),
    ],
)
def test_an_event_that_cannot_be_read_is_told_and_the_others_are_taken(line: str, why: str) -> None:
    lines = (*TUESDAY, line) if "RRULE" in line else (line, "DURATION:PT1H")
    found = read_calendar(ics(happening(*lines, uid="bad"), happening(*TUESDAY, uid="good")), WEEK, ZONE)
    assert len(found.taken) == 1
    assert len(found.wrong) == 1
    assert why in found.wrong[0]
