"""`planner export` into a folder: calendars, as a manager types it."""

from __future__ import annotations

from pathlib import Path

import pytest
from icalendar import Calendar

import planner
from tests.cli.worlds import Said
from tests.files.worlds import small_folder
from tests.roster.worlds import at, problem, roster


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    return small_folder(tmp_path)


def written(clinic: Path, folder: Path, when: str) -> Path:
    """A roster of the clinic's with one session of plan c1."""
    planner.write(roster(problem(planner.read(clinic)), at("c11", when, "ana")), folder)
    return folder


def test_calendars_are_written_and_revised(clinic: Path, tmp_path: Path) -> None:
    first = written(clinic, tmp_path / "first", "2026-12-02 09:00")
    second = written(clinic, tmp_path / "second", "2026-12-03 10:00")
    to = tmp_path / "calendars"
    said = Said("export", clinic, first, "--to", to)
    assert (said.status, said.err) == (0, "")
    assert sorted(path.relative_to(to).as_posix() for path in to.rglob("*.ics")) == [
        "patients/Mia.ics",
        "practitioners/Ana Diaz.ics",
        "rooms/Room one.ics",
    ]
    for folder in (to, tmp_path / "fresh"):  # the folder remembers; elsewhere --since does
        assert Said("export", clinic, second, "--to", folder, "--since", first).status == 0
        (event,) = Calendar.from_ical((folder / "patients" / "Mia.ics").read_bytes()).events
        assert (f"{event.start:%d %H:%M}", event.sequence) == ("03 10:00", 1)


def test_a_broken_calendar_and_a_missing_roster_are_refused(clinic: Path, tmp_path: Path) -> None:
    made = written(clinic, tmp_path / "first", "2026-12-02 09:00")
    to = tmp_path / "calendars"
    assert Said("export", clinic, made, "--to", to).status == 0
    (to / "rooms" / "Room one.ics").write_text("half", encoding="utf-8")
    said = Said("export", clinic, made, "--to", to)
    assert said.status == 2
    assert "Room one.ics is no calendar that planner wrote, or it is damaged; move it away" in said.err
    assert (to / "rooms" / "Room one.ics").read_text(encoding="utf-8") == "half"
    said = Said("export", clinic, made, "--to", tmp_path / "other", "--since", tmp_path / "nowhere")
    assert (said.status, "there is no roster in" in said.err) == (2, True)
    assert not (tmp_path / "other").exists()


def test_a_file_in_the_folders_place_is_refused(clinic: Path, tmp_path: Path) -> None:
    made = written(clinic, tmp_path / "first", "2026-12-02 09:00")
    (tmp_path / "taken").write_bytes(b"")
    assert Said("export", clinic, made, "--to", tmp_path / "taken").status == 2
    assert (tmp_path / "taken").read_bytes() == b""
