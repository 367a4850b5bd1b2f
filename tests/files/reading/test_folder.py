"""A folder as spreadsheets leave it: what is accepted, and what of a file is refused."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from planner.clinic import Clinic
from planner.clinic.clinic import UTC
from planner.errors import FaultyClinic, PlannerWarning
from planner.files import reading
from tests.files.reading.worlds import CSVS, TOML, Folder


def test_everything_is_read(folder: Folder) -> None:
    found = folder.load()
    clinic = found.clinic
    assert found.warnings == ()
    assert (clinic.name, clinic.timezone.key, clinic.holidays) == (
        "Maple Street Acupuncture",
        "America/Edmonton",
        "CA-AB",
    )
    assert clinic.closed == {date(2026, 12, 24)}
    assert clinic.open == {date(2026, 12, 26)}
    facial, call, peel = (clinic.services[id] for id in ("facial", "call", "peel"))
    assert [(step.do, step.length, step.attended) for step in facial.steps] == [
        ("needling", timedelta(minutes=15), True),
        ("rest", timedelta(minutes=30), False),
    ]
    assert (facial.reset, facial.needs, facial.room) == (timedelta(minutes=5), {"facial"}, {"table"})
    assert (facial.equipment, facial.supplies) == (("lamp",), {"needles": 55})
    assert (call.room, call.title, peel.room) == (None, "call", frozenset())
    assert (peel.counts_as, peel.shareable, facial.shareable) == ("chemical-peel", True, False)
    course, maintenance = clinic.protocols["rejuvenation"].phases
    assert (course.first, course.sessions, course.at_least, course.gap and course.gap.ideal) == ("call", 8, 6, 7)
    assert (maintenance.for_days, clinic.protocols["rejuvenation"].start_within) == (365, 14)
    assert (clinic.protocols["checkup"].phases[0].services, clinic.protocols["checkup"].start_within) == (
        ("call", "peel"),
        30,
    )
    assert (clinic.waits[0].acts, clinic.waits[0].days, clinic.follow_ups[0].most) == (("needling:*",), 10, 5)


def test_people_and_plans_are_read(folder: Folder) -> None:
    clinic = folder.clinic()
    ana, ben = clinic.practitioners["ana"], clinic.practitioners["ben"]
    assert (ana.qualifications, ana.licensed_until, ana.max_sessions_per_day) == (
        {"facial", "herbs"},
        date(2027, 12, 31),
        8,
    )
    assert (ben.name, ben.qualifications, ben.licensed_until, ben.max_sessions_per_day) == ("ben", set(), None, None)
    assert [(row.weekday, row.start, row.end) for row in ana.shifts] == [
        (0, time(9), time(12)),
        (0, time(12), time(17)),
        (1, time(9), time(0)),
    ]
    assert [(row.weekday, row.first, row.last) for row in ben.shifts] == [(2, date(2026, 1, 14), None)]
    assert clinic.patients["p1"].prefers == ("morning", "evening")
    assert len(clinic.patients["p1"].times) == 3
    assert clinic.patients["p2"].times == ()
    assert (clinic.plans["r1"].priority, clinic.plans["r1"].sessions, clinic.plans["r1"].finish_by) == (
        3,
        6,
        date(2027, 3, 31),
    )
    assert (clinic.plans["c1"].priority, clinic.plans["c1"].sessions, clinic.plans["c1"].practitioner) == (
        2,
        None,
        None,
    )
    assert [(entry.status, entry.fixed, entry.start.hour) for entry in clinic.book] == [
        ("attended", False, 16),
        ("booked", True, 16),
    ]


def test_goals_and_policy_change_only_what_they_name(folder: Folder) -> None:
    clinic = folder.clinic()
    assert clinic.prices.place == {3: 9000, 2: 2000, 1: 1000}
    assert (clinic.prices.day, clinic.prices.late, clinic.prices.moved, clinic.prices.stretch) == (2, 12.5, 30, 30)
    assert clinic.policy.rules["blood-thinner"].clearable
    assert clinic.policy.rules["blood-thinner"].override == "protocol signed by the medical lead"
    assert not clinic.policy.rules["pacemaker"].clearable


def test_optional_tables_may_be_absent(folder: Folder) -> None:
    folder.swap("clinic.toml", 'equipment = ["lamp"]\n', "")
    for name in ("closures", "equipment", "events", "clearances", "times", "absences", "appointments"):
        (folder.path / f"{name}.csv").unlink()
    clinic = folder.clinic()
    assert (clinic.equipment, clinic.book, clinic.absences, clinic.events) == ({}, (), (), ())


def test_tables_of_a_header_alone_are_empty(folder: Folder) -> None:
    for name in ("plans.csv", "patients.csv", "times.csv", "events.csv", "clearances.csv", "appointments.csv"):
        folder.write(name, CSVS[name].splitlines()[0])
    assert folder.clinic().plans == {}


@pytest.mark.parametrize("name", ["practitioners", "shifts", "patients", "plans", "rooms"])
def test_a_missing_table(folder: Folder, name: str) -> None:
    (folder.path / f"{name}.csv").unlink()
    if name == "rooms":  # closures and appointments point to it
        for other in ("closures.csv", "appointments.csv"):
            (folder.path / other).unlink()
    fault = folder.fault()
    assert (fault.file, fault.row, fault.column) == (f"{name}.csv", None, None)
    assert "missing" in fault.wrong
    assert "columns" in fault.mend


def test_no_room_is_needed_where_no_service_takes_one(folder: Folder) -> None:
    for old in ('room = ["table"]', "counts_as"):
        folder.swap("clinic.toml", old, "room = false" if old.startswith("room") else "room = false\ncounts_as")
    for name in ("rooms.csv", "closures.csv", "appointments.csv"):
        (folder.path / name).unlink()
    assert folder.clinic().rooms == {}


# --- the forms that spreadsheets give files ---------------------------------------------------------------------------


def test_bom_and_semicolons_and_windows_lines(folder: Folder) -> None:
    plain = folder.clinic()
    for name, content in CSVS.items():
        rows = [[f'"{cell}"' if ";" in cell else cell for cell in line.split(",")] for line in content.splitlines()]
        folder.write(name, "\ufeff" + "\r\n".join(";".join(row) for row in rows))
    folder.write("clinic.toml", "\ufeff" + TOML.replace("\n", "\r\n"))
    assert folder.clinic() == plain


def test_blanks_and_blank_rows_are_dropped(folder: Folder) -> None:
    plain = folder.clinic()
    folder.write(
        "rooms.csv",
        " room , name,features,places , site\n\n,,\n one ,Room one , table ;; sink, 2,north \n  two,,,,\n\n",
    )
    assert folder.clinic() == plain


def test_rows_are_counted_as_a_spreadsheet_shows_them(folder: Folder) -> None:
    folder.write("rooms.csv", 'room,name,features\n\n"one","Room\none",table\n\none,again,\n')
    folder.write("closures.csv", "what,start,end\n")
    fault = folder.fault()
    assert (fault.file, fault.row, fault.column) == ("rooms.csv", 5, "room")
    assert "row 3" in fault.wrong


def test_whole_numbers_of_excel(folder: Folder) -> None:
    folder.swap("plans.csv", ",3,6,", ",3.0,6.,")
    assert folder.clinic().plans["r1"].sessions == 6


def test_a_midnight_stamp_is_a_date(folder: Folder) -> None:
    folder.swap("plans.csv", "2026-12-01", "2026-12-01 00:00:00")
    assert folder.clinic().plans["r1"].start == date(2026, 12, 1)


@pytest.mark.parametrize("answer", ["yes", "YES", "true", "1"])
def test_yes(folder: Folder, answer: str) -> None:
    folder.swap("appointments.csv", "booked,yes", f"booked,{answer}")
    assert folder.clinic().book[1].fixed


@pytest.mark.parametrize("answer", ["no", "No", "FALSE", "0", ""])
def test_no(folder: Folder, answer: str) -> None:
    folder.swap("appointments.csv", "booked,yes", f"booked,{answer}")
    assert not folder.clinic().book[1].fixed


# --- what of a file is refused ----------------------------------------------------------------------------------------


def test_a_character_that_is_not_utf_8(folder: Folder) -> None:
    folder.write("patients.csv", b"\xef\xbb\xbfpatient,name\np1,Mia\np2,No\xe9\n")
    fault = folder.fault()
    assert (fault.file, fault.row) == ("patients.csv", 3)
    assert "UTF-8" in fault.wrong
    assert "CSV UTF-8" in fault.mend


def test_an_empty_file(folder: Folder) -> None:
    folder.write("events.csv", "")
    fault = folder.fault()
    assert (fault.file, fault.row, fault.wrong) == ("events.csv", None, "the file is empty")


def test_a_quote_left_open(folder: Folder) -> None:
    folder.write("rooms.csv", 'room,name,features\none,Room one,table\ntwo,"left open,\n')
    fault = folder.fault()
    assert (fault.file, fault.row) == ("rooms.csv", 3)
    assert "doubled" in fault.mend


def test_a_folder_in_place_of_a_file(folder: Folder) -> None:
    (folder.path / "events.csv").unlink()
    (folder.path / "events.csv").mkdir()
    assert "folder, not a file" in folder.fault().wrong


def test_more_cells_than_the_header(folder: Folder) -> None:
    folder.add("rooms.csv", "three,Room three,sink,,,table")
    fault = folder.fault()
    assert (fault.file, fault.row) == ("rooms.csv", 4)
    assert "6 cells" in fault.wrong
    assert "5 columns" in fault.mend


def test_fewer_cells_mean_the_defaults(folder: Folder) -> None:
    folder.add("rooms.csv", "three")
    assert folder.clinic().rooms["three"].features == frozenset()


def test_a_missing_column(folder: Folder) -> None:
    folder.swap("shifts.csv", "weekday", "weekdays")
    refused = folder.refused()
    (fault,) = refused.faults
    assert (fault.file, fault.row, fault.column) == ("shifts.csv", 1, "weekday")
    assert "'weekdays'" in fault.mend
    assert [(w.file, w.column) for w in refused.warnings] == [("shifts.csv", "weekdays")]


def test_a_column_twice(folder: Folder) -> None:
    folder.swap("rooms.csv", "name", "room")
    assert "two columns" in folder.fault().wrong


def test_an_unknown_column_is_pointed_out(folder: Folder) -> None:
    folder.swap("practitioners.csv", "licensed_until", "licenced_until")
    warning = folder.warning()
    assert (warning.file, warning.column) == ("practitioners.csv", "licenced_until")
    assert "'licensed_until'" in warning.mend
    assert folder.clinic().practitioners["ana"].licensed_until is None


def test_an_unknown_table_is_pointed_out(folder: Folder) -> None:
    folder.write("absenses.csv", "")
    warning = folder.warning()
    assert warning.file == "absenses.csv"
    assert "'absences.csv'" in warning.mend


def test_other_files_are_left_alone(folder: Folder) -> None:
    folder.write("notes.txt", b"\xff")
    folder.write("._plans.csv", b"\xff")
    (folder.path / "roster").mkdir()
    assert folder.load().warnings == ()


def test_toml_that_is_none_is_found_at_its_line(folder: Folder) -> None:
    folder.swap("clinic.toml", "start_every = 15", "start_every =")
    fault = folder.fault()
    assert (fault.file, fault.row) == ("clinic.toml", 6)
    assert "not TOML" in fault.wrong


@pytest.mark.parametrize("content", ["x = [", "x = " + "[" * 5000, "x = " + "1" * 5000, "\x00", "x = 1\nx = 2"])
def test_any_toml_that_is_none(folder: Folder, content: str) -> None:
    folder.write("clinic.toml", content)
    assert "clinic.toml" in {fault.file for fault in folder.refused().faults}


def test_without_clinic_toml_the_tables_are_read_all_the_same(folder: Folder) -> None:
    (folder.path / "clinic.toml").unlink()
    folder.swap("plans.csv", ",3,", ",9,")
    assert [(fault.file, fault.column) for fault in folder.refused().faults] == [
        ("clinic.toml", None),
        ("plans.csv", "priority"),
    ]


@pytest.mark.parametrize("where", ["nowhere", "rooms.csv", "nul\0"])
def test_no_folder(folder: Folder, where: str) -> None:
    with pytest.raises(FaultyClinic) as caught:
        reading.load(folder.path / where)
    (fault,) = caught.value.faults
    assert where in fault.file


def test_faults_of_all_files_come_at_once(folder: Folder) -> None:
    folder.swap("clinic.toml", "start_every = 15", 'start_every = "often"')
    folder.swap("clinic.toml", "most = 9 }", "most = 6 }")
    folder.swap("shifts.csv", "mon,09:00", "someday,9am")
    folder.swap("plans.csv", "p1,rejuvenation,2026-12-01", "p9,rejuvination,2026-02-30")
    folder.write("events.csv", b"\xff")
    assert [(fault.file, fault.row, fault.column) for fault in folder.refused().faults] == [
        ("clinic.toml", None, "start_every"),
        ("clinic.toml", None, "protocols.rejuvenation.phases[1].gap"),
        ("shifts.csv", 2, "weekday"),
        ("shifts.csv", 2, "start"),
        ("plans.csv", 2, "start"),
        ("plans.csv", 2, "patient"),
        ("plans.csv", 2, "protocol"),
        ("events.csv", 1, None),
    ]


def test_only_so_many_near_names_are_looked_for(folder: Folder) -> None:
    folder.add("absences.csv", *(f"anna{n},2026-12-01,2026-12-01," for n in range(30)))
    mends = [fault.mend for fault in folder.refused().faults]
    assert mends.count("did you mean 'ana'?") == 20
    assert len(set(mends)) == 2


def test_a_faulty_row_is_no_missing_id(folder: Folder) -> None:
    folder.swap("patients.csv", "morning;Evening", "noonish")
    assert folder.fault().column == "prefers"


# --- the doors --------------------------------------------------------------------------------------------------------


def test_read_gives_the_clinic_and_issues_its_warnings(folder: Folder) -> None:
    folder.write("other.csv", "")
    with pytest.warns(PlannerWarning, match=r"other\.csv"):
        clinic = reading.read(str(folder.path))
    assert isinstance(clinic, Clinic)


# --- the wall clock ---------------------------------------------------------------------------------------------------


def test_an_absence_across_the_change_of_clocks(folder: Folder) -> None:
    folder.write(
        "absences.csv", "practitioner,start,end\nana,2026-03-08,2026-03-08\nana,2026-03-07T12:00,2026-03-08T12:00\n"
    )
    whole, partly = (absence.span for absence in folder.clinic().absences)
    assert whole.end - whole.start == timedelta(hours=23)
    assert partly.end - partly.start == timedelta(hours=23)
    assert whole.start.tzinfo == UTC
    assert whole.start.hour == 7


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-12-07", "2026-12-07", 24),
        ("2026-12-07T00:00", "2026-12-08T00:00", 48),  # midnight is one thing, however it is written
        ("2026-12-07 00:00", "2026-12-08 00:00", 48),
        ("2026-12-07", "2026-12-08T00:00:00.0", 48),
        ("2026-12-07T00:00-07:00", "2026-12-08T00:00-07:00", 24),  # moments, wherever one is
        ("2026-12-07 00:00:00", "2026-12-08 00:00:00", 48),  # dates, as a spreadsheet stamps them
        ("2026-12-07 09:00:00", "2026-12-08 00:00:00", 15),
        ("2026-12-07T09:00", "2026-12-08", 39),
        ("2026-12-07", "2026-12-08T12:00", 36),
        ("2026-12-07T09:00-07:00", "2026-12-07T18:00Z", 2),
    ],
)
def test_days_and_moments_of_an_absence(folder: Folder, start: str, end: str, hours: int) -> None:
    folder.write("absences.csv", f"practitioner,start,end\nana,{start},{end}\n")
    (absence,) = folder.clinic().absences
    assert absence.span.end - absence.span.start == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("start", "utc"),
    [
        ("2026-12-08T09:00", "2026-12-08T16:00+00:00"),
        ("2026-12-08 09:00", "2026-12-08T16:00+00:00"),
        ("2026-12-08T09:00:00-05:00", "2026-12-08T14:00+00:00"),
        ("2026-12-08T16:00Z", "2026-12-08T16:00+00:00"),
        ("2026-11-01T01:30", "2026-11-01T07:30+00:00"),  # shown twice: the earlier
        ("2026-11-01T01:30-07:00", "2026-11-01T08:30+00:00"),
    ],
)
def test_starts_of_appointments(folder: Folder, start: str, utc: str) -> None:
    folder.swap("appointments.csv", "2026-12-08T09:00-07:00", start)
    assert folder.clinic().book[1].start.isoformat(timespec="minutes") == utc


def test_a_start_that_the_clocks_skip(folder: Folder) -> None:
    folder.swap("appointments.csv", "2026-12-08T09:00-07:00", "2026-03-08T02:30")
    fault = folder.fault()
    assert (fault.file, fault.row, fault.column) == ("appointments.csv", 3, "start")
    assert "does not exist" in fault.wrong
    assert "2026-03-08T03:30" in fault.mend


def test_an_unreadable_file(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def refusing(path: Path, mode: str = "r") -> object:
        if path.name == "times.csv":
            raise PermissionError(13, "Permission denied")
        return opened(path, mode)

    monkeypatch.setattr(Path, "open", refusing)
    assert "Permission denied" in folder.fault().wrong
