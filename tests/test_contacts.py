"""How a patient is reached stands on day sheets and at the desk, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from rich.console import Console

import planner
from planner.cli.terminal.desk import show_day
from planner.clinic import Clinic, Patient
from planner.desk.desk import Desk
from planner.desk.facts.impact import closed_by
from planner.errors import FaultyClinic, Nonsense
from planner.files.writing import write_clinic
from planner.roster.roster import Roster
from tests.desk.worlds import clinic as desk_clinic
from tests.desk.worlds import place
from tests.roster.worlds import at, clinic, problem, roster
from tests.worlds import day, patient

PHONE, EMAIL, NOTE = "555-0199", "reach@example.com", "walks with a stick"
SECRETS = (PHONE, EMAIL, NOTE)


def reachable(one: Patient) -> Patient:
    return replace(one, phone=PHONE, email=EMAIL, note=NOTE)


def with_contacts(there: Clinic) -> Clinic:
    return replace(there, patients={id: reachable(one) for id, one in there.patients.items()})


@pytest.fixture
def shown() -> Roster:
    asked = problem(with_contacts(clinic()))
    return roster(asked, at("a1", "2026-12-01 09:00"), at("b1", "2026-12-02 09:00"))


def texts(path: Path) -> Iterator[str]:
    """All that a file, a workbook's parts or a folder's files say."""
    if path.is_dir():
        for file in path.rglob("*"):
            yield from texts(file) if file.is_file() else ()
    elif path.suffix == ".xlsx":
        with ZipFile(path) as package:
            yield from (package.read(name).decode("utf-8", "replace") for name in package.namelist())
    else:
        yield path.read_text(encoding="utf-8")


def test_day_sheets_and_the_page_say_them(shown: Roster, tmp_path: Path) -> None:
    planner.write_workbook(shown, tmp_path / "sheets.xlsx")
    planner.write_page(shown, tmp_path / "page.html")
    for name in ("sheets.xlsx", "page.html"):
        there = " ".join(texts(tmp_path / name))
        assert all(secret in there for secret in (PHONE, EMAIL)), name
        assert NOTE.split()[0] in there


def test_calendars_and_a_rosters_files_do_not(shown: Roster, tmp_path: Path) -> None:
    planner.write_calendars(shown, tmp_path / "calendars")
    planner.write(shown, tmp_path / "roster")
    there = " ".join(texts(tmp_path)).replace("\r\n ", "")
    assert "BEGIN:VEVENT" in there
    assert not any(secret in there for secret in SECRETS)


def test_the_desks_day_says_them(tmp_path: Path) -> None:
    desk = Desk.open(f"sqlite:///{tmp_path / 'clinic.db'}")
    desk.load(with_contacts(desk_clinic()))
    desk.book([place("a1", 0)])
    console = Console(record=True, width=120)
    show_day(console, desk.clinic(), day(0), desk.appointments())
    desk.close()
    assert f"{PHONE} · {EMAIL} · {NOTE}" in console.export_text()


def test_the_journal_which_forgets_nothing_does_not(tmp_path: Path) -> None:
    path = tmp_path / "clinic.db"
    desk = Desk.open(f"sqlite:///{path}")
    desk.load(with_contacts(desk_clinic()))
    desk.change(replace(reachable(patient("ann")), phone="555-0188"))
    desk.change(reachable(patient("cleo")))
    assert desk.clinic().patients["ann"].phone == "555-0188"
    said = str([entry.changes for entry in desk.journal()])
    assert "cleo" in said
    assert not any(secret in said for secret in (*SECRETS, "555-0188"))
    assert desk.as_of(desk.journal()[-1].seq).patients["ann"].contact == ""
    desk.close()


def test_a_contact_that_changes_closes_nothing(tmp_path: Path) -> None:
    before = desk_clinic()
    assert closed_by(before, with_contacts(before), day(0)) == []
    assert planner.clinic.changes.ClinicChange(before, with_contacts(before)).patients([]) == frozenset()


def test_messages_do_not(tmp_path: Path) -> None:
    padded = replace(patient("ann"), phone=f" {PHONE}", note=f"{NOTE} ")
    assert not any(secret in repr(reachable(padded)) for secret in SECRETS)
    desk = Desk.open(f"sqlite:///{tmp_path / 'clinic.db'}")
    desk.load(desk_clinic())
    with pytest.raises(Nonsense, match="patients ann: phone has blanks around it") as refused:
        desk.change(padded)
    with pytest.raises(Nonsense, match="not on record") as unknown:
        desk.change(remove=[reachable(patient("zoe"))])
    desk.close()
    there = replace(desk_clinic(), patients={**desk_clinic().patients, "ann": padded}, policy=planner.default_policy())
    with pytest.raises(FaultyClinic, match=r"patients\.ann\.phone: this would be read again otherwise") as faulty:
        write_clinic(there, tmp_path / "clinic")
    for said in (refused, unknown, faulty):
        assert not any(secret in str(said.value) for secret in SECRETS)
