"""planner calendar: a practitioner's own calendar taken as absences, into a folder or a store."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.files.reading import load
from tests.cli.worlds import Said, asked
from tests.jobs.calendars.worlds import happening, ics

pytestmark = pytest.mark.usefixtures("morning")
TUESDAY = happening("DTSTART:20261201T160000Z", "DTEND:20261201T170000Z", "SUMMARY:Dentist")


@pytest.fixture
def calendar(tmp_path: Path) -> Path:
    path = tmp_path / "ana.ics"
    path.write_bytes(ics(TUESDAY))
    return path


def test_a_store_tells_what_a_changed_calendar_closes(store: Path, calendar: Path) -> None:
    said = Said("calendar", store, "ana", calendar)
    assert said.status == 0
    assert "+ Tue 01 Dec 2026 09:00 to 10:00, busy in their calendar" in said.out
    assert "1 appointment, still booked" in said.out
    assert "a2" in said.out
    assert "planner desk repair" in said.out
    assert "ana: nothing has changed." in Said("calendar", store, "ana", calendar).out
    calendar.write_bytes(ics())
    assert "ana: 0 new, 1 no more." in Said("calendar", store, "ana", calendar).out
    assert [entry["action"] for entry in asked("journal", store)][-3:] == ["load", "change", "change"]


def test_a_folder_is_written_only_where_something_has_changed(clinic: Path, calendar: Path) -> None:
    words = ("calendar", clinic, "ana", calendar, "--days", 3650, "--titles")
    assert "1 new" in Said(*words, "--dry-run").out
    assert load(clinic).clinic.absences == ()
    assert "Dentist" in Said(*words).out
    (found,) = load(clinic).clinic.absences
    assert (found.of, found.reason, found.source) == ("ana", "Dentist", "ana.ics")
    assert "nothing has changed" in Said(*words).out


def test_what_cannot_be_is_refused(clinic: Path, calendar: Path, tmp_path: Path) -> None:
    calendar.write_bytes(b"<html>")
    said = Said("calendar", clinic, "ana", calendar)
    assert (said.status, "this is no calendar" in said.err) == (2, True)
    said = Said("calendar", clinic, "zed", calendar)
    assert (said.status, "zed" in said.err) == (2, True)
    said = Said("calendar", clinic, "ana", calendar, "--user", "ana")
    assert (said.status, "no address of a CalDAV server" in said.err) == (2, True)
    assert Said("calendar", clinic, "ana", tmp_path / "none.ics").status == 2
