"""The rows of a clinic's tables: local times, lists and defaults in their cells, and whatever a name is made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.clinic import (
    Absence,
    Clearance,
    Clinic,
    Entry,
    Equipment,
    Event,
    Patient,
    Plan,
    Practitioner,
    Room,
    Span,
    WeeklyHours,
    default_policy,
)
from planner.clinic.texts import stray
from tests.files.writing.round_trip import again, files
from tests.worlds import absence, day, entry, hours, plan, practitioner, protocol, room, service, span, world

ZONES = ("America/Edmonton", "America/Havana", "America/Sao_Paulo", "Africa/Cairo", "Australia/Lord_Howe", "UTC")
"""Havana's clocks go back at midnight, Sao Paulo's and Cairo's went forward over it, Lord Howe's by half an hour."""
FEW = settings(max_examples=15, deadline=None)


def clinic(**more: object) -> Clinic:
    return world(policy=default_policy(), **more)


def rows(clinic: Clinic, table: str) -> list[str]:
    """The lines of a table below its header."""
    return files(clinic)[f"{table}.csv"].splitlines()[1:]


# --- cells ------------------------------------------------------------------------------------------------------------


def test_defaults_are_empty_cells() -> None:
    plain = clinic(
        plans=[plan(), plan("b", priority=1)], equipment=[Equipment("lamp", "lamp"), Equipment("bed", "Bed", 2)]
    )
    assert rows(plain, "plans") == ["a,ann,needling,2026-06-01,,,,,,,", "b,ann,needling,2026-06-01,1,,,,,,"]
    assert rows(plain, "equipment") == ["lamp,,", "bed,Bed,2"]
    assert rows(plain, "patients") == ["ann,Ann,,,,,,"]


def test_lists_stand_in_one_cell_in_an_order_that_stays() -> None:
    skilled = practitioner(qualifications=frozenset({"peel", "body", "light"}))
    patients = [Patient("ben", "Ben", ("mai", "tom"), ("evening", "morning"), not_with=("eva",))]
    others = [practitioner("tom"), practitioner("eva")]
    many = clinic(practitioners=[skilled, *others], rooms=[room("one", "table", "sink")], patients=patients)
    assert rows(many, "practitioners")[0] == "mai,Mai,body;light;peel,,,"
    assert rows(many, "rooms") == ["one,One,sink;table,,"]
    assert rows(many, "patients")[1:] == ["ben,Ben,mai;tom,evening;morning,eva,,,"]


def test_weekly_hours_are_wall_clock_times_and_the_days_end_is_24_00() -> None:
    shifts = hours("9:00-12:30", "22:00-24:00", days=(2,), first=1, last=40)
    assert rows(clinic(practitioners=[practitioner(shifts=shifts)]), "shifts") == [
        "mai,wed,09:00,12:30,2026-06-02,2026-07-11,,",
        "mai,wed,22:00,24:00,2026-06-02,2026-07-11,,",
    ]


def test_absences_are_dates_where_they_are_whole_days_and_local_times_where_not() -> None:
    days = Absence("mai", Span(span(0, "0:00-1:00").start, span(3, "0:00-24:00").end), "holiday")
    away = (days, absence("mai", 5, "14:00-17:00"), absence("mai", 6, "14:00-24:00"))
    assert rows(clinic(absences=away), "absences") == [
        "mai,2026-06-01,2026-06-04,holiday,",
        "mai,2026-06-06 14:00,2026-06-06 17:00,,",
        "mai,2026-06-07 14:00,2026-06-07,,",
    ]


def test_the_book_shows_the_wall_clock_and_an_offset_only_in_the_hour_that_comes_twice() -> None:
    back = datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
    moments = [back, back + timedelta(hours=1), back + timedelta(hours=2), back + timedelta(seconds=90)]
    book = tuple(Entry(f"a{n}", "a", n, "cancelled", moment, "mai", "one") for n, moment in enumerate(moments, start=1))
    assert [row.split(",")[6] for row in rows(clinic(book=book), "appointments")] == [
        "2026-11-01 01:30",
        "2026-11-01 01:30-07:00",
        "2026-11-01 02:30",
        "2026-11-01 01:31:30",
    ]
    assert again(clinic(book=book)).book == book


# --- whatever there is, comes back ------------------------------------------------------------------------------------


def test_every_field_of_every_table() -> None:
    whole = clinic(
        services=[service(equipment=("lamp",), room=frozenset({"quiet"}), needs=frozenset({"body"}))],
        protocols=[protocol("course", *world().protocols["needling"].phases)],
        practitioners=[Practitioner("mai", "Mai", frozenset({"body"}), day(99), 7, hours("9:00-24:00", first=1))],
        patients=[Patient("ben", "Ben", ("mai",), ("morning",), hours("9:00-10:00", last=3))],
        plans=[Plan("a", "ben", "course", day(0), 3, None, "mai", day(9))],
        rooms=[Room("one", "One", frozenset({"quiet"}))],
        equipment=[Equipment("lamp", "Lamp", 3)],
        absences=(absence("mai", 1),),
        closures=(absence("one", 1, "9:00-10:00"), absence("lamp", 2)),
        events=(Event("ben", "filler", day(-9), day(-2), "lips"),),
        clearances=(Clearance("ben", "high-blood-pressure", "Doctor Example", day(0), day(30)),),
        book=(replace(entry("a1", 0), phase="course", service="needling", fixed=True),),
    )
    for field, default in vars(clinic()).items():
        if field in ("practitioners", "patients", "plans", "rooms", "equipment", "absences", "closures", "book"):
            assert vars(whole)[field] != default, field
    assert again(whole) == whole


NAMES = st.text(min_size=1).filter(lambda text: stray(text) is None).map(str.strip).filter(bool)


@FEW
@given(names=st.lists(NAMES, max_size=4, unique=True), words=NAMES)
def test_names_and_words_of_any_characters(names: list[str], words: str) -> None:
    patients = [Patient(f"p{n}", name) for n, name in enumerate(names)]
    named = clinic(patients=[*patients, *(Patient(name, name) for name in names if name not in ("ann", "p0", "p1"))])
    told = replace(named, name=words, absences=(replace(absence("mai", 0), reason=words),))
    assert again(told) == told


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """Spans over days on which clocks change, of minutes and sometimes seconds, or of whole days."""
    changes = (date(2016, 10, 15), date(2026, 3, 7), date(2026, 4, 4), date(2026, 10, 3), date(2026, 10, 31))
    first = datetime.combine(draw(st.sampled_from(changes)), time(), UTC)
    step = draw(st.sampled_from((timedelta(minutes=30), timedelta(minutes=1), timedelta(seconds=1))))
    start = first + draw(st.integers(0, 60 * 60 * 60 // int(step.total_seconds()))) * step
    return Span(start, start + draw(st.integers(1, 3000)) * step)


@FEW
@given(
    zone=st.sampled_from(ZONES),
    away=st.lists(spans(), max_size=8),
    days=st.lists(st.dates(date(2016, 1, 1), date(2030, 1, 1)), max_size=8),
)
def test_absences_and_moments_on_days_on_which_the_clocks_change(zone: str, away: list[Span], days: list[date]) -> None:
    there = replace(clinic(), timezone=ZoneInfo(zone))
    absent = [*away, *(there.whole_day(day) for day in days)]
    book = tuple(Entry(f"a{n}", "a", n, "cancelled", each.start) for n, each in enumerate(absent, start=1))
    there = replace(there, absences=tuple(Absence("mai", each) for each in absent), book=book)
    assert again(there) == there


@FEW
@given(st.data())
def test_weekly_hours_of_any_minute(data: st.DataObject) -> None:
    minute = st.integers(0, 24 * 60 - 1)
    first, second = sorted(data.draw(st.tuples(minute, minute).filter(lambda pair: pair[0] != pair[1])))
    ends = (time(*divmod(second, 60)), time(0))
    shifts = tuple(WeeklyHours(n, time(*divmod(first, 60)), end) for n, end in enumerate(ends))
    busy = clinic(practitioners=[practitioner(shifts=shifts)])
    assert again(busy) == busy


@pytest.mark.parametrize("name", ["a\rb", 'he said "so"', "a;b,c", "a\nb", "=1+1", "9999-12-31", "a\u2028b"])
def test_names_that_files_mind(name: str) -> None:
    named = clinic(patients=[Patient("p", name)])
    assert again(named) == named
