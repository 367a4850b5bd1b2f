"""What was hardly meant is pointed out with its row and its mend; each in the smallest clinic in which it shows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from planner.files import reading
from tests.files.reading.worlds import FURTHER, Folder


def said(folder: Folder, now: datetime | None = None) -> list[str]:
    return [str(warning) for warning in reading.load(folder.path, now).warnings]


def test_a_clinic_that_is_well_is_not_warned_of(folder: Folder) -> None:
    for name, content in FURTHER.items():
        folder.write(name, content)
    assert said(folder) == []


# --- file, what is replaced, by what; then words of the one warning ---------------------------------------------------

CELLS = [
    # safety
    ("clinic.toml", 'acts = []\ncounts_as', 'acts = ["needle:face"]\ncounts_as', "did you mean 'needling:face'?"),
    ("clinic.toml", 'acts = []\ncounts_as', "counts_as", "services.peel.acts: 'peel' has no acts, so no health event"),
    ("clinic.toml", 'acts = []\ncounts_as', 'acts = ["wax"]\ncounts_as', "no rule of the policy and no wait names 'w"),
    # ids and names
    ("rooms.csv", "two,", "One,", "row 3, room: 'One' and 'one' (row 2) are two ids: they differ in upper and"),
    ("rooms.csv", "two,", "o\u200bne,", "they differ in an invisible character, U+200B"),
    ("equipment.csv", "lamp,Heat lamp,2", "lamp,Heat lamp,2\n7,,\n007,,", "they differ in leading zeros"),
    ("equipment.csv", "lamp,Heat lamp,2", "lamp,Heat lamp,2\n\u00e9,x,\ne\u0301,y,", "how an accented letter is made"),
    ("patients.csv", "p2,Noa", "p2,Mia", "row 3, name: 2 patients are called 'Mia': p1 (row 2) and p2 (row 3) → add"),
    # hours
    ("practitioners.csv", "ben,,,,,", "ben,,,,,\neva,,,,,", "row 4, practitioner: there is no shift of this"),
    ("shifts.csv", "ana,Tue", "ben,mon,09:00,17:00,,2026-12-12,,\nana,Tue", ""),
    ("clinic.toml", "minutes = 20", "minutes = 1000", "'call' takes 1000 minutes, and the longest shift"),
    # bookings
    ("clinic.toml", '"2026-12-24"', '"2026-12-08"', "row 3, start: the clinic is closed on 2026-12-08"),
    ("appointments.csv", "12-08T09:00-07:00", "12-08T08:00-07:00", "row 3, start: 'ana' is not on shift then"),
    ("appointments.csv", "12-08T09:00-07:00", "12-08T12:30-07:00", "row 3, start: this is outside the times of 'p1'"),
    ("patients.csv", "Mia,ana,morning;Evening,", "Mia,,,ana", "row 3, practitioner: 'p1' is not to be with 'ana'"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "words"), CELLS)
def test_a_cell(folder: Folder, file: str, old: str, new: str, words: str) -> None:
    if "not to be with" in words:  # of whom a plan asks that very one, which is a fault
        folder.swap("plans.csv", ",ana,", ",,")
    folder.swap(file, old, new)
    found = said(folder)
    if words:
        assert len(found) == 1, found
        assert words in found[0]
        assert "→" in found[0]
    else:
        assert found == []


# --- several rows together --------------------------------------------------------------------------------------------


def test_an_event_that_closes_no_service_of_this_clinic(folder: Folder) -> None:
    folder.swap("clinic.toml", 'acts = ["needling:face", "needling:body"]', "acts = []")
    folder.add("events.csv", "p2,botox,2026-11-21,,")
    found = said(folder)
    assert [line.partition(":")[0] for line in found] == ["events.csv, row 2, kind", "events.csv, row 3, kind"]
    assert "pregnancy closes needling:face, which is an act of no service of this clinic" in found[0]
    assert "; likewise in row 4 →" in found[1]


def test_an_event_of_a_rule_turned_off(folder: Folder) -> None:
    folder.add("clinic.toml", "[policy.botox]", "off = true", 'reason = "ours"')
    (only,) = said(folder)
    assert only.startswith("events.csv, row 3, kind: the policy's rule of 'botox' is turned off")


def test_times_that_meet_no_shift(folder: Folder) -> None:
    folder.write("times.csv", "patient,weekday,start,end\np1,mon,17:00,20:00\np1,tue,08:00,09:10\n")
    words = "times.csv, row 2, start: the times of 'p1' meet no shift for as long"
    assert any(line.startswith(words) for line in said(folder))


def test_shifts_that_all_end(folder: Folder) -> None:
    lines = "ana,mon,09:00,17:00,2026-12-31\nana,tue,09:00,17:00,2027-01-15\nben,wed,09:00,17:00,2026-12-01\n"
    folder.write("shifts.csv", f"practitioner,weekday,start,end,until\n{lines}")
    (only,) = said(folder)
    assert only.startswith("shifts.csv, row 3, until: all shifts end by 2027-01-15: nobody is on shift after it")


def test_shifts_of_the_only_one_a_plan_admits(folder: Folder) -> None:
    lines = "ana,mon,09:00,17:00,2026-12-31\nana,tue,09:00,17:00,2027-01-15\nben,wed,09:00,17:00,\n"
    folder.write("shifts.csv", f"practitioner,weekday,start,end,until\n{lines}")
    (only,) = said(folder)
    assert "the shifts of 'ana' all end by 2027-01-15, and a plan admits nobody else" in only


TWO = "plan,patient,protocol,start\nr1,p1,rejuvenation,2026-12-01\nr2,p2,rejuvenation,2026-12-01\n"


@pytest.mark.parametrize(
    ("places", "second", "words"),
    [
        (1, "ben,one,2026-12-07T09:30", ["'one' is taken then, by row 2"]),
        (1, "ben,one,2026-12-07T09:45", ["'one' is taken then, by row 2"]),  # the reset
        (1, "ben,one,2026-12-07T09:50", []),
        (2, "ben,one,2026-12-07T09:30", []),
        (1, "ana,two,2026-12-07T09:00", ["'ana' is with another patient then, by row 2"]),
        (1, "ana,two,2026-12-07T09:15", []),  # while the first one rests
    ],
)
def test_two_at_one_time(folder: Folder, places: int, second: str, words: list[str]) -> None:
    folder.write("plans.csv", TWO)
    folder.write("rooms.csv", f"room,features,places\none,table,{places}\ntwo,,\n")
    folder.write("patients.csv", "patient\np1\np2\n")
    folder.write("shifts.csv", "practitioner,weekday,start,end\nana,mon,09:00,17:00\nben,mon,09:00,17:00\n")
    folder.write("times.csv", "patient,weekday,start,end\n")
    rows = f"a1,r1,2,ana,one,2026-12-07T09:00,booked\na2,r2,2,{second},booked\n"
    folder.write("appointments.csv", f"appointment,plan,number,practitioner,room,start,status\n{rows}")
    found = said(folder)
    assert [word in line for word, line in zip(words, found, strict=True)] == [True] * len(words)


def test_a_patient_in_two_places_and_a_session_that_two_plans_share(folder: Folder) -> None:
    folder.write("plans.csv", "plan,patient,protocol,start\nc1,p1,checkup,2026-12-01\nc2,p1,checkup,2026-12-01\n")
    head = "appointment,plan,number,practitioner,room,start,status,service\n"
    one = "a1,c1,1,ana,one,2026-12-07T09:00,booked,peel\n"
    folder.write("appointments.csv", f"{head}{one}a2,c2,1,ana,one,2026-12-07T09:00,booked,peel\n")
    assert said(folder) == []
    folder.write("appointments.csv", f"{head}{one}a2,c2,1,ben,,2026-12-07T09:10,booked,call\n")
    assert any("'p1' has another appointment then, by row 2" in line for line in said(folder))


def test_booked_while_away_and_in_a_room_that_is_not_open(folder: Folder) -> None:
    folder.write("away.csv", "patient,start,end\np1,2026-12-08,2026-12-09\n")
    folder.write("room_hours.csv", "room,weekday,start,end\none,tue,10:00,18:00\n")
    found = said(folder)
    assert [line.partition(" → ")[0] for line in found] == [
        "appointments.csv, row 3, start: 'p1' is away then",
        "appointments.csv, row 3, room: 'one' is not open then",
    ]


# --- history ----------------------------------------------------------------------------------------------------------


def test_attended_in_time_to_come(folder: Folder) -> None:
    (only,) = said(folder, datetime(2026, 11, 29, 12, tzinfo=UTC))
    assert only.startswith("appointments.csv, row 2, start: this was attended after today, 2026-11-29, which cannot be")
    assert said(folder, datetime(2026, 12, 1, 12, tzinfo=UTC)) == []


def test_a_plan_long_begun_without_history(folder: Folder) -> None:
    folder.swap("plans.csv", "checkup,2026-12-01", "checkup,2026-03-01")
    (only,) = said(folder)
    assert only.startswith("plans.csv, row 3, start: this plan began long before 2026-12-01, to which the book")


def test_an_absence_long_past(folder: Folder) -> None:
    folder.swap("absences.csv", "2026-12-07,2026-12-08", "2025-06-07,2025-06-08")
    (only,) = said(folder)
    assert only.startswith("absences.csv, row 2, end: this ended over a year before 2026-12-01")


# --- a name that looks like one that is there -------------------------------------------------------------------------


def test_an_id_that_only_looks_like_one_there(folder: Folder) -> None:
    folder.swap("patients.csv", "p2,Noa", "jos\u00e9,Noa")
    folder.swap("plans.csv", "c1,p2", "c1,jos\u00e9")
    folder.swap("events.csv", "p2,botox", "jose\u0301,botox")
    fault = folder.fault()
    assert (fault.file, fault.row) == ("events.csv", 3)
    assert "The two differ in how an accented letter is made up" in fault.mend


def test_acts_may_be_none_on_purpose_in_a_sheet() -> None:
    assert [reading.cells.acts(cell) for cell in ("none", "None", "a;b")] == [(), (), ("a", "b")]
