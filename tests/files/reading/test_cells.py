"""Each cell that can be wrong, in its place, with what would be right."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from planner.errors import FaultyClinic
from tests.files.reading.worlds import CSVS, FURTHER, Folder

# file, what is replaced, by what; then row, column, words of what is wrong and of the mend
WRONG = [
    ("plans.csv", "2026-12-01", "01/12/2026", 2, "start", "YYYY-MM-DD", "2026-01-12 or 2026-12-01"),
    ("plans.csv", "2026-12-01", "25/12/2026", 2, "start", "YYYY-MM-DD", "write 2026-12-25"),
    ("plans.csv", "2026-12-01", "46357", 2, "start", "YYYY-MM-DD", "probably 2026-12-01"),
    ("plans.csv", "2026-12-01", "1-Dec-26", 2, "start", "YYYY-MM-DD", "write 2026-12-01"),
    ("plans.csv", "2026-12-01", "2026-12-1", 2, "start", "YYYY-MM-DD", "write 2026-12-01"),
    ("plans.csv", "2026-12-01", "20261201", 2, "start", "YYYY-MM-DD", "write 2026-12-01"),
    ("plans.csv", "2026-12-01", "soon", 2, "start", "YYYY-MM-DD", "like 2026-12-01"),
    ("plans.csv", "2026-12-01", "2026-12-01 09:00", 2, "start", "time of day", "2026-12-01"),
    ("plans.csv", "2026-12-01", "2026-02-30", 2, "start", "not in the calendar", "exists"),
    ("plans.csv", "2026-12-01", "0226-12-01", 2, "start", "out of reach", "1900"),
    ("plans.csv", "2026-12-01", "", 2, "start", "empty", "needs"),
    ("plans.csv", ",3,", ",4,", 2, "priority", "out of range", "1 to 3"),
    ("plans.csv", ",3,", ",high,", 2, "priority", "no whole number", "1 to 3"),
    ("plans.csv", ",6,", ",0,", 2, "sessions", "out of range", "from 1"),
    ("plans.csv", ",6,", ",6.5,", 2, "sessions", "no whole number", "whole number"),
    ("plans.csv", ",6,", f",{'9' * 5000},", 2, "sessions", "no whole number", "whole number"),
    ("plans.csv", "2027-03-31", "2026-11-30", 2, "finish_by", "before its start", ""),
    ("plans.csv", "r1,p1", "r1,zoe", 2, "patient", "no patient 'zoe'", "there are p1, p2"),
    ("plans.csv", "rejuvenation", "rejuvination", 2, "protocol", "no protocol", "'rejuvenation'"),
    ("plans.csv", ",ana,", ",anna,", 2, "practitioner", "no practitioner", "'ana'"),
    ("shifts.csv", "mon", "funday", 2, "weekday", "no weekday", "mon"),
    ("shifts.csv", "09:00", "9am", 2, "start", "HH:MM", "write 09:00"),
    ("shifts.csv", "09:00", "9.30", 2, "start", "HH:MM", "write 09:30"),
    ("shifts.csv", "09:00", "0.375", 2, "start", "HH:MM", "09:00"),
    ("shifts.csv", "09:00", "24:00", 2, "start", "day's end", "23:59"),
    ("shifts.csv", "09:00", "09:00:30", 2, "start", "seconds", "write 09:00"),
    ("shifts.csv", "12:00", "24:01", 2, "end", "not on the clock", "24:00"),
    ("shifts.csv", "12:00", "08:00", 2, "end", "not after", ""),
    ("shifts.csv", "2026-12-31", "2025-12-31", 4, "until", "before `from`", "later"),
    ("shifts.csv", "ana,mon,12", "anna,mon,12", 3, "practitioner", "no practitioner", "'ana'"),
    ("shifts.csv", ",2,", ",0,", 5, "every", "out of range", "from 1"),
    ("shifts.csv", "2026-01-14", "", 5, "from", "every 2 weeks, counted from no day", "the first day"),
    ("room_hours.csv", "one,mon", "on,mon", 2, "room", "no room 'on'", "'one'"),
    ("room_hours.csv", ",08:00", ",24:00", 2, "start", "day's end", "23:59"),
    ("breaks.csv", "ana", "anna", 2, "practitioner", "no practitioner", "'ana'"),
    ("breaks.csv", ",30", ",181", 2, "minutes", "does not fit its span", "at most 180"),
    ("breaks.csv", ",30", ",0", 2, "minutes", "out of range", "from 1"),
    ("breaks.csv", "14:00", "10:00", 2, "end", "not after the start 11:00", "later"),
    ("rooms.csv", ",2,north", ",0,north", 2, "places", "out of range", "from 1"),
    ("away.csv", "2026-12-27", "2026-12-19", 2, "end", "not after the start", "last one is included"),
    ("away.csv", "p2", "p3", 2, "patient", "no patient 'p3'", "there are p1, p2"),
    ("absences.csv", "2026-12-08", "2026-12-06", 2, "end", "not after the start", "last one is included"),
    ("absences.csv", "14 12:30", "14 09:00", 3, "end", "not after the start", "later"),
    ("absences.csv", "2026-12-08", "2026-12-08 25:00", 2, "end", "does not exist", "23:59"),
    ("absences.csv", "ana", "ben b", 2, "practitioner", "no practitioner", "'ben'"),
    ("closures.csv", "one", "on", 2, "what", "no room and no equipment 'on'", "'one'"),
    ("practitioners.csv", ",8", ",-1", 2, "max_sessions_per_day", "out of range", "from 0"),
    ("rooms.csv", "two", "one", 3, "room", "row 2", "own"),
    ("practitioners.csv", "ben,,", ",Ben,", 3, "practitioner", "empty", "needs"),
    ("equipment.csv", ",2", ",two", 2, "units", "no whole number", "whole number"),
    ("equipment.csv", "lamp,Heat lamp,2", "lamp,,1\none,,1", 3, "equipment", "a room too", "another id"),
    ("patients.csv", "Evening", "evning", 2, "prefers", "none of", "'evening'"),
    ("patients.csv", ",ana,", ",anna,", 2, "preferred_practitioner", "no practitioner", "'ana'"),
    (
        "patients.csv",
        ",ana,",
        ",anna;ben;bem,",
        2,
        "preferred_practitioner",
        "'anna' and no practitioner 'bem'",
        "'ana'?; ",
    ),
    ("patients.csv", "ben", "bem ; ana", 3, "not_with", "no practitioner 'bem'", "'ben'"),
    ("patients.csv", "Noa,,", "Noa,ben;ana,", 3, "not_with", "'ben' stands under preferred too", "one of the two"),
    ("plans.csv", "Tue 9:00", "Tue", 2, "usual", "no weekday with a time", "like tue 11:00"),
    ("plans.csv", "Tue 9:00", "Tue 9am", 2, "usual", "HH:MM", "write 09:00"),
    ("plans.csv", "Tue 9:00", "Tus 9:00", 2, "usual", "no weekday", "'tue'"),
    ("plans.csv", "9:00,,", "9:00,3,", 2, "last_attended", "3 sessions were attended", "give it"),
    ("plans.csv", "9:00,,", "9:00,,2026-11-30", 2, "attended", "the last attended day is given", "how many"),
    ("times.csv", "p1", "p7", 2, "patient", "no patient", "p1"),
    ("events.csv", "pregnancy", "pregnant", 2, "kind", "no kind of event", "'pregnancy'"),
    ("events.csv", "2026-09-01", "2025-09-01", 2, "until", "before", ""),
    ("clearances.csv", "blood-thinner", "bloodthinner", 2, "kind", "no kind of event", "'blood-thinner'"),
    ("clearances.csv", "Dr Roy", "", 2, "by", "empty", "needs"),
    ("clearances.csv", "2026-11-01,", "2026-11-01,2026-10-01", 2, "until", "before", ""),
    ("appointments.csv", "attended", "came", 2, "status", "none of", "attended"),
    ("appointments.csv", "booked", "bookd", 3, "status", "none of", "'booked'"),
    ("appointments.csv", "a2", "a1", 3, "appointment", "row 2", "own"),
    ("appointments.csv", "r1,2", "r2,2", 3, "plan", "no plan", "there are c1, r1"),
    ("appointments.csv", "r1,2", "r1,0", 3, "number", "out of range", "from 1"),
    ("appointments.csv", "r1,2", "r1,1", 3, "number", "row 2", "cancelled"),
    ("appointments.csv", "2,course", "2,curse", 3, "phase", "no phase", "'course'"),
    ("appointments.csv", "2,course,ana", "2,course,", 3, "practitioner", "empty", "with whom"),
    ("appointments.csv", "ana,one", "anna,one", 3, "practitioner", "no practitioner", "'ana'"),
    ("appointments.csv", ",one,", ",onee,", 3, "room", "no room", "'one'"),
    ("appointments.csv", "T09:00-07:00", "", 3, "start", "no date with a time", "2026-12-08T09:30"),
    ("appointments.csv", "T09:00-07:00", "T09:61", 3, "start", "does not exist", "23:59"),
    ("appointments.csv", "T09:00-07:00", "T09:00-77:00", 3, "start", "does not exist", "23:59"),
    ("appointments.csv", "2026-12-08T", "8.12.2026 ", 3, "start", "no date with a time", "like 2026-12-01T09:30"),
    ("appointments.csv", "booked,yes", "booked,perhaps", 3, "fixed", "neither yes nor no", "yes or no"),
]


@pytest.mark.parametrize(("file", "old", "new", "row", "column", "wrong", "mend"), WRONG)
def test_one_cell(folder: Folder, file: str, old: str, new: str, row: int, column: str, wrong: str, mend: str) -> None:
    if file in FURTHER:
        folder.write(file, FURTHER[file])
    folder.swap(file, old, new)
    fault = folder.fault()
    assert (fault.file, fault.row, fault.column) == (file, row, column)
    assert wrong in fault.wrong
    assert mend in fault.mend
    assert fault.mend
    assert f"{file}, row {row}, {column}: " in str(fault)


def test_hours_may_overlap(folder: Folder) -> None:
    folder.add("shifts.csv", "ana,thu,09:00,12:00,,2026-06-30", "ana,thu,09:00,13:00,,", "ana,thu,13:00,15:00,,")
    assert len(folder.clinic().practitioners["ana"].shifts) == 6


CELLS = [
    (name, row, column)
    for name, content in CSVS.items()
    for row, line in enumerate(content.splitlines())
    for column in range(len(line.split(",")))
]
ODD = st.sampled_from(
    ['"', ";", ",", "\n", "\r", "\0", "²", "٣", "24:00", "-", "1e5", "9999-12-31", "0001-01-01", "nan"]
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(CELLS), st.one_of(st.text(st.characters(codec="utf-8"), max_size=12), ODD))
@example(("plans.csv", 1, 3), "٢٠٢٦-١٢-٠١")
@example(("appointments.csv", 1, 6), "9999-12-31T23:59-14:00")
@example(("absences.csv", 1, 2), "9999-12-31")
def test_any_text_in_any_cell_is_read_or_refused(folder: Folder, cell: tuple[str, int, int], text: str) -> None:
    name, row, column = cell
    lines = CSVS[name].splitlines()
    cells = lines[row].split(",")
    cells[column] = text
    lines[row] = ",".join(cells)
    folder.write(name, "\n".join(lines))
    try:
        folder.load()
    except FaultyClinic as refused:
        event(refused.faults[0].wrong.split()[-1])
    finally:
        folder.write(name, CSVS[name])
