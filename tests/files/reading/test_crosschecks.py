"""What only shows across tables: warnings, and the appointment book beside its plans."""

from __future__ import annotations

import pytest

from tests.files.reading.worlds import Folder

# file, what is replaced, by what; then row, column, words of the warning
HARDLY_MEANT = [
    ("plans.csv", "2026-12-01,,,,", "2026-12-01,,4,,", 3, "sessions", "no course"),
    ("plans.csv", ",ana,", ",ben,", 2, "practitioner", "'ben' may not give facial (needs facial)"),
    ("events.csv", "2026-11-20,,", "2026-11-20,2026-11-25,", 3, "until", "botox closes 4 weeks"),
    ("clearances.csv", "blood-thinner", "pacemaker", 2, "kind", "does not lift pacemaker"),
    ("appointments.csv", "attended,", "attended,yes", 2, "fixed", "only what is booked"),
    ("appointments.csv", "2,course", "2,maintenance", 3, "phase", "belongs to course"),
    ("appointments.csv", "r1,2,course,ana,one", "c1,1,,ana,", None, None, ""),
    (
        "clinic.toml",
        'acts = ["needling:face", "needling:body"]',
        'acts = ["needling:face"]',
        None,
        "services.facial.acts",
        "Red Leaf",
    ),
    ("clinic.toml", "[2026-12-26]", "[2026-12-24]", None, "open", "2026-12-24"),
]


@pytest.mark.parametrize(("file", "old", "new", "row", "column", "wrong"), HARDLY_MEANT)
def test_a_warning(
    folder: Folder, file: str, old: str, new: str, row: int | None, column: str | None, wrong: str
) -> None:
    folder.swap(file, old, new)
    if column is None:
        assert folder.load().warnings == ()
        return
    warning = folder.warning()
    assert (warning.file, warning.row, warning.column) == (file, row, column)
    assert wrong in warning.wrong


def test_a_fixed_row_without_the_room_it_will_take(folder: Folder) -> None:
    folder.swap("clinic.toml", 'first = "call"', "")
    folder.swap("appointments.csv", ",one,", ",,")
    warning = folder.warning()
    assert (warning.file, warning.row, warning.column) == ("appointments.csv", 3, "room")


def counted(folder: Folder) -> None:
    """End the protocol with its course."""
    text = folder.text("clinic.toml")
    start = text.index('[[protocols.rejuvenation.phases]]\nname = "maintenance"')
    folder.write("clinic.toml", text[:start] + text[text.index("[protocols.checkup]") :])


def test_a_number_beyond_the_last(folder: Folder) -> None:
    counted(folder)
    folder.add("appointments.csv", "a4,r1,7,,ana,one,2026-12-27T09:00,booked,")
    fault = folder.fault()
    assert (fault.file, fault.row, fault.column) == ("appointments.csv", 4, "number")
    assert "has 6 sessions" in fault.wrong  # the plan's own, not the protocol's 8


def test_a_number_beyond_the_last_makes_up_for_one_that_lapsed(folder: Folder) -> None:
    counted(folder)
    folder.add(
        "appointments.csv", "a3,r1,6,,ana,one,2026-12-20T09:00,booked,", "a4,r1,7,,ana,one,2026-12-27T09:00,booked,"
    )
    assert len(folder.clinic().book) == 4


def test_a_cancelled_number_beyond_the_last_is_history(folder: Folder) -> None:
    counted(folder)
    folder.add(
        "appointments.csv", "a4,r1,7,,ana,one,2026-12-27T09:00,cancelled,", "a5,r1,9,,,,2026-12-27T09:00,no-show,"
    )
    assert len(folder.clinic().book) == 4


def test_an_open_protocol_has_no_last_number(folder: Folder) -> None:
    folder.add("appointments.csv", "a3,r1,60,maintenance,ana,one,2027-12-20T09:00,booked,")
    assert folder.load().warnings == ()


def test_a_number_standing_twice(folder: Folder) -> None:
    folder.add("appointments.csv", "a3,r1,2,,ana,one,2026-12-09T09:00,attended,")
    fault = folder.fault()
    assert (fault.row, fault.column) == (4, "number")
    assert "stands in row 3 already" in fault.wrong


def test_a_cancelled_number_does_not_stand(folder: Folder) -> None:
    folder.add(
        "appointments.csv", "a3,r1,2,,ana,one,2026-12-05T09:00,cancelled,", "a4,r1,2,,,,2026-12-06T09:00,no-show,"
    )
    assert len(folder.clinic().book) == 4


def with_services(folder: Folder, *rows: str) -> None:
    header = "appointment,plan,number,phase,practitioner,room,start,status,fixed,service"
    folder.write("appointments.csv", "\n".join([header, *rows]))


def test_a_visit_of_two_services_has_two_rows(folder: Folder) -> None:
    with_services(
        folder,
        "a1,c1,1,visit,ben,,2026-12-02T09:00,booked,,call",
        "a2,c1,1,visit,ben,two,2026-12-02T09:30,booked,,peel",
    )
    assert [entry.service for entry in folder.clinic().book] == ["call", "peel"]


@pytest.mark.parametrize(
    ("services", "row", "earlier"),
    [
        (("", "", ""), 4, 2),
        (("peel", "peel", ""), 3, 2),
        (("call", "peel", "peel"), 4, 3),
        (("call", "peel", ""), 4, 2),
    ],
)
def test_a_visit_of_two_services_has_no_more(folder: Folder, services: tuple[str, ...], row: int, earlier: int) -> None:
    with_services(folder, *(f"a{n},c1,1,,ben,,2026-12-02T1{n}:00,booked,,{id}" for n, id in enumerate(services)))
    fault = folder.refused().faults[0]
    assert (fault.row, fault.column) == (row, "number")
    assert f"row {earlier} " in fault.wrong


def test_a_visit_is_not_half_attended(folder: Folder) -> None:
    folder.add(
        "appointments.csv", "v1,c1,1,,ben,,2026-12-02T09:00,attended,", "v2,c1,1,,ben,two,2026-12-02T09:30,booked,"
    )
    fault = folder.fault()
    assert (fault.file, fault.row, fault.column) == ("appointments.csv", 5, "status")
    assert "attended in one row and booked in another" in fault.wrong


def test_a_first_session_of_one_service_has_one_row(folder: Folder) -> None:
    folder.swap("clinic.toml", 'services = ["call", "peel"]', 'services = ["call", "peel"]\nfirst = "peel"')
    with_services(folder, *(f"a{n},c1,1,,ben,two,2026-12-02T1{n}:00,booked,," for n in range(2)))
    assert folder.fault().row == 3


def test_a_service_that_is_none(folder: Folder) -> None:
    with_services(folder, "a1,c1,1,,ben,,2026-12-02T10:00,booked,,peal")
    fault = folder.fault()
    assert (fault.row, fault.column) == (2, "service")
    assert "'peel'" in fault.mend


def test_a_service_that_the_protocol_does_not_hold(folder: Folder) -> None:
    with_services(folder, "a1,c1,1,,ana,,2026-12-01T10:00,booked,,facial")
    assert folder.warning().column == "service"


def test_a_row_of_a_faulty_plan_is_not_blamed_for_it(folder: Folder) -> None:
    folder.swap("plans.csv", ",3,", ",5,")
    assert folder.fault().file == "plans.csv"
